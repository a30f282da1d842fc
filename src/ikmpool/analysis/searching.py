"""The search for the largest promise.

A larger promise may be possible where a smaller one is not (whole lots), so no bisection finds it.
Instead:

1. A bound by plain sums: capacities over the months until each order is due.
2. For a quantity ``q`` in each of ``T`` months, the most that can be delivered together, ``D(q)``,
   with its proof (:mod:`ikmpool.analysis.headroom`).  A plan for a quantity that can be promised is
   a plan for ``q``, too, with the rest short; so no quantity from ``D(q) / T`` to ``q`` can be.
3. ``q`` becomes the smaller of ``q - 1`` and ``D(q) / T``, rounded down, until nothing is short.
4. Where drop-outs are named, ``q`` is reduced in the same way by what is left in each of them
   alone, and in all of them together (:mod:`ikmpool.analysis.survival`).
5. The whole pool is allocated with ``q``.  Where that plan delivers it and serves the other orders
   as without it, in each drop-out, too, it is the largest; where not, ``q - 1`` is next.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from ikmpool.analysis.asking import Asked
from ikmpool.analysis.headroom import Headroom, Service, headroom, serve, service_of, sum_bound
from ikmpool.analysis.survival import Left, left_in_all, left_without
from ikmpool.errors import Fault, TableError
from ikmpool.plans.allocation import allocate
from ikmpool.plans.plan import Plan
from ikmpool.program.options import SolveOptions
from ikmpool.program.stopping import Stop
from ikmpool.rules.capacity import normal_capacity

#: Units a month beyond which a pool says nothing that limits a promise.
LIMITLESS = 10_000_000
#: Makers that an error names.
SHOWN = 5
#: The part of the time limit that is kept for a last plan, and its seconds after a Ctrl-C.
LAST, AFTER_STOP = 0.1, 5.0


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to.

    Attributes
    ----------
    quantity : int
        Units in each month that the plan delivers.
    upper : int
        Proven: there is no larger quantity.
    plan : Plan
    proof : str
        ``"exact"``, or the solver whose word `upper` is.
    base : Service
        How well the other orders are served without the promise.
    """

    quantity: int
    upper: int
    plan: Plan
    proof: str
    base: Service


class Search:
    """The search for the largest quantity: two functions decide, each over one quantity.

    `bound` proves what no larger quantity than ``q`` can be, `plan` gives a plan that delivers it.
    """

    def __init__(self, asked: Asked, options: SolveOptions, stop: Stop) -> None:
        self.asked, self.given, self.stop = asked, options, stop
        self.began = time.monotonic()
        self.base = serve(asked.at(0), self.options())
        self.upper, self.proof = sum_bound(asked, LIMITLESS), "exact"
        self.in_hand = 0

    @property
    def left(self) -> float:
        """The part of the time that is left, from 1 to 0; none where it was asked to stop."""
        if self.stop.asked:
            return 0.0
        limit = self.given.time_limit
        return 1.0 if limit is None else 1 - (time.monotonic() - self.began) / limit

    def options(self) -> SolveOptions:
        """Give the options of one solve: it may take half of the time that is left."""
        limit = self.given.time_limit
        if self.stop.asked:
            return replace(self.given, time_limit=min(AFTER_STOP, limit or AFTER_STOP))
        if limit is None:
            return self.given
        return replace(self.given, time_limit=limit * max(self.left, LAST) / 2)

    def descend(self) -> Plan | None:
        """Search until a plan proves the quantity; None where time runs out, or one is to stop."""
        plan = None
        while plan is None and self.upper > 0 and self.left > LAST:
            bound = self.bound(self.upper)
            if bound < self.upper:
                self.upper = bound
                continue
            plan, told = self.plan(self.upper)
            if plan is None and told:
                self.upper -= 1
            elif plan is None:
                break
        return plan

    def settle(self, plan: Plan | None) -> Found:
        """Give what the search came to, with the best plan in hand where none proved it."""
        found = self.upper
        if plan is None and self.in_hand:
            found = min(self.in_hand, self.upper)
            plan, _ = self.plan(found)
        if plan is None:
            found, plan = 0, allocate(self.asked.at(0), options=self.options())
        proof = self.base.proof if self.proof == "exact" else self.proof
        return Found(found, self.upper, plan, proof, self.base)

    def bound(self, quantity: int) -> int:
        """Bound every quantity up to this one that can be promised."""
        found = headroom(self.asked, quantity, self.base, self.options())
        self.in_hand = max(self.in_hand, min(found.each, quantity))
        if found.short:
            return self._reduced(quantity, found)
        left = [left for left in left_without(self.asked, quantity, self.options()) if left.short]
        if left:
            return self._reduced(quantity, min(left, key=lambda one: one.most))
        together = left_in_all(self.asked, quantity, self.base, self.options())
        if together and together.short:
            return self._reduced(quantity, together)
        if found.each >= quantity >= LIMITLESS:
            raise self._limitless()
        return quantity

    def _reduced(self, quantity: int, found: Headroom | Left) -> int:
        """Bound the smaller quantities by the most that is delivered of this one."""
        self.proof = found.proof if self.proof == "exact" else self.proof
        fits = found.most // len(self.asked.rows) if self.asked.steady else quantity
        return min(quantity - 1, fits)

    def plan(self, quantity: int) -> tuple[Plan | None, bool]:
        """Allocate with this quantity: a plan that delivers it; else whether there is none."""
        plan = allocate(self.asked.at(quantity), options=self.options())
        served = service_of(plan.reached)
        if served.no_worse_than(self.base):
            return plan, True
        self.proof = served.proof if self.proof == "exact" and served.closed else self.proof
        return None, served.closed

    def _limitless(self) -> TableError:
        """Name the makers whose capacity is not known, or all where each is."""
        pool, product = self.asked.pool, self.asked.product
        stated = dict(zip(pool.names("supplier"), normal_capacity(pool)[1], strict=False))
        offers = pool.offers
        makers = offers.loc[(offers["product"] == product).to_numpy(dtype=bool), "supplier"]
        named = list(dict.fromkeys(makers))
        named = [name for name in named if not stated[name]] or named
        figures = {"most": LIMITLESS, "product": product, "suppliers": ", ".join(named[:SHOWN])}
        fault = Fault("suppliers", "capacity", None, (), None, "promise_limitless", figures)
        return TableError([fault], pool.settings.language)

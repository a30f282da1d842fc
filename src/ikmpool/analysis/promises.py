"""Promises: the largest quantity that a pool can deliver again and again.

A larger promise may be possible where a smaller one is not (whole lots), so no bisection finds it.
Instead:

1. A bound by plain sums: capacities over the months until each order is due.
2. For a quantity ``q`` in each of ``T`` months, the most that can be delivered together, ``D(q)``,
   with its proof (:mod:`ikmpool.analysis.headroom`).  A plan for a quantity that can be promised is
   a plan for ``q``, too, with the rest short; so no quantity from ``D(q) / T`` to ``q`` can be.
3. ``q`` becomes the smaller of ``q - 1`` and ``D(q) / T``, rounded down, until nothing is short.
4. The whole pool is allocated with ``q``.  Where that plan delivers it and serves the other orders
   as without it, it is the largest; where not, ``q - 1`` is next.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import pandas as pd

from ikmpool.analysis import promise_words
from ikmpool.analysis.asking import Asked, ask
from ikmpool.analysis.headroom import Service, headroom, serve, service_of, sum_bound
from ikmpool.errors import Fault, OptionError, TableError
from ikmpool.exact import plain
from ikmpool.plans.allocation import allocate
from ikmpool.plans.objective import Lexicographic
from ikmpool.plans.plan import Plan
from ikmpool.program.options import SolveOptions
from ikmpool.rules.capacity import normal_capacity
from ikmpool.tables.pool import Pool

#: Units a month beyond which a pool says nothing that limits a promise.
LIMITLESS = 10_000_000
#: Points of the curve of costs.
CURVE_POINTS = 10
#: The part of the time limit that is kept for a last plan.
LAST = 0.1


@dataclass(frozen=True, eq=False)
class Promise:
    """The largest quantity that can be delivered in each of some months.

    Attributes
    ----------
    product : str
    months : tuple of Period
        When it is due; empty in a pool without months.
    quantity : int
        Units in each month that the plan delivers.
    upper : int
        Proven: no larger quantity can be delivered.
    plan : Plan
        Of the whole pool, the promised orders among its orders; it has passed its audit.
    bound_proof : str
        ``exact``, or the name of the solver whose word `upper` is.
    orders : tuple of str
        Names of the promised orders, earliest first.
    """

    product: str
    months: tuple[pd.Period, ...]
    quantity: int
    upper: int
    plan: Plan
    bound_proof: str
    orders: tuple[str, ...]
    _asked: Asked = field(repr=False)
    _base: Service = field(repr=False)
    _options: SolveOptions = field(repr=False)

    def __getattribute__(self, name: str) -> Any:
        """Hand out frames as copies: editing one leaves the promise as it is."""
        value = object.__getattribute__(self, name)
        return value.copy(deep=False) if isinstance(value, pd.DataFrame) else value

    @property
    def proven(self) -> bool:
        """Whether the quantity is proven to be the largest."""
        return self.quantity == self.upper and self._base.closed

    @cached_property
    def bottlenecks(self) -> pd.DataFrame:
        """What one unit more would break: month, short, rule, row, price.

        For each month alone, and with several months for all of them together (month is NaT): is it
        proven that not all of it can be delivered (`short`), and what limits it; one row a limit.
        `rule` and `row` name a row of the program that has a price in the linear relaxation, and
        `price` is how many units one more in that row would bring, at first; where whole lots and
        yes/no rules alone are in the way, no row has a price, and `rule` is "".  ``at_hand`` stands
        for the orders that the pool has already.  Solved when first asked.
        """
        count = len(self.orders)
        cases = [[int(i == j) for j in range(count)] for i in range(count)]
        months: list[object] = list(self.months) or [pd.NaT]
        if count > 1:
            cases, months = [*cases, [1] * count], [*months, pd.NaT]
        frames = []
        for month, more in zip(months, cases, strict=True):
            quantities = [self.quantity + one for one in more]
            found = headroom(self._asked, quantities, self._base, self._options)
            blank = pd.DataFrame({"rule": [""], "row": [""], "price": [float("nan")]})
            limits = found.limits if found.short and len(found.limits) else blank
            due = pd.PeriodIndex([month] * len(limits), freq="M")
            frames.append(limits.assign(month=due, short=found.short))
        table = pd.concat(frames, ignore_index=True)
        return table[["month", "short", "rule", "row", "price"]]

    @cached_property
    def curve(self) -> pd.DataFrame:
        """What smaller promises cost: quantity, feasible, unit_cost, marginal_cost, proven.

        At ten quantities, evenly up to the promised one (all of them, where there are fewer).
        `unit_cost` is what the promised units add to the landed cost of the plan, a unit, and
        `marginal_cost` the same of the units since the last feasible quantity; both are exact, and
        None where the quantity cannot be delivered.  `proven` tells whether both plans are proven
        to cost least.  Solved when first asked.
        """
        points = min(CURVE_POINTS, self.quantity)
        quantities = [self.quantity * (k + 1) // points for k in range(points)]
        return pd.DataFrame(
            list(self._costs(quantities)),
            columns=["quantity", "feasible", "unit_cost", "marginal_cost", "proven"],
            dtype=object,
        ).astype({"quantity": "int64", "feasible": bool, "proven": bool})

    def _costs(self, quantities: list[int]) -> Iterator[tuple[object, ...]]:
        objective, options = Lexicographic(fair=False), self._options
        first = last = allocate(self._asked.at(0), objective=objective, options=options)
        units, done = len(self.orders), 0
        for quantity in quantities:
            plan = allocate(self._asked.at(quantity), objective=objective, options=options)
            if not service_of(plan.reached).no_worse_than(self._base):
                yield quantity, False, None, None, plan.status == "optimal"
                continue
            proven = all(p.status == "optimal" for p in (first, last, plan))
            yield (
                quantity,
                True,
                self._money(plan.exact_cost - first.exact_cost, units * quantity),
                self._money(plan.exact_cost - last.exact_cost, units * (quantity - done)),
                proven,
            )
            last, done = plan, quantity

    def _money(self, cost: Fraction, units: int) -> object:
        return plain(cost / units, self.plan.pool.money_decimals)

    @cached_property
    def failing(self) -> pd.DataFrame:
        """The smaller quantities that can *not* be delivered: quantity, ordered, delivered, proven.

        Whole lots leave such gaps.  `ordered` and `delivered` are units of all months together, the
        latter the most that there can be.  Every smaller quantity is tried when first asked.
        """
        rows = []
        for quantity in range(1, self.quantity):
            found = serve(self._asked.at(quantity), self._options)
            if not found.no_worse_than(self._base):
                ordered = quantity * len(self.orders)
                short = sum(found.stages.get(name, Fraction(0)) for name in self._asked.stages)
                rows.append((quantity, ordered, ordered - int(short), found.closed))
        return pd.DataFrame(rows, columns=["quantity", "ordered", "delivered", "proven"])

    def __repr__(self) -> str:
        return promise_words.text(self)

    def _repr_html_(self) -> str:
        return promise_words.html(self)


def promise(
    pool: Pool,
    product: str,
    months: object = None,
    terms: Mapping[str, Any] | None = None,
    options: SolveOptions | None = None,
) -> Promise:
    """Find the largest quantity that can be delivered in each of some months.

    One order of that quantity is due in each month, under all rules of the pool, beside the orders
    that the pool has: these are as well served as without it (no more is given up or short).

    Parameters
    ----------
    pool : Pool
    product : str
    months : int or sequence of months, optional
        So many months from the first one of the pool on, or which ones; by default all of them.  In
        a pool without months there is one order, and at most one month in which it is due.
    terms : mapping, optional
        What else the orders say: columns of the table of orders, such as ``destination``,
        ``buyer``, ``contract``, ``price`` or ``max_producers``, each with its value.
    options : SolveOptions, optional
        Its time limit is for the whole search.  Where that runs out, the promise is what a plan
        delivers, with a proven upper bound; then it is not called the largest.

    Returns
    -------
    Promise

    Raises
    ------
    TableError
        With every fault of the product and the terms at once; or where nothing limits the promise.
    OptionError
        Where the months cannot be used.

    Examples
    --------
    >>> import ikmpool as ikm
    >>> pool = ikm.sample("shoes500")
    >>> found = ikm.promise(pool, "leather shoe", terms={"destination": "Taiwan"})
    >>> found.quantity, found.proven
    (380, True)
    """
    options = SolveOptions() if options is None else options
    if not isinstance(pool, Pool):
        raise OptionError(
            f"The pool is a {type(pool).__name__}. Give an ikmpool.Pool, as read_pool(path) does."
        )
    asked = ask(pool, product, months, terms or {})
    return _Search(asked, options).run()


class _Search:
    """The search for the largest quantity: two functions decide, each over one quantity.

    `bound` proves what no larger quantity than ``q`` can be, `plan` gives a plan that delivers it.
    """

    def __init__(self, asked: Asked, options: SolveOptions) -> None:
        self.asked, self.given = asked, options
        self.began = time.monotonic()
        self.base = serve(asked.at(0), self.options())
        self.upper, self.proof = sum_bound(asked, LIMITLESS), "exact"
        self.in_hand = 0

    @property
    def left(self) -> float:
        """The part of the time that is left, from 1 to 0."""
        limit = self.given.time_limit
        return 1.0 if limit is None else 1 - (time.monotonic() - self.began) / limit

    def options(self) -> SolveOptions:
        """Give the options of one solve: it may take half of the time that is left."""
        limit = self.given.time_limit
        return self.given if limit is None else replace(self.given, time_limit=self._seconds(limit))

    def _seconds(self, limit: float) -> float:
        return limit * max(self.left, LAST) / 2

    def run(self) -> Promise:
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
        found = self.upper
        if plan is None and self.in_hand:
            found = min(self.in_hand, self.upper)
            plan, _ = self.plan(found)
        if plan is None:
            found, plan = 0, allocate(self.asked.at(0), options=self.options())
        return self._promise(found, plan)

    def bound(self, quantity: int) -> int:
        """Bound every quantity up to this one that can be promised."""
        found = headroom(self.asked, quantity, self.base, self.options())
        self.in_hand = max(self.in_hand, min(found.each, quantity))
        if not found.short:
            if quantity >= LIMITLESS:
                raise self._limitless()
            return quantity
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

    def _promise(self, quantity: int, plan: Plan) -> Promise:
        asked = self.asked
        return Promise(
            product=str(asked.rows["product"].iloc[0]),
            months=tuple(month for month in asked.months if month is not None),
            quantity=quantity,
            upper=self.upper,
            plan=plan,
            bound_proof=self.base.proof if self.proof == "exact" else self.proof,
            orders=tuple(asked.rows["order"]),
            _asked=asked,
            _base=self.base,
            _options=self.given,
        )

    def _limitless(self) -> TableError:
        """Name the producers whose capacity is not known."""
        pool, product = self.asked.pool, self.asked.rows["product"].iloc[0]
        _, known = normal_capacity(pool)
        offers = pool.offers
        makers = offers.loc[(offers["product"] == product).to_numpy(dtype=bool), "supplier"]
        lacking = [
            str(s)
            for s in dict.fromkeys(makers)
            if not known[list(pool.names("supplier")).index(s)]
        ]
        figures = {"most": LIMITLESS, "product": str(product), "suppliers": ", ".join(lacking[:5])}
        fault = Fault("suppliers", "capacity", None, (), None, "promise_limitless", figures)
        return TableError([fault], pool.settings.language)

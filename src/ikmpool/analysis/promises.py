"""Promises: the largest quantity that a pool can deliver again and again; what binds and costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import pandas as pd

from ikmpool.analysis import promise_words
from ikmpool.analysis.asking import Asked, ask
from ikmpool.analysis.headroom import Headroom, Service, headroom, serve, service_of
from ikmpool.analysis.searching import Search
from ikmpool.analysis.survival import left_in_all, left_without
from ikmpool.errors import OptionError
from ikmpool.exact import plain
from ikmpool.plans.allocation import allocate
from ikmpool.plans.objective import Lexicographic
from ikmpool.plans.plan import Plan
from ikmpool.program.options import SolveOptions
from ikmpool.program.sending import each
from ikmpool.program.stopping import stoppable
from ikmpool.tables.pool import Pool

#: Points of the curve of costs.
CURVE_POINTS = 10


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
        """Whether the quantity is proven to be the largest, and the other orders as well served."""
        served = service_of(self.plan.reached).no_worse_than(self._base)
        return self.quantity == self.upper and self._base.closed and served

    @cached_property
    def bottlenecks(self) -> pd.DataFrame:
        """What one unit more would break: month, short, rule, row, price.

        For each month alone, and with several months for all of them together (month is NaT): is it
        proven that not all of it can be delivered (`short`), and what limits it; one row a limit.
        `rule` and `row` name a row of the program that has a price in the linear relaxation, and
        `price` is how many units one more in that row would bring, at first; where whole lots and
        yes/no rules alone are in the way, no row has a price, and `rule` is "".  Besides rules
        there are ``at_hand``, the orders that the pool has already, and ``no_offer``.  Where
        drop-outs are named and only these are in the way, the rule is ``backup`` and the rows are
        those in which not all is left, or "" where each alone would leave it.  Solved when first
        asked.
        """
        count = len(self.orders)
        cases = [[int(i == j) for j in range(count)] for i in range(count)]
        months: list[object] = list(self.months) or [pd.NaT]
        if count > 1:
            cases, months = [*cases, [1] * count], [*months, pd.NaT]
        frames = []
        asked = [[self.quantity + one for one in more] for more in cases]
        alone = replace(self._options, executor=None)
        asks = [(self._asked, quantities, self._base, alone) for quantities in asked]
        rooms = each(self._options.executor, _headroom, asks)
        for month, quantities, found in zip(months, asked, rooms, strict=True):
            outs = [] if found.short else self._too_many_for(quantities)
            blank = pd.DataFrame({"rule": [""], "row": [""], "price": [float("nan")]})
            limits = found.limits if found.short and len(found.limits) else blank
            if outs:
                limits = pd.DataFrame({"rule": "backup", "row": outs, "price": float("nan")})
            due = pd.PeriodIndex([month] * len(limits), freq="M")
            frames.append(limits.assign(month=due, short=found.short or bool(outs)))
        table = pd.concat(frames, ignore_index=True)
        table = table[["month", "short", "rule", "row", "price"]]
        return table.astype({"short": bool, "price": float})

    def _too_many_for(self, quantities: list[int]) -> list[str]:
        """Name the drop-outs in which not all of some quantities is left."""
        outs = left_without(self._asked, quantities, self._options)
        alone = [left.out for left in outs if left.short]
        if alone:
            return alone
        left = left_in_all(self._asked, quantities, self._base, self._options)
        return [left.out] if left and left.short else []

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
        alone = replace(self._options, executor=None)
        asks = [(self._asked, quantity, alone) for quantity in (0, *quantities)]
        first, *plans = each(self._options.executor, _outcome, asks)
        last, units, done = first, len(self.orders), 0
        for quantity, plan in zip(quantities, plans, strict=True):
            if not plan.service.no_worse_than(self._base):
                yield quantity, False, None, None, plan.optimal
                continue
            yield (
                quantity,
                True,
                self._money(plan.cost - first.cost, units * quantity),
                self._money(plan.cost - last.cost, units * (quantity - done)),
                first.optimal and last.optimal and plan.optimal,
            )
            last, done = plan, quantity

    def _money(self, cost: Fraction, units: int) -> object:
        return plain(cost / units, self.plan.pool.money_decimals)

    @cached_property
    def failing(self) -> pd.DataFrame:
        """The smaller quantities that can *not* be delivered: quantity, ordered, delivered, proven.

        Whole lots leave such gaps.  `ordered` and `delivered` are units of all months together, the
        latter the most that there can be (all, where fewer are left only in a drop-out).  Every
        smaller quantity is tried when first asked, each with the time limit of the options;
        `proven` tells whether that was enough.
        """
        rows, alone = [], replace(self._options, executor=None)
        asks = [(self._asked, quantity, alone) for quantity in range(1, self.quantity)]
        for quantity, found in enumerate(each(self._options.executor, _served, asks), start=1):
            if not found.no_worse_than(self._base):
                ordered = quantity * len(self.orders)
                short = sum(found.stages.get(name, Fraction(0)) for name in self._asked.stages)
                rows.append((quantity, ordered, ordered - int(short), found.closed))
        return pd.DataFrame(rows, columns=["quantity", "ordered", "delivered", "proven"])

    def __repr__(self) -> str:
        return promise_words.text(self)

    def _repr_html_(self) -> str:
        return promise_words.html(self)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the curve of costs asks of a plan."""

    service: Service
    cost: Fraction
    optimal: bool


def _outcome(ask: tuple[Asked, int, SolveOptions]) -> _Outcome:
    asked, quantity, options = ask
    plan = allocate(asked.at(quantity), objective=Lexicographic(fair=False), options=options)
    return _Outcome(service_of(plan.reached), plan.exact_cost, plan.status == "optimal")


def _served(ask: tuple[Asked, int, SolveOptions]) -> Service:
    asked, quantity, options = ask
    return replace(serve(asked.at(quantity), options), answer={})


def _headroom(ask: tuple[Asked, Sequence[int], Service, SolveOptions]) -> Headroom:
    return headroom(*ask)


def promise(
    pool: Pool,
    product: str,
    months: object = None,
    terms: Mapping[str, Any] | None = None,
    options: SolveOptions | None = None,
) -> Promise:
    """Find the largest quantity that can be delivered in each of some months.

    One order of that quantity is due in each month, under all rules of the pool, beside the orders
    that the pool has: these are as well served as without it (no more is given up or short).  So it
    is in the plan that :func:`ikmpool.allocate` makes of all of them, in its strict order.  Where
    the pool names `dropouts`, the promise holds in each of them, too: nothing of it is short there,
    and of the other orders no more than without it.

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
        Its time limit is for the whole search.  Where that runs out, or a first Ctrl-C ends it, the
        promise is what a plan delivers, with a proven upper bound; it is not called the largest.

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
    with stoppable() as stop:
        search = Search(asked, options, stop)
        plan = search.descend()
    found = search.settle(plan)  # after a Ctrl-C, too: what is in hand still needs its plan
    return Promise(
        product=asked.product,
        months=tuple(month for month in asked.months if month is not None),
        quantity=found.quantity,
        upper=found.upper,
        plan=found.plan,
        bound_proof=found.proof,
        orders=tuple(asked.rows["order"]),
        _asked=asked,
        _base=found.base,
        _options=options,
    )

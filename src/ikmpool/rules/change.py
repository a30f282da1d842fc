"""Change: a new plan departs from an earlier one as little as it can, or at a price.

Only what was planned from now on counts.  A unit is *taken away* where a producer makes less of an
order in a month than it was to make.  Where a price is stated it is paid for each unit; where none
is, as few as possible are taken away, whatever that costs.  Who cancelled units of an order in the
last month that is over makes so many fewer of it from now on, and no more later either.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import override

import numpy as np

from ikmpool.exact import Bools, Ints, product
from ikmpool.rules.draft import CHANGE, Draft, at_least, at_most
from ikmpool.rules.record import Record, sums
from ikmpool.rules.rule import Lines, Rule, Violation, name_of
from ikmpool.tables.coded import NEVER
from ikmpool.tables.history import now
from ikmpool.tables.horizon import first_month, month_count
from ikmpool.tables.lookup import Lookup
from ikmpool.tables.pool import Pool


@dataclass(frozen=True, slots=True)
class Planned:
    """What producers were to make from now on, one position a place; -1 is a month of none."""

    supplier: Ints
    order: Ints
    month: Ints
    units: Ints
    price: Ints
    priced: Bools


class Change(Rule):
    """Who was to make something still does."""

    name = "change"
    when = ("planned.units",)
    uses = (
        *when,
        "planned.order",
        "planned.supplier",
        "planned.month",
        "planned.change_price",
        "actuals.cancelled",
    )

    @override
    @classmethod
    def of(cls, pool: Pool) -> Change | None:
        return cls() if "planned" in pool.tables else None

    @override
    def shape(self, draft: Draft) -> None:
        pool, was = draft.pool, planned(draft.pool)
        _shape_cancelled(draft)
        if not was.units.size:
            return
        month = _month(pool, draft.month, draft.makes, draft.delivered)
        group = _find(pool, was, draft.supplier, draft.order, month)

        def name(i: int) -> str:
            month = str(pool.horizon[was.month[i]]) if pool.horizon and was.month[i] >= 0 else ""
            names = name_of(pool, "order", was.order[i]), name_of(pool, "supplier", was.supplier[i])
            return ".".join(filter(None, (*names, month)))

        less = draft.drafting.add_columns("taken_away", was.units, name, absorb=True)
        ones = np.ones(len(group), dtype=np.int64)
        rows = np.arange(len(was.units))
        extra = rows, less, np.ones(len(rows), dtype=np.int64)
        draft.add_rows("planned", (group, ones), at_least(was.units), name, extra)
        free = ~was.priced
        draft.drafting.add_cost(CHANGE, less[free], np.ones(int(free.sum()), dtype=np.int64))
        paid = was.priced
        draft.add_joint_cost(less[paid], was.price[paid], was.supplier[paid], was.order[paid])

    @override
    def account(self, record: Record) -> Iterable[Lines]:
        was = planned(record.pool)
        amount = product(was.price, taken_away(record), "Units taken away times their price")
        month = np.maximum(was.month, 0)
        ones = np.ones(len(amount), dtype=np.int64)
        yield Lines(self.name, was.order, was.supplier, month, amount, ones, direct=False)

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        pool, left = record.pool, _left_of_cancelled(record.pool)
        start = np.where(record.makes, record.made, record.delivered)
        later = record.where(start >= now(pool))
        made = sums(Lookup(left.key).find(later.share_key), later.units, len(left.key))
        for i in np.flatnonzero(made > left.most).tolist():
            supplier, order = divmod(int(left.key[i]), pool.size("orders"))
            yield Violation(
                self.name,
                "cancelled",
                order=record.order_name(order),
                supplier=record.supplier_name(supplier),
                amount=int(made[i] - left.most[i]),
                figures={"units": int(made[i]), "most": int(left.most[i])},
            )


def cancelled_units(pool: Pool) -> dict[tuple[str, str], int]:
    """Give the units cancelled in the last month that is over, by order and supplier."""
    units = pool.figures("actuals", "cancelled").units
    last = pool.months("actuals", "month") - first_month(pool) == now(pool) - 1
    order, supplier = (pool.codes("actuals", name) for name in ("order", "supplier"))
    return {
        (name_of(pool, "order", order[i]), name_of(pool, "supplier", supplier[i])): int(units[i])
        for i in np.flatnonzero((units > 0) & last).tolist()
    }


@dataclass(frozen=True, slots=True)
class _Left:
    """The most that suppliers still make of orders of which they ever cancelled units."""

    key: Ints
    most: Ints


def _left_of_cancelled(pool: Pool) -> _Left:
    def make() -> _Left:
        units = pool.figures("actuals", "cancelled").units
        key = pool.codes("actuals", "supplier") * pool.size("orders") + pool.codes(
            "actuals", "order"
        )
        key = key if pool.horizon else key[:0]
        some = np.unique(key[units[: len(key)] > 0])
        last = pool.months("actuals", "month") - first_month(pool) == now(pool) - 1
        was, find = planned(pool), Lookup(some).find
        left = sums(find(was.supplier * pool.size("orders") + was.order), was.units, len(some))
        gone = sums(find(key), np.where(last, units, 0)[: len(key)], len(some))
        return _Left(some, np.maximum(left - gone, 0))

    return pool.keep(("left of cancelled",), make)


def _shape_cancelled(draft: Draft) -> None:
    left = _left_of_cancelled(draft.pool)
    if not left.key.size:
        return
    chosen = ~draft.is_given
    group = np.where(chosen, Lookup(left.key).find(draft.share_key), -1)
    ones = np.ones(len(group), dtype=np.int64)

    def name(i: int) -> str:
        return draft.share_name(int(left.key[i]))

    draft.add_rows("cancelled", (group, ones), at_most(left.most), name)


def planned(pool: Pool) -> Planned:
    """Give what producers were to make from now on.

    In a pool with months, a blank month says that the units were to be taken from stock.
    """

    def make() -> Planned:
        month = pool.months("planned", "month")
        month = np.where(month == NEVER, -1, month - first_month(pool))
        if not pool.horizon:
            month = np.zeros_like(month)
        units, price = (
            pool.figures("planned", "units").units,
            pool.figures("planned", "change_price"),
        )
        left = (month < 0) | (month >= now(pool))
        some = (units > 0) & left & (month < month_count(pool))
        supplier, order = (pool.codes("planned", name)[some] for name in ("supplier", "order"))
        return Planned(
            supplier, order, month[some], units[some], price.units[some], price.known[some]
        )

    return pool.keep(("planned",), make)


def taken_away(record: Record) -> Ints:
    """Give the units that a plan takes away, of each place of the earlier one."""
    pool, was = record.pool, planned(record.pool)
    month = _month(pool, record.made, record.makes, record.delivered)
    group = _find(pool, was, record.supplier, record.order, month)
    return np.asarray(np.maximum(was.units - sums(group, record.units, len(was.units)), 0))


def _month(pool: Pool, made: Ints, makes: Bools, delivered: Ints) -> Ints:
    """Give the month by which units are compared; -1 for those from stock, -2 for gone ones."""
    from_stock = np.where(delivered >= now(pool), -1, -2)
    return np.where(makes | (not pool.horizon), made, from_stock)


def _find(pool: Pool, was: Planned, supplier: Ints, order: Ints, month: Ints) -> Ints:
    """Find the place of units in the earlier plan; -1 where it had none."""

    def key(s: Ints, o: Ints, m: Ints) -> Ints:
        pair: Ints = s * pool.size("orders") + o
        return pair * (month_count(pool) + 1) + m + 1

    found = Lookup(key(was.supplier, was.order, was.month)).find(key(supplier, order, month))
    return np.where((supplier >= 0) & (order >= 0) & (month >= -1), found, -1)

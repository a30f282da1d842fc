"""Trucks: what goes one road in one month shares its trucks, and each truck is paid whole.

A road is a row of the freight table.  Where it states how much a truck takes, as many trucks are
paid as the units fill, begun ones too; else one takes everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import override

import numpy as np

from ikmpool.exact import Ints, product
from ikmpool.program.activity import most
from ikmpool.rules.draft import Draft, at_most, dense
from ikmpool.rules.record import Record, sums
from ikmpool.rules.rule import Lines, Rule, by_code, name_of
from ikmpool.tables.arrivals import route
from ikmpool.tables.pool import Pool


class Trucks(Rule):
    """Every truck that sets out is paid."""

    name = "trucks"
    when = ("freight.fixed",)
    uses = (
        *when,
        "freight.truck_capacity",
        "freight.city",
        "freight.destination",
        "freight.product",
        "suppliers.city",
        "orders.destination",
        "orders.due",
        "orders.max_late",
    )

    @override
    def shape(self, draft: Draft) -> None:
        pool, delivered = draft.pool, draft.delivered
        months = int(delivered.max(initial=0)) + 1
        road = route(pool, draft.supplier, draft.order)
        price = _price(pool)
        key = road * months + delivered
        group, distinct = dense(key, price[road] > 0)
        if not distinct.size:
            return
        row, month = np.divmod(distinct, months)
        loads = [draft.column[at] for _, at in by_code(group, group >= 0)]
        load = most(draft.drafting.program(), loads)
        capacity = _capacity(pool, row, load)
        name = _namer(pool, row, month)
        number = draft.drafting.add_columns("trucks", -(-load // capacity), name, switch=True)
        draft.add_joint_cost(number, price[row], np.full(len(row), -1))
        at, ones = np.arange(len(row)), np.ones(len(group), dtype=np.int64)
        entries, extra = (group, ones), (at, number, -capacity)
        zero = at_most(np.zeros_like(load))
        draft.add_ties("trucks", entries, zero, name, extra)
        draft.gate(group, (at, number, ones[: len(row)]))

    @override
    def account(self, record: Record) -> Iterable[Lines]:
        pool = record.pool
        road = route(pool, record.supplier, record.order)
        price = _price(pool)
        at = np.flatnonzero((price[road] > 0) & (record.units > 0))
        pairs = np.stack([road[at], record.delivered[at]])
        (row, month), trip = np.unique(pairs, axis=1, return_inverse=True)
        load = sums(trip, record.units[at], len(row))
        number = -(-load // _capacity(pool, row, load))
        none = np.full(len(row), -1, dtype=np.int64)
        yield Lines(
            "trucks",
            none,
            none,
            month,
            product(price[row], number, "Trucks times their price"),
            np.ones(len(row), dtype=np.int64),
            direct=False,
        )


def _price(pool: Pool) -> Ints:
    """Give the price of a truck of each road; the last: no road, no truck."""
    return np.append(pool.figures("freight", "fixed").units, 0)


def _capacity(pool: Pool, row: Ints, load: Ints) -> Ints:
    """Give how much of a load one truck takes: no more than there is, all of it where unstated."""
    stated = pool.figures("freight", "truck_capacity")
    whole = np.maximum(load, 1)
    return np.where(stated.known[row], np.minimum(stated.units[row], whole), whole)


def _namer(pool: Pool, row: Ints, month: Ints) -> Callable[[int], str]:
    def name(i: int) -> str:
        ends = ("city", "destination", "product")
        parts = [name_of(pool, end, pool.codes("freight", end)[row[i]]) for end in ends]
        if pool.horizon:
            parts.append(str(pool.horizon[0] + int(month[i])))
        return ".".join(filter(None, parts))

    return name

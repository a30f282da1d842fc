"""Freight: what a unit costs from the maker's city to the order's destination.

Where a freight table is given, a road that it does not name is a refusal: a missing price is never
taken for a free one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, override

import numpy as np

from ikmpool.exact import Bools, Ints, product
from ikmpool.rules.draft import COST, Draft
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Lines, Refusal, Rule, Violation, by_code, name_of
from ikmpool.tables.arrivals import route
from ikmpool.tables.candidates import Candidates
from ikmpool.tables.coded import BLANK
from ikmpool.tables.pool import Pool


class Freight(Rule):
    """Units travel only on roads whose price is known."""

    name = "freight"
    when = ("freight.city",)
    uses = (
        *when,
        "freight.destination",
        "freight.product",
        "freight.per_unit",
        "suppliers.city",
        "orders.destination",
    )

    @override
    def admit(self, candidates: Candidates) -> Iterable[Refusal]:
        at = candidates
        for reason, unknown in _unknown(at.pool, at.supplier, at.order):
            for order, where in by_code(at.order, unknown):
                name = name_of(at.pool, "order", order)
                figures = _ends(at.pool, at.supplier[where], order)
                yield Refusal(self.name, name, reason, where, figures)

    @override
    def shape(self, draft: Draft) -> None:
        draft.drafting.add_cost(
            COST, draft.column, _per_unit(draft.pool, draft.supplier, draft.order)
        )

    @override
    def account(self, record: Record) -> Iterable[Lines]:
        price = _per_unit(record.pool, record.supplier, record.order)
        amount = product(price, record.units, "Units times freight")
        ones = np.ones(len(record), dtype=np.int64)
        yield Lines("freight", record.order, record.supplier, record.made, amount, ones)

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        pool = record.pool
        for reason, unknown in _unknown(pool, record.supplier, record.order):
            for i in np.flatnonzero(unknown).tolist():
                supplier, order = int(record.supplier[i]), int(record.order[i])
                ends = _ends(pool, record.supplier[[i]], order)
                yield Violation(
                    self.name,
                    reason,
                    order=record.order_name(order),
                    supplier=record.supplier_name(supplier),
                    amount=int(record.units[i]),
                    figures={"city": ends["city"][0], "destination": ends["destination"]},
                )


def _unknown(pool: Pool, supplier: Ints, order: Ints) -> Iterator[tuple[str, Bools]]:
    """Give each reason for which no freight price is known, and of which units."""
    city = pool.codes("suppliers", "city")[supplier] != BLANK
    destination = pool.codes("orders", "destination")[order] != BLANK
    yield "no_city", ~city
    yield "no_destination", city & ~destination
    yield "no_road", city & destination & (route(pool, supplier, order) == BLANK)


def _ends(pool: Pool, supplier: Ints, order: int) -> dict[str, Any]:
    """Name the ends of a road: the city of each supplier, and the order's destination."""
    city = pool.codes("suppliers", "city")[supplier]
    return {
        "city": np.append(pool.names("city"), "")[city],
        "destination": name_of(pool, "destination", pool.codes("orders", "destination")[order]),
    }


def _per_unit(pool: Pool, supplier: Ints, order: Ints) -> Ints:
    price = np.append(pool.figures("freight", "per_unit").units, 0)  # the last: no table, no price
    return np.asarray(price[route(pool, supplier, order)])

"""Lateness: what it costs that units are delivered after they are due.

How late they may be at all is said in `ikmpool.rules.timing`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import override

import numpy as np

from ikmpool.exact import Ints, product
from ikmpool.rules.draft import COST, Draft
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Lines, Rule
from ikmpool.tables.horizon import due_month
from ikmpool.tables.pool import Pool


class Lateness(Rule):
    """Each month that a unit is late costs what its order says."""

    name = "lateness"
    uses = ("orders.late_cost", "orders.max_late", "orders.due")

    @override
    @classmethod
    def of(cls, pool: Pool) -> Lateness | None:
        return cls() if pool.horizon and pool.stated("orders", "late_cost").any() else None

    @override
    def shape(self, draft: Draft) -> None:
        at = draft.candidates
        cost = _cost(draft.pool)[at.order] * np.maximum(at.delivered - at.due, 0)
        draft.drafting.add_cost(COST, draft.column, draft.whole(cost))

    @override
    def account(self, record: Record) -> Iterable[Lines]:
        late = np.maximum(record.delivered - due_month(record.pool)[record.order], 0)
        per_unit = _cost(record.pool)[record.order] * late
        amount = product(per_unit, record.units, "Units times their months late")
        ones = np.ones(len(record), dtype=np.int64)
        yield Lines("lateness", record.order, record.supplier, record.made, amount, ones)


def _cost(pool: Pool) -> Ints:
    """Give what a unit of each order costs a month that it is late."""
    return pool.figures("orders", "late_cost").units

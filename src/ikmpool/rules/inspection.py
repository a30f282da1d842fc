"""Inspection: what one supplier makes for one order is a lot, and each lot pays its inspection.

How many units of a lot are inspected does not change what it costs; ``plan.inspection`` says it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import override

import numpy as np

from ikmpool.rules.draft import Draft
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Lines, Rule


class Inspection(Rule):
    """Each lot pays its inspection."""

    name = "inspection"
    when = ("orders.inspection_cost", "orders.aql")
    uses = when

    @override
    def shape(self, draft: Draft) -> None:
        cost = draft.pool.figures("orders", "inspection_cost").units
        lots = draft.used_shares(cost[draft.order] > 0)
        supplier, order = draft.share_of(lots.key)
        draft.add_joint_cost(lots.used, cost[order], supplier, order)

    @override
    def account(self, record: Record) -> Iterable[Lines]:
        cost = record.pool.figures("orders", "inspection_cost").units
        lots = record.merged(record.share_key)
        yield Lines(
            "inspection",
            lots.order,
            lots.supplier,
            lots.made,
            cost[lots.order],
            np.ones(len(lots), dtype=np.int64),
            direct=False,
        )

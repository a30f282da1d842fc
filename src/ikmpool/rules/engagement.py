"""Engagement: what it costs, once, to have a producer in the plan at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import override

import numpy as np

from ikmpool.rules.draft import Draft
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Lines, Rule, name_of


class Engagement(Rule):
    """A producer that makes anything is paid for once."""

    name = "engagement"
    when = ("suppliers.engagement_cost",)
    uses = when

    @override
    def shape(self, draft: Draft) -> None:
        cost = draft.pool.figures("suppliers", "engagement_cost").units
        engaged = draft.used(
            draft.supplier,
            cost[draft.supplier] > 0,
            lambda supplier: name_of(draft.pool, "supplier", supplier),
        )
        draft.add_joint_cost(engaged.used, cost[engaged.key], engaged.key)

    @override
    def account(self, record: Record) -> Iterable[Lines]:
        """No order in particular pays; the month is the first in which the producer makes any."""
        engaged = record.merged(record.supplier)
        none, ones = np.full(len(engaged), -1), np.ones(len(engaged), dtype=np.int64)
        cost = record.pool.figures("suppliers", "engagement_cost").units[engaged.supplier]
        yield Lines(self.name, none, engaged.supplier, engaged.made, cost, ones, direct=False)

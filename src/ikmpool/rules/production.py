"""Production: what the units themselves cost, in normal time and in overtime.

Units in stock were paid when they were made.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import override

import numpy as np

from ikmpool.compact import constant
from ikmpool.exact import product
from ikmpool.rules.draft import COST, Draft
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Lines, Rule
from ikmpool.tables import quotations


class Production(Rule):
    """A unit costs what its offer says, and an overtime unit its premium on top."""

    name = "production"
    uses = (
        "offers.supplier",
        "offers.product",
        "offers.destination",
        "offers.order",
        "offers.unit_cost",
        "offers.lump_cost",
        "offers.overtime_premium",
    )

    @override
    def shape(self, draft: Draft) -> None:
        made = draft.makes
        column = draft.column if made.all() else np.flatnonzero(made)
        offer, order = draft.offer, draft.order
        if len(column) < len(offer):
            offer, order = offer[column], order[column]
        costs = quotations.unit_costs(draft.pool, offer, order)
        draft.drafting.add_cost(COST, column, *costs)
        premium = quotations.figures(draft.pool, "overtime_premium").units
        late = np.flatnonzero(draft.is_overtime)
        draft.drafting.add_cost(COST, late, premium[draft.offer[late]])

    @override
    def account(self, record: Record) -> Iterable[Lines]:
        made = record.where(record.makes)
        numerator, denominator = quotations.unit_costs(made.pool, made.offer, made.order)
        yield Lines(
            "production",
            made.order,
            made.supplier,
            made.made,
            product(numerator, made.units, "Units times unit cost"),
            denominator,
        )
        extra = record.where(record.overtime)
        premium = quotations.figures(record.pool, "overtime_premium").units[extra.offer]
        yield Lines(
            "overtime",
            extra.order,
            extra.supplier,
            extra.made,
            product(premium, extra.units, "Units times overtime premium"),
            constant(1, len(extra)),
        )

"""Production: what the units themselves cost, in normal time and in overtime."""

from __future__ import annotations

from collections.abc import Iterable
from typing import override

import numpy as np

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
        at = draft.candidates
        numerator, denominator = quotations.unit_costs(draft.pool, at.offer, at.order)
        draft.drafting.add_cost(COST, draft.column, numerator[draft.of], denominator[draft.of])
        premium = quotations.figures(draft.pool, "overtime_premium").units
        late = draft.is_overtime
        draft.drafting.add_cost(COST, draft.column[late], premium[at.offer[draft.of[late]]])

    @override
    def account(self, record: Record) -> Iterable[Lines]:
        numerator, denominator = quotations.unit_costs(record.pool, record.offer, record.order)
        yield Lines(
            "production",
            record.order,
            record.supplier,
            record.made,
            product(numerator, record.units, "Units times unit cost"),
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
            np.ones(len(extra), dtype=np.int64),
        )

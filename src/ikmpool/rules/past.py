"""Past: what happened is a fact, and nothing more can be made in a month that is over.

What the actuals tell is part of every plan.  Where it breaks a rule, the plan need not mend it, and
its audit lists the violation as given; the plan may not make it worse.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import override

import numpy as np

from ikmpool.exact import Ints
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Refusal, Rule, Violation, by_code, name_of
from ikmpool.tables.candidates import Candidates
from ikmpool.tables.history import History, history, now
from ikmpool.tables.horizon import first_month
from ikmpool.tables.kinds import STOCK
from ikmpool.tables.pool import Pool


class Past(Rule):
    """The past is as it was."""

    name = "past"
    uses = (
        "actuals.order",
        "actuals.supplier",
        "actuals.month",
        "actuals.made",
        "actuals.overtime",
        "actuals.rejected",
        "actuals.delivered",
    )

    @override
    @classmethod
    def of(cls, pool: Pool) -> Past | None:
        return cls() if pool.horizon and (pool.size("actuals") or now(pool)) else None

    @override
    def admit(self, candidates: Candidates) -> Iterable[Refusal]:
        at, pool = candidates, candidates.pool
        open_ = now(pool)
        over = ~at.is_given & np.where(at.is_stock, at.delivered < open_, at.month < open_)
        opens = np.datetime64(open_ + first_month(pool), "M")
        for order, where in by_code(at.order, over):
            yield Refusal(self.name, name_of(pool, "order", order), "over", where, {"now": opens})

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        pool, open_ = record.pool, now(record.pool)
        past = np.where(record.makes, record.made, record.delivered) < open_
        record, facts = record.where(past), history(pool)
        found, told = _counted(record, record.made), _counted(facts, facts.month)
        for key in sorted(found.keys() | told.keys()):
            supplier, order, month, delivered, kind = key
            if found[key] != told[key]:
                month = delivered if kind == STOCK else month
                yield Violation(
                    self.name,
                    "not_as_it_was",
                    order=record.order_name(order),
                    supplier=record.supplier_name(supplier),
                    month=record.month_name(month),
                    amount=abs(found[key] - told[key]),
                    figures={"units": found[key], "told": told[key]},
                )


def _counted(units: Record | History, made: Ints) -> Counter[tuple[int, ...]]:
    """Add up units by supplier, order, months made and delivered, and kind."""
    keys = np.stack([units.supplier, units.order, made, units.delivered, units.kind], axis=1)
    found: Counter[tuple[int, ...]] = Counter()
    for key, count in zip(keys.tolist(), units.units.tolist(), strict=True):
        found[tuple(key)] += count
    return found

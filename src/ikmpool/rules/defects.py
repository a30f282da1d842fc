"""Defects: an order inspected *unsorted* ships everything, so its pooled defect rate is limited.

``sum defect[i] x[i] <= max_defect_rate * sum x``.  A *sorted* order ships good units only, and
needs no such row.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import override

import numpy as np

from ikmpool.exact import Ints, dot
from ikmpool.rules.draft import Draft, at_most, dense
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Ease, Refusal, Rule, Violation, by_code, name_of
from ikmpool.tables import quotations
from ikmpool.tables.candidates import Candidates
from ikmpool.tables.pool import Pool


class Defects(Rule):
    """Unsorted orders keep their pooled defect rate."""

    name = "defects"
    when = ("orders.max_defect_rate",)
    uses = (*when, "orders.inspection", "offers.defect_rate")

    @override
    def admit(self, candidates: Candidates) -> Iterable[Refusal]:
        pool = candidates.pool
        known = quotations.figures(pool, "defect_rate").known
        unknown = _limited(pool)[candidates.order] & ~known[candidates.offer]
        for order, where in by_code(candidates.order, unknown):
            yield Refusal(self.name, name_of(pool, "order", order), "not_stated", where)

    @override
    def shape(self, draft: Draft) -> None:
        limited = _limited(draft.pool)[draft.order]
        group, orders = dense(draft.order, limited)
        if orders.size:
            excess = _excess(draft.pool, draft.offer, draft.order)
            zero = np.zeros(len(orders), dtype=np.int64)
            name = draft.label("order", orders)
            draft.add_rows("defects", (group, excess), at_most(zero), name)

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        pool = record.pool
        limited = _limited(pool)[record.order]
        known = quotations.figures(pool, "defect_rate").known[record.offer]
        excess = _excess(pool, record.offer, record.order)
        for order, shares in by_code(record.order, limited):
            units = record.units[shares]
            name = record.order_name(order)
            unknown = shares[~known[shares]]
            if unknown.size:
                amount = int(record.units[unknown].sum())
                yield Violation(self.name, "not_stated", order=name, amount=amount)
            over = dot(excess[shares], units)
            if over > 0:
                rate = quotations.figures(pool, "defect_rate")
                made = dot(rate.units[record.offer[shares]], units)
                reached = made / max(int(units.sum()), 1) / 10**rate.power
                limit = pool.figures("orders", "max_defect_rate")
                figures = {
                    "reached": round(reached, 6),
                    "limit": int(limit.units[order]) / 10**limit.power,
                }
                yield Violation(self.name, "too_high", order=name, amount=over, figures=figures)

    @override
    def ease(self, pool: Pool) -> Iterable[Ease]:
        """Allow one more in the rate's last decimal, or sort before shipping."""
        limit = pool.figures("orders", "max_defect_rate")
        for row in np.flatnonzero(_limited(pool)).tolist():
            label, most = pool.tables["orders"].index[row], 10**limit.power
            if limit.units[row] < most:
                rate = (int(limit.units[row]) + 1) / most
                yield Ease(self.name, "orders", "max_defect_rate", label, rate)
            yield Ease(self.name, "orders", "inspection", label, "sorted")


def _limited(pool: Pool) -> np.ndarray:
    unsorted = pool.texts("orders", "inspection") == "unsorted"
    return np.asarray(unsorted & pool.stated("orders", "max_defect_rate"))


def _excess(pool: Pool, offer: Ints, order: Ints) -> Ints:
    rate, limit = quotations.figures(pool, "defect_rate"), pool.figures("orders", "max_defect_rate")
    power = max(rate.power, limit.power)
    return np.asarray(rate.at(power)[offer] - limit.at(power)[order])

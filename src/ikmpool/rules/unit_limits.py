"""Limits on units, and on the share of them.

A greatest *share* is of what is ordered in the order side of the scope, so it means the same
whatever is made; a least share is of what is made there, so nothing is forced from nothing and
nothing has to be given up.  A greatest share does not bind what a lead keeps.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import override

import numpy as np

from ikmpool.rules.draft import Draft, at_most
from ikmpool.rules.lead import kept_quantities
from ikmpool.rules.measures import Measure, Sums
from ikmpool.rules.record import Record, sums
from ikmpool.rules.scopes import Scopes
from ikmpool.tables.coded import BLANK
from ikmpool.tables.pool import Pool


class Units(Measure):
    """Units made in a scope."""

    @override
    def sums_at_most(self, draft: Draft, scopes: Scopes, most: Sequence[Fraction]) -> Sums:
        return self.sums_at_least(draft, scopes)

    @override
    def sums_at_least(self, draft: Draft, scopes: Scopes) -> Sums:
        scope = scopes.of(draft.supplier, draft.order)
        mine = scope != BLANK
        one = np.ones(int(mine.sum()), dtype=np.int64)
        return Sums(scope[mine], draft.column[mine], one, np.ones(len(scopes), dtype=np.int64))

    @override
    def found(self, record: Record, scopes: Scopes, *, joint: bool) -> list[Fraction]:
        scope = scopes.of(record.supplier, record.order)
        return [Fraction(made) for made in sums(scope, record.units, len(scopes)).tolist()]


class Share(Units):
    """Units made in a scope, beside those ordered or made in its order side."""

    @override
    def greatest(self, pool: Pool, scopes: Scopes, stated: Fraction) -> list[Fraction]:
        quantity, lead = pool.figures("orders", "quantity").units, pool.codes("orders", "lead")
        orders = np.arange(len(lead))
        ordered = sums(scopes.orders[:-1], quantity, scopes.width).tolist()
        own = np.where(lead == BLANK, BLANK, scopes.of(lead, orders))
        kept = sums(own, kept_quantities(pool), len(scopes)).tolist()
        return [max(stated * ordered[i % scopes.width], Fraction(k)) for i, k in enumerate(kept)]

    @override
    def least(self, record: Record, scopes: Scopes, stated: Fraction) -> list[Fraction]:
        made = sums(scopes.orders[record.order], record.units, scopes.width).tolist()
        return [stated * made[i % scopes.width] for i in range(len(scopes))]

    @override
    def shape_least(self, draft: Draft, scopes: Scopes, stated: Fraction) -> None:
        """Keep ``share * made in the order side - made in the scope <= 0``."""
        what = scopes.orders[draft.order]
        at = np.flatnonzero(what != BLANK)
        part = np.arange(len(scopes) // max(scopes.width, 1))[:, None]
        mine = scopes.suppliers[draft.supplier[at]] == part
        numerator, denominator = stated.as_integer_ratio()
        coefficient = np.where(mine, numerator - denominator, numerator)
        row = part * scopes.width + what[at]
        column = np.broadcast_to(draft.column[at], row.shape)
        draft.drafting.add_rows(
            "limit_least",
            (row.ravel(), column.ravel(), coefficient.ravel()),
            at_most(np.zeros(len(scopes), dtype=np.int64)),
            scopes.name,
        )

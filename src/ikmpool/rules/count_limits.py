"""Limits on how many orders, producers or destinations have units in a scope.

Orders without a destination count towards no number of destinations.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import override

import numpy as np

from ikmpool.exact import Bools, Ints
from ikmpool.rules.draft import NOT_KEPT_COUNT, Draft
from ikmpool.rules.measures import Measure, Sums
from ikmpool.rules.notes import Groups
from ikmpool.rules.record import Record
from ikmpool.rules.rule import name_of
from ikmpool.rules.scopes import Scopes
from ikmpool.tables.coded import BLANK
from ikmpool.tables.pool import Pool


class Count(Measure):
    """How many different names of a vocabulary have units in a scope.

    Parameters
    ----------
    vocabulary : {"order", "supplier", "destination"}
    """

    stage = NOT_KEPT_COUNT

    def __init__(self, vocabulary: str) -> None:
        self.vocabulary = vocabulary

    @override
    def sums_at_most(self, draft: Draft, scopes: Scopes, most: Sequence[Fraction]) -> Sums:
        """Count only where there is more than what is allowed, so others need no yes/no."""
        key, inside = self._keys(draft.pool, scopes, draft.supplier, draft.order)
        number = self._numbers(draft.pool, key[inside], scopes)
        over = np.array([n > m for n, m in zip(number.tolist(), most, strict=True)], dtype=bool)
        crowded = over[key // self._size(draft.pool)]
        return self._sums(self._used(draft, scopes, key, inside & crowded), draft.pool, scopes)

    @override
    def sums_at_least(self, draft: Draft, scopes: Scopes) -> Sums:
        groups = self._used(
            draft, scopes, *self._keys(draft.pool, scopes, draft.supplier, draft.order)
        )
        # Without units behind it a yes/no would count.
        draft.at_least_where_used("counted", groups, np.ones(len(groups.key), dtype=np.int64))
        return self._sums(groups, draft.pool, scopes)

    @override
    def found(self, record: Record, scopes: Scopes, *, joint: bool) -> list[Fraction]:
        some = record.where(record.units > 0)
        key, inside = self._keys(record.pool, scopes, some.supplier, some.order)
        return [Fraction(n) for n in self._numbers(record.pool, key[inside], scopes).tolist()]

    def _size(self, pool: Pool) -> int:
        return max(len(pool.names(self.vocabulary)), 1)

    def _keys(self, pool: Pool, scopes: Scopes, supplier: Ints, order: Ints) -> tuple[Ints, Bools]:
        """Give scope and name of units as one number, and which units count at all."""
        scope = scopes.of(supplier, order)
        code = {"supplier": supplier, "order": order}.get(self.vocabulary)
        code = pool.codes("orders", "destination")[order] if code is None else code
        inside = (scope != BLANK) & (code != BLANK)
        return np.where(inside, scope * self._size(pool) + code, 0), inside

    def _numbers(self, pool: Pool, key: Ints, scopes: Scopes) -> Ints:
        return np.bincount(np.unique(key) // self._size(pool), minlength=len(scopes))

    def _used(self, draft: Draft, scopes: Scopes, key: Ints, keep: Bools) -> Groups:
        def name(key: int) -> str:
            scope, code = divmod(key, self._size(draft.pool))
            parts = scopes.labels[scope], name_of(draft.pool, self.vocabulary, code)
            return ".".join(filter(None, parts))

        return draft.used(key, keep, name)

    def _sums(self, groups: Groups, pool: Pool, scopes: Scopes) -> Sums:
        one = np.ones(len(groups.key), dtype=np.int64)
        scale = np.ones(len(scopes), dtype=np.int64)
        return Sums(groups.key // self._size(pool), groups.used, one, scale)

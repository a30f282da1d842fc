"""Measures: what a limit is of, as sums over a program's columns and as figures of a plan.

However a scope is measured, the rows that keep it within a greatest and a least are made alike.  A
greatest is hard.  A least that is not reached is reported as not kept, or binds only scopes in
which anything is made, and these strictly.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import ClassVar

import numpy as np

from ikmpool.exact import Ints
from ikmpool.program.program import NONE
from ikmpool.rules.draft import NOT_KEPT, NOT_KEPT_MONEY, Draft, at_least, at_most, dense
from ikmpool.rules.record import Record
from ikmpool.rules.scopes import Scopes
from ikmpool.tables.coded import BLANK
from ikmpool.tables.pool import Pool


@dataclass(frozen=True, slots=True)
class Sums:
    """What scopes have, as a sum of columns each.

    Attributes
    ----------
    scope, column, coefficient : int64 array, shape (k,)
        The entries.
    scale : int64 array, shape (scopes,)
        The sum of a scope is so many times what it has, so that it is a whole number.
    """

    scope: Ints
    column: Ints
    coefficient: Ints
    scale: Ints


class Measure(ABC):
    """What limits are of.

    Subclasses give the sums of a draft and what a record has; both count in the measure's smallest
    unit, of which `unit` make one of the table's.
    """

    stage: ClassVar[str] = NOT_KEPT

    @abstractmethod
    def sums_at_most(self, draft: Draft, scopes: Scopes, most: Sequence[Fraction]) -> Sums:
        """Give what scopes have, not less than it is; scopes that cannot exceed may be left out."""

    @abstractmethod
    def sums_at_least(self, draft: Draft, scopes: Scopes) -> Sums:
        """Give what scopes have, not more than it is."""

    @abstractmethod
    def found(self, record: Record, scopes: Scopes, *, joint: bool) -> list[Fraction]:
        """Give what each scope has in a plan, with or without what is no unit's own."""

    def unit(self, pool: Pool) -> int:
        """Give how many of the smallest units are one of the table's."""
        return 10**pool.money_decimals if self.stage == NOT_KEPT_MONEY else 1

    def greatest(self, pool: Pool, scopes: Scopes, stated: Fraction) -> list[Fraction]:
        """Give the greatest of each scope."""
        return [stated * self.unit(pool)] * len(scopes)

    def least(self, record: Record, scopes: Scopes, stated: Fraction) -> list[Fraction]:
        """Give the least of each scope."""
        return [stated * self.unit(record.pool)] * len(scopes)

    def shape_greatest(self, draft: Draft, scopes: Scopes, stated: Fraction) -> None:
        """Keep scopes within a greatest."""
        bounds = self.greatest(draft.pool, scopes, stated)
        sums = self.sums_at_most(draft, scopes, bounds)
        row, scope = dense(sums.scope)
        scale = sums.scale[scope].tolist()
        high = [
            min(floor(bounds[i] * times), NONE)
            for i, times in zip(scope.tolist(), scale, strict=True)
        ]
        draft.drafting.add_rows(
            "limit_greatest",
            (row, sums.column, sums.coefficient),
            at_most(np.array(high, dtype=np.int64)),
            lambda i: scopes.name(int(scope[i])),
        )

    def shape_least(self, draft: Draft, scopes: Scopes, stated: Fraction) -> None:
        """Ask a least of each scope, which can be given up."""
        if stated <= 0:
            return
        sums, bound = self.sums_at_least(draft, scopes), stated * self.unit(draft.pool)
        low = np.array([ceil(bound * times) for times in sums.scale.tolist()], dtype=np.int64)
        most = np.full(len(scopes), ceil(bound))
        given_up = draft.give_up("not_kept_limit", most, scopes.name, self.stage)
        entries = (
            np.append(sums.scope, np.arange(len(scopes))),
            np.append(sums.column, given_up),
            np.append(sums.coefficient, sums.scale),
        )
        draft.drafting.add_rows("limit_least", entries, at_least(low), scopes.name)
        none = np.array([BLANK])
        for label, column in zip(scopes.labels, given_up[:, None], strict=True):
            draft.note_not_kept("limits", none, none, column, label)

    def shape_least_if_used(self, draft: Draft, scopes: Scopes, stated: Fraction) -> None:
        """Ask a least of each scope in which anything is made."""
        if stated <= 0:
            return
        scope = scopes.of(draft.supplier, draft.order)
        groups = draft.used(scope, scope != BLANK, scopes.name)
        sums, bound = self.sums_at_least(draft, scopes), stated * self.unit(draft.pool)
        scale = sums.scale[groups.key].tolist()
        low = np.array([ceil(bound * times) for times in scale], dtype=np.int64)
        entries = (
            np.append(np.searchsorted(groups.key, sums.scope), np.arange(len(low))),
            np.append(sums.column, groups.used),
            np.append(sums.coefficient, -low),
        )
        draft.drafting.add_rows(
            "limit_if_used",
            entries,
            at_least(np.zeros_like(low)),
            lambda i: scopes.name(int(groups.key[i])),
        )

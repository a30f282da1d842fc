"""Limits on money: the landed cost of the units in a scope.

Joint costs (set-ups, trucks, overtime hours) count against a greatest where the scope leaves out
neither their supplier nor their order, and never towards a least, which work that nobody needs
could then reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import override

import numpy as np

from ikmpool.exact import SAFE, Ints, product, total
from ikmpool.rules.draft import COST, NOT_KEPT_MONEY, Draft
from ikmpool.rules.measures import Measure, Sums
from ikmpool.rules.record import Record
from ikmpool.rules.rule import by_code
from ikmpool.rules.scopes import Scopes
from ikmpool.tables.coded import BLANK

#: Scopes whose fractions have no common multiple that fits are rounded, safely, at this scale.
COARSE = 10**6


@dataclass(frozen=True, slots=True)
class _Costs:
    """What columns cost in which scope, in the smallest money unit, shape (k,) each."""

    scope: Ints
    column: Ints
    numerator: Ints
    denominator: Ints

    def whole(self, scopes: Scopes) -> Sums:
        """Scale each scope to whole numbers, rounded down where they do not fit."""
        scale = np.ones(len(scopes), dtype=np.int64)
        for scope, at in by_code(self.scope, self.denominator > 1):
            parts = np.unique(self.denominator[at])
            fits = float(np.log2(parts.astype(np.float64)).sum()) < SAFE.bit_length() / 3
            scale[scope] = np.lcm.reduce(parts) if fits else COARSE
        times = product(self.numerator, scale[self.scope], "Costs times a common denominator")
        return Sums(self.scope, self.column, times // self.denominator, scale)


class Money(Measure):
    """Landed cost of a scope."""

    stage = NOT_KEPT_MONEY

    @override
    def sums_at_most(self, draft: Draft, scopes: Scopes, most: Sequence[Fraction]) -> Sums:
        own, joint = _own(draft, scopes), draft.joint_columns()
        scope = scopes.of(joint.supplier, joint.order)
        at = np.flatnonzero(scope != BLANK)
        less = _Costs(
            np.append(own.scope, scope[at]),
            np.append(own.column, joint.column[at]),
            -np.append(own.numerator, joint.numerator[at]),
            np.append(own.denominator, joint.denominator[at]),
        ).whole(scopes)
        return replace(less, coefficient=-less.coefficient)  # rounded up

    @override
    def sums_at_least(self, draft: Draft, scopes: Scopes) -> Sums:
        return _own(draft, scopes).whole(scopes)

    @override
    def found(self, record: Record, scopes: Scopes, *, joint: bool) -> list[Fraction]:
        found = [Fraction(0)] * len(scopes)
        for lines in record.lines:
            if not (lines.direct or joint):
                continue
            scope = scopes.of(lines.supplier, lines.order)
            for one, at in by_code(scope, scope != BLANK):
                for denominator in np.unique(lines.denominator[at]).tolist():
                    like = at[lines.denominator[at] == denominator]
                    found[one] += Fraction(total(lines.numerator[like]), denominator)
        return found


def _own(draft: Draft, scopes: Scopes) -> _Costs:
    """Give what the units themselves cost."""
    cost = draft.drafting.cost(COST)
    scope = scopes.of(draft.supplier, draft.order)
    column = draft.column[scope != BLANK]
    return _Costs(scope[scope != BLANK], column, cost.numerator[column], cost.denominator[column])

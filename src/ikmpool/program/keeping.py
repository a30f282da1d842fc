"""Keeping: rows that say that an answer costs no more than one in hand."""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm
from typing import TYPE_CHECKING

import numpy as np

from ikmpool.exact import SAFE, Ints
from ikmpool.program.program import NONE, Cost
from ikmpool.program.sparse import matrix_of

if TYPE_CHECKING:
    from ikmpool.program.sparse import Matrix


def at_most(cost: Cost, x: Ints, parts: Sequence[Ints]) -> tuple[Matrix, Ints, Ints]:
    """Make a row for each part, in whole numbers: it costs no more than in an answer.

    Where the fractions of the cost have no common multiple that fits, a row is rounded so that it
    still allows every answer that costs no more.
    """
    priced = [part[cost.numerator[part] != 0] for part in parts]
    rows = [(part, *_row_at_most(cost, x, part)) for part in priced if len(part)]
    none = np.zeros(0, dtype=np.int64)
    row = np.repeat(np.arange(len(rows)), [len(part) for part, _, _ in rows])
    column = np.concatenate([none, *(part for part, _, _ in rows)])
    value = np.concatenate([none, *(values for _, values, _ in rows)])
    high = np.array([most for _, _, most in rows], dtype=np.int64)
    matrix = matrix_of(row, column, value, (len(rows), cost.size))
    return matrix, np.full(len(rows), -NONE), high


def _row_at_most(cost: Cost, x: Ints, part: Ints) -> tuple[Ints, int]:
    """Give the coefficients and the upper bound of one row."""
    mine = Cost(cost.numerator[part], cost.denominator[part])
    value = mine.value(x[part])
    common = lcm(mine.common, value.denominator)
    most = int(np.abs(mine.numerator // mine.denominator).max(initial=1)) + 1
    if common * most >= SAFE or abs(value) * common >= SAFE:
        common = max(1, SAFE // (2 * max(most, int(abs(value)) + 1)))
    return mine.scaled(common), int(value * common // 1)

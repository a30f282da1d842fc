"""Evenness: the least sum of ``weight * rate**2`` over groups of columns, in whole units.

A group's rate is what its columns make over its weight, so the sum is that of ``made**2 / weight``:
unit ``k`` of a group costs ``(2k - 1) / weight``, a convex function given here by its tangents.  No
open solver takes a whole-number quadratic program; tangents keep it linear, and they are added only
where an answer lies, so few are needed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ikmpool.exact import Floats, Ints
from ikmpool.program.program import NONE, Cost, Family, Program, cost_of
from ikmpool.program.rounding import NEAR
from ikmpool.program.sparse import beside, matrix_of, rows_scaled

if TYPE_CHECKING:
    from ikmpool.program.sparse import Matrix

#: The sum of unit steps stays below this: beyond, a solver's floats can no longer tell units apart.
LARGEST_SUM = 10**9
#: Tangents per group to begin with.
FIRST_TANGENTS = 9


@dataclass(frozen=True, slots=True)
class Evenness:
    """A program extended by one column per group, at least the group's sum of unit steps.

    Attributes
    ----------
    program : Program
        The extended program, with the first tangents.
    groups : sparse int64 array, shape (g, n)
        Which columns of the original program make up each group.
    least, most : int64 array, shape (g,)
        What a group can make within the bounds of its columns.
    steps : list of int64 array
        Cumulated unit steps of each group from its least upwards, starting at zero.
    """

    program: Program
    groups: Matrix
    least: Ints
    most: Ints
    steps: tuple[Ints, ...]

    @property
    def cost(self) -> Cost:
        """The sum of the groups' columns."""
        numerator = np.zeros(self.program.size, dtype=np.int64)
        numerator[self._first :] = 1
        return cost_of(numerator)

    @property
    def _first(self) -> int:
        return self.groups.shape[1]

    def lift(self, x: Ints) -> Ints:
        """Set the groups' columns to what an answer really costs them."""
        made = np.asarray(self.groups @ x[: self._first])
        true = [int(s[m - low]) for s, m, low in zip(self.steps, made, self.least, strict=True)]
        return np.append(x[: self._first], np.array(true, dtype=np.int64))

    def missing(self, x: Floats | Ints) -> tuple[Matrix, Ints, Ints] | None:
        """Give the tangents that an answer, whole or not, undercuts; None if it undercuts none."""
        made = np.asarray(self.groups @ x[: self._first])
        at = np.clip(np.floor(made + NEAR).astype(np.int64), self.least, self.most)
        touches = []
        for g, (k, stated) in enumerate(zip(at.tolist(), x[self._first :].tolist(), strict=True)):
            steps, k_ = self.steps[g], k - int(self.least[g])
            slope = int(steps[k_ + 1] - steps[k_]) if k < self.most[g] else 0
            if stated < float(steps[k_] + slope * (made[g] - k)) - NEAR * max(slope, 1):
                touches += [(g, t) for t in (k - 1, k) if self.least[g] <= t < self.most[g]]
        return self.tangents(touches) if touches else None

    def tangents(self, touches: list[tuple[int, int]]) -> tuple[Matrix, Ints, Ints]:
        """Rows ``z - slope * made >= height`` that touch a group's function at k and k + 1."""
        index = np.array([g for g, _ in touches], dtype=np.int64)
        at = np.array([k - self.least[g] for g, k in touches], dtype=np.int64)
        pairs = list(zip(index, at, strict=True))
        height = np.array([self.steps[g][k] for g, k in pairs], dtype=np.int64)
        slope = np.array(
            [self.steps[g][k + 1] - self.steps[g][k] for g, k in pairs], dtype=np.int64
        )
        count = len(self.steps)
        ones = np.ones(len(index), dtype=np.int64)
        own = matrix_of(np.arange(len(index)), index, ones, (len(index), count))
        made = rows_scaled(self.groups[index], -slope)
        low = height - slope * (at + self.least[index])
        return beside(made, own), low, np.full(len(low), NONE)


def even_out(program: Program, groups: Matrix, weights: Ints) -> Evenness | None:
    """Extend a program by evenness; None where no group can move.

    Parameters
    ----------
    program : Program
        Its bounds say what each group can make.
    groups : sparse int64 array of zeros and ones, shape (g, n)
    weights : int64 array, shape (g,)
        Above zero.
    """
    least = np.asarray(groups @ program.lower)
    most = np.asarray(groups @ program.upper)
    moving = np.flatnonzero(most > least)
    if not moving.size:
        return None
    groups, least, most = groups[moving], least[moving], most[moving]
    scale = _scale(weights[moving], most)
    steps = tuple(
        np.append(0, np.cumsum(scale * (2 * np.arange(low + 1, high + 1) - 1) // weight))
        for low, high, weight in zip(least, most, weights[moving], strict=True)
    )
    extended = program.with_columns(np.array([s[-1] for s in steps], dtype=np.int64))
    bare = Evenness(extended, groups, least, most, steps)
    touches = [
        (g, int(k))
        for g in range(len(steps))
        for k in np.unique(np.linspace(least[g], most[g] - 1, FIRST_TANGENTS).astype(np.int64))
    ]
    rows, low, high = bare.tangents(touches)
    family = (Family("tangent", len(program.low), len(program.low) + len(low), str),)
    return Evenness(extended.with_rows(rows, low, high, family), groups, least, most, steps)


def _scale(weights: Ints, most: Ints) -> int:
    """Choose the whole-number scale of the unit steps.

    It is the weights' least common multiple, which is exact, where the largest sum stays small
    enough for a solver's floats; else the largest scale that does (steps are then rounded down).
    """
    pairs = zip(most.tolist(), weights.tolist(), strict=True)
    largest = max(1, sum(int(m * m // w) + 1 for m, w in pairs))
    common = 1
    for weight in weights.tolist():
        common = math.lcm(common, weight)
        if common * largest > LARGEST_SUM:
            return max(1, LARGEST_SUM // largest)
    return common

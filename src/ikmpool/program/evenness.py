"""Evenness: the least sum of ``weight * rate**2`` over groups of columns, in whole units.

A group's rate is what its columns make over its weight, so the sum is that of ``made**2 / weight``:
unit ``k`` of a group costs ``(2k - 1) / weight``, a convex function given here by its tangents.  No
open solver takes a whole-number quadratic program; tangents keep it linear, and they are added only
where an answer lies, so few are needed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ikmpool.exact import Floats, Ints
from ikmpool.program import activity
from ikmpool.program.program import NONE, Cost, Family, Program, cost_of
from ikmpool.program.rounding import NEAR
from ikmpool.program.sparse import beside, matrix_of, rows_scaled

if TYPE_CHECKING:
    from ikmpool.program.sparse import Matrix

#: An even sum stays below this, so that a solver's floats still tell units apart.
LARGEST_SUM = 10**7
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
        What a group can make, within the bounds of its columns and as far as rows bound it.
    weights : int64 array, shape (g,)
    scale : int
        A group costs ``scale * made**2 / weight``, rounded to the nearest whole number.
    """

    program: Program
    groups: Matrix
    least: Ints
    most: Ints
    weights: Ints
    scale: int

    @property
    def cost(self) -> Cost:
        """The sum of the groups' columns."""
        numerator = np.zeros(self.program.size, dtype=np.int64)
        numerator[self._first :] = 1
        return cost_of(numerator)

    @property
    def _first(self) -> int:
        return self.groups.shape[1]

    def value(self, group: int, made: int) -> int:
        """Give what a group costs above its least."""
        weight, least = int(self.weights[group]), int(self.least[group])
        return square(self.scale, made, weight) - square(self.scale, least, weight)

    def slope(self, group: int, made: int) -> int:
        """Give the next unit's step; none beyond the most that a group can make."""
        if made >= self.most[group]:
            return 0
        return self.value(group, made + 1) - self.value(group, made)

    def lift(self, x: Ints) -> Ints:
        """Set the groups' columns to what an answer really costs them."""
        made = np.asarray(self.groups @ x[: self._first])
        true = [self.value(group, units) for group, units in enumerate(made.tolist())]
        return np.append(x[: self._first], np.array(true, dtype=np.int64))

    def missing(self, x: Floats | Ints) -> tuple[Matrix, Ints, Ints] | None:
        """Give the tangents that an answer, whole or not, undercuts; None if it undercuts none."""
        made = np.asarray(self.groups @ x[: self._first])
        at = np.clip(np.floor(made + NEAR).astype(np.int64), self.least, self.most)
        touches = []
        for g, (k, stated) in enumerate(zip(at.tolist(), x[self._first :].tolist(), strict=True)):
            slope = self.slope(g, k)
            if stated < self.value(g, k) + slope * float(made[g] - k) - NEAR * max(slope, 1):
                touches += [(g, t) for t in (k - 1, k) if self.least[g] <= t < self.most[g]]
        return self.tangents(touches) if touches else None

    def tangents(self, touches: list[tuple[int, int]]) -> tuple[Matrix, Ints, Ints]:
        """Rows ``z - slope * made >= height`` that touch a group's function at k and k + 1."""
        index = np.array([g for g, _ in touches], dtype=np.int64)
        at = np.array([k for _, k in touches], dtype=np.int64)
        height = np.array([self.value(g, k) for g, k in touches], dtype=np.int64)
        slope = np.array([self.slope(g, k) for g, k in touches], dtype=np.int64)
        count = len(self.weights)
        ones = np.ones(len(index), dtype=np.int64)
        own = matrix_of(np.arange(len(index)), index, ones, (len(index), count))
        made = rows_scaled(self.groups[index], -slope)
        low = height - slope * at
        return beside(made, own), low, np.full(len(low), NONE)


def even_out(
    program: Program, groups: Matrix, weights: Ints, scale: int, x: Ints
) -> Evenness | None:
    """Extend a program by evenness; None where no group can move.

    Parameters
    ----------
    program : Program
        Its bounds say what each group can make.
    groups : sparse int64 array of zeros and ones, shape (g, n)
    weights : int64 array, shape (g,)
        Above zero.
    scale : int
        See `scale_of`.
    x : int64 array, shape (n,)
        An answer in hand: the best one is rarely far from it, so tangents touch there too.
    """
    least = np.asarray(groups @ program.lower)
    most = activity.most(program, np.split(groups.indices.astype(np.int64), groups.indptr[1:-1]))
    moving = np.flatnonzero(most > least)
    if not moving.size:
        return None
    groups, least, most, weights = groups[moving], least[moving], most[moving], weights[moving]
    bare = Evenness(program, groups, least, most, weights, scale)
    dearest = [bare.value(group, units) for group, units in enumerate(most.tolist())]
    extended = program.with_columns(np.array(dearest, dtype=np.int64))
    made = np.asarray(groups @ x)
    touches = [
        (group, k)
        for group in range(len(moving))
        for k in _first_touches(int(least[group]), int(most[group]), int(made[group]))
    ]
    rows, low, high = bare.tangents(touches)
    family = (Family("tangent", len(program.low), len(program.low) + len(low), str),)
    return replace(bare, program=extended.with_rows(rows, low, high, family))


def _first_touches(least: int, most: int, made: int) -> list[int]:
    """Choose where the first tangents of a group touch: all over, and beside an answer in hand."""
    spread = np.linspace(least, most - 1, FIRST_TANGENTS, dtype=int).tolist()
    return sorted({*spread, *(k for k in (made - 1, made) if least <= k < most)})


def scale_of(weights: Ints, units: int) -> int:
    """Choose the whole-number scale of ``made**2 / weight``.

    It is the weights' least common multiple, which is exact, where an even sum stays small enough
    for a solver's floats; else the largest scale for which it does, but at least twice the largest
    weight (below, rounding could break convexity).  It depends on nothing but its arguments, so
    that every solver and every order of the groups gets the same.

    Parameters
    ----------
    weights : int64 array, shape (g,)
    units : int
        What all groups make together, about.

    Examples
    --------
    >>> scale_of(np.array([2, 3]), 10)
    6
    """
    even = units * units // max(int(weights.sum()), 1) + 1
    common = 1
    for weight in weights.tolist():
        common = math.lcm(common, weight)
        if common * even > LARGEST_SUM:
            return max(2 * int(weights.max()), LARGEST_SUM // even)
    return common


def square(scale: int, made: int, weight: int) -> int:
    """Give ``scale * made**2 / weight``, rounded to the nearest whole number.

    >>> square(6, 2, 3)
    8
    """
    return (2 * scale * made * made + weight) // (2 * weight)


def sum_of_squares(scale: int, made: Ints, weights: Ints) -> int:
    """Add up the groups' squares.

    >>> sum_of_squares(6, np.array([2, 4]), np.array([3, 2]))
    56
    """
    pairs = zip(made.tolist(), weights.tolist(), strict=True)
    return sum(square(scale, units, weight) for units, weight in pairs)

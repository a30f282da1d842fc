"""A whole-number program as arrays.

minimise ``cost @ x`` over whole ``x`` with ``lower <= x <= upper`` and ``low <= matrix @ x <=
high``.

=========== ================ =================================================================
symbol      shape            meaning
=========== ================ =================================================================
lower,upper (n,)             bounds of the columns, finite
matrix      (m, n) sparse    the rows, in whole numbers
low, high   (m,)             bounds of the rows; ``-NONE`` and ``NONE`` where there is none
=========== ================ =================================================================

Everything is a whole number, so that a row is checked exactly and a solver's tolerance decides
nothing.  Columns and rows come in families; their names are formatted only when a model is written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

import numpy as np

from ikmpool.compact import constant, is_constant, taken
from ikmpool.exact import SAFE, Bools, Ints, dot, matvec
from ikmpool.program.sparse import columns_kept, stacked, widened

if TYPE_CHECKING:
    from ikmpool.program.sparse import Matrix

#: The bound of a row that has none on that side.
NONE = SAFE


@dataclass(frozen=True, slots=True)
class Family:
    """Columns or rows of one kind, next to each other; ``name(i)`` names the i-th of them.

    Columns that ``absorb`` take up whatever the others leave undone (a shortage): with them free, a
    program always has an answer.  A ``switch`` is a yes/no or a count that decides what the other
    columns may be.  Rows that ``tie`` say what other columns stand for, and ask for nothing.
    """

    kind: str
    start: int
    stop: int
    name: Callable[[int], str]
    absorb: bool = False
    switch: bool = False
    tie: bool = False


@dataclass(frozen=True, slots=True)
class Cost:
    """A linear objective with exact coefficients ``numerator / denominator``.

    Attributes
    ----------
    numerator : int64 array, shape (n,)
    denominator : int64 array, shape (n,)
        One, but where a price is a fraction (part of a lump quotation).
    """

    numerator: Ints
    denominator: Ints

    @property
    def size(self) -> int:
        """Number of columns."""
        return len(self.numerator)

    @property
    def is_whole(self) -> bool:
        """Whether a large objective is known to have whole coefficients, without a look at each."""
        return is_constant(self.denominator) and self.denominator[0] == 1

    @property
    def common(self) -> int:
        """Least common denominator: every value of a whole answer is a multiple of its inverse."""
        return lcm(*self._denominators())

    def value(self, x: Ints) -> Fraction:
        """Value of a whole-number answer, exact."""
        different = self._denominators()
        if len(different) == 1:
            return Fraction(dot(self.numerator, x), different[0])
        masks = ((self.denominator == d, d) for d in different)
        parts = [Fraction(dot(self.numerator[at], x[at]), d) for at, d in masks]
        return sum(parts, Fraction(0))

    def _denominators(self) -> list[int]:
        if self.is_whole or self.denominator.max(initial=1) == 1:
            return [1]
        return [int(d) for d in np.unique(self.denominator)]

    def scaled(self, scale: int) -> Ints:
        """Give the coefficients times a whole number, rounded down."""
        if int(np.abs(self.numerator).max(initial=0)) * scale < SAFE:
            scaled = self.numerator * scale
            return scaled if self.is_whole else scaled // self.denominator
        pairs = zip(self.numerator.tolist(), self.denominator.tolist(), strict=True)
        return np.array([n * scale // d for n, d in pairs], dtype=np.int64)

    def floats(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Give the coefficients as a solver takes them."""
        if self.is_whole:
            return self.numerator.astype(np.float64)
        return self.numerator / self.denominator

    def where(self, mask: Bools | Ints) -> Cost:
        """Keep some columns, told by a mask or by their positions."""
        return Cost(self.numerator[mask], taken(self.denominator, mask))

    def padded(self, count: int) -> Cost:
        """Extend to a program with ``count`` more columns, which cost nothing."""
        if not count:
            return self
        numerator = np.append(self.numerator, np.zeros(count, dtype=np.int64))
        ones = np.ones(count, dtype=np.int64)
        return (
            cost_of(numerator)
            if self.is_whole
            else Cost(numerator, np.append(self.denominator, ones))
        )


def cost_of(numerator: Ints) -> Cost:
    """Make an objective of whole coefficients."""
    return Cost(numerator, constant(1, len(numerator)))


@dataclass(frozen=True, slots=True)
class Program:
    """Columns and rows of a program; see the module for the symbols."""

    lower: Ints
    upper: Ints
    matrix: Matrix
    low: Ints
    high: Ints
    columns: tuple[Family, ...] = ()
    rows: tuple[Family, ...] = ()

    @property
    def size(self) -> int:
        """Number of columns."""
        return len(self.upper)

    def holds(self, x: Ints) -> bool:
        """Check every bound and every row in whole numbers."""
        within = (x >= self.lower).all() and (x <= self.upper).all()
        return bool(within) and not self.broken(x).any()

    def broken(self, x: Ints) -> Bools:
        """Tell which rows an answer breaks, shape (m,)."""
        made = matvec(self.matrix, x)
        broken = ((self.low > -NONE) & (made < self.low)) | (
            (self.high < NONE) & (made > self.high)
        )
        return np.asarray(broken, dtype=bool)

    def bounded(self, lower: Ints, upper: Ints) -> Program:
        """Copy with other bounds of the columns."""
        return replace(self, lower=lower, upper=upper)

    def absorbing(self) -> Bools:
        """Tell which columns absorb, shape (n,)."""
        return self._where(lambda family: family.absorb)

    def switches(self) -> Bools:
        """Tell which columns are switches, shape (n,)."""
        return self._where(lambda family: family.switch)

    def ties(self) -> Bools:
        """Tell which rows tie, shape (m,)."""
        mask = np.zeros(len(self.low), dtype=bool)
        for family in self.rows:
            mask[family.start : family.stop] = family.tie
        return mask

    def _where(self, told: Callable[[Family], bool]) -> Bools:
        mask = np.zeros(self.size, dtype=bool)
        for family in self.columns:
            mask[family.start : family.stop] = told(family)
        return mask

    def restricted(self, free: Bools, x: Ints) -> Program:
        """Fix every column that is not free at ``x`` and leave it out, with the rows it empties.

        The caller puts the answer back with ``x[free] = answer``.
        """
        fixed = matvec(self.matrix, np.where(free, 0, x))
        matrix = columns_kept(self.matrix, np.flatnonzero(free))
        kept = np.diff(matrix.indptr) > 0
        low = np.where(self.low > -NONE, self.low - fixed, -NONE)[kept].astype(np.int64)
        high = np.where(self.high < NONE, self.high - fixed, NONE)[kept].astype(np.int64)
        return Program(self.lower[free], self.upper[free], matrix[kept], low, high)

    def with_rows(
        self, matrix: Matrix, low: Ints, high: Ints, family: tuple[Family, ...] = ()
    ) -> Program:
        """Copy with more rows."""
        return replace(
            self,
            matrix=stacked(self.matrix, matrix),
            low=np.append(self.low, low),
            high=np.append(self.high, high),
            rows=self.rows + family,
        )

    def with_columns(self, upper: Ints) -> Program:
        """Copy with more columns, from zero to ``upper``, in no row yet."""
        return replace(
            self,
            lower=np.append(self.lower, np.zeros(len(upper), dtype=np.int64)),
            upper=np.append(self.upper, upper),
            matrix=widened(self.matrix, len(upper)),
        )

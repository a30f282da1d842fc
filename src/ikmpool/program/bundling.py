"""Bundling: a column with a least amount priced together with its yes/no.

``x >= least * u`` with ``u`` a yes/no is written as ``x = least * u + rest``: then the yes/no
itself carries the cost and the use of the least amount, so that its reduced cost says what choosing
it at all would cost.  A solver fixes and branches far better on such a column, and the row is gone.
The two programs have the same whole answers; only their linear relaxations look different to a
solver.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ikmpool.exact import Bools, Floats, Ints
from ikmpool.program.program import NONE, Program
from ikmpool.program.sparse import matrix_of, product


@dataclass(frozen=True, slots=True)
class Bundled:
    """A program in bundled form, and the way back.

    Attributes
    ----------
    program : Program
        Column for column as the original one, but `column` counts only what is beyond the least.
    column, switch, least : int64 array, shape (k,)
    """

    program: Program
    column: Ints
    switch: Ints
    least: Ints

    def cost(self, cost: Floats) -> Floats:
        """Give the cost in bundled form."""
        bundled = cost.copy()
        np.add.at(bundled, self.switch, cost[self.column] * self.least)
        return bundled

    def back(self, x: Floats) -> Floats:
        """Give an answer of the original program."""
        original = x.copy()
        original[self.column] += self.least * x[self.switch]
        return original


def bundled(program: Program, switches: Bools) -> Bundled:
    """Bundle every column that has one row ``x - least * u >= 0`` with a switch ``u``.

    Parameters
    ----------
    program : Program
    switches : bool array, shape (n,)
        Which columns are switches; a part of a program does not know it by itself.

    Returns
    -------
    Bundled
    """
    rows, column, switch, least = least_rows(program, switches)
    size = program.size
    every = np.arange(size)
    entries = (
        np.concatenate([every, column]),
        np.concatenate([every, switch]),
        np.concatenate([np.ones(size, dtype=np.int64), least]),
    )
    matrix = product(program.matrix, matrix_of(*entries, (size, size)))
    kept = np.ones(len(program.low), dtype=bool)
    kept[rows] = False
    bare = replace(
        program,
        matrix=matrix[kept],
        low=program.low[kept],
        high=program.high[kept],
        rows=(),
    )
    return Bundled(bare, column, switch, least)


def least_rows(program: Program, switches: Bools) -> tuple[Ints, Ints, Ints, Ints]:
    """Find the rows ``x - least * u >= 0``, at most one a column: row, column, switch and least."""
    matrix = program.matrix
    if not switches.any():
        none = np.zeros(0, dtype=np.int64)
        return none, none, none, none
    two = (np.diff(matrix.indptr) == 2) & (program.low == 0) & (program.high >= NONE)  # noqa: PLR2004 - entries
    row = np.flatnonzero(two)
    first, second = matrix.indptr[row], matrix.indptr[row] + 1
    swap = matrix.data[first] < 0
    more, less = np.where(swap, second, first), np.where(swap, first, second)
    column = matrix.indices[more].astype(np.int64)
    switch = matrix.indices[less].astype(np.int64)
    least = -matrix.data[less]
    fits = (matrix.data[more] == 1) & (least > 0) & switches[switch] & ~switches[column]
    fits &= (program.lower[column] == 0) & (program.upper[column] >= least)
    fits &= program.upper[switch] == 1
    at = np.flatnonzero(fits)
    _, once = np.unique(column[at], return_index=True)
    at = at[once]
    return row[at], column[at], switch[at], least[at]

"""Belonging: to which of some rows each column belongs, and each switch with its columns."""

from __future__ import annotations

import numpy as np

from ikmpool.exact import Ints
from ikmpool.program.program import Program

#: Times that switches are told to which row they belong by those beside them.
HOPS = 4


def rows_of(program: Program, rows: Ints) -> Ints:
    """Give the one of some rows that each column belongs to; -1 where it is shared or unknown.

    Columns of a row belong to it, of several rows to the shortest; a switch belongs where all
    columns that it shares a row with do.
    """
    row_of = np.full(program.size, -1, dtype=np.int64)
    shared = np.zeros(program.size, dtype=bool)
    matrix, switches = program.matrix, program.switches()
    entry_row = np.repeat(np.arange(len(program.low)), np.diff(matrix.indptr))
    length = np.diff(matrix.indptr)[rows]
    for row in rows[np.argsort(-length, kind="stable")].tolist():
        columns = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
        row_of[columns[~switches[columns]]] = row
    for _ in range(HOPS):
        low, high = (
            _extreme(side, entry_row, row_of[matrix.indices], len(program.low))
            for side in (np.minimum, np.maximum)
        )
        open_ = switches[matrix.indices] & (row_of[matrix.indices] < 0)
        open_ &= (high >= 0)[entry_row]
        column, at = matrix.indices[open_].astype(np.int64), entry_row[open_]
        least = _extreme(np.minimum, column, low[at], program.size)
        most = _extreme(np.maximum, column, high[at], program.size)
        shared |= (most >= 0) & (least != most)
        told = (most >= 0) & ~shared
        row_of[told] = most[told]
    return row_of


def _extreme(side: np.ufunc, at: Ints, values: Ints, count: int) -> Ints:
    """Give the least or the greatest value at each place, of those that are known; -1 for none."""
    known = values >= 0
    worst = np.iinfo(np.int64).max if side is np.minimum else -1
    result = np.full(count, worst, dtype=np.int64)
    side.at(result, at[known], values[known])
    return np.where(result == np.iinfo(np.int64).max, -1, result)

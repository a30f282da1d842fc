"""Scaling: what a row of huge whole numbers needs before a solver of floats gets it."""

from __future__ import annotations

import numpy as np

from ikmpool.exact import Floats
from ikmpool.program.program import Program

#: Rows whose largest coefficient reaches this are scaled for the solver; more of them for HiGHS,
#: which is handed floats, than for solvers that read text, where scaled figures lose digits.
HUGE, HUGE_IN_HIGHS = 2.0**24, 2.0**10
#: Rows that are bounded by at least this get so much room: more than a float is off, and far less
#: than the unit that tells one whole answer from another.
ROOMY, ROOM = 2.0**20, 0.01


def sides(program: Program, room: float) -> tuple[Floats, Floats]:
    """Give the rows' bounds, and room to those of huge ones that are no equalities.

    An answer that meets such a row to the unit may lie outside it by what a float is off, and a
    solver then proves that there is none.
    """
    low, high = program.low.astype(np.float64), program.high.astype(np.float64)
    one_sided = program.low != program.high
    low[one_sided & (np.abs(low) >= ROOMY)] -= room
    high[one_sided & (np.abs(high) >= ROOMY)] += room
    return low, high


def row_scale(program: Program, huge: float) -> Floats:
    """Powers of two that bring the largest coefficient of rows of huge ones to about one.

    A solver keeps a row to about 1e-6, whatever its figures are.  Money runs to 1e7 a unit, squared
    millimetres to 1e13: cuts made of such rows are off by more, and HiGHS then proves that there is
    no answer where there is one.  A power of two keeps every digit.  Rows of smaller whole numbers
    stay as they are, so that a solver that reads text reads them exactly.
    """
    largest = np.zeros(len(program.low))
    rows = np.repeat(np.arange(len(largest)), np.diff(program.matrix.indptr))
    np.maximum.at(largest, rows, np.abs(program.matrix.data).astype(np.float64))
    scale = np.exp2(-np.floor(np.log2(np.maximum(largest, 1.0))))
    return np.where(largest < huge, 1.0, scale)

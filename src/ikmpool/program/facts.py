"""Facts: columns whose values are given, and rows made wide enough to hold them.

Facts need not keep the rules.  Where no answer with these facts keeps a row, the row is widened to
what the least broken answer makes of it, so that the rest of the answer may not make it worse.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ikmpool.errors import SolverError
from ikmpool.exact import Bools, Floats, Ints, matvec
from ikmpool.program import master
from ikmpool.program.program import NONE, Program
from ikmpool.program.sparse import columns_kept, matrix_of

#: The most by which a row is thought to be broken.
FARTHEST = 2**50


def settle(
    program: Program, facts: tuple[Ints, Ints], makes: Ints, call: master.Call
) -> tuple[Program, Ints]:
    """Fix facts, and give an answer that holds and makes nothing else.

    Parameters
    ----------
    program : Program
    facts : (columns, values)
        Values may be above the columns' bounds.
    makes : int64 array
        The columns that make something; the facts' are among them.
    call : Call
        For the program that is left when all of these are fixed, which is small.

    Returns
    -------
    (program, answer)

    Raises
    ------
    SolverError
        Where the solver gives no answer.
    """
    column, value = facts
    x = np.zeros(program.size, dtype=np.int64)
    x[column] = value
    free = np.ones(program.size, dtype=bool)
    free[makes] = False
    if free.any():
        x[free] = _least_broken(program, free, x, call)
    lower, upper = program.lower.copy(), program.upper.copy()
    lower[column], upper[column] = value, value
    return _widened(replace(program, lower=lower, upper=upper), x), x


def _least_broken(program: Program, free: Bools, x: Ints, call: master.Call) -> Ints:
    """Complete an answer so that its rows are broken as little as can be, and none that ties."""
    rest = program.restricted(free, x)
    kept = np.diff(columns_kept(program.matrix, np.flatnonzero(free)).indptr) > 0
    for may_break in (~program.ties()[kept], np.ones(len(rest.low), dtype=bool)):
        elastic, cost = _elastic(rest, may_break)
        whole = np.arange(elastic.size) < rest.size
        reply = master.solve(elastic, cost, call, whole=whole)
        if reply.x is not None:
            found = np.rint(reply.x[: rest.size]).astype(np.int64)
            return np.clip(found, rest.lower, rest.upper)
    raise SolverError(f"{call.solver} found no plan that holds what the actuals tell.")


def _elastic(program: Program, may_break: Bools) -> tuple[Program, Floats]:
    """Let rows be broken; gives the program and what breaking costs, by its largest coefficient."""
    matrix, rows = program.matrix, len(program.low)
    sizes = matrix.copy()
    sizes.data = np.abs(sizes.data).astype(np.float64)
    largest = np.maximum(sizes.max(axis=1).toarray().ravel(), 1.0) if rows else np.zeros(0)
    below = np.flatnonzero(may_break & (program.low > -NONE))
    above = np.flatnonzero(may_break & (program.high < NONE))
    row = np.concatenate([below, above])
    sign = np.repeat([1, -1], [len(below), len(above)])
    wider = program.with_columns(np.full(len(row), FARTHEST, dtype=np.int64))
    at = np.arange(len(row)) + program.size
    extra = matrix_of(row, at, sign, (rows, wider.size))
    cost = np.append(np.zeros(program.size), 1.0 / largest[row])
    return replace(wider, matrix=wider.matrix + extra), cost


def _widened(program: Program, x: Ints) -> Program:
    """Move the bounds of broken rows to where an answer is."""
    made = matvec(program.matrix, x)
    broken = program.broken(x)
    equal = broken & (program.low == program.high)
    low = np.where(broken & (program.low > -NONE), np.minimum(program.low, made), program.low)
    high = np.where(broken & (program.high < NONE), np.maximum(program.high, made), program.high)
    return replace(program, low=np.where(equal, made, low), high=np.where(equal, made, high))

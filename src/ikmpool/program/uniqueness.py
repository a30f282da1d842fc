"""Uniqueness: whether an answer is the only one left, in the columns that still matter.

Where the best answers of the stages so far are one answer, every later stage is decided: one solve
instead of one a stage.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ikmpool.exact import Bools, Ints
from ikmpool.program import master
from ikmpool.program.program import NONE, Program
from ikmpool.program.sparse import matrix_of


def is_alone(program: Program, x: Ints, matters: Bools, call: master.Call) -> bool:
    """Ask a solver whether every answer of a program agrees with one in some columns.

    A yes/no says that a column is above where it is now, another one that it is below, and one of
    them must say so, or one more column that costs one.  So the program always has an answer, and
    it costs one exactly where no other differs.

    Parameters
    ----------
    program : Program
    x : int64 array, shape (n,)
        An answer that holds.
    matters : bool array, shape (n,)
    call : master.Call

    Returns
    -------
    bool
        False also where the solver did not find out.
    """
    above = np.flatnonzero(matters & (x < program.upper))
    below = np.flatnonzero(matters & (x > program.lower))
    if not above.size + below.size:
        return True
    asked = _or_another(program, x, above, below)
    cost = np.zeros(asked.size)
    cost[-1] = 1.0
    reply = master.solve(asked, cost, replace(call, gap_abs=0.99), whole=True)
    return reply.finished and reply.x is not None and reply.x[-1] > 0.5  # noqa: PLR2004 - a yes


def _or_another(program: Program, x: Ints, above: Ints, below: Ints) -> Program:
    """Extend a program by the yes/no columns, the one that costs, and the rows that tie them."""
    at = np.append(above, below)
    sign = np.repeat([1, -1], [len(above), len(below)])
    # Where its yes/no is one, a column is at least one step from where it is.
    least = np.append(program.lower[above], -program.upper[below])
    step = sign * x[at] + 1 - least
    count, rows = len(at), np.arange(len(at))
    own = program.size + np.arange(count + 1)
    entries = (
        np.concatenate([rows, rows, np.full(count + 1, count)]),
        np.concatenate([at, own[:-1], own]),
        np.concatenate([sign, -step, np.ones(count + 1, dtype=np.int64)]),
    )
    matrix = matrix_of(*entries, (count + 1, program.size + count + 1))
    extended = program.with_columns(np.ones(count + 1, dtype=np.int64))
    return extended.with_rows(matrix, np.append(least, 1), np.full(count + 1, NONE))

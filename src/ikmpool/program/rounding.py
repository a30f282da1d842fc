"""Whole units: from a solver's floats to an answer that holds in whole numbers.

A solver keeps rows to about 1e-6, which is not exact.  So its answer is rounded, checked in whole
numbers, and where a row fails that row is tightened by the violation seen and the program is
solved again.  Homogeneous rows (``a @ x >= 0``, as a pooled mean is) are tightened in proportion
to what is made, so that the empty answer still satisfies them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ikmpool.exact import Bools, Floats, Ints, matvec
from ikmpool.program import master
from ikmpool.program.bundling import bundled
from ikmpool.program.program import NONE, Program

#: A float further than this from a whole number is a fraction, not a solver's tolerance.
NEAR = 1e-5
#: To what solvers keep a row whose largest coefficient is about one.
TOLERANCE = 1e-6
#: Relative gap of the rest, once the switches are kept: it is mended again later.
MIXED_GAP = 1e-6
#: Times that a broken row is tightened and solved again.
REPAIRS = 5


def nearest(program: Program, x: Floats) -> Ints | None:
    """Round an answer that is whole but for tolerance; None where it has true fractions."""
    whole = np.rint(x)
    if np.abs(x - whole).max(initial=0.0) > NEAR:
        return None
    return np.clip(whole.astype(np.int64), program.lower, program.upper)


def tightened(program: Program, x: Ints, margin: float = 0.0) -> Program:
    """Tighten the rows that an answer breaks by what it breaks them, and a margin.

    Parameters
    ----------
    program : Program
    x : int64 array, shape (n,)
        A whole answer that breaks some one-sided rows.
    margin : float
        Further tightening, as a multiple of the row's largest coefficient.

    Returns
    -------
    Program
        Every answer that holds in it holds in ``program``.
    """
    made = matvec(program.matrix, x)
    matrix, low, high = program.matrix.copy(), program.low.copy(), program.high.copy()
    for row in np.flatnonzero(program.broken(x) & (low != high)):
        entries = slice(matrix.indptr[row], matrix.indptr[row + 1])
        below = low[row] > -NONE and made[row] < low[row]
        excess = int(low[row] - made[row] if below else made[row] - high[row])
        excess += int(margin * np.abs(matrix.data[entries]).max())
        if (low[row] if below else high[row]) == 0:
            units = int(np.abs(x[matrix.indices[entries]]).sum())
            step = -(-excess // max(units, 1))
            matrix.data[entries] += -step if below else step
        elif below:
            low[row] += excess
        else:
            high[row] -= excess
    return replace(program, matrix=matrix, low=low, high=high)


def whole_answer(
    program: Program, cost: Floats, call: master.Call
) -> tuple[Ints | None, master.Reply]:
    """Solve in whole numbers, check in whole numbers, and repair what is broken.

    Returns
    -------
    (answer, reply)
        An answer that holds, or None where the solver has none that can be repaired; and what the
        solver said of the program before any repair.
    """
    first = reply = master.solve(program, cost, call, whole=True)
    tighter = program
    for repair in range(REPAIRS):
        answer = None if reply.x is None else nearest(tighter, reply.x)
        if answer is None or program.holds(answer):
            return answer, first
        # An excess below the solver's tolerance says nothing to it: then the margin grows past it.
        tighter = tightened(tighter, answer, repair * TOLERANCE)
        reply = master.solve(tighter, cost, call.lasting(), whole=True)
    return None, first


def mixed_answer(
    program: Program, cost: Floats, switches: Bools, call: master.Call
) -> tuple[Ints | None, master.Reply]:
    """Solve with only the switches whole; then keep them, and make the rest whole.

    What the switches leave is mostly a transport problem, which is whole by itself; so this is much
    faster than asking for whole numbers everywhere, and its bound holds for them too.

    Returns
    -------
    (answer, reply)
        An answer that holds, or None; and what the solver said with only the switches whole.
    """
    form = bundled(program, switches)
    reply = master.solve(form.program, form.cost(cost), call, whole=switches)
    if reply.x is None:
        return None, reply
    x = form.back(reply.x)
    reply = replace(reply, x=x)
    answer = nearest(program, x)
    if answer is not None and program.holds(answer):
        return answer, reply
    kept = np.clip(np.rint(x).astype(np.int64), program.lower, program.upper)
    rest = program.restricted(~switches, kept)
    free, _ = whole_answer(
        rest, cost[~switches], replace(call.lasting(), gap=MIXED_GAP, cutoff=None)
    )
    if free is None:
        return None, reply
    answer = kept
    answer[~switches] = free
    return (answer if program.holds(answer) else None), reply

"""Plunging: switches decided a few at a time, the linear relaxation solved anew after each few.

The relaxation sees the whole program at once: what is scarce, and who else will need it.  So the
switches that it opens furthest are turned on, what follows from that is followed to the end, and
the relaxation is asked again, until every switch is decided.  What absorbs is never closed, so that
there is always an answer.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ikmpool.exact import Bools, Floats, Ints
from ikmpool.program import master, rounding
from ikmpool.program.clock import Clock
from ikmpool.program.gates import Gates
from ikmpool.program.program import NONE, Cost, Program
from ikmpool.program.propagation import Rows

#: Part of the open switches that are turned on at once, those opened furthest.
PART = 0.3
#: Switches opened so far are turned on in any case, and all of them once so few are left.
SURE, FEW = 0.9, 40
#: Rounds, at most.
ROUNDS = 50
#: A float no further beyond a whole number is not open.
OPEN = 1e-6
#: Relative gap of the columns that the switches leave, where they are not whole by themselves.
REST_GAP = 1e-6


def plunge(gates: Gates, cost: Cost, x: Floats, chosen: Bools, clock: Clock) -> Ints | None:
    """Find a whole answer near one of the relaxation.

    Parameters
    ----------
    gates : Gates
    cost : Cost
    x : float array, shape (n,)
        An answer of the relaxation.
    chosen : bool array, shape (n,)
        The columns that may be used; those that absorb are among them.
    clock : Clock

    Returns
    -------
    int64 array, shape (n,), or None
        Holds; None where time was up first, or a solver had no answer.
    """
    program = gates.program
    switches, openers = program.switches(), _openers(program)[chosen]
    rows = Rows(program.restricted(chosen, program.lower))
    bounds, part = (program.lower[chosen], program.upper[chosen]), PART
    for _ in range(ROUNDS):
        beyond = (x[chosen] - bounds[0]) * (switches[chosen] & (bounds[0] < bounds[1]))
        first = openers & (beyond > OPEN)
        open_ = np.flatnonzero(first if first.any() else beyond > OPEN)
        if not open_.size or clock.out:
            break
        turned = _next(open_, beyond, part)
        narrower = _raised(rows, bounds, turned, x[chosen])
        found = _relaxed(gates, cost, chosen, narrower, clock)
        if found is not None:
            x, bounds, part = found, narrower, PART
        elif len(turned) == 1:
            bounds[1][turned] = bounds[0][turned]
        else:  # together they are too much
            part = len(turned) / 2 / len(open_)
    if clock.out:
        return None
    decided = program.lower.copy()
    decided[chosen] = bounds[0]
    return settled(gates, cost, np.where(switches, decided, program.lower), clock)


def settled(gates: Gates, cost: Cost, decided: Ints, clock: Clock) -> Ints | None:
    """Give the best answer with the switches as they are decided; None where none is found."""
    program = gates.program
    free = gates.open(decided > 0)
    part, mine = program.restricted(free, decided), cost.where(free)
    linear = master.solve(part, mine.floats(), clock.call(), whole=False)
    answer = None if linear.x is None else rounding.nearest(part, linear.x)
    if answer is None or not part.holds(answer):
        call = replace(clock.call(), gap=REST_GAP)
        answer, _ = rounding.whole_answer(part, mine.floats(), call)
    if answer is None:
        return None
    x = decided.copy()
    x[free] = answer
    return x if program.holds(x) else None


def _openers(program: Program) -> Bools:
    """Tell which switches open others: a class that is chosen, a window, a city's truck."""
    switches = program.switches()
    matrix = program.matrix
    row = np.repeat(np.arange(len(program.low)), np.diff(matrix.indptr))
    inside = np.bincount(row, ~switches[matrix.indices], len(program.low)) == 0
    opening = inside & (program.low <= -NONE) & (program.high == 0)
    openers = np.zeros(program.size, dtype=bool)
    openers[matrix.indices[opening[row] & (matrix.data < 0)]] = True
    return openers


def _next(open_: Ints, beyond: Floats, part: float) -> Ints:
    """Choose the switches to turn on, the one opened furthest first."""
    order = open_[np.argsort(-beyond[open_], kind="stable")]
    if part < PART:
        return order[: max(int(part * len(order)), 1)]
    if len(order) <= FEW:
        return order
    return order[: max(int(part * len(order)), int((beyond[order] > SURE).sum()))]


def _raised(rows: Rows, bounds: tuple[Ints, Ints], columns: Ints, x: Floats) -> tuple[Ints, Ints]:
    """Turn columns on, as many as can be on together; one that can not be any more is closed."""
    lower, upper = bounds
    columns = columns[lower[columns] < upper[columns]]
    if not columns.size:
        return bounds
    raised = lower.copy()
    raised[columns] = np.ceil(x[columns] - OPEN).astype(np.int64)
    raised[columns] = np.clip(raised[columns], lower[columns] + 1, upper[columns])
    found = rows.narrowed(raised, upper)
    if found is not None:
        return found
    if len(columns) == 1:
        closed = upper.copy()
        closed[columns] = lower[columns]
        return lower, closed
    half = (len(columns) + 1) // 2
    return _raised(rows, _raised(rows, bounds, columns[:half], x), columns[half:], x)


def _relaxed(
    gates: Gates, cost: Cost, chosen: Bools, bounds: tuple[Ints, Ints], clock: Clock
) -> Floats | None:
    """Solve the relaxation within bounds of the chosen columns."""
    lower, upper = gates.program.lower.copy(), gates.program.lower.copy()
    lower[chosen], upper[chosen] = bounds
    free = lower < upper
    part = gates.stronger.bounded(lower, upper).restricted(free, lower)
    reply = master.solve(part, cost.floats()[free], clock.call(), whole=False)
    if reply.x is None:
        return None
    x = lower.astype(np.float64)
    x[free] = reply.x
    return x

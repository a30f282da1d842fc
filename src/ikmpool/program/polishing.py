"""Polishing: a whole answer near a large linear one, a few rows at a time.

A linear answer of a large program is whole but for a fraction or two per linking row.  Handing all
of it to an integer solver to mend those is slow, because they interact little.  So the rows that
hold an absorbing column (an order's shortage) are mended one after another: each with its
fractions and the columns whose reduced cost is nearest to zero, everything else kept.  Such a part
always has an answer, since what absorbs is free in it.  Then groups of two, three and more rows
are improved in turn, until the gap is accepted, a round gains little, or time is up.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from ikmpool.exact import Bools, Floats, Ints, matvec
from ikmpool.program import bounds, master, rounding
from ikmpool.program.clock import Clock
from ikmpool.program.program import NONE, Cost, Program
from ikmpool.program.sparse import by_column

#: Columns per row that a part may move, besides the fractional and absorbing ones; half of them
#: are in use already, half are not but have room.
WIDTH = 40
#: Columns looked at for room, per column wanted.
LOOK = 10
#: Rows of a part, round by round.
GROUPS = (1, 2, 3, 4)
#: Seconds for one part, at most.
PART_SECONDS = 1.0
#: A round that closes less of the gap than this is the last one.
WORTHWHILE = 0.05


def polish(
    program: Program,
    cost: Cost,
    linear: Floats,
    bound: bounds.Bound,
    clock: Clock,
) -> Ints | None:
    """Find a whole answer near a linear one.

    Parameters
    ----------
    program : Program
    cost : Cost
    linear : float array, shape (n,)
        An optimal answer of the linear relaxation.
    bound : Bound
        Its exact bound, with reduced costs.
    clock : Clock
        Time left, and the gap that the options accept.

    Returns
    -------
    int64 array, shape (n,), or None
        Holds in whole numbers; None where none was found.
    """
    x = np.clip(np.floor(linear + rounding.NEAR).astype(np.int64), program.lower, program.upper)
    parts = _Parts(program, np.abs(linear - np.rint(linear)) > rounding.NEAR, bound)
    accepted = clock.options.gap * abs(float(bound.value))
    value: Fraction | None = None
    for size in GROUPS:
        for first in range(0, len(parts.rows), size):
            if clock.out and value is not None:
                return x
            free = parts.around(x, parts.rows[first : first + size])
            x = _mended(program, cost, x, free, clock.call(PART_SECONDS))
        if not program.holds(x):
            return None
        before, value = value, cost.value(x)
        if value - bound.value <= accepted or clock.out:
            break
        if before is not None and before - value < WORTHWHILE * (before - bound.value):
            break
    return x


class _Parts:
    """Chooses the columns that mend some rows."""

    def __init__(self, program: Program, fractional: Bools, bound: bounds.Bound) -> None:
        self.program = program
        self.absorbing = program.absorbing()
        self.fractional = fractional
        self.distance = np.abs(bound.reduced)
        self.by_column = by_column(program.matrix)
        absorbed = self.by_column[:, np.flatnonzero(self.absorbing)]
        self.rows: Ints = np.unique(absorbed.indices)
        least = np.full(len(program.low), 1, dtype=np.int64)
        entries = np.repeat(np.arange(len(least)), np.diff(program.matrix.indptr))
        np.minimum.at(least, entries, program.matrix.data)
        self.packing = (program.high < NONE) & (program.low <= -NONE) & (least > 0)

    def around(self, x: Ints, rows: Ints) -> Bools:
        """Give the free columns of some rows."""
        matrix = self.program.matrix
        free = np.zeros(self.program.size, dtype=bool)
        for row in rows:
            columns = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
            free[columns[self.absorbing[columns] | self.fractional[columns]]] = True
            used, idle = columns[x[columns] > 0], columns[x[columns] == 0]
            spread = np.linspace(0, len(used) - 1, min(WIDTH // 2, len(used)))
            free[used[spread.astype(np.int64)]] = True
            near = idle[np.argsort(self.distance[idle], kind="stable")[: LOOK * WIDTH // 2]]
            free[near[self._has_room(x, near)][: WIDTH // 2]] = True
        return free

    def _has_room(self, x: Ints, columns: Ints) -> Bools:
        """Tell which columns could grow as far as rows of positive coefficients are concerned."""
        full = self.packing & (matvec(self.program.matrix, x) >= self.program.high)
        touched = self.by_column[:, columns]
        return np.asarray(abs(touched).T @ full.astype(np.int64) == 0)


def _mended(program: Program, cost: Cost, x: Ints, free: Bools, call: master.Call) -> Ints:
    """Solve the free columns in whole numbers; an answer that is no better is not taken."""
    sub = program.restricted(free, x)
    sub_cost = cost.where(free)
    held = sub.holds(x[free])
    call = replace(call, gap_abs=0.99 / cost.common)
    answer, _ = rounding.whole_answer(sub, sub_cost.floats(), call)
    if answer is None or (held and sub_cost.value(answer) >= sub_cost.value(x[free])):
        return x
    mended = x.copy()
    mended[free] = answer
    return mended

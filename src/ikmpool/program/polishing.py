"""Polishing: a whole answer made or mended a few rows at a time.

A linear answer of a large program is whole but for a fraction or two per linking row.  Handing all
of it to an integer solver to mend those is slow, because they interact little.  So the rows that
hold an absorbing column (an order's shortage) are mended one after another: each with its
fractions and the columns whose reduced cost is nearest to zero, everything else kept.  Such a part
always has an answer, since what absorbs is free in it.  Then groups of two, three and more rows
are improved in turn, until the gap is accepted, a round gains little, or time is up.

A program with switches starts from an answer that holds (nothing made, if need be), and each part
takes its switches with it: the first round then fills one order after another, as a planner would.
A row of many columns is too much for that; a dive chooses columns that go together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from ikmpool.exact import Bools, Floats, Ints, matvec
from ikmpool.program import bounds, master, rounding
from ikmpool.program.belonging import rows_of
from ikmpool.program.clock import Clock
from ikmpool.program.diving import Wish, dive
from ikmpool.program.program import NONE, Cost, Program
from ikmpool.program.sparse import by_column

#: Columns per row that a part may move, besides the fractional and absorbing ones; half of them
#: are in use already, half are not but have room.
WIDTH = 40
#: Columns looked at for room, per column wanted.
LOOK = 10
#: Rows of no more columns than this are freed whole in programs with switches.
WHOLE_ROW = 400
#: Rows of a part, round by round.
GROUPS = (1, 2, 3, 4)
#: Seconds for one part, at most.
PART_SECONDS = 1.0
#: Relative gap at which a part with switches is good enough.
SWITCH_GAP = 1e-4
#: A round that closes less of the gap than this is the last one.
WORTHWHILE = 0.05


def polish(  # noqa: PLR0913, PLR0917 - what a stage knows by then
    program: Program,
    cost: Cost,
    start: Ints,
    bound: bounds.Bound,
    clock: Clock,
    linear: Floats | None = None,
) -> Ints | None:
    """Find a whole answer near a linear one, or improve one that holds.

    Parameters
    ----------
    program : Program
    cost : Cost
    start : int64 array, shape (n,)
        An answer that holds, for programs with switches.
    bound : Bound
        An exact bound, with reduced costs.
    clock : Clock
        Time left, and the gap that the options accept.
    linear : float array, shape (n,), optional
        An optimal answer of the linear relaxation.

    Returns
    -------
    int64 array, shape (n,), or None
        Holds in whole numbers; None where none was found.
    """
    x = start.copy()
    fractional = np.zeros(program.size, dtype=bool)
    if linear is not None and not program.switches().any():
        x = np.clip(np.floor(linear + rounding.NEAR).astype(np.int64), program.lower, program.upper)
        fractional = np.abs(linear - np.rint(linear)) > rounding.NEAR
    parts = _Parts(program, fractional, bound)
    accepted = clock.options.gap * abs(float(bound.value))
    value = cost.value(x) if program.holds(x) else None
    for size in GROUPS:
        for first in range(0, len(parts.rows), size):
            if clock.stopped or (clock.out and value is not None):
                return _absorbed(program, cost, x, clock)
            rows = parts.rows[first : first + size]
            call = clock.call(PART_SECONDS)
            if not parts.long(rows):
                x = mended(program, cost, x, parts.around(x, rows), call)
            elif size == 1:
                x = _refilled(program, cost, x, parts.dived(x, rows[0]), call)
        if not program.holds(x):
            return None
        before, value = value, cost.value(x)
        if value - bound.value <= accepted or clock.out:
            break
        if size > 1 and before is not None and before - value < WORTHWHILE * (before - bound.value):
            break
    return x


def _absorbed(program: Program, cost: Cost, x: Ints, clock: Clock) -> Ints | None:
    """Leave to what absorbs what an answer still lacks; None where that is not enough."""
    if program.holds(x):
        return x
    filled = mended(program, cost, x, program.absorbing(), clock.call().lasting())
    return filled if program.holds(filled) else None


def first_answer(
    program: Program, cost: Cost, start: Ints, bound: bounds.Bound, clock: Clock
) -> Ints:
    """Fill one row after another by its cheapest columns, in haste.

    Parameters
    ----------
    program, cost, bound
        As in `polish`.
    start : int64 array, shape (n,)
        An answer that holds.
    clock : Clock
        Where time is up, rows are still filled until one of them is.

    Returns
    -------
    int64 array, shape (n,)
        Holds, and is never worse.
    """
    x, call = start, replace(clock.call(), seconds=PART_SECONDS)
    parts = _Parts(program, np.zeros(program.size, dtype=bool), bound)
    begun = cost.value(start)
    for dived in (True, False):
        for row in parts.rows.tolist():
            if clock.stopped or (clock.out and cost.value(x) < begun):
                return x
            if dived:
                x = _refilled(program, cost, x, parts.dived(x, row), call)
            else:
                x = mended(program, cost, x, parts.around(x, [row]), call)
        if cost.value(x) < begun:
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
        self.switches = program.switches()
        self.row_of = rows_of(program, self.rows) if self.switches.any() else None

    def around(self, x: Ints, rows: Iterable[int]) -> Bools:
        """Give the free columns of some rows."""
        matrix = self.program.matrix
        free = np.zeros(self.program.size, dtype=bool)
        for row in rows:
            columns = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
            free[columns[self.absorbing[columns] | self.fractional[columns]]] = True
            if self.row_of is not None:
                free |= self._depending(row)
                free[columns] = True
                continue
            used, idle = columns[x[columns] > 0], columns[x[columns] == 0]
            spread = np.linspace(0, len(used) - 1, min(WIDTH // 2, len(used)))
            free[used[spread.astype(np.int64)]] = True
            near = idle[np.argsort(self.distance[idle], kind="stable")[: LOOK * WIDTH // 2]]
            free[near[self._has_room(x, near)][: WIDTH // 2]] = True
        return free

    def long(self, rows: Ints) -> bool:
        """Tell whether one of some rows is too long to be freed, and its columns bar each other."""
        length = np.diff(self.program.matrix.indptr)[rows]
        return self.row_of is not None and bool((length > WHOLE_ROW).any())

    def dived(self, x: Ints, row: int) -> tuple[Bools, Ints]:
        """Give free columns of a row that go together, and the answer that opens them to it."""
        matrix, free = self.program.matrix, self._depending(row)
        columns = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
        free[columns] = True
        plain = columns[~(self.absorbing | self.switches)[columns]]
        ranked = (np.cumsum(free) - 1)[plain[np.argsort(self.distance[plain], kind="stable")]]
        part = self.program.restricted(free, x)
        enough = max(int(self.program.low[row]), 0)
        wish = Wish(ranked, self.distance[free], enough, WIDTH)
        bounds = dive(part, self.switches[free], wish)
        if bounds is None:
            return np.zeros_like(free), x
        opened = x.copy()
        opened[free] = bounds[0]
        free[free] = bounds[0] < bounds[1]
        return free, opened

    def _depending(self, row: int) -> Bools:
        """Give the switches of a row, of the rows that its columns belong to, and of no single one.

        An order's column may belong to a limit's row, and bring what that row asks of it.
        """
        if self.row_of is None:
            return np.zeros(self.program.size, dtype=bool)
        matrix = self.program.matrix
        columns = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
        rows = np.append(self.row_of[columns], row)
        return np.asarray(self.switches & (np.isin(self.row_of, rows) | (self.row_of < 0)))

    def _has_room(self, x: Ints, columns: Ints) -> Bools:
        """Tell which columns could grow as far as rows of positive coefficients are concerned."""
        full = self.packing & (matvec(self.program.matrix, x) >= self.program.high)
        touched = self.by_column[:, columns]
        return np.asarray(abs(touched).T @ full.astype(np.int64) == 0)


def _refilled(
    program: Program, cost: Cost, x: Ints, dived: tuple[Bools, Ints], call: master.Call
) -> Ints:
    """Fill a row anew by the columns that a dive opened, where that is better."""
    free, opened = dived
    filled = mended(program, cost, opened, free, call)
    better = program.holds(filled) and cost.value(filled) < cost.value(x)
    return filled if better else x


def mended(program: Program, cost: Cost, x: Ints, free: Bools, call: master.Call) -> Ints:
    """Solve the free columns in whole numbers; an answer that is no better is not taken."""
    sub = program.restricted(free, x)
    sub_cost = cost.where(free)
    held = sub.holds(x[free])
    call = replace(call, gap_abs=max(call.gap_abs, 0.99 / cost.common))
    switches = program.switches()[free]
    if switches.any():
        call = replace(call, gap=SWITCH_GAP)
        answer, _ = rounding.mixed_answer(sub, sub_cost.floats(), switches, call)
    else:
        answer, _ = rounding.whole_answer(sub, sub_cost.floats(), call)
    if answer is None or (held and sub_cost.value(answer) >= sub_cost.value(x[free])):
        return x
    better = x.copy()
    better[free] = answer
    return better

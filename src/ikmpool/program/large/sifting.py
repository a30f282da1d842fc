"""Sifting: a program of few columns that grows by those that its prices say are missing.

For programs that do not fall into blocks (Bixby et al. 1992).  It starts from the columns of an
answer that holds, and from the cheapest ones of each long row.
"""

from __future__ import annotations

import numpy as np

from ikmpool.exact import Bools, Floats, Ints
from ikmpool.program import bounds, master
from ikmpool.program.clock import Clock
from ikmpool.program.large.relaxed import CLOSED, Relaxed
from ikmpool.program.program import NONE, Cost, Program
from ikmpool.program.sparse import columns_kept

#: Columns that all rows of one length and more begin with, together.
BEGIN = 10_000
#: Rows shorter than this begin with nothing of their own.
SHORT = 50
#: Columns that a round adds, at most; in proportion to those that are there.
GROWTH, LEAST_GROWTH = 0.5, 5_000
#: More columns than this part of all are no sifting any more.
TOO_MANY = 0.5
#: Rounds, at most.
ROUNDS = 40


def sifted(program: Program, cost: Cost, start: Ints, clock: Clock) -> Relaxed | None:
    """Solve the linear relaxation; None where it stalls."""
    held = _begin(program, cost, start)
    moves = program.upper > program.lower
    for _ in range(ROUNDS):
        reply, prices = _restricted(program, cost, held, clock.call())
        if reply is None or clock.out:
            return None
        x = program.lower.astype(np.float64)
        x[held] = reply
        bound = bounds.prove(program, cost, prices)
        value = float((cost.floats() * x).sum())
        clock.log.note("sifting", int(np.count_nonzero(held)), value, float(bound.value))
        if value - float(bound.value) <= CLOSED * abs(value):
            return Relaxed(x, bound)
        missing = np.flatnonzero(moves & ~held & (bound.reduced < 0))
        most = max(LEAST_GROWTH, int(GROWTH * np.count_nonzero(held)))
        if len(missing) > most:
            missing = missing[np.argpartition(bound.reduced[missing], most)[:most]]
        held[missing] = True
        if not len(missing) or np.count_nonzero(held) > TOO_MANY * program.size:
            return None
    return None


def _begin(program: Program, cost: Cost, start: Ints) -> Bools:
    """Choose the first columns."""
    held = np.asarray(program.absorbing() | (start != program.lower))
    length = np.diff(program.matrix.indptr)
    long = np.flatnonzero(length >= SHORT)
    long = long[np.argsort(-length[long], kind="stable")][: BEGIN // 10]
    each = BEGIN // max(len(long), 1)
    unit = cost.floats()
    for row in long.tolist():
        entries = slice(program.matrix.indptr[row], program.matrix.indptr[row + 1])
        columns = program.matrix.indices[entries]
        if len(columns) > each:
            columns = columns[np.argpartition(unit[columns], each)[:each]]
        held[columns] = True
    return held


def _restricted(
    program: Program, cost: Cost, held: Bools, call: master.Call
) -> tuple[Floats | None, Floats]:
    """Solve the columns that are held; gives their values, and the prices of all rows."""
    matrix = program.matrix
    rest = np.where(held, 0, program.lower)
    fixed = matrix @ rest if rest.any() else np.zeros(len(program.low), dtype=np.int64)
    part = columns_kept(matrix, np.flatnonzero(held))
    rows = np.diff(part.indptr) > 0
    low = np.where(program.low > -NONE, program.low - fixed, -NONE)[rows]
    high = np.where(program.high < NONE, program.high - fixed, NONE)[rows]
    sub = Program(program.lower[held], program.upper[held], part[rows], low, high)
    reply = master.solve(sub, cost.where(held).floats(), call, whole=False)
    prices = np.zeros(len(rows))
    if reply.prices is not None:
        prices[rows] = reply.prices
    return (None if reply.prices is None else reply.x), prices

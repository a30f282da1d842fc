"""Revising: an answer improved by deciding the switches of a few rows anew, in turn.

Everything else that is decided stays so, but how much is made, and when, is left open everywhere:
so a row can take a better maker even where others have to move for it.  Rows that compete for what
is scarce are taken together.  A row's switches that cost most, at the prices of the relaxation, are
not looked at.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ikmpool.exact import Bools, Floats, Ints
from ikmpool.program import rounding
from ikmpool.program.belonging import rows_of
from ikmpool.program.clock import Clock
from ikmpool.program.gates import Gates
from ikmpool.program.program import Cost
from ikmpool.program.relaxing import OPEN, Relaxed
from ikmpool.program.sparse import by_column, matrix_of

#: Rows that are decided anew together, and the switches looked at for each.
TOGETHER, SWITCHES = 4, 24
#: Seconds for one such part, at most.
PART_SECONDS = 4.0
#: How much less often a row is taken for each time that it was: as the first one, and as another.
FIRST_LESS, OTHER_LESS = 0.7, 0.3
#: How much more often a row is taken that leaves something to what absorbs.
LACKING = 50.0
#: An answer is left as it is once each row was looked at so often without any gain.
PATIENCE = 1.5
#: A part is solved to this part of the gap that is accepted, and no further than these.
GAP_SHARE, LEAST_GAP, MOST_GAP = 0.1, 1e-6, 1e-4
#: A price below this is none.
PRICED = 1e-3


def revise(gates: Gates, cost: Cost, x: Ints, relaxed: Relaxed, clock: Clock) -> Ints:
    """Improve an answer that holds, until its gap is accepted, nothing is gained, or time is up.

    Parameters
    ----------
    gates : Gates
    cost : Cost
    x : int64 array, shape (n,)
    relaxed : Relaxed
    clock : Clock

    Returns
    -------
    int64 array, shape (n,)
        Holds, and is never worse.
    """
    rows = _Rows(gates, cost, relaxed)
    accepted = float(relaxed.value) + clock.options.gap * abs(float(relaxed.value))
    gap = min(max(GAP_SHARE * clock.options.gap, LEAST_GAP), MOST_GAP)
    chance = np.random.default_rng(0)
    looked, idle = np.zeros(rows.count), 0
    while rows.count and not clock.out and cost.value(x) > accepted:
        taken = rows.chosen(x, looked, chance)
        free = rows.free(x, taken)
        part, mine = gates.stronger.restricted(free, x), cost.where(free)
        call = replace(
            clock.call(PART_SECONDS),
            gap=gap,
            gap_abs=0.99 / cost.common,
            cutoff=float(mine.value(x[free])),
        )
        switches = gates.program.switches()[free]
        answer, _ = rounding.mixed_answer(part, mine.floats(), switches, call)
        looked[taken] += 1
        idle += 1
        if answer is not None and mine.value(answer) < mine.value(x[free]):
            x = x.copy()
            x[free] = answer
            idle = 0
        if idle * TOGETHER > PATIENCE * rows.count:
            break
    return x


class _Rows:
    """The rows that hold an absorbing column, and how they compete for what is scarce."""

    def __init__(self, gates: Gates, cost: Cost, relaxed: Relaxed) -> None:
        program = self.program = gates.program
        self.gates, self.switches, self.absorbing = gates, program.switches(), program.absorbing()
        absorbed = by_column(program.matrix)[:, np.flatnonzero(self.absorbing)]
        rows: Ints = np.unique(absorbed.indices)
        self.count = len(rows)
        number = np.full(len(program.low) + 1, -1, dtype=np.int64)
        number[rows] = np.arange(self.count)
        self.of: Ints = number[rows_of(program, rows)]
        self.near = self._near(relaxed)
        self.paid = np.flatnonzero(self.absorbing & (cost.numerator > 0) & (self.of >= 0))
        scarce = np.flatnonzero(np.abs(relaxed.bound.prices) > PRICED * 2.0**relaxed.bound.bits)
        used = gates.open(self.near) & (self.of >= 0) & ~self.absorbing
        at = np.flatnonzero(used)
        mine = matrix_of(self.of[at], at, np.ones_like(at), (self.count, program.size))
        shares = mine @ abs(program.matrix[scarce]).T
        rivalry = (shares @ shares.T).toarray().astype(np.float64)
        np.fill_diagonal(rivalry, 0.0)
        self.rivalry = rivalry + 1.0

    def _near(self, relaxed: Relaxed) -> Bools:
        """Tell which switches are worth a look: the cheapest of each row, and those in use."""
        near = self.switches & ((relaxed.x > OPEN) | (self.of < 0))
        at = np.flatnonzero(self.switches & (self.of >= 0))
        at = at[np.lexsort((relaxed.bound.reduced[at], self.of[at]))]
        first = np.searchsorted(self.of[at], self.of[at])
        near[at[np.arange(len(at)) - first < SWITCHES]] = True
        return near

    def chosen(self, x: Ints, looked: Floats, chance: np.random.Generator) -> Ints:
        """Choose rows to decide anew: first who lacks something, or was looked at least."""
        if self.count <= TOGETHER:
            return np.arange(self.count)
        lacks = np.bincount(self.of[self.paid], x[self.paid] > 0, self.count) > 0
        weight = (1 + LACKING * lacks) * np.exp(-FIRST_LESS * (looked - looked.min()))
        first = chance.choice(self.count, p=weight / weight.sum())
        beside = self.rivalry[first] * np.exp(-OTHER_LESS * (looked - looked.min()))
        beside[first] = 0.0
        others = chance.choice(self.count, TOGETHER - 1, replace=False, p=beside / beside.sum())
        return np.append(others, first)

    def free(self, x: Ints, taken: Ints) -> Bools:
        """Give the switches of some rows, and every column that can be used with them."""
        mine = self.switches & (np.isin(self.of, taken) | (self.of < 0))
        switches = mine & (self.near | (x > 0))
        return self.gates.open(switches | (x > 0)) | switches

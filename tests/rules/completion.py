"""The best that other columns can be, once what is delivered is settled: small, and exact.

What is delivered is fixed; the columns that are left (hours, yes/no, trucks, lots, tiers, what is
given up) are minimised stage after stage.  A solver proposes, and whole numbers decide.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from ikmpool.exact import Bools, Ints
from ikmpool.program.program import NONE, Cost, Program


class Completion:
    """The columns of a program that an answer leaves open.

    Parameters
    ----------
    program : Program
    given : int64 array
        The columns that an answer states.
    costs : sequence of Cost
        What is minimised, the first first.
    """

    def __init__(self, program: Program, given: Ints, costs: Sequence[Cost]) -> None:
        self.program, self.costs = program, costs
        self.is_given = np.isin(np.arange(program.size), given)
        self.open = np.setdiff1d(np.arange(program.size), given)
        matrix = program.matrix.toarray()
        self.matrix, self.rows = matrix, matrix[:, self.open]
        at_upper = self.rows * program.upper[self.open]
        self.least = np.minimum(at_upper, 0).sum(axis=1)
        self.most = np.maximum(at_upper, 0).sum(axis=1)
        self.known: dict[bytes, Ints | None] = {}

    def possible(self, starts: Sequence[Ints]) -> Bools:
        """Tell where no single row must break, whatever the open columns are."""
        if not len(starts):
            return np.zeros(0, dtype=bool)
        x, program = np.array(starts), self.program
        made = x @ self.matrix.T
        low = (program.low <= -NONE) | (made + self.most >= program.low)
        high = (program.high >= NONE) | (made + self.least <= program.high)
        within = (x >= np.where(self.is_given, program.lower, 0)) & (x <= program.upper)
        return (low & high).all(axis=1) & within.all(axis=1)

    def of(self, start: Ints) -> Ints | None:
        """Complete an answer whose open columns are zero; None where nothing completes it."""
        key = start.tobytes()
        if key not in self.known:
            self.known[key] = self._complete(start) if self.possible([start])[0] else None
        return self.known[key]

    def _complete(self, start: Ints) -> Ints | None:
        if not self.open.size:
            return start if self.program.holds(start) else None
        made = self.matrix @ start
        low = np.where(self.program.low > -NONE, self.program.low - made, -np.inf)
        high = np.where(self.program.high < NONE, self.program.high - made, np.inf)
        held, best = [LinearConstraint(self.rows, low, high)], None
        for weight in self._weights():
            if best is None or (weight * best[self.open]).any() or (weight < 0).any():
                best = self._least(start, weight, held)
            if best is None:
                return None
            held.append(LinearConstraint(weight, -np.inf, int(weight @ best[self.open])))
        return best

    def _weights(self) -> list[Ints]:
        """Give the costs of the open columns, in whole numbers; none twice, and one at least."""
        weights = [cost.scaled(cost.common)[self.open] for cost in self.costs]
        return [w for w in weights if w.any()] or weights[:1]

    def _least(self, start: Ints, weight: Ints, held: list[LinearConstraint]) -> Ints | None:
        found = milp(
            weight,
            integrality=np.ones(len(weight)),
            bounds=Bounds(0, self.program.upper[self.open]),
            constraints=held,
            options={"mip_rel_gap": 0},
        )
        if found.x is None:
            assert found.status == 2, found.message  # infeasible, and nothing else
            return None
        x = start.copy()
        x[self.open] = np.rint(found.x).astype(np.int64)
        assert self.program.holds(x)
        return x

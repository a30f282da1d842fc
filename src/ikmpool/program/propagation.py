"""Propagation: what the bounds of some columns say about the others, row by row.

A row ``a @ x <= high`` leaves a column no more than what the others can not help taking; so a maker
that is used opens its window, closes the others, and with them the makers that lie outside.
Figures are floats with a tolerance on the safe side: nothing is closed that could be open.
"""

from __future__ import annotations

import numpy as np

from ikmpool.exact import Bools, Floats, Ints
from ikmpool.program.program import NONE, Program

#: Passes over the rows, at most; chains of more steps are followed no further.
PASSES = 20
#: What a whole number may be off by, as a share of a column's step.
TOLERANCE = 1e-6


class Rows:
    """The entries of a program's rows, laid out for passes over them."""

    def __init__(self, program: Program) -> None:
        matrix = program.matrix.copy()
        matrix.eliminate_zeros()
        self.count = len(program.low)
        self.row: Ints = np.repeat(np.arange(self.count), np.diff(matrix.indptr))
        self.column: Ints = matrix.indices.astype(np.int64)
        self.value: Floats = matrix.data.astype(np.float64)
        self.low: Floats = np.where(program.low > -NONE, program.low, -np.inf).astype(np.float64)
        self.high: Floats = np.where(program.high < NONE, program.high, np.inf).astype(np.float64)
        self._implied = _Implied(program, matrix.indptr.astype(np.int64), self.column, self.value)

    def narrowed(self, lower: Ints, upper: Ints) -> tuple[Ints, Ints] | None:
        """Narrow the bounds of columns by what the rows leave them.

        Parameters
        ----------
        lower, upper : int64 array, shape (n,)

        Returns
        -------
        (lower, upper) or None
            Every whole answer within the bounds given lies within those returned; None where there
            is no such answer.
        """
        for _ in range(PASSES):
            narrower = self._pass(*self._implied.closed(lower, upper))
            if narrower is None:
                return None
            same = (narrower[0] == lower).all() and (narrower[1] == upper).all()
            lower, upper = narrower
            if same:
                break
        return lower, upper

    def undecided(self, lower: Ints, open_: Bools) -> Ints:
        """Give the open columns of one row that asks for one of them, and leaves open which.

        Parameters
        ----------
        lower : int64 array, shape (n,)
            What is decided so far: the row is broken by it.
        open_ : bool array, shape (n,)
            The columns that may still rise by one.

        Returns
        -------
        int64 array
            Those that mend the row; none where every row of nothing but such columns holds.
        """
        step = np.where(open_[self.column], self.value, 0.0)
        made = np.bincount(self.row, self.value * lower[self.column], self.count)
        over, under = made > self.high + TOLERANCE, made < self.low - TOLERANCE
        helps = (over[self.row] & (step < 0)) | (under[self.row] & (step > 0))
        enough = np.bincount(self.row, np.abs(step) * helps, self.count)
        mended = (over & (made - enough <= self.high)) | (under & (made + enough >= self.low))
        row = np.flatnonzero(mended)[:1]
        return np.unique(self.column[helps & np.isin(self.row, row)])

    def _pass(self, lower: Ints, upper: Ints) -> tuple[Ints, Ints] | None:
        """Narrow by every row once."""
        ends = self.value * lower[self.column], self.value * upper[self.column]
        least, most = np.minimum(*ends), np.maximum(*ends)
        low, high = (np.bincount(self.row, side, self.count) for side in (least, most))
        room = ((self.high - low)[self.row] + least) / self.value
        need = ((self.low - high)[self.row] + most) / self.value
        positive = self.value > 0
        ceiling, floor = np.where(positive, room, need), np.where(positive, need, room)
        tops, bottoms = upper.astype(np.float64), lower.astype(np.float64)
        np.minimum.at(tops, self.column, np.floor(ceiling + TOLERANCE * (1 + np.abs(ceiling))))
        np.maximum.at(bottoms, self.column, np.ceil(floor - TOLERANCE * (1 + np.abs(floor))))
        if (bottoms > tops).any():
            return None
        return bottoms.astype(np.int64), tops.astype(np.int64)


class _Implied:
    """Rows by which one yes means another, followed to the end of the chain at once.

    The windows of a spread are a chain of hundreds; a pass a link would never come to its end.
    """

    def __init__(self, program: Program, start: Ints, column: Ints, value: Floats) -> None:
        pairs = np.diff(start) == 2  # noqa: PLR2004 - entries: one yes and another
        pairs &= (program.low == 0) | (program.high == 0)
        first = start[:-1][pairs]
        least = (program.low == 0)[pairs]
        rising = value[first] > 0
        ends = column[first], column[first + 1]
        yes = (program.upper[ends[0]] == 1) & (program.upper[ends[1]] == 1)
        yes &= value[first] == -value[first + 1]
        # "x - y >= 0" says that y means x; "x - y <= 0" that x means y.
        backward = rising == least
        source = np.where(backward, ends[1], ends[0])[yes]
        target = np.where(backward, ends[0], ends[1])[yes]
        self._forth = _Graph(source, target, program.size)
        self._back = _Graph(target, source, program.size)

    def closed(self, lower: Ints, upper: Ints) -> tuple[Ints, Ints]:
        """Set what follows from every yes and from every no."""
        low = np.where(self._forth.reached(lower > 0), np.maximum(lower, 1), lower)
        return low, np.where(self._back.reached(upper == 0), 0, upper)


class _Graph:
    """Edges between columns."""

    def __init__(self, source: Ints, target: Ints, size: int) -> None:
        sort = np.argsort(source, kind="stable")
        self.size = size
        self.indices: Ints = target[sort]
        self.indptr: Ints = np.searchsorted(source[sort], np.arange(size + 1))
        self.ends = np.zeros(size, dtype=bool)
        self.ends[source] = True

    def reached(self, begin: Bools) -> Bools:
        """Tell what can be reached from some columns that an edge leaves."""
        import scipy.sparse as sp
        from scipy.sparse.csgraph import breadth_first_order

        found = np.zeros(self.size, dtype=bool)
        first = np.flatnonzero(begin & self.ends)
        if first.size:  # from one more node, which leads to all of them
            indices = np.append(self.indices, first)
            indptr = np.append(self.indptr, len(indices))
            one = np.ones(len(indices))
            graph = sp.csr_array((one, indices, indptr), shape=(self.size + 1, self.size + 1))
            order = breadth_first_order(graph, self.size, return_predecessors=False)
            found[order[1:]] = True
        return found

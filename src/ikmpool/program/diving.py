"""Diving: columns of a row that go together, picked one after another.

Of an order's thousand candidates the forty cheapest may lie in forty windows and classes, of which
an answer can use one.  So a column is picked, what follows from its use is followed to the end, and
the next one is picked of those that are still open: the way that a planner fills an order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ikmpool.exact import Bools, Floats, Ints
from ikmpool.program.program import Program
from ikmpool.program.propagation import Rows

#: First columns that are tried, half of them the nearest, half of them spread over all.
SEEDS = 24
#: Columns that are tried for each one wanted.
TRIES = 2

#: Lower and upper bounds of all columns.
type Bounds = tuple[Ints, Ints]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a row is to be filled with.

    Attributes
    ----------
    ranked : int64 array, shape (k,)
        Columns to pick from, the best first.
    price : float array, shape (n,)
        What a unit costs, to choose between ways that are open.
    enough : int
        Units that are wanted.
    count : int
        Columns that are wanted; those beyond what is enough are merely left open.
    """

    ranked: Ints
    price: Floats
    enough: int
    count: int

    def picked(self, bounds: Bounds) -> Ints:
        """Give the columns in use."""
        return np.asarray(self.ranked[bounds[0][self.ranked] > 0])

    def idle(self, bounds: Bounds) -> Ints:
        """Give the columns that are open and not in use."""
        open_ = (bounds[0][self.ranked] == 0) & (bounds[1][self.ranked] > 0)
        return np.asarray(self.ranked[open_])

    def lacking(self, bounds: Bounds) -> tuple[float, float]:
        """Tell what is missing if the best open columns fill the row, and what they cost."""
        before = np.minimum(np.cumsum(bounds[1][self.ranked]), self.enough)
        units = np.diff(before, prepend=0)
        missing = float(self.enough - before[-1]) if before.size else float(self.enough)
        return missing, float(units @ self.price[self.ranked])


def dive(program: Program, switches: Bools, wish: Wish) -> Bounds | None:
    """Pick columns that can be used together, and close the others.

    Parameters
    ----------
    program : Program
        Of one row's columns and what depends on them.
    switches : bool array, shape (n,)
    wish : Wish

    Returns
    -------
    (lower, upper) or None
        Bounds of all columns: those picked are in use, what goes with them is open, all others are
        closed.  None where nothing can be used.
    """
    rows = Rows(program)
    bounds = _begun(rows, program, switches, wish)
    if bounds is None:
        return None
    for _ in range(TRIES * wish.count):
        picked, idle = wish.picked(bounds), wish.idle(bounds)
        if not idle.size or len(picked) >= wish.count or bounds[1][picked].sum() >= wish.enough:
            break
        found = _used(rows, bounds, idle[0], switches, wish)
        bounds = (bounds[0], _closed(bounds[1], idle[:1])) if found is None else found
    spare = max(wish.count - len(wish.picked(bounds)), 0)
    lower, upper = bounds[0], _closed(bounds[1], wish.idle(bounds)[spare:])
    return rows.narrowed(lower, upper)


def _begun(rows: Rows, program: Program, switches: Bools, wish: Wish) -> Bounds | None:
    """Choose the first column: the one whose company fills the row best."""
    ranked = wish.ranked
    spread = np.linspace(0, len(ranked) - 1, min(SEEDS // 2, len(ranked))).astype(np.int64)
    tried = np.append(ranked[: SEEDS // 2], ranked[spread])
    begun = (program.lower, program.upper)
    ways = [_used(rows, begun, j, switches, wish) for j in np.unique(tried)]
    return min((way for way in ways if way is not None), key=wish.lacking, default=None)


def _used(
    rows: Rows, bounds: Bounds, column: np.int64, switches: Bools, wish: Wish
) -> Bounds | None:
    """Use a column, and decide whatever its use leaves to be decided; None where it can not be."""
    found = rows.narrowed(_raised(bounds[0], column, 1), bounds[1])
    while found is not None:
        open_ = switches & (found[0] < found[1])
        options = rows.undecided(found[0], open_)
        if not options.size:
            break
        lower, upper = found
        ways = [rows.narrowed(_raised(lower, j, int(lower[j]) + 1), upper) for j in options]
        found = min((way for way in ways if way is not None), key=wish.lacking, default=None)
    return found


def _raised(lower: Ints, column: np.int64, least: int) -> Ints:
    """Give lower bounds with one of them raised."""
    raised = lower.copy()
    raised[column] = max(least, int(raised[column]))
    return raised


def _closed(upper: Ints, columns: Ints) -> Ints:
    """Give upper bounds with some columns closed."""
    closed = upper.copy()
    closed[columns] = 0
    return closed

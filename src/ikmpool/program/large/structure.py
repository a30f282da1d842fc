"""Structure: which rows link everything, and which split the rest into small blocks.

A program of many columns often has few long rows (an order's demand, its pooled mean) and many
short ones that share no column (a maker's capacity).  The long ones *link*; each short one with its
columns is a *block*: ``sum weight * x <= capacity`` with ``x`` between zero and its room.  With a
price on each linking row the blocks fall apart, and each is filled by whatever pays best.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from ikmpool.exact import Bools, Floats, Ints, matvec, most
from ikmpool.program.program import NONE, Program
from ikmpool.program.sparse import columns_kept, rows_kept

if TYPE_CHECKING:
    from ikmpool.program.sparse import Matrix

#: More linking rows than this are too many to be priced together.
LINKING = 2_500
#: Columns that are looked at at a time, so that temporaries stay small.
CHUNK = 1_000_000


@dataclass(frozen=True, slots=True)
class Form:
    """A program of blocks and linking rows.

    Columns count from their lower bounds, ``x = lower + x'``, and so do the sides.

    Attributes
    ----------
    linking : int64 array, shape (r,)
        The linking rows.
    matrix : sparse int64 array, shape (m, n)
        All rows of the program.
    largest : float array, shape (r,)
        The largest magnitude in each linking row.
    side : int64 array, shape (r,)
        The one bound of each linking row.
    sign : int64 array, shape (r,)
        What sign its price may have: 1, -1, or 0 where it is an equality.
    rows : int64 array, shape (k,)
        The block rows.
    column : int32 or int64 array, shape (e,)
        The columns of the blocks, one block after another.
    weight : int64 array, shape (e,)
        Their coefficients in the block rows, above zero.
    start : int64 array, shape (k + 1,)
        Where each block's columns begin in `column`; no block is empty.
    capacity : int64 array, shape (k,)
    loose : int64 array, shape (l,)
        The columns that move and stand in no block.
    room : int64 array, shape (n,)
        How far each column may move.
    tight : bool array, shape (k,)
        Whether some column's room is less than its block and the linking rows would leave it.
    """

    linking: Ints
    matrix: Matrix
    largest: Floats
    side: Ints
    sign: Ints
    rows: Ints
    column: Ints
    weight: Ints
    start: Ints
    capacity: Ints
    loose: Ints
    room: Ints
    tight: Bools

    @property
    def length(self) -> Ints:
        """Columns of each block, shape (k,)."""
        return np.diff(self.start)

    def links(self, columns: Ints) -> Matrix:
        """Give the entries of some columns in the linking rows."""
        return rows_kept(columns_kept(self.matrix, columns), self.linking)

    def linked(self, values: Ints) -> Ints:
        """Give what whole values of all columns put into the linking rows."""
        return np.asarray(matvec(self.matrix, values)[self.linking])

    def chunks(self) -> Iterator[slice]:
        """Cut the blocks into runs of not too many columns."""
        first, blocks = 0, len(self.rows)
        while first < blocks:
            last = int(np.searchsorted(self.start, self.start[first] + CHUNK, side="right")) - 1
            last = min(max(last, first + 1), blocks)
            yield slice(first, last)
            first = last

    def block_of(self, places: Ints) -> Ints:
        """Give the block of some places in `column`."""
        return np.asarray(np.searchsorted(self.start, places, side="right") - 1)

    def places(self, blocks: Ints) -> Ints:
        """Give where the columns of some blocks stand in `column`, block after block."""
        length = self.length[blocks]
        first = np.cumsum(length) - length
        return np.repeat(self.start[blocks] - first, length) + np.arange(int(length.sum()))


def form_of(program: Program) -> Form | None:
    """Find the blocks of a program; None where it has no such form."""
    links = _links(program)
    if links is None:
        return None
    matrix = program.matrix
    linking = np.flatnonzero(links)
    rows = np.flatnonzero(~links & (np.diff(matrix.indptr) > 0))
    room = program.upper - program.lower
    made = matrix @ program.lower if program.lower.any() else np.zeros(len(links), dtype=np.int64)
    low, high = program.low[linking], program.high[linking]
    capacity = program.high[rows] - made[rows]
    one_sided = (low == high) | (low <= -NONE) | (high >= NONE)
    if not len(rows) or not one_sided.all() or (capacity < 0).any():
        return None
    inside = rows_kept(matrix, rows)
    # A column's position keeps the four bytes that it has.
    column, weight = cast("Ints", inside.indices), inside.data
    start = inside.indptr.astype(np.int64)
    moves = room[column] > 0
    loose = room > 0
    loose[column] = False
    if not moves.all():
        length = np.add.reduceat(moves, start[:-1], dtype=np.int64)
        column, weight, some = column[moves], weight[moves], length > 0
        rows, capacity, start = rows[some], capacity[some], np.append(0, np.cumsum(length[some]))
    side = np.where(low > -NONE, low, high) - made[linking]
    sign = np.where(low == high, 0, np.where(low > -NONE, 1, -1))
    form = Form(
        linking,
        matrix,
        _largest(matrix, linking),
        side,
        sign,
        rows,
        column,
        weight,
        start,
        capacity,
        np.flatnonzero(loose),
        room,
        np.zeros(len(rows), dtype=bool),
    )
    _note_tight(form)
    return form


def _largest(matrix: Matrix, rows: Ints) -> Floats:
    ends = zip(matrix.indptr[rows].tolist(), matrix.indptr[rows + 1].tolist(), strict=True)
    return np.array([float(most(matrix.data[first:last])) for first, last in ends])


def _links(program: Program) -> Bools | None:
    """Choose the linking rows: what is no block by itself, or shares a column with a shorter one.

    None where there would be too many.
    """
    matrix = program.matrix
    length = np.diff(matrix.indptr)
    some = np.flatnonzero(length)
    least = np.ones(len(length), dtype=np.int64)
    if len(some):
        least[some] = np.minimum.reduceat(matrix.data, matrix.indptr[some])
    links = (program.high >= NONE) | (program.low > -NONE) | (least <= 0)
    links[length == 0] = False
    if np.count_nonzero(links) > LINKING:
        return None
    asked = np.flatnonzero(~links & (length > 0))
    longest = asked[np.argsort(-length[asked], kind="stable")[:LINKING]]
    short = np.ones(len(length), dtype=bool)
    short[longest] = False
    short[links] = False
    held = rows_kept(matrix, np.flatnonzero(short)).indices
    taken = np.zeros(program.size, dtype=bool)
    taken[held] = True
    if np.count_nonzero(taken) < len(held):
        return None
    for row in longest[::-1].tolist():
        columns = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
        links[row] = taken[columns].any()
        if not links[row]:
            taken[columns] = True
    return links if np.count_nonzero(links) <= LINKING else None


def _note_tight(form: Form) -> None:
    """Note which blocks have a column that its room binds before any row does."""
    implied = None
    for blocks in form.chunks():
        places = slice(int(form.start[blocks.start]), int(form.start[blocks.stop]))
        column, capacity = form.column[places], form.capacity[blocks]
        uses = form.room[column].astype(np.float64) * form.weight[places]
        binds = uses < np.repeat(capacity, form.length[blocks])
        if binds.any():
            implied = _implied(form) if implied is None else implied
            binds &= ~implied[column]
            start = form.start[blocks.start : blocks.stop] - places.start
            form.tight[blocks] = np.logical_or.reduceat(binds, start)


def _implied(form: Form) -> Bools:
    """Tell which columns some linking row lets move no farther than their room."""
    implied = np.zeros(len(form.room), dtype=bool)
    at_most = np.flatnonzero(form.sign <= 0)
    for row, side in zip(form.linking[at_most].tolist(), form.side[at_most].tolist(), strict=True):
        entries = slice(form.matrix.indptr[row], form.matrix.indptr[row + 1])
        columns, values = form.matrix.indices[entries], form.matrix.data[entries].astype(np.float64)
        moved = values * form.room[columns]
        most_made = side - moved[values < 0].sum()
        implied[columns] |= (values > 0) & (moved >= most_made)
    return implied

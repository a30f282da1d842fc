"""Finding rows by whole-number keys, many at a time."""

from __future__ import annotations

import numpy as np

from ikmpool.compact import LARGE, Codes, shrunk, small, wide
from ikmpool.exact import Ints

#: What is found where there is nothing.
NOTHING = -1
_SPARSE = 8  # places a key up to which a table of all places is kept


class Lookup:
    """Rows by key.

    Parameters
    ----------
    keys : int64 array, shape (n,)
        Distinct.
    rows : int64 array, shape (n,), optional
        What to find; by default the positions of the keys.

    Examples
    --------
    >>> Lookup(np.array([30, 10])).find(np.array([10, 20])).tolist()
    [1, -1]
    """

    def __init__(self, keys: Ints, rows: Ints | None = None) -> None:
        self.low = int(keys.min()) if keys.size else 0
        span = int(keys.max()) - self.low + 1 if keys.size else 0
        rows = np.arange(keys.size) if rows is None else rows
        self.count = keys.size
        self.table: Codes | None = None
        if keys.size >= LARGE and span <= _SPARSE * keys.size:
            self.table = shrunk(np.array([NOTHING, rows.max()]), span)[:1].repeat(span + 1)
            self.table[keys - self.low] = rows
            return
        if (keys[1:] > keys[:-1]).all():
            self.keys, self.rows = keys, small(rows)
            return
        order = np.argsort(keys, kind="stable")
        self.keys, self.rows = keys[order], small(rows[order])

    def __len__(self) -> int:
        return self.count

    def find(self, wanted: Ints) -> Ints:
        """Give the row of each key, ``NOTHING`` where there is none."""
        if self.table is not None:
            at = wanted - self.low
            at[(at < 0) | (at >= len(self.table))] = -1  # the last place is empty
            return wide(self.table[at])
        if not self.keys.size:
            return np.full(wanted.shape, NOTHING, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.keys, wanted), self.keys.size - 1)
        return wide(np.where(self.keys[at] == wanted, self.rows[at], NOTHING))


def join(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Pair the positions of equal codes of two arrays.

    Returns
    -------
    (at_left, at_right)
        One position of each array per pair, ordered by the left one.

    Examples
    --------
    >>> [at.tolist() for at in join(np.array([7, 8]), np.array([8, 7, 8]))]
    [[0, 1, 1], [1, 0, 2]]
    """
    order = np.argsort(right, kind="stable")
    ordered = right[order]
    if left.size >= LARGE and ordered.size and ordered[-1] - ordered[0] < left.size:
        begin, count = _ranges(left, ordered)
    else:
        begin = np.searchsorted(ordered, left, side="left")
        count = np.searchsorted(ordered, left, side="right") - begin
    if left.size >= LARGE and (count == 1).all():
        return np.arange(len(left)), order[begin]
    first = np.cumsum(count) - count
    within = np.arange(int(count.sum())) - np.repeat(first, count)
    return np.repeat(np.arange(len(left)), count), order[np.repeat(begin, count) + within]


def _ranges(left: Ints, ordered: Ints) -> tuple[Ints, Ints]:
    """Give where each code begins in an ordered array, and how often it stands there, by tables."""
    low, span = int(ordered[0]), int(ordered[-1] - ordered[0]) + 1
    count = np.append(np.bincount(ordered - low, minlength=span), 0)
    begin = np.cumsum(count) - count
    at = np.where((left < low) | (left >= low + span), span, left - low)  # the last is no code's
    return begin[at], count[at]

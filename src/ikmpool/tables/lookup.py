"""Finding rows by whole-number keys, many at a time."""

from __future__ import annotations

import numpy as np

from ikmpool.exact import Ints

#: What is found where there is nothing.
NOTHING = -1


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
        order = np.argsort(keys, kind="stable")
        self.keys = keys[order]
        self.rows = order if rows is None else rows[order]

    def find(self, wanted: Ints) -> Ints:
        """Give the row of each key, ``NOTHING`` where there is none."""
        if not self.keys.size:
            return np.full(wanted.shape, NOTHING, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.keys, wanted), self.keys.size - 1)
        return np.where(self.keys[at] == wanted, self.rows[at], NOTHING)


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
    begin = np.searchsorted(ordered, left, side="left")
    count = np.searchsorted(ordered, left, side="right") - begin
    first = np.cumsum(count) - count
    within = np.arange(int(count.sum())) - np.repeat(first, count)
    return np.repeat(np.arange(len(left)), count), order[np.repeat(begin, count) + within]

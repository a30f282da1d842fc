"""Makers that are to be alike: shares that are tied once for each spec that holds them together.

An order's makers may be held together by its own spec, its contract's and its product's at once;
each of them ties the same shares, one after another.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ikmpool.exact import Ints
from ikmpool.rules.draft import Draft, dense


def one_by_one(draft: Draft, at: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Take pairs of a delivering column and something that ties it, one a column at a time.

    Parameters
    ----------
    draft : Draft
    at : int64 array, shape (k,)
        Position of each pair's delivering column.  Columns of one supplier and order are tied by
        the same, in the same order.

    Yields
    ------
    (share, pair)
        The share of each delivering column, -1 for none, as ``Draft.gate`` takes it; and one of the
        pairs of each share.
    """
    for pairs in rounds(at):
        key = np.full(len(draft), -1, dtype=np.int64)
        key[at[pairs]] = draft.share_key[at[pairs]]
        share, distinct = dense(key, key >= 0)
        pair = np.zeros(len(distinct), dtype=np.int64)
        pair[share[at[pairs]]] = pairs
        yield share, pair


def rounds(at: Ints) -> Iterator[Ints]:
    """Split pairs into rounds in which each unit stands at most once, in the order given.

    Parameters
    ----------
    at : int64 array, shape (k,)
        The unit of each pair.

    Examples
    --------
    >>> [pairs.tolist() for pairs in rounds(np.array([5, 7, 5]))]
    [[0, 1], [2]]
    """
    sort = np.argsort(at, kind="stable")
    begins = np.flatnonzero(np.diff(at[sort], prepend=-1))
    turn = np.arange(len(at)) - np.repeat(begins, np.diff(begins, append=len(at)))
    for number in range(int(turn.max(initial=-1)) + 1):
        yield sort[turn == number]

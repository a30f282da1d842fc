"""Blocks: parts of a program that have no row in common, and so can be solved apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ikmpool.exact import Ints

if TYPE_CHECKING:
    from ikmpool.program.sparse import Matrix

#: From so many entries on, a program is looked through by its long rows, of at least so many each.
MANY, LONG = 1_000_000, 1_000
#: Long rows, and columns in none of them, that are told apart at most.
HUBS = 2_000
#: Entries that are looked at in one go.
AT_ONCE = 4_000_000


def blocks(matrix: Matrix) -> list[Ints]:
    """Split the columns into blocks; columns of different blocks stand in no row together.

    Parameters
    ----------
    matrix : sparse array, shape (m, n)

    Returns
    -------
    list of int64 arrays
        The columns of each block, the smallest block first.
    """
    if not matrix.shape[1]:
        return []
    hub = _hubs(matrix) if matrix.nnz >= MANY else None
    label = _searched(matrix) if hub is None else _linked(matrix, hub)
    if (label == label[0]).all():
        return [np.arange(len(label))]
    order = np.argsort(label, kind="stable")
    cuts = np.flatnonzero(np.diff(label[order])) + 1
    return sorted(np.split(order, cuts), key=len)


def _searched(matrix: Matrix) -> Ints:
    """Label the columns by a search through all rows and columns."""
    import scipy.sparse as sp
    from scipy.sparse.csgraph import connected_components

    rows, columns = matrix.shape
    entries = matrix.tocoo()
    ends = entries.coords[0], entries.coords[1] + rows
    size = rows + columns
    graph = sp.csr_array((np.ones(len(ends[0]), dtype=np.int8), ends), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    return np.asarray(label[rows:])


def _hubs(matrix: Matrix) -> Ints | None:
    """Name one long row of each column, or give it a name of its own; None where too many differ.

    Where few rows hold most columns, they alone tell what belongs together.
    """
    length = np.diff(matrix.indptr)
    long = np.flatnonzero(length >= LONG)
    if len(long) > HUBS:
        return None
    hub: Ints = np.full(matrix.shape[1], -1, dtype=np.int64)
    for number, row in enumerate(long.tolist()):
        hub[matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]] = number
    alone = np.flatnonzero(hub < 0)
    if len(long) + len(alone) > HUBS:
        return None
    hub[alone] = len(long) + np.arange(len(alone))
    return hub


def _linked(matrix: Matrix, hub: Ints) -> Ints:
    """Label the columns by what their hubs are linked to: any row links those of its columns."""
    from scipy.sparse.csgraph import connected_components

    size = int(hub.max()) + 1
    linked = np.zeros((size, size), dtype=bool)
    filled = np.flatnonzero(np.diff(matrix.indptr))
    cuts = np.searchsorted(matrix.indptr[filled], np.arange(AT_ONCE, matrix.nnz, AT_ONCE))
    for rows in np.split(filled, np.unique(cuts)):
        if rows.size:
            start, stop = matrix.indptr[rows[0]], matrix.indptr[rows[-1] + 1]
            at = hub[matrix.indices[start:stop]]
            length = matrix.indptr[rows + 1] - matrix.indptr[rows]
            linked[np.repeat(at[matrix.indptr[rows] - start], length), at] = True
    _, label = connected_components(linked, directed=False)
    return np.asarray(label[hub])

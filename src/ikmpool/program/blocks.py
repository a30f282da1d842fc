"""Blocks: parts of a program that have no row in common, and so can be solved apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ikmpool.exact import Ints

if TYPE_CHECKING:
    from ikmpool.program.sparse import Matrix


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
    import scipy.sparse as sp
    from scipy.sparse.csgraph import connected_components

    rows, columns = matrix.shape
    if not columns:
        return []
    entries = matrix.tocoo()
    ends = entries.coords[0], entries.coords[1] + rows
    size = rows + columns
    graph = sp.csr_array((np.ones(len(ends[0]), dtype=np.int8), ends), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    mine = label[rows:]
    order = np.argsort(mine, kind="stable")
    cuts = np.flatnonzero(np.diff(mine[order])) + 1
    return sorted(np.split(order, cuts), key=len)

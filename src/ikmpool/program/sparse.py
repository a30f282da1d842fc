"""Sparse matrices of whole numbers: the few ways in which they are made.

SciPy is imported when the first matrix is made, so that importing the package does not pay for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ikmpool.compact import LARGE, Codes, is_constant, shrunk, small
from ikmpool.exact import Ints

if TYPE_CHECKING:
    import scipy.sparse as sp

    type Matrix = sp.csr_array
    type Columns = sp.csc_array
    type Entries = tuple[Codes, Codes, Codes] | Matrix


def kept(entries: tuple[Codes, Codes, Codes], shape: tuple[int, int]) -> Entries:
    """Keep the entries of a family of rows until all are known; many of them by row, and small."""
    row, column, value = entries
    if len(row) < LARGE:
        return entries
    import scipy.sparse as sp

    value = shrunk(value[:1], len(row)).repeat(len(row)) if is_constant(value) else small(value)
    listed = sp.coo_array((value, (row.astype(np.int32), column.astype(np.int32))), shape=shape)
    listed.has_canonical_format = True  # not known yet, but small integers may not be added up
    by_row = sp.csr_array(listed)
    if not by_row.has_canonical_format:
        by_row = by_row.astype(np.int64)
        by_row.sum_duplicates()
    return by_row


def assembled(parts: list[Entries], starts: list[int], shape: tuple[int, int]) -> Matrix:
    """Put families of rows together; each starts where it says, right after the one before."""
    import scipy.sparse as sp

    listed = [
        (part[0] + start, part[1], part[2])
        for part, start in zip(parts, starts, strict=True)
        if isinstance(part, tuple)
    ]
    if len(listed) == len(parts):
        none = np.zeros(0, dtype=np.int64)
        row, column, value = (np.concatenate([none, *(p[i] for p in listed)]) for i in range(3))
        return matrix_of(row, column, value, shape)
    stops = [*starts[1:], shape[0]]
    blocks = [
        matrix_of(*part, (stop - start, shape[1])) if isinstance(part, tuple) else part
        for part, start, stop in zip(parts, starts, stops, strict=True)
    ]
    count = sum(block.nnz for block in blocks)
    short = np.int32 if max(count, *shape) < np.iinfo(np.int32).max else np.int64
    data, indices = np.empty(count, dtype=np.int64), np.empty(count, dtype=short)
    indptr, at = np.zeros(shape[0] + 1, dtype=short), 0
    for block, start, stop in zip(blocks, starts, stops, strict=True):
        data[at : at + block.nnz], indices[at : at + block.nnz] = block.data, block.indices
        indptr[start + 1 : stop + 1] = at + block.indptr[1:]
        at += block.nnz
    return sp.csr_array((data, indices, indptr), shape=shape)


def matrix_of(row: Codes, column: Codes, value: Codes, shape: tuple[int, int]) -> Matrix:
    """Make a matrix of its entries; entries of one place are added up."""
    import scipy.sparse as sp

    return sp.csr_array(sp.coo_array((value, (row, column)), shape=shape))


def stacked(upper: Matrix, lower: Matrix) -> Matrix:
    """Put one matrix above another."""
    import scipy.sparse as sp

    return sp.csr_array(sp.vstack([upper, lower], format="csr"))


def beside(left: Matrix, right: Matrix) -> Matrix:
    """Put one matrix left of another."""
    import scipy.sparse as sp

    return sp.csr_array(sp.hstack([left, right], format="csr"))


def widened(matrix: Matrix, columns: int) -> Matrix:
    """Add columns of zeros on the right."""
    import scipy.sparse as sp

    shape = (matrix.shape[0], matrix.shape[1] + columns)
    return sp.csr_array((matrix.data, matrix.indices, matrix.indptr), shape=shape)


def columns_kept(matrix: Matrix, columns: Ints) -> Matrix:
    """Keep some columns."""
    import scipy.sparse as sp

    return sp.csr_array(matrix[:, columns])


def part_of(matrix: Matrix, rows: Ints, place: Ints, columns: int) -> Matrix:
    """Keep some rows, all of whose columns are given a new place among fewer."""
    import scipy.sparse as sp

    kept = matrix[rows]
    entries = (kept.data, place[kept.indices], kept.indptr)
    return sp.csr_array(entries, shape=(len(rows), columns))


def rows_scaled(matrix: Matrix, factor: Ints) -> Matrix:
    """Multiply each row by a whole number."""
    scaled = matrix.copy()
    scaled.data = matrix.data * np.repeat(factor, np.diff(matrix.indptr))
    return scaled


def product(left: Matrix, right: Matrix) -> Matrix:
    """Multiply two matrices; what comes to nothing is left out."""
    import scipy.sparse as sp

    result = sp.csr_array(left @ right)
    result.eliminate_zeros()
    return result


def by_column(matrix: Matrix) -> Columns:
    """Store a matrix by column."""
    import scipy.sparse as sp

    return sp.csc_array(matrix)


def rows_kept(matrix: Matrix, rows: Ints) -> Matrix:
    """Keep some rows, without a copy where they stand next to each other."""
    import scipy.sparse as sp

    if not len(rows) or rows[-1] - rows[0] + 1 != len(rows):
        return sp.csr_array(matrix[rows])
    first, last = matrix.indptr[rows[0]], matrix.indptr[rows[-1] + 1]
    parts = matrix.data[first:last], matrix.indices[first:last]
    shape = (len(rows), matrix.shape[1])
    return sp.csr_array((*parts, matrix.indptr[rows[0] : rows[-1] + 2] - first), shape=shape)

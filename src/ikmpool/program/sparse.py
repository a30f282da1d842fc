"""Sparse matrices of whole numbers: the few ways in which they are made.

SciPy is imported when the first matrix is made, so that importing the package does not pay for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ikmpool.exact import Ints

if TYPE_CHECKING:
    import scipy.sparse as sp

    type Matrix = sp.csr_array
    type Columns = sp.csc_array


def matrix_of(row: Ints, column: Ints, value: Ints, shape: tuple[int, int]) -> Matrix:
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

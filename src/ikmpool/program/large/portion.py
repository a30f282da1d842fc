"""A portion: some blocks, with some of their columns, as floats that a smoothed dual works on.

Every block offers the best of its columns, or nothing.  Columns in no block are blocks of their
own, as large as their room.  Rows are scaled so that their figures are about one; `Portion.plain`
and `Portion.scaled` lead from prices of one kind to the other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ikmpool.exact import Floats, Ints
from ikmpool.program.large.opening import Opened
from ikmpool.program.large.structure import Form
from ikmpool.program.program import Cost

if TYPE_CHECKING:
    import scipy.sparse as sp


@dataclass(frozen=True, slots=True)
class Portion:
    """Blocks of columns that use them up at one unit of capacity a unit.

    Attributes
    ----------
    cost : float array, shape (e,)
        Of each column, a unit of capacity.
    link : sparse float array, shape (e, r)
        What it puts into each linking row, a unit of capacity; rows scaled.
    start : int64 array, shape (k,)
        Where each block begins.
    of : int64 array, shape (e,)
        The block of each column.
    capacity : float array, shape (k,)
    side : float array, shape (r,)
        What the linking rows ask of these blocks; scaled.
    least, most : float array, shape (r,)
        Between what prices may be; scaled.
    scale : float array, shape (r,)
    """

    cost: Floats
    link: sp.csr_array
    start: Ints
    of: Ints
    capacity: Floats
    side: Floats
    least: Floats
    most: Floats
    scale: Floats

    def plain(self, prices: Floats) -> Floats:
        """Give prices of the program's own rows."""
        return prices * self.scale

    def scaled(self, prices: Floats) -> Floats:
        """Give prices of the scaled rows."""
        return prices / self.scale

    def near(self, prices: Floats, width: float) -> Portion:
        """Let no price move so far that it alone makes a column better or worse by a width."""
        largest = np.ones(len(self.side))
        np.maximum.at(largest, self.link.indices, np.abs(self.link.data))
        far = width / largest
        least, most = np.maximum(self.least, prices - far), np.minimum(self.most, prices + far)
        return replace(self, least=least, most=most)

    def at_limit(self, prices: Floats, tight: Portion) -> bool:
        """Tell whether some price is as far as `near` allows, and could go on."""
        down = (prices <= tight.least) & (tight.least > self.least)
        up = (prices >= tight.most) & (tight.most < self.most)
        return bool((down | up).any())


def portion_of(form: Form, cost: Cost, opened: Opened) -> Portion:
    """Cut the open blocks out, with their competing columns."""
    import scipy.sparse as sp

    ones = np.ones(len(form.loose), dtype=np.int64)
    column = np.append(form.column[opened.places], form.loose)
    weight = np.append(form.weight[opened.places], ones)
    length = np.append(opened.length, ones)
    capacity = np.append(form.capacity[opened.blocks], form.room[form.loose])
    link = form.links(column).astype(np.float64).T.tocsr()
    link.data /= np.repeat(weight, np.diff(link.indptr))
    square = np.bincount(link.indices, link.data**2, link.shape[1])
    count = np.bincount(link.indices, minlength=link.shape[1])
    scale = 1 / np.sqrt(np.where(square > 0, square, 1.0) / np.maximum(count, 1))
    link.data *= scale[link.indices]
    return Portion(
        cost.where(column).floats() / weight,
        sp.csr_array(link),
        np.cumsum(length) - length,
        np.repeat(np.arange(len(length)), length),
        capacity.astype(np.float64),
        opened.side * scale,
        np.where(form.sign > 0, 0.0, -np.inf),
        np.where(form.sign < 0, 0.0, np.inf),
        scale,
    )

"""Opening: which blocks are decided at some prices, and which columns still compete in the others.

A block whose best column leads the second by more than prices may still move keeps it, with all of
its capacity, and becomes part of the linking rows' sides.  The others are *open*, with those of
their columns that are about as good as the best.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ikmpool.exact import Bools, Floats, Ints
from ikmpool.program.large.pricing import Priced
from ikmpool.program.large.structure import Form


@dataclass(frozen=True, slots=True)
class Opened:
    """Open blocks, and what the decided ones do.

    Attributes
    ----------
    blocks : int64 array, shape (b,)
        The open ones.
    places : int64 array, shape (p,)
        Places of their competing columns among the form's, block after block.
    length : int64 array, shape (b,)
        How many of each.
    kept : int64 array, shape (d,)
        Places of the columns that decided blocks give all their capacity to.
    made : float array, shape (d,)
        What these columns make.
    side : float array, shape (r,)
        What the linking rows ask of the open blocks and the loose columns.
    """

    blocks: Ints
    places: Ints
    length: Ints
    kept: Ints
    made: Floats
    side: Floats


def width_of(priced: Priced, blocks: int) -> float:
    """Give the lead that so many blocks do not have."""
    if blocks >= len(priced.margin):
        return float(priced.margin.max(initial=0.0)) + 1.0
    return float(np.partition(priced.margin, blocks)[blocks])


def opened(form: Form, priced: Priced, width: float, before: Opened | None = None) -> Opened:
    """Open the blocks whose best column leads by no more than a width.

    Parameters
    ----------
    form : Form
    priced : Priced
    width : float
        Columns that are worse than the best by more than this do not compete.
    before : Opened, optional
        What was open stays so with its columns, and a block that would decide otherwise now is
        opened with both.
    """
    is_open = (priced.margin <= width) | form.tight
    extra = np.zeros(0, dtype=np.int64)
    if before is not None:
        was = np.full(len(form.rows), -1, dtype=np.int64)
        was[form.block_of(before.kept)] = before.kept
        open_before = np.zeros(len(form.rows), dtype=bool)
        open_before[before.blocks] = True
        is_open |= open_before | (was != priced.best)
        extra = np.concatenate([before.places, was[is_open & (was >= 0)]])
    blocks = np.flatnonzero(is_open)
    competes = _competing(form, priced, blocks, width)
    if len(extra):
        every = form.places(blocks)
        competes |= np.isin(every, extra, assume_unique=False)
    return _opened(form, priced, is_open, blocks, competes)


def _opened(form: Form, priced: Priced, is_open: Bools, blocks: Ints, competes: Bools) -> Opened:
    every, of = form.places(blocks), np.repeat(np.arange(len(blocks)), form.length[blocks])
    length = np.bincount(of[competes], minlength=len(blocks))
    some = length > 0
    decided = np.flatnonzero(~is_open & (priced.best >= 0))
    kept = priced.best[decided]
    made = form.capacity[decided] / form.weight[kept]
    held = form.links(form.column[kept]) @ made if len(kept) else 0.0
    return Opened(blocks[some], every[competes], length[some], kept, made, form.side - held)


def _competing(form: Form, priced: Priced, blocks: Ints, width: float) -> Bools:
    """Tell which columns of some blocks are no worse than the best by more than a width."""
    places = form.places(blocks)
    behind = priced.bound.reduced[form.column[places]] / form.weight[places]
    return np.asarray(behind <= width * 2.0**priced.bound.bits)

"""Pricing: what every column costs at given prices of the linking rows, in whole numbers.

A block's own price is what its best column earns at those prices; so it is completed exactly, and
what comes out is a bound of the whole program by weak duality.  A chunk of blocks is looked at at a
time, so that the temporaries of many millions of columns stay small.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ikmpool.exact import Floats, Ints
from ikmpool.program import bounds
from ikmpool.program.large.structure import Form
from ikmpool.program.program import Cost, Program

#: Bits that no figure may exceed.
MOST_BITS = 60


@dataclass(frozen=True, slots=True)
class Priced:
    """Every column priced.

    Attributes
    ----------
    bound : Bound
    best : int64 array, shape (k,)
        Place of each block's best column among the form's, -1 where nothing is best.
    margin : float array, shape (k,)
        By how much the best earns more than the second best, a unit of capacity.
    """

    bound: bounds.Bound
    best: Ints
    margin: Floats


def price(program: Program, cost: Cost, form: Form, prices: Floats) -> Priced:
    """Price every column.

    Parameters
    ----------
    program : Program
    cost : Cost
    form : Form
    prices : float array, shape (r,)
        Of the linking rows; signs are clipped.
    """
    hint = np.where(form.sign > 0, np.maximum(prices, 0), prices)
    hint = np.where(form.sign < 0, np.minimum(hint, 0), hint)
    bits = _bits(cost, form, hint)
    row_price = np.zeros(len(program.low), dtype=np.int64)
    row_price[form.linking] = np.rint(hint * 2.0**bits).astype(np.int64)
    reduced = cost.scaled(1 << bits)
    reduced -= program.matrix.T @ row_price
    best, margin = np.zeros(len(form.rows), dtype=np.int64), np.zeros(len(form.rows))
    for blocks in form.chunks():
        places = slice(int(form.start[blocks.start]), int(form.start[blocks.stop]))
        column, weight = form.column[places], form.weight[places]
        start = form.start[blocks.start : blocks.stop] - places.start
        of = np.repeat(np.arange(len(start)), form.length[blocks])
        mine = reduced[column]
        earning = -(mine // weight)
        most, best[blocks], margin[blocks] = _best(earning, start, of)
        best[blocks] += np.where(best[blocks] >= 0, places.start, 0)
        tight = np.flatnonzero(form.tight[blocks])
        if len(tight):
            most[tight] = _knapsacks(form, tight + blocks.start, mine, places.start)
        row_price[form.rows[blocks]] = -most
        reduced[column] = mine + weight * most[of]
    bound = bounds.summed(program, row_price, reduced, bits)
    return Priced(bound, best, margin / 2.0**bits)


def _best(earning: Ints, start: Ints, of: Ints) -> tuple[Ints, Ints, Ints]:
    """Give what each block's best earns, its place (-1: nothing), and its lead on the second."""
    top = np.maximum.reduceat(earning, start)
    place = np.full(len(start), -1, dtype=np.int64)
    first = np.flatnonzero(earning == top[of])[::-1]
    place[of[first]] = first  # the last one written is the first of its block
    rest = earning.copy()
    rest[place] = np.iinfo(np.int64).min
    second = np.maximum(np.maximum.reduceat(rest, start), 0)
    idle = top <= 0
    margin = np.where(idle, -top, top - second)
    place[idle] = -1
    return np.maximum(top, 0), place, margin


def _knapsacks(form: Form, blocks: Ints, reduced: Ints, offset: int) -> Ints:
    """Price blocks in which a column may be full before the block is.

    Columns fill a block by what they earn a unit of it; the price is what the first one earns that
    does not fit whole, or nothing.
    """
    places, length = form.places(blocks), form.length[blocks]
    of = np.repeat(np.arange(len(blocks)), length)
    weight = form.weight[places]
    earning = -(reduced[places - offset] // weight)
    order = np.lexsort((-earning, of))
    uses = np.minimum(weight.astype(np.float64) * form.room[form.column[places]], 2.0**52)[order]
    filled = np.cumsum(uses)
    before = np.append(0.0, filled)[np.cumsum(length) - length]
    breaks = (filled - before[of]) >= form.capacity[blocks][of]
    price = np.zeros(len(blocks), dtype=np.int64)
    at = np.flatnonzero(breaks)[::-1]
    price[of[at]] = earning[order][at]
    return np.maximum(price, 0)


def _bits(cost: Cost, form: Form, prices: Floats) -> int:
    """Choose how finely prices are kept, so that no sum of a column leaves `MOST_BITS`."""
    largest = float(np.abs(cost.numerator).max(initial=1))
    largest += float((form.largest * (np.abs(prices) + 1)).sum())
    largest *= float(form.weight.max()) / float(form.weight.min()) + 1
    return max(0, min(bounds.FINEST, MOST_BITS - int(np.ceil(np.log2(largest)))))

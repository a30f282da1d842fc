"""A proven bound from any prices, in exact arithmetic.

By weak duality every vector of row prices with the right signs bounds the program from below.  A
solver's prices are an untrusted hint: their signs are clipped, they are rounded to multiples of a
power of two, and the sum is made in whole numbers.  What comes out is a proof, however the prices
were found.  The same arithmetic gives exact reduced costs, which show which columns can not move in
any answer as good as one already known.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ikmpool.exact import SAFE, Floats, Ints, dot
from ikmpool.program.bundling import least_rows
from ikmpool.program.program import NONE, Cost, Program

#: Prices are kept as multiples of 2**-30 at the finest: finer than any solver's tolerance.
FINEST = 30


@dataclass(frozen=True, slots=True)
class Bound:
    """A lower bound with its proof.

    Attributes
    ----------
    value : Fraction
        No answer of the program costs less.
    prices : int64 array, shape (m,)
        The row prices, in units of ``2**-bits``.
    reduced : int64 array, shape (n,)
        The reduced costs, in units of ``2**-bits``, exact.
    bits : int
    """

    value: Fraction
    prices: Ints
    reduced: Ints
    bits: int


def prove(program: Program, cost: Cost, prices: Floats | None = None) -> Bound:
    """Prove a lower bound from a hint of prices (none: from the bounds of the columns alone).

    Parameters
    ----------
    program : Program
    cost : Cost
    prices : float array, shape (m,), optional
        Positive where a row's lower bound pays, negative where its upper bound does.

    Returns
    -------
    Bound
    """
    rows = len(program.low)
    hint = np.zeros(rows) if prices is None else np.nan_to_num(np.asarray(prices, dtype=np.float64))
    hint = np.where(program.low > -NONE, hint, np.minimum(hint, 0.0))
    hint = np.where(program.high < NONE, hint, np.maximum(hint, 0.0))
    largest = _largest(program, cost, hint)
    if largest >= SAFE / 4:  # no scale keeps such prices: do without them
        hint = np.zeros(rows)
        largest = _largest(program, cost, hint)
    bits = _bits(largest)
    row_price = np.rint(hint * 2.0**bits).astype(np.int64)
    # Rounding a fractional cost down keeps the bound a bound.
    unit_cost = cost.scaled(1 << bits)
    reduced = unit_cost - np.asarray(program.matrix.T @ row_price)
    return summed(program, row_price, reduced, bits)


def summed(program: Program, prices: Ints, reduced: Ints, bits: int) -> Bound:
    """Add up the bound of whole prices and their reduced costs.

    Parameters
    ----------
    program : Program
    prices : int64 array, shape (m,)
        In units of ``2**-bits``, of the right signs.
    reduced : int64 array, shape (n,)
        The cost less what the prices are worth; no more than that.
    bits : int
    """
    side = np.where(prices > 0, program.low, np.where(prices < 0, program.high, 0))
    below, begun = np.flatnonzero(reduced < 0), np.flatnonzero(program.lower)
    begun = begun[reduced[begun] > 0]
    at_best = dot(reduced[below], program.upper[below]) + dot(reduced[begun], program.lower[begun])
    return Bound(Fraction(dot(prices, side) + at_best, 1 << bits), prices, reduced, bits)


def _bits(largest: float) -> int:
    """Choose how finely prices are kept, so that no column's sum leaves 62 bits."""
    return max(0, min(FINEST, 60 - int(np.ceil(np.log2(largest)))))


def _largest(program: Program, cost: Cost, hint: Floats) -> float:
    """Give the largest sum of magnitudes of any column's reduced cost, at least one."""
    sums = abs(program.matrix).T.astype(np.float64) @ (np.abs(hint) + 1)
    return float((np.abs(cost.floats()) + sums).max(initial=1.0))


def fix(program: Program, bound: Bound, value: Fraction) -> Program:
    """Fix what can not move in any whole answer that costs at most ``value``.

    A column whose reduced cost exceeds the room between bound and value stays at its bound, and a
    row whose price exceeds it stays tight (its slack is whole, since everything is).  A switch
    whose own reduced cost does not exceed it, but does with that of the least that it brings, stays
    at zero.
    """
    room = int((value - bound.value) * (1 << bound.bits))  # rounds down, as "exceeds" wants
    lower = np.where(bound.reduced < -room, program.upper, program.lower)
    upper = np.where(bound.reduced > room, program.lower, program.upper)
    _, column, switch, least = least_rows(program, program.switches())
    idle = (bound.reduced[switch] >= 0) & (lower[switch] == 0)
    idle &= bound.reduced[column] > (min(room, SAFE) - bound.reduced[switch]) // least
    upper[switch[idle]] = 0
    low = np.where(bound.prices < -room, program.high, program.low)
    high = np.where(bound.prices > room, program.low, program.high)
    return Program(lower, upper, program.matrix, low, high, program.columns, program.rows)


def rounded_up(cost: Cost, bound: Fraction) -> Fraction:
    """Round a bound up to the next value that a whole answer can have."""
    common = cost.common
    return Fraction(-int(-bound * common // 1), common)

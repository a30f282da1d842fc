"""Exact figures: decimals read once as scaled integers, and sums that cannot overflow.

A table's figure is the decimal that was written: ``0.1`` is one tenth, although its float is not.
:func:`scaled` recovers that decimal, and from there on everything is integers.  ``int64`` holds a
single figure of any pool, but not every sum of products (a country's money times its units does not
fit), so :func:`dot` and :func:`matvec` split their operands where the result could overflow.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ikmpool.errors import IkmpoolError

if TYPE_CHECKING:
    import scipy.sparse as sp

type Ints = npt.NDArray[np.int64]
type Floats = npt.NDArray[np.float64]
type Bools = npt.NDArray[np.bool_]
type Amount = int | Decimal | Fraction


class FigureError(IkmpoolError, OverflowError):
    """Figures that are too large, or too fine, to be counted exactly."""


#: An int64 sum is trusted up to here; twice this would still fit, which leaves room for one
#: addition.
SAFE = 2**62
#: Below this every whole number is a float.
WHOLE_FLOATS = 2.0**53
#: Decimals kept at most: a float carries fifteen significant digits, and no table needs finer ones.
MOST_DECIMALS = 9


@dataclass(frozen=True, slots=True)
class Scaled:
    """Decimals as integers: the figure at ``i`` is ``units[i] / 10**power``.

    Attributes
    ----------
    units : int64 array, shape (n,)
        Zero where the figure is blank.
    known : bool array, shape (n,)
        False where the figure is blank.
    power : int
        Decimals behind the point, the same for the whole array.
    """

    units: Ints
    known: Bools
    power: int

    def at(self, power: int) -> Ints:
        """Give the units at a finer scale, ``power`` decimals.

        >>> scaled(np.array([0.5, 1.25])).at(3).tolist()
        [500, 1250]
        """
        if power < self.power:
            raise ValueError(f"{self.power} decimals do not fit into {power}.")
        if power == self.power:
            return self.units
        factor = 10 ** (power - self.power)
        if (worst := most(self.units)) * factor >= SAFE:
            raise FigureError(
                f"The figure {Fraction(worst, 10**self.power)} at {power} decimals does not fit "
                "into 62 bits. Use a larger unit, or fewer decimals."
            )
        return np.asarray(self.units * factor)


def decimals_needed(values: Floats) -> int:
    """Count the decimals that the figures were written with.

    Parameters
    ----------
    values : float array, shape (n,)
        NaN where blank.

    Returns
    -------
    int
        The least power of ten that makes every figure whole.

    Raises
    ------
    ValueError
        If a figure needs more than nine decimals, with the figure.

    Examples
    --------
    >>> decimals_needed(np.array([0.1, 12.0, np.nan]))
    1
    """
    finite = np.isfinite(values)
    rest = values if finite.all() else values[finite]
    if (rest == np.rint(rest)).all():
        return 0
    for power in range(MOST_DECIMALS + 1):
        # A float is the decimal d exactly when d is what dividing the whole number gives back.
        whole = np.rint(rest * 10.0**power)
        rest = rest[whole / 10.0**power != rest]
        if not rest.size:
            return power
    raise ValueError(
        f"{float(rest[0])!r} has more than {MOST_DECIMALS} decimals. Round it to what was measured."
    )


def scaled(values: Floats, power: int | None = None) -> Scaled:
    """Read floats as the decimals that were written.

    Parameters
    ----------
    values : float array, shape (n,)
        NaN where blank.
    power : int, optional
        Decimals wanted; by default as many as the figures need.

    Returns
    -------
    Scaled

    Examples
    --------
    >>> scaled(np.array([0.1, 0.25])).units.tolist()
    [10, 25]
    """
    needed = decimals_needed(values)
    power = needed if power is None else power
    if needed > power:
        raise ValueError(f"A figure has {needed} decimals; {power} are kept.")
    known = np.isfinite(values)
    filled = values if known.all() else np.where(known, values, 0.0)
    largest = max(filled.max(initial=0.0), -filled.min(initial=0.0))
    if largest * 10.0**needed < WHOLE_FLOATS:
        whole = np.rint(filled * 10.0**needed) if needed else filled
        units = whole.astype(np.int64)
    else:
        units = _through_decimals(filled, needed)
    return Scaled(Scaled(units, known, needed).at(power), known, power)


def _through_decimals(values: Floats, power: int) -> Ints:
    """Scale figures whose product with the power of ten no float holds."""
    whole = [int(Decimal(repr(value)).scaleb(power)) for value in values.tolist()]
    worst = max(map(abs, whole))
    if worst >= SAFE:
        raise FigureError(
            f"The figure {Fraction(worst, 10**power)} at {power} decimals does not fit "
            "into 62 bits. Use a larger unit, or fewer decimals."
        )
    return np.array(whole, dtype=np.int64)


def most(values: Ints) -> int:
    """Give the greatest magnitude, as an integer that has no end.

    >>> most(np.array([3, -7]))
    7
    """
    return max(int(values.max(initial=0)), -int(values.min(initial=0)))


def product(left: Ints, right: Ints, what: str) -> Ints:
    """Multiply element by element, and refuse what 62 bits do not hold.

    Parameters
    ----------
    left, right : int64 arrays that broadcast
    what : str
        What is multiplied, for the message.

    Raises
    ------
    FigureError
        With the product that is too large.

    Examples
    --------
    >>> product(np.array([300]), np.array([90_000]), "Units times unit cost").tolist()
    [27000000]
    """
    size = np.abs(left).astype(np.float64) * np.abs(right).astype(np.float64)
    if size.max(initial=0.0) >= SAFE:
        raise FigureError(
            f"{what}: a product of {size.max():.3g} smallest units does not fit into 62 bits."
            " Give figures in larger units, or with fewer decimals."
        )
    return np.asarray(left * right, dtype=np.int64)


def dot(left: Ints, right: Ints) -> int:
    """Sum of products, exact however large.

    >>> dot(np.array([2**40, 1]), np.array([2**40, 1])) == 2**80 + 1
    True
    """
    if not left.size:
        return 0
    most_left, most_right = most(left), most(right)
    if most_left * most_right * left.size < SAFE:
        return int(np.dot(left, right))
    if most_left < most_right:
        left, right, most_left, most_right = right, left, most_right, most_left
    if most_left * most_right < SAFE >> 1 and left.size > 1:
        half = left.size // 2
        return dot(left[:half], right[:half]) + dot(left[half:], right[half:])
    shift = max(1, most_left.bit_length() // 2)
    high, low = left >> shift, left & ((1 << shift) - 1)
    return (dot(high, right) << shift) + dot(low, right)


def total(values: Ints) -> int:
    """Sum of integers, exact however large.

    >>> total(np.full(4, 2**61)) == 2**63
    True
    """
    return dot(values, np.ones(values.shape, dtype=np.int64))


def matvec(matrix: sp.csr_array, vector: Ints) -> npt.NDArray[Any]:
    """Matrix times vector, exact however large.

    Parameters
    ----------
    matrix : sparse int64 array, shape (m, n)
    vector : int64 array, shape (n,)

    Returns
    -------
    array, shape (m,)
        int64 where every sum surely fits, else Python integers (dtype object).

    Examples
    --------
    >>> import scipy.sparse as sp
    >>> matvec(sp.csr_array(np.array([[2, 3]])), np.array([5, 7])).tolist()
    [31]
    """
    longest = int(np.diff(matrix.indptr).max(initial=0))
    if most(matrix.data) * most(vector) * longest < SAFE:
        return np.asarray(matrix @ vector)
    size = abs(matrix).astype(np.float64) @ np.abs(vector).astype(np.float64)
    product = np.asarray(matrix @ vector)
    large = np.flatnonzero(size >= SAFE)
    if not large.size:
        return product
    wide = product.astype(object)
    for row in large:  # rare: only rows whose figures are absurdly fine or large
        entries = slice(matrix.indptr[row], matrix.indptr[row + 1])
        wide[row] = dot(matrix.data[entries], vector[matrix.indices[entries]])
    return wide


def plain(units: int | Fraction, power: int) -> Amount:
    """Give a scaled amount back as a person would write it.

    Parameters
    ----------
    units : int or Fraction
        Amount in the smallest unit.
    power : int
        Decimals of the unit.

    Returns
    -------
    int, Decimal or Fraction
        An ``int`` where no decimals are kept, a ``Decimal`` where they are, a ``Fraction`` where
        no decimal says it exactly (a third of a lump quotation).

    Examples
    --------
    >>> plain(9415, 1)
    Decimal('941.5')
    >>> plain(196200, 0)
    196200
    """
    value = Fraction(units)
    if value.denominator != 1:
        return Fraction(value, 10**power)
    if power == 0:
        return int(value)
    return Decimal(f"{int(value)}e-{power}")

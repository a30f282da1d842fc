"""Compact arrays: a constant takes no memory, and codes take as few bytes as hold them.

What is kept for long is kept small.  What is given out to calculate with is `wide` (int64), since
a product of small integers would overflow in silence.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ikmpool.exact import Bools, Ints

type Codes = npt.NDArray[np.integer[Any]]

#: Arrays of fewer elements are left as they are: there the saving costs more than it gives.
LARGE = 100_000
_WIDTHS = (np.int8, np.int16, np.int32)


def constant(value: int, count: int) -> Ints:
    """Repeat one whole number; many of them share its memory and can not be written to."""
    one = np.int64(value)
    return np.full(count, one) if count < LARGE else np.broadcast_to(one, (count,))


def all_are(told: bool, count: int) -> Bools:
    """Repeat one truth; many of them share its memory and can not be written to."""
    one = np.bool_(told)
    return np.full(count, one) if count < LARGE else np.broadcast_to(one, (count,))


def is_constant(values: npt.NDArray[Any]) -> bool:
    """Tell whether an array repeats one element by sharing its memory."""
    return values.size >= LARGE and values.strides == (0,)


def small(values: Codes) -> Codes:
    """Keep whole numbers in as few bytes as hold them; a small array is left alone.

    >>> small(np.zeros(200_000, dtype=np.int64)).dtype, small(np.zeros(3, dtype=np.int64)).dtype
    (dtype('int8'), dtype('int64'))
    """
    return values if is_constant(values) else shrunk(values, values.size)


def shrunk(values: Codes, count: int) -> Codes:
    """Keep whole numbers in as few bytes as hold them, where so many are to be made of them."""
    if count < LARGE or not values.size:
        return values
    low, high = int(values.min()), int(values.max())
    for width in _WIDTHS:
        info = np.iinfo(width)
        if info.min <= low and high <= info.max:
            return values.astype(width, copy=False)
    return values


def wide(values: Codes) -> Ints:
    """Give whole numbers as int64, to calculate with."""
    return values.astype(np.int64, copy=False)


def taken[T: np.generic](values: npt.NDArray[T], at: Codes | Bools) -> npt.NDArray[T]:
    """Give the elements at some positions; of a constant, a constant."""
    if not is_constant(values):
        return values[at]
    count = int(np.count_nonzero(at)) if at.dtype == bool else at.size
    kept: npt.NDArray[T] = np.broadcast_to(values[0], (count,))
    return kept if count >= LARGE else kept.copy()


def joined(parts: list[Codes]) -> Codes:
    """Put arrays one after the other; one beside empty ones stays as it is."""
    filled = [part for part in parts if part.size]
    if len(filled) == 1:
        return filled[0]
    return np.concatenate(filled) if filled else parts[0]


def numbered(key: Ints) -> tuple[Ints, Ints]:
    """Give numbers to the distinct keys in order; without sorting where they lie close together.

    Returns
    -------
    (number, distinct)
        The number of each key, and the distinct keys.

    Examples
    --------
    >>> [part.tolist() for part in numbered(np.array([40, 7, 40]))]
    [[1, 0, 1], [7, 40]]
    """
    if not key.size:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    low, high = int(key.min()), int(key.max())
    if high - low > 8 * key.size:
        distinct, number = np.unique(key, return_inverse=True)
        return number, distinct
    there = np.zeros(high - low + 1, dtype=bool)
    there[key - low] = True
    distinct = np.flatnonzero(there)
    place = np.cumsum(there, dtype=np.int64) - 1
    return place[key - low], distinct + low


def has_repeats(key: Ints) -> bool:
    """Tell whether any key stands twice.

    >>> has_repeats(np.array([3, 1, 3])), has_repeats(np.array([3, 1, 2]))
    (True, False)
    """
    if (key[1:] > key[:-1]).all():
        return False
    low, high = int(key.min()), int(key.max())
    if high - low > 16 * key.size:
        ordered = np.sort(key)
        return bool((ordered[1:] == ordered[:-1]).any())
    there = np.zeros(high - low + 1, dtype=bool)
    there[key - low] = True
    return int(np.count_nonzero(there)) < key.size


def in_order(major: Codes, minor: Codes) -> Ints:
    """Give the positions in order of one code, then of another; equal ones keep their places."""
    if major.size < LARGE:
        return np.lexsort((minor, major))
    ordered = bool((minor[1:] >= minor[:-1]).all())
    first = None if ordered else np.argsort(minor, kind="stable")
    # codes of two bytes are sorted by counting
    narrow = small(major)
    second = np.argsort(narrow if first is None else narrow[first], kind="stable")
    return second if first is None else first[second]


def place(at: Ints) -> Codes | slice:
    """Keep positions small; many of them that lie next to each other as a slice.

    >>> place(np.arange(5, 200_000)), place(np.array([3, 4]))
    (slice(5, 200000, None), array([3, 4]))
    """
    if at.size < LARGE or at[-1] - at[0] + 1 != at.size or (at[1:] <= at[:-1]).any():
        return small(at)
    return slice(int(at[0]), int(at[-1]) + 1)

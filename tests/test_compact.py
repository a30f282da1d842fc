"""Compact arrays say what plain ones say; here a handful of elements is already many."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikmpool import compact
from ikmpool.compact import (
    all_are,
    constant,
    has_repeats,
    in_order,
    is_constant,
    joined,
    numbered,
    place,
    shrunk,
    small,
    taken,
    wide,
)

ANY = st.integers(-(2**62), 2**62)
NEAR = st.integers(-5, 5)


@pytest.fixture(autouse=True, scope="module")
def _four_are_many() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compact, "LARGE", 4)
        yield


def ints(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.int64)


@given(st.lists(st.one_of(NEAR, st.integers(-(2**33), 2**33), ANY), max_size=12))
def test_small_numbers_are_the_same_numbers(values: list[int]) -> None:
    kept = small(ints(values))
    assert kept.tolist() == values
    assert wide(kept).dtype == np.int64
    assert wide(kept).tolist() == values


@pytest.mark.parametrize(
    ("most", "dtype"),
    [(127, "int8"), (128, "int16"), (-(2**15), "int16"), (2**31, "int64"), (-(2**31), "int32")],
)
def test_as_few_bytes_as_hold_them(most: int, dtype: str) -> None:
    assert small(ints([0, 1, 2, most])).dtype == dtype
    assert small(ints([0, 1, most])).dtype == "int64"
    assert shrunk(ints([most]), 4).dtype == dtype


def test_a_constant_takes_no_memory_and_stays_one() -> None:
    many = constant(7, 5)
    assert is_constant(many)
    assert many.strides == (0,)
    assert many.tolist() == [7] * 5
    assert not is_constant(constant(7, 3))
    assert is_constant(small(many))
    assert is_constant(wide(many))
    assert all_are(True, 4).all()
    assert is_constant(taken(many, np.arange(4)))
    assert taken(many, np.array([True, False, True, False, True])).tolist() == [7, 7, 7]
    taken(many, np.arange(2))[0] = 8  # a few are one's own
    with pytest.raises(ValueError, match="read-only"):
        many[0] = 8


@given(st.lists(st.one_of(NEAR, ANY), max_size=12))
def test_numbers_of_keys_are_those_of_a_sort(keys: list[int]) -> None:
    number, distinct = numbered(ints(keys))
    wanted, inverse = np.unique(ints(keys), return_inverse=True)
    assert distinct.tolist() == wanted.tolist()
    assert number.tolist() == inverse.tolist()


@given(st.lists(st.one_of(NEAR, ANY), max_size=9))
def test_repeats_are_found_however_far_apart_the_keys_lie(keys: list[int]) -> None:
    assert has_repeats(ints(keys)) == (len(set(keys)) < len(keys))


@given(pairs=st.lists(st.tuples(NEAR, NEAR), max_size=12), ready=st.booleans())
def test_order_by_two_codes_is_that_of_a_sort(pairs: list[tuple[int, int]], *, ready: bool) -> None:
    pairs = sorted(pairs, key=lambda pair: pair[1]) if ready else pairs
    major, minor = (ints([pair[i] for pair in pairs]) for i in range(2))
    assert in_order(major, minor).tolist() == np.lexsort((minor, major)).tolist()


@given(st.lists(st.lists(NEAR, max_size=3), min_size=1, max_size=4))
def test_parts_are_joined_in_their_order(parts: list[list[int]]) -> None:
    assert joined([ints(part) for part in parts]).tolist() == [
        one for part in parts for one in part
    ]


@given(
    st.lists(st.integers(0, 9), unique=True, max_size=8)
    | st.integers(0, 9).map(lambda first: list(range(first, first + 6)))
)
def test_places_side_by_side_are_a_slice_that_picks_the_same(at: list[int]) -> None:
    values, kept = np.arange(100, 120), place(ints(at))
    assert values[kept].tolist() == [100 + i for i in at]
    assert isinstance(kept, slice) == (len(at) >= 4 and at == list(range(at[0], at[0] + len(at))))

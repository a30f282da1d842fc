"""Lookups and joins find what a dictionary and a double loop find."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ikmpool.tables.lookup import NOTHING, Lookup, join

CODES = st.integers(-3, 8)


def ints(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.int64)


@given(st.dictionaries(CODES, st.integers(0, 50)), st.lists(CODES))
def test_a_lookup_finds_what_a_dictionary_finds(rows: dict[int, int], wanted: list[int]) -> None:
    lookup = Lookup(ints(list(rows)), ints(list(rows.values())))
    assert lookup.find(ints(wanted)).tolist() == [rows.get(w, NOTHING) for w in wanted]


@given(st.sets(CODES), st.lists(CODES))
def test_without_rows_a_lookup_finds_the_place_of_the_key(
    keys: set[int], wanted: list[int]
) -> None:
    places = {key: place for place, key in enumerate(keys)}
    found = Lookup(ints(list(keys))).find(ints(wanted))
    assert found.tolist() == [places.get(w, NOTHING) for w in wanted]


@given(st.lists(CODES), st.lists(CODES))
def test_a_join_pairs_what_a_double_loop_pairs(left: list[int], right: list[int]) -> None:
    at_left, at_right = join(ints(left), ints(right))
    expected = [(i, j) for i, a in enumerate(left) for j, b in enumerate(right) if a == b]
    assert list(zip(at_left.tolist(), at_right.tolist(), strict=True)) == expected

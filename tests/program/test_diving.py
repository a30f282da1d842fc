"""Diving: the columns that are picked can be used together, where the cheapest can not."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import tiny
from ikmpool.program.diving import Wish, dive
from ikmpool.program.drafting import Drafting
from ikmpool.program.program import NONE, Program


def classes_of_makers(classes: list[list[int]], units: int, enough: int) -> Program:
    """Make an order of which the makers, each good for some units, all use one class."""
    drafting = Drafting()
    n, count = len(classes), max(max(c) for c in classes) + 1
    make = drafting.add_columns("make", np.full(n, units), str)
    short = drafting.add_columns("short", tiny.ints([enough]), str, absorb=True)
    chosen = drafting.add_columns("class", np.ones(count, dtype=np.int64), str, switch=True)
    used = drafting.add_columns("used", np.ones(n, dtype=np.int64), str, switch=True)
    zero, one = np.zeros(n, dtype=np.int64), np.ones(n, dtype=np.int64)
    row = np.append(zero, 0), np.append(make, short), np.ones(n + 1, dtype=np.int64)
    drafting.add_rows("demand", row, (tiny.ints([enough]), tiny.ints([enough])), str)
    at, most = np.arange(n), (np.full(n, -NONE), zero)
    link = np.append(at, at), np.append(make, used), np.append(one, -units * one)
    drafting.add_rows("link", link, most, str)
    entries = [(i, chosen[c]) for i, offered in enumerate(classes) for c in offered]
    of, what = (np.array(side, dtype=np.int64) for side in zip(*entries, strict=True))
    part = np.append(at, of), np.append(used, what), np.append(one, -np.ones_like(of))
    drafting.add_rows("part", part, most, str)
    match = np.zeros(count, dtype=np.int64), chosen, np.ones(count, dtype=np.int64)
    drafting.add_rows("match", match, (tiny.ints([-NONE]), tiny.ints([1])), str)
    return drafting.program()


def wish(makers: int, enough: int, count: int, size: int) -> Wish:
    return Wish(np.arange(makers), np.arange(size, dtype=np.float64), enough, count)


def test_makers_of_one_class_are_picked_not_the_nearest():
    """Nearest are eight makers of eight classes; only class 8 has three of them."""
    classes = [[c] for c in range(8)] + [[8], [8], [8]]
    program = classes_of_makers(classes, units=10, enough=30)
    lower, upper = dive(program, program.switches(), wish(11, 30, 5, program.size))
    assert np.flatnonzero(lower[:11]).tolist() == [8, 9, 10]
    assert np.flatnonzero(upper[:11]).tolist() == [8, 9, 10]


def test_a_maker_of_several_classes_takes_the_one_of_most_company():
    classes = [[0, 1], [0], [1], [1], [1]]
    program = classes_of_makers(classes, units=10, enough=40)
    lower, _ = dive(program, program.switches(), wish(5, 40, 5, program.size))
    assert np.flatnonzero(lower[:5]).tolist() == [0, 2, 3, 4]


def test_what_is_more_than_enough_stays_open_as_far_as_it_is_wanted():
    program = classes_of_makers([[0]] * 6, units=10, enough=20)
    lower, upper = dive(program, program.switches(), wish(6, 20, 4, program.size))
    assert np.flatnonzero(lower[:6]).tolist() == [0, 1]
    assert np.flatnonzero(upper[:6]).tolist() == [0, 1, 2, 3]


def test_nothing_is_picked_where_nothing_can_be_used():
    program = classes_of_makers([[0]], units=10, enough=10)
    closed = program.bounded(program.lower, np.where(np.arange(program.size) == 0, 0, 10))
    assert dive(closed, program.switches(), wish(1, 10, 1, program.size)) is None


@settings(max_examples=60)
@given(
    st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=2, unique=True), min_size=1),
    st.integers(1, 5),
    st.integers(1, 12),
)
def test_what_is_picked_can_be_used_together(classes, count, enough):
    program = classes_of_makers(classes, units=3, enough=enough)
    found = dive(program, program.switches(), wish(len(classes), enough, count, program.size))
    lower, upper = found
    picked = np.flatnonzero(lower[: len(classes)]).tolist()
    assert 1 <= len(picked) <= np.count_nonzero(upper[: len(classes)]) <= max(count, len(picked))
    assert set.intersection(*(set(classes[i]) for i in picked))


def test_what_is_counted_rises_by_one_at_a_time():
    """One truck is there already; a second one, of either road, is what the maker lacks."""
    program = tiny.program_of([1, 5, 5], [([2, -1, -1], -NONE, 0)])
    begun = program.bounded(tiny.ints([0, 1, 0]), program.upper)
    lower, _ = dive(begun, np.array([False, True, True]), wish(1, 1, 1, 3))
    assert lower[0] == 1
    assert lower[1:].sum() == 2

"""Activity: what may be made under a yes/no, and no less than the rows allow."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import tiny
from ikmpool.program.activity import Activity, most
from ikmpool.program.drafting import Drafting
from ikmpool.program.program import NONE

PARTS = (0, 0, 1, 1)
"""The part (an order) of each of four making columns."""


def drafting_of(upper: list[int], capacity: int) -> Drafting:
    """Four making columns: two a part with a row for each, and one row over all of them."""
    drafting = Drafting()
    drafting.add_columns("make", tiny.ints(upper), str)
    part = tiny.ints(list(PARTS)), tiny.ints([0, 1, 2, 3]), tiny.ints([1, 1, 1, 1])
    drafting.add_rows("demand", part, (tiny.ints([-NONE] * 2), tiny.ints([3, 2])), str)
    every = tiny.ints([0] * 4), tiny.ints([0, 1, 2, 3]), tiny.ints([1, 2, 1, 1])
    drafting.add_rows("capacity", every, (tiny.ints([-NONE]), tiny.ints([capacity])), str)
    return drafting


def points(upper: list[int]) -> list[tuple[int, ...]]:
    return list(itertools.product(*(range(u + 1) for u in upper)))


uppers = st.lists(st.integers(0, 3), min_size=4, max_size=4)
groupings = st.lists(st.sampled_from([-1, 0, 1]), min_size=4, max_size=4).map(
    lambda g: np.unique(g, return_inverse=True)[1] - (min(g) < 0)
)


@settings(max_examples=40)
@given(uppers, st.integers(0, 6), st.lists(groupings, min_size=1, max_size=3))
def test_links_allow_exactly_what_a_yes_no_allows(upper, capacity, groups):
    """No group with a zero makes anything, and what groups make can always be said."""
    bare = drafting_of(upper, capacity).program()
    drafting = drafting_of(upper, capacity)
    activity = Activity(drafting)
    made = np.arange(4)
    used = [activity.used(g, made, str) for g in groups]
    activity.link(np.append(tiny.ints(list(PARTS)), np.zeros(drafting.size - 4, dtype=np.int64)))
    program = drafting.program()
    for x in points(upper):
        held = bare.holds(tiny.ints(list(x)))
        least = np.zeros(program.size, dtype=np.int64)
        least[:4] = x
        for g, columns in zip(groups, used, strict=True):
            least[columns] |= tiny.ints([np.array(x)[g == i].any() for i in range(len(columns))])
        assert program.holds(least) == held
        for switch in itertools.product((0, 1), repeat=program.size - 4):
            answer = tiny.ints([*x, *switch])
            if program.holds(answer):
                assert held
                assert (answer[4:] >= least[4:]).all()


@settings(max_examples=20)
@given(uppers, st.integers(0, 6), groupings)
def test_a_gate_allows_exactly_what_its_sum_opens(upper, capacity, group):
    """Two columns open every group: one of them is enough; a group's own yes/no is gated too."""
    for with_used in (False, True):
        drafting = drafting_of(upper, capacity)
        count = int(group.max(initial=-1)) + 1
        keys = drafting.add_columns("key", tiny.ints([1, 1]), str, switch=True)
        activity = Activity(drafting)
        own = activity.used(group, np.arange(4), str) if with_used else None
        at = np.repeat(np.arange(count), 2)
        entries = at, np.tile(keys, count), np.ones(2 * count, dtype=np.int64)
        activity.gate(group, np.arange(4), entries)
        activity.link(
            np.append(tiny.ints(list(PARTS)), np.zeros(drafting.size - 4, dtype=np.int64))
        )
        program, bare = drafting.program(), drafting_of(upper, capacity).program()
        for x in points(upper):
            for key in itertools.product((0, 1), repeat=2):
                answer = np.zeros(program.size, dtype=np.int64)
                answer[:4], answer[keys] = x, key
                if own is not None:
                    answer[own] = [int(np.array(x)[group == i].any()) for i in range(count)]
                open_ = any(key) or not np.array(x)[group >= 0].any()
                assert program.holds(answer) == (bare.holds(tiny.ints(list(x))) and open_)


def test_equal_groups_share_one_yes_no_whoever_asks():
    drafting = drafting_of([3, 3, 3, 3], 6)
    activity = Activity(drafting)
    first = activity.used(tiny.ints([0, 0, 1, 1]), np.arange(4), str)
    again = activity.used(tiny.ints([1, 1, -1, -1]) - 1, np.arange(4), str)
    other = activity.used(tiny.ints([0, -1, -1, -1]), np.arange(4), str)
    assert again.tolist() == [first[0]]
    assert other[0] not in first
    assert drafting.size == 4 + 3


def test_without_a_question_nothing_is_added():
    drafting = drafting_of([3, 3, 3, 3], 6)
    rows = len(drafting.program().low)
    Activity(drafting).link(np.zeros(4, dtype=np.int64))
    assert (drafting.size, len(drafting.program().low)) == (4, rows)


@given(uppers, st.integers(0, 6), groupings)
def test_the_most_of_a_set_is_a_bound(upper, capacity, group):
    program = drafting_of(upper, capacity).program()
    sets = [np.flatnonzero(group == i) for i in range(int(group.max(initial=-1)) + 1)]
    if not sets:
        return
    bound = most(program, sets)
    for x in points(upper):
        if program.holds(tiny.ints(list(x))):
            assert all(np.array(x)[s].sum() <= b for s, b in zip(sets, bound, strict=True))


def test_the_most_is_as_tight_as_a_family_of_rows_that_covers_the_set():
    """Both parts together: 3 + 2 by the demand rows, and no more than 4 by the capacity."""
    tight = most(drafting_of([3, 3, 3, 3], 4).program(), [np.arange(4), tiny.ints([0, 1])])
    assert tight.tolist() == [4, 3]
    loose = most(drafting_of([1, 1, 1, 0], 9).program(), [np.arange(4)])
    assert loose.tolist() == [3]


def test_rows_with_negative_entries_count_what_these_could_give_back():
    """``x + y - z <= 2`` with z up to 3: x alone could be 5, as its bound says 4."""
    drafting = Drafting()
    drafting.add_columns("make", tiny.ints([4, 9, 3]), str)
    entries = tiny.ints([0, 0, 0]), tiny.ints([0, 1, 2]), tiny.ints([1, 1, -1])
    drafting.add_rows("row", entries, (tiny.ints([-NONE]), tiny.ints([2])), str)
    assert most(drafting.program(), [tiny.ints([0]), tiny.ints([0, 1])]).tolist() == [4, 5]


@settings(max_examples=30)
@given(uppers, st.integers(0, 6), groupings, st.integers(0, 5))
def test_the_most_of_a_set_with_a_fixed_column_bounds_what_comes_on_top(
    upper, capacity, group, value
):
    """A fixed column may break rows alone; then the others may not break them further."""
    drafting = drafting_of(upper, capacity)
    drafting.fix(tiny.ints([0]), tiny.ints([value]))
    program = drafting.program()
    alone = tiny.ints([value, 0, 0, 0])
    high = np.maximum(program.high, program.matrix @ alone)
    sets = [np.flatnonzero(group == g) for g in range(int(max(group.max(), 0)) + 1)]
    bound = most(program, sets)
    for rest in points(upper[1:]):
        x = tiny.ints([value, *rest])
        if (program.matrix @ x <= high).all():
            assert all(int(x[s].sum()) <= b for s, b in zip(sets, bound.tolist(), strict=True))


def test_what_is_fixed_leaves_less_for_others_than_a_row_allows():
    drafting = drafting_of([3, 3, 0, 0], 4)
    drafting.fix(tiny.ints([0]), tiny.ints([2]))
    assert most(drafting.program(), [tiny.ints([0, 1]), tiny.ints([1])]).tolist() == [3, 1]

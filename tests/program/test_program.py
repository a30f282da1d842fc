"""Programs: checks in whole numbers, families in their places, costs added up exactly."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

import tiny
from ikmpool.program.program import NONE, Cost, Drafting


@given(tiny.tiny_programs())
def test_an_answer_holds_where_every_row_and_bound_does(t: tiny.Tiny) -> None:
    """The reference is a loop over Python integers."""
    program = t.program
    rows = program.matrix.toarray().tolist()
    for x in tiny.every_point(program):
        made = [sum(a * int(v) for a, v in zip(row, x, strict=True)) for row in rows]
        sides = zip(made, program.low.tolist(), program.high.tolist(), strict=True)
        expected = [(lo > -NONE and m < lo) or (hi < NONE and m > hi) for m, lo, hi in sides]
        assert program.broken(x).tolist() == expected
        assert program.holds(x) != any(expected)
    assert not program.holds(program.upper + 1)
    assert not program.holds(program.lower - 1)


def test_a_row_of_huge_figures_is_checked_without_overflow() -> None:
    """Its sum is 2**64 + 1, which would wrap to one."""
    program = tiny.program_of([2**32, 1], [([2**32, 1], -NONE, 5)])
    assert program.broken(tiny.ints([2**32, 1])).tolist() == [True]


@given(tiny.tiny_programs(), st.data())
def test_a_restricted_program_says_the_same_of_the_free_columns(
    t: tiny.Tiny, data: st.DataObject
) -> None:
    n = t.program.size
    free = np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    sub = t.program.restricted(free, t.start)
    for point in tiny.every_point(sub):
        x = t.start.copy()
        x[free] = point
        assert sub.holds(point) == t.program.holds(x)


@given(tiny.tiny_programs())
def test_more_columns_stand_in_no_row(t: tiny.Tiny) -> None:
    wider = t.program.with_columns(tiny.ints([2, 5]))
    assert wider.holds(np.append(t.start, [2, 5]))
    assert not wider.holds(np.append(t.start, [3, 5]))


@given(tiny.tiny_programs())
def test_more_rows_cut_off_what_they_forbid(t: tiny.Tiny) -> None:
    row = sp.csr_array(np.ones((1, t.program.size), dtype=np.int64))
    less = t.program.with_rows(row, tiny.ints([-NONE]), tiny.ints([int(t.start.sum()) - 1]))
    assert t.program.holds(t.start)
    assert not less.holds(t.start)


@given(tiny.priced_programs())
def test_the_value_of_an_answer_is_an_exact_fraction(case: tuple[tiny.Tiny, Cost]) -> None:
    t, cost = case
    pairs = zip(cost.numerator.tolist(), cost.denominator.tolist(), t.start.tolist(), strict=True)
    assert cost.value(t.start) == sum((Fraction(n * x, d) for n, d, x in pairs), Fraction(0))


def test_costs_added_to_one_column_are_one_exact_fraction() -> None:
    """A third of a rupiah and a quarter of one."""
    drafting = Drafting()
    column = drafting.add_columns("make", tiny.ints([5]), str)
    drafting.add_cost("cost", column, tiny.ints([1]), tiny.ints([3]))
    drafting.add_cost("cost", column, tiny.ints([1]), tiny.ints([4]))
    drafting.add_cost("other", column, tiny.ints([9]))
    cost = drafting.cost("cost")
    assert Fraction(int(cost.numerator[0]), int(cost.denominator[0])) == Fraction(7, 12)
    assert cost.common == 12
    assert drafting.stages() == ("cost", "other")
    assert drafting.cost("never named").value(tiny.ints([5])) == 0


def test_a_cost_is_padded_with_columns_that_cost_nothing() -> None:
    cost = Cost(tiny.ints([3]), tiny.ints([2])).padded(2)
    assert cost.value(tiny.ints([1, 100, 100])) == Fraction(3, 2)
    assert cost.where(np.array([False, True, True])).value(tiny.ints([7, 7])) == 0


def test_families_keep_their_places_and_equal_entries_add_up() -> None:
    drafting = Drafting()
    make = drafting.add_columns("make", tiny.ints([4, 4]), lambda i: f"m{i}")
    short = drafting.add_columns("short", tiny.ints([9]), lambda _: "s", absorb=True)
    more = drafting.add_columns("make", tiny.ints([1]), lambda _: "late")
    entries = tiny.ints([0, 0, 0]), np.append(make, short), tiny.ints([1, 1, 1])
    drafting.add_rows("demand", entries, (tiny.ints([9]), tiny.ints([9])), lambda _: "D")
    twice = tiny.ints([0, 0]), tiny.ints([0, 0]), tiny.ints([2, 3])
    drafting.add_rows("cap", twice, (tiny.ints([-NONE]), tiny.ints([7])), lambda _: "C")
    program = drafting.program()
    assert drafting.positions("make").tolist() == [0, 1, 3]
    assert drafting.positions("nothing").tolist() == []
    assert more.tolist() == [3]
    assert program.absorbing().tolist() == [False, False, True, False]
    assert program.matrix.toarray().tolist() == [[1, 1, 1, 0], [5, 0, 0, 0]]
    assert [(f.kind, f.start, f.stop) for f in program.rows] == [("demand", 0, 1), ("cap", 1, 2)]


def test_nothing_drafted_is_a_program_without_columns() -> None:
    program = Drafting().program()
    assert program.size == 0
    assert program.holds(tiny.ints([]))


def test_a_row_with_two_different_bounds_is_refused() -> None:
    drafting = Drafting()
    column = drafting.add_columns("make", tiny.ints([5]), str)
    with pytest.raises(ValueError, match="two different bounds") as error:
        drafting.add_rows(
            "window", (column, column, tiny.ints([1])), (tiny.ints([1]), tiny.ints([2])), str
        )
    assert str(error.value) == "A row of 'window' has two different bounds; give two rows."

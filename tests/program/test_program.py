"""Programs: checks in whole numbers, families in their places, costs added up exactly."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

import tiny
from ikmpool.program.program import NONE, Cost


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


def test_a_cost_is_padded_with_columns_that_cost_nothing() -> None:
    cost = Cost(tiny.ints([3]), tiny.ints([2])).padded(2)
    assert cost.value(tiny.ints([1, 100, 100])) == Fraction(3, 2)
    assert cost.where(np.array([False, True, True])).value(tiny.ints([7, 7])) == 0

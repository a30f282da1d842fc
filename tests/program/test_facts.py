"""Facts: they are fixed, an answer holds, and rows are widened no more than the facts ask."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import event, given, settings
from hypothesis import strategies as st

import tiny
from ikmpool.program import master
from ikmpool.program.drafting import Drafting
from ikmpool.program.facts import settle
from ikmpool.program.program import NONE, Program

CALL = master.Call("HiGHS")


def array(*values: int) -> tiny.Ints:
    return np.array(values, dtype=np.int64)


def broken_by(program: Program, x: tiny.Ints) -> tiny.Ints:
    """By how much an answer breaks each row."""
    made = program.matrix @ x
    below = np.where(program.low > -NONE, program.low - made, 0)
    above = np.where(program.high < NONE, made - program.high, 0)
    return np.maximum(np.maximum(below, above), 0)


def drafted(made: int, most: int) -> Drafting:
    """Two columns that make, the first of them a fact; at most so many units together."""
    drafting = Drafting()
    drafting.add_columns("make", array(9, 9), str)
    drafting.fix(array(0), array(made))
    drafting.add_rows(
        "most", (array(0, 0), array(0, 1), array(1, 1)), (array(-NONE), array(most)), str
    )
    return drafting


def test_facts_that_break_nothing_change_no_row() -> None:
    program = drafted(3, 5).program()
    settled, x = settle(program, (array(0), array(3)), array(0, 1), CALL)
    assert x.tolist() == [3, 0]
    assert settled.high.tolist() == [5]
    assert (settled.lower.tolist(), settled.upper.tolist()) == ([3, 0], [3, 9])


def test_a_row_that_facts_break_leaves_room_for_them_and_nothing_else() -> None:
    settled, x = settle(drafted(7, 5).program(), (array(0), array(7)), array(0, 1), CALL)
    assert settled.high.tolist() == [7]
    assert settled.holds(x)
    assert not settled.holds(array(7, 1))


def test_a_fact_may_be_above_its_columns_bound() -> None:
    drafting = Drafting()
    drafting.add_columns("make", array(2), str)
    drafting.add_rows("all", (array(0), array(0), array(1)), (array(2), array(2)), str)
    settled, x = settle(drafting.program(), (array(0), array(4)), array(0), CALL)
    assert settled.holds(x)
    assert x.tolist() == [4]


def test_a_row_that_ties_is_kept_before_one_that_asks() -> None:
    """A yes/no must be one where something was made, though that breaks the limit on it."""
    drafting = drafted(3, 9)
    drafting.add_columns("used", array(1), str, switch=True)
    drafting.add_rows("none", (array(0), array(2), array(1)), (array(-NONE), array(0)), str)
    drafting.add_rows(
        "link", (array(0, 0), array(0, 2), array(1, -9)), (array(-NONE), array(0)), str, tie=True
    )
    settled, x = settle(drafting.program(), (array(0), array(3)), array(0, 1), CALL)
    assert x.tolist() == [3, 0, 1]
    assert settled.high.tolist() == [9, 1, 0]


@st.composite
def programs_with_facts(draw: st.DrawFn) -> tuple[Program, tiny.Ints, tiny.Ints]:
    """Draw a program of few columns, the last ones free, and facts for some of the others."""
    program = draw(tiny.tiny_programs()).program
    makes = np.arange(max(1, program.size - draw(st.integers(0, 2))))
    column = makes[: draw(st.integers(1, len(makes)))]
    value = [draw(st.integers(0, int(program.upper[c]) + 1)) for c in column.tolist()]
    return program, makes, np.stack([column, np.array(value, dtype=np.int64)])


@settings(max_examples=60)
@given(programs_with_facts())
def test_no_completion_of_the_facts_breaks_rows_less_in_all(drawn) -> None:
    """Brute force over the free columns: the sum of what is broken, by size, is the least."""
    program, makes, (column, value) = drawn
    settled, x = settle(program, (column, value), makes, CALL)
    assert settled.holds(x)
    assert x[column].tolist() == value.tolist()
    assert not x[np.setdiff1d(makes, column)].any()
    free = np.setdiff1d(np.arange(program.size), makes)
    size = np.maximum(np.abs(program.matrix.toarray()).max(axis=1, initial=1), 1)
    best = []
    for units in itertools.product(*(range(int(program.upper[c]) + 1) for c in free.tolist())):
        other = x.copy()
        other[free] = units
        best.append(float((broken_by(program, other) / size).sum()))
    mine = broken_by(program, x)
    assert np.isclose((mine / size).sum(), min(best))
    event(f"broken: {bool(mine.any())}")
    same = mine == 0
    assert (settled.low[same] == program.low[same]).all()
    assert (settled.high[same] == program.high[same]).all()

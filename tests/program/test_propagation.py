"""Propagation: no answer is lost, and what follows from a yes is followed to its end."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import tiny
from ikmpool.program.program import NONE, Program
from ikmpool.program.propagation import Rows


def bounds_of(program: Program) -> tuple[tiny.Ints, tiny.Ints]:
    return program.lower, program.upper


@given(tiny.tiny_programs() | tiny.switched(1).map(lambda case: tiny.Tiny(case[0], case[0].lower)))
def test_no_answer_is_lost(case):
    program = case.program
    answers = tiny.every_answer(program)
    found = Rows(program).narrowed(program.lower, program.upper)
    if found is None:
        assert not len(answers)
        return
    lower, upper = found
    assert (lower >= program.lower).all()
    assert (upper <= program.upper).all()
    assert (answers >= lower).all()
    assert (answers <= upper).all()


@given(st.integers(2, 300), st.data())
def test_a_chain_of_any_length_is_followed_at_once(length, data):
    """Each yes means the next one; the last row forbids the last one."""
    rows = []
    order = data.draw(st.permutations(range(length)))
    for before, after in pairwise(order):
        row = np.zeros(length, dtype=np.int64)
        row[before], row[after] = -1, 1
        rows.append((row, 0, NONE) if data.draw(st.booleans()) else (-row, -NONE, 0))
    program = tiny.program_of([1] * length, rows)
    at = data.draw(st.integers(0, length - 1))
    lower = program.lower.copy()
    lower[order[at]] = 1
    low, high = Rows(program).narrowed(lower, program.upper)
    assert np.flatnonzero(low).tolist() == sorted(order[at:])
    assert high.all()
    upper = program.upper.copy()
    upper[order[at]] = 0
    low, high = Rows(program).narrowed(program.lower, upper)
    assert np.flatnonzero(high == 0).tolist() == sorted(order[: at + 1])
    assert not low.any()
    assert Rows(program).narrowed(lower, upper) is None


def test_a_capacity_leaves_what_the_others_do_not_need():
    program = tiny.program_of([9, 9, 9], [([2, 3, 0], -NONE, 20), ([0, 1, 1], 12, NONE)])
    lower, upper = Rows(program).narrowed(*bounds_of(program))
    assert lower.tolist() == [0, 3, 6]
    assert upper.tolist() == [5, 6, 9]


def test_what_can_not_be_is_told():
    program = tiny.program_of([2, 2], [([1, 1], 5, NONE)])
    assert Rows(program).narrowed(*bounds_of(program)) is None


def test_a_row_that_asks_for_one_of_several_leaves_them_undecided():
    """A maker that is used needs one of its two classes."""
    program = tiny.program_of([1, 1, 1, 1], [([1, -1, -1, 0], -NONE, 0)])
    rows = Rows(program)
    used, open_ = tiny.ints([1, 0, 0, 0]), np.array([False, True, True, True])
    assert rows.undecided(used, open_).tolist() == [1, 2]
    assert rows.undecided(tiny.ints([1, 0, 1, 0]), open_).tolist() == []
    assert rows.undecided(tiny.ints([0, 0, 0, 0]), open_).tolist() == []

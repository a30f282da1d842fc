"""Rounding: a float answer becomes whole only where it nearly is, and a repair lets nothing in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tiny
from ikmpool.program import master, rounding
from ikmpool.program.program import NONE, cost_of
from ikmpool.program.watch import Watch


def test_a_solvers_tolerance_is_rounded_away() -> None:
    program = tiny.program_of([5, 5], [])
    assert rounding.nearest(program, np.array([2.000001, -0.000002])).tolist() == [2, 0]


def test_a_true_fraction_is_not_rounded() -> None:
    program = tiny.program_of([5, 5], [])
    assert rounding.nearest(program, np.array([2.0, 3.001])) is None


def test_rounding_stays_within_the_bounds() -> None:
    program = tiny.program_of([2], [])
    assert rounding.nearest(program, np.array([3.0])).tolist() == [2]


def broken_by(program: tiny.Program, x: tiny.Ints) -> tiny.Ints:
    """By how much an answer breaks each row."""
    made = program.matrix @ x
    below = np.where(program.low > -NONE, program.low - made, 0)
    above = np.where(program.high < NONE, made - program.high, 0)
    return np.maximum(np.maximum(below, above), 0)


@given(tiny.tiny_programs(), st.data())
def test_tightening_only_restricts_and_pushes_the_broken_answer_out(
    t: tiny.Tiny, data: st.DataObject
) -> None:
    """Each broken one-sided row is then broken at least twice as much, beyond any tolerance."""
    program = t.program
    one_sided = program.low != program.high
    x = data.draw(st.sampled_from(list(tiny.every_point(program))))
    tighter = rounding.tightened(program, x)
    broken = program.broken(x) & one_sided
    assert (broken_by(tighter, x)[broken] >= 2 * broken_by(program, x)[broken]).all()
    assert all(program.holds(answer) for answer in tiny.every_answer(tighter))


@given(tiny.tiny_programs(), st.data())
def test_tightening_leaves_the_empty_answer_in_a_row_that_starts_from_nothing(
    t: tiny.Tiny, data: st.DataObject
) -> None:
    """A pooled rule is tightened in proportion to what is made."""
    rows = len(t.program.low)
    pooled = tiny.Program(
        t.program.lower,
        t.program.upper,
        t.program.matrix,
        np.full(rows, -NONE),
        np.zeros(rows, dtype=np.int64),
    )
    x = tiny.ints([data.draw(st.integers(0, int(u))) for u in pooled.upper])
    assert rounding.tightened(pooled, x).holds(np.zeros_like(x))


def test_the_given_program_stays_as_it_was() -> None:
    program = tiny.program_of([3, 3], [([5, -1], -NONE, 0), ([1, 1], 3, NONE)])
    before = program.matrix.toarray(), program.low.copy(), program.high.copy()
    rounding.tightened(program, tiny.ints([1, 0]))
    after = program.matrix.toarray(), program.low, program.high
    assert all((a == b).all() for a, b in zip(before, after, strict=True))


@pytest.mark.parametrize("seed", range(20))
def test_a_repaired_answer_holds_in_whole_numbers(seed: int) -> None:
    """Rows with the coefficients of squared millimetres: a solver may well break them."""
    rng = np.random.default_rng(seed)
    row = rng.integers(-(10**9), 10**9, 6)
    program = tiny.program_of([40] * 6, [(row, -NONE, 0), ([1] * 6, 30, NONE)])
    cost = cost_of(rng.integers(1, 100, 6))
    answer, reply = rounding.whole_answer(program, cost.floats(), master.Call(seconds=5))
    if answer is not None:
        assert program.holds(answer)
    else:
        assert reply.x is None or not program.holds(np.rint(reply.x).astype(np.int64))


def test_a_part_of_a_program_is_bundled_like_the_whole(monkeypatch):
    """A part forgets which family a column is of, but not which columns are switches."""
    least, link = ([0, 1, -2], 0, NONE), ([0, 1, -3], -NONE, 0)
    program = tiny.program_of([3, 3, 1], [([1, 1, 0], 3, 3), least, link])
    switches = np.array([False, False, True])
    free = np.array([True, True, True])
    rows = []
    solve = master.solve

    def counted(program, *rest, **more):
        rows.append(len(program.low))
        return solve(program, *rest, **more)

    monkeypatch.setattr(master, "solve", counted)
    part = program.restricted(free, tiny.ints([0, 0, 0]))
    answer, _ = rounding.mixed_answer(part, np.array([9.0, 1.0, 5.0]), switches, master.Call())
    assert rows[0] == 2  # the row of the least amount is gone
    assert answer.tolist() == [0, 3, 1]


def test_an_answer_in_hand_is_made_whole_also_once_it_was_asked_to_stop(monkeypatch):
    """The switches are found when Ctrl-C is pressed: what they leave is still made whole."""
    link = ([2, 2, -5], -NONE, 0)
    program = tiny.program_of([3, 3, 1], [([1, 1, 0], 2, NONE), link])
    watch = Watch()
    solve = master.solve

    def stopped(*asked, **more):
        reply = solve(*asked, **more)
        watch.stop.asked = True
        return replace(reply, x=reply.x + np.array([0.5, -0.5, 0])) if len(reply.x) > 2 else reply

    monkeypatch.setattr(master, "solve", stopped)
    switches, call = np.array([False, False, True]), master.Call(watch=watch)
    answer, _ = rounding.mixed_answer(program, np.array([1.0, 2.0, 9.0]), switches, call)
    assert answer.tolist() == [2, 0, 1]

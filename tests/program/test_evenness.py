"""Evenness: tangents lie below ``made**2 / weight`` at whole points, and touch it where asked."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import lcm

import numpy as np
import scipy.sparse as sp
from hypothesis import assume, given
from hypothesis import strategies as st

import tiny
from ikmpool.program.evenness import LARGEST_SUM, Evenness, even_out, scale_of, square
from ikmpool.program.options import SolveOptions
from ikmpool.program.program import Program
from ikmpool.program.stages import Even, solve


@st.composite
def even_cases(draw: st.DrawFn) -> tuple[tiny.Tiny, sp.csr_array, tiny.Ints]:
    """A tiny program, groups of its columns that do not overlap, and their weights."""
    t = draw(tiny.tiny_programs())
    n = t.program.size
    row = draw(st.lists(st.integers(0, 1), min_size=n, max_size=n))
    ones = np.ones(n, dtype=np.int64)
    groups = sp.csr_array((ones, (tiny.ints(row), np.arange(n))), shape=(2, n))
    weights = draw(st.lists(st.integers(1, 30), min_size=2, max_size=2))
    return t, groups, tiny.ints(weights)


def extended(case: tuple[tiny.Tiny, sp.csr_array, tiny.Ints]) -> tuple[Program, Evenness]:
    t, groups, weights = case
    even = even_out(t.program, groups, weights, lcm(*weights.tolist()), t.start)
    assume(even is not None)
    assert even is not None
    return t.program, even


@given(even_cases())
def test_the_tangents_allow_every_answer_its_true_cost(case: tuple) -> None:
    program, even = extended(case)
    for x in tiny.every_point(program):
        assert even.program.holds(even.lift(x)) == program.holds(x)


@given(even_cases())
def test_the_true_cost_is_the_sum_of_squares_over_weights(case: tuple) -> None:
    """In units of one over the weights' least common multiple."""
    program, even = extended(case)
    _, groups, weights = case
    moving = np.flatnonzero(groups @ program.upper > groups @ program.lower)
    common = lcm(*weights.tolist())
    for x in tiny.every_point(program):
        made = (groups @ x)[moving]
        true = sum(
            Fraction(int(m) ** 2 - int(low) ** 2, int(w))
            for m, low, w in zip(made, even.least, weights[moving], strict=True)
        )
        assert even.cost.value(even.lift(x)) == true * common


@given(even_cases(), st.data())
def test_an_undercut_tangent_is_found_and_then_the_cost_is_true(
    case: tuple, data: st.DataObject
) -> None:
    """After separation at an answer, a group's column can be no lower than its true cost there."""
    program, even = extended(case)
    x = tiny.ints([data.draw(st.integers(0, int(u))) for u in program.upper])
    lifted = even.lift(x)
    bare = replace(even, program=program.with_columns(even.most))
    low = lifted.copy()
    n = program.size
    low[n:] -= np.minimum(lifted[n:], data.draw(st.integers(0, 2)))
    missing = bare.missing(low)
    if (low == lifted).all():
        assert missing is None
    else:
        assert missing is not None
        cut = bare.program.with_rows(*missing)
        assert cut.broken(low).any()
        assert not cut.broken(lifted)[len(program.low) :].any()


def test_no_group_that_can_move_means_nothing_to_even_out() -> None:
    program = tiny.program_of([0, 0], [])
    groups = sp.csr_array(np.eye(2, dtype=np.int64))
    assert even_out(program, groups, tiny.ints([1, 1]), 1, tiny.ints([0, 0])) is None


def test_steps_stay_convex_and_small_where_the_weights_have_no_small_multiple() -> None:
    """Seven prime capacities: their multiple would leave a solver's floats."""
    weights = tiny.ints([997, 991, 983, 977, 971, 967, 953])
    program = tiny.program_of([900] * 7, [])
    scale = scale_of(weights, 3_500)
    assert 1 < scale < lcm(*weights.tolist())
    even = even_out(program, sp.csr_array(np.eye(7, dtype=np.int64)), weights, scale, program.lower)
    assert even is not None
    assert sum(even.value(g, 500) for g in range(7)) <= 1.01 * LARGEST_SUM
    for g in range(7):
        values = [even.value(g, k) for k in range(901)]
        assert (np.diff(values, 2) >= 0).all()
        assert np.diff(values).tolist() == [even.slope(g, k) for k in range(900)]


def test_the_scale_is_the_least_common_multiple_where_that_is_small() -> None:
    assert scale_of(tiny.ints([4, 6, 9]), 50) == 36


@given(st.integers(1, 1000), st.integers(0, 500), st.integers(1, 500))
def test_a_square_is_rounded_to_the_nearest_whole_number(
    scale: int, made: int, weight: int
) -> None:
    true = Fraction(scale * made**2, weight)
    assert abs(square(scale, made, weight) - true) <= Fraction(1, 2)


def test_prime_capacities_are_evened_out_to_the_unit() -> None:
    """Capacities without a small common multiple: the even split of 8,844 units is still found."""
    weights = tiny.ints([5992, 5992, 9996])
    program = tiny.program_of([8844] * 3, [([1, 1, 1], 8844, 8844)])
    groups = sp.csr_array(np.eye(3, dtype=np.int64))
    stage = Even("fairness", groups, weights, scale_of(weights, 8844))
    solved = solve(program, [stage], tiny.ints([8844, 0, 0]), SolveOptions())
    assert sorted(solved.x.tolist()) == [2411, 2411, 4022]


def test_groups_that_could_make_enormous_amounts_take_no_memory_for_it() -> None:
    """One million million units: a table of unit steps would not fit anywhere."""
    program = tiny.program_of([10**12, 10**12], [])
    groups = sp.csr_array(np.eye(2, dtype=np.int64))
    even = even_out(program, groups, tiny.ints([10**11, 10**11]), 1, tiny.ints([10, 0]))
    assert even is not None
    assert even.value(0, 10**12) > 0
    assert even.slope(0, 10**11) == (2 * 10**11 + 1) // 10**11


@given(even_cases())
def test_evening_out_reaches_the_least_sum_of_squares(case: tuple) -> None:
    t, groups, weights = case
    stage = Even("fairness", groups, weights, lcm(*weights.tolist()))
    solved = solve(t.program, [stage], t.start, SolveOptions())
    assert t.program.holds(solved.x)
    assert tiny.vector_at([stage], solved.x) == tiny.best_vector(t.program, [stage])
    assert all(r.closed for r in solved.reached)


def test_equal_makers_share_equally() -> None:
    """Twelve units over capacities 100, 100 and 200: three, three and six."""
    program = tiny.program_of([12, 12, 12], [([1, 1, 1], 12, 12)])
    stage = Even(
        "fairness", sp.csr_array(np.eye(3, dtype=np.int64)), tiny.ints([100, 100, 200]), 200
    )
    solved = solve(program, [stage], tiny.ints([12, 0, 0]), SolveOptions())
    assert solved.x.tolist() == [3, 3, 6]

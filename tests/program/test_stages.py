"""Stages: what trying every answer finds best, in strict order, is what the stages reach."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tiny
from ikmpool.program.options import SolveOptions
from ikmpool.program.program import cost_of
from ikmpool.program.progress import Progress
from ikmpool.program.stages import Linear, Reached, Solved, solve


def check(seed: int, options: SolveOptions) -> Solved:
    """Solve a random pool-like program, and compare it with every answer."""
    program, stages, start = tiny.random_pool(seed)
    solved = solve(program, stages, start, options)
    assert program.holds(solved.x)
    assert tiny.vector_at(stages, solved.x) == tiny.best_vector(program, stages)
    assert [r.name for r in solved.reached] == [s.name for s in stages]
    assert [r.value for r in solved.reached] == [s.value(solved.x) for s in stages]
    assert all(r.closed and r.gap == 0.0 for r in solved.reached)
    linear = [r for r, s in zip(solved.reached, stages, strict=True) if isinstance(s, Linear)]
    values = dict(zip((s.name for s in stages), tiny.vector_at(stages, solved.x), strict=True))
    assert {r.name: r.value for r in linear} == {r.name: values[r.name] for r in linear}
    return solved


@pytest.mark.parametrize("start", range(0, 400, 50))
def test_highs_reaches_the_best_of_every_answer(start: int) -> None:
    """Fractional costs, pooled rows of up to 1e12, evenness and ties, fifty programs a case."""
    for seed in range(start, start + 50):
        check(seed, SolveOptions())


def test_cbc_reaches_the_best_of_every_answer() -> None:
    for seed in range(25):
        check(seed, SolveOptions(solver="CBC"))


@given(tiny.tiny_programs(), st.data())
def test_two_stages_with_ties_reach_the_best_of_every_answer(
    t: tiny.Tiny, data: st.DataObject
) -> None:
    """The first stage costs 0 or 1 a unit, so that the second one decides among many."""
    n = t.program.size
    flat = tiny.ints(data.draw(st.lists(st.integers(0, 1), min_size=n, max_size=n)))
    stages = [Linear("first", cost_of(flat)), Linear("second", data.draw(tiny.costs(n)))]
    solved = solve(t.program, stages, t.start, SolveOptions())
    assert t.program.holds(solved.x)
    assert tiny.vector_at(stages, solved.x) == tiny.best_vector(t.program, stages)
    assert [r.value for r in solved.reached] == tiny.best_vector(t.program, stages)
    assert all(r.closed for r in solved.reached)


@pytest.mark.parametrize("seed", range(10))
def test_the_order_of_columns_changes_no_value(seed: int) -> None:
    program, stages, start = tiny.random_pool(seed)
    turn = np.random.default_rng(seed).permutation(program.size)
    turned = tiny.Program(
        program.lower[turn], program.upper[turn], program.matrix[:, turn], program.low, program.high
    )
    turned_stages = [
        Linear(s.name, s.cost.where(turn)) if isinstance(s, Linear) else None for s in stages
    ]
    linear = [s for s in stages if isinstance(s, Linear)]
    kept = [s for s in turned_stages if s is not None]
    one = solve(program, linear, start, SolveOptions())
    other = solve(turned, kept, start[turn], SolveOptions())
    assert [r.value for r in one.reached] == [r.value for r in other.reached]


def test_prices_of_a_linear_stage_are_those_of_its_rows() -> None:
    """Two makers at 3 and 5, the cheap one full: a unit more costs 5, room for one more saves 2."""
    program = tiny.program_of([9, 9], [([1, 1], 6, 6), ([1, 0], -(2**62), 4)])
    cost = Linear("cost", cost_of(tiny.ints([3, 5])))
    solved = solve(program, [cost], tiny.ints([4, 2]), SolveOptions())
    assert solved.prices["cost"].tolist() == pytest.approx([5, -2])


def test_progress_is_told_of_every_stage() -> None:
    program, stages, start = tiny.random_pool(3)
    told: list[Progress] = []
    solve(program, stages, start, SolveOptions(progress=told.append))
    assert (told[-1].work, told[-1].done) == (stages[-1].name, len(stages))
    assert [now.of for now in told] == [len(stages)] * len(told)
    assert all(now.done < now.of for now in told[:-1])
    assert [now.done for now in told] == sorted(now.done for now in told)
    assert [now.seconds for now in told] == sorted(now.seconds for now in told)


@pytest.mark.parametrize("seconds", [0.001, 1.0])
def test_a_time_limit_returns_an_answer_that_holds_and_is_not_called_proven(seconds: float) -> None:
    program, stage, start = tiny.hard(0)
    solved = solve(program, [stage], start, SolveOptions(time_limit=seconds))
    reached = solved.reached[0]
    assert program.holds(solved.x)
    assert stage.cost.value(solved.x) == reached.value <= stage.cost.value(start)
    assert not reached.closed
    assert reached.gap > 0
    assert 0 <= reached.bound < reached.value


def test_a_longer_time_is_never_worse() -> None:
    program, stage, start = tiny.hard(1)
    values = [
        solve(program, [stage], start, SolveOptions(time_limit=s)).reached[0].value
        for s in (0.001, 2.0)
    ]
    assert values[0] >= values[1]


@pytest.mark.parametrize(
    ("value", "bound", "gap"),
    [(0, 0, 0.0), (10, 10, 0.0), (10, 9, 0.1), (-10, -11, 0.1), (Fraction(1, 2), 0, 0.5)],
)
def test_a_gap_is_relative_and_zero_exactly_when_closed(
    value: Fraction, bound: Fraction, gap: float
) -> None:
    """Values below one are measured against one."""
    reached = Reached("cost", Fraction(value), Fraction(bound), "exact")
    assert reached.gap == pytest.approx(gap, abs=1e-15)
    assert reached.closed == (gap == 0.0)

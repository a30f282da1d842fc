"""Filling: whole answers of large programs hold, and no bound is above the best of every answer."""

from __future__ import annotations

import numpy as np
import pytest

import tiny
from ikmpool.program import solving, stages
from ikmpool.program.clock import Clock
from ikmpool.program.options import SolveOptions
from ikmpool.program.stages import Linear
from program.large.blocky import Kind, random_program


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "LARGE_COLUMNS", 0)


KINDS = [Kind(), Kind(weights=(1, 5)), Kind(upper=(0, 9)), Kind(blocks=200)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_answer_holds_and_lies_between_its_bound_and_nothing_made(kind: Kind) -> None:
    for seed in range(12):
        program, cost = random_program(seed, kind)
        start = np.where(program.absorbing(), program.upper, program.lower)
        clock = Clock(SolveOptions(), 1)
        outcome = solving.minimise(program, cost, start, clock)
        assert program.holds(outcome.x)
        assert outcome.value == cost.value(outcome.x)
        assert outcome.bound <= outcome.value
        assert "rounding" in [step.step for step in clock.log.steps]
        if program.holds(start):
            worth = float(cost.value(start) - outcome.bound)
            assert float(outcome.value - outcome.bound) <= 0.05 * worth + 600 * kind.links, seed


@pytest.mark.parametrize("first", range(0, 100, 25))
def test_stages_of_tiny_pools_are_bounded_by_the_best_of_every_answer(first: int) -> None:
    """The first stage is bounded by its best; where it is closed, so is the next, and so on."""
    closed = 0
    for seed in range(first, first + 25):
        program, every, start = tiny.random_pool(seed)
        asked = [stage for stage in every if isinstance(stage, Linear)][:2]
        solved = stages.solve(program, asked, start, SolveOptions())
        assert program.holds(solved.x), seed
        best = tiny.best_vector(program, asked)
        reached = tiny.vector_at(asked, solved.x)
        assert [r.value for r in solved.reached] == reached
        assert reached >= best
        for r, least in zip(solved.reached, best, strict=True):
            assert r.bound <= least, seed
            if not r.closed or r.value != least:
                break
            closed += 1
    assert closed > 25

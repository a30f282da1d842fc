"""The linear stage of large programs: the plain one's value, with a bound that meets it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ikmpool.program import bounds, master
from ikmpool.program.clock import Clock
from ikmpool.program.large import falling, linear, sampling, sifting, structure
from ikmpool.program.options import SolveOptions
from ikmpool.program.program import Cost, Program, cost_of
from program.large.blocky import Kind, random_program, two_rows_each

KINDS = [
    pytest.param(Kind(), id="plain"),
    pytest.param(Kind(weights=(1, 9)), id="hours"),
    pytest.param(Kind(upper=(0, 12)), id="columns that are full before their block is"),
    pytest.param(Kind(links=1), id="one order"),
    pytest.param(Kind(weights=(1, 4), fractions=True), id="fractions"),
    pytest.param(Kind(begun=True), id="columns that begin above zero"),
    pytest.param(Kind(blocks=3), id="three blocks"),
    pytest.param(Kind(blocks=400, links=9), id="many"),
]


def check(program: Program, cost: Cost) -> Clock:
    """Compare with the plain linear program, and the bound with an independent one."""
    clock = Clock(SolveOptions(), 1)
    start = np.where(program.absorbing(), program.upper, program.lower)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linear, "filled", lambda *_: None)  # so that the linear answer comes out
        found = linear.relaxed(program, cost, start, clock)
    plain = master.solve(program, cost.floats(), master.Call(), whole=False)
    if plain.x is None:
        assert found.x is None
        return clock
    assert found.x is not None
    value, best = cost.floats() @ found.x, cost.floats() @ plain.x
    size = max(abs(best), 1.0)
    assert abs(value - best) <= 1e-7 * size  # as near as the solver itself keeps its rows
    assert abs(value - float(found.bound.value)) <= 1e-7 * size
    proof = bounds.prove(program, cost, found.bound.prices / 2.0**found.bound.bits)
    assert proof.value >= found.bound.value - 1e-9 * size
    made = program.matrix @ found.x
    assert (made >= program.low - 1e-6 * size).all()
    assert (made <= program.high + 1e-6 * size).all()
    assert (found.x >= program.lower - 1e-9).all()
    assert (found.x <= program.upper + 1e-9).all()
    return clock


BY_BLOCKS = ["blocks", "smoothing", "master", "pricing"]


@pytest.fixture
def sampled_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make small programs go all the way of large ones: samples of samples, few open blocks."""
    monkeypatch.setattr(sampling, "LEAST", 20)
    monkeypatch.setattr(sampling, "LEAST_A_ROW", 1)
    monkeypatch.setattr(sampling, "PART", 4)
    monkeypatch.setattr(falling, "FIRST", 40)
    monkeypatch.setattr(falling, "OPEN", 5)
    monkeypatch.setattr(falling, "OPEN_A_ROW", 1)


@pytest.mark.parametrize("kind", KINDS)
def test_blocks_reach_the_plain_linear_programs_value(kind: Kind) -> None:
    for seed in range(20):
        program, cost = random_program(seed, kind)
        clock = check(program, cost)
        assert kind.begun or set(steps(clock)) == set(BY_BLOCKS)


@pytest.mark.usefixtures("sampled_twice")
@pytest.mark.parametrize("kind", KINDS)
def test_decided_blocks_are_opened_until_the_value_is_reached(kind: Kind) -> None:
    for seed in range(100, 115):
        check(*random_program(seed, replace(kind, blocks=4 * kind.blocks)))


def test_what_is_one_piece_of_work_says_so() -> None:
    clock = check(*random_program(3, Kind(blocks=300)))
    assert steps(clock) == BY_BLOCKS
    assert clock.log.steps[-1].columns == random_program(3, Kind(blocks=300))[0].size
    assert clock.log.steps[-1].bound == pytest.approx(clock.log.steps[-1].value, rel=1e-9)


@pytest.mark.usefixtures("sampled_twice")
def test_blocks_torn_between_equals_are_solved_all_the_same() -> None:
    """Only what is short costs anything, as in the stage of a shortage: every price is a tie."""
    for seed in range(10):
        program, _ = random_program(seed, Kind(blocks=300))
        check(program, cost_of(np.where(program.absorbing(), 1, 0)))


def test_a_program_of_two_rows_a_column_is_sifted_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(structure, "LINKING", 20)
    monkeypatch.setattr(sifting, "BEGIN", 60)
    monkeypatch.setattr(sifting, "LEAST_GROWTH", 50)
    for seed in range(10):
        program, cost = two_rows_each(seed)
        assert structure.form_of(program) is None
        clock = check(program, cost)
        assert set(steps(clock)) == {"sifting"}
        sizes = [step.columns for step in clock.log.steps]
        assert sizes == sorted(sizes)
        assert sizes[-1] < program.size


def test_where_sifting_stalls_the_solver_gets_everything_and_the_log_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(structure, "LINKING", 20)
    monkeypatch.setattr(sifting, "ROUNDS", 1)
    monkeypatch.setattr(sifting, "BEGIN", 60)
    clock = check(*two_rows_each(1))
    assert steps(clock) == ["sifting", "whole_model"]


def test_once_time_is_up_there_is_a_bound_and_no_answer() -> None:
    program, cost = random_program(3, Kind(blocks=300))
    clock = Clock(SolveOptions(time_limit=1e-9), 1)
    clock.next_stage()
    found = linear.relaxed(program, cost, program.lower, clock)
    plain = master.solve(program, cost.floats(), master.Call(), whole=False)
    assert found.x is None
    assert plain.x is not None
    assert float(found.bound.value) <= cost.floats() @ plain.x + 1e-6


def steps(clock: Clock) -> list[str]:
    return [step.step for step in clock.log.steps]

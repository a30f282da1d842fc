"""Relaxing: a proven bound, better than that of the program without its gates."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

import tiny
from ikmpool.program import bounds, master, relaxing
from ikmpool.program.clock import Clock
from ikmpool.program.gates import gates_of
from ikmpool.program.options import SolveOptions
from program.test_alternatives import half_of_each


def clock(seconds: float | None = None) -> Clock:
    made = Clock(SolveOptions(time_limit=seconds, gap=0), stages=1)
    made.next_stage()
    return made


@settings(max_examples=20)
@given(tiny.monthly(1) | tiny.monthly(2))
def test_the_bound_is_proven_and_no_worse_than_without_gates(case):
    program, cost = case
    relaxed = relaxing.relax(gates_of(program), cost, clock())
    reply = master.solve(program, cost.floats(), master.Call(), whole=False)
    plain = bounds.prove(program, cost, reply.prices).value
    least = min(cost.value(x) for x in tiny.every_answer(program))
    assert plain - 1e-6 <= relaxed.bound.value <= least
    assert len(relaxed.bound.prices) == len(program.low)
    assert relaxed.chosen.all()


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=tiny.monthly(1) | tiny.monthly(2))
def test_a_rough_solve_proves_a_bound_too(case, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(relaxing, "EXACTLY", 0)
    program, cost = case
    relaxed = relaxing.relax(gates_of(program), cost, clock())
    assert relaxed.bound.value <= min(cost.value(x) for x in tiny.every_answer(program))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=tiny.monthly(1))
def test_what_absorbs_and_what_is_open_is_promising_in_any_case(
    case, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(relaxing, "PROMISING", 0)
    program, cost = case
    gates = gates_of(program)
    relaxed = relaxing.relax(gates, cost, clock())
    assert relaxed.chosen[program.absorbing()].all()
    shut = ~relaxed.chosen[gates.switch]
    assert (relaxed.x[gates.switch[shut]] <= relaxing.OPEN).all()
    assert not relaxed.chosen[gates.column[shut]].any()


@settings(max_examples=1, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=tiny.monthly(1))
def test_a_solver_that_came_to_no_end_tells_nothing(case, monkeypatch: pytest.MonkeyPatch):
    nothing = master.Reply(False, None, None, None)
    monkeypatch.setattr(master, "solve", lambda *_, **__: nothing)
    program, cost = case
    assert relaxing.relax(gates_of(program), cost, clock()) is None


@pytest.mark.parametrize(("seconds", "told"), [(1.0, False), (0.01, True)])
def test_alternatives_are_told_apart_where_time_allows(seconds: float, told: bool):
    program, cost = half_of_each()
    gates = gates_of(program)
    relaxed = replace(relaxing.relax(gates, cost, clock()), seconds=seconds)
    assert relaxed.value == 35
    again = relaxing.relax_apart(gates, cost, relaxed, clock(5))
    assert again.value == (45 if told else 35)

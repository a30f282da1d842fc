"""Revising: never worse, and the best there is where every row is looked at together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

import tiny
from ikmpool.program import relaxing, revising
from ikmpool.program.clock import Clock
from ikmpool.program.gates import gates_of
from ikmpool.program.options import SolveOptions


def clock(seconds: float | None = None) -> Clock:
    made = Clock(SolveOptions(time_limit=seconds, gap=0), stages=1)
    made.next_stage()
    return made


def revised(program, cost, seconds: float | None = None):
    gates = gates_of(program)
    relaxed = relaxing.relax(gates, cost, clock())
    start = np.where(program.absorbing(), program.upper, 0)
    return revising.revise(gates, cost, start, relaxed, clock(seconds))


@settings(max_examples=30)
@given(tiny.monthly(1) | tiny.monthly(2))
def test_rows_that_are_all_decided_together_are_decided_best(case):
    program, cost = case
    found = revised(program, cost)
    assert program.holds(found)
    assert cost.value(found) == min(cost.value(x) for x in tiny.every_answer(program))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=tiny.monthly(2))
def test_rows_decided_one_by_one_never_make_an_answer_worse(case, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(revising, "TOGETHER", 1)
    program, cost = case
    found = revised(program, cost)
    assert program.holds(found)
    assert cost.value(found) <= cost.value(np.where(program.absorbing(), program.upper, 0))


@given(tiny.monthly(1))
@settings(max_examples=3)
def test_out_of_time_the_answer_stays_as_it_is(case):
    program, cost = case
    assert not revised(program, cost, 1e-9)[~program.absorbing()].any()

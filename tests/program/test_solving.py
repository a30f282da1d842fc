"""Solving: a solver's word counts only as far as no answer in hand refutes it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

import tiny
from ikmpool.program import master, solving
from ikmpool.program.clock import Clock
from ikmpool.program.options import SolveOptions
from ikmpool.program.program import NONE, cost_of
from ikmpool.program.solving import minimise


def half_open() -> tuple[tiny.Program, tiny.Cost, tiny.Ints]:
    """Two units of three halves are needed, at 3 or 4: 6 is least, the relaxation says 4.5."""
    program = tiny.program_of([9, 9], [([2, 2], 3, NONE)])
    return program, cost_of(tiny.ints([3, 4])), tiny.ints([2, 0])


def clock() -> Clock:
    made = Clock(SolveOptions(), stages=1)
    made.next_stage()
    return made


@pytest.mark.parametrize(
    ("reply", "closed"),
    [
        (master.Reply(True, np.array([2.0, 0.0]), None, 6.0), True),
        (master.Reply(False, None, None, 6.0), True),
        (master.Reply(False, None, None, 5.0), False),
        (master.Reply(True, np.array([0.0, 2.0]), None, 8.0), False),
        (master.Reply(False, np.array([0.0, 2.0]), None, 8.0), False),
        (master.Reply(False, None, None, None), False),
    ],
)
def test_a_solver_that_claims_more_than_an_answer_in_hand_costs_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, reply: master.Reply, closed: bool
) -> None:
    solve = master.solve

    def told(program, cost, call, *, whole):  # type: ignore[no-untyped-def]
        return reply if np.any(whole) else solve(program, cost, call, whole=whole)

    monkeypatch.setattr(master, "solve", told)
    program, cost, start = half_open()
    outcome = minimise(program, cost, start, clock())
    assert outcome.x.tolist() == [2, 0]
    assert outcome.closed == closed
    assert 5 <= outcome.bound <= 6


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=tiny.monthly(1) | tiny.monthly(2))
def test_a_program_with_gates_is_solved_as_well_as_any(
    case: tuple[tiny.Program, tiny.Cost], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solving, "GATED_COLUMNS", 0)
    program, cost = case
    start = np.where(program.absorbing(), program.upper, 0)
    outcome = minimise(program, cost, start, clock())
    least = min(cost.value(x) for x in tiny.every_answer(program))
    assert outcome.value == outcome.bound == least
    assert program.holds(outcome.x)

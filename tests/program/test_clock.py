"""The clock shares a time limit out: half of what is left to each stage, the last one all."""

from __future__ import annotations

import time

import pytest

from ikmpool.program.clock import Clock
from ikmpool.program.options import SolveOptions


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that a test turns by hand."""
    hand = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: hand[0])
    return hand


def test_each_stage_may_use_half_of_what_is_left_and_the_last_one_all(now: list[float]) -> None:
    clock = Clock(SolveOptions(time_limit=80), stages=3)
    clock.next_stage()
    assert clock.left() == 40
    now[0] += 10  # the first stage takes less than its half
    clock.next_stage()
    assert clock.left() == 35
    now[0] += 35
    clock.next_stage()
    assert clock.left() == 35


def test_a_stage_is_out_of_time_at_its_end_and_never_below_zero(now: list[float]) -> None:
    clock = Clock(SolveOptions(time_limit=10), stages=2)
    clock.next_stage()
    now[0] += 4.9
    assert not clock.out
    now[0] += 2
    assert clock.out
    assert clock.left() == 0


def test_a_stage_takes_no_longer_than_it_is_given(now: list[float]) -> None:
    clock = Clock(SolveOptions(time_limit=80), stages=2)
    clock.next_stage(5.0)
    assert clock.left() == 5
    now[0] += 5
    clock.next_stage(100.0)
    assert clock.left() == 75


def test_without_a_limit_no_time_runs_out(now: list[float]) -> None:
    clock = Clock(SolveOptions(time_limit=None), stages=1)
    clock.next_stage()
    now[0] += 1e9
    assert clock.left() is None
    assert not clock.out
    assert clock.call().seconds is None
    assert clock.call(5.0).seconds == 5.0


def test_a_call_gets_the_less_of_the_stages_time_and_its_own(now: list[float]) -> None:
    clock = Clock(SolveOptions(time_limit=8, threads=2, solver="CBC"), stages=1)
    clock.next_stage()
    assert clock.call(100.0).seconds == 8
    assert clock.call(1.0).seconds == 1
    now[0] += 7.5
    call = clock.call(1.0)
    assert (call.seconds, call.solver, call.threads) == (0.5, "CBC", 2)

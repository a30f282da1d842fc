"""A solve that is stopped keeps what HiGHS has found and proven, and leaves nothing behind."""

from __future__ import annotations

from unittest.mock import Mock

import numpy as np
import pytest

import tiny
from ikmpool.program import master, thread, watch
from ikmpool.program.options import SolveOptions
from ikmpool.program.program import Program
from ikmpool.program.progress import Progress
from ikmpool.program.stages import solve
from ikmpool.program.stopping import Stop, stoppable
from ikmpool.program.watch import Watch
from interrupts import nothing_left, press, pressing


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at solves all the time, so that short ones are seen, too."""
    monkeypatch.setattr(thread, "TICK", 0.001)
    monkeypatch.setattr(watch, "EVERY", 0.0)


def improved(now: Progress) -> bool:
    """Tell whether HiGHS has found an answer of the market split, and proven little."""
    return now.best is not None and now.best < 100


@pytest.mark.parametrize("grace", [60.0, 0.0], ids=["HiGHS ends by itself", "HiGHS is left behind"])
def test_a_first_ctrl_c_keeps_the_answer_and_the_bound_of_the_solve(
    monkeypatch: pytest.MonkeyPatch, grace: float
) -> None:
    """Without a limit of time this market split would run for hours."""
    monkeypatch.setattr(thread, "GRACE", grace)
    program, stage, start = tiny.hard(0)
    tell, told = pressing(improved)
    with nothing_left():
        solved = solve(program, [stage], start, SolveOptions(time_limit=None, progress=tell))
    reached = solved.reached[0]
    seen = next(filter(improved, told))
    assert solved.interrupted
    assert program.holds(solved.x)
    assert stage.cost.value(solved.x) == reached.value < stage.cost.value(start)
    assert reached.value <= seen.best + 1e-6
    assert reached.bound >= np.ceil(seen.bound - 1e-3)
    assert not reached.closed
    assert told[-1].done == told[-1].of == 1


def test_a_second_ctrl_c_breaks_off_while_the_first_one_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wait = thread._Solve.wait_a_little

    def impatient(solve: thread._Solve) -> bool:
        if any(map(improved, told)):
            press()
        return wait(solve)

    monkeypatch.setattr(thread._Solve, "wait_a_little", impatient)
    program, stage, start = tiny.hard(0)
    tell, told = pressing(improved)
    with nothing_left(), pytest.raises(KeyboardInterrupt):
        solve(program, [stage], start, SolveOptions(time_limit=None, progress=tell))


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, SystemExit])
def test_what_the_callable_raises_comes_out(error: type[BaseException]) -> None:
    def fail(now: Progress) -> None:
        if now.best is not None:
            raise error("the user's own")

    program, stage, start = tiny.hard(0)
    with nothing_left(), pytest.raises(error, match="the user's own"):
        solve(program, [stage], start, SolveOptions(time_limit=None, progress=fail))


def test_what_fails_in_the_thread_comes_out() -> None:
    broken = Mock()
    broken.run.side_effect = MemoryError("no room")
    with nothing_left(), pytest.raises(MemoryError, match="no room"):
        thread.run(broken, Watch())


def dense(size: int) -> Program:
    """A linear program that takes a simplex many steps."""
    rng = np.random.default_rng(0)
    rows = [(row, int(row.sum()), 2**62) for row in rng.integers(1, 1000, (size, size))]
    return tiny.program_of([10] * size, rows)


def test_a_linear_solve_that_is_stopped_proves_nothing() -> None:
    """It is stopped at the first look, long before the simplex is through."""
    program = dense(400)
    cost = np.random.default_rng(1).integers(1, 1000, program.size).astype(float)
    told: list[Progress] = []

    def tell(now: Progress) -> None:
        told.append(now)
        press()

    with nothing_left(), stoppable() as stop:
        eye = Watch(stop, tell)
        reply = master.solve(program, cost, master.Call(watch=eye), whole=False)
    assert len(told) == 1
    assert stop.asked
    assert not reply.finished
    assert reply.prices is None


def test_once_asked_to_stop_no_solve_begins_but_for_an_answer_in_hand() -> None:
    program, cost = tiny.program_of([9], [([1], 3, 2**62)]), np.ones(1)
    call = master.Call(watch=Watch(Stop(asked=True)))
    assert master.solve(program, cost, call, whole=True) == master.Reply(False, None, None, None)
    kept = master.solve(program, cost, call.lasting(), whole=True)
    assert kept.x is not None
    assert kept.x.tolist() == [3]

"""Sending: what comes back is given once, what is lost is not; a Ctrl-C calls the rest off."""

from __future__ import annotations

import threading
import time
from concurrent.futures import BrokenExecutor, Executor, ThreadPoolExecutor
from math import sqrt

import pytest

from executors import Losing, Posted, Silent
from ikmpool.program import sending
from ikmpool.program.sending import done, each, sent
from ikmpool.program.stopping import Stop
from ikmpool.program.watch import Watch
from interrupts import nothing_left, press


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "TICK", 0.001)
    monkeypatch.setattr(sending, "GRACE", 0.01)


def test_without_an_executor_nothing_is_sent_and_all_is_done_here_in_order() -> None:
    assert list(sent(None, sqrt, [1, 4], Watch())) == []
    assert list(done(None, sqrt, [1, 4], Watch())) == [(0, 1), (1, 2)]
    assert each(None, sqrt, [1, 4]) == [1, 2]


@pytest.mark.parametrize("executor", [Posted(), ThreadPoolExecutor(2)], ids=["posted", "threads"])
def test_every_result_is_given_with_its_number(executor: Executor) -> None:
    with executor:
        assert sorted(sent(executor, sqrt, [1, 4, 9], Watch())) == [(0, 1), (1, 2), (2, 3)]
        assert each(executor, sqrt, [9, 1, 4]) == [3, 1, 2]


def test_what_is_lost_on_the_way_is_done_here(caplog: pytest.LogCaptureFixture) -> None:
    executor = Losing(BrokenExecutor("died"), None, TypeError("cannot pickle"), SystemExit(1))
    assert each(executor, sqrt, [1, 4, 9, 16]) == [1, 2, 3, 4]
    lost = [record.getMessage() for record in caplog.records]
    assert len(lost) == 3
    assert "Work sent to an executor was lost and is done here: BrokenExecutor('died')" in lost


def test_an_executor_that_takes_nothing_any_more_is_asked_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    assert each(executor, sqrt, [1, 4]) == [1, 2]
    (lost,) = caplog.records
    assert "cannot schedule new futures after shutdown" in lost.getMessage()


def test_an_error_of_the_work_itself_comes_out_with_where_it_was_raised() -> None:
    with pytest.raises(ValueError, match=r"nonnegative|domain") as error:
        list(sent(Posted(), sqrt, [1, -1], Watch()))
    assert "result = work(item)" in error.value.__notes__[0]


def test_work_that_has_no_memory_there_is_done_here() -> None:
    tried: list[int] = []

    def hungry(item: int) -> int:
        tried.append(item)
        if len(tried) == 1:
            raise MemoryError
        return item

    with ThreadPoolExecutor(1) as executor:
        assert each(executor, hungry, [7]) == [7]
    assert tried == [7, 7]


@pytest.mark.parametrize("begun", [False, True])
def test_once_time_is_up_the_rest_is_called_off(begun: bool) -> None:
    executor = Silent(begun=begun)
    assert list(sent(executor, sqrt, [1, 4], Watch(), seconds=0.01)) == []
    assert all(future.cancelled() != begun for future in executor.futures)


def test_a_ctrl_c_calls_off_what_is_elsewhere_and_nothing_is_done_here() -> None:
    stop = Stop()
    threading.Timer(0.05, lambda: setattr(stop, "asked", True)).start()
    executor = Silent()
    assert list(done(executor, sqrt, [1, 4], Watch(stop))) == []
    assert all(future.cancelled() for future in executor.futures)


def test_what_is_under_way_has_a_little_while_once_it_was_asked_to_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sending, "GRACE", 60.0)
    stop, go = Stop(), threading.Event()
    with ThreadPoolExecutor(1) as executor:
        found = sent(executor, go.wait, [60.0, 60.0], Watch(stop))
        threading.Timer(0.05, lambda: setattr(stop, "asked", True)).start()
        threading.Timer(0.2, go.set).start()
        assert list(found) == [(0, True)]


def test_a_ctrl_c_at_a_worker_is_meant_for_all_that_was_sent_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sending._WORKER, "stopped", time.time() + 60.0)
    with ThreadPoolExecutor(1) as executor:
        assert list(sent(executor, sqrt, [1, 4], Watch())) == []
        monkeypatch.setattr(sending._WORKER, "stopped", time.time() - 60.0)
        assert each(executor, sqrt, [1, 4]) == [1, 2]


def test_a_worker_notes_that_a_ctrl_c_ended_its_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_WORKER", sending._Worker())
    submitted = time.time()
    with nothing_left():
        assert sending._tried(lambda _: press(), 0, submitted) == (None, None)
    assert submitted <= sending._WORKER.stopped <= time.time()


def test_the_users_callable_ends_the_work_by_an_error() -> None:
    def tell(_: object) -> None:
        raise RuntimeError("enough")

    executor = Silent()
    with pytest.raises(RuntimeError, match=r"^enough$"):
        list(sent(executor, sqrt, [1], Watch(tell=tell)))
    assert executor.futures[0].cancelled()

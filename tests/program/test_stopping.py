"""A first Ctrl-C asks, a second one raises, and everything is as before afterwards."""

from __future__ import annotations

import signal
import threading

import pytest

from ikmpool.program.stopping import Stop, stoppable
from interrupts import nothing_left, press


def test_a_first_ctrl_c_asks_and_a_second_one_raises() -> None:
    with nothing_left(), stoppable() as stop:
        assert not stop.asked
        press()
        assert stop.asked
        with pytest.raises(KeyboardInterrupt):
            press()


def test_a_third_ctrl_c_finds_the_usual_handler() -> None:
    with nothing_left(), stoppable():
        press()
        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                press()
            assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_after_an_error_all_is_as_before() -> None:
    with nothing_left():
        with pytest.raises(ValueError, match="inside"), stoppable():
            raise ValueError("inside")
        with pytest.raises(KeyboardInterrupt):
            press()


def test_work_inside_work_stops_with_it() -> None:
    with nothing_left(), stoppable() as outer:
        with stoppable() as inner:
            press()
        with stoppable() as later:
            assert inner is outer is later
            assert later.asked


def test_a_program_with_a_handler_of_its_own_keeps_it() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    try:
        with stoppable() as stop:
            press()
        assert heard == [signal.SIGINT]
        assert not stop.asked
    finally:
        signal.signal(signal.SIGINT, before)


def test_in_another_thread_nothing_changes() -> None:
    stops: list[Stop] = []

    def work() -> None:
        with stoppable() as stop:
            stops.append(stop)

    with nothing_left(), stoppable() as mine:
        press()
        other = threading.Thread(target=work)
        other.start()
        other.join()
        assert mine.asked
        assert not stops[0].asked

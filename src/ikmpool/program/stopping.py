"""Stopping: a first Ctrl-C asks long work to end with what it has; a second one breaks it off."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType


@dataclass(slots=True)
class Stop:
    """Whether work was asked to stop."""

    asked: bool = False


@dataclass(slots=True)
class _Main:
    """What the main thread is at: the outermost work that can be stopped."""

    stop: Stop | None = None


_MAIN = _Main()


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Let a first Ctrl-C ask the work inside to stop, instead of breaking it off.

    A second one raises KeyboardInterrupt as ever.  Work inside such work shares its state, so that
    what runs many allocations stops as one.  In other threads than the main one, and where a
    program has a handler of its own, nothing changes.

    Yields
    ------
    Stop
        To be asked once more after the block: a Ctrl-C may come at its very end.
    """
    if threading.current_thread() is not threading.main_thread():
        yield Stop()
        return
    usual = signal.getsignal(signal.SIGINT)
    if _MAIN.stop is not None or usual is not signal.default_int_handler:
        yield _MAIN.stop or Stop()
        return
    stop = _MAIN.stop = Stop()

    def ask(number: int, frame: FrameType | None) -> None:
        if stop.asked:
            # Given back first: a third one, while the second unwinds, finds all as it was.
            signal.signal(signal.SIGINT, usual)
            signal.default_int_handler(number, frame)
        stop.asked = True

    try:
        signal.signal(signal.SIGINT, ask)
        yield stop
    finally:
        _MAIN.stop = None
        signal.signal(signal.SIGINT, usual)

"""Ctrl-C as tests press it: a real signal to this process, sent while it is sure to be heard."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ikmpool.program import thread
from ikmpool.program.progress import Progress

#: Seconds that nothing in a test may take; only a test that fails waits so long.
LONG = 120.0


def press() -> None:
    """Send a signal from another thread, and return once it has been sent."""
    sender = threading.Thread(target=os.kill, args=(os.getpid(), signal.SIGINT))
    sender.start()
    sender.join()


def pressing(when: Callable[[Progress], bool]) -> tuple[Callable[[Progress], None], list[Progress]]:
    """Give a callable that presses Ctrl-C once, at the first record that is so, and the records."""
    told: list[Progress] = []
    pressed: list[Progress] = []

    def tell(now: Progress) -> None:
        told.append(now)
        if not pressed and when(now):
            pressed.append(now)
            press()

    return tell, told


@contextmanager
def nothing_left() -> Iterator[None]:
    """Make sure that the block leaves no thread for long, and the usual handler."""
    before = set(threading.enumerate())
    try:
        yield
    finally:
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        until = time.monotonic() + LONG
        while thread.lingers() and time.monotonic() < until:
            time.sleep(0.01)
        assert set(threading.enumerate()) <= before

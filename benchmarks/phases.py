"""Seconds of each phase of our own run, by a stopwatch at the functions that do it.

A second belongs to the innermost phase that is running; whatever rounding calls is rounding.
"""

from __future__ import annotations

import functools
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import Any
from unittest import mock

#: Every phase, in order: ``search`` is what solving does besides the three before it.
PHASES = ("read", "check", "admit", "price", "master", "round", "search", "audit", "report")
WHOLE = "round"
#: The functions that do a phase of `allocate`; what a caller does around it, it times itself.
SPOTS = {
    "admit": ("plans.allocation:drafted", "plans.allocation:whole_program"),
    "price": (
        "program.bounds:prove",
        "program.bounds:fix",
        "program.large.linear:fallen",
        "program.large.linear:price",
    ),
    "master": ("program.master:solve",),
    "round": (
        "program.rounding:nearest",
        "program.rounding:whole_answer",
        "program.rounding:mixed_answer",
        "program.polishing:polish",
    ),
    "search": ("program.stages:solve",),
    "audit": ("plans.allocation:_plan",),
    "report": ("plans.frames:shares", "plans.frames:orders", "plans.frames:not_kept"),
}


class Stopwatch:
    """Seconds by phase."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._running: list[str] = []
        self._since = time.perf_counter()

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Give the seconds of the block to a phase, but those of phases inside it."""
        self._lap()
        self._running.append(WHOLE if WHOLE in self._running else name)
        try:
            yield
        finally:
            self._lap()
            self._running.pop()

    @contextmanager
    def at_spots(self) -> Iterator[None]:
        """Time the functions of `SPOTS` while the block runs."""
        with ExitStack() as stack:
            for name, spots in SPOTS.items():
                for spot in spots:
                    module, function = spot.split(":")
                    home = import_module(f"ikmpool.{module}")
                    timed = self._timed(name, getattr(home, function))
                    stack.enter_context(mock.patch.object(home, function, timed))
            yield

    def _timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.phase(name):
                return function(*args, **kwargs)

        return timed

    def _lap(self) -> None:
        now = time.perf_counter()
        if self._running:
            self.seconds[self._running[-1]] += now - self._since
        self._since = now

"""The clock: shares a time limit out between stages."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from ikmpool.program import master
from ikmpool.program.options import SolveOptions


@dataclass(slots=True)
class Clock:
    """Each stage may use half of what is left, the last one all of it."""

    options: SolveOptions
    stages: int
    _end: float | None = field(init=False)
    _stage_end: float | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        limit = self.options.time_limit
        self._end = None if limit is None else time.monotonic() + limit

    def next_stage(self, most: float | None = None) -> None:
        """Begin a stage, of at most so many seconds."""
        self.stages -= 1
        now = time.monotonic()
        limits = [] if most is None else [now + most]
        if self._end is not None:
            left = self._end - now
            limits.append(now + (left / 2 if self.stages > 0 else left))
        self._stage_end = min(limits, default=None)

    def left(self) -> float | None:
        """Seconds left to this stage; None without a limit."""
        return None if self._stage_end is None else max(self._stage_end - time.monotonic(), 0.0)

    def call(self, most: float | None = None) -> master.Call:
        """Give a solver call within this stage's time, and within ``most`` seconds."""
        limits = [s for s in (self.left(), most) if s is not None]
        return master.Call(
            self.options.solver, seconds=min(limits, default=None), threads=self.options.threads
        )

    @property
    def out(self) -> bool:
        """Whether this stage's time has run out."""
        return self._stage_end is not None and time.monotonic() >= self._stage_end

"""The clock: shares a time limit out between stages."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from ikmpool.program import master
from ikmpool.program.log import Log
from ikmpool.program.options import SolveOptions
from ikmpool.program.watch import Watch


@dataclass(slots=True)
class Clock:
    """Each stage may use half of what is left, the last one all of it.

    Where the work is asked to stop, no time is left.
    """

    options: SolveOptions
    stages: int
    watch: Watch = field(default_factory=Watch)
    log: Log = field(default_factory=Log)
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
        if self.stopped:
            return 0.0
        return None if self._stage_end is None else max(self._stage_end - time.monotonic(), 0.0)

    def call(self, most: float | None = None) -> master.Call:
        """Give a solver call within this stage's time, and within ``most`` seconds."""
        limits = [s for s in (self.left(), most) if s is not None]
        return master.Call(
            self.options.solver,
            seconds=min(limits, default=None),
            threads=self.options.threads,
            watch=self.watch,
        )

    @property
    def out(self) -> bool:
        """Whether this stage's time has run out, or the work was asked to stop."""
        late = self._stage_end is not None and time.monotonic() >= self._stage_end
        return late or self.stopped

    @property
    def stopped(self) -> bool:
        """Whether the work was asked to stop."""
        return self.watch.stop.asked

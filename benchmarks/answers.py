"""What a contestant is granted, what it answers, and what was measured of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf, isfinite, nan

SOLVED, CUT_OFF, LEFT_OUT = "solved", "cut off", "left out"
OUT_OF_MEMORY, FAILED, REFUSED = "out of memory", "failed", "refused"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a peer is granted: seconds from now on, the gap to reach, and threads."""

    limit: float
    gap: float
    threads: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a contestant came to.

    Attributes
    ----------
    status : str
        ``solved`` (to the gap that was asked), ``cut off``, ``left out``, ``out of memory``,
        ``failed`` or ``refused`` (its figures contradict ours).
    value, bound : float
        Cost of the answer, and what it proves that no answer can be below.
    build, solve, whole, after : float
        Seconds of making the model, of solving it, and of ours: of making whole units of a linear
        answer, and of the audit after it.
    short : int
        Units that are missing.
    least_short : int
        Units that must be missing, as proven.
    linear, linear_gap : float
        Of ours: the proven value of the linear stage, and the gap to its answer.
    phases : dict of str to float
        Of ours: seconds of each phase.
    digest : str
        Of ours: a fingerprint of the shares.
    note : str
        What a reader should know.
    """

    status: str
    value: float = inf
    bound: float = -inf
    build: float = 0.0
    solve: float = nan
    whole: float = 0.0
    after: float = 0.0
    short: int = 0
    least_short: int = 0
    linear: float = nan
    linear_gap: float = nan
    phases: dict[str, float] = field(default_factory=dict)
    digest: str = ""
    note: str = ""

    @property
    def total(self) -> float:
        """Seconds end to end, from tables or arrays in memory to an answer."""
        return self.build + self.solve + self.whole + self.after

    @property
    def gap(self) -> float:
        """Relative gap between value and bound; NaN where one is missing."""
        known = isfinite(self.value) and isfinite(self.bound)
        return max(self.value - self.bound, 0.0) / max(abs(self.value), 1.0) if known else nan

    @property
    def timed(self) -> bool:
        """Whether it has seconds to show."""
        return self.status in {SOLVED, CUT_OFF}


@dataclass(frozen=True, slots=True)
class Measurement:
    """One run: the answer, seconds of the processor, and the peak memory of its process."""

    answer: Answer
    processor: float = nan
    peak_mb: float = nan

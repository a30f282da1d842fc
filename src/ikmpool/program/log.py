"""The log: which steps each stage was solved by, how large they were, and what they came to."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a stage.

    Attributes
    ----------
    stage : str
    step : str
        What was done; the words are ``plan.steps.<step>``.
    columns : int
        Columns that it was about.
    value, bound : float or None
        What its answer costs and what it proves, where it has one; of the objective solved, in
        which columns that earlier stages count may be dearly priced.
    seconds : float
    """

    stage: str
    step: str
    columns: int
    value: float | None
    bound: float | None
    seconds: float


@dataclass(slots=True)
class Log:
    """Collects the steps."""

    steps: list[Step] = field(default_factory=list)
    stage: str = ""
    _since: float = field(default_factory=time.monotonic)

    def begin(self, stage: str) -> None:
        """Begin a stage."""
        self.stage, self._since = stage, time.monotonic()

    def note(
        self, step: str, columns: int, value: float | None = None, bound: float | None = None
    ) -> None:
        """Note a step that is done."""
        now = time.monotonic()
        self.steps.append(Step(self.stage, step, columns, value, bound, now - self._since))
        self._since = now

"""The watch: beside work that goes on, whether it was asked to stop, and whom to tell how far."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf, isfinite

from ikmpool.program.progress import Progress
from ikmpool.program.stopping import Stop

#: Seconds between two records within a stage.
EVERY = 0.25


@dataclass(frozen=True, slots=True)
class Known:
    """What a stage knows when a solver begins to work on a part of it.

    Attributes
    ----------
    value, bound : float
        Of the stage: its value in hand, and what is proven.
    rest : float
        What the columns outside of the part come to in hand.
    sole : bool
        The part is all that can move, so that its bound is one of the stage.
    least : float
        What the columns outside of the part can not be below, where they move, too.
    """

    value: float
    bound: float
    rest: float
    sole: bool
    least: float = -inf

    def with_part(self, value: float, bound: float) -> tuple[float | None, float | None]:
        """Give the stage's best and bound, once the part has come to so much; None if unknown."""
        best = min(self.value, self.rest + value)
        least = min(max(self.bound, (self.rest if self.sole else self.least) + bound), best)
        return best if isfinite(best) else None, least if isfinite(least) else None


@dataclass(slots=True)
class Watch:
    """Tells how far work has come, a few times a second, and knows whether to stop."""

    stop: Stop = field(default_factory=Stop)
    tell: Callable[[Progress], None] | None = None
    stage: Known | None = None  # where a stage is worked on in parts
    _now: tuple[str, int, int] = ("", 0, 0)
    _begun: float = field(default_factory=time.monotonic)
    _told: float = -inf

    def at(self, work: str, done: int, of: int) -> None:
        """Tell that a part of the work begins, or that all is done."""
        self._now = work, done, of
        self._report(None, None)

    def look(self, known: Known | None, value: float, bound: float) -> None:
        """Tell how far a solver has come with a part, unless something was told just before."""
        if time.monotonic() - self._told >= EVERY:
            self._report(*self._known(known, value, bound))

    def _known(
        self, known: Known | None, value: float, bound: float
    ) -> tuple[float | None, float | None]:
        """Give the stage's best and bound, as far as they are known."""
        best, least = (None, None) if known is None else known.with_part(value, bound)
        if self.stage is None:
            return best, least
        return self.stage.with_part(inf if best is None else best, -inf if least is None else least)

    def _report(self, best: float | None, bound: float | None) -> None:
        self._told = time.monotonic()
        if self.tell is not None:
            self.tell(Progress(*self._now, self._told - self._begun, best, bound))

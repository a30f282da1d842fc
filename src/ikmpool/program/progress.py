"""Progress: how far long work has come, as one record."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far long work has come.

    Attributes
    ----------
    work : str
        What is being done: in an allocation, the name of a stage, as in ``plan.stages``; in a
        stress test, who drops out.
    done, of : int
        Parts done, of how many; equal exactly in the last record.
    seconds : float
        Since the work began.
    best, bound : float or None
        While a solver looks for whole numbers: the best value of the stage in hand, and what no
        answer of it is below so far, in the unit of ``plan.stages``.  Floats, for the eye.  Where
        shortage and cost are decided at once, what is short counts as units that are dear.

    Examples
    --------
    >>> Progress("cost", done=1, of=4, seconds=2.5, best=200.0, bound=150.0).gap
    0.25
    """

    work: str
    done: int
    of: int
    seconds: float
    best: float | None = None
    bound: float | None = None

    @property
    def gap(self) -> float | None:
        """Relative gap between best and bound; None where one of them is not known."""
        if self.best is None or self.bound is None:
            return None
        return max(self.best - self.bound, 0.0) / max(abs(self.best), 1.0)

"""Lines of the tables: each contestant on each instance, by medians over its repeats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isnan, nan
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.answers import Answer, Measurement
from benchmarks.contestants import Contestant

if TYPE_CHECKING:
    from benchmarks.instances import Instance

#: The seconds of an answer.
PARTS = ("build", "solve", "whole", "after")


@dataclass(frozen=True, slots=True)
class Row:
    """What a contestant came to on an instance.

    Attributes
    ----------
    instance : Instance
    contestant : Contestant
    answer : Answer
        Its seconds are medians; all else is the first run's.
    processor : float
        Seconds of the processor, median.
    peak_mb : float
        Peak memory of its process, median.
    runs : int
    """

    instance: Instance
    contestant: Contestant
    answer: Answer
    processor: float = nan
    peak_mb: float = nan
    runs: int = 0

    @classmethod
    def of(cls, instance: Instance, contestant: Contestant, runs: Sequence[Measurement]) -> Row:
        """Sum repeats up; one that came to nothing speaks for all."""
        answers = [run.answer for run in runs]
        worst = next((answer for answer in answers if not answer.timed), answers[0])
        middle = replace(
            worst,
            **{part: _median([getattr(a, part) for a in answers]) for part in PARTS},
            phases={p: _median([a.phases[p] for a in answers if a.phases]) for p in worst.phases},
        )
        return cls(
            instance,
            contestant,
            middle,
            _median([run.processor for run in runs]),
            _median([run.peak_mb for run in runs]),
            len(runs),
        )


def times_ours(row: Row, ours: Answer) -> tuple[float, float]:
    """Give how many times our seconds a peer took: solve against solve, and end to end.

    Against a peer that solves a linear program, solving is our linear stage; against one that has
    whole units, making these counts, too.
    """
    mine = ours.solve + (0.0 if row.contestant.rule == "linear" else ours.whole)
    return (row.answer.solve + row.answer.whole) / mine, row.answer.total / ours.total


def _median(figures: Sequence[float]) -> float:
    known = [figure for figure in figures if not isnan(figure)]
    return median(known) if known else nan

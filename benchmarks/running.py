"""The recipe of a suite: make each instance, let everybody solve it, compare, sum up."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.answers import LEFT_OUT, REFUSED, SOLVED, Answer, Measurement
from benchmarks.comparing import DisagreementError, check
from benchmarks.contestants import CONTESTANTS, Contestant
from benchmarks.instances import Instance
from benchmarks.measuring import measure, memory
from benchmarks.results import Row
from benchmarks.work import Job

#: The least and the most seconds that a peer is granted before it is cut off.
LEAST = 5.0


@dataclass(frozen=True, slots=True)
class Manner:
    """How instances are run.

    Attributes
    ----------
    folder : Path
        Where the files of instances are made, and removed again.
    threads : int
        For everybody alike.
    repeats : int or None
        In place of each instance's own.
    most : float
        Seconds that a peer is granted at most.
    tell : callable
        Told each measurement as it comes.
    """

    folder: Path
    threads: int = 2
    repeats: int | None = None
    most: float = 1_800.0
    tell: Callable[[str], None] = print


def run(instance: Instance, manner: Manner) -> list[Row]:
    """Run every contestant of an instance, turn by turn, and compare.

    Returns
    -------
    list of Row
        One a contestant.  A contestant whose figures contradict ours is ``refused``; those held
        against a run of ours that came to nothing are ``left out``.
    """
    who = [CONTESTANTS[name] for name in instance.contestants]
    runs: dict[str, list[Measurement]] = {one.name: [] for one in who}
    with tempfile.TemporaryDirectory(dir=manner.folder) as folder:
        job = Job(instance, None, Path(folder), instance.limit, manner.threads, memory())
        if instance.generator:
            made = measure(job)
            if not made.answer.timed:
                raise RuntimeError(f"{instance.name} could not be made: {made.answer.note}")
        for _ in range(manner.repeats or instance.repeats):
            for one in who:
                if not _over(runs[one.name]):
                    limit = _limit(instance, one, runs, manner)
                    found = measure(replace(job, contestant=one, limit=limit))
                    found = replace(found, answer=_checked(one, found.answer, runs))
                    runs[one.name].append(found)
                    manner.tell(_line(instance, one, found))
    return [Row.of(instance, one, runs[one.name]) for one in who]


def _over(runs: Sequence[Measurement]) -> bool:
    """Tell whether to run it again is of no use: it is not solved, or not there."""
    return any(run.answer.status != SOLVED for run in runs)


def _limit(
    instance: Instance, one: Contestant, runs: Mapping[str, list[Measurement]], manner: Manner
) -> float:
    """Grant a peer as many times our seconds as we claim to be faster."""
    if one.ours or not instance.claim:
        return instance.limit
    ours = runs[one.against][0].answer if runs.get(one.against) else Answer(LEFT_OUT)
    granted = instance.claim * ours.total if ours.timed else LEAST
    return min(max(granted, LEAST), manner.most)


def _checked(one: Contestant, theirs: Answer, runs: Mapping[str, list[Measurement]]) -> Answer:
    """Hold an answer against our first run."""
    ours = theirs if one.rule == "self" else runs[one.against][0].answer
    if not theirs.timed:
        return theirs
    if not ours.timed:
        return Answer(LEFT_OUT, note=f"nothing of ours to hold it against: {ours.status}")
    try:
        check(one.rule, ours, theirs)
    except DisagreementError as reason:
        return Answer(REFUSED, note=str(reason))
    return theirs


def _line(instance: Instance, one: Contestant, found: Measurement) -> str:
    answer = found.answer
    seconds = f"{answer.total:8.2f} s {found.peak_mb:7,.0f} MB" if answer.timed else " " * 21
    return f"  {instance.name:<20} {one.words:<24} {answer.status:<14} {seconds}  {answer.note}"

"""Answers held against each other before any second of theirs is shown."""

from __future__ import annotations

from math import isfinite

from benchmarks.answers import CUT_OFF, SOLVED, Answer

#: Relative difference that floats may have.
SLACK = 1e-9


class DisagreementError(Exception):
    """Two answers that cannot both be right."""


def check(rule: str, ours: Answer, theirs: Answer) -> None:
    """Refuse an answer that contradicts ours.

    Parameters
    ----------
    rule : str
        ``self``: our own run, which must be consistent.  ``linear``: the same linear program, so
        its value is that of our linear stage.  ``flow``: that, and in whole
        units.  ``whole``: the same program in whole numbers, so neither side's bound is above the
        other side's cost.  ``same``: another run of ours, with the same shares to the unit.
    ours, theirs : Answer
        What ran out of time is held by its bound and its cost alone.

    Raises
    ------
    DisagreementError
    """
    if theirs.timed:
        RULES[rule](ours, theirs)


def _itself(_: Answer, theirs: Answer) -> None:
    _below("bound", theirs.bound, "value", theirs.value)


def _linear(ours: Answer, theirs: Answer) -> None:
    if theirs.status == CUT_OFF:
        _below("its bound", theirs.bound, "our cost", ours.value)
        _below("our linear value", ours.linear, "its cost", theirs.value)
    elif not abs(theirs.value - ours.linear) <= SLACK * abs(ours.linear):
        raise DisagreementError(
            f"its value is {theirs.value:.12g}, that of our linear stage {ours.linear:.12g}"
        )


def _flow(ours: Answer, theirs: Answer) -> None:
    _linear(ours, theirs)
    _below("our bound", ours.bound, "its cost", theirs.value)
    _below("its bound", theirs.bound, "our cost", ours.value)


def _whole(ours: Answer, theirs: Answer) -> None:
    if theirs.short < ours.least_short and isfinite(theirs.value):
        raise DisagreementError(f"short {theirs.short}, where we prove {ours.least_short}")
    if theirs.short == ours.short or not isfinite(theirs.value):
        _below("its bound", theirs.bound, "our cost", ours.value)
        _below("our bound", ours.bound, "its cost", theirs.value)


def _same(ours: Answer, theirs: Answer) -> None:
    _itself(ours, theirs)
    if theirs.status == ours.status == SOLVED and theirs.digest != ours.digest:
        raise DisagreementError(f"its shares are {theirs.digest}, ours {ours.digest}")


RULES = {"self": _itself, "linear": _linear, "flow": _flow, "whole": _whole, "same": _same}


def _below(lower_name: str, lower: float, upper_name: str, upper: float) -> None:
    if lower > upper + SLACK * abs(upper):
        raise DisagreementError(f"{lower_name} {lower:.12g} is above {upper_name} {upper:.12g}")

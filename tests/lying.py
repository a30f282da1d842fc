"""Contestants that tests of the benchmarks hire: liars, sleepers and eaters."""

from __future__ import annotations

import time
from dataclasses import replace

from benchmarks.answers import CUT_OFF, SOLVED, Answer, Terms
from benchmarks.arrays import Market
from benchmarks.peers import highs_lp


def lie(market: Market, terms: Terms, *, by: float) -> Answer:
    """Solve the program, and say something else."""
    answer = highs_lp.solve(market, terms, solver="simplex")
    return replace(answer, value=answer.value * (1 + by))


def sleep(_market: Market, _terms: Terms) -> Answer:
    """Never come to an end."""
    time.sleep(1_000)
    return Answer(SOLVED)


def eat(_market: Market, _terms: Terms, *, megabytes: int) -> Answer:
    """Take so much memory."""
    return Answer(CUT_OFF, solve=1.0, short=len(b"x" * (megabytes * 1_000_000)))


def fail(_market: Market, _terms: Terms) -> Answer:
    """Break down."""
    raise ValueError("no idea")

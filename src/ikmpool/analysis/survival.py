"""Survival: how many units of a promise are left when a producer drops out.

Where a pool names drop-outs, a promise is to be delivered in each of them, too, and the other
orders are as well served there as without the promise.  Two bounds say how much that can be, each
for every smaller quantity as well (see :mod:`ikmpool.analysis.headroom`):

- In one drop-out alone no more is delivered than fits the program without the columns that are
  lost.  The other orders are left aside there: each may lack what it lacks in that drop-out anyway,
  and which of them lacks how much only the plan for all drop-outs together decides.
- In all drop-outs together, beside the plan itself, with all of that asked at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from ikmpool.analysis.asking import Asked
from ikmpool.analysis.headroom import (
    EXCESS,
    MISSING,
    Ask,
    Service,
    names_of,
    served_as_before,
)
from ikmpool.exact import Ints
from ikmpool.plans.allocation import drafted, whole_program, with_facts
from ikmpool.program import stages
from ikmpool.program.naming import unnamed
from ikmpool.program.options import SolveOptions
from ikmpool.program.program import NONE, Program, cost_of
from ikmpool.program.sending import each
from ikmpool.program.sparse import matrix_of
from ikmpool.program.stages import Linear, Reached
from ikmpool.rules.backup import drop_outs
from ikmpool.rules.book import rules_of
from ikmpool.rules.draft import Draft


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a promise.

    Attributes
    ----------
    out : str
        The drop-out; "" for all of them together.
    most : int
        Proven: no more units of the promised orders are delivered.
    short : bool
        Whether these are fewer than ordered.
    proof : str
        ``"exact"``, or the solver whose word `most` is.
    """

    out: str
    most: int
    short: bool
    proof: str


@dataclass(frozen=True, slots=True)
class _Alone:
    """What is asked of one drop-out alone."""

    program: Program
    least: Linear
    start: Ints
    options: SolveOptions


def _least_short(asked: _Alone) -> Reached:
    (short,) = stages.solve(asked.program, [asked.least], asked.start, asked.options).reached
    return short


def left_without(asked: Asked, quantity: int | Sequence[int], options: SolveOptions) -> list[Left]:
    """Bound what is delivered of promised orders in each drop-out alone."""
    if not drop_outs(asked.pool):
        return []
    draft, missing, ordered = _drafted(asked, quantity)
    program, start = with_facts(draft, options)
    least = Linear(MISSING, cost_of(np.isin(np.arange(program.size), missing).astype(np.int64)))
    asks, found = list[_Alone](), list[Left]()
    for scenario in draft.scenarios:
        upper = program.upper.copy()
        upper[scenario.lost] = 0
        without = unnamed(program.bounded(program.lower, upper))
        asks.append(_Alone(without, least, start, replace(options, executor=None)))
    for scenario, short in zip(
        draft.scenarios, each(options.executor, _least_short, asks), strict=True
    ):
        fits = ordered - ceil(short.bound)
        found.append(Left(scenario.name, fits, fits < ordered, short.proof))
    return found


def left_in_all(
    asked: Asked, quantity: int | Sequence[int], base: Service, options: SolveOptions
) -> Left | None:
    """Bound what is delivered of promised orders in every drop-out; None where there is none."""
    if not drop_outs(asked.pool):
        return None
    draft, missing, ordered = _drafted(asked, quantity)
    program, start = whole_program(draft, options)
    places = [missing, *(copy.place(draft.drafting.size)[missing] for copy in draft.copies)]
    asks = list(served_as_before(draft, program, asked, base))
    grown = _grown(program, asks, places, ordered)
    start = _start(grown, program, base, places, np.append(start, [a.room for a in asks]))
    excess = np.zeros(grown.size, dtype=np.int64)
    excess[program.size : -1] = 1
    worst = np.zeros(grown.size, dtype=np.int64)
    worst[-1] = 1
    wanted = [Linear(EXCESS, cost_of(excess)), Linear(MISSING, cost_of(worst))]
    more, short = stages.solve(grown, wanted, start, options).reached
    fits = 0 if more.bound > 0 else ordered - ceil(short.bound)
    return Left("", fits, fits < ordered, more.proof if more.bound > 0 else short.proof)


def _drafted(asked: Asked, quantity: int | Sequence[int]) -> tuple[Draft, Ints, int]:
    """Draft a pool with a promise; gives the columns of what is missing, and what is ordered."""
    pool = asked.at(quantity, in_part=True)
    _, _, draft = drafted(pool, rules_of(pool))
    missing = np.concatenate([draft.columns_of(k)[asked.first :] for k in ("short", "tolerated")])
    return draft, missing, int(pool.figures("orders", "quantity").units[asked.first :].sum())


def _grown(program: Program, asks: Sequence[Ask], places: Sequence[Ints], ordered: int) -> Program:
    """Add a column of excess a row asked, and a last one of the most that is missing anywhere."""
    size = program.size + len(asks) + 1
    grown = program.with_columns(np.append([ask.room for ask in asks], ordered).astype(np.int64))
    entries = [(np.flatnonzero(a.entries), a.entries[a.entries != 0]) for a in asks]
    entries += [(place, np.ones(len(place), dtype=np.int64)) for place in places]
    own = np.append(program.size + np.arange(len(asks)), np.full(len(places), size - 1))
    row = np.repeat(np.arange(len(entries)), [len(at) + 1 for at, _ in entries])
    column = np.concatenate([np.append(at, o) for (at, _), o in zip(entries, own, strict=True)])
    value = np.concatenate([np.append(values, -1) for _, values in entries])
    high = np.append([ask.bound for ask in asks], np.zeros(len(places))).astype(np.int64)
    matrix = matrix_of(row, column, value, (len(entries), size))
    return grown.with_rows(matrix, np.full(len(entries), -NONE), high)


def _start(
    grown: Program, program: Program, base: Service, places: Sequence[Ints], empty: Ints
) -> Ints:
    """Leave all that is promised missing, the other orders served as before, if that holds here."""
    start = np.zeros(grown.size, dtype=np.int64)
    start[: program.size] = [base.answer.get(name, 0) for name in names_of(program)]
    for place in places:
        start[place] = program.upper[place]
    start[-1] = grown.upper[-1]
    return start if grown.holds(start) else np.append(empty, grown.upper[-1])

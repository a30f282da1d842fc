"""Apart: a program of independent parts is minimised part by part, here or elsewhere.

Parts have no row in common, so the least of the whole is the sum of theirs, and so is the bound.
How a program is split depends on nothing but its matrix; an executor changes where a part is
solved, and not what is asked there: the answer is the same.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from ikmpool.exact import Ints
from ikmpool.program import master, solving
from ikmpool.program.blocks import blocks
from ikmpool.program.bounds import Bound
from ikmpool.program.clock import Clock
from ikmpool.program.options import SolveOptions
from ikmpool.program.program import Cost, Family, Program
from ikmpool.program.sending import sent
from ikmpool.program.solving import Outcome
from ikmpool.program.sparse import part_of
from ikmpool.program.stopping import stoppable
from ikmpool.program.watch import Known, Watch

if TYPE_CHECKING:
    from ikmpool.program.sparse import Matrix

#: Columns of a part, at least: smaller blocks go together until they are as many.
ENOUGH = 500
#: Seconds of a part for which there is no time any more: it takes what is in hand.
HARDLY = 1e-3


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a program: where its columns and rows stand in the whole, and what is asked."""

    columns: Ints
    rows: Ints
    program: Program
    cost: Cost
    start: Ints
    linear: master.Reply | None


@dataclass(frozen=True, slots=True)
class Task:
    """A part as it is sent away.

    It has all the time that was left when it was sent, but for what it waited until it began.  As
    clocks of several machines differ, it always has its share.
    """

    part: Part
    options: SolveOptions
    share: float = 0.0
    until: float = 0.0

    def begun(self) -> SolveOptions:
        """Give the options as they are when work on the part begins."""
        limit = self.options.time_limit
        if limit is None:
            return self.options
        left = min(max(self.until - time.time(), self.share), limit)
        return replace(self.options, time_limit=left)


def minimise(
    program: Program,
    cost: Cost,
    start: Ints,
    clock: Clock,
    linear: master.Reply | None = None,
) -> Outcome:
    """Minimise one objective; see :func:`ikmpool.program.solving.minimise`.

    The parts of a program that has several of them go to the executor of the options, where there
    is one; those that do not come back, and all without one, are minimised here.
    """
    # A large linear program goes through prices of the rows that link it, whatever falls apart.
    split = program.size >= 2 * ENOUGH and not solving.is_large(program)
    groups = _groups(program.matrix) if split else []
    if len(groups) < 2:  # noqa: PLR2004 - one part is the whole
        return solving.minimise(program, cost, start, clock, linear)
    parts = parts_of(program, cost, start, groups, linear)
    clock.log.note("apart", program.size)
    outcomes = [solving.begun(part.program, part.cost, part.start) for part in parts]
    try:
        _minimise(parts, outcomes, clock)
    finally:
        clock.watch.stage = None
    return merged(program, cost, parts, outcomes)


def _minimise(parts: Sequence[Part], outcomes: list[Outcome], clock: Clock) -> None:
    """Minimise all parts that are still open, elsewhere or here."""
    executor, watch = None if clock.out else clock.options.executor, clock.watch
    todo = [number for number, outcome in enumerate(outcomes) if not outcome.closed]
    largest_first = todo[::-1] if executor is not None else []
    watch.stage = _known(outcomes)
    tasks = _tasks([parts[number] for number in largest_first], clock)
    for at, outcome in sent(executor, _minimised_there, tasks, watch, clock.left()):
        number = largest_first[at]
        if not parts[number].program.holds(outcome.x):  # whatever version answered there
            continue
        outcomes[number] = outcome
        value, bound = float(outcome.value), float(outcome.bound)
        clock.log.note("elsewhere", len(outcome.x), value, bound)
        todo.remove(number)
        watch.stage = _known(outcomes)
    for done, number in enumerate(todo):
        watch.stage = _known(outcomes, number)
        outcomes[number] = _minimised(parts[number], clock, len(todo) - done)


def _groups(matrix: Matrix) -> list[Ints]:
    """Split the columns into parts of enough columns, the smallest first."""
    groups: list[Ints] = []
    waiting: list[Ints] = []
    count = 0
    for block in blocks(matrix):
        waiting.append(block)
        count += len(block)
        if count >= ENOUGH:
            groups.append(np.sort(np.concatenate(waiting)))
            waiting, count = [], 0
    if waiting and groups:
        groups[-1] = np.sort(np.concatenate([groups[-1], *waiting]))
    return groups


def parts_of(
    program: Program,
    cost: Cost,
    start: Ints,
    groups: Sequence[Ints],
    linear: master.Reply | None = None,
) -> list[Part]:
    """Cut a program along groups of columns that have no row in common."""
    place = np.zeros(program.size, dtype=np.int64)
    group = np.zeros(program.size, dtype=np.int64)
    for number, columns in enumerate(groups):
        place[columns] = np.arange(len(columns))
        group[columns] = number
    matrix = program.matrix
    filled = np.flatnonzero(np.diff(matrix.indptr))
    mine = group[matrix.indices[matrix.indptr[filled]]]
    order = np.argsort(mine, kind="stable")
    cuts = np.searchsorted(mine[order], np.arange(1, len(groups)))
    return [
        Part(
            columns,
            rows,
            Program(
                program.lower[columns],
                program.upper[columns],
                part_of(matrix, rows, place, len(columns)),
                program.low[rows],
                program.high[rows],
                _families(program.columns, columns),
                _families(program.rows, rows),
            ),
            Cost(cost.numerator[columns], cost.denominator[columns]),
            start[columns],
            _reply(linear, columns, rows),
        )
        for columns, rows in zip(groups, np.split(filled[order], cuts), strict=True)
    ]


def _families(families: Sequence[Family], part: Ints) -> tuple[Family, ...]:
    """Give the families of some columns or rows, without names: those can not be sent."""
    ends = np.searchsorted(part, [(f.start, f.stop) for f in families]).reshape(-1, 2).tolist()
    return tuple(
        replace(family, start=start, stop=stop, name=str)
        for family, (start, stop) in zip(families, ends, strict=True)
        if start < stop
    )


def _reply(linear: master.Reply | None, columns: Ints, rows: Ints) -> master.Reply | None:
    """Give what a solver answered to a part's linear relaxation, where it answered to all."""
    if linear is None or linear.x is None or linear.prices is None:
        return None
    return replace(linear, x=linear.x[columns], prices=linear.prices[rows])


def _tasks(parts: Sequence[Part], clock: Clock) -> list[Task]:
    """Make what is sent away."""
    left, options = clock.left(), replace(clock.options, executor=None, progress=None)
    if left is None:
        return [Task(part, replace(options, time_limit=None)) for part in parts]
    left = max(left, HARDLY)
    options = replace(options, time_limit=left)
    return [Task(part, options, left / max(len(parts), 1), time.time() + left) for part in parts]


def _minimised_there(task: Task) -> Outcome:
    """Minimise a part elsewhere; a Ctrl-C that comes there, too, ends it with what it has."""
    with stoppable() as stop:
        clock = Clock(task.begun(), 1, Watch(stop))
        clock.next_stage()
        part = task.part
        return solving.minimise(part.program, part.cost, part.start, clock, part.linear)


def _minimised(part: Part, clock: Clock, left: int) -> Outcome:
    """Minimise a part here, in its share of the time."""
    time_left = clock.left()
    share = None if time_left is None else max(time_left / left, HARDLY)
    inner = Clock(replace(clock.options, time_limit=share), 1, clock.watch, clock.log)
    inner.next_stage()
    return solving.minimise(part.program, part.cost, part.start, inner, part.linear)


def _known(outcomes: Sequence[Outcome], but: int = -1) -> Known:
    """Give what a stage knows of its parts while one of them, or none, is worked on here."""
    values = [float(outcome.value) for outcome in outcomes]
    least = [float(outcome.bound) for outcome in outcomes]
    value, bound = sum(values), sum(least)
    if but < 0:
        return Known(value, bound, value, sole=False)
    return Known(value, bound, value - values[but], sole=False, least=bound - least[but])


def merged(
    program: Program, cost: Cost, parts: Sequence[Part], outcomes: Sequence[Outcome]
) -> Outcome:
    """Put the outcomes of all parts together."""
    x = np.zeros(program.size, dtype=np.int64)
    for part, outcome in zip(parts, outcomes, strict=True):
        x[part.columns] = outcome.x
    return Outcome(
        x,
        cost.value(x),
        sum((outcome.bound for outcome in outcomes), Fraction(0)),
        next((outcome.proof for outcome in outcomes if outcome.proof != "exact"), "exact"),
        _merged_bound(program, parts, [outcome.relaxation for outcome in outcomes]),
    )


def _merged_bound(program: Program, parts: Sequence[Part], proofs: Sequence[Bound]) -> Bound:
    """Put proofs together, in the coarsest of their units.

    Prices and reduced costs are rounded towards zero, where they fix no more than they did.
    """
    bits = min(proof.bits for proof in proofs)
    prices = np.zeros(len(program.low), dtype=np.int64)
    reduced = np.zeros(program.size, dtype=np.int64)
    for part, proof in zip(parts, proofs, strict=True):
        prices[part.rows] = _coarser(proof.prices, proof.bits - bits)
        reduced[part.columns] = _coarser(proof.reduced, proof.bits - bits)
    return Bound(sum((proof.value for proof in proofs), Fraction(0)), prices, reduced, bits)


def _coarser(values: Ints, bits: int) -> Ints:
    return np.asarray(np.sign(values) * (np.abs(values) >> bits))

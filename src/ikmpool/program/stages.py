"""Stages in strict order: each minimised among the best answers of those before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

import numpy as np

from ikmpool.exact import SAFE, Bools, Floats, Ints
from ikmpool.program import bounds, master
from ikmpool.program.blocks import blocks
from ikmpool.program.clock import Clock
from ikmpool.program.evenness import Evenness, even_out
from ikmpool.program.options import SolveOptions
from ikmpool.program.program import NONE, Cost, Program
from ikmpool.program.solving import Outcome, minimise
from ikmpool.program.sparse import matrix_of, widened

if TYPE_CHECKING:
    from ikmpool.program.sparse import Matrix

#: Seconds of a stage after one that stayed open: what it decides can still change anyway.
LATE_SECONDS = 5.0
#: Columns up to which a stage that was solved with others is priced anew for the reader.
PRICED_ANEW = 20_000
#: Separations of missing tangents per stage.
ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Linear:
    """A stage that minimises a linear cost over the program's own columns.

    A tie-break chooses among equals, so it is left out where an earlier stage stayed open.
    """

    name: str
    cost: Cost
    tie_break: bool = False


@dataclass(frozen=True, slots=True)
class Even:
    """A stage that evens out groups of columns; see :mod:`ikmpool.program.evenness`."""

    name: str
    groups: Matrix
    weights: Ints
    scale: int


@dataclass(frozen=True, slots=True)
class Reached:
    """What one stage reached.

    Attributes
    ----------
    name : str
    value, bound : Fraction
        ``bound`` is proven given the values of the stages before.
    proof : str
        ``"exact"``, or the name of the solver whose word the bound is.
    """

    name: str
    value: Fraction
    bound: Fraction
    proof: str

    @property
    def closed(self) -> bool:
        """Whether the value is proven least."""
        return self.bound >= self.value

    @property
    def gap(self) -> float:
        """Relative gap: zero exactly when closed."""
        if self.closed:
            return 0.0
        return float((self.value - self.bound) / max(abs(self.value), Fraction(1)))


@dataclass(frozen=True, slots=True)
class Solved:
    """The answer of all stages.

    Attributes
    ----------
    x : int64 array, shape (n,)
        Over the program's own columns.
    reached : tuple of Reached
        One per stage.
    prices : dict of str to float array, shape (m,)
        Per linear stage, the row prices of its linear relaxation.
    """

    x: Ints
    reached: tuple[Reached, ...]
    prices: dict[str, Floats]


def solve(
    program: Program, stages: Sequence[Linear | Even], start: Ints, options: SolveOptions
) -> Solved:
    """Minimise the stages one after the other.

    Parameters
    ----------
    program : Program
    stages : sequence of Linear or Even
        The first counts most.
    start : int64 array, shape (n,)
        An answer that holds.
    options : SolveOptions

    Returns
    -------
    Solved
    """
    run = _Run(program, start, Clock(options, len(stages)), len(start))
    done = run.leap(stages)
    for number in range(done, len(stages)):
        stage = stages[number]
        if run.open and isinstance(stage, Linear) and stage.tie_break:
            continue
        if options.progress is not None:
            options.progress(stage.name, number, len(stages))
        run.clock.next_stage(LATE_SECONDS if run.open else None)
        run.minimise(stage)
    if options.progress is not None:
        options.progress("", len(stages), len(stages))
    return Solved(run.x[: len(start)], run.final(), run.prices)


class _Run:
    """The state between stages: the program left to the next one, and the best answer so far."""

    def __init__(self, program: Program, x: Ints, clock: Clock, own: int) -> None:
        self.program, self.x, self.clock, self.own = program, x, clock, own
        self.evenness: Evenness | None = None
        self.reached: list[Reached] = []
        self.prices: dict[str, Floats] = {}
        self.values: dict[str, tuple[Cost, Fraction]] = {}  # of the stages so far, to be kept

    @property
    def open(self) -> bool:
        """Whether some stage so far is not proven least."""
        return not all(r.closed for r in self.reached)

    def final(self) -> tuple[Reached, ...]:
        """Give what each stage came to in the last answer: one that stayed open may have gained."""
        now = {
            name: cost.padded(self.program.size - cost.size).value(self.x)
            for name, (cost, _) in self.values.items()
        }
        return tuple(replace(r, value=now.get(r.name, r.value)) for r in self.reached)

    def leap(self, stages: Sequence[Linear | Even]) -> int:
        """Try to do the leading stages in one solve; gives how many were done.

        Leading stages that only cost columns which absorb (nothing given up, nothing short) are
        least at zero.  So the first other stage is solved with those columns dearly priced: where
        they all come out zero, that one solve proves every leading stage too.
        """
        absorbing = self.program.absorbing()
        lead: list[Linear] = []
        for stage in stages:
            if not isinstance(stage, Linear) or stage.cost.numerator[~absorbing].any():
                break
            lead.append(stage)
        if not lead or len(lead) == len(stages):
            return 0
        stage = stages[len(lead)]
        if not isinstance(stage, Linear) or stage.cost.numerator[absorbing].any():
            return 0
        self.clock.stages -= len(lead)  # this solve has the time of all of them
        self.clock.next_stage()
        costly = np.any([s.cost.numerator > 0 for s in lead], axis=0)
        outcome = minimise(self.program, dearly(stage.cost, costly), self.x, self.clock)
        self.x = outcome.x
        if any(s.cost.value(outcome.x) for s in lead):
            self.clock.stages += len(lead) + 1
            return 0
        zero = Fraction(0)
        self.reached += [Reached(s.name, zero, zero, "exact") for s in lead]
        upper = np.where(costly, 0, self.program.upper)
        self.program = undear = self.program.bounded(self.program.lower, upper)
        self._keep(stage.name, stage.cost, outcome)
        self._price(stage, undear)
        return len(lead) + 1

    def _price(self, stage: Linear, program: Program) -> None:
        """Price a stage anew without the dear columns, whose prices mean nothing to a reader."""
        if self.own > PRICED_ANEW or self.clock.out:
            return
        reply = master.solve(program, stage.cost.floats(), self.clock.call(), whole=False)
        if reply.prices is not None:
            self.prices[stage.name] = reply.prices

    def minimise(self, stage: Linear | Even) -> None:
        """Minimise a stage, and keep its value in the program for the next ones."""
        extra = self.program.size - self.own  # columns that earlier stages added
        if isinstance(stage, Linear):
            cost = stage.cost.padded(extra)
        else:
            self.evenness = even_out(
                self.program, widened(stage.groups, extra), stage.weights, stage.scale
            )
            if self.evenness is None:
                self.reached.append(Reached(stage.name, Fraction(0), Fraction(0), "exact"))
                return
            self.program, cost = self.evenness.program, self.evenness.cost
            self.x = self.evenness.lift(self.x)
        outcome = self._separated(cost)
        if any(
            c.padded(self.program.size - c.size).value(outcome.x) > v
            for c, v in self.values.values()
        ):
            outcome = replace(outcome, x=self.x, value=cost.value(self.x))
        self._keep(stage.name, cost, outcome)

    def _separated(self, cost: Cost) -> Outcome:
        """Minimise; add the tangents that the answer undercuts; again, until it undercuts none."""
        if self.evenness is None:
            return minimise(self.program, cost, self.x, self.clock)
        linear = self._separate_linear(cost, self.evenness)
        best = minimise(self.program, cost, self.x, self.clock, linear)
        x, value = self.x, cost.value(self.x)
        for _ in range(ROUNDS):
            lifted = self.evenness.lift(best.x)
            if self.program.holds(lifted) and cost.value(lifted) < value:
                x, value = lifted, cost.value(lifted)
            missing = self.evenness.missing(best.x)
            if missing is None or best.bound >= value or self.clock.out:
                break
            self.program = self.program.with_rows(*missing)
            best = minimise(self.program, cost, x, self.clock)
        return replace(best, x=x, value=value, bound=min(best.bound, value))

    def _separate_linear(self, cost: Cost, evenness: Evenness) -> master.Reply | None:
        """Add the tangents that linear answers undercut: cheaper to find than whole ones.

        Gives the last answer, of the program as it is then.
        """
        for _ in range(ROUNDS):
            if self.clock.out:
                return None
            reply = master.solve(self.program, cost.floats(), self.clock.call(), whole=False)
            missing = None if reply.x is None else evenness.missing(reply.x)
            if missing is None:
                return reply
            self.program = self.program.with_rows(*missing)
        return None

    def _keep(self, name: str, cost: Cost, outcome: Outcome) -> None:
        """Note what a stage reached; later stages must not be worse in it."""
        self.x = outcome.x
        self.values[name] = cost, outcome.value
        self.reached.append(Reached(name, outcome.value, outcome.bound, outcome.proof))
        relaxation = outcome.relaxation
        if len(relaxation.prices) == len(self.program.low):
            self.prices[name] = relaxation.prices / 2.0**relaxation.bits
            fixed = bounds.fix(self.program, relaxation, outcome.value)
        else:
            fixed = self.program
        if relaxation.value < outcome.value:  # else the fixed bounds and rows say it all
            # Each block of a least sum is at its own least: a row a block leaves them apart.
            parts = blocks(fixed.matrix) if outcome.closed else [np.arange(cost.size)]
            fixed = fixed.with_rows(*_at_most(cost, outcome.x, parts))
        self.program = fixed


def dearly(cost: Cost, columns: Bools) -> Cost:
    """Price some columns above any other, so that they are used only where nothing else can be."""
    numerator = cost.numerator.copy()
    ceiling = int((cost.numerator // cost.denominator).max(initial=0))
    numerator[columns] = (2 * ceiling + 1) * cost.denominator[columns]
    return Cost(numerator, cost.denominator)


def _at_most(cost: Cost, x: Ints, parts: Sequence[Ints]) -> tuple[Matrix, Ints, Ints]:
    """Make a row for each part, in whole numbers: it costs no more than in an answer.

    Where the fractions of the cost have no common multiple that fits, a row is rounded so that it
    still allows every answer that costs no more.
    """
    priced = [part[cost.numerator[part] != 0] for part in parts]
    rows = [(part, *_row_at_most(cost, x, part)) for part in priced if len(part)]
    none = np.zeros(0, dtype=np.int64)
    row = np.repeat(np.arange(len(rows)), [len(part) for part, _, _ in rows])
    column = np.concatenate([none, *(part for part, _, _ in rows)])
    value = np.concatenate([none, *(values for _, values, _ in rows)])
    high = np.array([most for _, _, most in rows], dtype=np.int64)
    matrix = matrix_of(row, column, value, (len(rows), cost.size))
    return matrix, np.full(len(rows), -NONE), high


def _row_at_most(cost: Cost, x: Ints, part: Ints) -> tuple[Ints, int]:
    """Give the coefficients and the upper bound of one row."""
    mine = Cost(cost.numerator[part], cost.denominator[part])
    value = mine.value(x[part])
    common = lcm(mine.common, value.denominator)
    most = int(np.abs(mine.numerator // mine.denominator).max(initial=1)) + 1
    if common * most >= SAFE or abs(value) * common >= SAFE:
        common = max(1, SAFE // (2 * max(most, int(abs(value)) + 1)))
    return mine.scaled(common), int(value * common // 1)

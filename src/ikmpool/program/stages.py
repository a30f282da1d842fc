"""Stages in strict order: each minimised among the best answers of those before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from ikmpool.exact import Bools, Floats, Ints
from ikmpool.program import bounds, master
from ikmpool.program.apart import minimise
from ikmpool.program.blocks import blocks
from ikmpool.program.clock import Clock
from ikmpool.program.dear import Foretold, dearly
from ikmpool.program.evenness import Evenness, even_out, sum_of_squares
from ikmpool.program.keeping import at_most
from ikmpool.program.log import Step
from ikmpool.program.options import SolveOptions
from ikmpool.program.program import Cost, Program
from ikmpool.program.separation import separated
from ikmpool.program.solving import Outcome, is_large
from ikmpool.program.sparse import widened
from ikmpool.program.stopping import stoppable
from ikmpool.program.uniqueness import is_alone
from ikmpool.program.watch import Watch

if TYPE_CHECKING:
    from ikmpool.program.sparse import Matrix

#: Seconds of a stage after one that stayed open: what it decides can still change anyway.
LATE_SECONDS = 5.0
#: Columns up to which a stage that was solved with others is priced anew for the reader.
PRICED_ANEW = 20_000
#: Columns up to which, and seconds for which, it is asked whether the answer is the only one left.
ALONE_COLUMNS, ALONE_SECONDS = 1_000, 1.0
#: What most stages' columns leave out of their value.
NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Linear:
    """A stage that minimises a linear cost over the program's own columns.

    A tie-break chooses among equals, so it is left out where an earlier stage stayed open.
    """

    name: str
    cost: Cost
    tie_break: bool = False

    def counts(self) -> Bools:
        """Tell which columns the stage counts."""
        return np.asarray(self.cost.numerator != 0)

    def value(self, x: Ints) -> Fraction:
        """Value of an answer over the program's own columns."""
        return self.cost.value(x)


@dataclass(frozen=True, slots=True)
class Even:
    """A stage that evens out groups of columns; see :mod:`ikmpool.program.evenness`."""

    name: str
    groups: Matrix
    weights: Ints
    scale: int

    def counts(self) -> Bools:
        """Tell which columns the stage counts."""
        counted = np.zeros(self.groups.shape[1], dtype=bool)
        counted[self.groups.indices] = True
        return counted

    def value(self, x: Ints) -> Fraction:
        """Value of an answer over the program's own columns."""
        made = np.asarray(self.groups @ x)
        return Fraction(sum_of_squares(self.scale, made, self.weights))


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
    interrupted : bool
        It was asked to stop: what is open might have been closed.
    log : tuple of Step
        How the stages were solved.
    """

    x: Ints
    reached: tuple[Reached, ...]
    prices: dict[str, Floats]
    interrupted: bool = False
    log: tuple[Step, ...] = ()


def solve(
    program: Program, stages: Sequence[Linear | Even], start: Ints, options: SolveOptions
) -> Solved:
    """Minimise the stages one after the other, until a Ctrl-C asks to stop.

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
    with stoppable() as stop:
        clock = Clock(options, len(stages), Watch(stop, options.progress))
        run = _Run(program, start, clock, len(start))
        _minimise(run, stages)
    return Solved(run.x[: len(start)], run.final(), run.prices, stop.asked, tuple(clock.log.steps))


def _minimise(run: _Run, stages: Sequence[Linear | Even]) -> None:
    """Minimise one stage after the other."""
    watch = run.clock.watch
    for number in range(run.leap(stages), len(stages)):
        stage = stages[number]
        if run.open and isinstance(stage, Linear) and stage.tie_break:
            continue
        watch.at(stage.name, number, len(stages))
        run.clock.log.begin(stage.name)
        run.last = number + 1 == len(stages)
        run.clock.next_stage(LATE_SECONDS if run.open else None)
        if isinstance(stage, Even):
            run.look_around(stages[number:])
        run.minimise(stage)
    watch.at(stages[-1].name if stages else "", len(stages), len(stages))


class _Run:
    """The state between stages: the program left to the next one, and the best answer so far."""

    def __init__(self, program: Program, x: Ints, clock: Clock, own: int) -> None:
        self.program, self.x, self.clock, self.own = program, x, clock, own
        self.evenness: Evenness | None = None
        self.alone = False  # whether the answer is the only one left
        self.last = False  # whether no stage comes after this one
        self.foretold: Foretold | None = None
        self.reached: list[Reached] = []
        self.prices: dict[str, Floats] = {}
        self.values: dict[str, tuple[Cost, Fraction]] = {}  # of the stages so far, to be kept
        self.bases: dict[str, Fraction] = {}  # what a stage's columns leave out of its value

    @property
    def open(self) -> bool:
        """Whether some stage so far is not proven least."""
        return not all(r.closed for r in self.reached)

    def final(self) -> tuple[Reached, ...]:
        """Give what each stage came to in the last answer: one that stayed open may have gained."""
        now = {
            name: cost.padded(self.program.size - cost.size).value(self.x) + self.bases[name]
            for name, (cost, _) in self.values.items()
        }
        return tuple(replace(r, value=now.get(r.name, r.value)) for r in self.reached)

    def leap(self, stages: Sequence[Linear | Even]) -> int:
        """Try to do the leading stages in one solve; gives how many were done.

        Leading stages that only cost columns which absorb (nothing given up, nothing short) are
        least at zero.  So the first other stage is solved with those columns dearly priced: where
        they all come out zero, that one solve proves every leading stage too.  Where not, its bound
        still promises that stage its value, should the leading ones come to what they are now.
        """
        absorbing = self.program.absorbing()
        lead: list[Linear] = []
        for stage in stages:
            if not isinstance(stage, Linear) or stage.cost.numerator[~absorbing].any():
                break
            if (stage.cost.numerator < 0).any():
                break
            lead.append(stage)
        if not lead or len(lead) == len(stages):
            return 0
        stage = stages[len(lead)]
        if not isinstance(stage, Linear) or stage.cost.numerator[absorbing].any():
            return 0
        self.clock.watch.at(stage.name, 0, len(stages))
        self.clock.log.begin(stage.name)
        self.clock.stages -= len(lead)  # this solve has the time of all of them
        self.clock.next_stage()
        costly = np.any([s.cost.numerator > 0 for s in lead], axis=0)
        outcome = minimise(self.program, dearly(stage.cost, costly), self.x, self.clock)
        self.x = outcome.x
        if any(s.cost.value(outcome.x) for s in lead):
            self.clock.stages += len(lead) + 1
            promised = {s.name: s.cost for s in lead}
            self.foretold = Foretold(stage.name, stage.cost, promised, outcome.bound, outcome.proof)
            return 0
        self.reached += [Reached(s.name, NOTHING, NOTHING, "exact") for s in lead]
        self.last = len(lead) + 1 == len(stages)
        if not self.last or self.own <= PRICED_ANEW:
            upper = np.where(costly, 0, self.program.upper)
            self.program = self.program.bounded(self.program.lower, upper)
        undear = self.program
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

    def look_around(self, rest: Sequence[Linear | Even]) -> None:
        """Find out whether the rest of the stages have anything to choose from.

        Asked only where some stage is a solver's word already: exact proofs stay exact.
        """
        told = any(r.proof != "exact" for r in self.reached)
        if not told or self.open or self.program.size > ALONE_COLUMNS:
            return
        matters = np.any([stage.counts() for stage in rest], axis=0)
        matters = np.append(matters, np.zeros(self.program.size - self.own, dtype=bool))
        call = self.clock.call(ALONE_SECONDS)
        self.alone = is_alone(self.program, self.x, matters, call)

    def minimise(self, stage: Linear | Even) -> None:
        """Minimise a stage, and keep its value in the program for the next ones."""
        if self.alone:
            value = stage.value(self.x[: self.own])
            solver = self.clock.options.solver
            self.reached.append(Reached(stage.name, value, value, solver))
            return
        extra = self.program.size - self.own  # columns that earlier stages added
        if isinstance(stage, Linear):
            cost = stage.cost.padded(extra)
        else:
            self.evenness = even_out(
                self.program, widened(stage.groups, extra), stage.weights, stage.scale, self.x
            )
            if self.evenness is None:
                value = stage.value(self.x[: self.own])
                self.reached.append(Reached(stage.name, value, value, "exact"))
                return
            self.program, cost = self.evenness.program, self.evenness.cost
            self.x = self.evenness.lift(self.x)
        outcome = self._promised(stage.name, cost)
        if outcome is None:
            self.program, outcome = separated(self.program, cost, self.x, self.clock, self.evenness)
        if any(
            c.padded(self.program.size - c.size).value(outcome.x) > v
            for c, v in self.values.values()
        ):
            outcome = replace(outcome, x=self.x, value=cost.value(self.x))
        # Evenness counts only groups that can move still, and from their least on.
        base = stage.value(outcome.x[: self.own]) - outcome.value
        self._keep(stage.name, cost, outcome, base)

    def _promised(self, stage: str, cost: Cost) -> Outcome | None:
        """Take the answer in hand where the leap promised that none is better."""
        if self.foretold is None or self.foretold.stage != stage:
            return None
        value = cost.value(self.x)
        if self.foretold.given({name: kept for name, (_, kept) in self.values.items()}) < value:
            return None
        reply = master.solve(self.program, cost.floats(), self.clock.call(), whole=False)
        relaxation = bounds.prove(self.program, cost, reply.prices)
        exact = bounds.rounded_up(cost, relaxation.value) >= value
        proof = "exact" if exact else self.foretold.proof
        return Outcome(self.x, value, value, proof, relaxation)

    def _keep(self, name: str, cost: Cost, outcome: Outcome, base: Fraction = NOTHING) -> None:
        """Note what a stage reached; later stages must not be worse in it."""
        self.x = outcome.x
        self.values[name] = cost, outcome.value
        self.bases[name] = base
        value, bound = outcome.value + base, outcome.bound + base
        self.reached.append(Reached(name, value, bound, outcome.proof))
        relaxation = outcome.relaxation
        if len(relaxation.prices) == len(self.program.low):
            self.prices[name] = relaxation.prices / 2.0**relaxation.bits
        if self.last:
            return
        if is_large(self.program):  # its rows stay what they are, so that it keeps its form
            every = np.arange(cost.size)
            self.program = self.program.with_rows(*at_most(cost, outcome.x, [every]))
            return
        fixed = self.program
        if len(relaxation.prices) == len(self.program.low):
            fixed = bounds.fix(self.program, relaxation, outcome.value)
        if relaxation.value < outcome.value:  # else the fixed bounds and rows say it all
            # Each block of a least sum is at its own least: a row a block leaves them apart.
            parts = blocks(fixed.matrix) if outcome.closed else [np.arange(cost.size)]
            fixed = fixed.with_rows(*at_most(cost, outcome.x, parts))
        self.program = fixed

"""One stage solved: a bound, an answer in whole numbers, and what is proven about it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from ikmpool.exact import Bools, Ints
from ikmpool.program import bounds, master, rounding
from ikmpool.program.options import SolveOptions
from ikmpool.program.program import Cost, Program

#: Up to here the whole program goes to the integer solver; above, first a part of it.
WHOLE_COLUMNS = 20_000
#: Columns of that part, besides the fractional and absorbing ones.
PART_COLUMNS = 2_000
#: Seconds spent on closing a gap that the options accept already.
CLOSING_SECONDS = 5.0
#: Times that a broken row is tightened and solved again.
REPAIRS = 5

@dataclass(frozen=True, slots=True)
class Outcome:
    """What a stage came to.

    Attributes
    ----------
    x : int64 array, shape (n,)
        The best answer known; it holds in whole numbers.
    value, bound : Fraction
        Its cost, and what no answer can be below.
    proof : str
        ``"exact"`` where the bound was summed in whole numbers, else the solver whose word it is.
    relaxation : bounds.Bound
        The exact bound of the linear relaxation, with prices and reduced costs.
    """

    x: Ints
    value: Fraction
    bound: Fraction
    proof: str
    relaxation: bounds.Bound

    @property
    def closed(self) -> bool:
        """Whether the value is proven least."""
        return self.bound >= self.value


@dataclass(slots=True)
class Clock:
    """Shares a time limit out between stages: each may use half of what is left, the last all."""

    options: SolveOptions
    stages: int
    _end: float | None = field(init=False)
    _stage_end: float | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        limit = self.options.time_limit
        self._end = None if limit is None else time.monotonic() + limit

    def next_stage(self) -> None:
        """Begin a stage."""
        self.stages -= 1
        if self._end is not None:
            left = self._end - time.monotonic()
            self._stage_end = time.monotonic() + (left / 2 if self.stages > 0 else left)

    def left(self) -> float | None:
        """Seconds left to this stage; None without a limit."""
        return None if self._stage_end is None else max(self._stage_end - time.monotonic(), 0.0)

    def call(self, most: float | None = None) -> master.Call:
        """Give a solver call within this stage's time, and within ``most`` seconds."""
        limits = [s for s in (self.left(), most) if s is not None]
        return master.Call(
            self.options.solver, seconds=min(limits, default=None), threads=self.options.threads
        )

    @property
    def out(self) -> bool:
        """Whether this stage's time has run out."""
        return self._stage_end is not None and time.monotonic() >= self._stage_end


def minimise(program: Program, cost: Cost, start: Ints, clock: Clock) -> Outcome:
    """Minimise one objective.

    The linear relaxation gives prices, the prices an exact bound.  Where its answer is whole and
    meets the bound, that is the proof.  Else the columns and rows that can not move in any better
    answer are fixed, and the rest goes to the integer solver.

    Parameters
    ----------
    program : Program
    cost : Cost
    start : int64 array, shape (n,)
        An answer that holds; the outcome is never worse.
    clock : Clock
        Time left, and the options.

    Returns
    -------
    Outcome
    """
    first = bounds.prove(program, cost)
    best = Outcome(start, cost.value(start), first.value, "exact", first)
    best = _bounded(best, cost, first)
    if best.closed or clock.out:
        return best
    relaxed = master.solve(program, cost.floats(), clock.call(), whole=False)
    if relaxed.x is None or relaxed.prices is None:
        return best
    best = _bounded(best, cost, bounds.prove(program, cost, relaxed.prices))
    best = _better(best, program, cost, rounding.nearest(program, relaxed.x))
    if not best.closed and program.size > WHOLE_COLUMNS:
        free = rounding.worth_freeing(program, relaxed.x, best.relaxation.reduced, PART_COLUMNS)
        part = Part(program, cost, free, np.rint(relaxed.x).astype(np.int64))
        best, _ = _solve_part(best, part, _accepting(clock.call(), best, clock.options.gap, cost.common))
    return _finish(best, program, cost, clock)


@dataclass(frozen=True, slots=True)
class Part:
    """The free columns of a program, the others kept at ``at``."""

    program: Program
    cost: Cost
    free: Bools
    at: Ints


def _finish(best: Outcome, program: Program, cost: Cost, clock: Clock) -> Outcome:
    """Fix by reduced cost, and let the integer solver finish what is left, if that is not too much.

    It first closes the gap that the options accept, then tries for a while to close the rest.
    """
    for gap, seconds in ((clock.options.gap, None), (0.0, CLOSING_SECONDS)):
        if best.closed or clock.out:
            break
        fixed = bounds.fix(program, best.relaxation, best.value)
        best = _better(best, program, cost, fixed.lower)
        free = fixed.lower < fixed.upper
        if not free.any():  # nothing can move in a better answer, so there is none
            return replace(best, bound=best.value)
        if np.count_nonzero(free) > WHOLE_COLUMNS:
            break
        part = Part(fixed, cost, free, np.where(free, best.x, fixed.lower))
        best, claimed = _solve_part(best, part, _accepting(clock.call(seconds), best, gap, cost.common))
        # The claim is about the fixed program; answers outside it cost more than the value.
        if claimed is not None and min(claimed, best.value) > best.bound:
            best = replace(best, bound=min(claimed, best.value), proof=clock.options.solver)
    return best


def _accepting(call: master.Call, best: Outcome, gap: float, common: int) -> master.Call:
    # A whole-number objective is closed as soon as less than one step is left.
    return replace(call, gap_abs=max(0.99 / common, gap * abs(float(best.value))))


def _solve_part(
    best: Outcome, part: Part, call: master.Call
) -> tuple[Outcome, Fraction | None]:
    """Solve a part in whole numbers; check, and repair what is broken.

    Gives the better outcome, and the bound of the part that the solver claims.
    """
    sub = part.program.restricted(part.free, part.at)
    cost = Cost(part.cost.numerator[part.free], part.cost.denominator[part.free])
    kept = part.cost.value(np.where(part.free, 0, part.at))
    claimed: Fraction | None = None
    for repair in range(REPAIRS):
        reply = master.solve(sub, cost.floats(), call, whole=True)
        if repair == 0:
            claimed = _claimed(reply, cost, call, kept)
        answer = None if reply.x is None else rounding.nearest(sub, reply.x)
        if answer is None:
            break
        x = part.at.copy()
        x[part.free] = answer
        if part.program.holds(x):
            return _better(best, part.program, part.cost, x), claimed
        sub = rounding.tightened(sub, answer)
    return best, claimed


def _claimed(
    reply: master.Reply, cost: Cost, call: master.Call, kept: Fraction
) -> Fraction | None:
    """Take a solver's word for a bound.

    Where it was asked to close the gap below one step and claims that it has, nothing is better than
    its answer.  Else its bound counts, less a float's tolerance, rounded up to the next step.
    """
    if reply.finished and reply.x is not None and call.gap_abs * cost.common < 1:
        return cost.value(np.rint(reply.x).astype(np.int64)) + kept
    if reply.bound is None:
        return None
    slack = 1e-6 + 1e-9 * abs(reply.bound)
    return bounds.rounded_up(cost, Fraction(reply.bound - slack) + kept)


def _bounded(best: Outcome, cost: Cost, proof: bounds.Bound) -> Outcome:
    value = min(bounds.rounded_up(cost, proof.value), best.value)
    if value < best.bound:
        return best
    return replace(best, bound=value, relaxation=proof)


def _better(best: Outcome, program: Program, cost: Cost, x: Ints | None) -> Outcome:
    if x is None or not program.holds(x):
        return best
    value = cost.value(x)
    return replace(best, x=x, value=value) if value < best.value else best

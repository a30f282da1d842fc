"""One stage solved: a bound, an answer in whole numbers, and what is proven about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from ikmpool.exact import Ints
from ikmpool.program import bounds, master, polishing, rounding
from ikmpool.program.clock import Clock
from ikmpool.program.program import Cost, Program

#: Free columns that go to the integer solver in one piece; a larger program is polished first.
WHOLE_COLUMNS = 5_000
#: Seconds spent on closing a gap exactly, before the gap that the options accept will do.
CLOSING_SECONDS = 5.0


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


def minimise(
    program: Program,
    cost: Cost,
    start: Ints,
    clock: Clock,
    linear: master.Reply | None = None,
) -> Outcome:
    """Minimise one objective.

    The linear relaxation gives prices, the prices an exact bound.  Where its answer is whole and
    meets the bound, that is the proof.  A large program is polished to a whole answer near the
    linear one.  Then what can not move in any better answer is fixed, and the rest goes to the
    integer solver.

    Parameters
    ----------
    program : Program
    cost : Cost
    start : int64 array, shape (n,)
        An answer that holds; the outcome is never worse.
    clock : Clock
        Time left, and the options.
    linear : master.Reply, optional
        What a solver answered to the linear relaxation, where it was asked before.

    Returns
    -------
    Outcome
    """
    first = bounds.prove(program, cost)
    best = Outcome(start, cost.value(start), first.value, "exact", first)
    best = _bounded(best, cost, first)
    if best.closed or clock.out:
        return best
    if linear is None:
        linear = master.solve(program, cost.floats(), clock.call(), whole=False)
    if linear.x is None or linear.prices is None:
        # Out of time, or a program so tight that a float solver finds it empty: the integer solver
        # has wider tolerances, and its answer is checked in whole numbers anyway.
        return _finish(best, program, cost, clock) if program.size <= WHOLE_COLUMNS else best
    best = _bounded(best, cost, bounds.prove(program, cost, linear.prices))
    best = _better(best, program, cost, rounding.nearest(program, linear.x))
    if not best.closed and program.size > WHOLE_COLUMNS:
        near = polishing.polish(program, cost, linear.x, best.relaxation, clock)
        best = _better(best, program, cost, near)
    return _finish(best, program, cost, clock)


def _finish(best: Outcome, program: Program, cost: Cost, clock: Clock) -> Outcome:
    """Fix by reduced cost, and let the integer solver finish what is left, if that is not too much.

    It first tries for a while to close the gap exactly; only then is it content with the gap that
    the options accept.
    """
    accepted = clock.options.gap * abs(float(best.bound))
    for gap, seconds in ((0.0, CLOSING_SECONDS), (accepted, None)):
        if best.closed or clock.out or (gap and best.value - best.bound <= gap):
            break
        fixed = bounds.fix(program, best.relaxation, best.value)
        best = _better(best, program, cost, fixed.lower)
        free = fixed.lower < fixed.upper
        if not free.any():  # nothing can move in a better answer, so there is none
            return replace(best, bound=best.value)
        if np.count_nonzero(free) > WHOLE_COLUMNS:
            break
        # A whole-number objective is closed as soon as less than one step is left.
        call = replace(clock.call(seconds), gap_abs=max(0.99 / cost.common, gap))
        best = _solved(best, fixed, cost, call)
    return best


def _solved(best: Outcome, fixed: Program, cost: Cost, call: master.Call) -> Outcome:
    """Let the integer solver solve a program of which part is fixed."""
    free = fixed.lower < fixed.upper
    sub = fixed.restricted(free, fixed.lower)
    sub_cost = cost.where(free)
    kept = cost.value(np.where(free, 0, fixed.lower))
    answer, reply = rounding.whole_answer(sub, sub_cost.floats(), call)
    if answer is not None:
        x = fixed.lower.copy()
        x[free] = answer
        best = _better(best, fixed, cost, x)
    claimed = _claimed(reply, sub_cost, call)
    # The claim is about the fixed program; answers outside it cost more than the value.
    if claimed is not None and min(claimed + kept, best.value) > best.bound:
        best = replace(best, bound=min(claimed + kept, best.value), proof=call.solver)
    return best


def _claimed(reply: master.Reply, cost: Cost, call: master.Call) -> Fraction | None:
    """Take a solver's word for a bound.

    Where it was asked to close the gap below one step and claims that it has, nothing is better
    than its answer.  Else its bound counts, less a float's tolerance, rounded up to the next step.
    """
    if reply.finished and reply.x is not None and call.gap_abs * cost.common < 1:
        return cost.value(np.rint(reply.x).astype(np.int64))
    if reply.bound is None:
        return None
    slack = 1e-6 + 1e-9 * abs(reply.bound)
    return bounds.rounded_up(cost, Fraction(reply.bound - slack))


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

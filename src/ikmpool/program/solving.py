"""One stage solved: a bound, an answer in whole numbers, and what is proven about it."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from ikmpool.exact import Bools, Ints
from ikmpool.program import bounds, master, polishing, rounding
from ikmpool.program.blocks import blocks
from ikmpool.program.clock import Clock
from ikmpool.program.program import Cost, Program
from ikmpool.program.watch import Known

if TYPE_CHECKING:
    from ikmpool.program.gates import Gates

#: Programs of more columns than this, without switches, have the linear path of large ones.
LARGE_COLUMNS = 20_000
#: Free columns that go to the integer solver in one piece; a larger program is polished first.
WHOLE_COLUMNS = 5_000
#: As many do where only the switches among them have to be whole.
MIXED_COLUMNS = 50_000
#: Up to so many other columns, asking for whole numbers everywhere at once is as fast.
FEW_COLUMNS = 300
#: From so many columns on, gates are worth their rows.
GATED_COLUMNS = 1_500
#: A solver need not look far beyond the answer in hand.  But it has to find one about as good by
#: itself, so that a program which it wrongly finds empty proves nothing.
CUTOFF_ROOM = 1e-4
#: Blocks of fewer columns are solved together.
SMALL_BLOCK = 200
#: A gap that is asked for beyond this is accepted without a try at closing it.
EXACT_GAP = 1e-6
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


def is_large(program: Program) -> bool:
    """Tell whether a program has the linear path of large ones."""
    return program.size > LARGE_COLUMNS and not program.switches().any()


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
    if linear is None and is_large(program):
        return _large(program, cost, start, clock)
    best = begun(program, cost, start)
    if best.closed:
        return best
    if program.size > GATED_COLUMNS and program.switches().any():
        from ikmpool.program.gates import gates_of  # what small programs need not import

        gates = gates_of(program)
        if gates.tight.any():
            best, told = _gated(best, gates, cost, clock)
            if told:
                return best
    if program.size > WHOLE_COLUMNS and program.switches().any():
        best = _something(best, program, cost, clock)
    if linear is None and not clock.out:
        linear = master.solve(program, cost.floats(), clock.call(), whole=False)
    if linear is None or linear.x is None or linear.prices is None:
        # Out of time, or a program so tight that a float solver finds it empty: the integer solver
        # has wider tolerances, and its answer is checked in whole numbers anyway.
        best = _finish(best, program, cost, clock) if program.size <= WHOLE_COLUMNS else best
        return _something(best, program, cost, clock) if clock.out else best
    best = _bounded(best, cost, bounds.prove(program, cost, linear.prices))
    reached = float(cost.floats() @ linear.x), float(best.relaxation.value)
    clock.log.note("whole_model", program.size, *reached)
    best = _better(best, program, cost, rounding.nearest(program, linear.x))
    if not best.closed and program.size > WHOLE_COLUMNS:
        near = polishing.polish(program, cost, best.x, best.relaxation, clock, linear.x)
        best = _better(best, program, cost, near)
    best = _finish(best, program, cost, clock)
    return _something(best, program, cost, clock) if clock.out else best


def begun(program: Program, cost: Cost, start: Ints) -> Outcome:
    """Give what is known before anything is solved: an answer, and the bound of the columns."""
    first = bounds.prove(program, cost)
    return _bounded(Outcome(start, cost.value(start), first.value, "exact", first), cost, first)


def _large(program: Program, cost: Cost, start: Ints, clock: Clock) -> Outcome:
    """Minimise an objective of a program of very many columns and no switches."""
    from ikmpool.program.large import linear  # what small programs need not import

    relaxed = linear.relaxed(program, cost, start, clock)
    best = Outcome(start, cost.value(start), relaxed.bound.value, "exact", relaxed.bound)
    best = _bounded(best, cost, relaxed.bound)
    best = _better(best, program, cost, relaxed.whole)
    if relaxed.x is not None:
        near = polishing.polish(program, cost, best.x, best.relaxation, clock, relaxed.x)
        best = _better(best, program, cost, near)
    clock.log.note("rounding", program.size, float(best.value), float(best.bound))
    room = int((best.value - best.bound) * (1 << best.relaxation.bits))
    reduced = best.relaxation.reduced
    if np.count_nonzero((reduced <= room) & (reduced >= -room)) <= WHOLE_COLUMNS:
        best = _finish(best, program, cost, clock)
    return _something(best, program, cost, clock) if clock.out else best


def _gated(best: Outcome, gates: Gates, cost: Cost, clock: Clock) -> tuple[Outcome, bool]:
    """Decide switches by the relaxation with gates; tells whether a solver could tell anything."""
    from ikmpool.program import plunging, relaxing, revising

    program = gates.program
    relaxed = relaxing.relax(gates, cost, clock)
    if relaxed is None:
        return best, False
    best = _bounded(best, cost, relaxed.bound)
    clock.log.note("gates", program.size, None, float(relaxed.bound.value))
    near = plunging.plunge(gates, cost, relaxed.x, relaxed.chosen, clock)
    best = _better(best, program, cost, near)
    if float(best.value - best.bound) > clock.options.gap * abs(float(best.bound)):
        relaxed = relaxing.relax_apart(gates, cost, relaxed, clock)
        lowest = min(bounds.rounded_up(cost, relaxed.value), best.value)
        best = replace(best, bound=max(best.bound, lowest))
    revised = revising.revise(gates, cost, best.x, relaxed, clock)
    best = _better(best, program, cost, revised)
    best = _finish(best, program, cost, clock, gates)
    return _something(best, program, cost, clock) if clock.out else best, True


def _something(best: Outcome, program: Program, cost: Cost, clock: Clock) -> Outcome:
    """Fill an answer in which everything is still left to what absorbs."""
    absorbing = program.absorbing()
    empty = absorbing.any() and not best.x[~absorbing].any() and cost.numerator[absorbing].any()
    if best.closed or not empty:
        return best
    first = polishing.first_answer(program, cost, best.x, best.relaxation, clock)
    return _better(best, program, cost, first)


def _finish(
    best: Outcome, program: Program, cost: Cost, clock: Clock, gates: Gates | None = None
) -> Outcome:
    """Fix by reduced cost, and let the integer solver finish what is left, if that is not too much.

    It first tries for a while to close the gap exactly; only then is it content with the gap that
    the options accept, unless they accept more than `EXACT_GAP` from the start.  Where there are
    switches, only they have to be whole at first: what they leave is mostly whole by itself.
    """
    accepted = clock.options.gap * abs(float(best.bound))
    switches = program.switches()
    tries = [(0.0, CLOSING_SECONDS), (accepted, None)]
    tries = tries[1:] if clock.options.gap > EXACT_GAP else tries
    mixed_too = switches.any() and np.count_nonzero(~switches) > FEW_COLUMNS
    for mixed, (gap, seconds) in itertools.product((True, False) if mixed_too else (False,), tries):
        if best.closed or clock.out or (gap and best.value - best.bound <= gap):
            break
        fixed = bounds.fix(program, best.relaxation, best.value)
        best = _better(best, program, cost, fixed.lower)
        free = fixed.lower < fixed.upper
        if not free.any():  # nothing can move in a better answer, so there is none
            return replace(best, bound=best.value)
        if np.count_nonzero(free) > (MIXED_COLUMNS if mixed else WHOLE_COLUMNS):
            continue
        # A whole-number objective is closed as soon as less than one step is left.
        call = replace(clock.call(seconds), gap_abs=max(0.99 / cost.common, gap))
        fixed = fixed if gates is None else replace(gates, program=fixed).stronger
        best = _solved(best, fixed, cost, call, switches if mixed else None)
        columns = int(np.count_nonzero(free))
        clock.log.note("integers", columns, float(best.value), float(best.bound))
    return best


def _solved(
    best: Outcome, fixed: Program, cost: Cost, call: master.Call, switches: Bools | None
) -> Outcome:
    """Let the integer solver solve a program of which part is fixed, block by block."""
    free = fixed.lower < fixed.upper
    sub = fixed.restricted(free, fixed.lower)
    x, claimed = fixed.lower.copy(), cost.value(np.where(free, 0, fixed.lower))
    x[free] = best.x[free]
    known, parts = True, _blocks(sub)
    for left, part in zip(range(len(parts), 0, -1), parts, strict=True):
        at = np.flatnonzero(free)[part]
        inside = np.isin(np.arange(sub.size), part)
        block = sub if len(parts) == 1 else sub.restricted(inside, np.zeros_like(sub.lower))
        mine = cost.where(np.isin(np.arange(cost.size), at))
        value, in_hand = cost.value(x), float(mine.value(x[at]))
        share = replace(
            call,
            gap_abs=max(call.gap_abs / len(parts), 0.99 / cost.common),
            seconds=None if call.seconds is None else call.seconds / left,
            cutoff=in_hand + CUTOFF_ROOM * abs(in_hand) + 1.0,
            known=Known(float(value), float(best.bound), float(value) - in_hand, len(parts) == 1),
        )
        begun = time.monotonic()
        answer, reply = (
            rounding.whole_answer(block, mine.floats(), share)
            if switches is None
            else rounding.mixed_answer(block, mine.floats(), switches[at], share)
        )
        if call.seconds is not None:
            call = replace(call, seconds=max(call.seconds - (time.monotonic() - begun), 0.0))
        if answer is not None and mine.value(answer) < mine.value(x[at]):
            x[at] = answer
        claim = _claimed(reply, mine, share, mine.value(x[at]))
        known = known and claim is not None
        claimed += 0 if claim is None else claim
    best = _better(best, fixed, cost, x)
    # The claim is about the fixed program; answers outside it cost more than the value.
    if known and min(claimed, best.value) > best.bound:
        best = replace(best, bound=min(claimed, best.value), proof=call.solver)
    return best


def _blocks(program: Program) -> list[Ints]:
    """Split a program into blocks; those too small to be worth a call go together."""
    parts = blocks(program.matrix)
    small = [part for part in parts if len(part) < SMALL_BLOCK]
    large = [part for part in parts if len(part) >= SMALL_BLOCK]
    return ([np.sort(np.concatenate(small))] if small else []) + large


def _claimed(
    reply: master.Reply, cost: Cost, call: master.Call, value: Fraction
) -> Fraction | None:
    """Take a solver's word for a bound, unless the value of an answer in hand refutes it."""
    claim = _said(reply, cost, call)
    return None if claim is None or claim > value else claim


def _said(reply: master.Reply, cost: Cost, call: master.Call) -> Fraction | None:
    """Give what a solver says that no answer can be below.

    Where it was asked to close the gap below one step and claims that it has, nothing is better
    than its answer.  Else its bound counts, less a float's tolerance, rounded up to the next step.
    """
    if reply.finished and reply.x is not None and call.gap_abs * cost.common < 1:
        near = np.rint(reply.x)
        if np.abs(reply.x - near).max(initial=0.0) <= rounding.NEAR:
            return cost.value(near.astype(np.int64))
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

"""Separation: the tangents of an even stage that its answers undercut, added until none is."""

from __future__ import annotations

from dataclasses import replace

from ikmpool.exact import Ints
from ikmpool.program import master
from ikmpool.program.apart import minimise
from ikmpool.program.clock import Clock
from ikmpool.program.evenness import Evenness
from ikmpool.program.program import Cost, Program
from ikmpool.program.solving import Outcome

#: Separations of missing tangents per stage.
ROUNDS = 200


def separated(
    program: Program, cost: Cost, x: Ints, clock: Clock, evenness: Evenness | None
) -> tuple[Program, Outcome]:
    """Minimise; add the tangents that the answer undercuts; again, until it undercuts none.

    Parameters
    ----------
    program : Program
    cost : Cost
    x : int64 array, shape (n,)
        An answer that holds.
    clock : Clock
    evenness : Evenness or None
        What even stages so far have added to the program.

    Returns
    -------
    (program, outcome)
        The program with the tangents that were added.
    """
    if evenness is None:
        return program, minimise(program, cost, x, clock)
    program, linear = _separated_linear(program, cost, clock, evenness)
    best = minimise(program, cost, x, clock, linear)
    value = cost.value(x)
    for _ in range(ROUNDS):
        lifted = evenness.lift(best.x)
        if program.holds(lifted) and cost.value(lifted) < value:
            x, value = lifted, cost.value(lifted)
        missing = evenness.missing(best.x)
        if missing is None or best.bound >= value or clock.out:
            break
        program = program.with_rows(*missing)
        best = minimise(program, cost, x, clock)
    return program, replace(best, x=x, value=value, bound=min(best.bound, value))


def _separated_linear(
    program: Program, cost: Cost, clock: Clock, evenness: Evenness
) -> tuple[Program, master.Reply | None]:
    """Add the tangents that linear answers undercut: cheaper to find than whole ones.

    Gives the last answer, of the program as it is then.
    """
    for _ in range(ROUNDS):
        if clock.out:
            break
        reply = master.solve(program, cost.floats(), clock.call(), whole=False)
        missing = None if reply.x is None else evenness.missing(reply.x)
        if missing is None:
            return program, reply
        program = program.with_rows(*missing)
    return program, None

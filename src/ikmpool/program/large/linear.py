"""The linear stage of a large program, and its proof over all columns.

A program of blocks has the prices of its linking rows found by smoothing (`falling`).  The few
blocks that are open at these prices go to the solver as they are (`mastering`).  Its prices price
every column: blocks that would now choose otherwise are opened, and the master is solved again,
until the bound over all columns meets what the answer costs.

A program of another form is sifted (`sifting`); where that stalls, the solver gets all of it.
"""

from __future__ import annotations

import numpy as np

from ikmpool.exact import Floats, Ints
from ikmpool.program import bounds, master
from ikmpool.program.clock import Clock
from ikmpool.program.large.falling import fallen, few
from ikmpool.program.large.filling import filled
from ikmpool.program.large.mastering import Mastered, mastered
from ikmpool.program.large.opening import opened, width_of
from ikmpool.program.large.pricing import price
from ikmpool.program.large.relaxed import CLOSED, Relaxed
from ikmpool.program.large.sifting import sifted
from ikmpool.program.large.structure import Form, form_of
from ikmpool.program.program import Cost, Program

#: Rounds of master and pricing.
ROUNDS = 25
#: Masters without an answer, until the program is thought to have none.
FAILURES = 6
#: After a master without an answer, blocks that lead by so many times more are opened.
WIDER = 4.0


def relaxed(program: Program, cost: Cost, start: Ints, clock: Clock) -> Relaxed:
    """Solve the linear relaxation of a program without switches."""
    form = form_of(program)
    found = None
    if form is not None:
        clock.log.note("blocks", program.size)
        found = _by_blocks(program, cost, form, clock)
    if found is None and not clock.out:
        found = sifted(program, cost, start, clock)
    if found is None and not clock.out:
        found = _whole(program, cost, clock)
    return found or Relaxed(None, bounds.prove(program, cost))


def _by_blocks(program: Program, cost: Cost, form: Form, clock: Clock) -> Relaxed | None:
    """Solve by prices of the linking rows; None where that does not close."""
    prices, _ = fallen(program, cost, form, clock)
    priced = price(program, cost, form, prices)
    bound = float(priced.bound.value)
    clock.log.note("smoothing", len(form.column), None, bound)
    width = width_of(priced, few(form))
    now, failures = opened(form, priced, width), 0
    # Prices, and costs that are fractions, are kept to a power of two: each unit adds to that.
    last_place = 1.0 + float(form.largest.max(initial=0.0))
    begun = float(cost.value(program.lower)) if program.lower.any() else 0.0
    for _ in range(ROUNDS):
        answer = None if clock.out else mastered(form, cost, now, clock.call())
        if clock.out:
            return Relaxed(None, priced.bound)
        if answer is None:
            failures += 1
            if failures == FAILURES:
                break
            clock.log.note("master", len(now.places) + len(form.loose))
            width *= WIDER
            now = opened(form, priced, width, now)
            continue
        value = answer.value + begun
        clock.log.note("master", len(now.places) + len(form.loose), value)
        priced = price(program, cost, form, answer.prices)
        bound = float(priced.bound.value)
        clock.log.note("pricing", program.size, value, bound)
        fine = float(answer.made.sum()) * last_place / 2.0**priced.bound.bits
        if value - bound <= CLOSED * abs(value) + fine:
            whole = filled(program, cost, form, (answer, priced), clock)
            return Relaxed(_still_to_round(program, answer, whole), priced.bound, whole)
        now = opened(form, priced, width, now)
    return None


def _still_to_round(program: Program, found: Mastered, whole: Ints | None) -> Floats | None:
    """Give the linear answer where it is not filled, or only by leaving more to what absorbs."""
    absorbing = program.absorbing()
    left = float(program.lower[absorbing].sum() + found.made[absorbing[found.column]].sum())
    if whole is not None and float(whole[absorbing].sum()) < left + 1:
        return None
    x = program.lower.astype(np.float64)
    x[found.column] += found.made
    return x


def _whole(program: Program, cost: Cost, clock: Clock) -> Relaxed | None:
    """Hand the whole model to the solver."""
    reply = master.solve(program, cost.floats(), clock.call(), whole=False)
    if reply.x is None or reply.prices is None:
        return None
    bound = bounds.prove(program, cost, reply.prices)
    value = float((cost.floats() * reply.x).sum())
    clock.log.note("whole_model", program.size, value, float(bound.value))
    return Relaxed(reply.x, bound)

"""Polishing: orders are filled one by one, and what comes out holds."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings

import tiny
from ikmpool.program import bounds, polishing
from ikmpool.program.clock import Clock
from ikmpool.program.drafting import Drafting
from ikmpool.program.options import SolveOptions
from ikmpool.program.program import cost_of


def clock(seconds: float | None) -> Clock:
    made = Clock(SolveOptions(time_limit=seconds, gap=0), stages=1)
    made.next_stage()
    return made


def test_asked_to_stop_what_absorbs_takes_what_a_linear_answer_lacks():
    """Two makers of at most 3 for an order of 5; halves of a unit are cut off, and fall short."""
    drafting = Drafting()
    make = drafting.add_columns("make", tiny.ints([3, 3]), str)
    short = drafting.add_columns("short", tiny.ints([5]), str, absorb=True)
    entries = tiny.ints([0, 0, 0]), np.append(make, short), tiny.ints([1, 1, 1])
    drafting.add_rows("demand", entries, (tiny.ints([5]), tiny.ints([5])), str)
    program = drafting.program()
    cost = cost_of(tiny.ints([1, 2, 100]))
    start, linear = tiny.ints([0, 0, 5]), np.array([2.5, 2.5, 0.0])
    stopped = clock(None)
    stopped.watch.stop.asked = True
    bound = bounds.prove(program, cost)
    assert polishing.polish(program, cost, start, bound, stopped, linear).tolist() == [2, 2, 1]


def least(program, cost) -> int:
    """Give the least cost of any answer, by trying them all."""
    return int((tiny.every_answer(program) @ cost.numerator).min())


@settings(max_examples=15)
@given(tiny.switched(1) | tiny.switched(2))
def test_from_nothing_made_every_order_is_filled_as_well_as_it_can_be_alone(case):
    program, cost = case
    start = np.where(program.absorbing(), program.upper, 0)
    found = polishing.polish(program, cost, start, bounds.prove(program, cost), clock(None))
    assert program.holds(found)
    assert cost.value(found) <= cost.value(start)
    if np.count_nonzero(program.absorbing()) == 1:
        assert cost.value(found) == least(program, cost)


@settings(max_examples=15)
@given(tiny.switched(1) | tiny.switched(2))
def test_when_time_is_up_something_is_made_where_one_order_pays(case):
    program, cost = case
    start = np.where(program.absorbing(), program.upper, 0)
    out = clock(1e-9)
    assert out.out
    found = polishing.first_answer(program, cost, start, bounds.prove(program, cost), out)
    assert program.holds(found)
    absorbing = np.flatnonzero(program.absorbing())
    alone = [
        program.upper * ~np.isin(np.arange(program.size), absorbing[absorbing != a])
        for a in absorbing
    ]  # the other orders stay short
    lower = [
        np.where(np.isin(np.arange(program.size), absorbing[absorbing != a]), program.upper, 0)
        for a in absorbing
    ]
    pays = any(
        least(program.bounded(low, np.maximum(high, low)), cost) < cost.value(start)
        for low, high in zip(lower, alone, strict=True)
    )
    assert (cost.value(found) < cost.value(start)) == pays

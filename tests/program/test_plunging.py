"""Plunging: an answer that holds, found by switches turned on together."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings

import tiny
from ikmpool.program import plunging, relaxing
from ikmpool.program.clock import Clock
from ikmpool.program.gates import gates_of
from ikmpool.program.options import SolveOptions
from ikmpool.program.program import cost_of
from program.test_diving import classes_of_makers


def clock(seconds: float | None = None) -> Clock:
    made = Clock(SolveOptions(time_limit=seconds, gap=0), stages=1)
    made.next_stage()
    return made


def plunged(program, cost):
    gates = gates_of(program)
    relaxed = relaxing.relax(gates, cost, clock())
    return plunging.plunge(gates, cost, relaxed.x, relaxed.chosen, clock())


@settings(max_examples=30)
@given(tiny.monthly(1) | tiny.monthly(2) | tiny.switched(1))
def test_what_is_found_holds(case):
    program, cost = case
    found = plunged(program, cost)
    assert program.holds(found)


@settings(max_examples=30)
@given(tiny.monthly(1))
def test_settled_is_the_best_of_what_the_switches_leave(case):
    program, cost = case
    gates, switches = gates_of(program), program.switches()
    answers = tiny.every_answer(program)
    decided = np.unique(answers[:, switches], axis=0)
    for row in decided:
        x = program.lower.copy()
        x[switches] = row
        found = plunging.settled(gates, cost, x, clock())
        alike = answers[(answers[:, switches] == row).all(axis=1)]
        assert cost.value(found) == min(cost.value(a) for a in alike)


def test_makers_that_have_no_class_together_are_not_turned_on_together():
    """Each two of three makers share a class, all three have none: two of them make all."""
    program = classes_of_makers([[0, 1], [1, 2], [0, 2]], units=10, enough=20)
    cost = cost_of(np.where(program.absorbing(), 100, 1))
    found = plunged(program, cost)
    assert program.holds(found)
    assert not found[program.absorbing()].any()


def test_out_of_time_there_is_no_answer():
    program = classes_of_makers([[0], [0]], units=10, enough=20)
    cost, every = cost_of(program.upper), np.ones(program.size, dtype=bool)
    x = np.ones(program.size)
    assert plunging.plunge(gates_of(program), cost, x, every, clock(1e-9)) is None

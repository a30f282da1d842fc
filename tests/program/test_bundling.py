"""Bundling: the same whole answers at the same cost, and switches that price what they bring."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings

import tiny
from ikmpool.program import bounds, master
from ikmpool.program.bundling import bundled, least_rows
from ikmpool.program.program import NONE, Family, cost_of


@settings(max_examples=40)
@given(tiny.switched())
def test_a_bundled_program_has_the_same_whole_answers_at_the_same_cost(case):
    program, cost = case
    form = bundled(program, program.switches())
    floats = cost.floats()
    for x in tiny.every_point(program):
        rest = x.copy()
        rest[form.column] -= form.least * x[form.switch]
        if (rest >= 0).all():
            assert form.program.holds(rest) == program.holds(x)
            assert form.back(rest.astype(float)).tolist() == x.tolist()
            assert form.cost(floats) @ rest == floats @ x
        else:  # less than the least is what the rows that are gone forbid
            assert not program.holds(x)


@settings(max_examples=40)
@given(tiny.switched())
def test_every_row_of_a_least_is_found_once_a_column(case):
    program, _ = case
    rows, column, switch, least = least_rows(program, program.switches())
    assert len(set(column.tolist())) == len(column)
    family = next(f for f in program.rows if f.kind == "least")
    dense = program.matrix.toarray()
    wanted = {
        r
        for r in range(family.start, family.stop)
        if 0 < -dense[r].min() <= program.upper[int(dense[r].argmax())]
    }
    assert set(rows.tolist()) == wanted
    assert (dense[rows, column] == 1).all()
    assert (dense[rows, switch] == -least).all()


@settings(max_examples=60)
@given(tiny.switched())
def test_fixing_keeps_every_answer_that_is_as_good(case):
    program, cost = case
    reply = master.solve(program, cost.floats(), master.Call(), whole=False)
    bound = bounds.prove(program, cost, reply.prices)
    answers = tiny.every_answer(program)
    best = min(cost.value(x) for x in answers)
    for value in (best, best + 3):
        fixed = bounds.fix(program, bound, value)
        assert all(fixed.holds(x) for x in answers if cost.value(x) <= value)


def test_a_switch_is_fixed_by_the_least_that_it_brings():
    """Maker 1 costs 9 a unit and needs 3, maker 0 costs 1: 24 more, of which 20 are too many."""
    program = tiny.program_of([3, 3, 1, 3], [([1, 1, 0, 1], 3, 3), ([0, 1, -3, 0], 0, NONE)])
    families = (
        Family("make", 0, 2, str),
        Family("used", 2, 3, str, switch=True),
        Family("short", 3, 4, str, absorb=True),
    )
    program = replace(program, columns=families)
    cost = cost_of(tiny.ints([1, 9, 0, 50]))
    bound = bounds.prove(program, cost, np.array([1.0, 0.0]))
    assert bound.value == 3
    assert bounds.fix(program, bound, bound.value + 20).upper.tolist()[2] == 0
    assert bounds.fix(program, bound, bound.value + 24).upper.tolist()[2] == 1

"""Alternatives: told apart, a program has the same answers and a better bound."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings

import tiny
from ikmpool.program import bounds, master
from ikmpool.program.alternatives import told_apart
from ikmpool.program.gates import gates_of
from ikmpool.program.program import cost_of
from program.test_diving import classes_of_makers


def half_of_each() -> tuple[tiny.Program, tiny.Cost]:
    """Make an order of 25 from four makers of 10, two of which cost 10 to start."""
    program = classes_of_makers([[0, 1], [1], [1], [0]], units=10, enough=25)
    return program, cost_of(tiny.ints([0, 2, 2, 0, 100, 0, 0, 10, 0, 10, 0]))


def relaxed(program, cost):
    reply = master.solve(program, cost.floats(), master.Call(), whole=False)
    return bounds.prove(program, cost, reply.prices).value


@settings(max_examples=40)
@given(tiny.monthly(1))
def test_the_bound_lies_between_that_with_gates_and_the_least_cost(case):
    program, cost = case
    gates = gates_of(program)
    apart = told_apart(gates)
    least = min(cost.value(x) for x in tiny.every_answer(program))
    with_gates = relaxed(gates.stronger, cost)
    assert with_gates - 1e-6 <= relaxed(apart.program, apart.cost(cost)) <= least


@settings(max_examples=20)
@given(tiny.monthly(1))
def test_each_answer_is_an_answer_told_apart(case):
    """Some copy of each maker has what the maker has, and the others nothing."""
    program, _ = case
    gates = gates_of(program)
    apart = told_apart(gates)
    rank = np.arange(len(apart.of)) - np.searchsorted(apart.of, apart.of)
    maker = np.full(program.size, -1)
    maker[gates.column] = maker[gates.switch] = np.unique(gates.switch, return_inverse=True)[1]
    for x in tiny.every_answer(program):
        copies = [np.array([*way, 0])[maker[apart.of]] for way in product(range(2), repeat=2)]
        assert any(apart.program.holds(np.where(rank == of, x[apart.of], 0)) for of in copies)


def test_half_of_either_class_is_told_from_one_of_them():
    """Half of each class, and a maker of both, would make 25 at 35; in fact it is more."""
    program, cost = half_of_each()
    gates = gates_of(program)
    apart = told_apart(gates)
    assert relaxed(gates.stronger, cost) == 35
    assert relaxed(apart.program, apart.cost(cost)) == 45


@settings(max_examples=5)
@given(tiny.switched(1))
def test_nothing_is_told_apart_where_nothing_is_exclusive(case):
    program, _ = case
    assert told_apart(gates_of(program)) is None

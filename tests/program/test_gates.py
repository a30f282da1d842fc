"""Gates: true of every whole answer, and more than a group's own row says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

import tiny
from ikmpool.program import bounds, master
from ikmpool.program.gates import gates_of
from ikmpool.program.program import NONE, Family


@settings(max_examples=40)
@given(tiny.monthly(1) | tiny.switched(1))
def test_every_whole_answer_passes_the_gates(case):
    program, _ = case
    gates = gates_of(program)
    answers = tiny.every_answer(program)
    assert (answers[:, gates.column] <= gates.most * answers[:, gates.switch]).all()
    assert all(gates.stronger.holds(x) for x in answers)


@settings(max_examples=40)
@given(tiny.monthly(1))
def test_what_is_open_is_all_that_no_switch_shuts(case):
    program, _ = case
    gates = gates_of(program)
    for x in tiny.every_answer(program):
        on = program.switches() & (x > 0)
        assert not x[~gates.open(on) & ~program.switches()].any()


def two_months(capacity: int, most: int, used: int = 1) -> tiny.Program:
    """Make a maker's two months, a row for each month's capacity, and its yes/no."""
    rows = [([1, 0, 0], -NONE, capacity), ([0, 1, 0], -NONE, capacity), ([1, 1, -most], -NONE, 0)]
    families = (Family("make", 0, 2, str), Family("used", 2, 3, str, switch=True))
    return replace(tiny.program_of([9, 9, used], rows), columns=families)


@pytest.mark.parametrize(
    ("capacity", "most", "tight"),
    [
        (4, 8, [True, True]),
        (9, 8, [False, False]),  # no month can make more than both together
    ],
)
def test_a_gate_is_tight_where_a_month_makes_less_than_the_group(capacity, most, tight):
    gates = gates_of(two_months(capacity, most))
    assert gates.column.tolist() == [0, 1]
    assert gates.switch.tolist() == [2, 2]
    assert gates.most.tolist() == [min(capacity, most)] * 2
    assert gates.tight.tolist() == tight


def test_a_count_is_no_gate():
    """Two trucks carry twice as much as one: a month may make more than one carries."""
    assert not gates_of(two_months(4, 4, used=2)).column.size


@settings(max_examples=40)
@given(tiny.monthly(1) | tiny.monthly(2))
def test_any_prices_completed_prove_a_bound(case):
    """Prices of the program alone, or none at all: the gates' prices make no bound wrong."""
    program, cost = case
    gates = gates_of(program)
    least = min(cost.value(x) for x in tiny.every_answer(program))
    reply = master.solve(program, cost.floats(), master.Call(), whole=False)
    for prices in (reply.prices, np.zeros(len(program.low)), -reply.prices):
        reduced = cost.floats() - program.matrix.T @ prices
        whole = np.append(prices, gates.completed(reduced))
        assert bounds.prove(gates.stronger, cost, whole).value <= least

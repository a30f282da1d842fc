"""Scenarios: copies of a part of a program in which some columns are lost."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ikmpool.program.program import NONE, Drafting, cost_of
from ikmpool.program.scenarios import Scenario, in_copies, with_scenarios

NOTHING = np.zeros(0, dtype=np.int64)


def drafted(demand, capacity):
    """Makers by orders, all makers for all orders: what is made, what is short, and capacities."""
    makers, orders = len(capacity), len(demand)
    drafting = Drafting()
    make = drafting.add_columns("make", np.tile(demand, makers), str)
    short = drafting.add_columns("short", np.array(demand), str, absorb=True)
    order, maker = np.tile(np.arange(orders), makers), np.repeat(np.arange(makers), orders)
    ones = np.ones(len(make), dtype=np.int64)
    entries = (
        np.append(order, np.arange(orders)),
        np.append(make, short),
        np.append(ones, ones[:orders]),
    )
    drafting.add_rows("demand", entries, (np.array(demand), np.array(demand)), str)
    most = np.array(capacity)
    drafting.add_rows("capacity", (maker, make, ones), (np.full(makers, -NONE), most), str)
    return drafting.program(), make, order, maker


def lost(maker, out):
    """Maker `out` is lost; the others keep what they make of its orders, here of all."""
    mine = np.flatnonzero(maker == out)
    return Scenario(f"without {out}", mine, NOTHING, np.flatnonzero(maker != out))


def test_without_scenarios_the_program_is_as_it_is():
    program, make, _, _ = drafted([2], [1, 1])
    whole, copies = with_scenarios(program, make, [])
    assert whole is program
    assert copies == []


def test_a_copy_has_the_columns_and_rows_that_may_change_and_names_that_say_so():
    """Of two orders of different makers only one is copied; capacities see the other as it is."""
    program, make, order, maker = drafted([2, 3], [4, 4])
    first = order == 0
    only = Scenario("X", make[(maker == 0) & first], NOTHING, make[(maker == 1) & first])
    whole, (copy,) = with_scenarios(program, make, [only])
    names = [f"{f.kind}.{f.name(i)}" for f in whole.columns for i in range(f.stop - f.start)]
    assert names[program.size :] == ["make.0@X", "make.2@X", "short.0@X", "fallen.0"]
    rows = [f"{f.kind}.{f.name(i)}" for f in whole.rows for i in range(f.stop - f.start)]
    assert rows[len(program.low) :] == ["demand.0@X", "capacity.0@X", "capacity.1@X", "kept.0"]
    assert copy.columns.tolist() == [0, 2, 4]
    absorbing = np.flatnonzero(whole.absorbing())
    assert absorbing.tolist() == [4, 5, program.size + 2, program.size + 3]


@given(
    st.lists(st.integers(0, 2), min_size=1, max_size=2),
    st.lists(st.integers(0, 3), min_size=2, max_size=2),
    st.randoms(use_true_random=False),
)
def test_an_answer_holds_where_the_plan_and_what_becomes_of_it_hold(demand, capacity, random):
    """Every answer of the copy, for a few of the program: kept or counted as fallen."""
    program, make, _, maker = drafted(demand, capacity)
    whole, (copy,) = with_scenarios(program, make, [lost(maker, 0)])
    ranges = [range(u + 1) for u in program.upper.tolist()]
    answers = [np.array(x) for x in itertools.product(*ranges) if program.holds(np.array(x))]
    for x in random.sample(answers, min(len(answers), 4)):
        for y in answers:
            fallen = np.maximum(x[make[maker != 0]] - y[make[maker != 0]], 0)
            full = np.zeros(whole.size, dtype=np.int64)
            full[: program.size] = x
            full[copy.place(program.size)] = y
            full[copy.fallen] = fallen
            assert whole.holds(full) == (y[make[maker == 0]] == 0).all()
            if fallen.any():
                full[copy.fallen] -= fallen > 0
                assert not whole.holds(full)


def test_what_happened_before_is_the_same():
    program, make, _, maker = drafted([2], [2, 2])
    same = Scenario("X", make[maker == 0], make[maker == 1], NOTHING)
    whole, (copy,) = with_scenarios(program, make, [same])
    full = np.zeros(whole.size, dtype=np.int64)
    full[:3] = [0, 1, 1]
    full[copy.place(3)] = [0, 2, 0]
    assert not whole.holds(full)
    full[copy.place(3)] = [0, 1, 1]
    assert whole.holds(full)


def test_a_cost_in_the_copies_is_none_in_the_program():
    program, make, _, maker = drafted([2], [2, 2])
    whole, copies = with_scenarios(program, make, [lost(maker, out) for out in (0, 1)])
    cost = in_copies(cost_of(np.array([0, 0, 5])), copies, whole.size)
    charged = np.flatnonzero(cost.numerator)
    assert cost.numerator[charged].tolist() == [5, 5]
    assert (charged >= program.size).all()
    assert charged.tolist() == [copy.place(3)[2] for copy in copies]

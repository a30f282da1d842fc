"""Scenarios: copies of what may change, as a plain loop over answers and copies finds them."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import tiny
from ikmpool.program.drafting import Drafting
from ikmpool.program.program import NONE, Program, cost_of
from ikmpool.program.scenarios import Scenario, in_copies, with_scenarios

#: Making columns of two orders (two makers each), then what is short of either.
MAKES = tiny.ints([0, 1, 2, 3])


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """Two orders of two makers, with what is short, a row a maker, and a yes/no of the first."""
    drafting = Drafting()
    number = st.integers(0, 2)
    make = drafting.add_columns("make", tiny.ints([draw(number) for _ in MAKES]), lambda i: f"m{i}")
    asked = tiny.ints([draw(st.integers(1, 2)), draw(st.integers(1, 2))])
    short = drafting.add_columns("short", asked, lambda i: f"o{i}", absorb=True)
    used = drafting.add_columns("used", tiny.ints([1]), lambda _: "u", switch=True)
    ones = np.ones(6, dtype=np.int64)
    entries = tiny.ints([0, 0, 1, 1, 0, 1]), np.append(make, short), ones
    drafting.add_rows("demand", entries, (asked, asked), lambda i: f"o{i}")
    most = tiny.ints([draw(st.integers(1, 3)), draw(st.integers(1, 3))])
    none = np.full(2, -NONE)
    drafting.add_rows("capacity", (tiny.ints([0, 1, 0, 1]), make, ones[:4]), (none, most), str)
    link = tiny.ints([0, 0]), tiny.ints([0, int(used[0])]), tiny.ints([1, -2])
    drafting.add_rows("link", link, (none[:1], tiny.ints([0])), str)
    return drafting.program()


@settings(max_examples=30)
@given(programs(), st.booleans())
def test_a_copy_is_every_way_to_go_on_without_what_is_lost(program, same):
    """With the base as given, copies hold exactly what a plain loop allows, with what falls."""
    lost, other = tiny.ints([0]), tiny.ints([1])
    none = other[:0]
    scenario = Scenario("A", lost, other if same else none, none if same else other)
    whole, (copy,) = with_scenarios(program, MAKES, [scenario])
    answers = [tuple(x) for x in tiny.every_answer(program).tolist()]
    found = {tuple(x) for x in tiny.every_answer(whole).tolist()}
    place = copy.place(program.size)
    wanted = set()
    for base, then in itertools.product(answers, answers):
        unchanged = np.setdiff1d(np.arange(program.size), copy.columns)
        if then[0] or any(then[i] != base[i] for i in unchanged):
            continue
        for fallen in range(program.upper[1] + 1):
            at = then[1] + fallen
            if at == base[1] if same else at >= base[1]:
                x = np.zeros(whole.size, dtype=np.int64)
                x[: program.size] = base
                x[place[copy.columns]] = np.array(then)[copy.columns]
                x[copy.fallen] = fallen
                wanted.add(tuple(x.tolist()))
    assert found == wanted
    assert found


def two_orders() -> Program:
    drafting = Drafting()
    make = drafting.add_columns("make", tiny.ints([2, 2, 2, 2]), lambda i: f"m{i}")
    short = drafting.add_columns("short", tiny.ints([2, 2]), lambda i: f"o{i}", absorb=True)
    used = drafting.add_columns("used", tiny.ints([1, 1]), str, switch=True)
    asked, ones = tiny.ints([2, 2]), np.ones(6, dtype=np.int64)
    entries = tiny.ints([0, 0, 1, 1, 0, 1]), np.append(make, short), ones
    drafting.add_rows("demand", entries, (asked, asked), lambda i: f"o{i}")
    link = tiny.ints([0, 0, 1, 1]), tiny.ints([0, int(used[0]), 2, int(used[1])])
    high = tiny.ints([0, 0])
    drafting.add_rows("link", (*link, tiny.ints([1, -2, 1, -2])), (np.full(2, -NONE), high), str)
    return drafting.program()


def test_only_what_may_change_is_copied_and_each_copy_is_named_after_its_scenario():
    """The first order, what is short of it and its yes/no; nothing of the second."""
    program = two_orders()
    scenario = Scenario("A", tiny.ints([0]), tiny.ints([]), tiny.ints([1]))
    whole, (copy,) = with_scenarios(program, MAKES, [scenario])
    assert copy.columns.tolist() == [0, 1, 4, 6]
    assert whole.size == program.size + 4 + 1
    told = [
        (family.kind, family.name(i))
        for family in whole.columns
        if family.start >= program.size
        for i in range(family.stop - family.start)
    ]
    assert told == [("make", "m0@A"), ("make", "m1@A"), ("short", "o0@A"), ("used", "0@A"),
                    ("fallen", "0")]  # fmt: skip
    rows = [
        family.name(i)
        for family in whole.rows
        if family.start >= len(program.low)
        for i in range(family.stop - family.start)
    ]
    assert rows == ["o0@A", "0@A", "0"]


def test_copies_absorb_and_switch_as_their_columns_do_and_what_falls_absorbs():
    program = two_orders()
    out = Scenario("A", tiny.ints([0]), tiny.ints([]), tiny.ints([1]))
    whole, (copy,) = with_scenarios(program, MAKES, [out])
    mine = slice(copy.start, copy.start + len(copy.columns))
    assert whole.absorbing()[mine].tolist() == program.absorbing()[copy.columns].tolist()
    assert whole.switches()[mine].tolist() == program.switches()[copy.columns].tolist()
    assert whole.absorbing()[copy.fallen].all()
    assert whole.upper[copy.start] == 0 == whole.lower[copy.start]


def test_copies_stand_side_by_side_and_a_cost_in_them_leaves_the_program_alone():
    program = two_orders()
    outs = [
        Scenario(n, tiny.ints([i]), tiny.ints([]), tiny.ints([1 - i]))
        for n, i in (("A", 0), ("B", 1))
    ]
    whole, copies = with_scenarios(program, MAKES, outs)
    assert copies[1].start == copies[0].fallen[-1] + 1
    assert whole.size == copies[1].fallen[-1] + 1
    short = np.zeros(program.size, dtype=np.int64)
    short[4:6] = 3
    cost = in_copies(cost_of(short), copies, whole.size)
    at = [copy.place(program.size)[4] for copy in copies]
    assert np.flatnonzero(cost.numerator).tolist() == at
    assert (cost.numerator[at] == 3).all()


def test_without_scenarios_a_program_is_as_it_was():
    program = two_orders()
    whole, copies = with_scenarios(program, MAKES, [])
    assert whole is program
    assert copies == []

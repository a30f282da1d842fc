"""Stress: what becomes of a plan when producers drop out, or do not keep their word."""

from __future__ import annotations

from dataclasses import replace

import pytest

import ikmpool as ikm
from interrupts import nothing_left, pressing
from rules.cases import ORDER, in_indonesian, plan_of, pool_with

#: A makes six of ten, B four; C could make three, and is dear.
THREE = {
    "suppliers": [
        {"supplier": "A", "capacity": 6, "record": 0.9},
        {"supplier": "B", "capacity": 5, "record": 0.5},
        {"supplier": "C", "capacity": 3},
    ],
    "offers": [
        {"supplier": s, "product": "shoe", "unit_cost": cost}
        for s, cost in (("A", 10), ("B", 20), ("C", 40))
    ],
}


@pytest.fixture
def plan():
    return plan_of(pool_with(**THREE))


def test_each_producer_drops_out_in_turn_and_others_step_in(plan):
    """Without A one unit more of B and three of C: two are short. Without B three of C: one is."""
    test = ikm.stress(plan)
    columns = ["out", "units", "short", "cost", "moved", "survived", "proven"]
    assert test.drop_outs[columns].to_numpy().tolist() == [
        ["A", 6, 2, 20 + 3 * 40 - 60, 0, False, True],
        ["B", 4, 1, 3 * 40 - 80, 0, False, True],
    ]
    assert test.helpers.to_numpy().tolist() == [
        ["A", "B", "T1", 1],
        ["A", "C", "T1", 3],
        ["B", "C", "T1", 3],
    ]
    assert test.drop_outs["words"].tolist() == [
        "Without A (6 units) 2 units more are short; stepping in: B (1) and C (3).",
        "Without B (4 units) 1 units more are short; stepping in: C (3).",
    ]


def test_a_plan_with_enough_reserve_survives(plan):
    more = plan.pool.replace(orders=plan.pool.orders.assign(quantity=8))
    test = ikm.stress(plan_of(more))
    assert test.drop_outs.set_index("out")["survived"].to_dict() == {"A": True, "B": True}
    assert test.drop_outs["words"].tolist()[1] == (
        "Without B (2 units) nothing more is short; stepping in: C (2)."
    )


def test_it_says_what_came_of_it_in_both_languages(plan):
    english = repr(ikm.stress(plan, draws=200, seed=5)).splitlines()
    assert english[0] == "2 drop-outs are tried; after 0 of them nothing more is short."
    assert english[3].startswith("In 200 draws (seed 5) where nobody steps in, all orders come in")
    indonesian = repr(ikm.stress(plan_of(in_indonesian(plan.pool)), draws=200)).splitlines()
    assert indonesian[0] == "2 IKM mundur dicoba satu per satu; 0 tanpa kekurangan tambahan."


def test_months_are_those_in_which_somebody_still_makes_something():
    pool = pool_with(
        **THREE,
        settings={"start": "2026-11", "end": "2026-12"},
        orders=[ORDER | {"due": "2026-12", "quantity": 20}],
    )
    plan = plan_of(pool)
    once, each = ikm.stress(plan), ikm.stress(plan, each_month=True)
    assert once.drop_outs["month"].astype(str).unique().tolist() == ["2026-11"]
    cases = each.drop_outs[["out", "month"]].astype(str).to_numpy().tolist()
    assert ["A", "2026-12"] in cases
    first = each.drop_outs.groupby("out")["short"].first()
    assert first.to_dict() == once.drop_outs.set_index("out")["short"].to_dict()


def test_bad_arguments_are_refused_with_their_values(plan):
    for arguments, message in (
        ({"plan": 3}, r"^The plan is a int\. Give what allocate\(pool\) returns\.$"),
        ({"plan": plan, "draws": 0}, r"^The draws are 0\. Give a whole number from 1\.$"),
        ({"plan": plan, "level": 1.5}, r"^The level is 1\.5\. Give a fraction from 0 to below 1"),
    ):
        with pytest.raises(ikm.OptionError, match=message):
            ikm.stress(**arguments)


def test_no_drop_out_is_better_than_the_plan():
    """What the others make more is what was lost, short of what is missing and moved."""
    plan = ikm.allocate(ikm.sample("shoes500"))
    test = ikm.stress(plan)
    assert (test.drop_outs["short"] >= 0).all()
    assert (test.drop_outs["short"] <= test.drop_outs["units"]).all()
    gained = test.helpers.groupby("out")["units"].sum()
    for row in test.drop_outs.itertuples():
        assert gained.get(row.out, 0) == row.units - row.short + row.moved


def test_it_tells_who_drops_out_and_how_far_it_is(plan):
    told = []
    loud = replace(plan, options=ikm.SolveOptions(progress=told.append))
    ikm.stress(loud)
    assert [(now.work, now.done, now.of) for now in told] == [("A", 0, 2), ("B", 1, 2), ("", 2, 2)]


def test_ctrl_c_keeps_the_drop_outs_that_were_tried_and_says_how_many_were_not(plan):
    tell, told = pressing(lambda now: now.done == 1)
    with nothing_left():
        test = ikm.stress(replace(plan, options=ikm.SolveOptions(progress=tell)))
    assert test.drop_outs["out"].tolist() == ["A"]
    assert test.untried == 1
    assert "Ctrl-C ended the trial: 1 drop-out was not tried." in repr(test)
    indonesian = replace(test, plan=plan_of(in_indonesian(plan.pool)))
    assert "Ctrl-C menghentikan uji ini: 1 IKM mundur belum dicoba." in repr(indonesian)
    assert told[-1].done == told[-1].of
    assert ikm.stress(plan).untried == 0

"""Limits: only if used, fixed costs, and steps that would loosen them."""

import pytest

import ikmpool as ikm
from rules.cases import (
    NOVEMBER_ON,
    ORDER,
    eased,
    lines,
    made,
    makers,
    offers,
    plan_of,
    pool_with,
    shares_of,
    vector,
    violations,
)
from rules.every_answer import good_answers, switches

TO_TAIWAN = ORDER | {"destination": "Taiwan"}
TO_MALAYSIA = ORDER | {"order": "T2", "destination": "Malaysia"}


def test_a_least_of_units_may_bind_only_where_any_are_made():
    """A can make 8 of 10: B makes 4 or none; and where it can make 3, 2 are short."""
    limits = [{"supplier": "B", "least": 4, "if_used": True}]
    pool = pool_with(offers=offers({"capacity": 8}), limits=limits)
    assert made(pool) == {"A": 6, "B": 4}
    plan = plan_of(pool.replace(offers=pool.offers.assign(capacity=[8, 3])))
    assert plan.shares["units"].tolist() == [8]
    assert plan.orders["short"].tolist() == [2]
    assert plan.not_kept.empty
    assert violations(pool, "A 8") == ([], [])
    assert violations(pool, "A 8", "B 2") == (
        ["B: 2 units, none or at least 4 are agreed."],
        ["B: 2 unit, disepakati kosong atau paling sedikit 4."],
    )


def test_a_least_share_is_the_same_with_if_used():
    """It is of what is made, so it never binds where nothing is."""
    limit = {"supplier": "B", "of": "share", "least": 0.35}
    for row in (limit, limit | {"if_used": True}):
        pool = pool_with(limits=[row])
        assert made(pool) == {"A": 6, "B": 4}
        assert violations(pool, "A 10")[0] == ["B: 0 units, the least share asks 3.5."]


def test_a_fixed_cost_alone_is_a_limit():
    """B makes the 2 that A cannot, and 7 are paid once, by no one in particular."""
    pool = pool_with(offers=offers({"capacity": 8}), limits=[{"supplier": "B", "fixed_cost": 7}])
    plan = plan_of(pool)
    assert plan.cost == 8 * 10 + 2 * 20 + 7
    assert plan.ledger.tail(1).to_numpy().tolist() == [["limit_fixed", "", "", 7]]
    assert lines(pool, "B 1")["limit_fixed"] == 7
    assert "limit_fixed" not in lines(pool, "A 8")


def test_a_fixed_cost_decides_who_makes_it():
    """A is 100 cheaper: worth 99, and not 101."""
    for cost, maker in ((99, "A"), (101, "B")):
        pool = pool_with(limits=[{"supplier": "A", "fixed_cost": cost}])
        assert made(pool) == {maker: 10}


def test_each_pair_of_producer_and_destination_pays_its_own():
    pool = pool_with(
        orders=[TO_TAIWAN, TO_MALAYSIA, TO_TAIWAN | {"order": "T3"}],
        limits=[{"supplier": "each", "destination": "each", "fixed_cost": 30}],
    )
    assert lines(pool, "A 1", "A T2 1", "A T3 1", "B 2")["limit_fixed"] == 3 * 30
    assert plan_of(pool).cost == 30 * 10 + 2 * 30


def test_a_fixed_cost_stands_in_the_first_month_in_which_anything_is_made():
    """A makes 5 a month: the second half of the order is made in the month before."""
    pool = pool_with(
        settings=NOVEMBER_ON,
        orders=[ORDER | {"due": "2026-12"}],
        offers=offers({"capacity": 5}, {"capacity": 0}),
        limits=[{"supplier": "A", "fixed_cost": 7}, {"month": "each", "fixed_cost": 3}],
    )
    fixed = plan_of(pool).ledger.query("item == 'limit_fixed'")
    assert fixed["month"].astype(str).tolist() == ["2026-11", "2026-11"]
    assert fixed["amount"].tolist() == [7, 3]


def test_a_fixed_cost_counts_against_a_budget_that_leaves_nothing_out():
    """Of 129 for everything 50 are fixed, and 7 units at 10 fit; A's own budget has none of it."""
    rows = [{"supplier": "A", "fixed_cost": 50}, {"of": "money", "greatest": 129}]
    rows += [{"supplier": "A", "of": "money", "greatest": 100}]
    pool = pool_with(offers=offers({}, {"capacity": 0}), limits=rows)
    assert made(pool) == {"A": 7}
    assert violations(pool, "A 10")[0] == ["all together: costs 150, at most 129 is allowed."]


def test_limits_share_their_yes_no_and_ask_for_none_without_need():
    plain = [{"supplier": "each", "greatest": 9}, {"of": "money", "greatest": 500}]
    assert switches(pool_with(limits=plain)) == {}
    pool = pool_with(
        suppliers=makers({"engagement_cost": 5}),
        limits=[{"supplier": "A", "least": 3, "if_used": True, "fixed_cost": 4}],
    )
    assert switches(pool) == {"used": 1}
    assert plan_of(pool).cost == 100 + 5 + 4


@pytest.mark.parametrize(
    "limits",
    [
        [{"supplier": "each", "least": 2, "if_used": True, "fixed_cost": 15}],
        [
            {"supplier": "B", "of": "money", "least": 50, "if_used": True},
            {"order": "T1", "fixed_cost": 1},
        ],
        [{"of": "money", "greatest": 65, "fixed_cost": 15}, {"supplier": "B", "least": 2}],
        [{"destination": "each", "of": "share", "supplier": "A", "least": 0.5, "greatest": 0.7}],
    ],
)
def test_program_audit_and_ledger_agree_on_every_answer(limits):
    small = [TO_TAIWAN | {"quantity": 2}, TO_MALAYSIA | {"quantity": 2}]
    assert len(good_answers(pool_with(orders=small, limits=limits), most=2)) > 3


@pytest.mark.parametrize(
    ("limit", "now", "then"),
    [
        ({"supplier": "A", "greatest": 4}, 160, 150),
        ({"supplier": "A", "of": "share", "greatest": 0.49}, 160, 150),
        ({"supplier": "A", "of": "money", "greatest": 49}, 160, 150),
        ({"supplier": "B", "least": 3}, 130, 120),
        ({"supplier": "B", "of": "share", "least": 0.21}, 130, 120),
        ({"supplier": "B", "of": "money", "least": 41}, 130, 120),
    ],
)
def test_a_limit_moved_by_one_step_saves_money(limit, now, then):
    pool = pool_with(limits=[limit])
    assert vector(pool)[-1] == now
    assert [vector(p)[-1] for p in eased(pool, "limits")] == [then]


@pytest.mark.parametrize("limit", [{"greatest": 1, "of": "share"}, {"least": 0}])
def test_what_a_limit_cannot_be_is_no_ease(limit):
    assert eased(pool_with(limits=[{"supplier": "A", **limit}]), "limits") == []


def test_units_by_hand_are_audited_against_a_limit_without_any_made():
    assert ikm.audit(pool_with(limits=[{"supplier": "A", "greatest": 4}]), shares_of("B 9")).empty

"""Limits: units, shares and money on any group that the tables name."""

import pytest

import ikmpool as ikm
from rules.cases import (
    NOVEMBER_ON,
    ORDER,
    eased,
    made,
    makers,
    offers,
    plan_of,
    pool_with,
    shares_of,
    vector,
    violations,
)

T2 = {"order": "T2", "product": "shoe", "quantity": 10}


def test_a_greatest_of_units_binds_the_group():
    pool = pool_with(limits=[{"supplier": "A", "greatest": 4}])
    assert made(pool) == {"A": 4, "B": 6}
    assert violations(pool, "A 5", "B 5") == (
        ["A: 5 units, at most 4 are allowed."],
        ["A: 5 unit, paling banyak 4."],
    )


def test_a_greatest_share_is_of_what_is_ordered():
    """0.45 of 10 is 4.5: A makes 4, although B makes only 2 and 4 are short."""
    pool = pool_with(
        limits=[{"supplier": "A", "of": "share", "greatest": 0.45}],
        offers=offers({}, {"capacity": 2}),
    )
    assert made(pool) == {"A": 4, "B": 2}
    assert violations(pool, "A 5") == (
        ["A: 5 units, the greatest share allows 4.5."],
        ["A: 5 unit, bagian terbesar yang boleh 4,5."],
    )


def test_a_least_share_is_of_what_is_made():
    """B makes at least 0.35 of all: 4 of 10; and where it can make 2, there are 5 in all."""
    pool = pool_with(limits=[{"supplier": "B", "of": "share", "least": 0.35}])
    assert made(pool) == {"A": 6, "B": 4}
    tight = pool.replace(offers=pool.offers.assign(capacity=[9, 2]))
    plan = plan_of(tight)  # 2 of B carry 3 of A: 2 / 5 = 0.4; 4 of A would make it 0.33
    assert plan.shares["units"].tolist() == [3, 2]
    assert plan.not_kept.empty
    assert violations(pool, "A 7", "B 3") == (
        ["B: 3 units, the least share asks 3.5."],
        ["B: 3 unit, bagian terkecil yang diminta 3,5."],
    )


def test_a_least_of_units_is_kept_and_what_cannot_be_is_said():
    pool = pool_with(limits=[{"supplier": "B", "least": 3}])
    assert made(pool) == {"A": 7, "B": 3}
    assert violations(pool, "A 8", "B 2") == (
        ["B: 2 units, at least 3 are agreed."],
        ["B: 2 unit, disepakati paling sedikit 3."],
    )
    plan = plan_of(pool_with(limits=[{"supplier": "B", "least": 30}]))
    assert plan.not_kept[["rule", "scope", "units"]].to_numpy().tolist() == [["limits", "B", 20]]
    assert ikm.audit(plan.pool, plan.shares, not_kept=plan.not_kept).empty


def test_a_greatest_of_money_is_of_landed_cost():
    """A at 10 and 3 of freight is 13 a unit: 4 cost 52, 5 would cost 65 of at most 60."""
    order = ORDER | {"destination": "Taiwan"}
    roads = [{"city": c, "destination": "Taiwan", "per_unit": 3} for c in ("Gresik", "Lamongan")]
    pool = pool_with(
        orders=[order], freight=roads, limits=[{"supplier": "A", "of": "money", "greatest": 60}]
    )
    assert made(pool) == {"A": 4, "B": 6}
    assert violations(pool, "A 5", "B 5") == (
        ["A: costs 65, at most 60 is allowed."],
        ["A: biaya 65, paling banyak 60."],
    )


def test_a_least_of_money_asks_for_work_of_its_worth():
    """B is to have 50: at 20 a unit that takes 3."""
    pool = pool_with(limits=[{"supplier": "B", "of": "money", "least": 50}])
    assert made(pool) == {"A": 7, "B": 3}
    assert violations(pool, "A 8", "B 2") == (
        ["B: 40 in money, at least 50 is agreed."],
        ["B: 40 dalam uang, disepakati paling sedikit 50."],
    )


def test_a_budget_counts_fractions_of_lump_quotations_exactly():
    """A lump of 100 for 7 units: 3 of them are 42.86, 4 are 57.14 of at most 50."""
    lump = [{"supplier": "A", "product": "shoe", "lump_cost": 100}]
    pool = pool_with(
        offers=lump, orders=[ORDER | {"quantity": 7}], limits=[{"of": "money", "greatest": 50}]
    )
    assert made(pool) == {"A": 3}
    assert violations(pool, "A 4") == (
        ["all together: costs 57.1429, at most 50 is allowed."],
        ["semuanya: biaya 57,1429, paling banyak 50."],
    )


OVERTIME = {"supplier": "A", "hours": 4, "overtime_hours": 6, "overtime_premium": 5}


def test_overtime_hours_count_against_a_budget_of_everything():
    """Units of 1 hour at 10, from the fifth on 15: 4 are 40, 5 are 55, 6 are 70."""
    pool = pool_with(
        hours=[OVERTIME],
        offers=offers({"hours": 1}, {"capacity": 0}),
        limits=[{"of": "money", "greatest": 69}],
    )
    assert made(pool) == {"A": 5}
    assert violations(pool, "A 6")[0] == ["all together: costs 70, at most 69 is allowed."]


def test_overtime_that_nobody_needs_never_fills_a_least_of_money():
    """A can make 2 units of 1 hour at 10; 25 are agreed, and 5 of them are not kept.

    Idle overtime at 5 an hour would fill them, and is no work.
    """
    pool = pool_with(
        hours=[OVERTIME],
        offers=offers({"hours": 1, "capacity": 2}),
        limits=[{"supplier": "A", "of": "money", "least": 25}],
    )
    plan = plan_of(pool)
    assert plan.not_kept["units"].tolist() == [5]
    assert plan.cost == 2 * 10 + 8 * 20


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"supplier": "A"}, "the supplier"),
        ({"city": "Gresik"}, "its city"),
        ({"sector": "shoes"}, "its sector"),
        ({"status": "export_ready"}, "its status"),
        ({"supplier": "A", "city": "Gresik", "order": "T1", "product": "shoe"}, "all together"),
    ],
)
def test_a_scope_names_whose_units_count(cells, why):
    suppliers = makers(
        {"sector": "shoes", "status": "export_ready"}, {"sector": "batik", "status": "coached"}
    )
    pool = pool_with(
        settings={"ready_status": "export_ready; coached"},
        suppliers=suppliers,
        limits=[{**cells, "greatest": 4}],
    )
    assert made(pool) == {"A": 4, "B": 6}, why


@pytest.mark.parametrize(
    "cells",
    [{"order": "T1"}, {"destination": "Taiwan"}, {"contract": "K"}, {"month": "2026-11"}],
)
def test_a_scope_names_the_orders_whose_units_count(cells):
    """At most 4 of T1's 10, and T2 stays free: also by the due month where no plan has months."""
    first = ORDER | {"destination": "Taiwan", "contract": "K", "due": "2026-11"}
    second = T2 | {"destination": "Malaysia", "due": "2026-12"}
    for settings in ({}, NOVEMBER_ON):
        pool = pool_with(
            settings=settings, orders=[first, second], limits=[{**cells, "greatest": 4}]
        )
        assert plan_of(pool).orders["delivered"].tolist() == [4, 10]


def test_each_makes_one_limit_for_every_value():
    """At most 4 for each of A and B in each order: 2 orders of 10 get 8 each."""
    pool = pool_with(
        orders=[ORDER, T2], limits=[{"supplier": "each", "order": "each", "greatest": 4}]
    )
    assert made(pool) == {"A T1": 4, "B T1": 4, "A T2": 4, "B T2": 4}
    assert violations(pool, "A 5", "B T2 6")[0] == [
        "A, T1: 5 units, at most 4 are allowed.",
        "B, T2: 6 units, at most 4 are allowed.",
    ]


def test_a_share_limit_does_not_bind_what_the_lead_keeps():
    """Half of 10 for each; the lead B keeps 7 of its own, and A makes the other 3."""
    lead = ORDER | {"lead": "B", "lead_quantity": 7}
    pool = pool_with(orders=[lead], limits=[{"supplier": "each", "of": "share", "greatest": 0.5}])
    assert made(pool) == {"A": 3, "B": 7}
    assert violations(pool, "A 2", "B 8")[0] == ["B: 8 units, the greatest share allows 7."]


def test_limits_of_one_scope_are_told_apart_in_what_is_not_kept():
    """B can make 1: of 3 units 2 are missing, of 50 in money 30."""
    pool = pool_with(
        offers=offers({}, {"capacity": 1}),
        limits=[{"supplier": "B", "least": 3}, {"supplier": "B", "of": "money", "least": 50}],
    )
    plan = plan_of(pool)
    assert plan.not_kept[["scope", "units"]].to_numpy().tolist() == [
        ["B, units", 2], ["B, money", 30]
    ]  # fmt: skip
    units_only = plan.not_kept[plan.not_kept["scope"] == "B, units"]
    found = ikm.audit(pool, plan.shares, not_kept=units_only.assign(units=60))
    assert found["words"].tolist() == ["B, money: 20 in money, at least 50 is agreed."]


def test_a_least_for_each_and_one_by_name_are_told_apart():
    rows = [{"supplier": "each", "least": 1}, {"supplier": "B", "least": 2}]
    pool = pool_with(offers=offers({}, {"capacity": 0}), limits=rows)
    assert plan_of(pool).not_kept["scope"].tolist() == ["B, units, 0", "B, units, 1"]


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

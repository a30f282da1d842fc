"""Scopes: whose units, and units of what, a limit speaks of."""

import numpy as np
import pytest

import ikmpool as ikm
from ikmpool.rules.scopes import scopes_of
from rules.cases import (
    NOVEMBER_ON,
    ORDER,
    made,
    makers,
    offers,
    plan_of,
    pool_with,
    violations,
)

T2 = {"order": "T2", "product": "shoe", "quantity": 10}


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


def test_only_what_can_be_given_up_is_told_apart():
    """Of these only the least of units can be not kept, so none needs another name."""
    rows = [
        {"supplier": "B", "least": 1},
        {"supplier": "B", "of": "money", "greatest": 900},
        {"supplier": "B", "of": "orders", "least": 3, "if_used": True},
        {"supplier": "B", "of": "share", "least": 0.1},
    ]
    pool = pool_with(offers=offers({"capacity": 0}), limits=rows)
    assert [scopes.labels for scopes in scopes_of(pool)] == [("B",)] * 4
    assert plan_of(pool).not_kept[["scope", "units"]].to_numpy().tolist() == [["B", 1]]


def test_scopes_of_a_row_are_numbered_and_what_is_of_no_one_is_in_those_that_leave_none_out():
    first, second = ORDER | {"destination": "Taiwan"}, T2 | {"destination": "Malaysia"}
    rows = [
        {"supplier": "each", "destination": "each", "greatest": 1},
        {"city": "Gresik", "greatest": 1},
        {"product": "shoe", "greatest": 1},
    ]
    pool = pool_with(orders=[first, second], limits=rows)
    each, gresik, shoes = scopes_of(pool)
    assert each.labels == ("A, Malaysia", "A, Taiwan", "B, Malaysia", "B, Taiwan")
    supplier, order = np.array([0, 0, 1, -1, 0, -1]), np.array([0, 1, 0, 0, -1, -1])
    assert each.of(supplier, order).tolist() == [1, 0, 3, -1, -1, -1]
    assert gresik.of(supplier, order).tolist() == [0, 0, -1, -1, 0, -1]
    assert shoes.of(supplier, order).tolist() == [0] * 6
    assert (len(each), each.name(2), shoes.labels, shoes.name(0)) == (
        4, "B, Malaysia", ("shoe",), "shoe"
    )  # fmt: skip


def test_a_name_that_nobody_has_leaves_a_scope_of_nothing():
    """What is agreed of it is not kept, and each of no value at all is no limit."""
    rows = [{"city": "Malang", "least": 2}, {"contract": "each", "greatest": 0}]
    plan = plan_of(pool_with(limits=rows))
    assert plan.not_kept[["scope", "units"]].to_numpy().tolist() == [["Malang", 2]]
    assert plan.shares["units"].tolist() == [10]

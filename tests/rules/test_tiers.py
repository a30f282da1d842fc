"""Tiers: what a quantity does to the price of its units, by hand and by trying every way."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

import ikmpool as ikm
from rules.cases import (
    NOVEMBER_ON,
    OFFERS,
    ORDER,
    lines,
    made,
    offers,
    plan_of,
    pool_with,
    violations,
)
from rules.every_answer import good_answers, switches

T2 = ORDER | {"order": "T2"}
BOOT = {"supplier": "A", "product": "boot", "unit_cost": 30}
BOOTS = ORDER | {"order": "T2", "product": "boot"}


def tier(units: int, **cells: Any) -> dict[str, Any]:
    return {"supplier": "A", "from_units": units} | cells


def discount(pool, *shares):
    return lines(pool, *shares).get("discount", 0)


ALL = [tier(5, unit_cost=8), tier(8, unit_cost=7)]
INCREMENTAL = [row | {"kind": "incremental"} for row in ALL]


@pytest.mark.parametrize(
    ("units", "all_units", "incremental"),
    [(4, 0, 0), (5, -10, -2), (7, -14, -6), (8, -24, -9), (10, -30, -15)],
)
def test_a_tier_prices_all_units_or_those_from_its_first_one_on(units, all_units, incremental):
    """Base 10; from 5 on 8, from 8 on 7."""
    assert discount(pool_with(tiers=ALL), f"A {units}") == all_units
    assert discount(pool_with(tiers=INCREMENTAL), f"A {units}") == incremental


def test_a_tier_can_make_the_dearer_maker_the_cheaper_one():
    """B costs 9, A 10 and from the 8th unit 7 for all: 70 against 90."""
    near = offers({}, {"unit_cost": 9})
    assert made(pool_with(offers=near)) == {"B": 10}
    plan = plan_of(pool_with(offers=near, tiers=ALL))
    assert (plan.shares["supplier"].tolist(), plan.cost) == (["A"], 70)
    assert plan.ledger.astype(str).to_numpy().tolist() == [
        ["production", "T1", "A", "100"],
        ["discount", "", "A", "-30"],
    ]


def test_a_price_that_rises_with_the_quantity_is_kept_too():
    """A's fifth unit would make all cost 15, or itself: four come from A, the others cost 14."""
    dear = offers({}, {"unit_cost": 14})
    for kind in ("all_units", "incremental"):
        pool = pool_with(offers=dear, tiers=[tier(5, unit_cost=15, kind=kind)])
        assert made(pool) == {"A": 4, "B": 6}
        assert discount(pool, "A 6") == {"all_units": 30, "incremental": 10}[kind]


def test_a_price_from_the_first_unit_on_takes_the_place_of_the_base():
    pool = pool_with(tiers=[tier(1, percent_off=0.25), tier(3, percent_off=0.5)])
    assert [discount(pool, f"A {n}") for n in (1, 2, 3)] == [Fraction(-5, 2), -5, -15]
    assert plan_of(pool).cost == 50


def test_premiums_and_freight_are_no_part_of_the_price_that_a_tier_lowers():
    pool = pool_with(
        offers=offers({"capacity": 5, "overtime_capacity": 5, "overtime_premium": 4}),
        tiers=[tier(5, percent_off=0.5)],
    )
    assert lines(pool, "A 5", "A 5 overtime") == {
        "production": 100,
        "overtime": 20,
        "discount": -50,
    }


def test_orders_and_months_count_together_and_the_line_is_of_the_first_month():
    pool = pool_with(
        settings=NOVEMBER_ON,
        orders=[ORDER | {"due": "2026-12", "quantity": 3}, T2 | {"due": "2027-01", "quantity": 4}],
        offers=offers({"capacity": 4, "from": "2026-12"}),
        tiers=[tier(7, unit_cost=6)],
    )
    plan = plan_of(pool)
    of_tiers = plan.ledger[plan.ledger["item"] == "discount"]
    assert of_tiers.astype(str).to_numpy().tolist() == [["discount", "", "A", "2026-12", "-28"]]
    assert plan.cost == 7 * 6


def test_the_dearest_units_take_the_largest_discounts():
    """Two at 20, two at 10, the third unit at 10 % off and the fourth at 50 %: both of the 20s."""
    pool = pool_with(
        offers=[*OFFERS, OFFERS[0] | {"order": "T2", "unit_cost": 20}],
        orders=[ORDER, T2],
        tiers=[
            tier(3, percent_off=0.1, kind="incremental"),
            tier(4, percent_off=0.5, kind="incremental"),
        ],
    )
    assert discount(pool, "A T1 2", "A T2 2") == -(2 + 10)
    assert discount(pool, "A T1 4", "A T2 1") == -(2 * 0 + 1 + 10 + 5)


def test_the_cheapest_units_stay_below_a_first_tier_with_a_price():
    pool = pool_with(
        offers=[*OFFERS, OFFERS[0] | {"order": "T2", "unit_cost": 20}],
        orders=[ORDER, T2],
        tiers=[tier(3, unit_cost=5, kind="incremental")],
    )
    assert discount(pool, "A T1 2", "A T2 2") == 2 * (5 - 20)
    assert discount(pool, "A T1 1", "A T2 3") == 2 * (5 - 20)
    assert discount(pool, "A T1 3", "A T2 1") == (5 - 20) + (5 - 10)


def test_products_count_apart_and_a_set_for_one_beats_that_for_all():
    tables = {"offers": [*OFFERS, BOOT], "orders": [ORDER, BOOTS]}
    each = pool_with(**tables, tiers=[tier(5, percent_off=0.1)])
    assert discount(each, "A 4", "A T2 4") == 0
    assert discount(each, "A 5", "A T2 4") == -5
    assert discount(each, "A 5", "A T2 5") == -5 - 15
    own = pool_with(
        **tables, tiers=[tier(5, percent_off=0.1), tier(2, product="boot", unit_cost=29)]
    )
    assert discount(own, "A 5", "A T2 5") == -5 - 5


def test_all_that_a_supplier_makes_may_count_for_all_or_for_one_product():
    tables = {"offers": [*OFFERS, BOOT], "orders": [ORDER, BOOTS]}
    every = pool_with(**tables, tiers=[tier(8, percent_off=0.1, over="total")])
    assert discount(every, "A 3", "A T2 4") == 0
    assert discount(every, "A 4", "A T2 4") == -4 - 12
    one = pool_with(**tables, tiers=[tier(8, product="boot", unit_cost=25, over="total")])
    assert discount(one, "A 4", "A T2 4", "B 6") == 4 * (25 - 30)
    assert discount(one, "A 4", "A T2 3") == 0


def test_units_that_only_count_leave_the_tiers_to_those_that_have_the_price():
    """Of 6 + 2 units the last 3 have a tier: both boots where it is cheaper, none where dearer."""
    tables = {"offers": [*OFFERS, BOOT], "orders": [ORDER, BOOTS]}
    cheap = tier(6, product="boot", unit_cost=25, over="total", kind="incremental")
    assert discount(pool_with(**tables, tiers=[cheap]), "A 6", "A T2 2") == 2 * (25 - 30)
    dear = pool_with(**tables, tiers=[cheap | {"unit_cost": 33}])
    assert discount(dear, "A 6", "A T2 2") == 0
    assert discount(dear, "A 2", "A T2 7") == 2 * (33 - 30)


def test_a_part_of_a_lump_quotation_has_its_part_of_the_discount_exactly():
    """A third of 100 each, and a tenth off: 90 for all, 60 for two."""
    lump = {"supplier": "A", "product": "shoe", "lump_cost": 100}
    tables = {"orders": [ORDER | {"quantity": 3}], "tiers": [tier(2, percent_off=0.1)]}
    pool = pool_with(offers=[lump, OFFERS[1] | {"unit_cost": 31}], **tables)
    assert discount(pool, "A 3") == -10
    assert discount(pool, "A 2") == Fraction(-20, 3)
    plan = plan_of(pool)
    assert (plan.shares["supplier"].tolist(), plan.cost) == (["A"], 90)


def test_a_budget_counts_the_discount_of_its_supplier():
    """Ten units of A cost 100, less 30: a budget of 70 for A is enough."""
    pool = pool_with(tiers=ALL, limits=[{"supplier": "A", "of": "money", "greatest": 70}])
    assert made(pool) == {"A": 10}
    assert violations(pool, "A 10") == ([], [])
    few = pool_with(tiers=ALL, limits=[{"supplier": "A", "of": "money", "greatest": 69}])
    assert made(few) == {"A": 9, "B": 1}
    assert violations(few, "A 10")[0] == ["A: costs 70, at most 69 is allowed."]


def test_tiers_out_of_reach_need_no_yes_or_no():
    assert switches(pool_with()) == {}
    assert switches(pool_with(tiers=ALL)) == {"tier_units": 3, "tier": 3}
    assert switches(pool_with(tiers=[tier(11, unit_cost=1)])) == {}
    held = pool_with(tiers=ALL, offers=offers({"capacity": 7}))
    assert switches(held) == {"tier_units": 2, "tier": 2}
    nobody = pool_with(tiers=ALL, pairs=[{"supplier": "A", "order": "T1", "forbidden": True}])
    assert switches(nobody) == {}


def test_the_model_names_its_columns_after_supplier_product_and_first_unit(tmp_path):
    quoted = [*OFFERS, OFFERS[0] | {"order": "T2", "unit_cost": 20}]
    pool = pool_with(offers=quoted, orders=[ORDER, T2], tiers=ALL)
    ikm.write_lp(pool, tmp_path / "model.lp")
    text = (tmp_path / "model.lp").read_text()
    for name in ("tier_units.A.shoe.1", "tier_units.A.shoe.8.1", "tier.A.shoe.5"):
        assert name in text


PRICES = st.sampled_from([4, 6, 10, 15])


@st.composite
def tiered(draw: st.DrawFn) -> dict[str, Any]:
    """Draw tiers of A, with quotations of its two products for three small orders."""
    percent, kind = draw(st.booleans()), draw(st.sampled_from(["all_units", "incremental"]))
    over = draw(st.sampled_from(["offer", "total"]))
    product = draw(st.sampled_from([None, "shoe"]))
    price = st.sampled_from([0.1, 0.5, 1]) if percent else st.sampled_from([0, 5, 9, 12])
    begins = draw(st.sets(st.integers(1, 6), min_size=1, max_size=3))
    scope = {"kind": kind, "over": over, "product": product}
    rows = [tier(b, **{"percent_off" if percent else "unit_cost": draw(price)}) for b in begins]
    orders = [
        {
            "order": f"T{i}",
            "product": draw(st.sampled_from(["shoe", "shoe", "boot"])),
            "quantity": 2,
        }
        for i in range(3)
    ]
    quoted = [
        {"supplier": "A", "product": o["product"], "order": o["order"], "unit_cost": draw(PRICES)}
        for o in orders
    ]
    general = [{"supplier": "A", "product": p, "unit_cost": 1} for p in ("shoe", "boot")]
    return {
        "suppliers": [{"supplier": "A"}],
        "offers": [*general, *quoted],
        "orders": orders,
        "tiers": [row | scope for row in rows],
    }


def by_trying(tables: dict[str, Any], units: list[int]) -> Fraction:
    """Give the least that tiers can add to the cost: units into places, a matrix each."""
    rows = sorted(tables["tiers"], key=lambda row: row["from_units"])
    products = [o["product"] for o in tables["orders"]]
    named, total = rows[0]["product"], rows[0]["over"] == "total"
    if not total:
        counts = [{named}] if named else [{p} for p in set(products)]
    else:
        counts = [set(products)]
    found = Fraction(0)
    for count in counts:
        bases = [
            row["unit_cost"] if named in (None, p) else None
            for p, row, n in zip(products, tables["offers"][2:], units, strict=True)
            for _ in range(n)
            if p in count
        ]
        places = [_tier_of(rows, place) for place in range(1, len(bases) + 1)]
        if rows[0]["kind"] == "all_units":
            places = places[-1:] * len(bases)
        matrix = np.array([[_change(base, row) for row in places] for base in bases])
        if bases:
            found += Fraction(int(matrix[linear_sum_assignment(matrix)].sum()), 10)
    return found


def _tier_of(rows: list[dict[str, Any]], place: int) -> dict[str, Any] | None:
    reached = [row for row in rows if row["from_units"] <= place]
    return reached[-1] if reached else None


def _change(base: int | None, row: dict[str, Any] | None) -> int:
    """Give ten times what a tier changes a price by; nothing for a unit that only counts."""
    if base is None or row is None:
        return 0
    if "percent_off" in row:
        return -round(10 * row["percent_off"]) * base
    return 10 * (row["unit_cost"] - base)


@given(tiered(), st.lists(st.integers(0, 5), min_size=3, max_size=3))
def test_the_ledger_has_the_best_of_all_ways_to_fill_the_tiers(tables, units):
    pool = pool_with(**tables)
    shares = [f"A T{i} {n}" for i, n in enumerate(units) if n] or ["A T0 0"]
    assert discount(pool, *shares) == by_trying(tables, units)


@given(tiered())
@settings(max_examples=30)
def test_the_program_costs_what_the_account_says_of_every_answer(tables):
    assert len(good_answers(pool_with(**tables), 2)) == 27

"""Inspection: each supplier's lot of an order is inspected, and paid, once."""

import ikmpool as ikm
from rules.cases import NOVEMBER_ON, ORDER, lines, made, offers, plan_of, pool_with, shares_of

INSPECTED = ORDER | {"inspection_cost": 45}


def test_a_second_lot_pays_only_where_it_saves_more():
    """A makes 7 at 10, B any at 20 or 14: the rest at B, or all at B, is one lot more or less."""
    few = offers({"capacity": 7})
    assert made(pool_with(offers=few)) == {"A": 7, "B": 3}
    assert made(pool_with(offers=few, orders=[INSPECTED])) == {
        "A": 7,
        "B": 3,
    }  # 130 + 90 < 200 + 45
    near = offers({"capacity": 7}, {"unit_cost": 14})
    assert made(pool_with(offers=near, orders=[INSPECTED])) == {"B": 10}  # 140 + 45 < 112 + 90


def test_a_lot_is_paid_once_over_all_its_months():
    pool = pool_with(
        settings=NOVEMBER_ON,
        offers=offers({"capacity": 4}),
        orders=[INSPECTED | {"due": "2027-01"}],
    )
    plan = plan_of(pool)
    paid = plan.ledger[plan.ledger["item"] == "inspection"]
    assert plan.shares["made"].astype(str).tolist() == ["2026-11", "2026-12", "2027-01"]
    assert paid.astype(str).to_numpy().tolist() == [["inspection", "T1", "A", "2026-11", "45"]]
    assert plan.cost == 10 * 10 + 45


def test_each_order_pays_its_own_price_and_some_pay_none():
    orders = [INSPECTED, ORDER | {"order": "T2"}, ORDER | {"order": "T3", "inspection_cost": 5}]
    pool = pool_with(orders=orders)
    assert lines(pool, "A T1 5", "B T1 5", "A T2 5", "A T3 2", "A T3 3 overtime") == {
        "production": 5 * 10 + 5 * 20 + 5 * 10 + 5 * 10,
        "inspection": 45 + 45 + 5,
    }


def test_a_budget_counts_the_inspections_of_its_order():
    """Of 100 for T1, 45 go to the inspection: 5 units are left."""
    pool = pool_with(orders=[INSPECTED], limits=[{"order": "T1", "of": "money", "greatest": 100}])
    assert made(pool) == {"A": 5}
    over = ikm.audit(pool, shares_of("A 6"))["words"].tolist()
    assert over == ["T1: costs 105, at most 100 is allowed."]


def test_an_aql_alone_costs_nothing_and_needs_no_yes_or_no():
    pool = pool_with(orders=[ORDER | {"aql": 2.5}])
    assert [rule.name for rule in ikm.rules_of(pool)] == [
        *("demand", "production", "capacity", "inspection")
    ]
    assert plan_of(pool).cost == 100
    assert "inspection" not in lines(pool, "A 10")

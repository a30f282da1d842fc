"""Capacity: of offers and of suppliers, in normal time and overtime."""

from ikmpool.rules.capacity import normal_capacity
from rules.cases import (
    NOVEMBER_ON,
    ORDER,
    eased,
    made,
    makers,
    offers,
    pool_with,
    refusals,
    vector,
    violations,
)

T2 = {"order": "T2", "product": "shoe", "quantity": 10}


def test_a_month_holds_no_more_than_the_offer_and_overtime_above_it():
    """A: 3 and 2 overtime; the other 5 are B's, who is dearer even than A's overtime at 10 + 4."""
    pool = pool_with(offers=offers({"capacity": 3, "overtime_capacity": 2, "overtime_premium": 4}))
    assert made(pool) == {"A": 3, "A overtime": 2, "B": 5}


def test_a_suppliers_capacity_bounds_all_its_offers_together():
    """A may make 4 shoes and 4 bags, but 5 in all."""
    pool = pool_with(
        suppliers=makers({"capacity": 5}),
        offers=[*offers({"capacity": 4}), {"supplier": "A", "product": "bag", "unit_cost": 1}],
        orders=[ORDER | {"quantity": 4}, {"order": "T2", "product": "bag", "quantity": 4}],
    )
    assert made(pool) == {"A T1": 1, "A T2": 4, "B T1": 3}
    assert violations(pool, "A 3", "A T2 4") == (
        ["A: 7 units are made in all, the producer's capacity is 5."],
        ["A: 7 unit dibuat seluruhnya, kapasitas IKM 5."],
    )


def test_a_general_offers_capacity_bounds_all_its_quotations_together():
    """A's general offer holds 6: 4 for T1 by its quotation leave 2 for T2."""
    quotes = [
        {"supplier": "A", "product": "shoe", "unit_cost": 10, "capacity": 6},
        {"supplier": "A", "product": "shoe", "order": "T1", "unit_cost": 1, "capacity": 4},
    ]
    pool = pool_with(offers=quotes, orders=[ORDER, T2])
    assert made(pool) == {"A T1": 4, "A T2": 2}
    assert violations(pool, "A 4", "A T2 3") == (
        ["A: 7 units are made of one offer, its capacity is 6."],
        ["A: 7 unit dibuat dari satu penawaran, kapasitasnya 6."],
    )
    assert violations(pool, "A 5")[0] == ["A: 5 units are made of one offer, its capacity is 4."]


def test_a_quotation_without_a_capacity_takes_the_general_one():
    quotes = [
        {"supplier": "A", "product": "shoe", "unit_cost": 10, "capacity": 6},
        {"supplier": "A", "product": "shoe", "order": "T1", "unit_cost": 1},
    ]
    assert made(pool_with(offers=quotes, orders=[ORDER, T2])) == {"A T1": 6}


def test_overtime_is_bounded_and_does_not_count_against_the_suppliers_own_capacity():
    """3 normal units are all that A holds; 2 overtime ones come on top."""
    pool = pool_with(suppliers=makers({"capacity": 3}), offers=offers({"overtime_capacity": 2}))
    assert made(pool) == {"A": 3, "A overtime": 2, "B": 5}
    assert violations(pool, "A 3 overtime") == (
        ["A: 3 units are made in overtime, the overtime capacity is 2."],
        ["A: 3 unit dibuat dalam lembur, kapasitas lembur 2."],
    )


def test_overtime_that_no_offer_states_is_a_violation_even_without_any_capacity():
    assert violations(pool_with(), "A 1 overtime")[0] == [
        "A: 1 units are made in overtime, the overtime capacity is 0."
    ]


def test_each_month_has_its_own_capacity():
    """4 in November and 4 in December make 8 of 10; a share is counted in the month it is made."""
    pool = pool_with(
        settings=NOVEMBER_ON,
        offers=offers({"capacity": 4}, {"capacity": 0}),
        orders=[ORDER | {"due": "2026-12"}],
    )
    assert made(pool) == {"A 2026-11": 4, "A 2026-12": 4}
    assert violations(pool, "A 5 2026-11")[0] == [
        "A, 2026-11: 5 units are made of one offer, its capacity is 4."
    ]


def test_months_outside_the_plan_are_said_and_break_nothing_else():
    pool = pool_with(
        settings=NOVEMBER_ON,
        offers=offers({"capacity": 4}),
        orders=[ORDER | {"due": "2026-12"}],
    )
    assert violations(pool, "A 5 2030-01")[0] == [
        "T1, A, 2030-01: made so late that it arrives in 2030-01; due is 2026-12."
    ]
    assert violations(pool, "A 5 2020-01")[0] == ["T1, A, 2020-01: the offer begins in 2026-11."]


def test_one_more_unit_of_capacity_is_one_unit_less_of_the_dear_maker():
    """A's 3 become 4: 10 saved on B's 20, the cost 170 becomes 160."""
    pool = pool_with(offers=offers({"capacity": 3}))
    assert vector(pool) == (0, 0, 0, 170)
    assert [vector(p) for p in eased(pool, "capacity")] == [(0, 0, 0, 160)]
    own = pool_with(suppliers=makers({"capacity": 3}))
    assert [vector(p)[-1] for p in eased(own, "capacity")] == [160]


def test_capacity_refuses_nobody():
    assert refusals(pool_with(offers=offers({"capacity": 0}))) == ([], [])


def test_normal_capacity_is_the_suppliers_own_or_the_sum_of_its_general_offers():
    """A states 5; B offers 4 + 2, of which a quotation's 3 lies under the 4."""
    rows = [
        {"supplier": "B", "product": "shoe", "unit_cost": 1, "capacity": 4},
        {"supplier": "B", "product": "shoe", "order": "T1", "unit_cost": 1, "capacity": 3},
        {"supplier": "B", "product": "bag", "unit_cost": 1, "capacity": 2},
        {"supplier": "A", "product": "shoe", "unit_cost": 1, "capacity": 9},
    ]
    pool = pool_with(suppliers=makers({"capacity": 5}), offers=rows)
    units, known = normal_capacity(pool)
    assert units.tolist() == [5, 6]
    assert known.all()

"""Engagement: a producer that makes anything is paid for once."""

import pytest

import ikmpool as ikm
from rules.cases import (
    NOVEMBER_ON,
    OFFERS,
    ORDER,
    in_indonesian,
    lines,
    made,
    makers,
    offers,
    plan_of,
    pool_with,
    vector,
    violations,
)
from rules.every_answer import good_answers, switches

TWO = [ORDER | {"quantity": 3}, ORDER | {"order": "T2", "quantity": 3}]


def test_one_producer_for_all_is_cheaper_than_two_that_are_paid_for():
    """A holds 3: with B for 3 it is 30 + 60 + 50 + 5 = 145; B alone costs 120 + 5 = 125."""
    pool = pool_with(
        suppliers=makers({"engagement_cost": 50, "capacity": 3}, {"engagement_cost": 5}), orders=TWO
    )
    assert made(pool) == {"B T1": 3, "B T2": 3}
    assert vector(pool) == (0, 0, 0, 125)


def test_it_is_paid_once_for_all_orders_and_months():
    """Two orders in two months and 7 once, noted in the first month made."""
    pool = pool_with(
        settings=NOVEMBER_ON,
        suppliers=makers({"engagement_cost": 7}),
        orders=[TWO[0] | {"due": "2026-12"}, TWO[1] | {"due": "2027-01"}],
        offers=[OFFERS[0] | {"from": "2026-12", "capacity": 3}],
    )
    assert lines(pool, "A T1 3 2026-12", "A T2 3 2027-01") == {"production": 60, "engagement": 7}
    ledger = plan_of(pool).ledger
    paid = ledger[ledger["item"] == "engagement"].drop(columns="item")
    assert paid.astype(str).to_numpy().tolist() == [["", "A", "2026-12", "7"]]


def test_nobody_is_paid_for_who_makes_nothing():
    pool = pool_with(suppliers=makers({}, {"engagement_cost": 7}))
    assert made(pool) == {"A": 10}
    assert vector(pool)[-1] == 100
    assert lines(pool, "A 10", "B 0") == {"production": 100}


def test_program_audit_and_accounts_agree_on_every_answer():
    """Each of two orders has 6 answers of up to 2 units, and all 36 hold."""
    pool = pool_with(
        suppliers=makers({"engagement_cost": 7}, {"engagement_cost": 5}),
        orders=[o | {"quantity": 2} for o in TWO],
    )
    assert len(good_answers(pool, 2)) == 36


def test_yes_no_columns_are_made_only_for_producers_that_cost_something():
    pool = pool_with(suppliers=makers({"engagement_cost": 0}, {"engagement_cost": 5}), orders=TWO)
    assert switches(pool) == {"used": 1}


@pytest.mark.parametrize(("greatest", "units"), [(22, 1), (32, 2)])
def test_a_greatest_cost_of_an_order_counts_its_set_up_and_not_the_engagement(greatest, units):
    """A makes only T1, so one yes/no pays both: 12 for starting T1, and 70 for A, of no order.

    Of T1 at most 22 are 12 and one pair of shoes at 10; of 32, two.
    """
    pool = pool_with(
        suppliers=makers({"engagement_cost": 70}),
        orders=[TWO[0], TWO[1] | {"product": "boot"}],
        offers=[OFFERS[0] | {"setup_cost": 12}, OFFERS[1] | {"product": "boot"}],
        limits=[{"order": "T1", "of": "money", "greatest": greatest}],
    )
    assert switches(pool) == {"used": 1}
    assert made(pool) == {"A T1": units, "B T2": 3}
    too_much = [f"A T1 {units + 1}", "B T2 3"]
    assert violations(pool, *too_much) == (
        [f"T1: costs {greatest + 10}, at most {greatest} is allowed."],
        [f"T1: biaya {greatest + 10}, paling banyak {greatest}."],
    )


def test_a_greatest_cost_of_all_counts_the_engagement():
    """Of 10 each: 24 are enough for one, since A costs 14 once and any."""
    pool = pool_with(
        suppliers=makers({"engagement_cost": 14}),
        offers=offers({}, {"unit_cost": 25}),
        limits=[{"of": "money", "greatest": 24}],
    )
    assert made(pool) == {"A": 1}


def test_engagement_has_words_in_both_languages():
    pool = pool_with(suppliers=makers({"engagement_cost": 5}))
    plans = [ikm.allocate(p) for p in (pool, in_indonesian(pool))]
    assert ["engagement" in repr(plans[0]), "keterlibatan" in repr(plans[1])] == [True, True]

"""All or nothing: an order is made in full, within its tolerance, or not at all."""

from rules.cases import (
    ORDER,
    eased,
    made,
    offers,
    plan_of,
    pool_with,
    vector,
    violations,
)
from rules.every_answer import good_answers, switches

WHOLE = ORDER | {"all_or_nothing": True}
SHORT = offers({"capacity": 5}, {"capacity": 4})


def test_an_order_that_cannot_be_made_in_full_is_left_alone():
    """9 of 10 can be made, and none is; within a tolerance of a tenth, 9 are in full."""
    plan = plan_of(pool_with(orders=[WHOLE], offers=SHORT))
    assert plan.shares.empty
    assert plan.orders["short"].tolist() == [10]
    pool = pool_with(orders=[WHOLE | {"tolerance_under": 0.1}], offers=SHORT)
    assert made(pool) == {"A": 5, "B": 4}
    assert vector(pool) == (0, 0, 1, 130)


def test_capacity_goes_to_the_order_that_it_fills():
    """5 fill T2 (worth 5 x 30) and not T1 (worth 10 x 20); in parts T1 takes none either."""
    orders = [WHOLE | {"price": 20}, WHOLE | {"order": "T2", "quantity": 5, "price": 30}]
    pool = pool_with(orders=orders, offers=[SHORT[0]])
    assert made(pool) == {"A T2": 5}


def test_a_dear_order_is_left_for_a_cheap_one_that_can_be_filled():
    """T1 is worth more a unit, but 9 do not fill it: T2 is made in full, and 4 more in part."""
    orders = [WHOLE | {"price": 90}, ORDER | {"order": "T2", "quantity": 20, "price": 1}]
    pool = pool_with(orders=orders, offers=SHORT)
    assert made(pool) == {"A T2": 5, "B T2": 4}


def test_an_order_made_in_part_is_a_violation():
    pool = pool_with(orders=[WHOLE | {"tolerance_under": 0.1}])
    assert violations(pool, "A 5", "B 3") == (
        ["T1: 8 units are delivered, the order is made in full (9 units) or not at all."],
        ["T1: 8 unit dikirim, padahal pesanan ini dibuat penuh (9 unit) atau tidak sama sekali."],
    )
    assert violations(pool, "A 5", "B 4") == ([], [])
    assert violations(pool, "A 0") == ([], [])


def test_program_audit_and_accounts_agree_on_every_answer():
    """Of 4 units with a quarter either way: none, or 3 to 5 from either maker."""
    order = WHOLE | {"quantity": 4, "tolerance_under": 0.25, "tolerance_over": 0.25}
    good = good_answers(pool_with(orders=[order]), 5)
    assert {sum(units) for units in good} == {0, 3, 4, 5}
    assert len(good) == 1 + 4 + 5 + 6


def test_yes_no_columns_are_made_only_for_orders_that_could_be_made_in_part():
    assert switches(pool_with(orders=[ORDER | {"all_or_nothing": False}])) == {}
    assert switches(pool_with(orders=[WHOLE | {"quantity": 1}])) == {}
    assert switches(pool_with(orders=[WHOLE, ORDER | {"order": "T2"}])) == {"used": 1}


def test_a_part_is_made_once_it_is_welcome():
    pool = pool_with(orders=[WHOLE], offers=SHORT)
    assert [vector(p) for p in eased(pool, "all_or_nothing")] == [(0, 1, 0, 130)]

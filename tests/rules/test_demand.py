"""Demand: what is missing is short beyond the tolerance, tolerated within it."""

from fractions import Fraction

import pytest

import ikmpool as ikm
from ikmpool.rules.demand import prices, shortage_values
from rules.cases import ORDER, made, offers, plan_of, pool_with, violations

A_MAKES_6 = offers({"capacity": 6}, {"capacity": 0})


def orders_frame(**cells):
    plan = plan_of(pool_with(offers=A_MAKES_6, orders=[ORDER | cells]))
    row = plan.orders.iloc[0]
    return {c: int(row[c]) for c in ("delivered", "short", "tolerated", "over")}


def test_what_nobody_can_make_is_short():
    """Of 10 units 6 can be made: 4 are short."""
    assert orders_frame() == {"delivered": 6, "short": 4, "tolerated": 0, "over": 0}


def test_a_tolerance_is_a_share_of_the_quantity_rounded_down():
    """0.25 of 10 is 2.5, so 2 units: of the 4 missing, 2 are tolerated and 2 short."""
    assert orders_frame(tolerance_under=0.25) == {
        "delivered": 6, "short": 2, "tolerated": 2, "over": 0
    }  # fmt: skip


def test_a_tolerance_is_not_used_to_save_money():
    """Both can make all: all 10 are made, although each costs money and 5 would be tolerated."""
    assert made(pool_with(orders=[ORDER | {"tolerance_under": 0.5}])) == {"A": 10}


def test_no_more_is_made_than_ordered_unless_something_else_asks_for_it():
    """15 may be delivered, but only locked units make it so: A is locked at 12."""
    order = ORDER | {"tolerance_over": 0.5}
    assert made(pool_with(orders=[order])) == {"A": 10}
    locked = [{"supplier": "A", "order": "T1", "locked": 12}]
    plan = plan_of(pool_with(orders=[order], pairs=locked))
    assert plan.orders[["delivered", "over"]].iloc[0].tolist() == [12, 2]


def test_the_more_valuable_unit_is_made_and_class_one_comes_first():
    """A makes 6 of 5 + 5: T2's units are worth 3 times 2, T1's 4; T2 gets 5 and T1 gets 1.

    In class 2, T2 gets what T1 leaves, 1 unit.
    """
    first = ORDER | {"quantity": 5, "price": 4}
    second = {"order": "T2", "product": "shoe", "quantity": 5, "price": 3, "weight": 2}
    pool = pool_with(offers=A_MAKES_6, orders=[first, second])
    assert made(pool) == {"A T1": 1, "A T2": 5}
    pool = pool_with(offers=A_MAKES_6, orders=[first | {"class": 1}, second | {"class": 2}])
    assert made(pool) == {"A T1": 5, "A T2": 1}


def test_where_one_order_of_a_class_has_no_price_units_count():
    """Values 1 times weight: T1 with weight 2 beats T2, dear as it is."""
    first = ORDER | {"quantity": 5, "weight": 2}
    second = {"order": "T2", "product": "shoe", "quantity": 5, "price": 900}
    pool = pool_with(offers=A_MAKES_6, orders=[first, second])
    assert shortage_values(pool).tolist() == [2, 1]
    assert made(pool) == {"A T1": 5, "A T2": 1}


def test_a_foreign_price_is_converted_once_and_rounded_to_the_smallest_money_unit():
    """2.35 USD at 15,001 is 35,252.35: 35,252 rupiah."""
    settings = {"rate_USD": "15001", "money_decimals": "0"}
    pool = pool_with(settings=settings, orders=[ORDER | {"price": 2.35, "currency": "USD"}])
    assert prices(pool)[0].tolist() == [35_252]


def test_total_weighs_a_missing_unit_against_its_cost():
    """A costs 10 and B 20 a unit; a missing one costs 15: A makes 6, nobody the other 4."""
    pool = pool_with(offers=offers({"capacity": 6}), orders=[ORDER | {"price": 15}])
    plan = plan_of(pool, objective=ikm.Total())
    assert plan.shares["units"].tolist() == [6]
    assert plan.total == 6 * 10 + 4 * 15
    assert plan.cost == 60


def test_too_many_units_and_negative_shares_are_violations():
    """13 are at most 12 by 1: 10 and a fifth of it."""
    pool = pool_with(orders=[ORDER | {"tolerance_over": 0.2}])
    assert violations(pool, "A 13") == (
        ["T1: 13 units are delivered, at most 12 are wanted."],
        ["T1: 13 unit dikirim, paling banyak 12 yang diminta."],
    )
    assert violations(pool, "A -3") == (
        ["T1, A: a share has -3 units."],
        ["T1, A: satu bagian berisi -3 unit."],
    )
    frame = ikm.audit(pool, plan_of(pool).shares.assign(units=13))
    assert frame["amount"].tolist() == [1]


def test_names_that_the_pool_does_not_know_are_violations():
    pool = pool_with(
        offers=offers({"product": "bag"}),
    )
    assert violations(pool, "A 1", "X 2", "B T9 3") == (
        [
            "T1, A: the producer has no offer of the order's product.",
            'T1: row 1 of the shares names the producer "X", which the pool does not have.',
            'B: row 2 of the shares names the order "T9", which the pool does not have.',
        ],
        [
            "T1, A: IKM tidak menawarkan produk pesanan ini.",
            'T1: baris 1 menyebut IKM "X" yang tidak ada di daftar.',
            'B: baris 2 menyebut pesanan "T9" yang tidak ada di daftar.',
        ],
    )


@pytest.mark.parametrize("quantity", [0, 1])
def test_an_order_of_nothing_needs_nothing(quantity):
    pool = pool_with(orders=[ORDER | {"quantity": quantity}])
    assert plan_of(pool).cost == Fraction(10 * quantity)

"""Lead with top-up: the lead keeps what it can, the others make the rest."""

import numpy as np
import pytest

import ikmpool as ikm
from ikmpool.rules.lead import kept_quantities
from rules.cases import (
    NOVEMBER_ON,
    ORDER,
    made,
    makers,
    offers,
    plan_of,
    pool_with,
    refusals,
    shares_of,
    vector,
    violations,
)

LED = ORDER | {"lead": "B"}


@pytest.mark.parametrize(
    ("order", "capacity", "kept", "why"),
    [
        ({}, None, 10, "all that is ordered"),
        ({}, 6, 6, "its capacity"),
        ({"lead_quantity": 4}, 6, 4, "its quantity"),
        ({"lead_quantity": 40}, 60, 10, "no more than is ordered"),
        ({"lead": None}, 6, 0, "no lead"),
    ],
)
def test_the_lead_keeps_the_least_of_its_quantity_the_order_and_its_capacity(
    order, capacity, kept, why
):
    pool = pool_with(orders=[LED | order], offers=offers({}, {"capacity": capacity}))
    assert kept_quantities(pool).tolist() == [kept], why


def test_the_others_top_up_although_the_lead_is_dearer():
    """B keeps 6 at 20, A makes 4 at 10: 160."""
    pool = pool_with(orders=[LED], offers=offers({}, {"capacity": 6}))
    assert made(pool) == {"A": 4, "B": 6}
    assert vector(pool) == (0, 0, 0, 160)


def test_the_lead_keeps_what_its_months_hold_after_calendar_and_lead_time():
    """Due in January, one month on the way: November 4 and December half of 4; 6 in all."""
    pool = pool_with(
        settings=NOVEMBER_ON,
        orders=[LED | {"due": "2027-01"}],
        offers=offers({}, {"capacity": 4, "lead_time": 1}),
        calendar=[{"month": "2026-12", "factor": 0.5}],
    )
    assert kept_quantities(pool).tolist() == [6]
    later = pool.replace(offers=pool.offers.assign(**{"from": [None, "2026-12"]}))
    assert kept_quantities(later).tolist() == [2]


def test_the_suppliers_own_capacity_bounds_what_its_orders_keep_together():
    """B holds 7: the class-one order keeps 6 of it, the other 1; then by weight."""
    orders = [LED | {"class": 2, "quantity": 6}, LED | {"order": "T2", "class": 1, "quantity": 6}]
    pool = pool_with(orders=orders, suppliers=makers({}, {"capacity": 7}))
    assert kept_quantities(pool).tolist() == [1, 6]
    weighed = pool.replace(orders=pool.orders.assign(**{"class": 1, "weight": [3, 2]}))
    assert kept_quantities(weighed).tolist() == [6, 1]


def test_early_orders_find_their_months_free():
    """Class one is due in December and takes December; November stays for the one due then."""
    orders = [
        LED | {"class": 2, "quantity": 4, "due": "2026-11"},
        LED | {"order": "T2", "quantity": 4, "due": "2026-12"},
    ]
    pool = pool_with(settings=NOVEMBER_ON, orders=orders, offers=offers({}, {"capacity": 4}))
    assert kept_quantities(pool).tolist() == [4, 4]


def test_a_lead_without_an_offer_keeps_nothing():
    bags = offers({}, {"product": "bag"})
    assert kept_quantities(pool_with(orders=[LED], offers=bags)).tolist() == [0]


def test_a_refused_lead_is_refused_with_its_reason_and_what_it_does_not_keep_is_said():
    pool = pool_with(
        orders=[LED],
        suppliers=makers({"status": "export_ready"}, {"status": "coached"}),
        offers=offers({}, {"capacity": 6}),
    )
    plan = plan_of(pool)
    assert made(pool) == {"A": 10}
    assert refusals(pool)[0] == ["B |  | status is coached; it is not ready to serve orders."]
    assert plan.not_kept[["rule", "order", "supplier", "units"]].to_numpy().tolist() == [
        ["lead", "T1", "B", 6]
    ]


def test_a_lead_that_keeps_less_is_a_violation_unless_it_is_said():
    pool = pool_with(orders=[LED], offers=offers({}, {"capacity": 6}))
    assert violations(pool, "A 6", "B 4") == (
        ["T1, B: the lead keeps 4 units, it is to keep 6."],
        ["T1, B: IKM pemimpin memegang 4 unit, seharusnya 6."],
    )
    said = plan_of(pool).not_kept
    said.loc[0] = ["lead", "", "T1", "B", 2]
    said = said.astype({"units": np.int64})
    assert ikm.audit(pool, shares_of("A 6", "B 4"), not_kept=said).empty


def test_overtime_units_of_the_lead_count():
    """B's 3 and 2 overtime are 5, more than the 3 that it is to keep."""
    pool = pool_with(
        orders=[LED], offers=offers({"capacity": 5}, {"capacity": 3, "overtime_capacity": 2})
    )
    assert kept_quantities(pool).tolist() == [3]
    assert violations(pool, "A 5", "B 2", "B 2 overtime")[0] == []

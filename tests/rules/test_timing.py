"""Timing: lead times, first months, shelf life and the cost of waiting."""

from ikmpool.rules.timing import Timing
from rules.cases import (
    NOVEMBER_ON,
    ORDER,
    lines,
    made,
    makers,
    offers,
    plan_of,
    pool_with,
    refusals,
    violations,
)

DUE = ORDER | {"due": "2026-12", "destination": "Taiwan"}


def pool_of(**tables):
    return pool_with(**({"settings": NOVEMBER_ON, "orders": [DUE]} | tables))


def test_units_are_made_lead_time_before_they_are_due():
    """Due in December with one month of the maker and one of the road: too late for A.

    B, on another road without a time, must make them in November or December.
    """
    roads = [
        {"city": "Gresik", "destination": "Taiwan", "lead_time": 1},
        {"city": "Lamongan", "destination": "Taiwan"},
    ]
    pool = pool_of(offers=offers({"lead_time": 1}), freight=roads)
    assert {k[0] for k in made(pool)} == {"B"}
    assert refusals(pool) == (
        ["A | T1 | made so late that it arrives in 2027-02; due is 2026-12."],
        ["A | T1 | dibuat terlalu lambat: tiba 2027-02, jatuh tempo 2026-12."],
    )
    one = pool_of(offers=offers({"lead_time": 1}, {"capacity": 0}))
    assert made(one) == {"A 2026-11": 10}


def test_an_offer_begins_in_its_month():
    pool = pool_of(offers=offers({"from": "2027-01"}, {"from": "2026-12"}))
    assert made(pool) == {"B 2026-12": 10}
    assert refusals(pool) == (
        ["A | T1 | the offer begins in 2027-01."],
        ["A | T1 | penawaran baru mulai 2027-01."],
    )


def test_units_do_not_wait_longer_than_they_keep():
    """Due in January, kept one month: made in December or January, 4 and 4 of 10."""
    pool = pool_of(
        orders=[DUE | {"due": "2027-01"}],
        products=[{"product": "shoe", "shelf_life": 1}],
        offers=offers({"capacity": 4}, {"capacity": 0}),
    )
    assert made(pool) == {"A 2026-12": 4, "A 2027-01": 4}
    late = pool_of(
        orders=[DUE | {"due": "2027-01"}],
        products=[{"product": "shoe", "shelf_life": 1}],
        offers=offers({"lead_time": 2}),
    )
    assert refusals(late)[0] == [
        "A | T1 | made so late that it arrives in 2027-03; due is 2027-01.",
        "A | T1 | waits 2 months; the shelf life is 1.",
    ]


def test_waiting_costs_and_is_avoided():
    """4 fit into December; 4 wait a month and 2 wait two, at 5: 20 + 20."""
    pool = pool_of(
        orders=[DUE | {"due": "2027-01"}],
        offers=offers({"capacity": 4}, {"capacity": 0}),
        stock=[{"holding_cost": 5}],
    )
    assert made(pool) == {"A 2026-11": 2, "A 2026-12": 4, "A 2027-01": 4}
    found = lines(pool, "A 2 2026-11", "A 4 2026-12", "A 4 2027-01")
    assert found == {"production": 100, "holding": 5 * (2 * 2 + 4 * 1)}


def test_months_on_the_way_are_not_paid_as_waiting():
    """Made in November, a month on the way, due in January: one month waits."""
    pool = pool_of(
        orders=[DUE | {"due": "2027-01"}],
        offers=offers({"lead_time": 1}),
        stock=[{"holding_cost": 5}],
    )
    assert lines(pool, "A 3 2026-11")["holding"] == 15


def test_the_most_specific_row_of_the_stock_table_says_what_waiting_costs():
    """Product and supplier, then supplier, then product, then the general row."""
    rows = [
        {"holding_cost": 1},
        {"product": "shoe", "holding_cost": 2},
        {"supplier": "A", "holding_cost": 3},
        {"supplier": "A", "product": "shoe", "holding_cost": 4},
    ]
    for count, (a, b) in enumerate([(1, 1), (2, 2), (3, 2), (4, 2)], 1):
        pool = pool_of(stock=rows[:count])
        assert lines(pool, "A 1 2026-11")["holding"] == a
        assert lines(pool, "B 1 2026-11")["holding"] == b


def test_each_fault_of_timing_is_a_violation():
    products = [{"product": "shoe", "shelf_life": 0}]
    pool = pool_of(offers=offers({"lead_time": 1, "from": "2026-12"}), suppliers=makers({}))
    assert violations(pool, "A 2 2026-12 2026-12") == (
        ["T1, A, 2026-12: made so late that it arrives in 2027-01; due is 2026-12."],
        ["T1, A, 2026-12: dibuat terlalu lambat: tiba 2027-01, jatuh tempo 2026-12."],
    )
    assert violations(pool, "A 2 2026-11") == (
        ["T1, A, 2026-11: the offer begins in 2026-12."],
        ["T1, A, 2026-11: penawaran baru mulai 2026-12."],
    )
    assert violations(pool, "B 2 2026-12 2027-01") == (
        ["T1, B, 2026-12: is delivered in 2027-01; due is 2026-12."],
        ["T1, B, 2026-12: diserahkan 2027-01; jatuh tempo 2026-12."],
    )
    assert violations(pool_of(products=products), "B 2 2026-11") == (
        ["T1, B, 2026-11: waits 1 months; the shelf life is 0."],
        ["T1, B, 2026-11: menunggu 1 bulan; masa simpan 0."],
    )


def test_a_buyer_may_let_units_be_late():
    """Due in December and four a month: with two months of grace, the last two come in January."""
    orders = [DUE | {"max_late": 2}]
    pool = pool_of(orders=orders, offers=offers({"capacity": 4}, {"capacity": 0}))
    assert made(pool) == {"A 2026-11": 4, "A 2026-12": 4, "A 2027-01": 2}
    shares = plan_of(pool).shares
    assert shares["delivered"].astype(str).tolist() == ["2026-12", "2026-12", "2027-01"]
    strict = pool_of(offers=offers({"capacity": 4}, {"capacity": 0}))
    assert sum(made(strict).values()) == 8


def test_no_month_after_the_last_one_is_made_in_but_units_may_come_after_it():
    """The pool ends in February: what is made then and travels a month comes in March."""
    orders = [DUE | {"due": "2027-02", "max_late": 5}]
    pool = pool_of(orders=orders, offers=offers({"capacity": 2, "lead_time": 1}, {"capacity": 0}))
    assert made(pool) == {f"A {m}": 2 for m in ("2026-11", "2026-12", "2027-01", "2027-02")}
    assert plan_of(pool).shares["delivered"].astype(str).tolist()[-1] == "2027-03"


def test_later_than_allowed_is_told_with_the_last_month_allowed():
    orders = [DUE | {"max_late": 1}]
    pool = pool_of(orders=orders, offers=offers({"lead_time": 3}, {"capacity": 4}))
    late = "made so late that it arrives in 2027-04; due is 2026-12, at the latest 2027-01."
    terlambat = "dibuat terlalu lambat: tiba 2027-04, jatuh tempo 2026-12, paling lambat 2027-01."
    assert refusals(pool) == ([f"A | T1 | {late}"], [f"A | T1 | {terlambat}"])
    assert violations(pool, "B 2 2026-12 2027-02")[0] == [
        "T1, B, 2026-12: is delivered in 2027-02; due is 2026-12, at the latest 2027-01."
    ]
    assert violations(pool, "A 2 2026-11 2027-01")[0] == [
        "T1, A, 2026-11: is delivered in 2027-01, but arrives only in 2027-02."
    ]


def test_late_units_do_not_keep_longer():
    """Made in November and three months on the way: too old when they come."""
    pool = pool_of(
        orders=[DUE | {"max_late": 2}],
        products=[{"product": "shoe", "shelf_life": 2}],
        offers=offers({"lead_time": 3}, {"capacity": 0}),
    )
    assert "A | T1 | waits 3 months; the shelf life is 2." in refusals(pool)[0]


def test_a_month_more_is_what_would_help():
    pool = pool_of(orders=[DUE | {"max_late": 1}])
    assert [(e.column, e.value) for e in Timing().ease(pool)] == [("max_late", 2)]

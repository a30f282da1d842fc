"""Stock: what is at hand is given out once, costs nothing more, and waits where there is room."""

from rules.cases import (
    NOVEMBER_ON,
    ORDER,
    eased,
    lines,
    made,
    offers,
    plan_of,
    pool_with,
    violations,
)

DUE = ORDER | {"due": "2027-01"}
A, B = {"supplier": "A", "product": "shoe"}, {"supplier": "B", "product": "shoe"}


def pool_of(*stock, **tables):
    return pool_with(**({"settings": NOVEMBER_ON, "orders": [DUE], "stock": stock} | tables))


def test_what_is_at_hand_is_taken_before_anything_is_made():
    """Three pairs of B's are paid already, so only seven are made, at A's 10."""
    pool = pool_with(stock=[B | {"opening": 3}])
    plan = plan_of(pool)
    assert made(pool) == {"A": 7, "B stock": 3}
    assert (plan.cost, plan.status) == (70, "optimal")
    assert plan.utilisation["units"].tolist() == [7, 0]


def test_units_in_stock_are_for_one_order_or_another_but_not_for_both():
    orders = [ORDER | {"quantity": 2}, ORDER | {"order": "T2", "quantity": 2, "weight": 2}]
    none = offers({"capacity": 0}, {"capacity": 0})
    pool = pool_with(orders=orders, offers=none, stock=[A | {"opening": 3}])
    assert made(pool) == {"A T1 stock": 1, "A T2 stock": 2}
    assert violations(pool, "A 2 stock", "A T2 2 stock") == (
        ["A: 4 units of shoe are taken from stock; there were 3."],
        ["A: 4 unit shoe diambil dari stok; yang ada 3."],
    )
    assert violations(pool, "B 1 stock")[0] == [
        "B: 1 units of shoe are taken from stock; there were 0."
    ]


def test_units_in_stock_take_no_capacity_no_lot_and_no_set_up_and_wait_from_the_start():
    pool = pool_of(
        A | {"opening": 3, "holding_cost": 2},
        offers=offers(
            {"capacity": 0, "min_lot": 5, "setup_cost": 99, "lead_time": 3, "hours": 1},
            {"from": "2027-01"},
        ),
        hours=[{"supplier": "A", "hours": 0}],
    )
    assert made(pool) == {"A NaT stock": 3, "B 2027-01": 7}
    assert lines(pool, "A 3 stock", "B 7 2027-01") == {"holding": 3 * 2 * 2, "production": 140}
    assert violations(pool, "A 3 stock", "B 7 2027-01") == ([], [])


def test_units_in_stock_age_from_the_first_month():
    keeps = [{"product": "shoe", "shelf_life": 1}]
    pool = pool_of(A | {"opening": 3}, products=keeps)
    assert "stock" not in plan_of(pool).shares["kind"].tolist()
    assert violations(pool, "A 3 stock")[0] == [
        "T1, A, 2026-11: waits 2 months; the shelf life is 1."
    ]


def test_what_waits_over_a_month_fits_into_the_warehouse():
    """A could make four a month and B five; over the end of a month no more than six wait."""
    makes = offers({"capacity": 4}, {"capacity": 5, "unit_cost": 11})
    house = {"supplier": "A", "warehouse": "W"}, {"supplier": "B", "warehouse": "W"}
    tables = {"offers": makes, "orders": [DUE | {"quantity": 20}]}
    pool = pool_of(*house, {"warehouse": "W", "limit": 6}, **tables)
    plan = plan_of(pool)
    assert plan.orders["delivered"].tolist() == [6 + 9]
    assert plan.status == "optimal"
    assert violations(pool, "A 4 2026-12", "B 3 2026-12") == (
        ["2026-12: 7 units wait over the end of the month; there is room for 6."],
        ["2026-12: 7 unit menunggu melewati akhir bulan; tempatnya cukup untuk 6."],
    )
    assert violations(pool, "A 4 2026-12", "B 3 2026-12 2026-12") == ([], [])
    free = pool_of(*house, **tables)
    assert plan_of(free).orders["delivered"].tolist() == [20]


def test_what_is_taken_from_stock_makes_room():
    """Five at hand fill the place; in December T2 takes them, and five of A's may wait."""
    orders = [DUE, ORDER | {"order": "T2", "quantity": 5, "due": "2026-12"}]
    place = A | {"opening": 5, "limit": 5}
    makes = offers({"capacity": 5}, {"capacity": 0})
    pool = pool_of(place, orders=orders, offers=makes)
    assert made(pool) == {"A T1 2026-12": 5, "A T1 2027-01": 5, "A T2 NaT stock": 5}
    held = ["A 5 2026-11", "A T2 5 2026-12"]
    assert violations(pool, *held)[0] == [
        f"A, {m}: 10 units wait over the end of the month; there is room for 5."
        for m in ("2026-11", "2026-12")
    ]
    assert [plan_of(p).status for p in eased(pool, "stock")] == ["optimal"]
    assert [p.stock["limit"].tolist() for p in eased(pool, "stock")] == [[6]]


def test_without_months_a_limit_of_the_stock_is_not_read():
    pool = pool_with(stock=[A | {"opening": 5, "limit": 5}])
    assert plan_of(pool).unused == ("stock.limit",)

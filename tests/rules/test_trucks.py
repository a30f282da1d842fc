"""Trucks: whole ones, shared by what goes one road in one month."""

from rules.cases import (
    NOVEMBER_ON,
    ORDER,
    lines,
    made,
    makers,
    offers,
    plan_of,
    pool_with,
    violations,
)

TO_TAIWAN = ORDER | {"destination": "Taiwan"}
BY_TRUCK = {"city": "Gresik", "destination": "Taiwan", "fixed": 30, "truck_capacity": 4}
FROM_LAMONGAN = {"city": "Lamongan", "destination": "Taiwan"}


def truck_pool(*freight, **tables):
    given = {"orders": [TO_TAIWAN], "freight": [*freight, FROM_LAMONGAN], **tables}
    return pool_with(**given)


def test_a_begun_truck_is_paid_whole():
    """A costs 10 a unit less: two full trucks of 4 save 20 in all, a third one for 2 loses 10."""
    pool = truck_pool(BY_TRUCK)
    assert made(pool) == {"A": 8, "B": 2}
    assert lines(pool, "A 8", "B 2") == {"production": 80 + 40, "trucks": 60}
    assert lines(pool, "A 9", "B 1") == {"production": 90 + 20, "trucks": 90}
    assert plan_of(pool).cost == 180


def test_one_truck_takes_everything_where_its_capacity_is_blank():
    pool = truck_pool(BY_TRUCK | {"truck_capacity": None, "fixed": 99})
    assert made(pool) == {"A": 10}
    assert lines(pool, "A 10")["trucks"] == 99
    dear = truck_pool(BY_TRUCK | {"truck_capacity": None, "fixed": 101})
    assert made(dear) == {"B": 10}


def test_makers_and_orders_of_one_road_share_its_trucks():
    """Both are in Gresik: 6 + 2 units of two orders fill two trucks of 4."""
    orders = [TO_TAIWAN | {"quantity": 6}, TO_TAIWAN | {"order": "T2", "quantity": 2}]
    pool = truck_pool(BY_TRUCK, suppliers=makers({}, {"city": "Gresik"}), orders=orders)
    assert lines(pool, "A T1 5", "B T1 1", "A T2 2")["trucks"] == 60
    assert plan_of(pool).cost == 80 + 60


def test_without_months_all_units_of_a_road_travel_together():
    """A takes a month longer than B, which says nothing where there are no months."""
    pool = truck_pool(
        BY_TRUCK,
        suppliers=makers({}, {"city": "Gresik"}),
        offers=offers({"lead_time": 1, "capacity": 2}, {"capacity": 2}),
        orders=[TO_TAIWAN | {"quantity": 4}],
    )
    assert plan_of(pool).ledger.query("item == 'trucks'")["amount"].sum() == 30
    assert plan_of(pool).cost == 2 * 10 + 2 * 20 + 30


def test_late_units_go_by_the_truck_of_the_month_in_which_they_come():
    orders = [TO_TAIWAN | {"due": "2026-11", "max_late": 1}]
    pool = truck_pool(BY_TRUCK, settings=NOVEMBER_ON, orders=orders)
    assert lines(pool, "A 2 2026-11 2026-11", "A 2 2026-12 2026-12")["trucks"] == 60
    assert lines(pool, "A 4 2026-12 2026-12")["trucks"] == 30


def test_each_month_of_delivery_has_its_own_trucks():
    orders = [
        TO_TAIWAN | {"quantity": 1, "due": "2026-11"},
        TO_TAIWAN | {"order": "T2", "quantity": 1, "due": "2026-12"},
        TO_TAIWAN | {"order": "T3", "quantity": 3, "due": "2026-12"},
    ]
    pool = truck_pool(
        BY_TRUCK, settings=NOVEMBER_ON, orders=orders, offers=offers({}, {"unit_cost": 99})
    )
    plan = plan_of(pool)
    paid = plan.ledger[plan.ledger["item"] == "trucks"]
    assert paid.astype(str).to_numpy().tolist() == [
        ["trucks", "", "", "2026-11", "30"],
        ["trucks", "", "", "2026-12", "30"],
    ]
    assert plan.cost == 5 * 10 + 60


def test_a_row_for_the_product_has_its_own_trucks():
    pool = truck_pool(BY_TRUCK, BY_TRUCK | {"product": "shoe", "fixed": 7, "truck_capacity": 5})
    assert lines(pool, "A 6")["trucks"] == 14


def test_a_road_without_a_price_of_trucks_needs_none():
    pool = truck_pool(BY_TRUCK | {"fixed": 0})
    assert "trucks" not in lines(pool, "A 10", "B 1")
    assert made(pool) == {"A": 10}


def test_a_budget_for_everything_counts_the_trucks():
    """Eight units cost 140 by two trucks, and 150 by one and B: seven cost 130."""
    pool = truck_pool(BY_TRUCK, limits=[{"of": "money", "greatest": 139}])
    plan = plan_of(pool)
    assert (plan.shares["units"].sum(), plan.cost) == (7, 130)
    dear = violations(pool, "A 8")[0]
    assert dear == ["all together: costs 140, at most 139 is allowed."]

"""The schedule: what each producer makes, holds and delivers, month by month."""

import numpy as np
from hypothesis import given

from ikmpool import Lexicographic, allocate
from rules.cases import ORDER, offers, plan_of, pool_with
from strategies import GENEROUS, pool_of, tiny_tables

TWO_MONTHS = {"start": "2026-11", "end": "2026-12"}
COLUMNS = ["supplier", "month", "at_start", "made", "overtime", "delivered", "held", "capacity"]


def test_units_wait_from_the_month_they_are_made_until_they_are_delivered():
    """A holds 6 a month and 2 in overtime; 10 are due in December: 4 are made a month before."""
    pool = pool_with(
        settings=TWO_MONTHS,
        orders=[ORDER | {"due": "2026-12"}],
        offers=offers({"capacity": 6, "overtime_capacity": 2, "overtime_premium": 9}),
        pairs=[{"supplier": "B", "order": "T1", "forbidden": True}],
        stock=[{"holding_cost": 1}],
    )
    frame = plan_of(pool).schedule
    assert frame[COLUMNS].astype(str).to_numpy().tolist() == [
        ["A", "2026-11", "0", "4", "0", "0", "4", "6"],
        ["A", "2026-12", "4", "6", "0", "10", "0", "6"],
    ]
    assert frame["utilisation"].tolist() == [4 / 6, 1.0]
    assert frame["hours"].isna().all()


def test_stock_is_there_at_the_start_and_stays_where_nobody_takes_it():
    pool = pool_with(
        settings=TWO_MONTHS,
        orders=[ORDER | {"due": "2026-12"}],
        stock=[{"supplier": "B", "product": "shoe", "opening": 13}],
    )
    frame = plan_of(pool).schedule
    assert frame[["supplier", "at_start", "made", "delivered", "held"]].to_numpy().tolist() == [
        ["B", 13, 0, 0, 13],
        ["B", 13, 0, 10, 3],
    ]


def test_good_units_that_serve_no_order_stay_held():
    """A made 14 good ones where 10 were ordered."""
    made = [{"order": "T1", "supplier": "A", "month": "2026-11", "made": 15, "rejected": 1}]
    pool = pool_with(settings=TWO_MONTHS, orders=[ORDER | {"due": "2026-11"}], actuals=made)
    frame = plan_of(pool).schedule
    assert frame[["made", "delivered", "held"]].to_numpy().tolist() == [[14, 10, 4], [0, 0, 4]]


def test_hours_are_those_that_the_units_take():
    pool = pool_with(
        settings=TWO_MONTHS,
        orders=[ORDER | {"due": "2026-11"}],
        offers=offers({"hours": 1.5}),
        hours=[{"supplier": "A", "hours": 20}],
    )
    assert plan_of(pool).schedule["hours"].tolist() == [15.0, 0.0]


def test_a_pool_without_months_has_one_row_a_supplier():
    frame = plan_of(pool_with()).schedule
    assert "month" not in frame
    assert frame[["supplier", "made", "held"]].to_numpy().tolist() == [["A", 10, 0]]
    assert frame["capacity"].isna().all()


@given(tiny_tables([f for f in GENEROUS if f not in ("trucks", "tiers", "inspection")]))
def test_what_is_made_and_in_stock_is_delivered_or_held(tables):
    pool = pool_of(tables)
    plan = allocate(pool, objective=Lexicographic(fair=False))
    frame = plan.schedule
    assert (frame["at_start"] + frame["made"] - frame["delivered"] == frame["held"]).all()
    assert (frame["held"] >= 0).all()
    assert frame["delivered"].sum() == plan.orders["delivered"].sum()
    after = frame.groupby("supplier")["at_start"].shift(-1).dropna()
    assert np.array_equal(after, frame["held"].to_numpy()[after.index])

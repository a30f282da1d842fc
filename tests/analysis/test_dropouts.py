"""Drop-outs: a producer makes nothing from a month on, and the rest is planned again."""

from __future__ import annotations

import pandas as pd
import pytest

from ikmpool.analysis.dropouts import as_planned, busy, drop_out, first_open, without
from ikmpool.tables.history import history
from rules.cases import ORDER, makers, offers, plan_of, pool_with

QUARTER = {"start": "2026-11", "end": "2027-01"}
#: A (10 a unit) holds 4 a month, B (20 a unit) holds 5, and ten are due in January.
BASE = {
    "settings": QUARTER,
    "orders": [ORDER | {"due": "2027-01"}],
    "offers": offers({"capacity": 4}, {"capacity": 5}),
}
JANUARY = pd.Period("2027-01", freq="M")


def made_by(plan):
    return plan.shares.groupby("supplier")["units"].sum().to_dict()


def test_who_drops_out_makes_nothing_from_that_month_on_and_what_was_made_is_kept():
    plan = plan_of(pool_with(**BASE))
    assert made_by(plan) == {"A": 10}
    again = drop_out(plan, "A", JANUARY).plan
    before = plan.shares[plan.shares["made"] < JANUARY]["units"].sum()
    assert made_by(again) == {"A": before, "B": min(10 - before, 5)}
    assert (again.shares.loc[again.shares["supplier"] == "A", "made"] < JANUARY).all()


def test_the_others_keep_what_they_have_even_where_more_could_be_delivered_otherwise():
    """T2 is worth ten times T1 and both have B's last units; A, T2's maker, drops out."""
    orders = [
        ORDER | {"quantity": 5, "price": 100},
        ORDER | {"order": "T2", "quantity": 5, "price": 1_000},
    ]
    pairs = [{"supplier": "A", "order": "T1", "forbidden": True}]
    pool = pool_with(
        orders=orders,
        pairs=pairs,
        suppliers=[{"supplier": "A", "capacity": 5}, {"supplier": "B", "capacity": 5}],
    )
    plan = plan_of(pool)
    assert plan.orders["short"].sum() == 0
    again = drop_out(plan, "A").plan
    assert again.orders["short"].tolist() == [0, 5]


def test_keeping_comes_before_what_is_short_and_that_before_what_is_asked_for_at_least():
    leads = [ORDER | {"lead": "A", "lead_quantity": 3, "tolerance_under": 0.1}]
    plan = plan_of(pool_with(orders=leads, suppliers=makers({"capacity": 8}, {"capacity": 8})))
    again = drop_out(plan, "B").plan
    stages = [r.name for r in again.reached]
    assert stages[:3] == ["change", "short 1", "not_kept"]
    assert stages[-2:] == ["tolerated 1", "cost"]


def test_a_plan_with_reserves_is_planned_again_without_asking_for_new_ones():
    pool = pool_with(dropouts=[{"supplier": "each"}], offers=offers({"capacity": 8}))
    plan = plan_of(pool)
    again = drop_out(plan, "A").plan
    assert "dropouts" not in again.pool.tables
    assert again.reserves.empty
    assert made_by(again) == {"B": 10}


def test_a_pair_that_was_agreed_does_not_hold_who_drops_out():
    pairs = [
        {"supplier": "A", "order": "T1", "locked": 4},
        {"supplier": "B", "order": "T1", "forced": True},
    ]
    pool = without(pool_with(pairs=pairs), "A")
    assert made_by(plan_of(pool)) == {"B": 10}
    assert pool.pairs["supplier"].tolist() == ["B", "A"]


def test_an_earlier_end_is_kept():
    suppliers = [{"supplier": "A", "until": "2026-11"}, {"supplier": "B"}]
    pool = pool_with(**BASE | {"suppliers": suppliers})
    assert without(pool, "A", JANUARY).suppliers["until"].astype(str).tolist()[0] == "2026-11"
    assert without(pool, "B", JANUARY).suppliers["until"].astype(str).tolist()[1] == "2026-12"


def test_what_a_plan_did_before_a_month_comes_back_as_the_same_shares():
    """Stock and overtime too: the facts are the plan's own shares."""
    plan = plan_of(
        pool_with(
            settings=QUARTER,
            orders=[
                ORDER | {"due": "2026-12", "quantity": 12},
                ORDER | {"order": "T2", "due": "2027-01"},
            ],
            offers=offers({"capacity": 3, "overtime_capacity": 2, "overtime_premium": 1}),
            stock=[{"supplier": "A", "product": "shoe", "opening": 2}],
        )
    )
    told = plan.pool.replace(actuals=as_planned(plan, JANUARY))
    facts = history(told)
    names = told.names("supplier")[facts.supplier], told.names("order")[facts.order]
    found = set(zip(*names, facts.kind.tolist(), facts.units.tolist(), strict=True))
    shares = plan.shares
    gone = (shares["made"] < JANUARY) | ((shares["kind"] == "stock") & (shares["order"] == "T1"))
    kinds = shares["kind"].map({"normal": 0, "overtime": 1, "stock": 2})
    rows = zip(shares["supplier"], shares["order"], kinds, shares["units"], strict=True)
    assert {row for row, g in zip(rows, gone, strict=True) if g} == found
    assert {kind for _, _, kind, _ in found} == {0, 1, 2}


def test_who_has_nothing_left_to_make_cannot_drop_out():
    plan = plan_of(pool_with(**BASE))
    november = first_open(plan)
    assert str(november) == "2026-11"
    assert busy(plan, each=False) == [("A", november)]
    months = [str(month) for _, month in busy(plan, each=True)]
    assert months == ["2026-11", "2026-12", "2027-01"]
    over = plan_of(plan.pool.replace(settings=QUARTER | {"now": "2027-02"}))
    assert busy(over, each=True) == []


@pytest.mark.parametrize("month", ["2026-11", "2026-12", "2027-01"])
def test_nothing_that_is_over_changes(month):
    plan = plan_of(pool_with(**BASE))
    month = pd.Period(month, freq="M")
    again = drop_out(plan, "A", month).plan
    for shares in (plan.shares, again.shares):
        past = shares[shares["made"] < month]
        assert past["units"].sum() == plan.shares.query("made < @month")["units"].sum()

"""Re-planning: what happened is given, and the rest is planned again with little change."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import ikmpool as ikm
from rules.cases import ORDER, in_indonesian, offers, plan_of, pool_with

QUARTER = {"start": "2026-11", "end": "2027-01"}
#: A (10 a unit) holds 6 a month, B (20 a unit) holds 5: of ten due in January A makes all.
BASE = {
    "settings": QUARTER,
    "orders": [ORDER | {"due": "2027-01"}],
    "offers": offers({"capacity": 6}, {"capacity": 5}),
    "stock": [{"holding_cost": 1}],
}


def actuals(*rows):
    names = ("order", "supplier", "month", "made", "rejected", "cancelled")
    return pd.DataFrame([dict(zip(names, row, strict=False)) for row in rows])


def per_place(plan):
    shares = plan.shares
    return dict(
        zip(shares["supplier"] + " " + shares["made"].astype(str), shares["units"], strict=True)
    )


@pytest.fixture
def plan():
    plan = plan_of(pool_with(**BASE))
    assert per_place(plan) == {"A 2026-12": 4, "A 2027-01": 6}
    return plan


def test_what_went_as_planned_changes_nothing(plan):
    again = ikm.replan(plan, actuals(("T1", "A", "2026-11", 0), ("T1", "A", "2026-12", 4)))
    assert per_place(again.plan) == per_place(plan)
    assert again.changes.empty
    assert repr(again).startswith("Nothing changes from now on.\n")


def test_what_was_not_made_is_made_by_others_and_told_why(plan):
    """A made one of four: January holds six of A's, and B steps in for the three that lack."""
    again = ikm.replan(plan, actuals(("T1", "A", "2026-12", 1)))
    assert per_place(again.plan) == {"A 2026-12": 1, "A 2027-01": 6, "B 2027-01": 3}
    assert again.changes.drop(columns="words").to_numpy().tolist() == [
        ["B", "T1", 0, 3, 0, "steps_in"]
    ]
    assert again.changes["words"].tolist() == [
        "B, T1: 3 units from now on instead of 0. It steps in for A (3)."
    ]
    assert again.happened.astype({"month": str}).to_numpy().tolist() == [
        ["T1", "A", "2026-12", 4, 1, -3]
    ]
    assert again.taken_away == 0
    assert again.plan.status == "optimal"


def test_rejected_units_serve_nobody(plan):
    again = ikm.replan(plan, actuals(("T1", "A", "2026-12", 4, 3)))
    assert per_place(again.plan) == {"A 2026-12": 1, "A 2027-01": 6, "B 2027-01": 3}


def test_who_made_more_makes_less_later(plan):
    again = ikm.replan(plan, actuals(("T1", "A", "2026-12", 6)))
    assert per_place(again.plan) == {"A 2026-12": 6, "A 2027-01": 4}
    assert again.changes["words"].tolist() == [
        "A, T1: 4 units from now on instead of 6. 2 units more than planned are made already."
    ]


def test_who_cancels_makes_so_many_fewer_and_no_more_later(plan):
    """A cancels five of its six: it could make them, and does not; nor a month later."""
    again = ikm.replan(plan, actuals(("T1", "A", "2026-11", 0, 0, 7)))
    made = again.plan.shares.groupby("supplier")["units"].sum()
    assert made.to_dict() == {"A": 3, "B": 7}
    assert again.changes["reason"].tolist() == ["cancelled", "steps_in"]
    later = ikm.replan(again.plan, actuals(("T1", "A", "2026-12", 0), ("T1", "B", "2026-12", 1)))
    units = later.plan.shares.groupby("supplier")["units"].sum()
    assert units["A"] == 3
    assert later.plan.orders["short"].tolist() == [1]


def test_the_price_of_change_decides_who_makes_what_both_could(plan):
    """A is dear now: 30 a unit. B saves 10 a unit, or 9 a month earlier."""
    dear = plan.pool.replace(offers=pd.DataFrame(BASE["offers"]).assign(unit_cost=[30, 20]))
    kept = ikm.replan(plan, pool=dear)
    assert per_place(kept.plan) == per_place(plan)
    cheap = ikm.replan(plan, pool=dear, price=8)
    assert cheap.plan.shares.groupby("supplier")["units"].sum().to_dict() == {"B": 10}
    assert cheap.taken_away == 10
    assert cheap.plan.ledger.query("item == 'change'")["amount"].sum() == 80
    held = ikm.replan(plan, pool=dear, price=12)
    assert per_place(held.plan) == per_place(plan)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (
            {"pairs": [{"supplier": "A", "order": "T1", "forbidden": True}]},
            (
                "A, T1: 0 units from now on instead of 10. It may not make the order any more: "
                "the pair is forbidden for order T1."
            ),
        ),
        (
            {"offers": offers({"capacity": 3}, {"capacity": 5})},
            "A, T1: 9 units from now on instead of 10. Its capacity is lower now.",
        ),
        (
            {"orders": [ORDER | {"due": "2027-01", "quantity": 7}]},
            "A, T1: 7 units from now on instead of 10. 7 units are ordered now, before 10.",
        ),
        (
            {"orders": [ORDER | {"due": "2027-01", "quantity": 12}]},
            "A, T1: 12 units from now on instead of 10. 12 units are ordered now, before 10.",
        ),
    ],
)
def test_what_else_is_different_now_is_the_reason(plan, edit, words):
    tables = {name: pd.DataFrame(rows) for name, rows in edit.items()}
    again = ikm.replan(plan, pool=plan.pool.replace(**tables))
    assert words in again.changes["words"].tolist()


def test_a_maker_and_an_order_that_are_gone_leave_the_others_as_they_are(plan):
    orders = [BASE["orders"][0], ORDER | {"order": "T2", "due": "2026-11", "quantity": 3}]
    before = plan_of(pool_with(**BASE | {"orders": orders}))
    again = ikm.replan(before, pool=plan.pool)
    assert again.changes["words"].tolist() == [
        "A, T2: 0 units from now on instead of 3. The order or the producer is gone."
    ]


def test_an_order_of_a_month_that_is_over_is_short_of_what_was_not_made():
    base = BASE | {"orders": [ORDER | {"due": "2026-11", "quantity": 5}]}
    again = ikm.replan(plan_of(pool_with(**base)), actuals(("T1", "A", "2026-11", 2)))
    assert again.plan.orders[["delivered", "short"]].to_numpy().tolist() == [[2, 3]]
    words = again.plan.refusals["words"].unique().tolist()
    assert words == ["the month is over; open is 2026-12 and later."]


def test_the_first_open_month_can_be_told_without_anything_made(plan):
    again = ikm.replan(plan, now="2027-01")
    assert per_place(again.plan) == {"A 2027-01": 6, "B 2027-01": 4}
    assert str(again.plan.pool.settings.now) == "2027-01"


def test_months_go_on_one_after_the_other_and_none_opens_again(plan):
    """Nothing is told of December: it is over all the same once it was."""
    january = ikm.replan(plan, actuals(("T1", "A", "2026-11", 1)), now="2027-01").plan
    assert per_place(january) == {"A 2026-11": 1, "A 2027-01": 6, "B 2027-01": 3}
    later = ikm.replan(january, actuals(("T1", "A", "2026-11", 2)))
    assert str(later.plan.pool.settings.now) == "2027-01"
    assert per_place(later.plan) == {"A 2026-11": 2, "A 2027-01": 6, "B 2027-01": 2}
    with pytest.raises(ikm.TableError, match=r"1 row is of a month that is not over"):
        ikm.replan(plan, actuals(("T1", "A", "2026-12", 1)), now="2026-12")


def test_rules_that_were_left_out_stay_out_and_own_ones_stay_in():
    class Own(ikm.Rule):
        name = "own"

    pool = pool_with(**BASE)
    rules = [r for r in ikm.rules_of(pool) if r.name != "capacity"] + [Own()]
    plan = plan_of(pool, rules=rules)
    assert per_place(plan) == {"A 2027-01": 10}
    with pytest.warns(ikm.UnusedColumnWarning, match=r"offers\.capacity"):
        again = ikm.replan(plan, actuals(("T1", "A", "2026-11", 0)))
    assert per_place(again.plan) == {"A 2027-01": 10}
    assert "own" in [r.name for r in again.plan.rules]


def test_words_are_in_the_pools_language(plan):
    before = plan_of(in_indonesian(plan.pool))
    again = ikm.replan(before, actuals(("T1", "A", "2026-12", 1)))
    assert again.changes["words"].tolist() == [
        "B, T1: mulai sekarang 3 unit, sebelumnya 0. IKM ini menggantikan A (3)."
    ]
    assert repr(again).startswith("1 perubahan mulai sekarang: 0 unit pindah ke yang lain")


def test_what_is_no_plan_price_or_month_is_refused_with_it(plan):
    with pytest.raises(ikm.OptionError, match=r"^The plan is a str\. Give what allocate"):
        ikm.replan("plan")
    with pytest.raises(ikm.OptionError, match=r"^The price of change is -1\. Give money from zero"):
        ikm.replan(plan, price=-1)
    without = plan_of(pool_with())
    with pytest.raises(ikm.OptionError, match=r"the plan's pool has no months"):
        ikm.replan(without, actuals(("T1", "A", "2026-12", 1)))


def a_year(pool: ikm.Pool) -> ikm.Pool:
    """Let the sample go on for a year: its orders come again half a year later."""
    settings = pool.all_settings() | {"end": "2027-12"}
    orders = pool.orders
    again = orders.assign(order=orders["order"] + "b", due=orders["due"] + 6)
    again = again.drop(columns=["lead", "lead_quantity"])
    return pool.replace(settings=settings, orders=pd.concat([orders, again], ignore_index=True))


def disturbed(plan: ikm.Plan, month: pd.Period, rng: np.random.Generator) -> pd.DataFrame:
    """Make what the plan says of a month with luck: some fail, some are rejected, some do more."""
    shares = plan.shares[plan.shares["made"] == month]
    units = shares.pivot_table("units", ["order", "supplier"], "kind", "sum", fill_value=0)
    rows = []
    for (order, supplier), row in units.iterrows():
        planned = int(row.sum())
        luck = rng.random()
        made = 0 if luck < 0.1 else planned + int(rng.integers(-planned // 4, planned // 8 + 1))
        rejected = int(rng.binomial(made, 0.02))
        overtime = min(int(row.get("overtime", 0)), made - rejected)
        cancelled = 5 if luck > 0.95 else 0
        rows.append((order, supplier, month, made, overtime, rejected, cancelled))
    columns = ["order", "supplier", "month", "made", "overtime", "rejected", "cancelled"]
    return pd.DataFrame(rows, columns=columns)


@pytest.mark.parametrize("seed", range(2))
def test_a_year_of_months_with_bad_luck_reconciles_every_month(seed):
    """What was made and in stock is delivered or held, and each order's units add up."""
    rng = np.random.default_rng(seed)
    options = ikm.SolveOptions(time_limit=2)
    objective = ikm.Lexicographic(fair=False)
    plan = ikm.allocate(a_year(ikm.sample("sidoarjo")), objective=objective, options=options)
    told = pd.DataFrame()
    for month in plan.pool.horizon:
        happened = disturbed(plan, month, rng)
        told = pd.concat([told, happened])
        again = ikm.replan(plan, happened, now=month + 1, price=1_000)
        reconcile(again, told, month)
        plan = again.plan
    assert plan.shares["made"].max() <= month
    assert not plan.orders.empty


def reconcile(again: ikm.Replan, told: pd.DataFrame, month: pd.Period) -> None:
    plan = again.plan
    frame, orders = plan.schedule, plan.orders
    assert (frame["at_start"] + frame["made"] - frame["delivered"] == frame["held"]).all()
    assert (frame["held"] >= 0).all()
    past = frame[frame["month"] <= month]
    good = told["made"] - told["rejected"]
    assert past["made"].sum() == good.sum()
    by_supplier = good.groupby(told["supplier"]).sum()
    made = past.groupby("supplier")["made"].sum()
    assert made[made > 0].to_dict() == by_supplier[by_supplier > 0].to_dict()
    left = orders["quantity"] - orders["delivered"] - orders["short"] - orders["tolerated"]
    assert (left + orders["over"] == 0).all()
    assert plan.shares.groupby("order")["units"].sum().sum() == orders["delivered"].sum()
    assert plan.audit["given"].all()
    known = again.happened
    assert (known["good"] - known["planned"] == known["difference"]).all()

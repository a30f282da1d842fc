"""Past: what happened is part of every plan, and nothing more is made in a month that is over."""

import pytest

import ikmpool as ikm
from rules.cases import (
    NOVEMBER_ON,
    ORDER,
    lines,
    made,
    makers,
    offers,
    plan_of,
    pool_with,
    shares_of,
    violations,
)

DUE = ORDER | {"due": "2027-01"}


def actual(supplier, units, month="2026-11", order="T1", **cells):
    return {"order": order, "supplier": supplier, "month": month, "made": units} | cells


def pool_of(*actuals, now=None, **tables):
    settings = NOVEMBER_ON | ({"now": now} if now else {})
    given = {"settings": settings, "orders": [DUE], **({"actuals": actuals} if actuals else {})}
    return pool_with(**(given | tables))


def test_good_units_are_kept_and_the_rest_is_made_in_open_months():
    """B made three good ones of four in November, at 20; A makes the other seven at 10."""
    pool = pool_of(actual("B", 4, rejected=1), now="2027-01")
    plan = plan_of(pool)
    assert made(pool) == {"A 2027-01": 7, "B 2026-11": 3}
    assert (plan.cost, plan.status, len(plan.audit)) == (130, "optimal", 0)
    assert lines(pool, "A 7 2027-01", "B 3 2026-11") == {"production": 130}


def test_who_could_have_made_in_months_that_are_over_only_is_too_late():
    pool = pool_of(now="2026-12", offers=offers({"lead_time": 2}))
    assert made(pool).keys() <= {"B 2026-12", "B 2027-01"}
    refused = plan_of(pool).refusals
    assert refused[["supplier", "rule", "reason"]].to_numpy().tolist() == [
        ["A", "timing", "too_late"]
    ]


def test_an_order_of_a_month_that_is_over_is_made_by_nobody_and_says_why():
    pool = pool_of(now="2027-02")
    both = [
        plan_of(pool.replace(settings={**pool.all_settings(), "language": language})).refusals
        for language in ("en", "id")
    ]
    assert [f["words"].unique().tolist() for f in both] == [
        ["the month is over; open is 2027-02 and later."],
        ["bulannya sudah lewat; yang terbuka mulai 2027-02."],
    ]


def test_hours_beyond_what_is_allowed_are_paid_and_given():
    """Nine of two hours are 18, where 10 and two of overtime are allowed: eight are paid."""
    pool = pool_of(
        actual("A", 9),
        now="2026-12",
        offers=offers({"hours": 2}),
        hours=[{"supplier": "A", "hours": 10, "overtime_hours": 2, "overtime_premium": 5}],
    )
    plan = plan_of(pool)
    items = plan.ledger.groupby("item")["amount"].sum()
    assert items["overtime_hours"] == 8 * 5
    assert plan.audit["given"].tolist() == [True]
    assert plan.audit["words"].tolist() == [
        "A, 2026-11: 18 hours are worked, with overtime there are 12."
    ]


def test_a_lead_keeps_what_it_made_and_can_still_make():
    """A holds four a month; in November it made one, and it stops with December: five in all."""
    pool = pool_of(
        actual("A", 1),
        now="2026-12",
        orders=[ORDER | {"due": "2027-01", "lead": "A"}],
        offers=offers({"capacity": 4}),
        suppliers=makers({"until": "2026-12"}),
    )
    plan = plan_of(pool)
    assert plan.not_kept.empty
    assert plan.shares.groupby("supplier")["units"].sum().to_dict() == {"A": 5, "B": 5}


def test_a_part_made_already_does_not_open_an_offer_again():
    pool = pool_of(actual("A", 2), now="2026-12", offers=offers({"lead_time": 2}))
    plan = plan_of(pool)
    assert plan.shares.set_index("supplier")["units"].to_dict() == {"A": 2, "B": 8}
    assert set(plan.refusals["supplier"]) == {"A"}


def test_when_all_months_are_over_the_plan_is_what_happened():
    pool = pool_of(actual("A", 4), actual("B", 3, "2027-01"), now="2027-03")
    plan = plan_of(pool)
    assert made(pool) == {"A 2026-11": 4, "B 2027-01": 3}
    assert plan.orders["short"].tolist() == [3]


def test_a_plan_that_forgets_or_invents_something_breaks_the_rule():
    pool = pool_of(actual("A", 4))
    assert violations(pool, "A 4 2026-11", "B 6 2026-12") == ([], [])
    assert violations(pool, "A 3 2026-11", "B 1 2026-11") == (
        [
            "T1, A, 2026-11: the plan says 3 units; the actuals tell 4.",
            "T1, B, 2026-11: the plan says 1 units; the actuals tell 0.",
        ],
        [
            "T1, A, 2026-11: rencana menyebut 3 unit; realisasinya 4.",
            "T1, B, 2026-11: rencana menyebut 1 unit; realisasinya 0.",
        ],
    )
    assert len(violations(pool, "B 10 2026-12")[0]) == 1


BROKEN = {
    "capacity": (
        [actual("A", 5)],
        {"offers": offers({"capacity": 4})},
        ["A, 2026-11: 5 units are made of one offer, its capacity is 4."],
    ),
    "timing": (
        [actual("A", 2)],
        {"offers": offers({"from": "2026-12"})},
        ["T1, A, 2026-11: the offer begins in 2026-12."],
    ),
    "status": (
        [actual("A", 2)],
        {"suppliers": makers({"status": "coached"}, {"status": "export_ready"})},
        ["T1, A: status is coached; it is not ready to serve orders."],
    ),
    "producers": (
        [actual("A", 2), actual("B", 2)],
        {"orders": [DUE | {"max_producers": 1}]},
        ["T1: 2 producers share the order, at most 1 may."],
    ),
    "limits": (
        [actual("A", 6)],
        {"limits": [{"supplier": "A", "of": "units", "greatest": 5}]},
        ["A: 6 units, at most 5 are allowed."],
    ),
    "demand": (
        [actual("B", 12, delivered=12)],
        {},
        ["T1: 12 units are delivered, at most 10 are wanted."],
    ),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_rule_that_the_facts_break_is_given_and_broken_no_further(rule):
    actuals, tables, words = BROKEN[rule]
    plan = plan_of(pool_of(*actuals, **tables))
    assert plan.status == "optimal"
    assert plan.audit["rule"].tolist() == [rule]
    assert plan.audit["given"].tolist() == [True]
    assert plan.audit["words"].tolist() == words
    past = plan.shares["made"] == "2026-11"
    assert plan.shares.loc[past, "units"].sum() == sum(a["made"] for a in actuals)


def test_the_units_beyond_a_limit_stand_and_none_is_added():
    """A has six, one more than agreed; in the open months all else is B's."""
    actuals, tables, _ = BROKEN["limits"]
    pool = pool_of(*actuals, **tables)
    assert made(pool)["A 2026-11"] == 6
    assert sum(u for who, u in made(pool).items() if who[0] == "A") == 6
    worse = ikm.audit(pool, shares_of("A 6 2026-11", "A 1 2026-12"))
    assert worse["given"].tolist() == [False]
    same = ikm.audit(pool, shares_of("A 6 2026-11", "B 4 2026-12"))
    assert same["given"].tolist() == [True]


def test_of_a_lot_that_was_broken_no_more_is_made_but_whole_lots():
    """One was made of lots of three: nine are three lots, seven two and the one; not eight."""
    pool = pool_of(actual("A", 1), offers=offers({"lot_multiple": 3}, {"capacity": 0}))
    found = {}
    for quantity in (9, 8, 7):
        plan = plan_of(pool.replace(orders=pool.orders.assign(quantity=quantity)))
        found[quantity] = int(plan.orders["delivered"].sum()), plan.audit["words"].tolist()
        assert plan.audit["given"].all()
    broken = ["T1, A: 7 units are made, which are not whole lots of 3."]
    assert found == {9: (9, []), 8: (7, broken), 7: (7, broken)}


def test_a_maker_begins_no_second_class_or_wider_spread_than_there_is():
    """A's blue and B's red are one order's already; C's green would be a third class."""
    pool = pool_of(
        actual("A", 1),
        actual("B", 1),
        suppliers=[{"supplier": s} for s in "ABCD"],
        offers=[{"supplier": s, "product": "shoe", "unit_cost": c, "capacity": 3}
                for s, c in zip("ABCD", (9, 9, 1, 5), strict=True)],
        quality=[{"supplier": s, "attribute": "dye", "class": c}
                 for s, c in zip("ABCD", ("blue", "red", "green", "red"), strict=True)],
        specs=[{"order": "T1", "attribute": "dye", "match": True}],
    )  # fmt: skip
    plan = plan_of(pool)
    assert set(plan.shares["supplier"]) == {"A", "B", "D"}
    assert plan.audit[["rule", "given", "amount"]].to_numpy().tolist() == [["match", True, 1]]
    third = ikm.audit(pool, shares_of("A 1 2026-11", "B 1 2026-11", "C 1 2026-12"))
    assert third[["rule", "given", "amount"]].to_numpy().tolist() == [["match", False, 2]]


def test_a_model_with_facts_is_written_with_names_of_their_own(tmp_path):
    """Facts of one month in normal time and overtime, delivered apart, and beyond the capacity."""
    pool = pool_of(
        actual("A", 5, overtime=2, delivered=1),
        actual("A", 1, "2026-12", delivered=1),
        offers=offers({"capacity": 2, "overtime_capacity": 9}),
    )
    ikm.write_lp(pool, tmp_path / "pool.lp")
    model = (tmp_path / "pool.lp").read_text()
    for name, units in (
        ("make.T1.A.2026_11.done.2026_11", 1),
        ("make.T1.A.2026_11.done.2026_12", 1),
        ("make.T1.A.2026_11.done.2027_01", 1),
        ("make.T1.A.2026_11.overtime.done.2027_01", 2),
    ):
        assert f" {name} = {units}\n" in model
    assert "normal_offers.A.shoe.0.2026_11:" in model
    assert plan_of(pool).audit["words"].tolist() == [
        "A, 2026-11: 3 units are made of one offer, its capacity is 2."
    ]

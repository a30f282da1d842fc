"""Backup: others hold reserves for a drop-out, by all rules, and what they lack is told."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import ikmpool as ikm
from rules.cases import ORDER, plan_of, pool_with

EACH = [{"supplier": "each"}]
TWO_MONTHS = {"start": "2026-11", "end": "2026-12"}


def three(capacity: tuple[int, int, int] = (6, 6, 6), **cells: Any) -> dict[str, Any]:
    """Give makers A (10 a unit), B (20) and C (40), and cells of their offers."""
    names, costs = ("A", "B", "C"), (10, 20, 40)
    return {
        "suppliers": [{"supplier": s, "capacity": c} for s, c in zip(names, capacity, strict=True)],
        "offers": [
            {"supplier": s, "product": "shoe", "unit_cost": cost, **cells}
            for s, cost in zip(names, costs, strict=True)
        ],
    }


def plan(outs: list[dict[str, Any]] = EACH, **tables: Any) -> ikm.Plan:
    """Allocate with drop-outs; none where there are no rows."""
    return plan_of(pool_with(**three() | ({"dropouts": outs} if outs else {}) | tables))


def short(of: ikm.Plan) -> dict[str, int]:
    return dict(zip(of.backup["out"], of.backup["short"], strict=True))


def held(of: ikm.Plan) -> dict[tuple[str, str], int]:
    return of.reserves.groupby(["out", "supplier"])["units"].sum().to_dict()


def test_a_cheap_plan_that_survives_is_left_as_it_is():
    """A makes six and B four; C's six, and two of B, are held for A."""
    free, sure = plan([]), plan()
    assert sure.cost == free.cost == 6 * 10 + 4 * 20
    assert short(sure) == {"A": 0, "B": 0}
    assert sum(n for (out, _), n in held(sure).items() if out == "A") == 6


def test_what_cannot_be_held_is_short_and_told():
    """A makes all ten; without it B makes six and C two, whatever else the plan is."""
    free, sure = plan([], **three((12, 6, 2))), plan(**three((12, 6, 2)))
    assert free.cost == 10 * 10
    assert short(sure) == {"A": 2}
    assert sure.cost == free.cost


def test_a_dearer_split_is_chosen_where_it_leaves_less_short():
    """B and C may not both help.  With B, six are short without A; with the dearer C, one is."""
    rivals = [{"supplier": "B", "order": "T1", "other_supplier": "C"}]
    makers = three((6, 4, 9))
    free, sure = plan([], pairs=rivals, **makers), plan(pairs=rivals, **makers)
    assert free.cost == 6 * 10 + 4 * 20
    assert short(sure) == {"A": 1, "C": 0}
    assert sure.cost == 6 * 10 + 4 * 40
    assert held(sure) == {("A", "C"): 5, ("C", "B"): 4}


def test_what_is_planned_already_does_not_fall():
    """T2 is worth more, and B, its maker, keeps it when A drops out of T1."""
    orders = [
        ORDER | {"quantity": 6, "price": 1_000},
        ORDER | {"order": "T2", "quantity": 6, "price": 100},
    ]
    pairs = [{"supplier": "A", "order": "T2", "forbidden": True}]
    sure = plan([{"supplier": "A"}], orders=orders, pairs=pairs, **three((6, 6, 2)))
    assert short(sure) == {"A": 4}
    assert held(sure) == {("A", "C"): 2}


@pytest.mark.parametrize(
    ("cells", "orders", "lacking"),
    [
        ({"lot_multiple": 5}, {}, {"A": 0, "B": 0}),
        ({"min_lot": 5}, {}, {"A": 0, "B": 0}),
        ({}, {"all_or_nothing": True}, {"A": 0, "B": 0}),
        ({}, {"max_producers": 2}, {"A": 0, "B": 0}),
    ],
    ids=["lots", "min lot", "all or nothing", "two producers"],
)
def test_reserves_keep_the_rules_of_the_order(cells, orders, lacking):
    sure = plan(**three((5, 5, 5), **cells), orders=[ORDER | orders])
    assert short(sure) == lacking
    for out in lacking:
        left = sure.shares[sure.shares["supplier"] != out]
        more = sure.reserves[sure.reserves["out"] == out]
        both = pd.concat([left, more])[["order", "supplier", "units"]]
        both = both.groupby(["order", "supplier"], as_index=False)["units"].sum()
        assert ikm.audit(sure.pool, both).empty


def test_who_may_not_share_a_class_or_is_too_unlike_holds_nothing():
    """C is of another last; D would do, but its mean is five from A's."""
    specs = [{"order": "T1", "attribute": "last", "match": True}]
    quality = [
        {"supplier": s, "attribute": "last", "class": c}
        for s, c in (("A", "L1"), ("B", "L1"), ("C", "L2"))
    ]
    sure = plan(**three((6, 4, 9)), specs=specs, quality=quality)
    assert short(sure)["B"] == 4
    means = [
        {"supplier": s, "attribute": "size", "mean": mean}
        for s, mean in (("A", 1), ("B", 2), ("C", 6))
    ]
    spread = [{"order": "T1", "attribute": "size", "max_spread": 2}]
    assert short(plan(**three((6, 4, 9)), specs=spread, quality=means))["B"] == 4


def test_what_was_made_before_the_drop_out_is_kept():
    """Ten are due in December; A makes five in each month and drops out before the second."""
    makers = three((5, 2, 0))
    sure = plan(
        [{"supplier": "A", "month": "2026-12"}],
        **makers,
        settings=TWO_MONTHS,
        orders=[ORDER | {"due": "2026-12"}],
    )
    row = sure.backup.iloc[0]
    assert str(row["month"]) == "2026-12"
    assert row["units"] <= 5
    assert row["short"] == max(row["units"] - 2, 0)
    assert (sure.reserves["made"].astype(str) == "2026-12").all()


def test_a_blank_month_is_the_first_open_one_and_a_past_one_is_now():
    pool = {"settings": TWO_MONTHS | {"now": "2026-12"}, "orders": [ORDER | {"due": "2026-12"}]}
    for month in (None, "2026-11", "2026-12"):
        sure = plan([{"supplier": "A", "month": month}], **pool)
        assert sure.backup["month"].astype(str).tolist() == ["2026-12"]


def test_what_happened_is_in_every_drop_out_as_it_was():
    """A made three in November: they are not lost, and C and B hold what A has left."""
    actuals = [{"supplier": "A", "order": "T1", "month": "2026-11", "made": 3}]
    sure = plan(settings=TWO_MONTHS, orders=[ORDER | {"due": "2026-12"}], actuals=actuals)
    lost = sure.backup.set_index("out").loc["A"]
    assert (lost["units"], lost["short"]) == (6, 0)
    assert (sure.reserves["units"] > 0).all()


def test_units_in_stock_survive_in_a_pool_with_months():
    stock = [{"supplier": "A", "product": "shoe", "opening": 4}]
    sure = plan(
        **three((6, 0, 0)), stock=stock, settings=TWO_MONTHS, orders=[ORDER | {"due": "2026-11"}]
    )
    assert sure.backup[["out", "units", "short"]].to_numpy().tolist() == [["A", 6, 6]]


def test_a_supplier_that_could_make_nothing_is_no_drop_out():
    pairs = [{"supplier": "C", "order": "T1", "forbidden": True}]
    sure = plan([{"supplier": "C"}], pairs=pairs)
    assert sure.backup.empty
    assert not [r for r in sure.reached if r.name.startswith("backup")]


def test_the_table_is_read_in_both_languages_and_a_wrong_name_is_told():
    indonesian = plan([{"pemasok": "tiap"}])
    assert set(indonesian.backup["out"]) == {"A", "B"}
    with pytest.raises(ikm.TableError) as error:
        pool_with(**three(), dropouts=[{"supplier": "D"}])
    told = "dropouts, column supplier: 1 row names a producer that the table of suppliers lacks"
    assert told in str(error.value)

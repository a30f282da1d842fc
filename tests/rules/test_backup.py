"""Backup: if a producer drops out, others have enough left to step in, by all rules."""

from __future__ import annotations

import pandas as pd
import pytest

import ikmpool as ikm
from rules.cases import ORDER, offers, plan_of, pool_with

EACH = [{"supplier": "each"}]
#: A costs 10 a unit, B 20, C 30; each holds six.
THREE = {
    "suppliers": [{"supplier": s, "capacity": 6} for s in "ABC"],
    "offers": [
        {"supplier": s, "product": "shoe", "unit_cost": cost}
        for s, cost in (("A", 10), ("B", 20), ("C", 30))
    ],
}


def units(plan):
    return plan.shares.groupby("supplier")["units"].sum().to_dict()


def held(plan, out):
    rows = plan.reserves[plan.reserves["out"] == out]
    return rows.groupby("supplier")["units"].sum().to_dict()


def lost(plan):
    return plan.backup.set_index("out")[["units", "reserved", "short"]].T.to_dict("list")


def test_who_has_room_left_holds_it_in_reserve():
    """A and B make ten; without A, B could make two more and C four of the six."""
    plan = plan_of(pool_with(**THREE, dropouts=EACH))
    assert units(plan) == {"A": 6, "B": 4}
    assert lost(plan) == {"A": [6, 6, 0], "B": [4, 4, 0]}
    assert sum(held(plan, "A").values()) == 6
    assert held(plan, "B") == {"C": 4}


def test_the_plan_costs_more_where_a_reserve_is_kept_free_and_no_more_than_that():
    """Only C could step in for A, and it makes T2 at 15 a unit; B makes it at 20."""
    costs = dict(zip("ABC", (10, 20, 15), strict=True))
    tables = THREE | {
        "offers": [{"supplier": s, "product": "shoe", "unit_cost": c} for s, c in costs.items()],
        "orders": [ORDER | {"quantity": 6}, ORDER | {"order": "T2", "quantity": 6}],
        "pairs": [
            {"supplier": "B", "order": "T1", "forbidden": True},
            {"supplier": "A", "order": "T2", "forbidden": True},
        ],
    }
    free = plan_of(pool_with(**tables))
    assert units(free) == {"A": 6, "C": 6}
    safe = plan_of(pool_with(**tables, dropouts=[{"supplier": "A"}]))
    assert units(safe) == {"A": 6, "B": 6}
    assert lost(safe) == {"A": [6, 6, 0]}
    assert safe.cost - free.cost == 6 * 5


def test_what_nobody_can_hold_is_short_and_as_little_as_can_be():
    """Three hold 18 of which 15 are ordered: without one of them three are short."""
    plan = plan_of(pool_with(**THREE, orders=[ORDER | {"quantity": 15}], dropouts=EACH))
    assert plan.orders["short"].sum() == 0
    assert sorted(short for _, _, short in lost(plan).values()) == [3, 3, 3]


def test_delivering_comes_before_reserves():
    plan = plan_of(pool_with(**THREE, orders=[ORDER | {"quantity": 18}], dropouts=EACH))
    assert plan.orders["short"].sum() == 0
    assert lost(plan) == {s: [6, 0, 6] for s in "ABC"}


@pytest.mark.parametrize(
    ("tables", "short"),
    [
        ({"offers": [row | {"min_lot": 4} for row in THREE["offers"]]}, 0),
        ({"orders": [ORDER | {"max_producers": 2}]}, 0),
        ({"orders": [ORDER | {"max_producers": 1, "quantity": 6}]}, 0),
        ({"orders": [ORDER | {"min_producers": 3}]}, 0),
        ({"orders": [ORDER | {"all_or_nothing": True}]}, 0),
        (
            {
                "specs": [{"order": "T1", "attribute": "dye", "match": True}],
                "quality": [
                    {"supplier": s, "attribute": "dye", "class": c}
                    for s, c in (("A", "red"), ("B", "red"), ("C", "blue"))
                ],
            },
            8,
        ),
    ],
)
def test_all_rules_hold_with_whoever_steps_in(tables, short):
    """At most two makers, a class in common, a min lot: the helpers are bound by them as well."""
    plan = plan_of(pool_with(**THREE | {"dropouts": EACH} | tables))
    assert plan.orders["short"].sum() == 0
    assert plan.backup["short"].sum() == short
    assert plan.audit.empty


def test_what_was_made_before_the_month_is_kept():
    """A makes six in November and in December drops out: only four are lost."""
    plan = plan_of(
        pool_with(
            settings={"start": "2026-11", "end": "2026-12"},
            orders=[ORDER | {"due": "2026-12"}],
            offers=offers({"capacity": 6}, {"capacity": 9}),
            dropouts=[{"supplier": "A", "month": "2026-12"}],
        )
    )
    before = plan.shares[plan.shares["made"].astype(str) == "2026-11"]["units"].sum()
    assert units(plan) == {"A": 10}
    assert lost(plan) == {"A": [10 - before, 10 - before, 0]}
    assert set(plan.reserves["made"].astype(str)) == {"2026-12"}


def test_others_make_no_less_of_anything_when_one_drops_out():
    """B makes T2 and could make T1 instead of A: it does not."""
    orders = [
        ORDER | {"quantity": 6, "price": 1_000},
        ORDER | {"order": "T2", "quantity": 6, "price": 1},
    ]
    two = {"suppliers": THREE["suppliers"][:2], "offers": THREE["offers"][:2]}
    plan = plan_of(pool_with(**two, orders=orders, dropouts=EACH))
    assert plan.orders["short"].sum() == 0
    assert plan.reserves.empty
    assert sum(short for _, _, short in lost(plan).values()) == 12


def test_reserves_are_bound_by_what_the_others_make_of_other_orders():
    """C makes four of T2; of its six two are left for T1."""
    pool = pool_with(
        **THREE,
        orders=[ORDER | {"quantity": 6}, ORDER | {"order": "T2", "quantity": 4}],
        pairs=[
            {"supplier": "C", "order": "T2", "locked": 4},
            {"supplier": "B", "order": "T1", "forbidden": True},
        ],
        dropouts=[{"supplier": "A"}],
    )
    plan = plan_of(pool)
    assert lost(plan) == {"A": [6, 2, 4]}


def test_a_total_holds_reserves_before_it_saves():
    pool = pool_with(**THREE, orders=[ORDER | {"price": 100}], dropouts=EACH)
    plan = plan_of(pool, objective=ikm.Total())
    assert plan.backup["short"].tolist() == [0, 0]


def test_a_name_that_is_none_is_told():
    with pytest.raises(ikm.TableError, match=r"dropouts, column supplier: 1 row names a producer"):
        pool_with(dropouts=[{"supplier": "Z"}])


def test_units_in_stock_are_lost_only_where_there_are_no_months():
    """Four in stock of A are there, whoever makes no more; without months all of A's are lost."""
    stock = [{"supplier": "A", "product": "shoe", "opening": 4}]
    tables = THREE | {"stock": stock, "dropouts": [{"supplier": "A"}]}
    assert lost(plan_of(pool_with(**tables)))["A"][0] == 10
    months = {"start": "2026-11", "end": "2026-11"}
    plan = plan_of(pool_with(**tables, settings=months, orders=[ORDER | {"due": "2026-11"}]))
    assert lost(plan)["A"] == [6, 6, 0]


def test_the_order_of_rows_does_not_matter():
    pool = pool_with(**THREE, dropouts=EACH)
    turned = pool.replace(
        suppliers=pool.suppliers.iloc[::-1].reset_index(drop=True),
        offers=pool.offers.iloc[::-1].reset_index(drop=True),
    )
    one, other = plan_of(pool), plan_of(turned)
    columns = ["out", "order", "supplier", "units"]
    rows = [p.backup.sort_values("out").to_numpy().tolist() for p in (one, other)]
    assert rows[0] == rows[1]
    assert isinstance(one.reserves[columns], pd.DataFrame)

"""Limits on how many orders, producers and destinations have units."""

import pandas as pd
import pytest

from rules.cases import (
    ORDER,
    SUPPLIERS,
    eased,
    made,
    makers,
    offers,
    plan_of,
    pool_with,
    vector,
    violations,
)
from rules.every_answer import good_answers, switches

TO_TAIWAN = ORDER | {"destination": "Taiwan"}
TO_MALAYSIA = ORDER | {"order": "T2", "destination": "Malaysia"}
TWO = [TO_TAIWAN, TO_MALAYSIA]


def test_each_producer_serves_at_most_so_many_destinations():
    """A at 10 takes one destination, and the one without a name, which counts towards none."""
    orders = [*TWO, ORDER | {"order": "T3"}]
    limits = [{"supplier": "each", "of": "destinations", "greatest": 1}]
    pool = pool_with(orders=orders, limits=limits)
    plan = plan_of(pool)
    assert plan.cost == 10 * 10 + 10 * 20 + 10 * 10
    assert plan.shares.groupby("supplier")["order"].nunique().to_dict() == {"A": 2, "B": 1}
    assert violations(pool, "A 9", "B 1", "A T2 9", "A T3 1") == (
        ["A: 2 destinations have units, at most 1 may."],
        ["A: 2 tujuan dilayani, paling banyak 1."],
    )


def test_orders_of_one_destination_count_once():
    orders = [TO_TAIWAN, TO_TAIWAN | {"order": "T2"}]
    limits = [{"supplier": "A", "of": "destinations", "greatest": 1}]
    assert made(pool_with(orders=orders, limits=limits)) == {"A T1": 10, "A T2": 10}
    limits[0]["of"] = "orders"
    pool = pool_with(orders=orders, limits=limits)
    assert vector(pool)[-1] == 100 + 200
    assert violations(pool, "A 3", "B 7", "A T2 1", "B T2 9") == (
        ["A: 2 orders have units, at most 1 may."],
        ["A: 2 pesanan dikerjakan, paling banyak 1."],
    )


def test_a_contract_has_at_most_so_many_producers():
    """Together A at 10 has room for 14 only, so B at 20 makes all 20 of the contract."""
    orders = [ORDER | {"contract": "K"}, ORDER | {"order": "T2", "contract": "K"}]
    limits = [{"contract": "K", "of": "producers", "greatest": 1}]
    pool = pool_with(orders=orders, suppliers=makers({"capacity": 14}), limits=limits)
    assert made(pool) == {"B T1": 10, "B T2": 10}
    assert violations(pool, "A 10", "B T2 10") == (
        ["K: 2 producers have units, at most 1 may."],
        ["K: 2 IKM mengerjakan, paling banyak 1."],
    )


def test_a_fraction_of_a_producer_is_none():
    limits = [{"order": "T1", "of": "producers", "greatest": 1.5}]
    pool = pool_with(offers=offers({"capacity": 4}), limits=limits)
    assert made(pool) == {"B": 10}
    assert violations(pool, "A 4", "B 6")[0] == ["T1: 2 producers have units, at most 1.5 may."]


def test_at_least_so_many_producers_have_a_part():
    """B at 20 makes one of the 10; of three asked for, one is not kept, before any cost."""
    pool = pool_with(limits=[{"order": "T1", "of": "producers", "least": 2}])
    assert made(pool) == {"A": 9, "B": 1}
    assert violations(pool, "A 10") == (
        ["T1: 1 producer has units, at least 2 are agreed."],
        ["T1: 1 IKM mengerjakan, disepakati paling sedikit 2."],
    )
    plan = plan_of(pool_with(limits=[{"order": "T1", "of": "producers", "least": 3}]))
    assert plan.not_kept.to_numpy().tolist() == [["limits", "T1", "", "", 1]]
    assert plan.shares["units"].tolist() == [9, 1]
    assert plan.stages.set_index("stage")["value"]["not_kept_count"] == 1


@pytest.mark.parametrize(
    ("of", "words", "kata"),
    [
        ("orders", "B: 1 order has units, at least 2 are agreed.",
         "B: 1 pesanan dikerjakan, disepakati paling sedikit 2."),
        ("destinations", "B: 1 destination has units, at least 2 are agreed.",
         "B: 1 tujuan dilayani, disepakati paling sedikit 2."),
    ],
)  # fmt: skip
def test_a_producer_has_a_part_of_at_least_so_many(of, words, kata):
    pool = pool_with(orders=TWO, limits=[{"supplier": "B", "of": of, "least": 2}])
    assert made(pool) == {"A T1": 9, "B T1": 1, "A T2": 9, "B T2": 1}
    assert violations(pool, "A 9", "B 1") == ([words], [kata])


def test_at_least_so_many_may_bind_only_where_anything_is_made():
    """Who serves the order shares it; B can make none, so T1 stays open. T2 has no such limit."""
    limits = [{"order": "T1", "of": "producers", "least": 2, "if_used": True}]
    pool = pool_with(orders=TWO, limits=limits)
    assert made(pool) == {"A T1": 9, "B T1": 1, "A T2": 10}
    alone = pool.replace(offers=pool.offers.assign(capacity=[99, 0]))
    plan = plan_of(alone)
    assert plan.orders["short"].tolist() == [10, 0]
    assert plan.not_kept.empty
    assert violations(pool, "A 9", "A T2 3") == (
        ["T1: 1 producer has units, none or at least 2 are agreed."],
        ["T1: 1 IKM mengerjakan, disepakati kosong atau paling sedikit 2."],
    )


@pytest.mark.parametrize(
    ("of", "words", "kata"),
    [
        ("orders", "A: 1 order has units, none or at least 2 are agreed.",
         "A: 1 pesanan dikerjakan, disepakati kosong atau paling sedikit 2."),
        ("destinations", "A: 1 destination has units, none or at least 2 are agreed.",
         "A: 1 tujuan dilayani, disepakati kosong atau paling sedikit 2."),
    ],
)  # fmt: skip
def test_a_producer_is_used_for_so_many_or_none(of, words, kata):
    """A makes one pair of T2 too, though B is 70 cheaper there: T1 saves 100."""
    prices = [
        *offers({}),
        {"supplier": "A", "product": "shoe", "order": "T2", "unit_cost": 90},
    ]
    limit = {"supplier": "A", "of": of, "least": 2, "if_used": True}
    pool = pool_with(orders=TWO, offers=prices, limits=[limit])
    assert made(pool) == {"A T1": 10, "A T2": 1, "B T2": 9}
    prices[2] |= {"unit_cost": 121}  # 101 more than B's
    assert made(pool.replace(offers=pd.DataFrame(prices))) == {"B T1": 10, "B T2": 10}
    assert violations(pool, "A 4", "B 6") == ([words], [kata])


def test_counts_ask_for_yes_no_only_where_there_could_be_too_many():
    few = {"of": "orders", "greatest": 2}
    assert switches(pool_with(orders=TWO, limits=[few | {"supplier": "each"}])) == {}
    assert switches(pool_with(orders=TWO, limits=[few | {"supplier": "A", "greatest": 1}])) == {
        "used": 2
    }
    least = {"of": "orders", "least": 0, "greatest": 9}
    assert switches(pool_with(orders=TWO, limits=[least])) == {}


@pytest.mark.parametrize(
    "limits",
    [
        [{"supplier": "each", "of": "orders", "greatest": 1}],
        [{"order": "each", "of": "producers", "least": 2, "greatest": 2, "if_used": True}],
        [{"of": "destinations", "least": 2}, {"supplier": "B", "of": "orders", "least": 3}],
        [{"destination": "each", "of": "producers", "least": 2, "fixed_cost": 5}],
    ],
)
def test_program_audit_and_ledger_agree_on_every_answer(limits):
    small = [order | {"quantity": 2} for order in TWO]
    assert len(good_answers(pool_with(orders=small, limits=limits), most=2)) > 3


@pytest.mark.parametrize(
    ("limit", "now", "then"),
    [
        ({"supplier": "A", "of": "orders", "greatest": 1}, 300, 200),
        ({"supplier": "A", "of": "destinations", "greatest": 1}, 300, 200),
        ({"order": "T1", "of": "producers", "least": 2}, 210, 200),
        ({"order": "T1", "of": "producers", "least": 2, "if_used": True}, 210, 200),
    ],
)
def test_a_count_moved_by_one_saves_money(limit, now, then):
    pool = pool_with(suppliers=SUPPLIERS, orders=TWO, limits=[limit])
    assert vector(pool)[-1] == now
    assert [vector(p)[-1] for p in eased(pool, "limits")] == [then]

"""Producers: at least and at most so many share an order."""

import ikmpool as ikm
from rules.cases import (
    ORDER,
    SUPPLIERS,
    eased,
    made,
    makers,
    offers,
    plan_of,
    pool_with,
    shares_of,
    vector,
    violations,
)
from rules.every_answer import good_answers, switches

THREE = [*SUPPLIERS, {"supplier": "C", "city": "Malang"}]
PRICES = [*offers({"capacity": 6}, {"capacity": 7}), {"supplier": "C", "product": "shoe"}]
PRICES[2] |= {"unit_cost": 30}


def asking(**columns: int) -> ikm.Pool:
    """Give a pool of three makers, of whom A can make 6 at 10, B 7 at 20 and C all at 30."""
    return pool_with(suppliers=THREE, offers=PRICES, orders=[ORDER | columns])


def test_at_most_so_many_share_an_order():
    """Two make it for 60 + 80 = 140; one alone must be C, for 300."""
    assert made(asking(max_producers=2)) == {"A": 6, "B": 4}
    assert vector(asking(max_producers=2))[-1] == 140
    assert made(asking(max_producers=1)) == {"C": 10}


def test_at_least_so_many_share_an_order():
    """C has one pair of shoes at 30 instead of one of B's at 20: 150."""
    pool = asking(min_producers=3)
    assert made(pool) == {"A": 6, "B": 3, "C": 1}
    assert vector(pool) == (0, 0, 0, 150)


def test_what_nobody_is_there_for_is_reported_and_not_forced():
    """Four are asked for and three offer: one is not kept, before any cost."""
    plan = plan_of(asking(min_producers=4))
    assert plan.not_kept.to_numpy().tolist() == [["producers", "", "T1", "", 1]]
    assert plan.shares["units"].tolist() == [6, 3, 1]
    assert plan.stages.set_index("stage")["value"]["not_kept_count"] == 1


def test_no_more_producers_are_asked_for_than_there_are_units():
    plan = plan_of(asking(min_producers=3, quantity=2))
    assert plan.not_kept.empty
    assert plan.shares["units"].tolist() == [1, 1]


def test_at_least_and_at_most_the_same_is_exactly():
    assert made(asking(min_producers=2, max_producers=2)) == {"A": 6, "B": 4}
    assert made(asking(min_producers=2, max_producers=2, quantity=3)) == {"A": 2, "B": 1}


def test_too_many_and_too_few_are_violations():
    pool = asking(min_producers=2, max_producers=2)
    assert violations(pool, "A 6", "B 3", "C 1") == (
        ["T1: 3 producers share the order, at most 2 may."],
        ["T1: 3 IKM berbagi pesanan ini, paling banyak 2."],
    )
    assert violations(pool, "A 2", "A 4", "B 0") == (
        ["T1: 1 producer has a part of the order, at least 2 are asked for."],
        ["T1: 1 IKM mendapat bagian pesanan ini, paling sedikit 2."],
    )
    assert violations(asking(min_producers=3), "A 1", "B 1")[0] == [
        "T1: 2 producers have a part of the order, at least 3 are asked for."
    ]


def test_what_a_plan_says_it_gave_up_is_no_violation():
    plan = plan_of(asking(min_producers=4))
    assert ikm.audit(plan.pool, plan.shares, not_kept=plan.not_kept).empty
    fewer = ikm.audit(plan.pool, shares_of("A 6", "B 4"), not_kept=plan.not_kept)
    assert fewer[["code", "order", "amount"]].to_numpy().tolist() == [["too_few", "T1", 1]]


def test_program_audit_and_accounts_agree_on_every_answer_of_a_single_source():
    """Of 2 units each makes 0, 1 or 2, and only one of them."""
    pool = pool_with(orders=[ORDER | {"quantity": 2, "max_producers": 1}])
    assert good_answers(pool, 3) == [(0, 0), (0, 1), (0, 2), (1, 0), (2, 0)]


def test_program_audit_and_accounts_agree_on_every_answer_where_several_are_asked_for():
    """What is missing of two producers is given up, so all 10 answers of up to 3 units hold."""
    pool = pool_with(orders=[ORDER | {"quantity": 3, "min_producers": 2}])
    assert len(good_answers(pool, 3)) == 10


def test_yes_no_columns_are_made_only_where_more_could_share_than_may():
    pool = pool_with(orders=[ORDER | {"max_producers": 2}])
    assert switches(pool) == {}
    assert switches(pool_with(orders=[ORDER | {"max_producers": 1, "quantity": 1}])) == {}
    others = [ORDER | {"max_producers": 1}, ORDER | {"order": "T2"}]
    assert switches(pool_with(orders=others)) == {"used": 2}
    assert switches(pool_with(orders=[ORDER | {"min_producers": 0}])) == {}


def test_a_min_lot_shares_the_yes_no_of_a_producer():
    pool = pool_with(orders=[ORDER | {"min_producers": 2}], offers=offers({"min_lot": 3}))
    assert switches(pool) == {"used": 2}
    assert made(pool) == {"A": 9, "B": 1}


def test_a_producer_that_is_refused_is_nobody_to_ask_for():
    """B waits, so of two producers one is not kept."""
    suppliers = makers({"status": "export_ready"}, {"status": "waiting_list"})
    plan = plan_of(pool_with(suppliers=suppliers, orders=[ORDER | {"min_producers": 2}]))
    assert plan.not_kept["units"].tolist() == [1]


def test_one_producer_more_or_fewer_saves_what_the_rule_cost():
    """Of 300 for C alone, 160 by a second; of 150 for three, 10 by a third fewer."""
    assert [vector(p)[-1] for p in eased(asking(max_producers=1), "producers")] == [140]
    assert [vector(p)[-1] for p in eased(asking(min_producers=3), "producers")] == [140]
    assert eased(asking(min_producers=0), "producers") == []

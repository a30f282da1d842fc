"""Pairs: what must be, what may not be, and who may not be together."""

import pytest

import ikmpool as ikm
from rules.cases import (
    ORDER,
    eased,
    made,
    makers,
    offers,
    plan_of,
    pool_with,
    refusals,
    shares_of,
    vector,
    violations,
)
from rules.every_answer import good_answers, switches

FORBIDDEN = [{"supplier": "A", "order": "T1", "forbidden": True}]
LOCKED = [{"supplier": "B", "order": "T1", "locked": 4}]
FORCED = [{"supplier": "B", "order": "T1", "forced": True}]
RIVALS = [{"supplier": "A", "order": "T1", "other_supplier": "B"}]


def test_a_forbidden_pair_is_refused():
    pool = pool_with(pairs=FORBIDDEN)
    assert made(pool) == {"B": 10}
    assert refusals(pool) == (
        ["A | T1 | the pair is forbidden for order T1."],
        ["A | T1 | pasangan ini dilarang untuk pesanan T1."],
    )


def test_locked_units_are_kept_although_another_is_cheaper():
    """B keeps 4 at 20 and A makes 6 at 10: 140."""
    pool = pool_with(pairs=LOCKED)
    assert made(pool) == {"A": 6, "B": 4}
    assert vector(pool) == (0, 0, 0, 140)


def test_what_cannot_be_kept_is_said():
    """B holds 3 of the 4 that are locked."""
    plan = plan_of(pool_with(offers=offers({}, {"capacity": 3}), pairs=LOCKED))
    assert plan.not_kept[["rule", "order", "supplier", "units"]].to_numpy().tolist() == [
        ["pairs", "T1", "B", 1]
    ]


def test_no_more_is_locked_than_the_order_takes():
    """14 locked of at most 12 (10 and a fifth): 12 are kept, and nothing is given up."""
    order = ORDER | {"tolerance_over": 0.2}
    pool = pool_with(orders=[order], pairs=[LOCKED[0] | {"locked": 14}])
    assert made(pool) == {"B": 12}
    assert plan_of(pool).not_kept.empty


def test_both_faults_of_pairs_are_violations():
    assert violations(pool_with(pairs=FORBIDDEN), "A 2") == (
        ["T1, A: the pair is forbidden for order T1."],
        ["T1, A: pasangan ini dilarang untuk pesanan T1."],
    )
    pool = pool_with(pairs=LOCKED)
    assert violations(pool, "A 7", "B 3") == (
        ["T1, B: 3 units, 4 are locked."],
        ["T1, B: 3 unit, yang terkunci 4."],
    )
    given_up = plan_of(pool_with(offers=offers({}, {"capacity": 3}), pairs=LOCKED)).not_kept
    assert ikm.audit(pool, shares_of("A 7", "B 3"), not_kept=given_up).empty


def test_allowing_a_pair_saves_what_it_cost():
    pool = pool_with(pairs=FORBIDDEN)
    assert [vector(p)[-1] for p in eased(pool, "pairs")] == [100]


def test_a_forced_producer_has_a_part_although_another_is_cheaper():
    """B makes one pair at 20 and A nine at 10: 110."""
    pool = pool_with(pairs=FORCED)
    assert made(pool) == {"A": 9, "B": 1}
    assert vector(pool) == (0, 0, 0, 110)


def test_a_forced_producer_that_cannot_is_not_kept_and_counted_as_one():
    """B can make none; A's 10 are not 1 of B's."""
    plan = plan_of(pool_with(offers=offers({}, {"capacity": 0}), pairs=FORCED))
    assert plan.not_kept.to_numpy().tolist() == [["pairs", "forced", "T1", "B", 1]]
    assert plan.stages.set_index("stage")["value"]["not_kept_count"] == 1
    assert plan.shares["units"].tolist() == [10]


def test_a_pair_both_forced_and_locked_is_reported_apart():
    """B can make none of the 4 that are locked, nor the one that is forced."""
    pairs = [LOCKED[0] | {"forced": True}]
    pool = pool_with(offers=offers({}, {"capacity": 0}), pairs=pairs)
    plan = plan_of(pool)
    assert plan.not_kept[["scope", "units"]].to_numpy().tolist() == [["", 4], ["forced", 1]]
    found = ikm.audit(pool, plan.shares, not_kept=plan.not_kept.query("scope == ''"))
    assert found[["code", "amount"]].to_numpy().tolist() == [["forced", 1]]
    found = ikm.audit(pool, plan.shares, not_kept=plan.not_kept.query("scope == 'forced'"))
    assert found[["code", "amount"]].to_numpy().tolist() == [["locked", 4]]


def test_a_forced_pair_without_a_part_is_a_violation():
    assert violations(pool_with(pairs=FORCED), "A 10", "B 0") == (
        ["T1, B: the producer is to have a part of order T1, and has none."],
        ["T1, B: IKM ini wajib mendapat bagian pesanan T1, tetapi tidak mendapatkannya."],
    )


def test_rivals_do_not_share_an_order():
    """A holds 7 of 10: with 3 of B it would cost 130; apart, B makes all for 200."""
    pool = pool_with(offers=offers({"capacity": 7}), pairs=RIVALS)
    assert made(pool) == {"B": 10}
    assert vector(pool) == (0, 0, 0, 200)


def test_rivals_may_have_an_order_each():
    """A makes T1 and B what A has no room for of T2, where they are no rivals."""
    orders = [ORDER, ORDER | {"order": "T2"}]
    pool = pool_with(suppliers=makers({"capacity": 13}), orders=orders, pairs=RIVALS)
    assert made(pool) == {"A T1": 10, "A T2": 3, "B T2": 7}


def test_rivals_that_share_an_order_are_a_violation_said_once():
    pairs = [*RIVALS, {"supplier": "B", "order": "T1", "other_supplier": "A"}]
    assert violations(pool_with(pairs=pairs), "A 3", "A 4", "B 2") == (
        ["T1, A: may not share order T1 with B."],
        ["T1, A: tidak boleh berbagi pesanan T1 dengan B."],
    )
    found = ikm.audit(pool_with(pairs=pairs), shares_of("A 3", "A 4", "B 2"))
    assert found["amount"].tolist() == [1]


def test_one_of_two_forced_rivals_is_not_kept():
    pool = pool_with(pairs=[RIVALS[0] | {"forced": True}, FORCED[0]])
    plan = plan_of(pool)
    assert plan.not_kept[["supplier", "units"]].to_numpy().tolist() == [["B", 1]]
    assert made(pool) == {"A": 10}


@pytest.mark.parametrize(
    ("pairs", "good"),
    [
        pytest.param(FORCED, 10, id="all answers hold, and give up what is forced"),
        pytest.param(RIVALS, 7, id="without the three that both share"),
        pytest.param([RIVALS[0] | {"forced": True, "locked": 2}], 7, id="all at once"),
    ],
)
def test_program_audit_and_accounts_agree_on_every_answer(pairs, good):
    pool = pool_with(orders=[ORDER | {"quantity": 3}], pairs=pairs)
    assert len(good_answers(pool, 3)) == good


def test_yes_no_columns_are_made_only_for_rivals_that_could_both_have_a_part():
    assert switches(pool_with(pairs=FORCED)) == {}
    assert switches(pool_with(pairs=RIVALS)) == {"used": 2}
    assert switches(pool_with(pairs=[RIVALS[0], FORBIDDEN[0] | {"supplier": "B"}])) == {}


@pytest.mark.parametrize(("pairs", "cost"), [(FORCED, 100), (RIVALS, 130)])
def test_taking_back_what_was_asked_saves_what_it_cost(pairs, cost):
    capacity = {"capacity": 7} if pairs is RIVALS else {}
    pool = pool_with(offers=offers(capacity), pairs=pairs)
    assert [vector(p)[-1] for p in eased(pool, "pairs")] == [cost]

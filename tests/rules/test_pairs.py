"""Pairs: forbidden ones stay apart, and locked units stay where they are."""

import ikmpool as ikm
from rules.cases import (
    ORDER,
    eased,
    made,
    offers,
    plan_of,
    pool_with,
    refusals,
    shares_of,
    vector,
    violations,
)

FORBIDDEN = [{"supplier": "A", "order": "T1", "forbidden": True}]
LOCKED = [{"supplier": "B", "order": "T1", "locked": 4}]


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

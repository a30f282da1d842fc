"""Limits on units, and on the share of them."""

import ikmpool as ikm
from rules.cases import ORDER, made, offers, plan_of, pool_with, violations


def test_a_greatest_of_units_binds_the_group():
    pool = pool_with(limits=[{"supplier": "A", "greatest": 4}])
    assert made(pool) == {"A": 4, "B": 6}
    assert violations(pool, "A 5", "B 5") == (
        ["A: 5 units, at most 4 are allowed."],
        ["A: 5 unit, paling banyak 4."],
    )


def test_a_greatest_share_is_of_what_is_ordered():
    """0.45 of 10 is 4.5: A makes 4, although B makes only 2 and 4 are short."""
    pool = pool_with(
        limits=[{"supplier": "A", "of": "share", "greatest": 0.45}],
        offers=offers({}, {"capacity": 2}),
    )
    assert made(pool) == {"A": 4, "B": 2}
    assert violations(pool, "A 5") == (
        ["A: 5 units, the greatest share allows 4.5."],
        ["A: 5 unit, bagian terbesar yang boleh 4,5."],
    )


def test_a_least_share_is_of_what_is_made():
    """B makes at least 0.35 of all: 4 of 10; and where it can make 2, there are 5 in all."""
    pool = pool_with(limits=[{"supplier": "B", "of": "share", "least": 0.35}])
    assert made(pool) == {"A": 6, "B": 4}
    tight = pool.replace(offers=pool.offers.assign(capacity=[9, 2]))
    plan = plan_of(tight)  # 2 of B carry 3 of A: 2 / 5 = 0.4; 4 of A would make it 0.33
    assert plan.shares["units"].tolist() == [3, 2]
    assert plan.not_kept.empty
    assert violations(pool, "A 7", "B 3") == (
        ["B: 3 units, the least share asks 3.5."],
        ["B: 3 unit, bagian terkecil yang diminta 3,5."],
    )


def test_a_least_of_units_is_kept_and_what_cannot_be_is_said():
    pool = pool_with(limits=[{"supplier": "B", "least": 3}])
    assert made(pool) == {"A": 7, "B": 3}
    assert violations(pool, "A 8", "B 2") == (
        ["B: 2 units, at least 3 are agreed."],
        ["B: 2 unit, disepakati paling sedikit 3."],
    )
    plan = plan_of(pool_with(limits=[{"supplier": "B", "least": 30}]))
    assert plan.not_kept[["rule", "scope", "units"]].to_numpy().tolist() == [["limits", "B", 20]]
    assert ikm.audit(plan.pool, plan.shares, not_kept=plan.not_kept).empty


def test_a_share_limit_does_not_bind_what_the_lead_keeps():
    """Half of 10 for each; the lead B keeps 7 of its own, and A makes the other 3."""
    lead = ORDER | {"lead": "B", "lead_quantity": 7}
    pool = pool_with(orders=[lead], limits=[{"supplier": "each", "of": "share", "greatest": 0.5}])
    assert made(pool) == {"A": 3, "B": 7}
    assert violations(pool, "A 2", "B 8")[0] == ["B: 8 units, the greatest share allows 7."]

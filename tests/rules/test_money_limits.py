"""Limits on money: landed cost, and what several units bear together."""

from rules.cases import ORDER, lines, made, offers, plan_of, pool_with, violations


def test_a_greatest_of_money_is_of_landed_cost():
    """A at 10 and 3 of freight is 13 a unit: 4 cost 52, 5 would cost 65 of at most 60."""
    order = ORDER | {"destination": "Taiwan"}
    roads = [{"city": c, "destination": "Taiwan", "per_unit": 3} for c in ("Gresik", "Lamongan")]
    pool = pool_with(
        orders=[order], freight=roads, limits=[{"supplier": "A", "of": "money", "greatest": 60}]
    )
    assert made(pool) == {"A": 4, "B": 6}
    assert violations(pool, "A 5", "B 5") == (
        ["A: costs 65, at most 60 is allowed."],
        ["A: biaya 65, paling banyak 60."],
    )


def test_a_least_of_money_asks_for_work_of_its_worth():
    """B is to have 50: at 20 a unit that takes 3."""
    pool = pool_with(limits=[{"supplier": "B", "of": "money", "least": 50}])
    assert made(pool) == {"A": 7, "B": 3}
    assert violations(pool, "A 8", "B 2") == (
        ["B: 40 in money, at least 50 is agreed."],
        ["B: 40 dalam uang, disepakati paling sedikit 50."],
    )


def test_a_budget_counts_fractions_of_lump_quotations_exactly():
    """A lump of 100 for 7 units: 3 of them are 42.86, 4 are 57.14 of at most 50."""
    lump = [{"supplier": "A", "product": "shoe", "lump_cost": 100}]
    pool = pool_with(
        offers=lump, orders=[ORDER | {"quantity": 7}], limits=[{"of": "money", "greatest": 50}]
    )
    assert made(pool) == {"A": 3}
    assert violations(pool, "A 4") == (
        ["all together: costs 57.1429, at most 50 is allowed."],
        ["semuanya: biaya 57,1429, paling banyak 50."],
    )


OVERTIME = {"supplier": "A", "hours": 4, "overtime_hours": 6, "overtime_premium": 5}


def test_overtime_hours_count_against_a_budget_of_everything():
    """Units of 1 hour at 10, from the fifth on 15: 4 are 40, 5 are 55, 6 are 70."""
    pool = pool_with(
        hours=[OVERTIME],
        offers=offers({"hours": 1}, {"capacity": 0}),
        limits=[{"of": "money", "greatest": 69}],
    )
    assert made(pool) == {"A": 5}
    assert violations(pool, "A 6")[0] == ["all together: costs 70, at most 69 is allowed."]


def test_overtime_that_nobody_needs_never_fills_a_least_of_money():
    """A can make 2 units of 1 hour at 10; 25 are agreed, and 5 of them are not kept.

    Idle overtime at 5 an hour would fill them, and is no work.
    """
    pool = pool_with(
        hours=[OVERTIME],
        offers=offers({"hours": 1, "capacity": 2}),
        limits=[{"supplier": "A", "of": "money", "least": 25}],
    )
    plan = plan_of(pool)
    assert plan.not_kept["units"].tolist() == [5]
    assert plan.cost == 2 * 10 + 8 * 20


def test_what_is_no_units_own_never_fills_a_least_of_money():
    """B is to have 50 if it is used: its set-up of 45 is no work, so it makes 3 at 20, not 2."""
    limits = [{"supplier": "B", "of": "money", "least": 50, "if_used": True}]
    pool = pool_with(offers=offers({"capacity": 8}, {"setup_cost": 45}), limits=limits)
    assert made(pool) == {"A": 7, "B": 3}
    assert lines(pool, "A 7", "B 3") == {"production": 70 + 60, "setup": 45}
    assert violations(pool, "A 8", "B 2") == (
        ["B: 40 in money, nothing or at least 50 is agreed."],
        ["B: 40 dalam uang, disepakati kosong atau paling sedikit 50."],
    )


def test_a_joint_cost_counts_where_its_supplier_and_order_are_not_left_out():
    """A's set-up of 30 for T1 and its engagement of 7 are in A's budget; T1's has no engagement."""
    suppliers = [{"supplier": "A", "engagement_cost": 7}, {"supplier": "B"}]
    both = [ORDER, ORDER | {"order": "T2"}]
    budget = {"of": "money", "greatest": 1}
    scopes = [{"supplier": "A"}, {"order": "T1"}, {"supplier": "A", "order": "T1"}, {}]
    pool = pool_with(
        suppliers=suppliers,
        orders=both,
        offers=offers({"setup_cost": 30}),
        limits=[budget | scope for scope in scopes],
    )
    assert violations(pool, "A 5", "B T2 1")[0] == [
        "A: costs 87, at most 1 is allowed.",
        "T1: costs 80, at most 1 is allowed.",
        "A, T1: costs 80, at most 1 is allowed.",
        "all together: costs 107, at most 1 is allowed.",
    ]
    pool = pool_with(
        offers=offers({"setup_cost": 30}), limits=[budget | {"supplier": "A", "greatest": 79}]
    )
    assert made(pool) == {"A": 4, "B": 6}


def test_fractions_without_a_common_multiple_stay_within_a_budget():
    """Lumps for prime quantities: no denominator fits all, and the sum is still at most 40."""
    primes = [9967, 9973, 9941, 9949, 9931, 9929]
    pool = pool_with(
        suppliers=[{"supplier": "A"}],
        offers=[{"supplier": "A", "product": "shoe", "lump_cost": 100}],
        orders=[ORDER | {"order": f"T{p}", "quantity": p} for p in primes],
        limits=[{"of": "money", "greatest": 40, "least": 40}],
    )
    plan = plan_of(pool)
    assert plan.audit.empty
    assert 39.98 < plan.cost <= 40

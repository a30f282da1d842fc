"""Lateness: what late units cost, and when that is worth it."""

from rules.cases import NOVEMBER_ON, ORDER, lines, made, offers, plan_of, pool_with, violations

LATE = ORDER | {"due": "2026-12", "max_late": 2, "late_cost": 3}


def pool_of(**tables):
    return pool_with(**({"settings": NOVEMBER_ON, "orders": [LATE]} | tables))


def test_each_unit_pays_for_each_month_that_it_is_late():
    pool = pool_of()
    found = lines(pool, "A 2 2026-12 2026-12", "A 3 2027-01 2027-01", "B 1 2027-02 2027-02")
    assert found["lateness"] == 3 * (3 * 1 + 1 * 2)


def test_what_is_delivered_when_is_taken_from_the_months_made_where_it_is_not_stated():
    """Made in January with a month on the way: two months late, but never before it was due."""
    pool = pool_of(offers=offers({"lead_time": 1}))
    assert lines(pool, "A 1 2027-01", "A 5 2026-11")["lateness"] == 3 * 2
    assert violations(pool, "A 1 2027-01", "A 5 2026-11") == ([], [])


def test_the_cheap_maker_may_be_late_where_that_costs_less_than_another():
    """A makes four a month at 10, B at 20: to be two months late costs 6, three at a loss 12."""
    table = offers({"capacity": 4})
    assert made(pool_of(offers=table)) == {"A 2026-11": 4, "A 2026-12": 4, "A 2027-01": 2}
    dear = pool_of(offers=table, orders=[LATE | {"late_cost": 12}])
    assert made(dear) == {"A 2026-11": 4, "A 2026-12": 4, "B 2026-12": 2}
    assert plan_of(pool_of(offers=table)).cost == 10 * 10 + 2 * 3


def test_without_months_nothing_can_be_late():
    pool = pool_with(orders=[ORDER | {"max_late": 2, "late_cost": 3}])
    assert made(pool) == {"A": 10}
    assert plan_of(pool).cost == 100

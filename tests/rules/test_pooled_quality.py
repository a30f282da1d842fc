"""Pooled quality: the mean and the Cpm of all units of an order together."""

import pytest

from rules.cases import ORDER, eased, made, offers, plan_of, pool_with, vector, violations

CPM = {"product": "shoe", "attribute": "sole", "lsl": 3, "target": 4, "usl": 5, "min_cpm": 1}


def pool_of(spec, a, b=(4, 0.1), **tables):
    quality = [
        {"supplier": s, "attribute": "sole", "mean": mean, "sd": sd}
        for s, (mean, sd) in (("A", a), ("B", b))
    ]
    return pool_with(specs=[{"product": "shoe", "attribute": "sole"} | spec], quality=quality,
                     **tables)  # fmt: skip


def test_the_pooled_mean_is_of_units_not_of_makers():
    """A has 3.4, B 4: at least 3.6 pooled needs a third of B: 4 of 10 (3.64); 3 give 3.58."""
    pool = pool_of({"pooled_min": 3.6}, (3.4, 0.1))
    assert made(pool) == {"A": 6, "B": 4}
    assert violations(pool, "A 7", "B 3") == (
        ["T1: the pooled mean is 3.58, asked is at least 3.6."],
        ["T1: rata-rata gabungan 3,58, paling sedikit 3,6."],
    )


def test_a_pooled_mean_may_not_be_too_high():
    """A has 4.6, B 4: at most 4.3 pooled is half of A."""
    pool = pool_of({"pooled_max": 4.3}, (4.6, 0.1))
    assert made(pool) == {"A": 5, "B": 5}
    assert violations(pool, "A 6", "B 4") == (
        ["T1: the pooled mean is 4.36, asked is at most 4.3."],
        ["T1: rata-rata gabungan 4,36, paling banyak 4,3."],
    )


def test_the_pooled_cpm_counts_spread_and_distance_from_the_target():
    """Cpm >= 1 asks a second moment of at most ((5 - 3) / 6)^2 = 0.1111.

    A: 0.3^2 + 0.4^2 = 0.25; B: 0.1^2 = 0.01. With a of 10: (0.25 a + 0.01 (10 - a)) / 10 is
    0.106 at a = 4 and 0.13 at a = 5. So 4; and 5 have Cpm = 2 / (6 sqrt 0.13) = 0.9245.
    """
    pool = pool_of(CPM, (4.4, 0.3))
    assert made(pool) == {"A": 4, "B": 6}
    assert violations(pool, "A 5", "B 5") == (
        ["T1: the pooled Cpm is 0.9245, asked is at least 1."],
        ["T1: Cpm gabungan 0,9245, paling sedikit 1."],
    )


def test_each_order_is_pooled_apart():
    """Each takes 2 of A: 0.24 a <= 5 * 0.1011; 4 of 5 have 2 / (6 sqrt 0.202) = 0.7417."""
    orders = [ORDER | {"quantity": 5}, ORDER | {"order": "T2", "quantity": 5}]
    pool = pool_of(CPM, (4.4, 0.3), orders=orders)
    assert made(pool) == {"A T1": 2, "B T1": 3, "A T2": 2, "B T2": 3}
    assert violations(pool, "A 4", "B 1", "B T2 5")[0] == [
        "T1: the pooled Cpm is 0.7417, asked is at least 1."
    ]


def test_a_limit_that_is_met_exactly_holds():
    """A's second moment about 4 is 0.3^2 + 0.4^2 = 0.25, and (5.5 - 2.5) / 6 is 0.5: Cpm = 1.

    Asked for 1.01, none of A may be alone: 6 * 1.01 = 6.06, (3 / 6.06)^2 = 0.24507.
    With 9 of A: (9 * 0.25 + 0.01) / 10 = 0.226.
    """
    assert made(pool_of({"pooled_max": 4.6}, (4.6, 0.1))) == {"A": 10}
    exact = CPM | {"lsl": 2.5, "usl": 5.5}
    assert made(pool_of(exact, (4.4, 0.3))) == {"A": 10}
    assert made(pool_of(exact | {"min_cpm": 1.01}, (4.4, 0.3))) == {"A": 9, "B": 1}
    assert violations(pool_of(exact | {"min_cpm": 1.01}, (4.4, 0.3)), "A 10")[0] == [
        "T1: the pooled Cpm is 1, asked is at least 1.01."
    ]


def test_overtime_units_are_pooled_too():
    """B has 2 and 2 overtime: 4 of B carry 6 of A."""
    pool = pool_of(
        {"pooled_min": 3.6}, (3.4, 0.1), offers=offers({}, {"capacity": 2, "overtime_capacity": 2})
    )
    assert made(pool) == {"A": 6, "B": 2, "B overtime": 2}


@pytest.mark.parametrize(
    ("spec", "a", "now", "then"),
    [
        # 3.6 -> 3.5: (3.5 - 3.4) * a <= (4 - 3.5) * b is b >= a / 6... 2 of B
        ({"pooled_min": 3.6}, (3.4, 0.1), 60 + 80, 80 + 40),
        # 4.3 -> 4.4: a * 0.2 <= b * 0.4: 6 of A
        ({"pooled_max": 4.3}, (4.6, 0.1), 50 + 100, 60 + 80),
        # 1.1 -> 1.0: a * 0.24 <= 10 * (0.0918 - 0.01) is 3 of A; <= 10 * (0.1111 - 0.01) is 4
        (CPM | {"min_cpm": 1.1}, (4.4, 0.3), 30 + 140, 40 + 120),
    ],
)
def test_moving_a_limit_by_its_last_decimal_saves_money(spec, a, now, then):
    pool = pool_of(spec, a)
    assert vector(pool)[-1] == now
    assert [vector(p)[-1] for p in eased(pool, "pooled_quality")] == [then]


def test_a_limit_of_nothing_cannot_be_eased():
    assert eased(pool_of(CPM | {"min_cpm": 0}, (4.4, 0.3)), "pooled_quality") == []


def test_nothing_is_forced_where_nobody_is_good_enough():
    assert plan_of(pool_of(CPM, (4.9, 0.1), (3.1, 0.1))).orders["short"].tolist() == [10]

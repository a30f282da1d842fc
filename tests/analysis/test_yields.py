"""Random yields: what a plan delivers when producers keep their word as often as they used to."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikmpool import OptionError
from ikmpool.analysis.yields import simulate, worst_mean
from rules.cases import ORDER, makers, offers, plan_of, pool_with

DRAWS = 20_000
MONTHS = {"start": "2026-11", "end": "2026-12"}


def two_makers(**order):
    """A (record 0.9) makes six, B (record 0.5) four of ten."""
    return plan_of(
        pool_with(
            suppliers=makers({"capacity": 6, "record": 0.9}, {"capacity": 4, "record": 0.5}),
            orders=[ORDER | order],
        )
    )


def near(found, expected, error):
    return abs(found - expected) <= 5 * error


def test_the_estimates_are_within_their_errors_of_the_exact_figures():
    """All four outcomes have a known probability."""
    found = simulate(two_makers(), DRAWS, seed=1, level=0.8)
    chances = {6: 0.9, 4: 0.5}
    outcomes = [
        (sum(n for n, k in zip(chances, keeps, strict=True) if k),
         np.prod([p if k else 1 - p for p, k in zip(chances.values(), keeps, strict=True)]))
        for keeps in itertools.product((True, False), repeat=2)
    ]  # fmt: skip
    mean = sum(n * p for n, p in outcomes)
    sd = np.sqrt(sum((n - mean) ** 2 * p for n, p in outcomes) / DRAWS)
    row = found.orders.iloc[0]
    assert near(row["expected"], mean, sd)
    assert near(row["in_full"], 0.45, row["in_full_se"])
    assert row["in_full_se"] == pytest.approx(np.sqrt(0.45 * 0.55 / DRAWS), rel=0.02)
    # the worst fifth: 0.05 lose all ten, 0.05 lose six, and 0.1 of those that lose four
    assert row["short_cvar"] == pytest.approx((10 * 0.05 + 6 * 0.05 + 4 * 0.1) / 0.2, rel=0.03)


def test_equal_seeds_give_equal_draws_and_others_do_not():
    first, again, other = (simulate(two_makers(), 500, seed=s, level=0.9) for s in (3, 3, 4))
    assert (first.delivered == again.delivered).all()
    assert (first.delivered != other.delivered).any()


def test_a_tolerance_counts_as_full_and_late_units_do_not():
    assert simulate(two_makers(tolerance_under=0.4), DRAWS, 1, 0.9).orders["in_full"][
        0
    ] == pytest.approx(0.9, abs=0.02)
    late = plan_of(
        pool_with(
            settings=MONTHS,
            suppliers=makers({"record": 1}),
            orders=[ORDER | {"due": "2026-11", "max_late": 1}],
            offers=offers({"lead_time": 1}, {"lead_time": 2}),
        )
    )
    found = simulate(late, 100, 0, 0.9)
    assert found.orders["expected"][0] == 10
    assert found.orders["in_full"][0] == 0


def test_a_months_units_come_together_and_different_months_apart():
    """Two orders of one month are both there or both not; those of two months need not be."""

    def together(second):
        orders = [ORDER | {"due": "2026-11"}, ORDER | {"order": "T2", "due": second}]
        plan = plan_of(
            pool_with(
                settings=MONTHS,
                suppliers=makers({"record": 0.5}),
                orders=orders,
                stock=[{"holding_cost": 1}],
            )
        )
        come = simulate(plan, 400, 0, 0.9).delivered
        return (come[:, 0] == come[:, 1]).mean()

    assert together("2026-11") == 1
    assert 0.4 < together("2026-12") < 0.6


def test_what_happened_and_what_is_in_stock_is_certain():
    made = [{"order": "T1", "supplier": "A", "month": "2026-11", "made": 4}]
    plan = plan_of(
        pool_with(
            settings=MONTHS,
            suppliers=makers({"record": 0}, {"record": 0}),
            orders=[ORDER | {"due": "2026-12"}],
            actuals=made,
            stock=[{"supplier": "A", "product": "shoe", "opening": 3}],
        )
    )
    found = simulate(plan, 50, 0, 0.9)
    assert (found.delivered == 7).all()


def test_who_has_no_record_is_named_and_keeps_its_word():
    found = simulate(plan_of(pool_with()), 50, 0, 0.9)
    assert found.assumed == ("A",)
    assert found.orders["in_full"].tolist() == [1, 1]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30), st.sampled_from([0, 0.5, 0.9]))
def test_the_worst_mean_is_the_least_of_its_linear_form(losses, level):
    """Rockafellar and Uryasev: the least over z of z + mean(losses above z) / (1 - level)."""
    losses = np.array(losses)
    form = [z + np.maximum(losses - z, 0).mean() / (1 - level) for z in [0, *losses]]
    assert worst_mean(losses, level) == pytest.approx(min(form))


def test_a_level_of_one_is_refused():
    with pytest.raises(OptionError, match=r"^The level is 1\. Give a fraction from 0"):
        worst_mean(np.array([1]), 1)

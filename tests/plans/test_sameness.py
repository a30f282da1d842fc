"""The frame of sameness: how alike what is made for an order is, in figures worked by hand."""

from math import inf, isnan, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikmpool.exact import SAFE
from ikmpool.plans.sameness import COLUMNS, dot_of_squares, sameness
from rules.cases import ORDER, plan_of, pool_with, shares_of

SPEC = {
    "product": "shoe", "attribute": "sole", "lsl": 3, "target": 4, "usl": 5, "max_spread": 0.5,
    "pooled_min": 3.95, "pooled_max": 4.2, "min_cpm": 1.3,
}  # fmt: skip
A = {"supplier": "A", "attribute": "sole", "mean": 3.9, "sd": 0.1}
B = {"supplier": "B", "attribute": "sole", "mean": 4.3, "sd": 0.3}
FORTY = [ORDER | {"quantity": 40}]
TWO = [ORDER | {"contract": "K"}, ORDER | {"order": "T2", "contract": "K"}]


def rows(*shares, specs=(SPEC,), quality=(A, B), orders=FORTY):
    """Give the rows of a plan typed by hand, one dictionary each."""
    pool = pool_with(specs=list(specs), quality=list(quality), orders=orders)
    typed = shares_of(*shares) if shares else pd.DataFrame(columns=["order", "supplier", "units"])
    return sameness(pool, typed).to_dict("records")


def figures(row, *names):
    return [row[name] for name in names]


def test_an_order_is_told_with_its_spread_its_mixture_and_the_room_left():
    """30 of A and 10 of B: mean (117 + 43) / 40 = 4; m2 (30 * 0.02 + 10 * 0.18) / 40 = 0.06.

    It is about the target, so Cpm = 2 / (6 sqrt 0.06) = 1.3608; and about the mean, so the mixture
    has sd sqrt 0.06, although no maker has more than 0.3 and most units have 0.1.
    """
    [row] = rows("A 20", "A 10", "B 10")
    assert list(row) == list(COLUMNS)
    assert figures(row, "order", "attribute", "makers", "class", "worst_maker") == [
        *("T1", "sole", 2, "", "B")
    ]
    assert figures(row, "lowest", "highest", "spread", "max_spread", "spread_room") == [
        *(3.9, 4.3, 0.4, 0.5, 0.1)
    ]
    assert figures(row, "pooled_mean", "pooled_min_room", "pooled_max_room") == [4, 0.05, 0.2]
    assert row["pooled_sd"] == pytest.approx(sqrt(0.06))
    assert row["pooled_cpm"] == pytest.approx(1.36083, abs=1e-5)
    assert row["cpm_room"] == pytest.approx(0.06083, abs=1e-5)


def test_off_the_target_the_cpm_counts_the_distance_and_the_sd_does_not():
    """B alone: sd 0.3, m2 = 0.09 + 0.09; beyond pooled_max by 0.1, and Cpm 0.7857."""
    [row] = rows("B 5")
    assert figures(row, "makers", "spread", "spread_room", "pooled_mean") == [1, 0, 0.5, 4.3]
    assert row["pooled_sd"] == pytest.approx(0.3)
    assert row["pooled_max_room"] == pytest.approx(-0.1)
    assert row["pooled_cpm"] == pytest.approx(2 / (6 * sqrt(0.18)))
    assert row["cpm_room"] < 0


def test_a_plan_gives_the_frame_of_its_own_shares():
    pool = pool_with(specs=[SPEC], quality=[A, B], orders=FORTY)
    plan = plan_of(pool)
    pd.testing.assert_frame_equal(plan.sameness, sameness(pool, plan.shares))
    assert plan.sameness["spread_room"].min() >= 0
    assert plan.sameness["cpm_room"].min() >= 0


def test_an_order_of_which_nothing_is_made_has_no_figures_but_its_spread_asked():
    [row] = rows()
    assert figures(row, "order", "makers", "max_spread", "worst_maker") == ["T1", 0, 0.5, ""]
    assert all(isnan(row[name]) for name in COLUMNS[3:6] + COLUMNS[7:8] + COLUMNS[9:15])


def test_every_order_has_a_row_for_each_of_its_attributes_by_name():
    specs = [{"product": "shoe", "attribute": "width", "usl": 9}, SPEC,
             {"order": "T2", "attribute": "colour", "lsl": 4}]  # fmt: skip
    found = rows("A 1", specs=specs, orders=[ORDER, ORDER | {"order": "T2"}])
    assert [(row["order"], row["attribute"]) for row in found] == [
        *(("T1", "sole"), ("T1", "width")),
        *(("T2", "colour"), ("T2", "sole"), ("T2", "width")),
    ]


def test_without_specs_there_is_a_frame_without_rows():
    frame = plan_of(pool_with()).sameness
    assert tuple(frame) == COLUMNS
    assert frame.empty


def test_a_contract_is_told_on_each_of_its_orders():
    """T1 is A's and T2 is B's: each is alike in itself, together they are 0.4 apart."""
    contract = {"contract": "K", "attribute": "sole", "max_spread": 0.3}
    spread = ("makers", "lowest", "highest", "spread", "max_spread", "pooled_mean")
    first, second = rows("A T1 4", "B T2 6", specs=[contract], orders=TWO)
    assert figures(first, *spread) == [2, 3.9, 4.3, 0.4, 0.3, 3.9]
    assert figures(second, *spread) == [2, 3.9, 4.3, 0.4, 0.3, 4.3]
    assert first["spread_room"] == pytest.approx(-0.1)


def test_of_several_spreads_the_one_with_the_least_room_is_told():
    """The contract's 0.4 apart leave 0.2 of 0.6; T1's own two makers leave 0.1 of 0.5."""
    specs = [
        {"contract": "K", "attribute": "sole", "max_spread": 0.6},
        {"order": "T1", "attribute": "sole", "max_spread": 0.5},
    ]
    first, second = rows("A T1 4", "B T1 1", "A T2 1", specs=specs, orders=TWO)
    assert figures(first, "max_spread", "spread_room") == [0.5, 0.1]
    assert figures(second, "makers", "max_spread", "spread_room") == [2, 0.6, 0.2]


def test_of_several_limits_the_tightest_leaves_the_room():
    specs = [
        {"order": "T1", "attribute": "sole", "pooled_min": 3.5, "pooled_max": 4.1},
        {"product": "shoe", "attribute": "sole", "pooled_min": 3.95, "pooled_max": 9},
    ]
    [row] = rows("A 30", "B 10", specs=specs)
    assert figures(row, "pooled_min_room", "pooled_max_room") == [0.05, 0.1]


def test_the_cpm_is_the_one_that_is_asked_for_or_else_the_most_specific():
    """4 to the limits of the order is 0.5, of the product 1: Cpm is half as large."""
    wide = {"product": "shoe", "attribute": "sole", "lsl": 3, "target": 4, "usl": 5}
    narrow = {"order": "T1", "attribute": "sole", "lsl": 3.5, "target": 4, "usl": 4.5}
    [row] = rows("A 30", "B 10", specs=[wide, narrow])
    assert row["pooled_cpm"] == pytest.approx(1 / (6 * sqrt(0.06)))
    assert isnan(row["cpm_room"])
    [row] = rows("A 30", "B 10", specs=[wide | {"min_cpm": 1}, narrow])
    assert row["pooled_cpm"] == pytest.approx(2 / (6 * sqrt(0.06)))
    assert row["cpm_room"] == pytest.approx(2 / (6 * sqrt(0.06)) - 1)


def test_makers_without_any_spread_on_the_target_have_an_endless_cpm():
    [row] = rows("A 1", quality=[A | {"mean": 4, "sd": 0}])
    assert figures(row, "pooled_sd", "pooled_cpm") == [0, inf]


def test_what_was_not_measured_leaves_the_mixture_blank():
    """B's sd is missing: the mean is known, its spread is not. Without B's mean neither is."""
    no_sd = {name: B[name] for name in ("supplier", "attribute", "mean")}
    [row] = rows("A 30", "B 10", quality=[A, no_sd])
    assert row["pooled_mean"] == 4
    assert isnan(row["pooled_sd"])
    assert isnan(row["pooled_cpm"])
    [row] = rows("A 30", "B 10", quality=[A])
    assert figures(row, "makers", "lowest", "highest") == [2, 3.9, 3.9]
    assert isnan(row["pooled_mean"])
    assert isnan(row["pooled_min_room"])


@pytest.mark.parametrize(
    ("spec", "worst"),
    [
        ({"target": 4.2}, "A"),  # 0.3 off, B 0.1
        ({"target": 4.1}, "A"),  # both 0.2 off: the first by name
        ({"lsl": 3, "usl": 5}, "B"),  # 0.7 to its limit, A 0.9
        ({"lsl": 3.5}, "A"),
        ({"usl": 4.2}, "B"),  # beyond it
        ({"max_spread": 1}, ""),
    ],
)
def test_the_worst_maker_is_farthest_from_the_target_or_else_nearest_to_a_limit(spec, worst):
    [row] = rows("A 1", "B 1", specs=[{"product": "shoe", "attribute": "sole"} | spec])
    assert row["worst_maker"] == worst


def test_the_class_that_all_makers_use_stands_beside_its_attribute():
    match = {"product": "shoe", "attribute": "dye", "match": True}
    dyes = [
        {"supplier": s, "attribute": "dye", "class": c}
        for s, c in (("A", "red"), ("A", "blue"), ("B", "red"))
    ]
    dye, sole = rows("A 1", "B 1", specs=[SPEC, match], quality=[A, B, *dyes])
    assert figures(dye, "attribute", "makers", "class") == ["dye", 2, "red"]
    assert np.isnan(figures(dye, "lowest", "spread", "max_spread", "pooled_mean")).all()
    assert figures(sole, "attribute", "class") == ["sole", ""]
    [dye, _] = rows("A 1", specs=[SPEC, match], quality=[A, B, *dyes])
    assert dye["class"] == "blue"


FIGURES = st.integers(-50, 50) | st.integers(-(SAFE - 1), SAFE - 1)


@given(st.lists(st.tuples(st.integers(0, 10**12), FIGURES), max_size=9))
def test_sums_of_squares_are_exact_however_fine_the_figures(pairs):
    weights, values = (np.array([p[i] for p in pairs], dtype=np.int64) for i in range(2))
    assert dot_of_squares(weights, values) == sum(w * v**2 for w, v in pairs)

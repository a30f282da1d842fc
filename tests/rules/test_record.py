"""The record: a plan's own tables as arrays, however they were typed."""

import numpy as np
import pandas as pd

from ikmpool.rules.record import record_of, sums
from rules.cases import NOVEMBER_ON, ORDER, pool_with, shares_of

LATER = {"settings": NOVEMBER_ON, "orders": [ORDER | {"due": "2027-01"}]}


def test_months_are_counted_from_the_first_and_are_the_due_month_where_blank():
    pool = pool_with(**LATER)
    record = record_of(pool, shares_of("A 1 2026-12", "A 1"))
    assert record.made.tolist() == [1, 2]
    assert record.delivered.tolist() == [2, 2]
    assert record.month_name(1) == "2026-12"


def test_months_may_be_periods_or_text():
    pool = pool_with(**LATER)
    shares = shares_of("A 1 2026-12", "B 2 2026-11")
    periods = shares.assign(made=pd.PeriodIndex(shares["made"], freq="M"))
    assert record_of(pool, periods).made.tolist() == record_of(pool, shares).made.tolist() == [1, 0]


def test_without_months_every_share_is_of_the_one_period():
    record = record_of(pool_with(), shares_of("A 1 2026-12"))
    assert record.made.tolist() == record.delivered.tolist() == [0]
    assert record.month_name(0) == ""


def test_unknown_names_are_blank_and_not_known():
    record = record_of(pool_with(), shares_of("X 1", "A T9 2", "A 3"))
    assert record.supplier.tolist() == [-1, 0, 0]
    assert record.order.tolist() == [0, -1, 0]
    assert record.known.tolist() == [False, False, True]
    assert [record.order_name(-1), record.supplier_name(-1)] == ["", ""]


def test_months_outside_the_plan_are_told():
    record = record_of(pool_with(**LATER), shares_of("A 1 2026-10", "A 1 2027-03", "A 1 2027-02"))
    assert record.in_months.tolist() == [False, False, True]


def test_units_are_summed_per_order_and_kept_by_mask():
    pool = pool_with(orders=[ORDER, ORDER | {"order": "T2"}])
    record = record_of(pool, shares_of("A 1", "B 2", "A T2 4 overtime"))
    assert record.per_order().tolist() == [3, 4]
    kept = record.where(record.overtime)
    assert (len(kept), kept.units.tolist(), kept.typed[:, 0].tolist()) == (1, [4], [2])
    assert sums(np.array([0, -1, 0]), np.array([1, 2, 3]), 2).tolist() == [4, 0]


def test_what_was_given_up_is_found_by_rule_and_pair_or_scope():
    said = pd.DataFrame(
        [("lead", "", "T1", "B", 2), ("pairs", "", "T1", "B", 3), ("limits", "Gresik", "", "", 4)],
        columns=["rule", "scope", "order", "supplier", "units"],
    )
    record = record_of(pool_with(), shares_of("A 1"), said)
    assert record.given_up("lead", np.array([0]), np.array([1])).tolist() == [2]
    assert record.given_up("lead", np.array([0]), np.array([0])).tolist() == [0]
    assert record.given_up_of("limits", "Gresik") == 4
    assert record.given_up_of("limits", "Lamongan") == 0


def test_shares_of_one_key_are_added_up_from_the_first_month_made():
    """A makes 1 in December, 2 in November and 0 in October; B 4 in December."""
    pool = pool_with(**LATER)
    record = record_of(pool, shares_of("A 1 2026-12", "A 2 2026-11", "B 4 2026-12", "A 0 2026-10"))
    merged = record.merged(record.share_key)
    assert merged.supplier.tolist() == [0, 1]
    assert merged.units.tolist() == [3, 4]
    assert merged.made.tolist() == [0, 1]


def test_what_is_given_up_may_be_asked_by_scope():
    columns = ["rule", "scope", "order", "supplier", "units"]
    said = pd.DataFrame([("pairs", "", "T1", "A", 3), ("pairs", "forced", "T1", "A", 1)])
    record = record_of(pool_with(), shares_of("A 1"), said.set_axis(columns, axis=1))
    first = np.array([0])
    assert record.given_up("pairs", first, first).tolist() == [4]
    assert record.given_up("pairs", first, first, "").tolist() == [3]
    assert record.given_up("pairs", first, first, "forced").tolist() == [1]


def test_classes_are_texts_and_blank_where_none_is_stated():
    shares = shares_of("A 1", "B 2", "A 3")
    assert record_of(pool_with(), shares).class_.tolist() == ["", "", ""]
    record = record_of(pool_with(), shares.assign(**{"class": ["calf", None, np.nan]}))
    assert record.class_.tolist() == ["calf", "", ""]
    assert record.where(record.units > 1).class_.tolist() == ["", ""]

"""Reserves: what others hold ready for the case that a producer drops out."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

import ikmpool as ikm
from ikmpool.analysis.dropouts import drop_out
from ikmpool.plans.reserves import violations
from rules.cases import ORDER, plan_of, pool_with
from strategies import GENEROUS, pool_of, subsets, tiny_tables

MONTHS = {"start": "2026-11", "end": "2026-12"}
TWO = {
    "suppliers": [{"supplier": s, "capacity": 10} for s in "AB"],
    "orders": [ORDER | {"due": "2026-12"}],
    "dropouts": [{"supplier": "A", "month": "2026-12"}],
    "pairs": [{"supplier": "A", "order": "T1", "locked": 10}],
}


@pytest.fixture
def plan():
    return plan_of(pool_with(**TWO, settings=MONTHS))


def test_the_frames_have_their_columns_with_and_without_months(plan):
    names = ["order", "supplier", "offer", "made", "delivered", "kind", "units"]
    assert [*plan.reserves] == ["out", "month", *names]
    assert [*plan.backup] == ["out", "month", "units", "reserved", "short"]
    assert plan.backup["month"].astype(str).tolist() == ["2026-12"]
    plain = plan_of(pool_with())
    assert [*plain.reserves] == ["out", *(n for n in names if n not in ("made", "delivered"))]
    assert [*plain.backup] == ["out", "units", "reserved", "short"]
    assert plain.reserves.empty
    assert plain.backup.empty


def test_reserves_that_nobody_could_make_are_found(plan):
    """B holds ten a month: eleven in reserve are one too many."""
    assert list(violations(plan.pool, plan.shares, plan.reserves, plan.rules)) == []
    spoiled = plan.reserves.assign(units=plan.reserves["units"] + 11)
    found = list(violations(plan.pool, plan.shares, spoiled, plan.rules))
    assert {out for out, _ in found} == {"A"}
    assert {v.rule for _, v in found} == {"capacity", "demand"}


def test_what_the_plan_breaks_already_is_no_fault_of_its_reserves(plan):
    """Ten of B's twelve are lost to nobody: too many they are without the reserve, too."""
    more = pd.concat([plan.shares, plan.shares.assign(supplier="B", units=12)])
    found = list(violations(plan.pool, more, plan.reserves.head(0), plan.rules))
    assert found == []


@pytest.mark.filterwarnings("ignore::ikmpool.UnusedColumnWarning")
def test_a_plan_survives_the_drop_outs_that_it_has_reserves_for():
    """Whatever the rules: what is in reserve in full leaves nothing more short when replayed."""
    seen = {"whole": 0, "part": 0}
    features = [f for f in GENEROUS if f not in ("tiers", "trucks", "inspection")]

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(subsets(features).flatmap(tiny_tables))
    def run(tables):
        base = plan_of(pool_of(tables), objective=ikm.Lexicographic(fair=False))
        named = base.pool.replace(dropouts=pd.DataFrame({"supplier": ["each"]}))
        plan = plan_of(named, objective=ikm.Lexicographic(fair=False))
        assert plan.orders["short"].sum() == base.orders["short"].sum()
        assert plan.not_kept["units"].sum() == base.not_kept["units"].sum()
        if plan.status != "optimal":
            return
        for row in plan.backup.itertuples():
            seen["part" if row.short else "whole"] += 1
            if not row.short:
                again = drop_out(plan, row.out, getattr(row, "month", None)).plan
                value = again.orders["short"].sum() + again.orders["tolerated"].sum()
                assert value <= plan.orders["short"].sum() + plan.orders["tolerated"].sum(), row

    run()
    assert min(seen.values()) > 5, seen

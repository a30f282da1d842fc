"""What must hold of any plan: corruptions are caught, order and names decide nothing."""

from __future__ import annotations

import copy
import warnings
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

import ikmpool as ikm
from ikmpool.plans import frames
from ikmpool.rules.book import RULES, rules_of
from ikmpool.rules.draft import NOT_KEPT_STAGES
from rules.answers import answer_of
from rules.oracle import Answer, Oracle
from rules.trial import Trial
from strategies import (
    APART,
    FEATURES,
    GENEROUS,
    Row,
    Tables,
    features_of,
    pool_of,
    subsets,
    tiny_tables,
)

few = settings(max_examples=12, suppress_health_check=list(HealthCheck))
generous = subsets(GENEROUS).flatmap(tiny_tables)
WITHOUT_LEAD = tuple(f for f in FEATURES if f != "lead")
MONEY = {
    "unit_cost", "lump_cost", "overtime_premium", "per_unit", "holding_cost", "price", "fixed",
    "setup_cost", "engagement_cost", "inspection_cost", "fixed_cost",
}  # fmt: skip


def plan_of(tables: Tables, rules: list[ikm.Rule] | None = None) -> ikm.Plan:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ikm.UnusedColumnWarning)
        return ikm.allocate(pool_of(tables), rules)


def vector(plan: ikm.Plan) -> tuple[Any, ...]:
    """Give the values of the strict order, short of fairness."""
    values = {r.name: r.value for r in plan.reached}
    shortages = [values[n] for n in values if n.startswith(("short", "tolerated"))]
    return *(values.get(s, 0) for s in NOT_KEPT_STAGES), *shortages, plan.cost


def corruptions(trial: Trial, answer: Answer) -> list[Answer]:
    """Move one unit, swap two shares, drop a share: every way to do so."""
    found = []
    for cell, units in answer.items():
        found.append({c: u for c, u in answer.items() if c != cell})
        less = {**answer, cell: units - 1}
        others = [c for c in trial.oracle.cells(cell[1]) if c != cell]
        found += [{**less, other: less.get(other, 0) + 1} for other in others]
        for other, theirs in answer.items():
            if other > cell and theirs != units:
                found.append({**answer, cell: theirs, other: units})
    return [{c: u for c, u in a.items() if u} for a in found]


def test_the_audit_rejects_every_corruption_that_breaks_a_rule():
    """Moves, swaps and drops of an optimal plan are never better, and never pass unseen."""
    counts = {"rejected": 0, "worse": 0, "as good": 0}

    @settings(max_examples=30, suppress_health_check=list(HealthCheck))
    @given(generous | tiny_tables())
    def run(tables):
        trial, plan = Trial(tables), plan_of(tables)
        mine = answer_of(trial.oracle, plan)
        assert not trial.violations(mine, plan.not_kept)
        for other in corruptions(trial, mine)[:60]:
            broken = bool(trial.oracle.violated(other))
            more = trial.oracle.given_up(other) > trial.oracle.given_up(mine)
            found = trial.violations(other, plan.not_kept)
            if broken or more:
                assert found
                counts["rejected"] += 1
            else:
                assert trial.oracle.vector(other) >= trial.oracle.vector(mine)
                same = trial.oracle.vector(other) == trial.oracle.vector(mine)
                counts["as good" if same else "worse"] += 1

    run()
    assert counts["rejected"] > 30, counts
    assert all(counts.values()), counts


@few
@given(generous)
def test_a_dropped_share_is_reported_as_missing(tables):
    trial, plan = Trial(tables), plan_of(tables)
    assume(len(plan.shares))
    record = trial.record(answer_of(trial.oracle, plan), plan.not_kept)
    missing = ["short", "tolerated"]
    for i, lost in enumerate(plan.shares["units"].tolist()):
        after = frames.orders(trial.pool, record.where(np.arange(len(record)) != i).per_order())
        gone = after[missing].to_numpy().sum() - plan.orders[missing].to_numpy().sum()
        spared = plan.orders["over"].sum() - after["over"].sum()
        assert gone + spared == lost


@few
@given(tiny_tables(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(tables, random):
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in tables.items()}
    first, second = plan_of(tables), plan_of(shuffled)
    assert vector(first) == vector(second)
    event(f"canonical: {first.canonical}")
    if first.canonical:
        key = [c for c in ("order", "supplier", "made", "kind") if c in first.shares]
        rows = [p.shares.sort_values(key)[[*key, "units"]] for p in (first, second)]
        assert rows[0].to_numpy().tolist() == rows[1].to_numpy().tolist()


@few
@given(tiny_tables())
def test_new_names_change_no_value(tables):
    """Names in another order; only equal leads, and what was made too much, look at it."""
    leads = [
        (o.get("lead"), o.get("class"), o.get("weight")) for o in tables["orders"] if o.get("lead")
    ]
    assume(len(set(leads)) == len(leads))
    oracle = Oracle(tables)
    assume(all(oracle.made(oracle.facts, order=o) < oracle.most(o) for o in oracle.orders))
    names = {"A": "Zed", "B": "Yan", "C": "Xia", "T1": "Z-1", "T2": "Y-2"}
    columns = {"supplier", "order", "holder", "lead", "other_supplier"}
    renamed = {
        name: [{c: names.get(v, v) if c in columns else v for c, v in row.items()} for row in rows]
        for name, rows in tables.items()
    }
    assert vector(plan_of(tables)) == vector(plan_of(renamed))


@few
@given(tiny_tables())
def test_prices_three_times_as_high_make_the_cost_three_times_as_high(tables):
    limits = tables.get("limits", [])
    assume(not any(row["of"] == "money" for row in limits))
    dear = {
        name: [
            {c: 3 * v if c in MONEY and v is not None else v for c, v in row.items()}
            for row in rows
        ]
        for name, rows in tables.items()
    }
    first, second = vector(plan_of(tables)), vector(plan_of(dear))
    assert (*first[:-1], Fraction(3 * first[-1])) == (*second[:-1], Fraction(second[-1]))


@few
@given(subsets(WITHOUT_LEAD).flatmap(tiny_tables))
def test_more_capacity_is_never_worse(tables):
    """A lead would have to keep more, so these pools have none."""
    assume(not any(o.get("lead") for o in tables["orders"]))
    more: Tables = copy.deepcopy(tables)
    for table in ("offers", "suppliers"):
        for row in more[table]:
            for column in ("capacity", "overtime_capacity"):
                if row.get(column) is not None:
                    row[column] += 1
    for row in more.get("hours", []):
        row["hours"] += 1
    assert vector(plan_of(more)) <= vector(plan_of(tables))


def test_one_rule_less_is_never_worse():
    """Each rule is left out once at least, but those that make orders and prices what they are."""
    left_out: set[str] = set()
    asked = {rule.name for rule in RULES} - {"demand", "production", "tiers", *APART}

    def run(tables):
        # less is paid without a rule, so that a least of money is harder to reach
        assume(not any("least" in r and r["of"] == "money" for r in tables.get("limits", [])))
        whole = vector(plan_of(tables))
        rules = rules_of(pool_of(tables))
        for rule in rules:
            if rule.name in asked:
                plan = plan_of(tables, [r for r in rules if r is not rule])
                fewer = vector(plan)
                assert fewer <= whole, rule
                left_out.add(rule.name)

    few(given(tiny_tables())(run))()
    for rule in sorted(asked):  # what chance did not draw
        if rule not in left_out:
            few(given(tiny_tables(features_of(rule)))(run))()
    assert left_out == asked


LINEAR = ("capacity", "freight", "specs", "pooled", "defects", "status", "requirements")


@few
@given(tiny_tables(LINEAR), st.integers(0, 3))
def test_splitting_a_maker_in_two_changes_no_value(tables, part):
    """A becomes A and A2, alike in all but capacity, which they share out."""
    for row in tables["suppliers"]:
        row["capacity"] = None
    split: Tables = {}
    for name, rows in tables.items():
        twins: list[Row] = []
        for row in rows:
            column = "holder" if name == "certificates" else "supplier"
            if row.get(column) != "A":
                continue
            twin = row | {column: "A2"}
            if name == "offers" and row.get("capacity") is not None:
                one = min(part, row["capacity"])
                twin["capacity"] = row["capacity"] - one
                twins.append(row | {"capacity": one})
            else:
                twins.append(row)
            twins.append(twin)
        column = "holder" if name == "certificates" else "supplier"
        split[name] = [*[r for r in rows if r.get(column) != "A"], *twins]
    assert vector(plan_of(tables)) == vector(plan_of(split))


@pytest.mark.parametrize("feature", FEATURES)
def test_every_feature_can_be_drawn_alone(feature):
    @settings(max_examples=3, suppress_health_check=list(HealthCheck))
    @given(tiny_tables([feature]))
    def run(tables):
        assert Oracle(tables).orders
        assert pool_of(tables)

    run()

"""Reserves: as little is short in drop-outs as can be, and the audit sees what is wrong."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ikmpool as ikm
from ikmpool.analysis.dropouts import drop_out
from ikmpool.plans import auditing, reserves
from rules.cases import ORDER, pool_with
from strategies import GENEROUS, pool_of, subsets, tiny_tables

CALM = ikm.Lexicographic(fair=False)
SERVICE = ("not_kept", "short", "tolerated")
EACH = pd.DataFrame({"supplier": ["each"]})
anything = tiny_tables() | subsets(GENEROUS).flatmap(tiny_tables)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ikm.UnusedColumnWarning)
        yield


def plan_of(pool: ikm.Pool) -> ikm.Plan:
    return ikm.allocate(pool, objective=CALM)


def reached(plan: ikm.Plan, *kinds: str) -> dict[str, int]:
    return {r.name: int(r.value) for r in plan.reached if r.name.startswith(kinds)}


def test_reserves_worsen_no_order_and_what_is_held_survives_when_planned_again() -> None:
    """With any rules: orders come first, and a drop-out without shortage leaves nothing short."""
    seen: Counter[str] = Counter()

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(anything, st.booleans())
    def run(tables, late):
        pool = pool_of(tables)
        month = pool.horizon[-1] if pool.horizon and late else None
        plan = plan_of(pool.replace(dropouts=EACH.assign(month=month)))
        assert reached(plan, *SERVICE) == reached(plan_of(pool), *SERVICE)
        for row in plan.backup.itertuples():
            seen["short" if row.short else "held"] += 1
            if not row.short:
                again = drop_out(plan, row.out, getattr(row, "month", None)).plan
                assert again.orders["short"].sum() <= plan.orders["short"].sum()

    run()
    assert min(seen["short"], seen["held"]) > 3, seen


#: A makes five of T1 and B the other five; C could make three.
THREE = {
    "suppliers": [{"supplier": s, "capacity": c} for s, c in (("A", 5), ("B", 6), ("C", 3))],
    "offers": [
        {"supplier": s, "product": "shoe", "unit_cost": cost}
        for s, cost in (("A", 10), ("B", 20), ("C", 40))
    ],
}


def test_who_holds_what_for_whom_is_a_table_and_what_is_lacking_another() -> None:
    plan = plan_of(pool_with(**THREE, dropouts=[{"supplier": "each"}]))
    assert plan.reserves[["out", "supplier", "units"]].to_numpy().tolist() == [
        ["A", "B", 1],
        ["A", "C", 3],
        ["B", "C", 3],
    ]
    assert plan.backup.to_numpy().tolist() == [["A", 5, 4, 1], ["B", 5, 3, 2]]
    assert plan.backup.columns.tolist() == ["out", "units", "reserved", "short"]


def test_without_drop_outs_nothing_is_reserved() -> None:
    plan = plan_of(pool_with(**THREE))
    assert plan.reserves.empty
    assert plan.backup.empty
    assert not reached(plan, "backup")


def test_the_audit_tells_in_words_of_reserves_of_who_is_gone_and_from_before() -> None:
    pool = pool_with(
        **THREE,
        settings={"start": "2026-11", "end": "2026-12"},
        orders=[ORDER | {"due": "2026-12"}],
        dropouts=[{"supplier": "A", "month": "2026-12"}],
    )
    held = pd.DataFrame({"supplier": ["A", "B"], "made": ["2026-12", "2026-11"], "units": 1})
    held = held.assign(made=pd.PeriodIndex(held["made"], freq="M"), order="T1", kind="normal")
    held = held.assign(out="A", month=pool.horizon[1], delivered=pool.horizon[1], offer="shoe")
    shares = plan_of(pool).shares
    none = shares.iloc[:0]
    found = [v for _, v in reserves.violations(pool, none, held, ikm.rules_of(pool))]
    words = [auditing.words_of(v, ikm.rules_of(pool), "en") for v in found]
    assert words == [
        "T1, A: 1 units are in reserve with the producer that drops out.",
        "T1, B: 1 units are in reserve in a month before the drop-out.",
    ]
    assert auditing.words_of(found[1], (), "id") == (
        "T1, B: 1 unit cadangan ada pada bulan sebelum IKM itu mundur."
    )


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([("A", "C", 3)], []),
        ([("A", "C", 4)], [("A", "capacity")]),
        ([("A", "B", 2)], [("A", "capacity")]),
        ([("A", "A", 1)], [("A", "backup")]),
        ([("B", "C", 3), ("B", "A", 6)], [("B", "capacity"), ("B", "demand")]),
    ],
    ids=["less is none", "beyond a maker", "with its share", "by who is gone", "too much"],
)
def test_the_audit_catches_wrong_reserves(rows: list[tuple[str, str, int]], found: list) -> None:
    pool = pool_with(**THREE, dropouts=[{"supplier": "each"}])
    plan = plan_of(pool)
    frame = pd.DataFrame(rows, columns=["out", "supplier", "units"])
    held = frame.assign(order="T1", offer="shoe", kind="normal")
    broken = reserves.violations(pool, plan.shares, held, plan.rules)
    assert sorted((out, v.rule) for out, v in broken) == sorted(found)

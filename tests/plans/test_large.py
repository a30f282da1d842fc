"""Large pools and columns of categories: another way to the same plan, to the unit."""

from __future__ import annotations

import random
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import ikmpool as ikm
from ikmpool.errors import TableError
from ikmpool.plans import refusing
from ikmpool.plans.allocation import drafted, whole_program
from ikmpool.program.options import SolveOptions
from ikmpool.rules.draft import COST
from ikmpool.tables.generators import pooled
from ikmpool.tables.schema import TABLES
from large import few_are_many
from strategies import GENEROUS, Tables, pool_of, subsets, tiny_tables

few = settings(max_examples=10, suppress_health_check=list(HealthCheck))
generous = subsets(GENEROUS).flatmap(tiny_tables)
AS = ("object", "str", "string", "category")


def frames_of(tables: Tables, dtype: str) -> dict[str, pd.DataFrame]:
    """Make frames with every text as a column of one dtype."""
    found = {}
    for name, rows in tables.items():
        frame = pd.DataFrame(rows)
        texts = [c for c in frame if TABLES[name][c].dtype == "str" and frame[c].notna().any()]
        objects = frame.astype(dict.fromkeys(texts, "object"))
        found[name] = objects.astype(dict.fromkeys(texts, dtype))
    return found


def tables_of(tables: Tables, dtype: str) -> dict[str, object]:
    """Make the keywords of a pool; settings stay as they are."""
    return {n: f for n, f in frames_of(tables, dtype).items() if len(f) and n != "settings"} | {
        "settings": {row["name"]: row["value"] for row in tables.get("settings", [])}
    }


def allocated(pool: ikm.Pool) -> ikm.Plan:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ikm.UnusedColumnWarning)
        return ikm.allocate(pool)


def assert_same_plan(one: ikm.Plan, other: ikm.Plan) -> None:
    for name in ("shares", "orders", "not_kept", "ledger", "audit", "refusals", "utilisation",
                 "sameness", "schedule", "prices"):  # fmt: skip
        assert_frame_equal(getattr(one, name), getattr(other, name), obj=name)
    assert one.reached == other.reached
    assert (one.unused, one.cost, one.total) == (other.unused, other.cost, other.total)


@few
@given(generous)
def test_texts_as_objects_strings_or_categories_make_one_plan(tables: Tables) -> None:
    plans = [allocated(ikm.Pool(**tables_of(tables, dtype))) for dtype in AS]
    for plan in plans[1:]:
        assert_same_plan(plan, plans[0])


@few
@given(generous)
def test_the_ways_of_large_pools_lead_to_the_plan_of_small_ones(tables: Tables) -> None:
    plan = allocated(pool_of(tables))
    with few_are_many():
        assert_same_plan(allocated(pool_of(tables)), plan)
        assert_same_plan(allocated(ikm.Pool(**tables_of(tables, "category"))), plan)


@few
@given(generous)
def test_the_ways_of_large_pools_make_the_program_of_small_ones(tables: Tables) -> None:
    def made() -> tuple[object, ...]:
        pool = pool_of(tables)
        _, refused, draft = drafted(pool, ikm.rules_of(pool))
        program, start = whole_program(draft, SolveOptions())
        cost = draft.drafting.cost(COST)
        told = [(r.rule, r.clause, r.reason, r.where.tolist()) for r in refused]
        parts = program.lower, program.upper, program.low, program.high, start
        exact = (cost.numerator, cost.denominator, program.matrix.toarray())
        names = [f.name(i) for f in program.columns for i in range(f.stop - f.start)]
        return told, *(part.tolist() for part in (*parts, *exact)), names

    plain = made()
    with few_are_many():
        assert made() == plain


def spoiled(tables: Tables, seed: int) -> Tables:
    """Put slips of the pen, doubled rows and strangers into the tables."""
    rng = random.Random(seed)
    found = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    for name, rows in found.items():
        if name == "settings" or not rows:
            continue
        if rng.random() < 0.3:
            rows.append(dict(rng.choice(rows)))
        row, texts = rng.choice(rows), [c for c in rows[0] if TABLES[name][c].dtype == "str"]
        if texts and rng.random() < 0.7:
            row[rng.choice(texts)] = rng.choice(["Z", "each", "gresk", " A  b ", "#N/A", "", "-"])
    return found


def faults_of(tables: dict[str, object]) -> list[tuple[object, ...]]:
    try:
        ikm.Pool(**tables)
    except TableError as error:
        return [tuple(map(str, row)) for row in error.faults.itertuples(index=False)]
    return []


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(generous, st.integers(0, 10**6))
def test_texts_as_objects_strings_or_categories_have_the_same_faults(
    tables: Tables, seed: int
) -> None:
    tables = spoiled(tables, seed)
    found = [faults_of(tables_of(tables, dtype)) for dtype in AS]
    with few_are_many(1):
        found.append(faults_of(tables_of(tables, "category")))
    assert all(faults == found[0] for faults in found[1:])


def test_long_columns_of_categories_stay_so_and_are_read_as_texts_are() -> None:
    given = ["Gresik", " Gresik ", "-", "Tuban"]
    city = pd.Categorical(["Gresik", " Gresik ", None, "-"], categories=given, ordered=True)
    suppliers = pd.DataFrame({"supplier": list("ABCD"), "city": city})
    maker = pd.Categorical(list("ABCD"))
    offers = pd.DataFrame({"supplier": maker, "product": "p", "unit_cost": 1})
    orders = pd.DataFrame({"order": ["T"], "product": ["p"], "quantity": [1]})
    short = ikm.Pool(suppliers=suppliers, offers=offers, orders=orders)
    assert str(short.suppliers["city"].dtype) == "str"
    with few_are_many():
        pool = ikm.Pool(suppliers=suppliers, offers=offers, orders=orders)
        dearer = pool.replace(offers=pool.offers.assign(unit_cost=2))
    for typed, codes, cities in (
        (pool.suppliers["city"], pool.codes("suppliers", "city"), pool.names("city")),
        (short.suppliers["city"], short.codes("suppliers", "city"), short.names("city")),
    ):
        assert typed.tolist()[:2] == ["Gresik", "Gresik"]
        assert typed.isna().tolist() == [False, False, True, True]
        assert codes.tolist() == [0, 0, -1, -1]
        assert cities.tolist() == ["Gresik"]  # nobody lives in Tuban
    assert pool.suppliers["city"].cat.categories.tolist() == ["Gresik", "Tuban"]
    assert not pool.suppliers["city"].cat.ordered
    assert suppliers["city"].cat.ordered  # one's own frame stays as it was
    assert str(dearer.offers["supplier"].dtype) == "category"
    assert dearer.offers["supplier"].tolist() == list("ABCD")


def test_a_long_parquet_file_is_read_as_categories_where_texts_repeat(tmp_path: Path) -> None:
    pool = ikm.sample("sidoarjo")
    folder = ikm.write_pool(pool, tmp_path / "pool", kind="parquet")
    plain = ikm.read_pool(folder)
    with few_are_many():
        again = ikm.read_pool(folder)
    assert str(plain.offers["product"].dtype) == "str"
    assert str(again.offers["product"].dtype) == "category"
    assert str(again.suppliers["supplier"].dtype) == "str"  # all are different
    for name, frame in plain.tables.items():
        assert_frame_equal(again.tables[name].astype(frame.dtypes.to_dict()), frame)
    once_more = ikm.write_pool(again, tmp_path / "again", kind="parquet")
    with few_are_many():
        assert_frame_equal(ikm.read_pool(once_more).offers, again.offers)


def refused_plan() -> ikm.Plan:
    """Four makers of whom two are not ready, one is forbidden for one order of two."""
    suppliers = pd.DataFrame(
        {"supplier": list("ABCD"), "status": ["export_ready", "coached", "coached", "export_ready"]}
    )
    offers = pd.DataFrame({"supplier": list("ABCD"), "product": "p", "unit_cost": 1})
    orders = pd.DataFrame({"order": ["T1", "T2"], "product": "p", "quantity": 1})
    pairs = pd.DataFrame({"supplier": ["D"], "order": ["T2"], "forbidden": [True]})
    return ikm.allocate(ikm.Pool(suppliers=suppliers, offers=offers, orders=orders, pairs=pairs))


def test_above_a_stated_size_refusals_are_counted_with_an_example(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(refusing, "MOST_WORDED", 4)
    assert refused_plan().refusals.to_dict("records") == [
        {
            "order": "T1",
            "rule": "status",
            "clause": "",
            "reason": "not_ready",
            "suppliers": 2,
            "words": "B: status is coached; it is not ready to serve orders.",
        },
        {
            "order": "T2",
            "rule": "pairs",
            "clause": "T2",
            "reason": "forbidden",
            "suppliers": 1,
            "words": "D: the pair is forbidden for order T2.",
        },
        {
            "order": "T2",
            "rule": "status",
            "clause": "",
            "reason": "not_ready",
            "suppliers": 2,
            "words": "B: status is coached; it is not ready to serve orders.",
        },
    ]


def test_the_refusals_of_an_order_or_a_supplier_are_listed_however_many_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = refused_plan().refusals
    monkeypatch.setattr(refusing, "MOST_WORDED", 0)
    plan = refused_plan()
    of_order, of_both = plan.refusals_of("T2"), plan.refusals_of("T1", "B")
    assert_frame_equal(of_order, whole[whole["order"] == "T2"].reset_index(drop=True))
    assert_frame_equal(
        plan.refusals_of(supplier="C"), whole[whole["supplier"] == "C"].reset_index(drop=True)
    )
    assert of_both[["order", "supplier"]].to_numpy().tolist() == [["T1", "B"]]
    assert plan.refusals_of("T9").empty
    assert np.array_equal(plan.refusals_of().to_numpy(), whole.to_numpy())


@pytest.mark.parametrize("seed", [0, 1])
def test_rounding_a_large_plan_leaves_nothing_short(seed: int) -> None:
    """Few columns cost next to nothing here: small programs alone left one or two units short."""
    plan = ikm.allocate(pooled(2_000, 50, seed=seed))
    assert "smoothing" in set(plan.solve_log["step"])
    assert plan.orders["short"].sum() == 0
    assert plan.gap["cost"] < 5e-5

"""Promises that hold in every drop-out, too."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

import ikmpool as ikm
import small
from analysis.scanning import BEYOND, cases, promised, scan
from ikmpool.analysis import asking, headroom, searching, survival
from ikmpool.analysis.dropouts import drop_out
from ikmpool.program.stopping import Stop

type Case = tuple[ikm.Pool, tuple[str, ...], dict[str, Any]]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ikm.UnusedColumnWarning)
        yield


def with_drop_outs(pool: ikm.Pool, *, late: bool = False) -> ikm.Pool:
    """Let each producer drop out, at the start or before the last month."""
    month = pool.horizon[-1] if pool.horizon and late else None
    return pool.replace(dropouts=pd.DataFrame({"supplier": ["each"], "month": [month]}))


def test_a_promise_is_the_largest_that_a_scan_finds_and_survives_every_drop_out() -> None:
    """A quantity counts where its plan lacks nothing of it in any drop-out, and no more of others.

    When a drop-out of the plan is planned again, all that was promised is delivered.
    """
    seen: Counter[str] = Counter()

    @settings(max_examples=16, suppress_health_check=list(HealthCheck))
    @given(cases(), st.booleans())
    def run(case: Case, late: bool) -> None:
        pool, months, terms = case
        due = list(months) if pool.horizon else None
        sure = with_drop_outs(pool, late=late)
        found = promised(sure, due, terms)
        feasible = scan(sure, months, terms, found.upper + BEYOND)
        assert (found.quantity, found.upper, found.proven) == (feasible[-1], feasible[-1], True)
        for row in found.plan.backup.itertuples():
            again = drop_out(found.plan, row.out, getattr(row, "month", None)).plan.orders
            assert not again.loc[again["order"].isin(found.orders), "short"].any()
            seen["drop-out"] += 1
        seen["some" if found.quantity else "none"] += 1
        seen["less"] += found.quantity < promised(pool, due, terms).quantity

    run()
    assert min(seen[key] for key in ("some", "none", "less", "drop-out")) > 2, seen


@settings(max_examples=16, suppress_health_check=list(HealthCheck))
@given(cases(), st.integers(1, 6), st.integers(0, 4))
def test_a_plan_for_less_bounds_what_is_left_of_more_in_drop_outs(
    case: Case, less: int, more: int
) -> None:
    """What can be promised is never more than either bound that a larger quantity gives."""
    pool, months, terms = case
    try:
        asked = asking.ask(with_drop_outs(pool), "p", list(months) if pool.horizon else None, terms)
    except ikm.TableError:
        assume(False)
        raise
    options = ikm.SolveOptions()
    base = headroom.serve(asked.at(0), options)
    held = headroom.serve(asked.at(less), options).no_worse_than(base)
    event(f"held {held}")
    if held and asked.steady:
        units = less * len(asked.rows)
        together = survival.left_in_all(asked, less + more, base, options)
        assert together is not None
        assert together.most >= units
        for alone in survival.left_without(asked, less + more, options):
            assert alone.most >= units


def test_what_others_hold_in_reserve_is_not_promised() -> None:
    """A makes 300 and B 200; T1 is of 100.

    Without A there are 200 of B: 100 for T1, so that 100 are left.  No drop-out alone, the other
    order left aside, says so: each would leave 200.
    """
    orders = small.two_makers().orders.assign(quantity=100)
    pool = small.two_makers(orders=orders)
    assert ikm.promise(pool, "shoe").quantity == 400
    found = ikm.promise(with_drop_outs(pool), "shoe")
    assert (found.quantity, found.upper, found.proven) == (100, 100, True)
    assert found.plan.backup[["out", "short"]].to_numpy().tolist() == [["A", 0]]
    assert ikm.stress(found.plan).drop_outs["survived"].all()
    assert found.bottlenecks[["short", "rule", "row"]].to_numpy().tolist() == [[True, "backup", ""]]
    assert "one unit more is too many, because of: backup\n" in repr(found)


def test_the_drop_out_that_leaves_too_little_is_named() -> None:
    orders = small.two_makers().orders.assign(quantity=0)
    found = ikm.promise(with_drop_outs(small.two_makers(orders=orders)), "shoe")
    assert found.quantity == 200
    assert found.bottlenecks[["short", "rule", "row"]].to_numpy().tolist() == [
        [True, "backup", "A"]
    ]
    assert "one unit more is too many, because of: backup (A)\n" in repr(found)


def test_an_order_that_is_short_in_a_drop_out_anyway_stays_as_short() -> None:
    """T1's 300 are A's alone to make: without it all are lost, whatever is promised."""
    offers = pd.DataFrame(
        {"supplier": ["A", "A", "B"], "product": ["boot", "shoe", "shoe"], "unit_cost": 9}
    )
    orders = pd.DataFrame({"order": ["T1"], "product": ["boot"], "quantity": [300]})
    pool = with_drop_outs(small.two_makers(offers=offers, orders=orders))
    found = ikm.promise(pool, "shoe")
    assert (found.quantity, found.proven) == (0, True)
    assert "because of: backup" in repr(found) or "capacity" in repr(found)
    more = pool.suppliers.assign(capacity=[400, 60])
    found = ikm.promise(pool.replace(suppliers=more), "shoe")
    assert (found.quantity, found.proven) == (60, True)
    assert found.plan.backup["short"].tolist() == [300, 0]


def test_without_drop_outs_nothing_is_bounded() -> None:
    asked = asking.ask(small.two_makers(), "shoe", None, {})
    base = headroom.serve(asked.at(0), ikm.SolveOptions())
    assert survival.left_in_all(asked, 9, base, ikm.SolveOptions()) is None
    assert list(survival.left_without(asked, 9, ikm.SolveOptions())) == []


def test_a_search_goes_down_in_steps_as_large_as_what_is_left() -> None:
    """Few plans are made although thousands of quantities lie between the bounds."""
    orders = small.two_makers().orders.assign(quantity=1_000)
    suppliers = pd.DataFrame({"supplier": ["A", "B", "C"], "capacity": [9_000, 3_000, 2_000]})
    offers = pd.DataFrame({"supplier": ["A", "B", "C"], "product": "shoe", "unit_cost": [9, 8, 7]})
    pool = with_drop_outs(small.two_makers(orders=orders, suppliers=suppliers, offers=offers))
    search = searching.Search(asking.ask(pool, "shoe", None, {}), ikm.SolveOptions(), Stop())
    tried: list[int] = []
    plan = search.plan
    search.plan = lambda quantity: tried.append(quantity) or plan(quantity)  # type: ignore[method-assign,func-returns-value]
    assert search.settle(search.descend()).quantity == 4_000
    assert len(tried) <= 3

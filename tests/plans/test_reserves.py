"""Reserves: as little is short in drop-outs as can be, and the audit sees what is wrong."""

from __future__ import annotations

import itertools
import warnings
from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import ikmpool as ikm
from ikmpool.analysis.dropouts import drop_out
from ikmpool.exact import Bools
from ikmpool.plans import auditing, reserves
from ikmpool.plans.allocation import drafted
from ikmpool.rules.book import rules_of
from ikmpool.rules.demand import shortage_values
from ikmpool.tables.kinds import STOCK
from rules.cases import ORDER, pool_with
from rules.oracle import Cell, Oracle
from strategies import GENEROUS, pool_of, subsets, tiny_tables

CALM = ikm.Lexicographic(fair=False)
SERVICE = ("not_kept", "short", "tolerated")
MANY = 600
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

    @settings(max_examples=70, suppress_health_check=list(HealthCheck))
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


class Tried:
    """Every answer of a pool, and what each leaves short when a maker drops out."""

    def __init__(self, oracle: Oracle, pool: ikm.Pool) -> None:
        assume(sum(1 for _ in itertools.islice(oracle.possible(), MANY + 1)) <= MANY)
        _, _, self.draft = drafted(pool, rules_of(pool))
        self.oracle, self.good = oracle, list(oracle.good())
        self.value = dict(zip(oracle.orders, shortage_values(pool).tolist(), strict=True))
        self.cells = sorted({cell for answer in self.good for cell in answer})
        self.x = np.array([[a.get(c, 0) for c in self.cells] for a in self.good], dtype=np.int64)
        self.x = self.x.reshape(len(self.good), len(self.cells))
        self.classes = sorted({row.get("class") or 1 for row in oracle.orders.values()})

    def best(self) -> list[int]:
        """Give what others lose, then what is short in drop-outs, class by class: the least."""
        service = [self.oracle.vector(answer)[:-2] for answer in self.good]
        at = [i for i, vector in enumerate(service) if vector == min(service)]
        outs = [s for s in self.oracle.suppliers if self.orders_of(s)]
        return min(self.sum_of([self.after(i, s) for s in outs]) for i in at)

    def sum_of(self, vectors: list[list[int]]) -> list[int]:
        return np.array([[0] * (1 + len(self.classes)), *vectors]).sum(axis=0).tolist()

    def loses(self, cell: Cell, out: str) -> bool:
        """Tell whether units of a cell are lost; in a pool with months, those in stock are not."""
        return cell[0] == out and not (self.oracle.has_months and cell[3] == "stock")

    def orders_of(self, supplier: str) -> set[str]:
        """Give the orders of which a supplier could make something, as all rules admit it."""
        at, names = self.draft, self.draft.pool.names
        return {
            str(names("order")[order])
            for s, order, month, kind in zip(at.supplier, at.order, at.month, at.kind, strict=True)
            if names("supplier")[s] == supplier
            and (not self.oracle.has_months or (kind != STOCK and month >= self.oracle.now))
        }

    def after(self, plan: int, out: str) -> list[int]:
        """Give the best that becomes of a plan without a supplier."""
        mine, base = self.orders_of(out), self.x[plan]
        gone = self.where(lambda cell: self.loses(cell, out) and not self.oracle.is_over(cell))
        free = self.where(lambda cell: cell[1] in mine) & ~gone
        rest = ~gone & ~free
        can = (self.x[:, gone] == 0).all(axis=1) & (self.x[:, rest] == base[rest]).all(axis=1)
        fallen = np.maximum(base - self.x, 0)[:, free].sum(axis=1)
        return min(self.missing(j, mine, int(fallen[j])) for j in np.flatnonzero(can).tolist())

    def where(self, holds: Callable[[Cell], bool]) -> Bools:
        return np.array([holds(cell) for cell in self.cells], dtype=bool)

    def missing(self, answer: int, orders: set[str], fallen: int) -> list[int]:
        value: Counter[int] = Counter()
        for o in orders:
            short, _ = self.oracle.missing(self.good[answer], o)
            value[self.oracle.orders[o].get("class") or 1] += short * self.value[o]
        return [fallen, *(value[c] for c in self.classes)]


def test_no_plan_that_serves_as_well_is_less_short_in_drop_outs() -> None:
    """Against every plan of tiny pools, and for each every way to go on without a supplier."""
    seen: Counter[bool] = Counter()

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(anything)
    def run(tables):
        tried = Tried(Oracle(tables), pool_of(tables))
        plan = plan_of(pool_of(tables).replace(dropouts=EACH))
        found = reached(plan, "backup")
        names = ["backup_fallen", *(f"backup {c}" for c in tried.classes)]
        best = tried.best()
        assert [found.get(name, 0) for name in names] == best
        seen[any(best)] += 1

    run()
    assert min(seen[True], seen[False]) > 3, seen


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

"""The plan: frozen, honest about what is proven, exact in money."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest

import ikmpool as ikm
import small
from ikmpool.program.stages import Reached


@pytest.fixture(scope="module")
def plan() -> ikm.Plan:
    return ikm.allocate(small.two_makers())


def reached(*gaps: tuple[str, int, int]) -> tuple[Reached, ...]:
    return tuple(Reached(name, Fraction(v), Fraction(b), "HiGHS") for name, v, b in gaps)


def test_a_plan_is_frozen(plan: ikm.Plan) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        plan.shares = pd.DataFrame()  # type: ignore[misc]
    with pytest.raises((dataclasses.FrozenInstanceError, AttributeError)):
        plan.cost = 0  # type: ignore[misc]


def test_a_plan_knows_what_it_was_made_from(plan: ikm.Plan) -> None:
    assert plan.objective == ikm.Lexicographic()
    assert plan.options == ikm.SolveOptions()
    assert {r.name for r in plan.rules} == {"demand", "production", "capacity"}
    assert plan.pool.size("orders") == 1


def test_every_stage_asked_for_has_its_value_bound_gap_and_proof(plan: ikm.Plan) -> None:
    stages = plan.stages.set_index("stage")
    assert stages.columns.tolist() == ["value", "bound", "gap", "proof", "asked"]
    assert stages.loc["short 1", ["value", "bound"]].tolist() == [0, 0]
    assert stages.loc["cost", ["value", "bound"]].tolist() == [37_000, 37_000]
    assert stages["asked"].all()
    assert plan.gap.index.tolist() == stages.index.tolist()
    assert (plan.gap == 0).all()
    assert plan.bound_proof == "exact"


@pytest.mark.parametrize(
    ("gaps", "status"),
    [
        ([("cost", 100, 100)], "optimal"),
        ([("cost", 10**9, 10**9 - 1)], "within_gap"),
        ([("cost", 10**9, 10**9 - 1), ("last", 5, 5)], "within_gap"),
        ([("cost", 100, 99)], "feasible"),
        ([("cost", 100, 100), ("last", 100, 99)], "feasible"),
    ],
)
def test_a_plan_is_as_good_as_its_worst_stage(
    plan: ikm.Plan, gaps: list[tuple[str, int, int]], status: str
) -> None:
    assert dataclasses.replace(plan, reached=reached(*gaps)).status == status


def test_a_stage_above_zero_by_less_than_the_gap_is_not_optimal(plan: ikm.Plan) -> None:
    """The gap is never rounded to zero: optimal means closed exactly."""
    nearly = dataclasses.replace(plan, reached=reached(("cost", 10**15, 10**15 - 1)))
    assert nearly.status == "within_gap"
    assert nearly.gap["cost"] > 0


def test_the_solver_whose_word_a_bound_is_is_named(plan: ikm.Plan) -> None:
    assert dataclasses.replace(plan, reached=reached(("cost", 1, 1))).bound_proof == "HiGHS"


def test_only_a_plan_that_closed_every_stage_is_the_only_one(plan: ikm.Plan) -> None:
    assert plan.canonical
    stages = reached(("cost", 100, 99), ("canonical", 1, 1))
    assert not dataclasses.replace(plan, reached=stages).canonical
    assert not dataclasses.replace(plan, reached=reached(("cost", 100, 100))).canonical


def test_cost_is_a_whole_number_where_money_has_no_decimals(plan: ikm.Plan) -> None:
    assert plan.cost == 37_000
    assert isinstance(plan.cost, int)


def test_cost_is_a_decimal_where_money_has_them() -> None:
    offers = pd.DataFrame(
        {"supplier": ["A", "B"], "product": ["shoe"] * 2, "unit_cost": [0.1, 0.25]}
    )
    plan = ikm.allocate(small.two_makers(offers=offers))
    assert plan.cost == Decimal("55.00")
    assert isinstance(plan.cost, Decimal)
    assert sum(plan.shares["cost"]) == plan.cost


def test_cost_is_a_fraction_where_a_lump_is_split() -> None:
    """Three units of a lump of 100 for seven: 300/7, and nothing is rounded."""
    pool = small.two_makers(
        suppliers=pd.DataFrame({"supplier": ["A"], "capacity": [3]}),
        offers=pd.DataFrame({"supplier": ["A"], "product": ["shoe"], "lump_cost": [100]}),
        orders=pd.DataFrame({"order": ["T1"], "product": ["shoe"], "quantity": [7]}),
    )
    plan = ikm.allocate(pool)
    assert plan.cost == Fraction(300, 7)
    assert plan.status == "optimal"
    assert plan.ledger["amount"].sum() == plan.cost


def test_the_total_adds_the_value_of_what_is_short() -> None:
    orders = pd.DataFrame(
        {"order": ["T1"], "product": ["shoe"], "quantity": [600], "price": [120], "weight": [1.5]}
    )
    plan = ikm.allocate(small.two_makers(orders=orders))
    assert plan.total == plan.cost + 100 * 180


def test_without_the_price_of_what_is_short_there_is_no_total() -> None:
    orders = pd.DataFrame({"order": ["T1"], "product": ["shoe"], "quantity": [600]})
    assert ikm.allocate(small.two_makers(orders=orders)).total is None


def test_where_nothing_is_short_the_total_is_the_cost(plan: ikm.Plan) -> None:
    assert plan.total == plan.cost


def test_prices_are_those_of_the_rows_in_plain_money() -> None:
    """B is dearer by 10.5 a unit: a unit more of the full A would save it."""
    offers = pd.DataFrame(
        {"supplier": ["A", "B"], "product": ["shoe"] * 2, "unit_cost": [90, 100.5]}
    )
    prices = ikm.allocate(small.two_makers(offers=offers)).prices.set_index("rule")["price"]
    assert prices["demand"] == pytest.approx(100.5)
    assert prices["normal_suppliers"] == pytest.approx(-10.5)


def test_a_plan_prints_its_status_in_a_terminal_and_a_notebook(plan: ikm.Plan) -> None:
    assert "optimal" in repr(plan)
    assert "<" in plan._repr_html_()


def test_the_plan_of_a_pool_leaves_the_pool_as_it_was() -> None:
    pool = ikm.sample("sidoarjo")
    before = {name: frame.copy() for name, frame in pool.tables.items()}
    ikm.allocate(pool)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(pool.tables[name], frame)

"""Published cases are reached to the last digit, through the public API, from DataFrames.

Each file in ``published/`` holds a case's figures, its optimum and the book that it is from.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import ikmpool as ikm

type Case = dict[str, Any]


def case_of(name: str) -> Case:
    """Read a case, its decimals as they are written."""
    path = Path(__file__).parent / "published" / f"{name}.json"
    return json.loads(path.read_text(), parse_float=Decimal)


def transport(data: Case) -> dict[str, pd.DataFrame]:
    """A transport problem as tables: every price is a quotation for one order."""
    prices = [(s, "goods", o, c) for s, row in data["unit_cost"].items() for o, c in row.items()]
    capacity, demand = data["suppliers_capacity"], data["orders_demand"]
    return {
        "suppliers": pd.DataFrame({"supplier": list(capacity), "capacity": capacity.values()}),
        "offers": pd.DataFrame(prices, columns=["supplier", "product", "order", "unit_cost"]),
        "orders": pd.DataFrame(
            {"order": list(demand), "product": "goods", "quantity": demand.values()}
        ),
    }


@pytest.mark.parametrize("solver", ["HiGHS", "CBC"])
@pytest.mark.parametrize("name", ["ampl_transp", "winston_powerco"])
def test_a_transport_problem_costs_what_is_published(name: str, solver: str) -> None:
    case = case_of(name)
    pool = ikm.Pool(**transport(case["data"]))
    plan = ikm.allocate(pool, options=ikm.SolveOptions(solver=solver))
    assert plan.cost == case["published_optimum"]
    assert plan.status == "optimal"
    assert (plan.gap == 0).all()
    assert plan.shortages.empty
    assert plan.audit.empty


@pytest.mark.parametrize("solver", ["HiGHS", "CBC"])
def test_a_reservoir_that_runs_short_costs_what_is_published(solver: str) -> None:
    """The penalty of a missing unit is its price, and one sum is minimised."""
    case = case_of("winston_reservoir_shortage")
    tables = transport(case["data"])
    penalty = case["data"]["shortage_penalty"]
    tables["orders"]["price"] = tables["orders"]["order"].map(penalty)
    options = ikm.SolveOptions(solver=solver)
    plan = ikm.allocate(ikm.Pool(**tables), objective=ikm.Total(), options=options)
    assert plan.total == case["published_optimum"]
    assert plan.status == "optimal"
    assert (plan.gap == 0).all()
    assert plan.orders["short"].sum() == 20
    assert plan.audit.empty


@pytest.mark.parametrize("usual", [0, 3], ids=["more_than_usual", "less_than_usual"])
@pytest.mark.parametrize("solver", ["HiGHS", "CBC"])
def test_regular_time_overtime_and_stock_cost_what_is_published(solver: str, usual: int) -> None:
    """One plant; the calendar says how its capacity of either kind differs from the usual month."""
    case = case_of("williams_5_3_2_regular_overtime")
    data = case["data"]
    months = [str(m) for m in pd.period_range("2027-01", periods=4, freq="M")]
    capacity, cost = data["capacity"], data["unit_cost"]
    most = {kind: units[usual] for kind, units in capacity.items()}
    factor = [Decimal(units) / most["Regular"] for units in capacity["Regular"]]
    overtime = [most["Overtime"] * f for f in factor]
    assert overtime == capacity["Overtime"], "one factor serves both kinds of capacity"
    pool = ikm.Pool(
        settings={"start": months[0], "end": months[-1]},
        suppliers=pd.DataFrame({"supplier": ["plant"]}),
        offers=pd.DataFrame(
            {
                "supplier": ["plant"],
                "product": ["goods"],
                "unit_cost": [float(cost["Regular"])],
                "capacity": [most["Regular"]],
                "overtime_capacity": [most["Overtime"]],
                "overtime_premium": [float(cost["Overtime"] - cost["Regular"])],
            }
        ),
        orders=pd.DataFrame(
            {
                "order": data["periods"],
                "product": "goods",
                "quantity": data["demand"],
                "due": months,
            }
        ),
        calendar=pd.DataFrame({"month": months, "factor": [float(f) for f in factor]}),
        stock=pd.DataFrame({"holding_cost": [float(data["holding_cost"])]}),
    )
    plan = ikm.allocate(pool, options=ikm.SolveOptions(solver=solver))
    assert pool.money_decimals == 1
    assert plan.cost == case["published_optimum"]
    assert isinstance(plan.cost, Decimal)
    assert plan.ledger["amount"].sum() == plan.cost
    assert plan.status == "optimal"
    assert (plan.gap == 0).all()
    assert plan.shortages.empty
    assert plan.audit.empty


@pytest.mark.parametrize("solver", ["HiGHS", "CBC"])
def test_purchases_with_incremental_discounts_cost_what_is_published(solver: str) -> None:
    """The first price is the offer's; each further one is for the units beyond a break."""
    case = case_of("xpress_purchase_incremental")
    data = case["data"]
    suppliers = list(data["breakpoints"])
    tiers = [
        (s, 1 + units, float(price))
        for s in suppliers
        for units, price in zip(data["breakpoints"][s][:-1], data["unit_price"][s][1:], strict=True)
    ]
    pool = ikm.Pool(
        suppliers=pd.DataFrame({"supplier": suppliers}),
        offers=pd.DataFrame(
            {
                "supplier": suppliers,
                "product": "goods",
                "unit_cost": [float(data["unit_price"][s][0]) for s in suppliers],
                "capacity": [data["breakpoints"][s][-1] for s in suppliers],
            }
        ),
        orders=pd.DataFrame(
            {"order": ["all"], "product": ["goods"], "quantity": [data["requirement"]]}
        ),
        tiers=pd.DataFrame(tiers, columns=["supplier", "from_units", "unit_cost"]).assign(
            kind="incremental"
        ),
        limits=pd.DataFrame(
            {
                "supplier": suppliers,
                "of": "share",
                "greatest": [data["max_percent"][s] / 100 for s in suppliers],
            }
        ),
    )
    plan = ikm.allocate(pool, options=ikm.SolveOptions(solver=solver))
    assert pool.money_decimals == 1
    assert plan.cost == case["published_optimum"]
    assert isinstance(plan.cost, Decimal)
    assert plan.ledger["amount"].sum() == plan.cost
    assert plan.shares.set_index("supplier")["units"].to_dict() == {"s1": 240, "s2": 120, "s3": 240}
    assert plan.status == "optimal"
    assert (plan.gap == 0).all()
    assert plan.shortages.empty
    assert plan.audit.empty

"""Frames of a plan: exact figures become tables with names."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import ikmpool as ikm
import small
from ikmpool.plans.frames import amounts


def ints(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def test_whole_rupiah_are_whole_numbers() -> None:
    found = amounts(ints(5, 7), ints(1, 1), 0)
    assert np.asarray(found).dtype == np.int64


def test_money_with_decimals_is_decimal_and_a_third_a_fraction() -> None:
    assert amounts(ints(150, 7), ints(1, 1), 2).tolist() == [Decimal("1.50"), Decimal("0.07")]
    found = amounts(ints(100, 6), ints(3, 3), 0).tolist()
    assert found == [Fraction(100, 3), 2]


def test_shares_have_months_only_where_the_pool_has() -> None:
    plan = ikm.allocate(small.two_makers())
    assert plan.shares.columns.tolist() == [
        "order",
        "supplier",
        "offer",
        "class",
        "kind",
        "units",
        "unit_cost",
        "cost",
    ]
    months = small.two_makers(
        settings={"start": "2026-11", "end": "2026-12"},
        orders=pd.DataFrame(
            {"order": ["T1"], "product": ["shoe"], "quantity": [800], "due": ["2026-12"]}
        ),
    )
    shares = ikm.allocate(months).shares
    assert isinstance(shares["made"].dtype, pd.PeriodDtype)
    assert set(shares["made"].astype(str)) == {"2026-11", "2026-12"}
    assert set(shares["delivered"].astype(str)) == {"2026-12"}


def test_an_offer_is_named_by_its_product_and_what_it_is_a_quotation_for() -> None:
    offers = pd.DataFrame(
        {
            "supplier": ["A", "A", "B"],
            "product": ["shoe"] * 3,
            "destination": [None, "Taiwan", None],
            "order": [None, None, "T1"],
            "unit_cost": [1, 80, 90],
        }
    )
    orders = pd.DataFrame(
        {"order": ["T1"], "product": ["shoe"], "quantity": [400], "destination": ["Taiwan"]}
    )
    shares = ikm.allocate(small.two_makers(offers=offers, orders=orders)).shares
    assert dict(zip(shares["supplier"], shares["offer"], strict=True)) == {
        "A": "shoe @ Taiwan",
        "B": "shoe @ T1",
    }
    assert dict(zip(shares["supplier"], shares["unit_cost"], strict=True)) == {"A": 80, "B": 90}


def test_shares_follow_the_orders_of_the_pool_then_the_names() -> None:
    orders = pd.DataFrame({"order": ["Z", "A"], "product": ["shoe"] * 2, "quantity": [250, 250]})
    shares = ikm.allocate(small.two_makers(orders=orders)).shares
    assert shares["order"].tolist() == sorted(shares["order"], reverse=True)
    assert shares.groupby("order")["supplier"].apply(lambda s: s.is_monotonic_increasing).all()
    assert shares.index.tolist() == list(range(len(shares)))


def test_overtime_is_a_share_of_its_own_at_its_own_cost() -> None:
    offers = pd.DataFrame(
        {
            "supplier": ["A", "B"],
            "product": ["shoe"] * 2,
            "unit_cost": [90, 200],
            "overtime_capacity": [50, None],
            "overtime_premium": [9, None],
        }
    )
    plan = ikm.allocate(small.two_makers(offers=offers))
    mine = plan.shares[plan.shares["supplier"] == "A"].set_index("kind")
    assert mine["units"].to_dict() == {"normal": 300, "overtime": 50}
    assert mine["unit_cost"].to_dict() == {"normal": 90, "overtime": 99}
    by_item = plan.ledger.groupby("item")["amount"].sum().to_dict()
    assert by_item == {"production": 350 * 90 + 50 * 200, "overtime": 50 * 9}


def test_tolerance_is_told_apart_from_shortage() -> None:
    """Ordered 1000 with 10% under: of the 500 that nobody makes, 100 are tolerated."""
    orders = pd.DataFrame(
        {"order": ["T1"], "product": ["shoe"], "quantity": [1000], "tolerance_under": [0.1]}
    )
    plan = ikm.allocate(small.two_makers(orders=orders))
    line = plan.orders.iloc[0]
    assert (line["delivered"], line["short"], line["tolerated"], line["over"]) == (500, 400, 100, 0)
    assert len(plan.shortages) == 1


def test_what_had_to_be_given_up_is_named() -> None:
    """The lead may not have its own order: it keeps none of its 300."""
    orders = pd.DataFrame({"order": ["T1"], "product": ["shoe"], "quantity": [400], "lead": ["A"]})
    pairs = pd.DataFrame({"supplier": ["A"], "order": ["T1"], "forbidden": [True]})
    plan = ikm.allocate(small.two_makers(orders=orders, pairs=pairs))
    assert plan.not_kept.to_dict("records") == [
        {"rule": "lead", "scope": "", "order": "T1", "supplier": "A", "units": 300}
    ]
    assert plan.stages.set_index("stage").loc["not_kept", "value"] == 300


def test_a_refused_offer_is_named_with_each_of_its_reasons() -> None:
    suppliers = pd.DataFrame(
        {"supplier": ["A", "B"], "capacity": [300, 200], "status": ["coached", "export_ready"]}
    )
    pairs = pd.DataFrame({"supplier": ["A"], "order": ["T1"], "forbidden": [True]})
    plan = ikm.allocate(small.two_makers(suppliers=suppliers, pairs=pairs))
    assert plan.refusals[["order", "supplier", "offer", "rule", "words"]].to_dict("records") == [
        {
            "order": "T1",
            "supplier": "A",
            "offer": "shoe",
            "rule": "pairs",
            "words": "the pair is forbidden for order T1.",
        },
        {
            "order": "T1",
            "supplier": "A",
            "offer": "shoe",
            "rule": "status",
            "words": "status is coached; it is not ready to serve orders.",
        },
    ]


def test_an_offer_that_is_admitted_in_some_month_is_not_refused() -> None:
    """Too late in the due month for its lead time, in time in the one before."""
    pool = small.two_makers(
        settings={"start": "2026-11", "end": "2026-12"},
        offers=pd.DataFrame(
            {
                "supplier": ["A", "B"],
                "product": ["shoe"] * 2,
                "unit_cost": [90, 100],
                "lead_time": [1, 2],
            }
        ),
        orders=pd.DataFrame(
            {"order": ["T1"], "product": ["shoe"], "quantity": [300], "due": ["2026-12"]}
        ),
    )
    plan = ikm.allocate(pool)
    assert plan.shares["made"].astype(str).tolist() == ["2026-11"]
    assert plan.refusals["supplier"].tolist() == ["B"]
    assert plan.refusals["rule"].tolist() == ["timing"]


def test_utilisation_counts_normal_capacity_over_the_whole_horizon() -> None:
    pool = small.two_makers(
        settings={"start": "2026-11", "end": "2026-12"},
        suppliers=pd.DataFrame({"supplier": ["A", "B", "C"], "capacity": [300, 200, None]}),
        orders=pd.DataFrame(
            {"order": ["T1"], "product": ["shoe"], "quantity": [600], "due": ["2026-12"]}
        ),
        calendar=pd.DataFrame({"month": ["2026-11"], "factor": [0.5]}),
    )
    used = ikm.allocate(pool).utilisation.set_index("supplier")
    assert used["capacity"].tolist()[:2] == [450, 300]
    assert used["capacity"].isna().tolist() == [False, False, True]
    assert used.loc["A", "units"] + used.loc["B", "units"] == 600
    assert used.loc["A", "rate"] == used.loc["A", "units"] / 450
    assert np.isnan(used.loc["C", "rate"])


@pytest.mark.parametrize("quantity", [0, 400])
def test_an_order_of_nothing_is_no_shortage(quantity: int) -> None:
    orders = pd.DataFrame({"order": ["T1"], "product": ["shoe"], "quantity": [quantity]})
    plan = ikm.allocate(small.two_makers(orders=orders))
    assert plan.shares["units"].sum() == quantity
    assert plan.shortages.empty
    assert plan.ledger["amount"].sum() == plan.cost


def test_an_empty_plan_has_a_ledger_with_its_columns() -> None:
    orders = pd.DataFrame({"order": ["T1"], "product": ["shoe"], "quantity": [0]})
    plan = ikm.allocate(small.two_makers(orders=orders))
    assert plan.cost == 0
    assert plan.ledger.empty
    assert {"item", "order", "supplier", "amount"} <= set(plan.ledger.columns)

"""Objectives: what is given up, what is short, what it costs, who gets it, in this order."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import ikmpool as ikm
import small
from ikmpool.exact import FigureError
from ikmpool.plans import objective


def orders_of(**columns: Any) -> pd.DataFrame:
    """Two orders of 400, of which the makers can make 500."""
    frame = {"order": ["T1", "T2"], "product": ["shoe"] * 2, "quantity": [400, 400]}
    return pd.DataFrame(frame | columns)


def short_of(pool: ikm.Pool, **arguments: Any) -> dict[str, int]:
    plan = ikm.allocate(pool, **arguments)
    assert plan.status == "optimal"
    return dict(zip(plan.orders["order"], plan.orders["short"], strict=True))


def units_of(plan: ikm.Plan) -> dict[str, int]:
    return plan.shares.groupby("supplier")["units"].sum().to_dict()


def test_nothing_is_left_short_to_save_money() -> None:
    """The dear maker costs a thousand times as much, and is used."""
    offers = pd.DataFrame(
        {"supplier": ["A", "B"], "product": ["shoe"] * 2, "unit_cost": [1, 1_000]}
    )
    assert units_of(ikm.allocate(small.two_makers(offers=offers))) == {"A": 300, "B": 100}


def test_class_1_is_served_before_class_2_however_much_that_pays() -> None:
    orders = orders_of(**{"class": [2, 1], "price": [1_000_000, 1]})
    assert short_of(small.two_makers(orders=orders)) == {"T1": 300, "T2": 0}


def test_within_a_class_the_greater_value_is_served_first() -> None:
    assert short_of(small.two_makers(orders=orders_of(price=[200, 300]))) == {"T1": 300, "T2": 0}
    weighed = orders_of(price=[200, 300], weight=[1.6, 1])
    assert short_of(small.two_makers(orders=weighed)) == {"T1": 0, "T2": 300}


def test_a_price_in_another_currency_is_converted_before_it_counts() -> None:
    """20 dollars are more than 250,000 rupiah."""
    orders = orders_of(price=[250_000, 20], currency=[None, "USD"])
    pool = small.two_makers(orders=orders, settings={"rate_USD": 15_000})
    assert short_of(pool) == {"T1": 300, "T2": 0}


def test_where_one_order_of_a_class_has_no_price_units_count_for_all() -> None:
    """By units and weight T1 goes first, though T2 states a price."""
    orders = orders_of(price=[None, 1_000_000], weight=[2, 1])
    assert short_of(small.two_makers(orders=orders)) == {"T1": 0, "T2": 300}


def test_shortage_counts_before_what_tolerances_let_go() -> None:
    """T1 lets 40 go: they are left out first, so that T2 misses 40 less."""
    orders = orders_of(tolerance_under=[0.1, 0])
    plan = ikm.allocate(small.two_makers(orders=orders))
    assert plan.orders["tolerated"].tolist()[0] == 40
    assert plan.orders["short"].sum() == 260


def test_a_tolerance_is_never_a_way_to_save_money() -> None:
    """Everything could be made, so it is, to the full quantity and no more."""
    orders = pd.DataFrame(
        {
            "order": ["T1"],
            "product": ["shoe"],
            "quantity": [400],
            "tolerance_under": [0.5],
            "tolerance_over": [0.5],
        }
    )
    assert ikm.allocate(small.two_makers(orders=orders)).orders["delivered"].tolist() == [400]


def test_equal_makers_get_equal_rates() -> None:
    """Thirty units over capacities of 300 and 200 at one price: eighteen and twelve."""
    offers = pd.DataFrame({"supplier": ["A", "B"], "product": ["shoe"] * 2, "unit_cost": [9, 9]})
    orders = pd.DataFrame({"order": ["T1"], "product": ["shoe"], "quantity": [30]})
    plan = ikm.allocate(small.two_makers(offers=offers, orders=orders))
    assert units_of(plan) == {"A": 18, "B": 12}


def test_fairness_never_costs_a_rupiah() -> None:
    offers = pd.DataFrame({"supplier": ["A", "B"], "product": ["shoe"] * 2, "unit_cost": [9, 10]})
    orders = pd.DataFrame({"order": ["T1"], "product": ["shoe"], "quantity": [30]})
    plan = ikm.allocate(small.two_makers(offers=offers, orders=orders))
    assert units_of(plan) == {"A": 30}


def test_a_maker_without_a_stated_capacity_is_left_out_of_fairness() -> None:
    """It has no rate; the two that have one are evened out, or none where none has."""
    makers = pd.DataFrame({"supplier": ["A", "B"], "capacity": [None, None]})
    plan = ikm.allocate(small.two_makers(suppliers=makers))
    assert units_of(plan) == {"A": 400}
    assert plan.status == "optimal"
    assert plan.canonical


@pytest.mark.parametrize("objective_", [ikm.Lexicographic(fair=False), ikm.Total(fair=False)])
def test_fairness_can_be_left_out_and_then_no_plan_is_called_the_only_one(
    objective_: ikm.Lexicographic | ikm.Total,
) -> None:
    pool = small.two_makers(orders=orders_of(price=[500, 500]))
    plan = ikm.allocate(pool, objective=objective_)
    asked = plan.stages.set_index("stage")["asked"]
    assert not asked[["fairness", "canonical"]].any()
    assert plan.status == "optimal"
    assert not plan.canonical


def test_large_pools_are_never_asked_for_fairness(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not asked is not worse: the status does not suffer."""
    monkeypatch.setattr(objective, "SMALL", 2)
    plan = ikm.allocate(small.two_makers())
    assert plan.stages.set_index("stage").loc[["fairness", "canonical"], "asked"].tolist() == [
        False,
        False,
    ]
    assert plan.status == "optimal"
    assert not plan.canonical


def test_the_total_leaves_short_what_costs_more_than_it_pays() -> None:
    """A's units cost 90 and B's 100; a missing one costs 95."""
    orders = pd.DataFrame({"order": ["T1"], "product": ["shoe"], "quantity": [400], "price": [95]})
    pool = small.two_makers(orders=orders)
    plan = ikm.allocate(pool, objective=ikm.Total())
    assert units_of(plan) == {"A": 300}
    assert plan.total == 300 * 90 + 100 * 95
    assert ikm.allocate(pool).orders["short"].tolist() == [0]


def test_the_total_weighs_what_is_short() -> None:
    orders = orders_of(price=[100, 100], weight=[2.5, 2])
    plan = ikm.allocate(small.two_makers(orders=orders), objective=ikm.Total())
    assert plan.orders["short"].tolist() == [0, 300]
    assert plan.total == plan.cost + 300 * 200


def test_the_total_is_least_of_all_whole_splits() -> None:
    orders = pd.DataFrame(
        {"order": ["T1", "T2"], "product": ["shoe"] * 2, "quantity": [5, 4], "price": [95, 120]}
    )
    makers = pd.DataFrame({"supplier": ["A", "B"], "capacity": [4, 3]})
    plan = ikm.allocate(small.two_makers(orders=orders, suppliers=makers), objective=ikm.Total())
    best = min(
        90 * (a1 + a2) + 100 * (b1 + b2) + 95 * (5 - a1 - b1) + 120 * (4 - a2 - b2)
        for a1 in range(5)
        for a2 in range(5 - a1)
        for b1 in range(4)
        for b2 in range(4 - b1)
        if a1 + b1 <= 5 and a2 + b2 <= 4
    )
    assert plan.total == best


def test_the_total_needs_a_price_for_every_order_and_names_those_without() -> None:
    orders = orders_of(price=[5, None])
    with pytest.raises(ikm.OptionError) as error:
        ikm.allocate(small.two_makers(orders=orders), objective=ikm.Total())
    assert str(error.value) == (
        "Total() needs a price for every order; 1 have none: T2."
        " Fill orders.price, or use Lexicographic()."
    )


def test_an_objective_is_a_value() -> None:
    assert ikm.Lexicographic() == ikm.Lexicographic(fair=True)
    assert repr(ikm.Total(fair=False)) == "Total(fair=False)"


def test_prices_times_weights_that_leave_62_bits_still_mean_what_they_say() -> None:
    """A cost of six decimals and a weight of nine: the product once wrapped below zero."""
    pool = ikm.Pool(
        suppliers=pd.DataFrame({"supplier": ["A"]}),
        offers=pd.DataFrame(
            {"supplier": ["A"], "product": "p", "unit_cost": [41666.666667], "capacity": [10]}
        ),
        orders=pd.DataFrame(
            {
                "order": ["T", "U"],
                "product": "p",
                "quantity": [10, 10],
                "price": [50_000, 60_000],
                "weight": [0.333333333, 0.5],
            }
        ),
    )
    assert ikm.allocate(pool).orders["delivered"].tolist() == [0, 10]


def test_figures_that_no_62_bits_hold_are_refused_with_their_product() -> None:
    pool = small.two_makers(
        orders=pd.DataFrame(
            {
                "order": ["T1"],
                "product": ["shoe"],
                "quantity": [5],
                "price": [123456789012.5],
                "weight": [123456.789012345],
            }
        )
    )
    with pytest.raises(FigureError) as error:
        ikm.allocate(pool, objective=ikm.Total())
    assert str(error.value) == (
        "Prices times weights: a product of 1.52e+26 smallest units does not fit into 62 bits."
        " Give figures in larger units, or with fewer decimals."
    )


def test_makers_whose_hashed_names_once_tied_get_one_plan() -> None:
    """These two names share the first twenty bits of one hash."""
    makers = ["IKM-03510", "IKM-18804"]
    found = set()
    for names in (makers, makers[::-1]):
        pool = ikm.Pool(
            suppliers=pd.DataFrame({"supplier": names}),
            offers=pd.DataFrame({"supplier": names, "product": "p", "unit_cost": 5}),
            orders=pd.DataFrame({"order": ["T"], "product": "p", "quantity": [1]}),
        )
        for solver in ("HiGHS", "CBC"):
            plan = ikm.allocate(pool, options=ikm.SolveOptions(solver=solver))
            assert plan.canonical
            found.add(plan.shares["supplier"][0])
    assert len(found) == 1


def test_a_plan_that_nobody_may_make_is_the_only_one() -> None:
    pool = small.two_makers(
        suppliers=pd.DataFrame({"supplier": ["A", "B"], "status": "waiting_list"})
    )
    plan = ikm.allocate(pool)
    assert plan.shares.empty
    assert plan.canonical


def test_units_are_given_up_before_money() -> None:
    """Seventy units are locked with A; a least of 400 rupiah on B gives way, however large."""
    pool = ikm.Pool(
        suppliers=pd.DataFrame({"supplier": ["A", "B"]}),
        offers=pd.DataFrame(
            {"supplier": ["A", "B"], "product": "p", "unit_cost": [5, 6], "capacity": 100}
        ),
        orders=pd.DataFrame({"order": ["T"], "product": "p", "quantity": [100]}),
        pairs=pd.DataFrame({"supplier": ["A"], "order": ["T"], "locked": [70]}),
        limits=pd.DataFrame({"supplier": ["B"], "least": [400], "of": ["money"]}),
    )
    plan = ikm.allocate(pool)
    assert plan.shares["units"].tolist() == [70, 30]
    assert plan.not_kept[["rule", "scope", "units"]].to_numpy().tolist() == [
        ["limits", "B", 400 - 6 * 30]
    ]
    values = {r.name: r.value for r in plan.reached}
    assert (values["not_kept"], values["not_kept_money"]) == (0, 220)


def test_prices_are_those_of_the_cost_stage() -> None:
    """A and B are both full: the hundredth unit cost 6, and no internal penalty shows."""
    pool = ikm.Pool(
        suppliers=pd.DataFrame({"supplier": ["A", "B"]}),
        offers=pd.DataFrame(
            {"supplier": ["A", "B"], "product": "p", "unit_cost": [5, 6], "capacity": [70, 40]}
        ),
        orders=pd.DataFrame({"order": ["T"], "product": "p", "quantity": [100]}),
    )
    prices = ikm.allocate(pool).prices.set_index("rule")["price"]
    assert prices.to_dict() == {"demand": 6.0, "normal_offers": -1.0}

"""Change: who was to make something still does, or as few units as can be are taken away."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikmpool import Total
from ikmpool.tables.horizon import first_month
from rules.cases import NOVEMBER_ON, ORDER, made, plan_of, pool_with

#: A costs 10 a unit and B 20: all that nobody has planned goes to A.
LATER = ORDER | {"due": "2026-12"}


def planned(*rows):
    names = ("order", "supplier", "month", "units", "change_price")
    return [dict(zip(names, row, strict=False)) for row in rows]


def test_without_an_earlier_plan_the_cheapest_makes_all():
    assert made(pool_with()) == {"A": 10}


def test_who_was_to_make_units_makes_them_whatever_that_costs():
    assert made(pool_with(planned=planned(("T1", "B", None, 4)))) == {"A": 6, "B": 4}


@pytest.mark.parametrize(("price", "units"), [(9, {"A": 10}), (11, {"A": 6, "B": 4})])
def test_a_unit_is_taken_away_where_that_saves_more_than_its_price(price, units):
    """B costs 10 more a unit than A: at a price of 9 the four are moved, at 11 they stay."""
    pool = pool_with(planned=planned(("T1", "B", None, 4, price)))
    plan = plan_of(pool)
    assert made(pool) == units
    moved = 4 - units.get("B", 0)
    paid = plan.ledger.loc[plan.ledger["item"] == "change", "amount"].sum()
    assert paid == moved * price
    assert plan.status == "optimal"


def test_taking_away_is_never_preferred_to_delivering():
    """B was to make 4 and is forbidden now: A makes all, and the four are told as taken away."""
    pairs = [{"supplier": "B", "order": "T1", "forbidden": True}]
    plan = plan_of(pool_with(planned=planned(("T1", "B", None, 4)), pairs=pairs))
    assert plan.orders["short"].sum() == 0
    assert plan.stages.set_index("stage")["value"]["change"] == 4


def test_a_month_counts_where_the_pool_has_months():
    """B was to make 4 in November; nothing else says when anything is made."""
    pool = pool_with(
        settings=NOVEMBER_ON, orders=[LATER], planned=planned(("T1", "B", "2026-11", 4))
    )
    shares = plan_of(pool).shares
    mine = shares[shares["supplier"] == "B"]
    assert mine[["made", "units"]].astype(str).to_numpy().tolist() == [["2026-11", "4"]]
    assert first_month(pool) == mine["made"].iloc[0].ordinal


def test_months_that_are_over_are_not_planned_again():
    pool = pool_with(
        settings=NOVEMBER_ON | {"now": "2026-12"},
        orders=[LATER],
        planned=planned(("T1", "B", "2026-11", 4)),
    )
    assert set(plan_of(pool).shares["supplier"]) == {"A"}


def test_a_blank_month_means_units_from_stock():
    """B has 4 in stock, which cost nothing; A's 4 in stock are free as well and were planned."""
    stock = [{"supplier": s, "product": "shoe", "opening": 4} for s in ("A", "B")]
    pool = pool_with(
        settings=NOVEMBER_ON,
        orders=[LATER | {"quantity": 4}],
        stock=stock,
        planned=planned(("T1", "B", None, 4)),
    )
    shares = plan_of(pool).shares
    assert shares[["supplier", "kind", "units"]].to_numpy().tolist() == [["B", "stock", 4]]


def test_a_total_counts_what_is_taken_away_first():
    pool = pool_with(orders=[ORDER | {"price": 100}], planned=planned(("T1", "B", None, 4)))
    assert made(pool, objective=Total()) == {"A": 6, "B": 4}


def offered(costs, capacities):
    """Two makers with their costs and capacities."""
    rows = zip("AB", costs, capacities, strict=True)
    return [
        {"supplier": s, "product": "shoe", "unit_cost": c, "capacity": most} for s, c, most in rows
    ]


@given(
    st.tuples(st.integers(1, 9), st.integers(1, 9)),
    st.tuples(st.integers(0, 4), st.integers(0, 4)),
    st.lists(st.integers(0, 3), min_size=4, max_size=4),
    st.sampled_from([None, 0, 1, 4]),
)
def test_of_every_plan_the_one_that_departs_least_or_cheapest_is_found(costs, most, had, price):
    """Two makers and two orders of three and two: what is short, taken away, and paid for both."""
    orders = [ORDER | {"quantity": 3}, ORDER | {"order": "T2", "quantity": 2}]
    places = [(o, s) for o in ("T1", "T2") for s in "AB"]
    rows = [(o, s, None, n, price) for (o, s), n in zip(places, had, strict=True) if n]
    tables = {"planned": planned(*rows)} if rows else {}
    plan = plan_of(pool_with(offers=offered(costs, most), orders=orders, **tables))

    def value(units):
        a1, b1, a2, b2 = units
        short = max(3 - a1 - b1, 0) + max(2 - a2 - b2, 0)
        gone = sum(max(n - u, 0) for n, u in zip(had, units, strict=True))
        cost = costs[0] * (a1 + a2) + costs[1] * (b1 + b2)
        return short, *((gone, cost) if price is None else (0, cost + price * gone))

    every = itertools.product(range(4), range(4), range(3), range(3))
    good = [u for u in every if u[0] + u[1] <= 3 and u[2] + u[3] <= 2]
    good = [u for u in good if u[0] + u[2] <= most[0] and u[1] + u[3] <= most[1]]
    found = plan.stages.set_index("stage")["value"]
    gone = found.get("change", 0) if price is None else 0
    assert (plan.orders["short"].sum(), gone, plan.cost) == min(map(value, good))
    assert plan.status == "optimal"

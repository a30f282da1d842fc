"""Candidates are what a loop over orders, suppliers and months would pair."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ikmpool.tables.candidates import candidates_of
from ikmpool.tables.horizon import due_month, first_month, month_count
from ikmpool.tables.pool import Pool

type Offer = tuple[str, str, str | None, str | None]

SUPPLIERS, PRODUCTS, PLACES = ["C", "A", "B", "Z"], ["shoe", "bag"], ["Taiwan", "Malaysia"]


@st.composite
def markets(draw: st.DrawFn) -> tuple[list[tuple], list[Offer], bool]:
    """Orders (name, product, destination, due), offers of every reach, and whether months count."""
    count = draw(st.integers(1, 4))
    orders = [
        (
            f"T{i}",
            draw(st.sampled_from(PRODUCTS)),
            draw(st.none() | st.sampled_from(PLACES)),
            draw(st.integers(0, 4)),
        )
        for i in range(count)
    ]
    general = st.tuples(
        st.sampled_from(SUPPLIERS[:3]),
        st.sampled_from(PRODUCTS),
        st.none() | st.sampled_from(PLACES),
        st.none(),
    )
    quoted = st.sampled_from(orders).flatmap(
        lambda o: st.tuples(st.sampled_from(SUPPLIERS), st.just(o[1]), st.none(), st.just(o[0]))
    )
    offers = draw(st.lists(general | quoted, min_size=1, max_size=12, unique=True))
    offers += [
        ("Z", product, None, None) for product in PRODUCTS
    ]  # so that every order has an offer
    return orders, offers, draw(st.booleans())


def naive(orders: list[tuple], offers: list[Offer], *, months: bool) -> list[tuple]:
    """(row of the offers, row of the orders, month) by order, supplier and month."""
    found = []
    for o, (name, product, place, due) in enumerate(orders):
        for supplier in SUPPLIERS:
            reach = {
                (d, q): i for i, (s, p, d, q) in enumerate(offers) if s == supplier and p == product
            }
            keys = [(None, name), *([(place, None)] if place else []), (None, None)]
            row = next((reach[key] for key in keys if key in reach), None)
            if row is not None:
                found += [(row, o, t) for t in (range(due + 1) if months else [0])]
    return found


@settings(max_examples=60)
@given(markets())
def test_candidates_are_what_a_loop_pairs(market: tuple) -> None:
    orders, offers, months = market
    rows = pd.DataFrame(orders, columns=["order", "product", "destination", "due"])
    rows["due"] = [str(pd.Period("2026-11", "M") + due) for due in rows["due"]]
    rows["quantity"] = 10
    quotations = pd.DataFrame(offers, columns=["supplier", "product", "destination", "order"])
    settings = {"start": "2026-11", "end": "2027-03"} if months else {"currency": "IDR"}
    pool = Pool(
        settings=settings,
        suppliers=pd.DataFrame({"supplier": SUPPLIERS}),
        products=pd.DataFrame({"product": PRODUCTS}),
        offers=quotations.assign(unit_cost=1),
        orders=rows,
    )
    at = candidates_of(pool)
    found = list(zip(at.offer.tolist(), at.order.tolist(), at.month.tolist(), strict=True))
    assert found == naive(orders, offers, months=months)
    assert at.supplier.tolist() == [SUPPLIERS.index(offers[i][0]) for i in at.offer]
    assert pool.names("product")[at.product].tolist() == [orders[o][1] for o in at.order]
    assert at.due.tolist() == [orders[o][3] if months else 0 for o in at.order]


@pytest.fixture
def pool() -> Pool:
    return Pool(
        settings={"start": "2026-11", "end": "2027-01"},
        suppliers=pd.DataFrame({"supplier": ["A", "B"], "city": ["Gresik", "Tuban"]}),
        offers=pd.DataFrame(
            {"supplier": ["B", "A"], "product": ["shoe", "shoe"], "unit_cost": [1, 1]}
        ),
        orders=pd.DataFrame(
            {
                "order": ["T2", "T1"],
                "product": ["shoe", "shoe"],
                "quantity": [3, 3],
                "due": ["2026-12", "2026-11"],
                "destination": ["Taiwan", None],
            }
        ),
    )


def test_months_are_counted_from_the_pools_first(pool: Pool) -> None:
    assert month_count(pool) == 3
    assert first_month(pool) == pd.Period("2026-11", "M").ordinal
    assert due_month(pool).tolist() == [1, 0]


def test_a_candidate_knows_its_rows_of_orders_and_suppliers(pool: Pool) -> None:
    at = candidates_of(pool)
    cities = pool.names("city")[at.of_supplier("city")]
    assert cities.tolist() == ["Gresik", "Gresik", "Tuban", "Tuban", "Gresik", "Tuban"]
    assert at.of_order("orders", "destination").tolist() == [0, 0, 0, 0, -1, -1]


def test_some_candidates_can_be_kept(pool: Pool) -> None:
    at = candidates_of(pool)
    kept = at.where(at.month == 1)
    assert len(kept) == 2
    assert np.array_equal(kept.order, [0, 0])


def test_a_product_that_nobody_offers_to_an_order_pairs_nothing() -> None:
    pool = Pool(
        suppliers=pd.DataFrame({"supplier": ["A"]}),
        offers=pd.DataFrame(
            {"supplier": ["A"], "product": ["shoe"], "destination": ["Taiwan"], "unit_cost": [1]}
        ),
        orders=pd.DataFrame(
            {"order": ["T"], "product": ["shoe"], "quantity": [1], "destination": ["Malaysia"]}
        ),
    )
    assert len(candidates_of(pool)) == 0

"""Quotations: the most specific row speaks, and what it leaves blank the next one says."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from ikmpool.tables import quotations
from ikmpool.tables.coded import BLANK, NEVER
from ikmpool.tables.pool import Pool

type Row = dict[str, Any]

SUPPLIERS, PRODUCTS, PLACES = ["A", "B", "C"], ["shoe", "bag"], ["Taiwan", "Malaysia"]
ORDERS = [
    ("T1", "shoe", "Taiwan", 40),
    ("T2", "bag", "Taiwan", 6),
    ("M1", "shoe", "Malaysia", 9),
    ("X1", "bag", None, 7),
]
#: One more supplier, so that every order's product is offered.
EVERYTHING: list[Row] = [{"supplier": "Z", "product": p, "unit_cost": 1} for p in PRODUCTS]
DUE = pd.Period("2026-06", freq="M")


@st.composite
def quotation_rows(draw: st.DrawFn) -> list[Row]:
    """Rows of offers of every reach, in any order: general, for a destination, for an order."""
    keys = [(s, p, d, None) for s in SUPPLIERS for p in PRODUCTS for d in (None, *PLACES)]
    keys += [(s, p, None, o) for s in SUPPLIERS for o, p, _, _ in ORDERS]
    chosen = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=14, unique=True))
    blank_or = st.none() | st.integers(0, 99)
    rows: list[Row] = []
    for supplier, product, destination, order in chosen:
        row = {"supplier": supplier, "product": product, "destination": destination}
        row |= {"order": order, "capacity": draw(blank_or), "hours": draw(blank_or)}
        row["from"] = draw(st.none() | st.sampled_from([str(DUE - 3), str(DUE - 1)]))
        kind = draw(st.sampled_from(["unit_cost", "lump_cost", None]))
        row |= {"unit_cost": None, "lump_cost": None}
        if kind:
            row[kind] = draw(st.integers(0, 99))
        rows.append(row)
    for row in rows:  # a price in each row, or in the general one above it
        if row["unit_cost"] is None and row["lump_cost"] is None and not _priced_above(rows, row):
            row["unit_cost"] = draw(st.integers(0, 99))
    return rows


def _priced_above(rows: list[Row], row: Row) -> bool:
    above = [r for r in naive_chain(rows, row)[1:] if r["destination"] is None]
    return any(r["unit_cost"] is not None or r["lump_cost"] is not None for r in above)


def pool_of(rows: list[Row]) -> Pool:
    orders = pd.DataFrame(ORDERS, columns=["order", "product", "destination", "quantity"])
    offers = pd.DataFrame([*rows, *EVERYTHING])
    return Pool(
        settings={"start": "2026-01", "end": "2026-12"},
        suppliers=pd.DataFrame({"supplier": [*SUPPLIERS, "Z"]}),
        products=pd.DataFrame({"product": PRODUCTS}),
        offers=offers,
        orders=orders.assign(due=str(DUE)),
    )


def naive_row(rows: list[Row], supplier: str, order: tuple) -> Row | None:
    """The row that speaks, by a loop from the most specific reach to the most general."""
    name, product, destination, _ = order
    mine = [r for r in rows if (r["supplier"], r["product"]) == (supplier, product)]
    for match in (
        lambda r: r["order"] == name,
        lambda r: (
            r["order"] is None and destination is not None and r["destination"] == destination
        ),
        lambda r: r["order"] is None and r["destination"] is None,
    ):
        for row in mine:
            if match(row):
                return row
    return None


def naive_chain(rows: list[Row], row: Row) -> list[Row]:
    """A row and the ever more general ones above it."""
    mine = [
        r
        for r in rows
        if r["order"] is None and (r["supplier"], r["product"]) == (row["supplier"], row["product"])
    ]
    target = row["destination"]
    if row["order"] is not None:
        target = next(d for o, _, d, _ in ORDERS if o == row["order"])
    place = [r for r in mine if r["destination"] == target and target is not None]
    general = [r for r in mine if r["destination"] is None]
    if row["order"] is not None:
        return [row, *place, *general]
    return [row, *general] if row["destination"] is not None else [row]


@settings(max_examples=30)
@given(quotation_rows())
def test_the_most_specific_row_speaks(rows: list[Row]) -> None:
    pool = pool_of(rows)
    for s, supplier in enumerate(SUPPLIERS):
        for o, order in enumerate(ORDERS):
            found = int(quotations.row_for(pool, np.array([s]), np.array([o]))[0])
            expected = naive_row(rows, supplier, order)
            assert (None if found == BLANK else rows[found]) == expected


@settings(max_examples=30)
@given(quotation_rows())
def test_an_unknown_supplier_or_order_has_no_row(rows: list[Row]) -> None:
    found = quotations.row_for(pool_of(rows), np.array([BLANK, 0]), np.array([0, BLANK]))
    assert found.tolist() == [BLANK, BLANK]


@settings(max_examples=30)
@given(quotation_rows())
def test_a_row_leans_on_the_next_more_general_one(rows: list[Row]) -> None:
    parents = quotations.parents(pool_of(rows))
    for row, parent in zip(rows, parents.tolist()[: len(rows)], strict=True):
        chain = naive_chain(rows, row)
        expected = chain[1] if len(chain) > 1 else None
        assert (None if parent == BLANK else rows[parent]) == expected


@settings(max_examples=30)
@given(quotation_rows())
def test_a_blank_figure_is_taken_from_the_nearest_row_that_states_it(rows: list[Row]) -> None:
    pool = pool_of(rows)
    for column in ("capacity", "hours"):
        found = quotations.figures(pool, column)
        for i, row in enumerate(rows):
            stated = [r[column] for r in naive_chain(rows, row) if r[column] is not None]
            assert bool(found.known[i]) == bool(stated)
            if stated:
                assert Fraction(int(found.units[i]), 10**found.power) == stated[0]


@settings(max_examples=30)
@given(quotation_rows())
def test_a_blank_month_is_taken_from_the_nearest_row_that_states_it(rows: list[Row]) -> None:
    found = quotations.months(pool_of(rows), "from")
    for month, row in zip(found.tolist()[: len(rows)], rows, strict=True):
        stated = [r["from"] for r in naive_chain(rows, row) if r["from"] is not None]
        assert month == (pd.Period(stated[0], "M").ordinal if stated else NEVER)


@settings(max_examples=30)
@given(quotation_rows())
def test_a_unit_costs_what_the_nearest_row_says_a_lump_its_part(rows: list[Row]) -> None:
    pool = pool_of(rows)
    for s, supplier in enumerate(SUPPLIERS):
        for o, order in enumerate(ORDERS):
            row = naive_row(rows, supplier, order)
            if row is None:
                continue
            offer, at = np.array([rows.index(row)]), np.array([o])
            numerator, denominator = quotations.unit_costs(pool, offer, at)
            speaks = next(
                r
                for r in naive_chain(rows, row)
                if r["unit_cost"] is not None or r["lump_cost"] is not None
            )
            expected = (
                Fraction(speaks["unit_cost"])
                if speaks["unit_cost"] is not None
                else Fraction(speaks["lump_cost"], order[3])
            )
            assert Fraction(int(numerator[0]), int(denominator[0])) == expected
            assert s == pool.codes("offers", "supplier")[offer[0]]


def test_a_default_never_hides_what_a_more_general_row_states() -> None:
    """The quotation says nothing about overtime, the general row does: it counts, not zero."""
    rows = pd.DataFrame(
        {
            "supplier": ["A", "A"],
            "product": ["shoe", "shoe"],
            "destination": [None, "Taiwan"],
            "unit_cost": [5, 6],
            "overtime_capacity": [30, None],
        }
    )
    pool = Pool(
        suppliers=pd.DataFrame({"supplier": ["A"]}),
        offers=rows,
        orders=pd.DataFrame(
            {"order": ["T"], "product": ["shoe"], "quantity": [1], "destination": ["Taiwan"]}
        ),
    )
    assert quotations.figures(pool, "overtime_capacity").units.tolist() == [30, 30]

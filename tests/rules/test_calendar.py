"""The calendar: the most specific row of a month, the lowest of several, capacity rounded down."""

import numpy as np
import pandas as pd
import pytest

import ikmpool as ikm
from ikmpool.exact import FigureError
from ikmpool.rules.calendar import after_calendar
from rules.cases import NOVEMBER_ON, ORDER, made, makers, offers, pool_with, violations

DUE = ORDER | {"due": "2026-11"}
SUPPLIERS = makers({"sector": "shoes"}, {"sector": "shoes"})


def pool_of(*rows, **tables):
    given = {"settings": NOVEMBER_ON, "suppliers": SUPPLIERS, "orders": [DUE], **tables}
    return pool_with(calendar=[{"month": "2026-11", **row} for row in rows], **given)


@pytest.mark.parametrize(
    ("rows", "left", "why"),
    [
        ([{"factor": 0.5}], 3, "half of 7 is 3.5, rounded down"),
        ([{"factor": 0.5}, {"city": "Gresik", "factor": 1}], 7, "a city beats the general row"),
        ([{"factor": 1}, {"sector": "shoes", "factor": 0.3}], 2, "a sector beats it too: 2.1"),
        (
            [{"city": "Gresik", "factor": 0.8}, {"sector": "shoes", "factor": 0.6}],
            4,
            "of city and sector the lower one counts: 4.2",
        ),
        (
            [{"city": "Gresik", "factor": 0.2}, {"city": "Gresik", "sector": "shoes", "factor": 1}],
            7,
            "a row for city and sector beats one for the city",
        ),
        ([{"city": "Lamongan", "factor": 0}], 7, "another city's row says nothing"),
        ([{"city": "Gresik", "sector": "food", "factor": 0}], 7, "both must fit"),
        ([{"factor": 2}], 14, "twice as much"),
    ],
)
def test_the_most_specific_row_counts(rows, left, why):
    pool = pool_of(*rows)
    found = after_calendar(pool, np.array([7]), np.array([0]), np.array([0]))
    assert found.tolist() == [left], why


def test_the_calendar_applies_to_overtime_too_and_a_month_may_hold_more():
    """A: half of 5 is 2, half of 3 is 1; with factor 2 it makes 10 and up to 6 in overtime."""
    capacities = offers({"capacity": 5, "overtime_capacity": 3})
    assert made(pool_of({"factor": 0.5}, offers=capacities)) == {
        "A 2026-11": 2, "A 2026-11 overtime": 1, "B 2026-11": 7
    }  # fmt: skip
    order = DUE | {"quantity": 16}
    twice = pool_of({"factor": 2}, offers=capacities, orders=[order])
    assert made(twice) == {"A 2026-11": 10, "A 2026-11 overtime": 6}


def test_units_above_what_the_calendar_leaves_are_a_violation():
    pool = pool_of({"factor": 0.5}, offers=offers({"capacity": 5}))
    assert violations(pool, "A 3 2026-11")[0] == [
        "A, 2026-11: 3 units are made of one offer, its capacity is 2."
    ]


def test_without_months_there_is_no_calendar():
    pool = pool_with(calendar=[{"month": "2026-11", "factor": 0}], offers=offers({"capacity": 10}))
    assert made(pool) == {"A": 10}


def test_a_capacity_typed_for_unlimited_never_turns_negative():
    """Once the product with the factor wrapped around; now it is counted, or refused in words."""
    with pytest.raises(FigureError) as error:
        after_calendar(
            ikm.Pool(
                settings={"start": "2027-01", "end": "2027-01"},
                suppliers=pd.DataFrame({"supplier": ["A"]}),
                offers=pd.DataFrame({"supplier": ["A"], "product": ["p"], "unit_cost": [1]}),
                orders=pd.DataFrame(
                    {"order": ["T"], "product": ["p"], "quantity": [1], "due": ["2027-01"]}
                ),
                calendar=pd.DataFrame({"month": ["2027-01"], "factor": [0.333333333]}),
            ),
            np.array([99_999_999_999]),
            np.array([0]),
            np.array([0]),
        )
    assert str(error.value) == (
        "Capacity times the calendar's factor: a product of 3.33e+19 smallest units does not fit"
        " into 62 bits. Give figures in larger units, or with fewer decimals."
    )

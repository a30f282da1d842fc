"""Inventory: what is at hand, which warehouse units wait in, and what waiting costs."""

import numpy as np
import pytest

from ikmpool.tables.inventory import holding, opening, waits_in, warehouse
from rules.cases import OFFERS, pool_with

BOOTS = {"supplier": "A", "product": "boot", "unit_cost": 5}
STOCK = [
    {"holding_cost": 1},
    {"product": "shoe", "holding_cost": 2},
    {"warehouse": "W", "holding_cost": 3},
    {"supplier": "A", "warehouse": "W", "opening": None},
    {"supplier": "A", "product": "shoe", "opening": 4},
    {"supplier": "A", "product": "boot", "warehouse": "V", "opening": 2},
    {"supplier": "B", "product": "shoe", "holding_cost": 5, "opening": 1},
]


def pool_of(stock):
    return pool_with(offers=[*OFFERS, BOOTS], stock=stock)


def asked(pool, *pairs):
    """Give the codes of suppliers and products."""
    names = [pool.names(v).tolist() for v in ("supplier", "product")]
    found = [[names[i].index(pair[i]) for pair in pairs] for i in range(2)]
    return np.array(found[0]), np.array(found[1])


def test_opening_units_are_a_producers_and_a_products():
    pool = pool_of(STOCK)
    found = opening(pool)[asked(pool, ("A", "shoe"), ("A", "boot"), ("B", "shoe"), ("B", "boot"))]
    assert found.tolist() == [4, 2, 1, 0]


def test_rows_of_two_warehouses_add_up_to_what_is_at_hand():
    pool = pool_of([{"supplier": "A", "product": "shoe", "opening": 4, "warehouse": "W"},
                    {"supplier": "A", "product": "shoe", "opening": 3}])  # fmt: skip
    assert opening(pool).sum() == 7


def test_a_producer_uses_the_warehouse_of_the_product_before_the_general_one():
    pool = pool_of(STOCK)
    codes = warehouse(pool, *asked(pool, ("A", "shoe"), ("A", "boot"), ("B", "shoe")))
    named = [pool.names("warehouse")[c] if c >= 0 else "" for c in codes.tolist()]
    assert named == ["W", "V", ""]


@pytest.mark.parametrize(
    ("left_out", "costs"),
    [
        ((), [3, 1, 5]),  # the warehouse's, the general one (V says nothing), the producer's own
        ((2,), [2, 1, 5]),  # without the warehouse's: the product's
        ((1, 2, 6), [1, 1, 1]),
        ((0, 1, 2, 6), [0, 0, 0]),
    ],
)
def test_the_more_specific_row_says_what_waiting_costs(left_out, costs):
    pool = pool_of([row for i, row in enumerate(STOCK) if i not in left_out])
    pairs = asked(pool, ("A", "shoe"), ("A", "boot"), ("B", "shoe"))
    assert holding(pool, *pairs).tolist() == costs


def test_a_row_speaks_of_what_its_names_have_in_common():
    pool = pool_of(STOCK)
    pairs = asked(pool, ("A", "shoe"), ("A", "boot"), ("B", "shoe"))
    spoken_of = [waits_in(pool, row, *pairs).tolist() for row in range(len(STOCK))]
    assert spoken_of == [
        [True, True, True],
        [True, False, True],
        [True, False, False],
        [True, False, False],  # A's boots wait in V
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]

"""Measured quality: which measurement speaks, and which specs bind."""

import numpy as np
import pytest

from ikmpool.rules.quality import Scale, bind, checked, classes_of, orders_of_specs, stated
from rules.cases import OFFERS, ORDER, pool_with

SPECS = [
    {"product": "shoe", "attribute": "sole", "lsl": 1},
    {"order": "T2", "attribute": "sole", "pooled_min": 2},
    {"contract": "K", "attribute": "width", "usl": 3.25},
]
ORDERS = [ORDER | {"contract": "K"}, ORDER | {"order": "T2"}]
QUALITY = [
    {"supplier": "A", "attribute": "sole", "mean": 1.5},
    {"supplier": "A", "product": "shoe", "attribute": "sole", "mean": 2.5},
    {"supplier": "B", "attribute": "sole", "class": "grade A", "mean": None},
]


def pool():
    return pool_with(orders=ORDERS, specs=SPECS, quality=QUALITY)


def test_each_spec_binds_the_orders_that_it_names():
    spec, order = orders_of_specs(pool())
    pairs = list(zip(spec.tolist(), order.tolist(), strict=True))
    assert pairs == [(0, 0), (0, 1), (1, 1), (2, 0)]


def test_a_measurement_of_the_product_beats_the_general_one_and_a_class_is_none():
    """For T1, sole: A's second row; B has a class only."""
    p = pool()
    bound = bind(p, np.array([0, 1]), np.array([0, 0]), stated(p, "lsl"))
    assert bound.at.tolist() == [0, 1]
    assert bound.measured.tolist() == [1, -1]


def test_only_specs_that_state_the_columns_are_bound():
    p = pool()
    assert stated(p, "lsl").tolist() == [True, False, False]
    assert stated(p, "lsl", "usl").tolist() == [True, False, True]
    assert bind(p, np.array([0]), np.array([0]), stated(p, "pooled_min")).at.tolist() == []


def test_classes_of_the_product_beat_the_general_ones():
    """A has calf and kid in general, goat and kid for shoes; B has none of leather."""
    rows = [("A", None, "kid"), ("A", None, "calf"), ("A", "shoe", "goat"), ("A", "shoe", "kid")]
    leather = [
        {"supplier": s, "product": p, "attribute": "leather", "class": c} for s, p, c in rows
    ]
    orders = [*ORDERS, ORDER | {"order": "T3", "product": "boot"}]
    offers = [*OFFERS, {"supplier": "A", "product": "boot", "unit_cost": 1}]
    p = pool_with(orders=orders, offers=offers, quality=[*QUALITY, *leather])
    attribute = p.names("attribute").tolist().index("leather")
    makers, places = np.array([0, 1, 0]), np.array([0, 0, 2])
    at, class_ = classes_of(p, makers, places, np.full(3, attribute))
    found = sorted(zip(at.tolist(), p.names("class")[class_].tolist(), strict=True))
    assert found == [(0, "goat"), (0, "kid"), (2, "calf"), (2, "kid")]


def test_a_spread_has_the_scale_of_the_means():
    specs = [{"product": "shoe", "attribute": "sole", "max_spread": 0.125}]
    scale = Scale(pool_with(specs=specs, quality=QUALITY))
    assert scale.power == 3
    assert scale.units("specs", "max_spread", np.array([0])).tolist() == [125]


def test_all_figures_share_one_scale():
    """3.25 needs two decimals, so 1 is 100 and 2.5 is 250."""
    scale = Scale(pool())
    assert scale.power == 2
    assert scale.units("specs", "lsl", np.array([0])).tolist() == [100]
    assert scale.units("quality", "mean", np.array([1])).tolist() == [250]


def test_figures_that_are_too_fine_are_refused_with_what_they_are():
    assert checked(np.array([3, -4], dtype=object), "They").tolist() == [3, -4]
    with pytest.raises(OverflowError) as error:
        checked(np.array([2**62], dtype=object), "The figures of a pooled Cpm")
    assert str(error.value) == (
        "The figures of a pooled Cpm multiply to 4.61e+18, which does not fit into 62 bits. "
        "Give the figures in a larger unit, or with fewer decimals."
    )

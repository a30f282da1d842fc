"""The seeded pools are what benchmarks say they are."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ikmpool.errors import OptionError
from ikmpool.tables.generators import (
    country,
    country_tables,
    draws,
    months,
    months_tables,
    pooled,
    pooled_tables,
    yesno,
    yesno_tables,
)
from ikmpool.tables.pool import Pool

Frames = dict[str, pd.DataFrame]
SMALL: list[Callable[[int], Frames]] = [
    lambda seed: pooled_tables(200, 5, seed=seed),
    lambda seed: yesno_tables(200, 5, seed=seed),
    lambda seed: months_tables(30, 10, 6, 5, seed=seed),
    lambda seed: country_tables(2_000, seed=seed),
]


@pytest.mark.parametrize("make", SMALL)
def test_equal_seeds_give_equal_tables_and_others_do_not(make: Callable[[int], Frames]) -> None:
    first, again, other = make(7), make(7), make(8)
    for name, frame in first.items():
        pd.testing.assert_frame_equal(frame, again[name])
    assert not first["suppliers"].equals(other["suppliers"])


@pytest.mark.parametrize(
    "pool",
    [
        lambda: pooled(300, 4, seed=3),
        lambda: yesno(300, 4, seed=3),
        lambda: months(30, 10, 6, 5, seed=3),
        lambda: country(2_000, seed=3),
    ],
)
def test_every_generated_pool_passes_the_checks(pool: Callable[[], Pool]) -> None:
    made = pool()
    assert made.size("offers") > 0
    assert made.money_decimals == 0


def test_pooled_has_the_stated_density_load_and_moments() -> None:
    frames = pooled_tables(20_000, 50, density=0.3, load=0.3, seed=1)
    capacity = frames["suppliers"]["capacity"]
    assert len(frames["offers"]) == pytest.approx(0.3 * 20_000 * 50, rel=0.01)
    assert frames["orders"]["quantity"].sum() == round(0.3 * capacity.sum())
    assert capacity.median() == pytest.approx(300, rel=0.02)
    assert np.log(capacity).std() == pytest.approx(0.5, abs=0.02)
    score = frames["quality"]["mean"]
    assert score.mean() == pytest.approx(80, abs=0.3)
    assert score.std() == pytest.approx(8, abs=0.2)
    assert (frames["specs"]["pooled_min"] == 82).all()


def test_unit_costs_are_whole_rupiah_about_the_base() -> None:
    cost = pooled_tables(5_000, 20, seed=2)["offers"]["unit_cost"]
    assert cost.dtype == np.int64
    assert cost.median() == pytest.approx(105_000, rel=0.03)
    assert cost.min() > 10_000


def test_a_quotation_appears_once_for_each_supplier_and_order() -> None:
    offers = pooled_tables(2_000, 30, seed=5)["offers"]
    assert not offers.duplicated(["supplier", "order"]).any()


def test_density_one_links_everybody() -> None:
    assert len(pooled_tables(50, 4, density=1, seed=1)["offers"]) == 200


def test_yesno_keeps_the_suppliers_orders_and_costs_of_pooled() -> None:
    plain, rich = pooled_tables(500, 6, load=0.05, seed=4), yesno_tables(500, 6, seed=4)
    shared = ["supplier", "order", "unit_cost"]
    pd.testing.assert_frame_equal(plain["offers"][shared], rich["offers"][shared])
    assert "pooled_min" not in rich["specs"]
    assert (rich["specs"]["max_spread"] == 6).all()
    assert (rich["orders"]["max_producers"] == 25).all()


def test_a_min_lot_is_a_part_of_capacity_and_never_more_than_the_order() -> None:
    frames = yesno_tables(2_000, 10, seed=4)
    offers = frames["offers"].astype({"supplier": str, "order": str})
    offers = offers.merge(frames["suppliers"], on="supplier").merge(
        frames["orders"][["order", "quantity"]], on="order"
    )
    assert (offers["min_lot"] >= 1).all()
    assert (offers["min_lot"] <= offers["quantity"]).all()
    assert (offers["min_lot"] <= 0.4 * offers["capacity"] + 1).all()
    cost = frames["suppliers"]["engagement_cost"]
    assert cost.between(500_000, 3_000_000).all()


def test_months_asks_no_more_than_eight_producers_of_one_class_can_make() -> None:
    frames = months_tables(100, 30, 6, 8, seed=1)
    able = frames["quality"].astype({"supplier": str, "product": str, "class": str})
    able = able.merge(frames["suppliers"], on="supplier")
    largest = able.sort_values("capacity").groupby(["product", "class"]).tail(8)
    best = largest.groupby(["product", "class"])["capacity"].sum().groupby("product").max()
    orders = frames["orders"]
    until = orders["due"].astype("int64") - pd.Period("2027-01", "M").ordinal + 1
    most = 0.45 * best[orders["product"].astype(str)].to_numpy() * until.to_numpy()
    assert (orders["quantity"].to_numpy() <= np.maximum(most, 1)).all()
    total = 0.75 * frames["suppliers"]["capacity"].sum() * 6
    assert orders["quantity"].sum() <= total


def test_months_offers_one_or_two_classes_of_about_a_quarter_of_the_products() -> None:
    frames = months_tables(400, 10, 6, 12, seed=1)
    classes = frames["quality"].groupby(["supplier", "product"], observed=True).size()
    assert set(classes) == {1, 2}
    assert len(frames["offers"]) == pytest.approx(400 * 3, rel=0.1)
    assert frames["offers"]["supplier"].nunique() == 400
    assert frames["offers"]["unit_cost"].between(80_000, 130_000).all()


def test_country_gives_two_products_a_supplier_and_twenty_orders_a_product() -> None:
    frames = country_tables(20_000, seed=1)
    offers = frames["offers"]
    assert offers.groupby("supplier", observed=True)["product"].nunique().max() == 2
    assert (frames["orders"].groupby("product", observed=True).size() == 20).all()
    assert len(offers) == pytest.approx(20_000 * 40 * 0.15, rel=0.02)
    product = frames["orders"].set_index("order")["product"].astype(str)
    named = product[offers["order"].astype(str)].to_numpy()
    assert (named == offers["product"].astype(str).to_numpy()).all()
    capacity = frames["suppliers"]["capacity"]
    assert frames["orders"]["quantity"].sum() == round(0.02 * capacity.sum())


@given(total=st.integers(1, 10_000), parts=st.integers(1, 40), seed=st.integers(0, 99))
@settings(deadline=None)
def test_a_split_total_adds_up_with_a_unit_for_each_part(total: int, parts: int, seed: int) -> None:
    total = max(total, parts)
    split = draws.split(np.random.default_rng(seed), total, parts)
    assert split.sum() == total
    assert split.min() >= 1


@given(
    rows=st.integers(1, 60),
    columns=st.integers(1, 30),
    density=st.floats(0.01, 1),
    seed=st.integers(0, 99),
)
@settings(deadline=None)
def test_links_are_distinct_cells_of_the_grid_row_by_row(
    rows: int, columns: int, density: float, seed: int
) -> None:
    row, column = draws.links(np.random.default_rng(seed), (rows, columns), density)
    cell = row.astype(int) * columns + column
    assert (np.diff(cell) > 0).all()
    assert ((cell >= 0) & (cell < rows * columns)).all()


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: pooled(0, 5), "n is 0. Give a whole number, one or more."),
        (lambda: pooled(5, 2.5), "m is 2.5. Give a whole number, one or more."),  # type: ignore[arg-type]
        (
            lambda: pooled(50, 5, density=1.2),
            "density is 1.2. Give a probability above 0, at most 1.",
        ),
        (lambda: pooled(50, 5, load=0), "load is 0. Give a number above zero."),
        (lambda: pooled(50, 5, seed=-1), "seed is -1. Give a whole number, zero or more."),
        (
            lambda: country(50),
            "The demand of 118 units is too small for 500 orders. Raise n or load.",
        ),
        (lambda: yesno(50, 5, producers=0), "producers is 0. Give a whole number, one or more."),
        (lambda: yesno(50, 5, spread=-1), "spread is -1. Give a number above zero."),
        (lambda: months(30, 10, 0, 5), "periods is 0. Give a whole number, one or more."),
    ],
)
def test_an_argument_that_cannot_be_used_is_named_with_its_cure(
    call: Callable[[], Pool], text: str
) -> None:
    with pytest.raises(OptionError) as error:
        call()
    assert str(error.value) == text

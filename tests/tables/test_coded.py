"""Tables as arrays: names become positions, figures whole numbers, months and days counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikmpool.tables.coded import BLANK, EACH, NEVER
from ikmpool.tables.pool import Pool


def pool_of(**tables: Any) -> Pool:
    """A pool of two makers and two orders, with some tables replaced."""
    frames = {
        "suppliers": pd.DataFrame({"supplier": ["B", "A"], "city": ["Gresik", None]}),
        "offers": pd.DataFrame(
            {"supplier": ["A", "B"], "product": ["shoe", "bag"], "unit_cost": [1.5, 2.0]}
        ),
        "orders": pd.DataFrame(
            {"order": ["T2", "T1"], "product": ["shoe", "bag"], "quantity": [5, 7]}
        ),
    }
    return Pool(**(frames | tables))


def test_names_of_the_defining_table_keep_its_order_and_others_follow_sorted() -> None:
    freight = pd.DataFrame(
        {
            "city": ["Tuban", "Gresik", "Blitar"],
            "destination": ["Taiwan"] * 3,
            "per_unit": [1, 2, 3],
        }
    )
    pool = pool_of(freight=freight)
    assert pool.names("supplier").tolist() == ["B", "A"]
    assert pool.names("order").tolist() == ["T2", "T1"]
    assert sorted(pool.names("city").tolist()) == ["Blitar", "Gresik", "Tuban"]
    assert pool.names("scheme").tolist() == []


def test_a_code_is_a_position_in_the_names() -> None:
    pool = pool_of()
    assert pool.codes("offers", "supplier").tolist() == [1, 0]
    products = pool.names("product")[pool.codes("orders", "product")]
    assert products.tolist() == ["shoe", "bag"]


def test_a_blank_name_and_an_absent_column_have_the_code_of_nothing() -> None:
    pool = pool_of()
    assert pool.codes("suppliers", "city").tolist()[1] == BLANK
    assert pool.codes("orders", "destination").tolist() == [BLANK, BLANK]
    assert pool.codes("pairs", "supplier").tolist() == []


def test_each_has_a_code_of_its_own_and_is_no_name() -> None:
    limits = pd.DataFrame({"supplier": ["each", "A"], "greatest": [3, 4]})
    pool = pool_of(limits=limits)
    assert pool.codes("limits", "supplier").tolist() == [EACH, 1]
    assert "each" not in pool.names("supplier")


@given(st.lists(st.sampled_from("ABCDEFG"), min_size=1, max_size=7, unique=True), st.randoms())
def test_categories_are_coded_like_words(names: list[str], random: Any) -> None:
    """The generators of huge pools give names as categories, in any order."""
    offered = [random.choice(names) for _ in range(3)]
    order = pd.DataFrame({"order": ["T"], "product": ["x0"], "quantity": [1]})
    products = [f"x{i}" for i in range(3)]
    plain = pd.DataFrame({"supplier": offered, "product": products, "unit_cost": 1})
    shuffled = random.sample(names, len(names))
    category = plain.assign(supplier=pd.Categorical(offered, categories=shuffled))
    pools = [
        Pool(suppliers=pd.DataFrame({"supplier": names}), offers=offers, orders=order)
        for offers in (plain, category)
    ]
    codes = [pool.codes("offers", "supplier").tolist() for pool in pools]
    assert codes[0] == codes[1] == [names.index(s) for s in offered]


def test_a_name_that_a_person_typed_is_found_or_not() -> None:
    found = pool_of().position("supplier", pd.Series(["A", "C", None, "B"]))
    assert found.tolist() == [1, BLANK, BLANK, 0]


def test_texts_have_the_schemas_default_where_blank() -> None:
    offers = pd.DataFrame(
        {
            "supplier": ["A", "B"],
            "product": ["shoe", "bag"],
            "unit_cost": 1,
            "setup_per": ["month", None],
        }
    )
    pool = pool_of(offers=offers)
    assert pool.texts("offers", "setup_per").tolist() == ["month", "order"]
    assert pool.texts("orders", "inspection").tolist() == ["sorted", "sorted"]
    assert pool.texts("orders", "currency").tolist() == ["", ""]


def test_money_is_counted_in_the_smallest_unit_that_any_figure_needs() -> None:
    pool = pool_of()
    assert pool.money_decimals == 1
    assert pool.figures("offers", "unit_cost").units.tolist() == [15, 20]
    assert pool.figures("offers", "overtime_premium").units.tolist() == [0, 0]
    assert pool.figures("offers", "overtime_premium").power == 1


def test_stated_money_decimals_win() -> None:
    pool = pool_of(settings={"money_decimals": 3})
    assert pool.figures("offers", "unit_cost").units.tolist() == [1500, 2000]


def test_a_price_in_another_currency_asks_for_no_finer_money() -> None:
    """9.99 dollars are converted once; only prices in the pool's own currency count."""
    orders = pd.DataFrame(
        {
            "order": ["T1", "T2"],
            "product": ["shoe", "bag"],
            "quantity": [1, 1],
            "price": [9.999, 5],
            "currency": ["USD", None],
        }
    )
    foreign = pool_of(orders=orders, settings={"rate_USD": 15000})
    assert foreign.money_decimals == 1
    own = pool_of(orders=orders.assign(currency="IDR"))
    assert own.money_decimals == 3


def test_other_figures_keep_their_own_decimals() -> None:
    quality = pd.DataFrame(
        {
            "supplier": ["A", "B"],
            "attribute": ["sole"] * 2,
            "class": [None, "hard"],
            "mean": [3.975, None],
        }
    )
    mean = pool_of(quality=quality).figures("quality", "mean")
    assert (mean.units.tolist(), mean.power) == ([3975, 0], 3)
    assert mean.known.tolist() == [True, False]


def test_defaults_of_figures_are_known_but_not_stated() -> None:
    pool = pool_of()
    assert pool.figures("orders", "class").units.tolist() == [1, 1]
    assert pool.figures("orders", "class").known.all()
    assert not pool.stated("orders", "class").any()
    assert not pool.figures("suppliers", "capacity").known.any()


def test_months_are_counted_and_a_blank_one_is_before_all_others() -> None:
    orders = pd.DataFrame(
        {
            "order": ["T1", "T2"],
            "product": ["shoe", "bag"],
            "quantity": [1, 1],
            "due": ["2026-11", None],
        }
    )
    due = pool_of(orders=orders).months("orders", "due")
    assert due.tolist() == [pd.Period("2026-11", "M").ordinal, NEVER]
    assert pool_of().months("orders", "due").tolist() == [NEVER, NEVER]


def test_days_are_counted_and_a_blank_one_is_before_all_others() -> None:
    certificates = pd.DataFrame(
        {"holder": ["A", "B"], "scheme": ["SNI"] * 2, "to": ["1970-01-31", None]}
    )
    pool = pool_of(certificates=certificates)
    assert pool.days("certificates", "to").tolist() == [30, NEVER]
    assert pool.days("certificates", "from").tolist() == [NEVER, NEVER]


def test_a_blank_flag_is_no() -> None:
    suppliers = pd.DataFrame({"supplier": ["A", "B"], "own_workshop": ["yes", None]})
    pool = pool_of(suppliers=suppliers)
    assert pool.flags("suppliers", "own_workshop").tolist() == [True, False]
    assert pool.flags("orders", "all_or_nothing").tolist() == [False, False]


def test_filled_means_that_some_cell_is() -> None:
    pool = pool_of()
    assert pool.filled("suppliers", "city")
    assert not pool.filled("suppliers", "sector")
    assert not pool.filled("freight", "city")
    assert (pool.size("orders"), pool.size("freight")) == (2, 0)


@pytest.mark.parametrize("method", ["codes", "figures", "texts", "months", "flags"])
def test_a_column_is_coded_once(method: str) -> None:
    column = {
        "codes": ("offers", "supplier"),
        "figures": ("offers", "unit_cost"),
        "texts": ("orders", "inspection"),
        "months": ("orders", "due"),
        "flags": ("orders", "all_or_nothing"),
    }[method]
    pool = pool_of()
    assert getattr(pool, method)(*column) is getattr(pool, method)(*column)


def test_settings_are_read_by_name_in_any_case() -> None:
    pool = pool_of(settings={"Currency": "usd", "rate_eur": "1.08"})
    assert pool.setting("currency") == pool.setting("CURRENCY") == "USD"
    assert pool.all_settings()["rate_eur"] == "1.08"
    assert pool.setting("start") == ""
    assert np.array_equal(list(pool.all_settings()), ["currency", "rate_eur"])

"""The pool: frozen, edited by copy, and never a change to what the user handed in."""

from __future__ import annotations

import pickle
from datetime import date
from fractions import Fraction

import pandas as pd
import pytest

from ikmpool import OptionError, Pool, TableError
from ikmpool.tables.schema import TABLES


@pytest.fixture
def frames() -> dict[str, pd.DataFrame]:
    """Three small tables, with an index and columns of the user's own."""
    return {
        "suppliers": pd.DataFrame(
            {"phone": ["031", "032"], "supplier": ["A ", "B"], "capacity": ["300", 200]},
            index=["first", "second"],
        ),
        "offers": pd.DataFrame(
            {"supplier": ["A", "B"], "product": ["shoe"] * 2, "unit_cost": [90, 95.5]}
        ),
        "orders": pd.DataFrame({"order": ["T1"], "product": ["shoe"], "quantity": [400]}),
    }


@pytest.fixture
def pool(frames: dict[str, pd.DataFrame]) -> Pool:
    return Pool(**frames)


def test_the_users_extra_columns_and_index_survive(pool: Pool) -> None:
    assert pool.suppliers.columns.tolist() == ["supplier", "capacity", "phone"]
    assert pool.suppliers.index.tolist() == ["first", "second"]
    assert pool.suppliers["phone"].tolist() == ["031", "032"]


def test_cells_are_typed_and_trimmed(pool: Pool) -> None:
    assert pool.suppliers["supplier"].tolist() == ["A", "B"]
    assert pool.suppliers["capacity"].dtype == "Int64"
    assert pool.suppliers["capacity"].tolist() == [300, 200]
    assert pool.offers["unit_cost"].tolist() == [90.0, 95.5]


def test_the_users_frames_are_never_changed(frames: dict[str, pd.DataFrame]) -> None:
    before = {name: frame.copy(deep=True) for name, frame in frames.items()}
    pool = Pool(**frames)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(frames[name], frame)
    frames["suppliers"].loc["first", "capacity"] = 1
    assert pool.suppliers["capacity"].tolist() == [300, 200]


def test_a_frame_taken_from_the_pool_is_a_copy(pool: Pool) -> None:
    taken = pool.suppliers
    taken["capacity"] = 0
    taken.loc["third"] = ["C", 1, "033"]
    assert pool.suppliers["capacity"].tolist() == [300, 200]
    assert len(pool.suppliers) == 2


def test_a_pool_is_frozen_and_says_how_to_edit(pool: Pool) -> None:
    with pytest.raises(AttributeError) as error:
        pool.suppliers = pd.DataFrame()
    assert str(error.value) == (
        "A pool is frozen: use pool.replace(suppliers=...) for an edited copy."
    )
    with pytest.raises(AttributeError) as error:
        del pool.suppliers
    assert str(error.value) == (
        "A pool is frozen: use pool.replace(suppliers=None) for a copy without it."
    )


def test_what_is_edited_outside_does_not_reach_a_pool(pool: Pool) -> None:
    before = pool.suppliers
    for edited in (pool.suppliers, pool.tables["suppliers"]):
        edited.loc[:, "capacity"] = 1
    pool.tables["suppliers"] = pd.DataFrame()
    pd.testing.assert_frame_equal(pool.suppliers, before)
    with pytest.raises(ValueError, match="read-only"):
        pool.figures("suppliers", "capacity").units[0] = 1


def test_a_pool_goes_to_another_process_and_back(pool: Pool) -> None:
    copy = pickle.loads(pickle.dumps(pool))
    assert list(copy.tables) == list(pool.tables)
    pd.testing.assert_frame_equal(copy.suppliers, pool.suppliers)
    assert copy.settings == pool.settings


def test_replace_gives_an_edited_copy_and_leaves_the_pool(pool: Pool) -> None:
    larger = pool.replace(suppliers=pool.suppliers.assign(capacity=[500, 500]))
    assert larger.suppliers["capacity"].tolist() == [500, 500]
    assert larger.suppliers["phone"].tolist() == ["031", "032"]
    assert pool.suppliers["capacity"].tolist() == [300, 200]


def test_replace_adds_and_removes_tables(pool: Pool) -> None:
    with_pairs = pool.replace(pairs=pd.DataFrame({"supplier": ["A"], "order": ["T1"]}))
    assert with_pairs.size("pairs") == 1
    assert with_pairs.replace(pairs=None).size("pairs") == 0


def test_replace_checks_like_any_other_pool(pool: Pool) -> None:
    with pytest.raises(TableError, match="1 fault in 1 table"):
        pool.replace(suppliers=pool.suppliers.assign(capacity=[-1, 5]))


def test_a_table_that_was_not_given_is_empty_with_all_its_columns(pool: Pool) -> None:
    assert pool.freight.empty
    assert pool.freight.columns.tolist() == [c.name for c in TABLES["freight"].columns]


def test_an_unknown_table_is_refused_with_the_ones_there_are(
    frames: dict[str, pd.DataFrame],
) -> None:
    with pytest.raises(OptionError) as error:
        Pool(**frames, supplier=frames["suppliers"])
    assert str(error.value) == (
        "Pool has no table 'supplier'. The tables are: settings, suppliers, products, offers, "
        "quality, certificates, groups, schemes, requirements, orders, specs, limits, pairs, "
        "tiers, freight, calendar, hours, stock, interventions, actuals, planned, dropouts."
    )


def test_a_table_that_is_no_frame_is_refused_with_what_it_is(
    frames: dict[str, pd.DataFrame],
) -> None:
    with pytest.raises(OptionError) as error:
        Pool(**(frames | {"offers": {"supplier": "A"}}))
    assert str(error.value) == "Pool table 'offers' is a dict. Give a pandas DataFrame."
    with pytest.raises(OptionError) as error:
        Pool(**frames, settings=[("start", "2026-11")])  # type: ignore[arg-type]
    assert str(error.value) == (
        "Pool table 'settings' is a list. Give a pandas DataFrame or a mapping of name to value."
    )


def test_an_attribute_that_is_no_table_is_an_attribute_error(pool: Pool) -> None:
    with pytest.raises(AttributeError) as error:
        _ = pool.suplliers
    assert str(error.value) == "Pool has no table or attribute 'suplliers'."


def test_the_tables_are_listed_for_completion(pool: Pool) -> None:
    assert set(TABLES) <= set(dir(pool))


def test_a_pool_says_how_much_it_holds(pool: Pool) -> None:
    assert repr(pool) == "Pool(2 suppliers, 2 offers, 1 orders)"


def test_faults_of_cells_and_between_tables_are_raised_at_once(
    frames: dict[str, pd.DataFrame],
) -> None:
    frames["suppliers"]["capacity"] = ["many", 200]
    frames["orders"]["product"] = ["shoes"]
    with pytest.raises(TableError) as error:
        Pool(**frames)
    assert set(error.value.faults["table"]) == {"suppliers", "orders"}


def test_settings_are_typed(frames: dict[str, pd.DataFrame]) -> None:
    frames["orders"]["due"] = "2026-12"
    stated = {
        "start": "2026-11",
        "end": "2027-01",
        "currency": "idr",
        "as_of": "2026-10-31",
        "language": "id",
        "money_decimals": 2,
        "ready_status": "export_ready; coached",
        "rate_USD": "15432.5",
    }
    settings = Pool(**frames, settings=stated).settings
    assert (settings.start, settings.end) == (pd.Period("2026-11"), pd.Period("2027-01"))
    assert (settings.currency, settings.language, settings.money_decimals) == ("IDR", "id", 2)
    assert settings.as_of == date(2026, 10, 31)
    assert settings.ready_status == ("export_ready", "coached")
    assert settings.rates == {"USD": Fraction(30865, 2)}


def test_settings_have_defaults(pool: Pool) -> None:
    settings = pool.settings
    assert (settings.start, settings.end, settings.as_of) == (None, None, None)
    assert (settings.currency, settings.language, settings.money_decimals) == ("IDR", "en", 1)
    assert settings.ready_status == ("export_ready",)
    assert settings.rates == {}
    assert pool.horizon == ()


def test_the_horizon_is_every_month_from_start_to_end(frames: dict[str, pd.DataFrame]) -> None:
    frames["orders"]["due"] = "2027-01"
    pool = Pool(**frames, settings={"start": "2026-11", "end": "2027-01"})
    assert [str(m) for m in pool.horizon] == ["2026-11", "2026-12", "2027-01"]

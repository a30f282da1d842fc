"""The bundled pools: complete, sourced, and read without a fault."""

import pandas as pd
import pytest

from ikmpool.errors import OptionError
from ikmpool.tables.pool import Pool
from ikmpool.tables.samples import SAMPLES, sample

LATER = {
    "suppliers": ["engagement_cost"],
    "products": ["carton", "shelf_life"],
    "offers": ["lump_cost", "min_lot", "lot_multiple", "setup_cost", "setup_per", "ramp_up"],
    "quality": ["class"],
    "orders": ["min_producers", "max_producers", "aql", "inspection_cost", "late_cost", "max_late"],
    "specs": ["max_spread", "match"],
    "pairs": ["forced", "other_supplier"],
    "freight": ["fixed", "truck_capacity"],
    "stock": ["warehouse", "opening", "limit"],
}


@pytest.fixture(scope="module")
def sidoarjo() -> Pool:
    return sample("sidoarjo")


@pytest.fixture(scope="module")
def shoes500() -> Pool:
    return sample("shoes500")


@pytest.mark.parametrize("name", SAMPLES)
def test_each_sample_is_described_in_both_languages_on_one_line(name: str) -> None:
    assert set(SAMPLES[name]) == {"en", "id"}
    assert all(text and "\n" not in text for text in SAMPLES[name].values())


@pytest.mark.parametrize("name", SAMPLES)
def test_each_sample_says_that_its_producers_are_invented(name: str) -> None:
    pool = sample(name)
    assert pool.suppliers["name"].str.endswith("(invented)").all()
    assert pool.settings.as_of is not None
    assert pool.tables["settings"]["note"].str.contains("invented").any()


@pytest.mark.parametrize("name", SAMPLES)
def test_no_sample_fills_a_column_that_only_a_later_rule_reads(name: str) -> None:
    pool = sample(name)
    filled = {t: [c for c in columns if pool.filled(t, c)] for t, columns in LATER.items()}
    assert not any(filled.values()), filled


@pytest.mark.parametrize("name", SAMPLES)
def test_every_cost_is_a_whole_number_of_rupiah(name: str) -> None:
    pool = sample(name)
    assert (pool.offers["unit_cost"] % 1 == 0).all()
    assert pool.settings.currency == "IDR"


def test_an_unknown_sample_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(OptionError) as error:
        sample("gresik")
    assert str(error.value) == ("There is no sample 'gresik'. The samples are: shoes500, sidoarjo.")


def test_shoes500_is_the_order_of_the_newspaper(shoes500: Pool) -> None:
    """500 pairs asked; the lead can make 300 and keeps them; others top up 200."""
    order = shoes500.orders.iloc[0]
    assert (order["quantity"], order["lead_quantity"]) == (500, 300)
    capacity = shoes500.offers.set_index("supplier")["capacity"]
    assert capacity[order["lead"]] == 300
    assert shoes500.settings.rates["USD"] * 25 / 2 == 205_000


def test_shoes500_has_helpers_of_equal_cost_so_that_fairness_decides(shoes500: Pool) -> None:
    offers = shoes500.offers.set_index("supplier")
    assert offers.loc["IKM-02", "unit_cost"] == offers.loc["IKM-04", "unit_cost"]
    assert offers.loc["IKM-02", "capacity"] != offers.loc["IKM-04", "capacity"]


def test_shoes500_refuses_a_mean_outside_a_low_cpk_and_a_missing_figure(shoes500: Pool) -> None:
    quality = shoes500.quality.set_index(["supplier", "attribute"])
    sole = shoes500.specs.set_index("attribute").loc["sole length mm"]
    assert quality.loc[("IKM-05", "sole length mm"), "mean"] > sole["usl"]
    wide = quality.loc[("IKM-06", "sole length mm")]
    assert (sole["usl"] - wide["mean"]) / (3 * wide["sd"]) < sole["min_cpk"]
    assert ("IKM-07", "upper thickness mm") not in quality.index


def test_sidoarjo_has_twenty_ready_and_thirty_waiting(sidoarjo: Pool) -> None:
    status = sidoarjo.suppliers["status"].value_counts()
    assert status["export_ready"] == 20
    assert status.drop("export_ready").sum() == 30


def test_sidoarjo_has_the_sectors_cities_and_markets_of_the_report(sidoarjo: Pool) -> None:
    suppliers = sidoarjo.suppliers
    assert set(suppliers["sector"]) == {"shoes", "batik", "handicraft", "food and drink"}
    assert set(suppliers["city"]) == {"Sidoarjo", "Surabaya", "Gresik", "Mojokerto", "Lamongan"}
    ready = suppliers[suppliers["status"] == "export_ready"]
    assert set(ready["sector"]) == set(suppliers["sector"])
    assert set(ready["city"]) == set(suppliers["city"])
    markets = {"Taiwan", "Malaysia", "Hong Kong", "Saudi Arabia"}
    assert set(sidoarjo.orders["destination"]) == markets


def test_every_market_rule_has_a_source_and_a_date(sidoarjo: Pool) -> None:
    rules = sidoarjo.requirements
    assert rules["source"].str.contains("https?://").all()
    assert rules["as_of"].notna().all()
    assert (rules["as_of"] <= pd.Timestamp(sidoarjo.settings.as_of)).all()


def test_sidoarjo_covers_six_months_with_lebaran(sidoarjo: Pool) -> None:
    assert [str(m) for m in sidoarjo.horizon] == [f"2027-0{m}" for m in range(1, 7)]
    general = sidoarjo.calendar[sidoarjo.calendar[["city", "sector"]].isna().all(axis=1)]
    assert str(general.set_index("factor").loc[0.6, "month"]) == "2027-03"


def test_a_certificate_of_sidoarjo_ends_before_the_due_month(sidoarjo: Pool) -> None:
    """IKM-09 makes scarves, but its test report ends before the order is due."""
    held = sidoarjo.certificates.set_index("holder").loc["IKM-09"]
    due = sidoarjo.orders.set_index("order").loc["TW-102", "due"]
    assert held["to"] < due.start_time


def test_a_group_of_five_holds_the_timber_certificate(sidoarjo: Pool) -> None:
    group = sidoarjo.groups
    assert set(group["group"]) <= set(sidoarjo.certificates["holder"])
    assert len(group) == 5


def test_sidoarjo_has_the_order_of_500_pairs(sidoarjo: Pool) -> None:
    order = sidoarjo.orders.set_index("order").loc["TW-101"]
    assert (order["quantity"], order["lead"], order["lead_quantity"]) == (500, "IKM-01", 300)
    assert order["destination"] == "Taiwan"

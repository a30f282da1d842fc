"""The result workbook says what the plan says, in both languages, and is read back as a plan."""

from decimal import Decimal

import openpyxl
import pandas as pd
import pytest

import ikmpool as ikm
from ikmpool.errors import FileError
from ikmpool.reports import workbook
from ikmpool.reports.handmade import read_shares
from ikmpool.reports.language import retold, spoken
from ikmpool.reports.machine import plain_plan


@pytest.fixture(scope="module")
def plan():
    return ikm.allocate(ikm.sample("sidoarjo"))


def sheets_of(path):
    book = openpyxl.load_workbook(path)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def small(name, **tables):
    pool = ikm.Pool(
        suppliers=pd.DataFrame({"supplier": [name]}),
        offers=pd.DataFrame({"supplier": [name], "product": "shoe", "unit_cost": [0.5]}),
        orders=pd.DataFrame({"order": ["T1"], "product": "shoe", "quantity": 3}),
        **tables,
    )
    return ikm.allocate(pool)


def test_the_sheets_and_their_headings_are_in_the_language(plan, tmp_path):
    english = sheets_of(ikm.write_workbook(plan, tmp_path / "en.xlsx"))
    indonesian = sheets_of(ikm.write_workbook(plan, tmp_path / "id.xlsx", language="id"))
    assert [*english] == [
        "summary",
        "shares",
        "schedule",
        "shortages",
        "refusals",
        "utilisation",
        "ledger",
    ]
    assert [*indonesian] == [
        "ringkasan",
        "pembagian",
        "jadwal",
        "kekurangan",
        "penolakan",
        "pemakaian",
        "rincian biaya",
    ]
    assert english["shares"][0][:3] == ("order", "supplier", "offer")
    assert indonesian["pembagian"][0][:3] == ("pesanan", "pemasok", "penawaran")
    assert indonesian["kekurangan"][1][0] == "Tidak ada unit yang kurang."
    assert any("tidak ada sertifikat" in row for row in indonesian["penolakan"])


def test_figures_are_numbers_and_add_up(plan, tmp_path):
    sheets = sheets_of(ikm.write_workbook(plan, tmp_path / "plan.xlsx"))
    ledger = sheets["ledger"]
    assert sum(row[ledger[0].index("amount")] for row in ledger[1:]) == plan.cost
    shares = sheets["shares"]
    assert sum(row[shares[0].index("units")] for row in shares[1:]) == plan.shares["units"].sum()
    assert len(sheets["refusals"]) == len(plan.refusals) + 1


def test_the_schedule_has_a_row_a_month_and_reserves_a_sheet_where_there_are_any(tmp_path):
    """Two makers hold six each: whoever makes the order's six, the other could."""
    pool = ikm.Pool(
        settings={"start": "2027-01", "end": "2027-02"},
        suppliers=pd.DataFrame({"supplier": ["A", "B"], "capacity": 6}),
        offers=pd.DataFrame({"supplier": ["A", "B"], "product": "shoe", "unit_cost": [1, 2]}),
        orders=pd.DataFrame(
            {"order": ["T1"], "product": ["shoe"], "quantity": [6], "due": ["2027-02"]}
        ),
        dropouts=pd.DataFrame({"supplier": ["each"]}),
    )
    plan = ikm.allocate(pool)
    assert plan.backup["short"].tolist() == [0]
    sheets = sheets_of(ikm.write_workbook(plan, tmp_path / "plan.xlsx"))
    schedule = sheets["schedule"]
    names = ["supplier", "month", "at the start", "made", "in overtime", "delivered", "held"]
    assert [*schedule[0][:7]] == names
    assert sum(row[3] for row in schedule[1:]) == sum(row[5] for row in schedule[1:]) == 6
    reserves = sheets["reserves"]
    assert reserves[0][:4] == ("drops out", "month", "order", "supplier")
    assert sum(row[reserves[0].index("units")] for row in reserves[1:]) == 6
    out = ikm.write_workbook(plan, tmp_path / "id.xlsx", language="id")
    assert sheets_of(out)["cadangan"][0][0] == "mundur"


def test_headings_are_frozen_and_months_and_money_have_their_formats(plan, tmp_path):
    book = openpyxl.load_workbook(ikm.write_workbook(plan, tmp_path / "plan.xlsx"))
    shares = book["shares"]
    assert shares.freeze_panes == "B2"
    formats = {cell.value: shares.cell(2, cell.column).number_format for cell in shares[1]}
    assert formats["made"] == "yyyy-mm"
    assert formats["units"] == formats["cost"] == "#,##0"


@pytest.mark.parametrize("name", ["=1+1", "+62", "-x", "@cmd", "https://example.org"])
def test_a_name_never_becomes_a_formula_or_a_link(name, tmp_path):
    book = openpyxl.load_workbook(ikm.write_workbook(small(name), tmp_path / "plan.xlsx"))
    cell = book["shares"]["B2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)


def test_money_with_decimals_shows_them(tmp_path):
    path = ikm.write_workbook(small("A", settings={"money_decimals": 2}), tmp_path / "plan.xlsx")
    [amount] = openpyxl.load_workbook(path)["ledger"]["D"][1:]
    assert (amount.value, amount.number_format) == (1.5, "#,##0.00")


def test_what_was_given_up_and_given_facts_have_sheets_only_where_there_are_any(plan, tmp_path):
    assert {"not_kept", "audit"}.isdisjoint(workbook.tables_of(plan))
    pool = ikm.sample("shoes500")
    offers = pool.offers.assign(capacity=pool.offers["capacity"].where(pool.offers.index > 2, 300))
    asked = pool.orders.assign(quantity=600, lead_quantity=500)
    capped = ikm.Pool(
        suppliers=pool.suppliers[["supplier"]],
        offers=offers,
        orders=asked[["order", "product", "quantity", "lead", "lead_quantity"]],
        limits=pd.DataFrame(
            {"order": ["each"], "least": [0.9], "of": "share", "supplier": "IKM-02"}
        ),
    )
    told = ikm.allocate(capped)
    assert len(told.not_kept)
    path = ikm.write_workbook(told, tmp_path / "plan.xlsx")
    shares, not_kept, _ = read_shares(path)
    assert not_kept["units"].tolist() == told.not_kept["units"].tolist()
    assert not len(ikm.audit(capped, shares, not_kept=not_kept))


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_result_is_read_back_as_the_same_plan(plan, language, tmp_path):
    path = ikm.write_workbook(plan, tmp_path / "plan.xlsx", language=language)
    shares, not_kept, _ = read_shares(path)
    assert not_kept is None
    for column in ("order", "supplier", "units", "made", "delivered", "kind"):
        assert shares[column].tolist() == plan.shares[column].tolist()
    assert not len(ikm.audit(plan.pool, shares))


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_result_in_which_nobody_makes_anything_is_read_back(language, tmp_path):
    pairs = pd.DataFrame({"supplier": ["A"], "order": ["T1"], "forbidden": [True]})
    empty = small("A", pairs=pairs)
    path = ikm.write_workbook(empty, tmp_path / "plan.xlsx", language=language)
    shares, not_kept, shortages = read_shares(path)
    assert (len(shares), shortages["short"].tolist()) == (0, [3])
    assert ikm.audit(empty.pool, shares, not_kept=not_kept, shortages=shortages).empty


def test_very_many_refusals_are_counted_by_reason(plan, monkeypatch, tmp_path):
    monkeypatch.setattr(workbook, "LISTED_REFUSALS", 10)
    [heading, *rows] = sheets_of(ikm.write_workbook(plan, tmp_path / "plan.xlsx"))["refusals"]
    assert heading == ("rule", "reason", "times")
    assert ("status", "status not ready") in {row[:2] for row in rows}


def test_nothing_is_overwritten_or_left_behind(plan, tmp_path, monkeypatch):
    path = tmp_path / "plan.xlsx"
    path.write_text("mine")
    with pytest.raises(FileError, match="is there already and is not overwritten"):
        ikm.write_workbook(plan, path)
    monkeypatch.setattr(workbook, "_write_summary", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        ikm.write_workbook(plan, path, overwrite=True)
    assert path.read_text() == "mine"
    assert [file.name for file in tmp_path.iterdir()] == ["plan.xlsx"]


def test_a_result_must_be_a_workbook(plan, tmp_path):
    with pytest.raises(FileError) as failed:
        ikm.write_workbook(plan, tmp_path / "plan.csv")
    assert str(failed.value).endswith(
        "does not end in .xlsx. Give the result workbook a name that does."
    )


def test_an_unknown_language_is_refused_by_name():
    with pytest.raises(
        ikm.OptionError, match=r"There is no language 'fr'\. Choose one of: en, id\."
    ):
        spoken(ikm.sample("shoes500"), "fr")


def test_a_plan_is_retold_without_changing_it(plan):
    told = retold(plan, "id")
    assert repr(told).startswith("Rencana untuk 14 pesanan")
    pd.testing.assert_frame_equal(told.shares, plan.shares)
    assert retold(plan, "en") is plan


def test_a_plan_typed_by_hand_may_have_a_title_blank_rows_and_other_columns(tmp_path):
    path = tmp_path / "hand.xlsx"
    rows = [
        ["Rencana kami"],
        [],
        ["Pemasok", "Pesanan", "Unit", "Dibuat", "Jenis", "Kelas", "catatan"],
        ["IKM-01", "TW-500", "15 lusin", "November 2026", "lembur", "mutu A", "baik"],
        [None],
        ["IKM-02", "TW-500", 20, None, None, None, None],
    ]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    shares, *_ = read_shares(path)
    assert shares["units"].tolist() == [180, 20]
    assert str(shares["made"].iloc[0]) == "2026-11"
    assert shares["kind"].iloc[0] == "overtime"
    assert pd.isna(shares["kind"].iloc[1])
    assert shares["class"].iloc[0] == "mutu A"


def test_every_fault_of_a_plan_typed_by_hand_is_told_at_once(tmp_path):
    path = tmp_path / "hand.csv"
    path.write_text("order,supplier,units,kind\nT1,,5,normal\nT1,A,1.5,night\n")
    with pytest.raises(ikm.TableError) as failed:
        read_shares(path)
    told = failed.value.faults.set_index("column")
    assert told.loc["supplier", "row"] == 2
    assert told.loc["units", "value"] == "1.5"
    assert set(told.index) == {"supplier", "units", "kind"}
    assert "3 faults in 1 table." in str(failed.value)


def test_a_plan_without_a_needed_column_names_it(tmp_path):
    path = tmp_path / "hand.csv"
    path.write_text("order,supplier,amount\nT1,A,5\n")
    with pytest.raises(ikm.TableError, match=r"hand.csv, column units: the column is missing."):
        read_shares(path)


def test_the_plain_plan_is_exact(plan):
    told = plain_plan(plan)
    assert told["cost"] == plan.cost == sum(told["ledger"].values())
    assert told["shares"][0]["made"] == str(plan.shares["made"].iloc[0])
    assert {type(value) for share in told["shares"] for value in share.values()} == {str, int}
    assert plain_plan(small("A"))["cost"] == str(Decimal("1.5"))


@pytest.mark.parametrize("language", ["en", "id"])
def test_units_taken_from_stock_and_made_in_the_past_are_read_back(tmp_path, language):
    """Two at hand, two made in November and delivered at once; the sixth is still to be made."""
    due = {"order": ["T1"], "product": "shoe", "quantity": 5, "due": "2026-12"}
    past = {"order": ["T1"], "supplier": "A", "month": "2026-11", "made": 2, "delivered": 2}
    pool = ikm.Pool(
        settings={"start": "2026-11", "end": "2026-12"},
        suppliers=pd.DataFrame({"supplier": ["A"]}),
        offers=pd.DataFrame({"supplier": ["A"], "product": "shoe", "unit_cost": [5]}),
        orders=pd.DataFrame(due),
        stock=pd.DataFrame({"supplier": ["A"], "product": "shoe", "opening": [2]}),
        actuals=pd.DataFrame(past),
    )
    plan = ikm.allocate(pool)
    path = ikm.write_workbook(plan, tmp_path / "plan.xlsx", language=language)
    sheet = sheets_of(path)["shares" if language == "en" else "pembagian"]
    kinds = [row[sheet[0].index("kind" if language == "en" else "jenis")] for row in sheet[1:4]]
    words = ["normal", "normal", "stock"] if language == "en" else ["normal", "normal", "stok"]
    assert sorted(kinds) == words
    shares = read_shares(path).shares
    assert sorted(shares["units"]) == [1, 2, 2]
    assert ikm.audit(pool, shares).empty

"""Cells are read as Indonesians type them, or refused; nothing is guessed."""

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikmpool.tables.cells.numerals import Unreadable, decimal_mark
from ikmpool.tables.cells.parsing import BrokenCell, read_cell
from ikmpool.tables.schema import TABLES
from ikmpool.wording import figure

COLUMNS = {
    "whole": TABLES["offers"]["capacity"],
    "months": TABLES["offers"]["lead_time"],
    "money": TABLES["offers"]["unit_cost"],
    "decimal": TABLES["offers"]["hours"],
    "share": TABLES["offers"]["defect_rate"],
    "month": TABLES["offers"]["from"],
    "date": TABLES["quality"]["date"],
    "flag": TABLES["suppliers"]["own_workshop"],
    "choice": TABLES["suppliers"]["status"],
    "text": TABLES["suppliers"]["supplier"],
    "names": TABLES["certificates"]["product"],
    "shares": TABLES["offers"]["ramp_up"],
    "month_or_each": TABLES["limits"]["month"],
    "scope": TABLES["limits"]["supplier"],
}


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("decimal", "0,5", 0.5),
        ("decimal", "0.500", 0.5),
        ("decimal", "-1,25", -1.25),
        ("decimal", "1e-05", 0.00001),
        ("decimal", np.float64(0.1), 0.1),
        ("money", "1.500", 1500),
        ("money", "1,500", 1500),
        ("money", "1.500,25", 1500.25),
        ("money", "1,500.25", 1500.25),
        ("money", "Rp 1.500.000", 1_500_000),
        ("money", "Rp1.500.000,-", 1_500_000),
        ("money", "-Rp 5", -5),
        ("money", "1 500 000", 1_500_000),
        ("money", "250 rupiah", 250),
        ("share", "5%", 0.05),
        ("share", "5 %", 0.05),
        ("share", "2,5%", 0.025),
        ("share", 0.05, 0.05),
        ("whole", "1.500", 1500),
        ("whole", "300.0", 300),
        ("whole", "3 kodi", 60),
        ("whole", "5 lusin", 60),
        ("whole", "2,5 Lusin", 30),
        ("whole", "2 gross", 288),
        ("whole", np.int64(7), 7),
        ("month", "2026-11", pd.Period("2026-11", "M")),
        ("month", "11/2026", pd.Period("2026-11", "M")),
        ("month", "Nov 2026", pd.Period("2026-11", "M")),
        ("month", "november 2026", pd.Period("2026-11", "M")),
        ("month", "Mei 2026", pd.Period("2026-05", "M")),
        ("month", "Agustus 2026", pd.Period("2026-08", "M")),
        ("month", "Okt-2026", pd.Period("2026-10", "M")),
        ("month", "2026 Desember", pd.Period("2026-12", "M")),
        ("month", "15/11/2026", pd.Period("2026-11", "M")),
        ("month", date(2026, 11, 3), pd.Period("2026-11", "M")),
        ("date", "2026-11-03", datetime(2026, 11, 3)),  # noqa: DTZ001 - a day has no zone
        ("date", "3 Nopember 2026", datetime(2026, 11, 3)),  # noqa: DTZ001
        ("date", "November 3, 2026", datetime(2026, 11, 3)),  # noqa: DTZ001
        ("date", "23/11/2026", datetime(2026, 11, 23)),  # noqa: DTZ001
        ("date", "5/5/2026", datetime(2026, 5, 5)),  # noqa: DTZ001
        ("flag", "Ya", True),
        ("flag", "tidak", False),
        ("flag", "x", True),
        ("flag", 0.0, False),
        ("flag", np.bool(True), True),
        ("choice", "Siap ekspor", "export_ready"),
        ("choice", "waiting list", "waiting_list"),
        ("text", "  safety   shoe\u00a0", "safety shoe"),
        ("text", 7.0, "7"),
        ("names", "a ;b;; c", "a; b; c"),
        ("shares", "50%; 80 %;100%", "0.5; 0.8; 1"),
        ("shares", "0,5 ; 0.125; 12,5%; 1.0; -0", "0.5; 0.125; 0.125; 1; 0"),
        ("shares", 0.25, "0.25"),
        ("month_or_each", "Tiap", "each"),
        ("month_or_each", "Nov 2026", "2026-11"),
        ("scope", "tiap", "each"),
        ("scope", "IKM-07", "IKM-07"),
    ],
)
def test_a_cell_is_read_as_it_is_meant(kind, cell, value):
    assert read_cell(cell, COLUMNS[kind]) == value


@pytest.mark.parametrize(
    ("kind", "cell", "code"),
    [
        ("decimal", "1.500", "ambiguous"),
        ("share", "1.500%", "ambiguous"),
        ("decimal", "5%", "not_number"),
        ("decimal", "many", "not_number"),
        ("decimal", True, "not_number"),
        ("decimal", date(2026, 1, 1), "not_number"),
        ("decimal", float("inf"), "infinite"),
        ("decimal", 0.1 + 0.2, "digits"),
        ("money", "12.34.5", "not_number"),
        ("money", "USD 5", "not_number"),
        ("money", "1,23,456", "not_number"),
        ("whole", 2.5, "fraction"),
        ("whole", "0,5 lusin lagi", "not_number"),
        ("whole", "0,3 kodi 2", "not_number"),
        ("whole", "3 dus", "unit_word"),
        ("whole", 10**15 + 1, "too_many"),
        ("months", "2 lusin", "not_number"),
        ("month", "Nov-26", "not_month"),
        ("month", "13/2026", "not_month"),
        ("month", 46000.0, "not_month"),
        ("month", "3/4/2026", "ambiguous_month"),
        ("date", "3/4/2026", "ambiguous_date"),
        ("date", "31 Februari 2026", "not_date"),
        ("date", "2026-11", "not_date"),
        ("flag", "mungkin", "not_flag"),
        ("flag", 2, "not_flag"),
        ("choice", "ready", "not_choice"),
        ("text", "#N/A", "excel_error"),
        ("text", BrokenCell("#REF!"), "excel_error"),
        ("whole", BrokenCell("=A1+1"), "formula"),
        ("month_or_each", "never", "not_month"),
        ("shares", "50%; 80%;", "not_shares"),
        ("shares", "0.5, 0.8", "not_shares"),
        ("shares", "101%", "not_shares"),
        ("shares", "1.500%", "not_shares"),
        ("shares", 0.1 + 0.2, "not_shares"),
        ("shares", True, "not_shares"),
    ],
)
def test_a_cell_that_cannot_be_read_is_refused_with_its_reason(kind, cell, code):
    with pytest.raises(Unreadable) as refusal:
        read_cell(cell, COLUMNS[kind])
    assert refusal.value.code == code


def test_an_ambiguous_number_names_both_readings():
    with pytest.raises(Unreadable) as refusal:
        read_cell("1.500", COLUMNS["decimal"])
    assert {name: str(n) for name, n in refusal.value.figures.items()} == {
        "large": "1500",
        "small": "1.5",
    }


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1.500", "2.500"], ""),
        (["1.500", "0,5"], ","),
        (["1.500", "0.5"], "."),
        (["1.500.000"], ","),
        (["1,500.25"], "."),
        (["0,5", "0.5"], ".,"),
        (["12 dus", "", "Rp 5"], ""),
    ],
)
def test_the_other_cells_of_a_column_show_its_decimal_mark(texts, mark):
    assert decimal_mark(texts) == mark


@pytest.mark.parametrize(("mark", "value"), [(".", 1.5), (",", 1500)])
def test_the_mark_of_the_column_settles_an_ambiguous_number(mark, value):
    assert read_cell("1.500", COLUMNS["decimal"], mark) == value
    assert read_cell("1.500", COLUMNS["money"], mark) == value


def test_a_column_that_contradicts_itself_has_its_ambiguous_numbers_refused():
    with pytest.raises(Unreadable, match="ambiguous"):
        read_cell("1.500", COLUMNS["money"], ".,")


@given(st.integers(-(10**12), 10**12), st.sampled_from(["en", "id"]))
def test_whole_numbers_are_read_back_with_the_marks_of_either_language(number, language):
    assert read_cell(figure(number, language), COLUMNS["whole"]) == number


@given(st.decimals(-(10**6), 10**6, places=2), st.sampled_from(["en", "id"]))
def test_money_is_read_back_with_the_marks_of_either_language(number, language):
    assert read_cell(figure(number, language), COLUMNS["money"]) == float(number)


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused_and_never_crashes(text):
    for column in COLUMNS.values():
        try:
            read_cell(text, column)
        except Unreadable as refusal:
            assert refusal.code  # noqa: PT017 - either outcome is right

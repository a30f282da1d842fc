"""An error says what happened, the values, and what to do; its layout never wavers."""

import pickle

import pandas as pd
import pytest

from ikmpool.errors import (
    AuditError,
    Fault,
    FileError,
    IkmpoolError,
    OptionError,
    RuleError,
    SolverError,
    TableError,
)


def sheet_fault(row, key, value, code="negative", **more):
    """A fault in the offers of a workbook."""
    return Fault("offers", "capacity", row, key, value, code, sheet_row=True, **more)


STYLE = """\
3 faults in 2 tables.

offers, column capacity: 2 rows are negative.
    sheet row 14  IKM-07  sandal  -250
    sheet row 90  IKM-31  sandal   -10
  Give a figure of zero or more.

orders, column product: 1 row names a product that no offer has.
    sheet row 3  TW-104  "safty shoe"  (did you mean "safety shoe"?)
  Correct the name, or add an offer of that product.

All faulty rows: error.faults (a DataFrame)."""


def faults_of_the_style_guide():
    """The example of the design."""
    return [
        sheet_fault(14, ("IKM-07", "sandal"), -250),
        Fault(
            *("orders", "product", 3, ("TW-104",), "safty shoe", "product_not_offered"),
            figures={"nearest": "safety shoe"},
            sheet_row=True,
        ),
        sheet_fault(90, ("IKM-31", "sandal"), -10),
    ]


def test_the_layout_is_that_of_the_style_guide():
    assert str(TableError(faults_of_the_style_guide())) == STYLE


def test_the_same_error_can_be_told_in_indonesian():
    assert TableError(faults_of_the_style_guide()).in_language("id").split("\n")[:5] == [
        "3 kesalahan dalam 2 tabel.",
        "",
        "offers, kolom capacity: 2 baris berisi angka negatif.",
        "    baris 14  IKM-07  sandal  -250",
        "    baris 90  IKM-31  sandal   -10",
    ]


def test_sheets_and_headings_are_called_as_the_user_called_them():
    fault = sheet_fault(2, ("A",), -1, sheet="Penawaran", heading="Kapasitas")
    assert str(TableError([fault])).split("\n")[2] == (
        "Penawaran, column Kapasitas: 1 row is negative."
    )


def test_ten_rows_are_printed_and_the_others_counted():
    faults = [sheet_fault(row, ("A",), -row) for row in range(2, 37)]
    lines = str(TableError(faults)).split("\n")
    assert sum(line.startswith("    sheet row") for line in lines) == 10
    assert "    and 25 more" in lines


def test_the_frame_holds_every_row_with_its_words():
    frame = TableError(faults_of_the_style_guide()).faults
    assert list(frame) == ["table", "column", "row", "key", "value", "problem", "cure", "hint"]
    assert frame["row"].tolist() == [14, 3, 90]
    assert frame["hint"].tolist() == ["", '(did you mean "safety shoe"?)', ""]
    assert isinstance(frame, pd.DataFrame)


def test_an_index_label_is_no_row_of_a_sheet():
    error = TableError([Fault("orders", "order", "x7", (), None, "blank")])
    assert "    row label x7\n" in str(error)


@pytest.mark.parametrize("kind", [OptionError, SolverError, AuditError, RuleError])
def test_every_error_is_one_of_the_family(kind):
    assert issubclass(kind, IkmpoolError)
    assert str(kind("why, 5, do this")) == "why, 5, do this"


def test_a_file_error_is_also_one_of_the_system():
    error = FileError("tables.no_file", path="a.xlsx")
    assert isinstance(error, OSError)
    assert error.in_language("id").startswith("Berkas a.xlsx tidak ada.")


def test_a_table_error_travels_between_processes():
    error = TableError(faults_of_the_style_guide(), "id")
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error)

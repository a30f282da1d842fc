"""Frames, workbooks and folders become typed tables; every fault is listed, nothing is changed."""

import time

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikmpool.errors import FileError, TableError
from ikmpool.tables.cells.conversion import MOST_LISTED, read_column
from ikmpool.tables.pool import Pool, read_pool
from ikmpool.tables.reading import convert, read_tables
from ikmpool.tables.schema import DTYPES, TABLES


def told(table, frame, language="en"):
    """Return what the error says about a frame of one table, without the first and last line."""
    _, faults = convert(table, frame)
    return "\n".join(str(TableError(faults, language)).split("\n")[2:-2]) + "\n"


def test_headings_are_recognised_in_either_language_and_any_spelling():
    frame = pd.DataFrame(
        {"Pemasok ": ["A"], "PRODUCT": ["shoe"], "Unit Cost (Rp)": [9], "waktu-tunggu": [1]}
    )
    typed, faults = convert("offers", frame)
    assert list(typed) == ["supplier", "product", "unit_cost", "lead_time"]
    assert faults == []


def test_each_kind_has_its_dtype():
    kinds = {
        "orders": {"order": "a", "quantity": 5, "due": "2026-11", "price": 1.5, "weight": 2},
        "quality": {"supplier": "A", "attribute": "x", "date": "2026-11-02"},
        "suppliers": {"supplier": "A", "own_workshop": "ya", "status": "dibina", "record": "5%"},
        "certificates": {"holder": "A", "scheme": "s", "product": "a;b"},
        "limits": {"month": "each", "greatest": 3},
    }
    for table, cells in kinds.items():
        typed, _ = convert(table, pd.DataFrame({name: [cell] for name, cell in cells.items()}))
        assert {name: str(typed[name].dtype) for name in cells} == {
            name: DTYPES[TABLES[table][name].kind] for name in cells
        }


def test_own_columns_the_index_and_the_order_of_the_schema_are_kept():
    own = pd.Series([1.5, 2.5], index=["x", "y"])
    frame = pd.DataFrame({"mine": own, "supplier": ["A", "B"], "group": ["g", "g"]})
    before = frame.copy(deep=True)
    typed, _ = convert("groups", frame)
    assert list(typed) == ["group", "supplier", "mine"]
    assert typed.index.tolist() == ["x", "y"]
    assert typed["mine"].dtype == float
    pd.testing.assert_frame_equal(frame, before)


def test_own_columns_may_share_a_name():
    frame = pd.DataFrame([["g", "A", 1, 2]], columns=["group", "supplier", "mine", "mine"])
    typed, faults = convert("groups", frame)
    assert list(typed) == ["group", "supplier", "mine", "mine"]
    assert faults == []


def test_blank_rows_are_left_out_and_the_others_keep_their_labels():
    frame = pd.DataFrame({"group": ["g", " ", None, "h"], "supplier": ["A", "-", np.nan, "B"]})
    typed, faults = convert("groups", frame)
    assert typed.index.tolist() == [0, 3]
    assert faults == []


def test_a_column_given_twice_is_named():
    frame = pd.DataFrame([["g", "A", "A"]], columns=["group", "pemasok", "Supplier"])
    assert told("groups", frame) == (
        'groups, column supplier: the column is there twice, as "pemasok" and as "Supplier".\n'
        "  Keep one of the two.\n"
    )


def test_a_missing_column_names_the_nearest_heading():
    frame = pd.DataFrame({"ordr": ["T1"], "product": ["shoe"], "quantity": [5]})
    assert told("orders", frame) == (
        "orders, column order: the column is missing.\n"
        '    (did you mean "ordr"?)\n'
        "  Add a column with this heading (in Indonesian: pesanan).\n"
    )


def test_a_heading_that_is_nearly_right_is_no_column_of_the_users_own():
    frame = pd.DataFrame({"group": ["g"], "supplier": ["A"]})
    assert convert("groups", frame.assign(suplier2="x"))[1] == []
    offers = pd.DataFrame({"supplier": ["A"], "product": ["p"], "capcity": [5]})
    assert told("offers", offers) == (
        "offers, column capacity: the heading is nearly, but not quite, this one.\n"
        '    "capcity"  (did you mean "capacity"?)\n'
        "  Correct the heading, or give a column of your own a name less like it.\n"
    )


def test_a_blank_cell_that_is_needed_is_told_with_its_key():
    frame = pd.DataFrame({"order": ["T1", "T2"], "product": ["p", "p"], "quantity": [5, None]})
    assert told("orders", frame, "id") == (
        "orders, kolom quantity: 1 baris kosong.\n"
        "    label baris 1  T2\n"
        "  Isi selnya; isian ini wajib.\n"
    )


def test_an_unreadable_needed_cell_is_told_once():
    frame = pd.DataFrame({"order": ["T1"], "product": ["p"], "quantity": ["many"]})
    assert [fault.code for fault in convert("orders", frame)[1]] == ["not_number"]


@pytest.mark.parametrize(
    ("table", "column", "cell", "code"),
    [
        ("offers", "capacity", -1, "negative"),
        ("offers", "lot_multiple", 0, "too_low"),
        ("orders", "weight", 0, "not_above"),
        ("offers", "defect_rate", 1, "not_below"),
        ("suppliers", "record", 2, "share_above"),
        ("offers", "capacity", 10**12 + 1, "too_many"),
        ("offers", "capacity", 1e30, "too_many"),
        ("offers", "unit_cost", 1e16, "too_much"),
        ("offers", "hours", float("inf"), "infinite"),
        ("offers", "hours", 1 / 3, "digits"),
        ("offers", "capacity", 2.5, "fraction"),
        ("offers", "capacity", True, "not_number"),
    ],
)
@pytest.mark.parametrize("typed", [True, False])
def test_figures_out_of_range_are_found_in_typed_and_in_mixed_columns(
    table, column, cell, code, typed
):
    """NumPy's check of a whole column and the reading of one cell agree."""
    cells = pd.Series([cell], dtype=None if typed else object)
    reading = read_column(cells, TABLES[table][column])
    assert [trouble.code for _, trouble in reading.troubles] == [code]


@given(st.lists(st.floats(allow_nan=False), max_size=30))
def test_a_column_of_floats_and_its_cells_one_by_one_have_the_same_troubles(figures):
    column = TABLES["specs"]["target"]
    whole = read_column(pd.Series(figures, dtype="float64"), column)
    single = read_column(pd.Series(figures, dtype=object), column)
    found = [{(at, t.code) for at, t in reading.troubles} for reading in (whole, single)]
    assert found[0] == found[1]


@given(st.lists(st.decimals(-(10**9), 10**9, places=6).map(float), min_size=1, max_size=30))
def test_every_decimal_of_at_most_fifteen_digits_is_kept_as_written(figures):
    reading = read_column(pd.Series(figures), TABLES["specs"]["target"])
    assert reading.troubles == []
    assert reading.typed.tolist() == figures


def test_categoricals_nullable_and_arrow_columns_are_read():
    column, name = TABLES["offers"]["capacity"], TABLES["offers"]["supplier"]
    for dtype in ("Int64", "Float64", "int64[pyarrow]", "category", "float32"):
        typed = read_column(pd.Series([5, 7], dtype=dtype), column).typed
        assert (typed.tolist(), str(typed.dtype)) == ([5, 7], "Int64")
    typed = read_column(pd.Series([" A", None, "B"], dtype="category"), name).typed
    assert typed.tolist()[::2] == ["A", "B"]
    assert str(typed.dtype) == "str"


def test_dates_and_periods_become_months():
    column = TABLES["offers"]["from"]
    stamps = pd.Series(pd.to_datetime(["2026-11-15", None]))
    days = pd.Series(pd.PeriodIndex(["2026-11-15"], freq="D"))
    zoned = stamps.dt.tz_localize("Asia/Jakarta")
    for cells in (stamps, days, zoned):
        typed = read_column(cells, column).typed
        assert str(typed.iloc[0]) == "2026-11"
        assert str(typed.dtype) == "period[M]"


def test_a_typed_frame_is_converted_to_itself():
    frame = pd.DataFrame(
        {"order": ["T"], "product": ["p"], "quantity": ["3 kodi"], "due": ["Mei 2026"]}
    )
    typed, _ = convert("orders", frame)
    again, faults = convert("orders", typed)
    assert faults == []
    pd.testing.assert_frame_equal(typed, again)


def test_many_faults_are_counted_and_some_are_listed():
    frame = pd.DataFrame({"supplier": "A", "capacity": [-1] * (MOST_LISTED + 5)})
    _, faults = convert("suppliers", frame)
    text = str(TableError(faults))
    assert len(faults) == MOST_LISTED
    assert text.startswith("1,005 faults in 1 table.")
    assert "capacity: 1,005 rows are negative." in text
    assert "    and 995 more\n" in text


def test_a_million_typed_rows_take_a_second_not_a_minute():
    rows = 1_000_000
    frame = pd.DataFrame(
        {
            "supplier": pd.Categorical.from_codes(
                np.arange(rows) % 9999, [f"S{i}" for i in range(9999)]
            ),
            "product": pd.Series(["safety shoe"] * rows, dtype="str"),
            "unit_cost": np.arange(rows) / 100,
            "capacity": np.arange(rows),
        }
    )
    start = time.perf_counter()
    typed, faults = convert("offers", frame)
    assert time.perf_counter() - start < 10
    assert (len(typed), faults) == (rows, [])


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("mulai", pd.Timestamp(2026, 11, 1), "2026-11"),
        ("end", "Maret 2027", "2027-03"),
        ("kurs usd", 15432.125, "15432.125"),
        ("rate_SGD", "12.000,5", "12000.5"),
        ("desimal uang", 2.0, "2"),
        ("Bahasa", "Bahasa Indonesia", "id"),
        ("mata uang", "idr", "IDR"),
        ("ready_status", "siap ekspor; coached", "export_ready; coached"),
        ("as_of", "3 Mei 2026", "2026-05-03"),
        ("my own", "x", "x"),
    ],
)
def test_each_setting_is_read_as_its_name_asks(name, value, text):
    typed, faults = convert("settings", pd.DataFrame({"nama": [name], "nilai": [value]}))
    assert (typed["value"].tolist(), faults) == ([text], [])


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("start", "soon", "not_month"),
        ("currency", "rupiah", "not_currency"),
        ("money_decimals", 7, "money_decimals_range"),
        ("language", "nl", "not_choice"),
        ("ready_status", "ready", "not_choice"),
        ("rate_USD", 0, "not_above"),
        ("rate_USD", "15.432", "ambiguous"),
    ],
)
def test_a_setting_that_cannot_be_read_is_a_fault(name, value, code):
    _, faults = convert("settings", pd.DataFrame({"name": [name], "value": [value]}))
    assert [fault.code for fault in faults] == [code]


BASE = {
    "suppliers": [["supplier"], ["A"]],
    "offers": [["supplier", "product", "unit_cost"], ["A", "shoe", 9]],
    "orders": [["order", "product", "quantity"], ["T1", "shoe", 5]],
}


@pytest.fixture
def book(tmp_path):
    """Return a function that writes a workbook: sheets by name, each a list of rows."""

    def write(sheets, merged=()):
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for name, rows in {**BASE, **sheets}.items():
            if rows is not None:
                sheet = workbook.create_sheet(name)
                for row in rows:
                    sheet.append(row)
        for sheet, cells in merged:
            workbook[sheet].merge_cells(cells)
        workbook.save(tmp_path / "pool.xlsx")
        return tmp_path / "pool.xlsx"

    return write


def message(path):
    """Return what is wrong with a pool, without the first and last line."""
    with pytest.raises(TableError) as error:
        read_pool(path)
    return "\n".join(str(error.value).split("\n")[2:-2]) + "\n"


def test_the_index_holds_the_rows_of_the_sheet(book):
    rows = [["Orders of 2026"], [], ["order", "product", "quantity"], [], ["T1", "shoe", 5]]
    pool = read_pool(book({"orders": rows}))
    assert pool.orders.index.tolist() == [5]
    assert pool.orders.index.name == "row"


def test_sheets_are_found_in_either_language_and_others_are_left_alone(book):
    sheets = {"suppliers": None, "PEMASOK": BASE["suppliers"], "notes to self": [["x"]]}
    assert list(read_tables(book(sheets))) == ["suppliers", "offers", "orders"]


def test_a_sheet_whose_name_is_nearly_right_is_named_and_still_checked(book):
    sheets = {"orders": None, "order": [["order", "product", "quantity"], ["T1", "shoe", -5]]}
    assert message(book(sheets)) == (
        "order: the name is nearly, but not quite, that of a table.\n"
        '    "order"  (did you mean "orders"?)\n'
        "  Correct the name of the sheet or file, or give one of your own a name less like it.\n"
        "\n"
        "order, column quantity: 1 row is negative.\n"
        "    sheet row 2  T1  -5\n"
        "  Give a figure of zero or more.\n"
    )


def test_a_table_that_is_there_twice_is_named(book):
    assert message(book({"pesanan": BASE["orders"]})) == (
        'orders: the table is there twice, as "orders" and as "pesanan".\n  Keep one of the two.\n'
    )


def test_a_sheet_without_headings_says_which_are_needed(book):
    assert message(book({"orders": [["T1", "shoe", 5]]})) == (
        "orders: no row holds the headings.\n"
        "  Put the headings in one row, above the first row of the table: at least order, product, "
        "quantity.\n"
    )


def test_an_error_and_a_formula_that_was_never_computed_are_no_blanks(book):
    rows = [["supplier", "capacity", "workers"], ["A", "=1+1", None], ["B", "#REF!", 5]]
    assert message(book({"suppliers": rows})) == (
        "suppliers, column capacity: 1 row is a formula that was never computed.\n"
        "    sheet row 2  A  =1+1\n"
        "  Open the workbook in a spreadsheet program, let it compute, and save it; or give the "
        "value itself.\n\n"
        "suppliers, column capacity: 1 row is an error of the sheet.\n"
        "    sheet row 3  B  #REF!\n"
        "  Mend the formula, or give the value itself.\n"
    )


def test_a_heading_merged_over_two_columns_is_named_by_its_cell(book):
    rows = [["supplier", "capacity", None], ["A", 5, 6]]
    assert message(book({"suppliers": rows}, [("suppliers", "B1:C1")])) == (
        "suppliers: cell B1 joins the headings of several columns.\n"
        "  Unmerge the cells and give each column its own heading.\n"
    )


def test_merged_cells_below_the_headings_are_named(book):
    rows = [["supplier", "city"], ["A", "Gresik"], ["B", None]]
    assert message(book({"suppliers": rows}, [("suppliers", "B2:B3")])) == (
        "suppliers: cells B2:B3 are merged, so it is not known for which rows their value stands.\n"
        "  Unmerge the cells and fill each row.\n"
    )


def test_a_merged_title_and_headings_of_two_rows_are_read_rightly(book):
    rows = [["Our producers"], ["supplier", "city"], [], ["A", "Gresik"]]
    merged = [("suppliers", "A1:B1"), ("suppliers", "A2:A3"), ("suppliers", "B2:B3")]
    assert read_pool(book({"suppliers": rows}, merged)).suppliers["city"].tolist() == ["Gresik"]


def test_cells_beside_the_table_are_kept_under_their_letter(book):
    rows = [["supplier"], ["A", None, "call on Monday"]]
    assert list(read_pool(book({"suppliers": rows})).suppliers) == ["supplier", "column C"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.xlsx", None, "There is no file {}. Give the path of an .xlsx workbook, or of a"),
        ("a.xls", b"x", "{} is not an .xlsx workbook. Save it as .xlsx, or give a folder of CSV"),
        ("a.xlsx", b"", "{} cannot be read as a workbook ("),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600), "{} is locked with a password, or is an old"),
        ("folder", None, "{} holds no table. Name the sheets or files suppliers, offers, orders"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_what_to_do(tmp_path, name, content, said):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    elif name == "folder":
        path.mkdir()
    with pytest.raises(FileError) as error:
        read_pool(path)
    assert str(error.value).startswith(said.format(path))
    assert error.value.in_language("id") != str(error.value)


def test_a_wrong_path_names_the_nearest_file(book):
    path = book({})
    with pytest.raises(FileError) as error:
        read_pool(path.with_name("pol.xlsx"))
    assert (
        str(error.value)
        == f'There is no file {path.with_name("pol.xlsx")}. Did you mean "pool.xlsx"?'
    )


@pytest.fixture
def folder(tmp_path):
    """Return a function that writes a folder of CSV files from their texts."""

    def write(**texts):
        for name, rows in BASE.items():
            lines = (",".join(map(str, row)) for row in rows)
            (tmp_path / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")
        for name, text in texts.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8-sig")
        return tmp_path

    return write


def test_a_csv_may_have_semicolons_decimal_commas_and_a_title(folder):
    text = "Daftar\n\nsupplier;product;unit_cost;hours\nA;shoe;1.500,5;0,25\nB;shoe;1.500;1.500\n"
    path = folder(offers=text, suppliers="supplier\nA\nB\n")
    offers = read_pool(path).offers
    assert offers["unit_cost"].tolist() == [1500.5, 1500]
    assert offers["hours"].tolist() == [0.25, 1500]
    assert offers.index.tolist() == [4, 5]


def test_a_csv_written_by_a_program_keeps_its_decimal_points(folder):
    """1.125 stands beside 0.5, so the point is the decimal mark of the column."""
    text = "supplier,product,unit_cost\nA,shoe,1.125\nA,sandal,0.5\n"
    assert read_pool(folder(offers=text)).offers["unit_cost"].tolist() == [1.125, 0.5]


@pytest.mark.parametrize("before", [0, 40])
@pytest.mark.parametrize(("tail", "cell"), [(",x", "x"), (",,,x;y,z", "x;y")])
def test_a_csv_row_that_is_too_long_is_told_with_its_row(folder, before, tail, cell):
    rows = "".join(f"B{at},Gresik\n" for at in range(before))
    path = folder(suppliers=f"supplier,city\n{rows}A,Gresik{tail}\n")
    with pytest.raises(TableError) as error:
        read_pool(path)
    assert str(error.value) == (
        "1 fault in 1 table.\n\n"
        "suppliers.csv: 1 row has more cells than there are headings.\n"
        f'    sheet row {before + 2}  "{cell}"\n'
        "  Take away the separator too many, put a text that holds one in double quotes, or add "
        "the heading.\n\n"
        "All faulty rows: error.faults (a DataFrame)."
    )


def test_a_csv_row_with_blank_cells_too_many_is_read(folder):
    assert list(read_pool(folder(suppliers="supplier,city\nA,Gresik,,-\n")).suppliers) == [
        "supplier",
        "city",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"supplier\n\xff\xfe\n", 'is not UTF-8 text. Save it as "CSV UTF-8".'),
        (b"supplier\n" + b"A\n" * 40 + b'"A\n', "cannot be read as CSV ("),
    ],
)
def test_a_damaged_csv_is_named(folder, content, said):
    path = folder() / "suppliers.csv"
    path.write_bytes(content)
    with pytest.raises(FileError) as error:
        read_pool(path.parent)
    assert str(error.value).startswith(f"{path} ")
    assert said in str(error.value)


def test_a_damaged_parquet_file_is_named(folder):
    path = folder() / "groups.parquet"
    path.write_bytes(b"nothing")
    with pytest.raises(FileError) as error:
        read_pool(path.parent)
    assert str(error.value).startswith(f"{path} cannot be read as Parquet (")


def test_frames_and_workbooks_go_the_same_way(book):
    pool = read_pool(book({}))
    frames = {name: pd.DataFrame(rows[1:], columns=rows[0]) for name, rows in BASE.items()}
    for name, frame in Pool(**frames).tables.items():
        pd.testing.assert_frame_equal(frame, pool.tables[name].reset_index(drop=True))


def test_short_floats_are_the_decimals_that_were_written():
    for dtype in ("float32", "Float32", "float16"):
        typed = read_column(pd.Series([5.1, 8.2], dtype=dtype), TABLES["offers"]["unit_cost"]).typed
        assert typed.tolist() == [5.1, 8.2]
    mixed = pd.Series([np.float32(5.1), "8,2"], dtype=object)
    assert read_column(mixed, TABLES["offers"]["unit_cost"]).typed.tolist() == [5.1, 8.2]


def test_figures_that_are_no_months_are_shown_without_marks():
    frame = pd.DataFrame({"order": ["T1", "T2"], "product": "p", "quantity": 5})
    assert told("orders", frame.assign(due=[202602.0, 46054])) == (
        "orders, column due: 2 rows are not months.\n"
        "    row label 0  T1  202602\n"
        "    row label 1  T2   46054\n"
        "  Give the month as 2026-11, November 2026 or 11/2026.\n"
    )


def test_quarters_and_years_are_no_months_and_days_are():
    frame = pd.DataFrame({"order": ["T1"], "product": "p", "quantity": 5})
    assert told("orders", frame.assign(due=pd.PeriodIndex(["2026Q4"], freq="Q"))) == (
        "orders, column due: 1 row is not a month.\n"
        "    row label 0  T1  2026Q4\n"
        "  Give the month as 2026-11, November 2026 or 11/2026.\n"
    )
    days, faults = convert("orders", frame.assign(due=pd.PeriodIndex(["2026-11-05"], freq="D")))
    assert (days["due"].astype(str).tolist(), faults) == (["2026-11"], [])


@pytest.mark.parametrize("dtype", ["complex128", "complex64", object])
def test_complex_numbers_are_refused(dtype):
    frame = pd.DataFrame({"supplier": ["A"], "product": "p", "unit_cost": 9})
    frame["unit_cost"] = pd.Series([8 + 1j], dtype=dtype)
    assert told("offers", frame) == (
        "offers, column unit_cost: 1 row is not a number.\n"
        "    row label 0  A  p  (8+1j)\n"
        "  Give the figure alone, without words.\n"
    )


def test_a_lone_dash_of_any_length_is_blank():
    dashes = ["-", "\N{EN DASH}", " \N{EM DASH} "]
    assert read_column(pd.Series(dashes), TABLES["offers"]["capacity"]).typed.isna().all()
    assert not len(convert("groups", pd.DataFrame({"group": dashes, "supplier": None}))[0])


def test_a_file_is_only_suggested_when_its_name_is_nearly_the_same(tmp_path):
    for name in ("inj.xlsx", "plan-2026.csv", "plan-2026.xlsx"):
        (tmp_path / name).touch()
    with pytest.raises(FileError) as error:
        read_tables(tmp_path / "nowhere.xlsx")
    assert str(error.value) == (
        f"There is no file {tmp_path / 'nowhere.xlsx'}. Give the path of an .xlsx workbook, or of "
        "a folder of CSV or Parquet files."
    )
    with pytest.raises(FileError) as error:
        read_tables(tmp_path / "plan-2025.xlsx")
    assert str(error.value) == (
        f'There is no file {tmp_path / "plan-2025.xlsx"}. Did you mean "plan-2026.xlsx"?'
    )

"""Writing then reading gives the same tables, and nothing is overwritten unasked."""

import tempfile
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ikmpool.errors import FileError, OptionError
from ikmpool.tables.files.writing import write_pool
from ikmpool.tables.pool import Pool, read_pool

ROUTES = [("pool.xlsx", None), ("folder", "csv"), ("folder", "parquet")]

names = st.text(
    st.characters(categories=("L", "N", "P", "S"), exclude_characters="»_"), min_size=1, max_size=8
).map(lambda text: f"{text}.") | st.sampled_from(["=A1", "+62", "@home", "-5", "'x", "7", "1.500"])
money = st.decimals(0, 999_999, places=3).map(float) | st.integers(0, 10**9).map(float)
share = st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)
month = st.integers(600, 720).map(lambda n: pd.Period(ordinal=n, freq="M"))


@st.composite
def pools(draw):
    """A small pool with a column of every kind, blanks among them."""
    suppliers = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    products = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    rows, maybe = len(suppliers), st.none()

    def column(strategy):
        return draw(st.lists(strategy, min_size=rows, max_size=rows))

    return Pool(
        settings={"currency": "IDR", "rate_USD": 15432.125, "language": "id"},
        suppliers=pd.DataFrame(
            {
                "supplier": suppliers,
                "status": column(maybe | st.sampled_from(["export_ready", "coached"])),
                "own_workshop": column(maybe | st.booleans()),
                "capacity": column(maybe | st.integers(0, 10**9)),
                "record": column(maybe | share),
                "my own": column(st.sampled_from(["red", "a b", "=1+1"])),
            }
        ),
        offers=pd.DataFrame(
            {
                "supplier": suppliers,
                "product": products[0],
                "unit_cost": column(money),
                "hours": column(maybe | money),
                "from": column(maybe | month),
            }
        ),
        orders=pd.DataFrame({"order": ["T"], "product": products[0], "quantity": [5]}),
        quality=pd.DataFrame(
            {
                "supplier": suppliers,
                "attribute": "length",
                "mean": column(st.integers(-5000, 5000).map(lambda n: n / 1000)),
                "date": column(maybe | st.dates(date(1990, 1, 1), date(2199, 12, 31))),
            }
        ),
        limits=pd.DataFrame({"supplier": ["each"], "month": ["2026-11"], "greatest": [0.5]}),
    )


def assert_same(left: Pool, right: Pool) -> None:
    """All tables are the same but for their index."""
    assert list(left.tables) == list(right.tables)
    for name, frame in left.tables.items():
        pd.testing.assert_frame_equal(
            frame.reset_index(drop=True), right.tables[name].reset_index(drop=True)
        )


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize(("name", "kind"), ROUTES)
@given(pool=pools())
@settings(max_examples=25)
def test_what_is_written_reads_back_the_same(name, kind, language, pool):
    with tempfile.TemporaryDirectory() as folder:
        path = write_pool(pool, Path(folder, name), language=language, kind=kind)
        assert_same(pool, read_pool(path))


def small_pool(**tables):
    """The smallest pool, with more tables where asked."""
    return Pool(
        **{
            "suppliers": pd.DataFrame({"supplier": ["=1+1"], "own_workshop": [True]}),
            "offers": pd.DataFrame(
                {"supplier": ["=1+1"], "product": ["shoe"], "unit_cost": [90.5]}
            ),
            "orders": pd.DataFrame({"order": ["T1"], "product": ["shoe"], "quantity": [20]}),
        }
        | tables
    )


def test_a_name_that_begins_like_a_formula_is_written_as_text(tmp_path):
    """An independent reader sees the text, and no formula."""
    path = write_pool(small_pool(), tmp_path / "pool.xlsx")
    cell = openpyxl.load_workbook(path)["suppliers"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_csv_quotes_what_a_spreadsheet_would_compute(tmp_path):
    write_pool(small_pool(), tmp_path / "pool")
    text = (tmp_path / "pool" / "suppliers.csv").read_text(encoding="utf-8-sig")
    assert text == "supplier,own_workshop\n'=1+1,yes\n"


def test_indonesian_sheets_have_indonesian_headings_and_words(tmp_path):
    path = write_pool(small_pool(), tmp_path / "pool.xlsx", language="id")
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == ["pemasok", "penawaran", "pesanan"]
    rows = list(workbook["pemasok"].iter_rows(values_only=True))
    assert rows == [("pemasok", "bengkel_sendiri"), ("=1+1", "ya")]


@pytest.mark.parametrize("name", ["pool.xlsx", "pool"])
def test_nothing_is_overwritten_unasked(tmp_path, name):
    """The message says what to do, and the file is as it was."""
    path = write_pool(small_pool(), tmp_path / name)
    before = sorted(p.stat().st_mtime_ns for p in tmp_path.rglob("*"))
    with pytest.raises(FileError) as error:
        write_pool(small_pool(), path)
    assert str(error.value) == (
        f"{path} is there already and is not overwritten. Choose another name, or give "
        "overwrite=True."
    )
    assert sorted(p.stat().st_mtime_ns for p in tmp_path.rglob("*")) == before


def test_overwriting_a_folder_takes_away_old_tables_and_leaves_other_files(tmp_path):
    groups = pd.DataFrame({"group": ["g"], "supplier": ["=1+1"]})
    path = write_pool(small_pool(groups=groups), tmp_path / "pool")
    (path / "letter.txt").write_text("mine", encoding="utf-8")
    write_pool(small_pool(), path, kind="parquet", overwrite=True)
    assert sorted(p.name for p in path.iterdir()) == [
        "letter.txt",
        "offers.parquet",
        "orders.parquet",
        "suppliers.parquet",
    ]


def test_a_failed_writing_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("ikmpool.tables.files.writing.MOST_ROWS", 0)
    with pytest.raises(FileError) as error:
        write_pool(small_pool(), tmp_path / "pool.xlsx")
    assert str(error.value) == (
        "Table suppliers has 1 rows, more than a sheet can hold (0). "
        "Write a folder of Parquet files instead."
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"kind": "word"}, "There is no kind 'word'. Choose one of: workbook, csv, parquet."),
        ({"language": "nl"}, "There is no language 'nl'. Choose one of: en, id."),
    ],
)
def test_an_unknown_option_names_those_that_are_known(tmp_path, arguments, message):
    with pytest.raises(OptionError) as error:
        write_pool(small_pool(), tmp_path / "pool", **arguments)
    assert str(error.value) == message


def test_a_workbook_needs_its_ending(tmp_path):
    with pytest.raises(FileError) as error:
        write_pool(small_pool(), tmp_path / "pool.xls", kind="workbook")
    assert "Give a name that ends in .xlsx" in str(error.value)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileError) as error:
        write_pool(small_pool(), tmp_path / "no" / "pool.xlsx")
    assert str(error.value) == (
        f"There is no folder {tmp_path / 'no'}. Make it first, or choose another one."
    )

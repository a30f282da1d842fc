"""Files of CSV and Parquet to raw frames, one a table."""

from __future__ import annotations

import csv
import warnings
from itertools import islice
from pathlib import Path

import pandas as pd

from ikmpool.compact import LARGE
from ikmpool.errors import Fault, FileError
from ikmpool.tables.checking.faults import MOST_LISTED
from ikmpool.tables.files.layout import (
    ROWS_ABOVE,
    blank_cells,
    heading_row,
    laid_out,
    marked,
    named,
    without_headings,
)
from ikmpool.tables.schema import Table


def read_file(path: Path, table: Table) -> pd.DataFrame:
    """Return a CSV or Parquet file as a raw frame.

    A CSV file is UTF-8 with commas, semicolons or tabs; its cells stay text and the index, named
    "row", holds row numbers as a spreadsheet shows them. A Parquet file keeps its types and index;
    texts of a long one that repeat are categories.

    Raises
    ------
    FileError
        When the file is damaged or not UTF-8.
    """
    if path.suffix.lower() == ".csv":
        return _read_csv(path, table)
    return marked(_read_parquet(path), path.name)


def _read_parquet(path: Path) -> pd.DataFrame:
    import pyarrow as pa

    try:
        texts = _many_texts(path)
        frame = pd.read_parquet(path, read_dictionary=texts)
        many = [name for name in texts if 2 * len(frame[name].cat.categories) > len(frame)]
        return frame.astype(dict.fromkeys(many, "str")) if many else frame
    except (pa.ArrowException, OSError, ValueError) as damage:
        raise FileError("tables.not_parquet", path=path, damage=damage) from None


def _many_texts(path: Path) -> list[str]:
    """Return the columns of texts of a long Parquet file: as categories they take a few bytes."""
    import pyarrow.parquet as pq
    from pyarrow.types import is_large_string, is_string

    with pq.ParquetFile(path) as file:
        if file.metadata.num_rows < LARGE:
            return []
        return [
            field.name
            for field in file.schema_arrow
            if is_string(field.type) or is_large_string(field.type)
        ]


def _read_csv(path: Path, table: Table) -> pd.DataFrame:
    try:
        rows, separator = _first_rows(path)
        at = heading_row(table, rows)
        if at is None:
            return without_headings(table, path.name)
        body = _body(path, at, len(rows[at]), separator)
    except UnicodeDecodeError:
        raise FileError("tables.not_utf8", path=path) from None
    except (pd.errors.ParserError, csv.Error) as damage:
        raise FileError("tables.not_csv", path=path, damage=damage) from None
    width, first = len(rows[at]), at + 2
    frame = laid_out(rows[at], body.iloc[:, :width], first)
    ragged = _ragged(table, body.iloc[:, width:].set_axis(range(first, first + len(body))), frame)
    return marked(frame, path.name, [named(fault, path.name) for fault in ragged])


def _ragged(table: Table, beyond: pd.DataFrame, frame: pd.DataFrame) -> list[Fault]:
    """Return the faults of rows with cells beyond the last heading: their cells have shifted."""
    filled = pd.DataFrame({name: ~blank_cells(cells) for name, cells in beyond.items()})
    filled.index = beyond.index
    wrong = filled.loc[filled.any(axis=1) & filled.index.isin(frame.index)]
    more = max(0, len(wrong) - MOST_LISTED)
    listed = [(row, beyond.loc[row, wrong.loc[row].idxmax()]) for row in wrong.index[:MOST_LISTED]]
    return [
        Fault(table.name, "", row, (), cell, "ragged", sheet_row=True, more=0 if i else more)
        for i, (row, cell) in enumerate(listed)
    ]


def _first_rows(path: Path) -> tuple[list[list[str]], str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        text = list(islice(file, ROWS_ABOVE))
    separator = max(",;\t", key=lambda mark: max((line.count(mark) for line in text), default=0))
    return list(csv.reader(text, delimiter=separator)), separator


def _body(path: Path, at: int, width: int, separator: str) -> pd.DataFrame:
    """Return the cells below the heading row, also those of rows that are too long."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            return _cells(path, at, width + 1, separator)
    except (pd.errors.ParserError, pd.errors.ParserWarning):
        with path.open(encoding="utf-8-sig", newline="") as file:
            widest = max(map(len, csv.reader(file, delimiter=separator)))
        return _cells(path, at, max(widest, width) + 1, separator)


def _cells(path: Path, at: int, columns: int, separator: str) -> pd.DataFrame:
    body = pd.read_csv(
        path,
        sep=separator,
        header=None,
        names=list(range(columns)),
        index_col=False,
        skiprows=at + 1,
        skip_blank_lines=False,
        dtype="str",
        keep_default_na=False,
        encoding="utf-8-sig",
    )
    return body.apply(_unquoted)


def _unquoted(cells: pd.Series[str]) -> pd.Series[str]:
    """Take away the quote that `writing` puts before what a spreadsheet would compute."""
    if not cells.str.startswith("'", na=False).any():
        return cells
    return cells.str.replace(r"^'(['=+\-@])", r"\1", regex=True)

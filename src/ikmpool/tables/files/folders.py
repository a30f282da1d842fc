"""Files of CSV and Parquet to raw frames, one a table."""

from __future__ import annotations

import csv
from itertools import islice
from pathlib import Path

import pandas as pd

from ikmpool.errors import FileError
from ikmpool.tables.files.layout import (
    ROWS_ABOVE,
    blank_cells,
    heading_row,
    laid_out,
    marked,
    without_headings,
)
from ikmpool.tables.schema import Table


def read_file(path: Path, table: Table) -> pd.DataFrame:
    """Return a CSV or Parquet file as a raw frame.

    A CSV file is UTF-8 with commas, semicolons or tabs; its cells stay text and the index, named
    "row", holds row numbers as a spreadsheet shows them. A Parquet file keeps its types and index.

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
        return pd.read_parquet(path)
    except (pa.ArrowException, OSError, ValueError) as damage:
        raise FileError("tables.not_parquet", path=path, damage=damage) from None


def _read_csv(path: Path, table: Table) -> pd.DataFrame:
    try:
        rows, separator = _first_rows(path)
        at = heading_row(table, rows)
        if at is None:
            return without_headings(table, path.name)
        width = max(map(len, rows[at:]))
        body = _body(path, at, width, separator)
    except UnicodeDecodeError:
        raise FileError("tables.not_utf8", path=path) from None
    except (pd.errors.ParserError, csv.Error) as damage:
        raise FileError("tables.not_csv", path=path, damage=damage) from None
    return marked(laid_out(rows[at], body, first_row=at + 2), path.name)


def _first_rows(path: Path) -> tuple[list[list[str]], str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        text = list(islice(file, ROWS_ABOVE))
    separator = max(",;\t", key=lambda mark: max((line.count(mark) for line in text), default=0))
    return list(csv.reader(text, delimiter=separator)), separator


def _body(path: Path, at: int, width: int, separator: str) -> pd.DataFrame:
    """Return the cells below the heading row; one more column catches rows that are too long."""
    body = pd.read_csv(
        path,
        sep=separator,
        header=None,
        names=list(range(width + 1)),
        index_col=False,
        skiprows=at + 1,
        skip_blank_lines=False,
        dtype="str",
        keep_default_na=False,
        encoding="utf-8-sig",
    )
    body = body.apply(_unquoted)
    beyond = blank_cells(body[width])
    return body.drop(columns=width) if beyond.all() else body


def _unquoted(cells: pd.Series[str]) -> pd.Series[str]:
    """Take away the quote that `writing` puts before what a spreadsheet would compute."""
    if not cells.str.startswith("'", na=False).any():
        return cells
    return cells.str.replace(r"^'(['=+\-@])", r"\1", regex=True)

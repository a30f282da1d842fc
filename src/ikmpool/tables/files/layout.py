"""Where a table lies on a sheet: its heading row, its rows, and the rows that only explain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ikmpool.errors import Fault
from ikmpool.tables.cells.parsing import DASHES, is_blank
from ikmpool.tables.checking.faults import ROW, table_fault
from ikmpool.tables.schema import Table, plain

Bools = npt.NDArray[np.bool_]

EXPLAINS = "»"
"""A row in which a cell begins with this sign explains the headings and is not read."""

ROWS_ABOVE = 30
"""So far down the heading row is looked for; titles and remarks may stand above it."""


def heading_row(table: Table, rows: Sequence[Sequence[object]]) -> int | None:
    """Return the position of the row that holds most of the table's headings, None if none does.

    >>> from ikmpool.tables.schema import TABLES
    >>> heading_row(TABLES["groups"], [["Our groups", ""], ["kelompok", "pemasok"], ["Jati", "A"]])
    1
    """
    counts = [
        len({table.by_heading[name].name for name in map(_plain, row) if name in table.by_heading})
        for row in rows[:ROWS_ABOVE]
    ]
    return counts.index(max(counts)) if any(counts) else None


def _plain(cell: object) -> str:
    return plain(cell) if isinstance(cell, str) else ""


def column_letters(position: int) -> str:
    """Return the letters of a column: 0 is A, 26 is AA.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell from positions that start at 0.

    >>> cell_name(6, 1)
    'B7'
    """
    return f"{column_letters(column)}{row + 1}"


def laid_out(headings: Sequence[object], body: pd.DataFrame, first_row: int) -> pd.DataFrame:
    """Return the rows below the headings as a frame that knows its sheet rows.

    Parameters
    ----------
    headings : sequence
        The cells of the heading row.
    body : DataFrame
        The cells below, one column a heading.
    first_row : int
        The number, in the sheet, of the first row of `body`.

    Returns
    -------
    DataFrame
        Columns without a heading and without cells are left out; those with cells are called by
        their letters. Rows that explain are left out. The index, named "row", holds sheet rows.
    """
    body = body.set_axis(pd.RangeIndex(first_row, first_row + len(body), name=ROW), axis=0)
    keep, names = [], []
    for position in range(body.shape[1]):
        heading = headings[position] if position < len(headings) else ""
        if not is_blank(heading) or not blank_cells(body.iloc[:, position]).all():
            keep.append(position)
            names.append(_name(heading, position))
    frame = body.iloc[:, keep].set_axis(pd.Index(names, dtype=object), axis=1)
    kept = frame.loc[~_explains(frame)]
    inferred = {at: _inferred(kept.iloc[:, at]) for at in range(kept.shape[1])}
    return pd.DataFrame(inferred, index=kept.index).set_axis(kept.columns, axis=1)


def _inferred(cells: pd.Series[Any]) -> pd.Series[Any]:
    """Return the cells with blank ones missing, typed where all are of one type."""
    given = cells.where(cells != "")
    return given if given.dtype != object else pd.Series(given.tolist(), index=cells.index)


def _name(heading: object, position: int) -> str:
    return f"column {column_letters(position)}" if is_blank(heading) else str(heading).strip()


def _explains(frame: pd.DataFrame) -> Bools:
    explains = np.zeros(len(frame), dtype=bool)
    for position in range(frame.shape[1]):
        cells = frame.iloc[:, position]
        if isinstance(cells.dtype, pd.StringDtype):
            explains |= cells.str.startswith(EXPLAINS, na=False).to_numpy(dtype=bool)
        elif cells.dtype == object:
            explains |= [isinstance(cell, str) and cell.startswith(EXPLAINS) for cell in cells]
    return explains


def blank_cells(cells: pd.Series[Any]) -> Bools:
    """Return which cells say nothing (see `parsing.is_blank`)."""
    if cells.dtype == object:
        return np.fromiter(map(is_blank, cells), dtype=bool, count=len(cells))
    if isinstance(cells.dtype, pd.CategoricalDtype):
        of_category = blank_cells(pd.Series(cells.cat.categories))
        return np.append(of_category, True)[cells.cat.codes.to_numpy()]
    missing: Bools = cells.isna().to_numpy(dtype=bool)
    if isinstance(cells.dtype, pd.StringDtype):
        return missing | cells.str.strip().isin(["", *DASHES]).to_numpy(dtype=bool)
    return missing


def without_headings(table: Table, sheet: str) -> pd.DataFrame:
    """Return an empty frame that carries the fault of having no headings."""
    needed = ", ".join(column.name for column in table.columns if column.needed)
    frame = pd.DataFrame()
    fault = table_fault(table.name, "no_headings", needed=needed or table.columns[0].name)
    return marked(frame, sheet, [named(fault, sheet)])


def marked(frame: pd.DataFrame, sheet: str, faults: Sequence[Fault] = ()) -> pd.DataFrame:
    """Note on a frame the sheet it comes from and what is wrong with the sheet."""
    known = frame.attrs.get("ikmpool", {})
    faults = [*known.get("faults", []), *faults]
    frame.attrs["ikmpool"] = {"sheet": sheet, **({"faults": faults} if faults else {})}
    return frame


def named(fault: Fault, sheet: str) -> Fault:
    """Return the fault with the name of its sheet."""
    return replace(fault, sheet=sheet)

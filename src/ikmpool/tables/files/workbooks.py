"""A workbook to raw frames, one a sheet that is a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ikmpool.errors import FileError
from ikmpool.tables.cells.parsing import is_blank
from ikmpool.tables.checking.faults import table_fault
from ikmpool.tables.files.layout import (
    cell_name,
    column_letters,
    heading_row,
    laid_out,
    marked,
    named,
    without_headings,
)
from ikmpool.tables.files.unvalued import unvalued_cells
from ikmpool.tables.schema import Table

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

    from ikmpool.errors import Fault

_COMPOUND = b"\xd0\xcf\x11\xe0"

Rows = list[list[object]]
Merged = list[tuple[tuple[int, int], tuple[int, int]]]


def open_workbook(path: Path) -> CalamineWorkbook:
    """Open a workbook for reading.

    Raises
    ------
    FileError
        When it is no workbook, is damaged, or has a password.
    """
    import python_calamine as calamine

    try:
        return calamine.CalamineWorkbook.from_path(path)
    except calamine.PasswordError:
        raise FileError("tables.password", path=path) from None
    except calamine.CalamineError as damage:
        key = "tables.password" if _is_compound(path) else "tables.not_workbook"
        raise FileError(key, path=path, damage=damage) from None


def _is_compound(path: Path) -> bool:
    """Return whether the file is of the kind that locked workbooks and old .xls files are."""
    with path.open("rb") as file:
        return file.read(len(_COMPOUND)) == _COMPOUND


def read_sheet(
    path: Path, workbook: CalamineWorkbook, sheet_name: str, table: Table
) -> pd.DataFrame:
    """Return a sheet as a raw frame; the index, named "row", holds the sheet's own row numbers.

    Faults of the sheet as a whole (no headings, merged cells) stand in the frame's ``attrs``.
    """
    sheet = workbook.get_sheet_by_name(sheet_name)
    rows: Rows = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    for (row, column), broken in unvalued_cells(path, sheet_name).items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = broken
    at = heading_row(table, rows)
    if at is None:
        return without_headings(table, sheet_name)
    body = pd.DataFrame(rows[at + 1 :], columns=range(len(rows[at])), dtype=object)
    frame = laid_out(rows[at], body, first_row=at + 2)
    faults = _merged_faults(sheet, rows, at, table)
    return marked(frame, sheet_name, [named(fault, sheet_name) for fault in faults])


def _merged_faults(sheet: CalamineSheet, rows: Rows, at: int, table: Table) -> list[Fault]:
    """Return the faults of cells that are merged in the heading row or below it."""
    merged: Merged = sheet.merged_cell_ranges or []
    faults = []
    for (top, left), (bottom, right) in merged:
        if top <= at <= bottom and right > left and _hides_a_column(rows, at, left, right):
            cell = cell_name(top, left)
            faults.append(table_fault(table.name, "merged_heading", cell=cell))
        elif top > at:
            cell = f"{cell_name(top, left)}:{column_letters(right)}{bottom + 1}"
            faults.append(table_fault(table.name, "merged_cells", cell=cell))
    return faults


def _hides_a_column(rows: Rows, at: int, left: int, right: int) -> bool:
    """Return whether a heading merged over several columns has cells below its later ones."""
    return any(not is_blank(cell) for row in rows[at + 1 :] for cell in row[left + 1 : right + 1])

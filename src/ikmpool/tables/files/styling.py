"""How a sheet of tables looks: headings, number formats, widths; for pools and the template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from numbers import Number
from pathlib import Path
from typing import Any

import pandas as pd

from ikmpool.tables.schema import Column

MOST_ROWS = 1_048_575
"""Rows that a sheet holds below its headings."""

FORMATS = {
    "money": "#,##0",
    "whole": "#,##0",
    "decimal": "General",
    "share": "0%",
    "month": "yyyy-mm",
    "month_or_each": "yyyy-mm",
    "date": "yyyy-mm-dd",
}
"""The number format of each kind that has one; the sheet shows it with the reader's own marks."""

NEEDED, OPTIONAL, NOTE = "#1F4E5F", "#4F7F8D", "#CFDADE"
"""Colours of headings: must be filled; may be; only for people."""

_DECIMALS_LESS = {"money": 0, "share": 2}
"""Kinds whose format shows decimals, and the decimals that a percent sign takes up."""
_MANY = 99

_NARROWEST, _WIDEST = 11, 40
_COLUMNS_A_PAGE = 11
_A4 = 9  # the number of the paper size in a workbook


class Styles:
    """The cell formats of one workbook, each made once."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def get(self, **properties: object) -> Any:
        """Return the format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
            self._made[key] = self._workbook.add_format(base | properties)
        return self._made[key]

    def heading(self, column: Column | None) -> Any:
        """Return the format of a column's heading."""
        colour = heading_colour(column)
        edge = {"border": 1, "border_color": "#FFFFFF", "valign": "vcenter"}
        return self.get(bold=True, font_color=on_colour(colour), bg_color=colour, **edge)

    def body(self, column: Column | None, cells: Sequence[Any] = ()) -> Any:
        """Return the format of a column's cells, with the decimals that these cells need."""
        kind = column.kind if column else "text"
        plain = FORMATS.get(kind, "General" if column is None else "@")
        decimals = _decimals(cells) - _DECIMALS_LESS.get(kind, _MANY)
        if decimals > 0:
            plain = plain.removesuffix("%") + "." + "0" * decimals + "%" * plain.endswith("%")
        return self.get(num_format=plain)


def _decimals(cells: Sequence[Any]) -> int:
    """Return the decimals of the finest of some figures."""
    texts = [str(cell) for cell in cells if isinstance(cell, float | Decimal)]
    exponents = [Decimal(t).normalize().as_tuple().exponent for t in texts if t != "nan"]
    return max((-e for e in exponents if isinstance(e, int)), default=0)


def heading_colour(column: Column | None) -> str:
    """Return the colour that says whether a column must be filled."""
    if column is None or column.note:
        return NOTE
    return NEEDED if column.needed else OPTIONAL


def on_colour(colour: str) -> str:
    """Return the colour of words that can be read on a heading's colour."""
    return "#222222" if colour == NOTE else "#FFFFFF"


@contextmanager
def new_workbook(path: Path) -> Iterator[Any]:
    """Yield a workbook to write; texts stay texts, whatever they begin with."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(path, options)
    try:
        yield workbook
    finally:
        workbook.close()


def write_headings(
    sheet: Any, styles: Styles, columns: Sequence[Column | None], texts: Sequence[str]
) -> None:
    """Write the heading row, freeze it and set the widths of the columns."""
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)
    fit_to_width(sheet, pages=1 + len(columns) // _COLUMNS_A_PAGE)
    sheet.set_row(0, 20)
    for at, (column, text) in enumerate(zip(columns, texts, strict=True)):
        sheet.write_string(0, at, text, styles.heading(column))
        sheet.set_column(at, at, width_of([text]), styles.body(column))


def fit_to_width(sheet: Any, pages: int = 1) -> None:
    """Print a sheet lying, on A4, as wide as so many pages."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(pages, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)


def width_of(texts: Sequence[str]) -> int:
    """Return the width of a column that shows these texts."""
    longest = max(map(len, texts), default=0)
    return min(max(longest + 3, _NARROWEST), _WIDEST)


def write_cells(
    sheet: Any, styles: Styles, column: Column | None, at: int, cells: Sequence[Any]
) -> None:
    """Write the cells of a column below its heading, each as what it is."""
    style = styles.body(column, cells)
    for row, cell in enumerate(cells, start=1):
        if cell is not None:
            write_cell(sheet, (row, at), cell, style)
    shown = [str(cell) for cell in cells[:200] if isinstance(cell, str)]
    if shown:
        heading = column.name if column else ""
        sheet.set_column(at, at, width_of([heading, *shown]), style)


def write_cell(sheet: Any, place: tuple[int, int], cell: Any, style: Any) -> None:
    """Write one cell as text, number, day or month; never as a formula."""
    if isinstance(cell, pd.Period):
        sheet.write_datetime(*place, cell.to_timestamp().to_pydatetime(), style)
    elif isinstance(cell, bool):
        sheet.write_boolean(*place, cell, style)
    elif isinstance(cell, datetime | date):
        sheet.write_datetime(*place, cell, style)
    elif isinstance(cell, Number):
        sheet.write_number(*place, cell, style)
    else:
        sheet.write_string(*place, str(cell), style)

"""One sheet of a result: headings in the language, number formats, widths, all of it printable."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from ikmpool.errors import FileError
from ikmpool.tables.files.styling import (
    MOST_ROWS,
    NEEDED,
    Styles,
    fit_to_width,
    on_colour,
    width_of,
    write_cell,
)
from ikmpool.wording import figure, say

_UNITS, _MONEY, _SHARE, _MONTH, _HOURS = "units", "money", "share", "month", "hours"
KINDS = {
    **dict.fromkeys(("units", "quantity", "delivered_units", "short", "tolerated"), _UNITS),
    **dict.fromkeys(("over", "capacity", "times"), _UNITS),
    **dict.fromkeys(("at_start", "made_units", "overtime", "held"), _UNITS),
    **dict.fromkeys(("unit_cost", "cost", "amount"), _MONEY),
    "rate": _SHARE,
    "hours": _HOURS,
    **dict.fromkeys(("made", "delivered", "month"), _MONTH),
}
"""What the cells of a column are, by its name; text where it is not named here."""

_SENTENCES = 70
_MEASURED = 200
"""Rows whose texts set the width of a column."""


class Sheets:
    """The sheets of one result workbook.

    Parameters
    ----------
    workbook : xlsxwriter.Workbook
    language : {"en", "id"}
    decimals : int
        Decimals of the money columns.
    """

    def __init__(self, workbook: Any, language: str, decimals: int) -> None:
        self.workbook, self.language = workbook, language
        self.styles = Styles(workbook)
        money = "#,##0" + ("." + "0" * decimals if decimals else "")
        self.formats = {
            _UNITS: "#,##0",
            _MONEY: money,
            _SHARE: "0.0%",
            _MONTH: "yyyy-mm",
            _HOURS: "#,##0.0",
        }

    def add(self, name: str) -> Any:
        """Add a sheet, named in the language, that prints lying as wide as a page."""
        sheet = self.workbook.add_worksheet(say(f"reports.sheets.{name}", self.language))
        fit_to_width(sheet)
        return sheet

    def add_table(self, name: str, frame: pd.DataFrame) -> None:
        """Add a sheet with a frame, or with a sentence where the frame has no rows.

        Raises
        ------
        FileError
            Where the frame has more rows than a sheet.
        """
        if len(frame) > MOST_ROWS:
            raise FileError("tables.too_many_rows", table=name, rows=len(frame), most=MOST_ROWS)
        sheet = self.add(name)
        self.write_table(sheet, frame, 0)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        if len(frame):
            sheet.autofilter(0, 0, len(frame), frame.shape[1] - 1)
        else:
            words = say(f"reports.empty.{name}", self.language)
            sheet.write_string(1, 0, words, self.styles.get(italic=True))

    def write_table(self, sheet: Any, frame: pd.DataFrame, top: int, left: int = 0) -> None:
        """Write a frame with its headings, from a row and a column of the sheet on."""
        sheet.set_row(top, 20)
        for at, name in enumerate(frame.columns, start=left):
            kind = KINDS.get(name, "")
            heading = say(f"reports.columns.{name}", self.language)
            sheet.write_string(top, at, heading, self.heading(right=kind in self.formats))
            cells = frame[name].astype(object).tolist()
            style = self.body(kind)
            for row, cell in enumerate(cells, start=top + 1):
                if not _is_blank(cell):
                    write_cell(sheet, (row, at), _plain(cell), style)
            width = width_of([heading, *self._shown(cells, kind)])
            sheet.set_column(at, at, _SENTENCES if name == "words" else width)

    def heading(self, *, right: bool = False) -> Any:
        """Give the format of a heading."""
        place = {"align": "right", "indent": 1} if right else {"align": "left"}
        colours = {"font_color": on_colour(NEEDED), "bg_color": NEEDED}
        return self.styles.get(bold=True, valign="vcenter", **colours, **place)

    def body(self, kind: str) -> Any:
        """Give the format of a column's cells."""
        if kind not in self.formats:
            return self.styles.get(num_format="@")
        return self.styles.get(num_format=self.formats[kind], align="right", indent=1)

    def _shown(self, cells: Sequence[Any], kind: str) -> list[str]:
        """Give the texts that the width of a column must show."""
        if kind in (_UNITS, _MONEY):
            return [figure(max(map(_size, cells), default=0))]
        if kind in self.formats:
            return []
        return [str(cell) for cell in cells[:_MEASURED] if not _is_blank(cell)]


def _is_blank(cell: Any) -> bool:
    return cell is None or cell is pd.NaT or cell is pd.NA or cell == "" or cell != cell  # noqa: PLR0124 - NaN


def _size(cell: Any) -> Any:
    return 0 if _is_blank(cell) else abs(_plain(cell))


def _plain(cell: Any) -> Any:
    """Give a cell as a workbook keeps it: exact amounts become its own floats."""
    return float(cell) if isinstance(cell, Decimal | Fraction) else cell

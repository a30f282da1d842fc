"""One cell, as typed by a person, to one value of the kind that its column asks."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from ikmpool.exact import MOST_DECIMALS
from ikmpool.tables.cells.moments import read_date, read_month
from ikmpool.tables.cells.numerals import (
    Unreadable,
    float_of,
    read_number,
    read_whole,
    whole_of,
)
from ikmpool.tables.checking.nearness import nearest_name
from ikmpool.tables.schema import Column, plain

EXCEL_ERRORS = frozenset(
    {
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#DIV/0!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
    }
)
"""What a sheet shows instead of a value."""

EVERY = frozenset({"setiap"})
"""Other ways to write "each" in the scope of a limit."""

DASHES = ("-", "\N{EN DASH}", "\N{EM DASH}")
"""Signs that people put into a cell that says nothing."""

MOST_UNITS = 10**12
"""The greatest whole number that is read; beyond it somebody means "without limit"."""

_NUMBERS = (int, float, Decimal, np.number)
_FLAGS = {
    **dict.fromkeys(("yes", "y", "ya", "true", "benar", "1", "x", "✓", "✔", "iya"), True),
    **dict.fromkeys(("no", "n", "tidak", "false", "salah", "0", "bukan", "tdk"), False),
}


@dataclass(frozen=True)
class BrokenCell:
    """A cell of a workbook that holds no value: an error, or a formula never computed."""

    text: str

    def __str__(self) -> str:
        return self.text


def is_blank(cell: object) -> bool:
    """Return whether a cell says nothing: missing, white space or a lone dash.

    >>> [is_blank(cell) for cell in (None, float("nan"), " ", "-", 0, "0")]
    [True, True, True, True, False, False]
    """
    if isinstance(cell, str):
        return cell.strip() in ("", *DASHES)
    return cell is None or cell is pd.NaT or cell is pd.NA or cell != cell  # noqa: PLR0124 - NaN


def check_broken(cell: object) -> None:
    """Raise `Unreadable` where a cell is an error of Excel or a formula without a value."""
    if isinstance(cell, BrokenCell) and cell.text.startswith("="):
        raise Unreadable("formula")
    if isinstance(cell, BrokenCell) or (isinstance(cell, str) and cell.strip() in EXCEL_ERRORS):
        raise Unreadable("excel_error")


def read_text(cell: Any) -> str:
    """Return a cell as text: outer white space gone, inner runs folded to one space.

    >>> read_text("  safety   shoe "), read_text(7.0)
    ('safety shoe', '7')
    """
    if isinstance(cell, str):
        return " ".join(cell.split())
    if isinstance(cell, date):
        return str(cell)[:10] if _at_midnight(cell) else str(cell)
    whole = is_number(cell) and float(cell).is_integer()
    return str(int(cell)) if whole else str(cell)


def is_number(cell: object) -> bool:
    """Return whether a cell is a number; yes and no are none."""
    return isinstance(cell, _NUMBERS) and not isinstance(cell, bool | np.complexfloating)


def _at_midnight(cell: date) -> bool:
    return not isinstance(cell, datetime) or cell.time() == time()


def _number_of(cell: Any, kind: str, mark: str) -> Decimal:
    if isinstance(cell, str):
        return read_number(cell, kind, mark)
    if not is_number(cell):
        raise Unreadable("not_number")
    if math.isinf(cell):
        raise Unreadable("infinite")
    return Decimal(str(cell))


def _read_decimal(cell: object, column: Column, mark: str) -> float:
    return float_of(_number_of(cell, column.kind, mark))


def _read_whole(cell: object, column: Column, mark: str) -> int:
    if isinstance(cell, str):
        number = read_whole(cell, packs=column.unit.startswith("units"), mark=mark)
    else:
        number = whole_of(_number_of(cell, "whole", mark))
    if abs(number) > MOST_UNITS:
        raise Unreadable("too_many", most=MOST_UNITS)
    return number


def _read_flag(cell: Any, _column: Column, _mark: str) -> bool:
    word = str(bool(cell)) if isinstance(cell, np.bool) else read_text(cell)
    found = _FLAGS.get(word.casefold())
    if found is None:
        raise Unreadable("not_flag")
    return found


def choices_of(column: Column) -> dict[str, str]:
    """Return the words of a choice in both languages, as figures of a fault."""
    return {"choices": ", ".join(column.choices), "choices_id": ", ".join(column.choices_id)}


def read_choice(cell: object, column: Column) -> str:
    """Return the English word of a choice that is given in English or Indonesian.

    Raises
    ------
    Unreadable
        When it is none of the choices.
    """
    found = _words_of(column).get(plain(read_text(cell)))
    if found is None:
        words = [*column.choices, *column.choices_id]
        nearest = nearest_name(read_text(cell), words)
        raise Unreadable("not_choice", nearest=nearest, **choices_of(column))
    return found


def _words_of(column: Column) -> dict[str, str]:
    pairs = zip((*column.choices, *column.choices_id), column.choices * 2, strict=True)
    words = {plain(word): english for word, english in pairs}
    return words | (dict.fromkeys(EVERY, "each") if "each" in column.choices else {})


def _read_special(cell: object, column: Column, _mark: str = "") -> str:
    text = read_text(cell)
    return _words_of(column).get(plain(text), text) if column.choices else text


def _read_names(cell: object, _column: Column, _mark: str) -> str:
    return "; ".join(filter(None, (name.strip() for name in read_text(cell).split(";"))))


def _read_shares(cell: object, _column: Column, _mark: str) -> str:
    parts = cell.split(";") if isinstance(cell, str) else [cell]
    return "; ".join(_share_in(part) for part in parts)


def _share_in(part: object) -> str:
    """Return one of several shares as a decimal, which can be read in one way only.

    >>> _share_in("12,5 %"), _share_in("1.0")
    ('0.125', '1')
    """
    told = Unreadable("not_shares", part=str(part).strip(), most=MOST_DECIMALS)
    try:
        share = _number_of(part, "share", "")
    except Unreadable:
        raise told from None
    if not 0 <= share <= 1 or share != round(share, MOST_DECIMALS):
        raise told
    return f"{abs(share).normalize():f}"


def _read_month_or_each(cell: object, column: Column, mark: str) -> str:
    text = _read_special(cell, column, mark)
    return text if text in column.choices else str(read_month(cell))


_READERS: dict[str, Callable[[Any, Column, str], Any]] = {
    "text": _read_special,
    "names": _read_names,
    "shares": _read_shares,
    "choice": lambda cell, column, _mark: read_choice(cell, column),
    "whole": _read_whole,
    "decimal": _read_decimal,
    "money": _read_decimal,
    "share": _read_decimal,
    "flag": _read_flag,
    "month": lambda cell, _column, _mark: read_month(cell),
    "month_or_each": _read_month_or_each,
    "date": lambda cell, _column, _mark: read_date(cell),
}


def read_cell(cell: object, column: Column, mark: str = "") -> Any:
    """Return the value of a cell that is not blank, of the kind of its column.

    Parameters
    ----------
    cell : object
        As it came from a workbook, a file or a frame.
    column : Column
        Its column in the schema.
    mark : str
        The decimal mark that the column's other cells show (see `numerals.decimal_mark`).

    Raises
    ------
    Unreadable
        When the cell cannot be read, with the code of the fault.

    Examples
    --------
    >>> from ikmpool.tables.schema import TABLES
    >>> (
    ...     read_cell("2 kodi", TABLES["orders"]["quantity"]),
    ...     read_cell("5 %", TABLES["tiers"]["percent_off"]),
    ... )
    (40, 0.05)
    """
    check_broken(cell)
    return _READERS[column.kind](cell, column, mark)

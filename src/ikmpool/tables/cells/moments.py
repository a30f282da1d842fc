"""Months and days as people write them, in English and Indonesian words or in figures."""

from __future__ import annotations

import re
from datetime import date, datetime

import pandas as pd

from ikmpool.tables.cells.numerals import Unreadable

_MONTHS = (
    "jan january januari",
    "feb february februari peb pebruari",
    "mar march maret mrt",
    "apr april",
    "may mei",
    "jun june juni",
    "jul july juli",
    "aug august agt agu agus agustus ags",
    "sep sept september",
    "oct october okt oktober",
    "nov november nop nopember",
    "dec december des desember",
)
MONTH_OF_WORD = {word: i for i, words in enumerate(_MONTHS, start=1) for word in words.split()}
"""The number of a month by its name or short name, in either language."""

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_YEAR_FIRST = re.compile(
    r"(\d{4})[-/. ](\d{1,2})(?:[-/. ](\d{1,2}))?(?:[T ]00:00(?::00(?:\.0*)?)?)?"
)
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/. ](\d{4})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_WORD = re.compile(r"(?:(\d{1,2})[-/ .]+)?([^\W\d_]+)\.?[-/ ,.']*(\d{4})")
_YEAR_WORD = re.compile(r"(\d{4})[-/ ]+([^\W\d_]+)\.?")
_ENGLISH = re.compile(r"([^\W\d_]+)\.? (\d{1,2}), ?(\d{4})")


def read_month(cell: object) -> pd.Period:
    """Return the month that a cell names.

    Parameters
    ----------
    cell : object
        A date, a Period, or a text: "2026-11", "11/2026", "Nov 2026", "Agustus 2026", "2026-11-15".

    Raises
    ------
    Unreadable
        When the cell names no month.

    Examples
    --------
    >>> read_month("Okt 2026"), read_month("11/2026")
    (Period('2026-10', 'M'), Period('2026-11', 'M'))
    """
    if isinstance(cell, pd.Period):
        if cell.start_time.to_period("M") != cell.end_time.to_period("M"):  # a quarter, a year
            raise Unreadable("not_month")
        return cell.asfreq("M")
    if isinstance(cell, date):
        return pd.Period(year=cell.year, month=cell.month, freq="M")
    if not isinstance(cell, str):
        raise Unreadable("not_month")
    year, month = _month_of_text(cell.strip())
    return pd.Period(year=year, month=month, freq="M")


def _month_of_text(text: str) -> tuple[int, int]:
    if found := _MONTH_YEAR.fullmatch(text):
        return _checked(int(found[2]), int(found[1]))
    if found := _YEAR_WORD.fullmatch(text):
        return _checked(int(found[1]), _named(found[2]))
    if (found := _YEAR_FIRST.fullmatch(text)) and not found[3]:
        return _checked(int(found[1]), int(found[2]))
    if (found := _WORD.fullmatch(text)) and not found[1]:
        return _checked(int(found[3]), _named(found[2]))
    try:
        day = read_date(text)
    except Unreadable as unreadable:
        raise Unreadable(_AS_MONTH[unreadable.code], **unreadable.figures) from None
    return day.year, day.month


_AS_MONTH = {"not_date": "not_month", "ambiguous_date": "ambiguous_month"}


def _named(word: str) -> int:
    return MONTH_OF_WORD.get(word.casefold(), 0)


def _checked(year: int, month: int) -> tuple[int, int]:
    if not (1 <= month <= len(_MONTHS) and _FIRST_YEAR <= year <= _LAST_YEAR):
        raise Unreadable("not_month")
    return year, month


def read_date(cell: object) -> datetime:
    """Return the day that a cell names, at midnight.

    A text with the day and the month both in figures and both 12 or less, such as "3/4/2026",
    can be read in two ways and is refused.

    Raises
    ------
    Unreadable
        When the cell names no day, or two.

    Examples
    --------
    >>> read_date("2 Agustus 2026").date().isoformat()
    '2026-08-02'
    """
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - a day has no zone
    if not isinstance(cell, str):
        raise Unreadable("not_date")
    year, month, day = _parts(cell.strip())
    try:
        found = datetime(year, month, day)  # noqa: DTZ001 - a day has no zone
    except ValueError:
        raise Unreadable("not_date") from None
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise Unreadable("not_date")
    return found


def _parts(text: str) -> tuple[int, int, int]:
    if (found := _YEAR_FIRST.fullmatch(text)) and found[3]:
        return int(found[1]), int(found[2]), int(found[3])
    if (found := _WORD.fullmatch(text)) and found[1]:
        return int(found[3]), _named(found[2]), int(found[1])
    if found := _ENGLISH.fullmatch(text):
        return int(found[3]), _named(found[1]), int(found[2])
    if found := _DAY_FIRST.fullmatch(text):
        return _day_first(int(found[1]), int(found[2]), int(found[3]))
    raise Unreadable("not_date")


def _day_first(first: int, second: int, year: int) -> tuple[int, int, int]:
    if first > len(_MONTHS) or first == second:
        return year, second, first
    if second > len(_MONTHS):
        return year, first, second
    one, other = f"{year}-{second:02}-{first:02}", f"{year}-{first:02}-{second:02}"
    raise Unreadable("ambiguous_date", one=one, other=other)

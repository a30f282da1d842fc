"""One column of cells to one typed column, and what was wrong with its cells.

Columns that already hold figures, days or months are checked by NumPy alone. Texts are read once a
*different* text, and long columns of them stay categories where they came as such. Only a column of
mixed Python objects is read cell by cell.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import (
    is_bool_dtype,
    is_complex_dtype,
    is_datetime64_any_dtype,
    is_numeric_dtype,
)

from ikmpool.compact import LARGE
from ikmpool.tables.cells.numerals import MOST_DIGITS, Unreadable, decimal_mark
from ikmpool.tables.cells.parsing import MOST_UNITS, is_blank, read_cell
from ikmpool.tables.schema import Column

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Positions = npt.NDArray[Any]

MOST_LISTED = 1000
"""So many cells of one column with one fault are listed; the others are counted."""

MOST_MONEY = 10**15
"""The greatest sum of money, or measure, that is read."""

_NUMBERS = frozenset({"whole", "decimal", "money", "share"})
_CLEAN = r"[!-\"$-,.-~][!-~]*(?: [!-~]+)*"  # nothing to strip or fold, no dash, no #N/A
_EXACT = 10.0**MOST_DIGITS
_SHORT_FLOATS = ("float32", "float[pyarrow]", "float16", "halffloat[pyarrow]")
_MOST_DECIMALS = 21  # 10**22 is the last power of ten that a float64 holds exactly


@dataclass
class Reading:
    """A typed column and its unreadable cells.

    Attributes
    ----------
    typed : Series
        Of the column's dtype, on the index of the cells; unreadable cells are blank.
    unread : boolean array, shape (rows,)
        Which cells could not be read.
    troubles : list of (position, Unreadable)
        What is wrong where; at most `MOST_LISTED` for one code.
    more : Counter
        By code, the cells beyond those listed.
    """

    typed: pd.Series[Any]
    unread: Bools
    troubles: list[tuple[int, Unreadable]] = field(default_factory=list)
    more: Counter[str] = field(default_factory=Counter)
    _listed: Counter[str] = field(default_factory=Counter)

    def add(self, position: int, trouble: Unreadable) -> None:
        """Note what is wrong with one cell."""
        self._listed[trouble.code] += 1
        if self._listed[trouble.code] <= MOST_LISTED:
            self.troubles.append((position, trouble))
        else:
            self.more[trouble.code] += 1

    def add_where(self, wrong: Bools, code: str, **figures: object) -> None:
        """Note the same trouble for all cells that are wrong."""
        positions = np.flatnonzero(wrong)
        trouble = Unreadable(code, **figures)
        self.troubles += [(int(at), trouble) for at in positions[:MOST_LISTED]]
        self.more[code] += max(0, len(positions) - MOST_LISTED)


def read_column(cells: pd.Series[Any], column: Column) -> Reading:
    """Return a column's cells as values of its kind, with every cell that cannot be read.

    Parameters
    ----------
    cells : Series
        As given; never changed.
    column : Column
        Its column in the schema.

    Examples
    --------
    >>> from ikmpool.tables.schema import TABLES
    >>> reading = read_column(pd.Series(["1.500", "3 kodi", "many"]), TABLES["orders"]["quantity"])
    >>> reading.typed.tolist(), [trouble.code for _, trouble in reading.troubles]
    ([1500, 60, <NA>], ['not_number'])
    """
    reading = _read(cells, column)
    if column.kind in _NUMBERS:
        _check_range(reading, column)
    if column.name == "currency":
        reading.typed = reading.typed.str.upper()
    return reading


def _read(cells: pd.Series[Any], column: Column) -> Reading:
    dtype, kind = cells.dtype, column.kind
    plain_number = is_numeric_dtype(dtype) and not is_bool_dtype(dtype)
    if plain_number and not is_complex_dtype(dtype) and kind in _NUMBERS:
        return _from_numbers(cells, column)
    if dtype == "period[M]" and kind == "month":
        return _good(cells)
    if is_datetime64_any_dtype(dtype) and kind in ("month", "date"):
        days = cells.dt.tz_localize(None).dt.normalize()
        return _good(days.dt.to_period("M") if kind == "month" else days.astype("datetime64[s]"))
    if isinstance(dtype, pd.CategoricalDtype):
        stays = len(cells) >= LARGE and column.dtype == "str" and column.name != "currency"
        return _from_categories(cells, column) if stays else _from_distinct(cells, column)
    if is_bool_dtype(dtype) and kind == "flag":
        return _good(cells.astype("boolean"))
    return _from_distinct(cells, column)


def _good(values: pd.Series[Any]) -> Reading:
    return Reading(values, np.zeros(len(values), dtype=bool))


def _from_numbers(cells: pd.Series[Any], column: Column) -> Reading:
    figures = _as_written(cells)
    dtype: Any = column.dtype
    if _are_whole(figures):
        return _good(pd.Series(figures, index=cells.index).astype(dtype))
    endless = np.isinf(figures)
    whole = column.kind == "whole"
    large = ~endless & whole & (np.abs(figures) > MOST_UNITS)
    long = ~endless & ~large & _is_too_long(figures)
    broken = ~(np.isnan(figures) | endless | long | large) & whole & (figures != np.floor(figures))
    wrong = endless | large | long | broken
    kept: pd.Series[Any] = pd.Series(np.where(wrong, np.nan, figures), index=cells.index)
    reading = Reading(kept.astype(dtype), wrong)
    reading.add_where(endless, "infinite")
    reading.add_where(large, "too_many", most=MOST_UNITS)
    reading.add_where(long, "digits", most=MOST_DIGITS)
    reading.add_where(broken, "fraction")
    return reading


def _are_whole(figures: Floats) -> bool:
    """Return whether all are whole or blank, and neither too many nor too long; few columns fail.

    >>> (
    ...     _are_whole(np.array([1.0, np.nan])),
    ...     _are_whole(np.array([0.5])),
    ...     _are_whole(np.array([1e13])),
    ... )
    (True, False, False)
    """
    least, most = figures.min(initial=0.0), figures.max(initial=0.0)
    if np.isnan(least):
        least, most = np.fmin.reduce(figures, initial=0.0), np.fmax.reduce(figures, initial=0.0)
    if max(-least, most) > MOST_UNITS:
        return False
    return bool(((figures == np.floor(figures)) | np.isnan(figures)).all())


def _as_written(cells: pd.Series[Any]) -> Floats:
    """Return the figures as float64; a short float is the shortest decimal that it stands for."""
    if str(cells.dtype).lower() in _SHORT_FLOATS:
        short = "float16" if "16" in str(cells.dtype) or "half" in str(cells.dtype) else "float32"
        return cells.to_numpy(dtype=short, na_value=np.nan).astype("str").astype("float64")
    figures: Floats = cells.to_numpy(dtype="float64", na_value=np.nan)
    return figures


def _is_too_long(figures: Floats) -> Bools:
    """Return which figures need more than `MOST_DIGITS` significant digits.

    A figure of `d` decimals is the float nearest to a whole number over ``10**d``; both are exact
    in a float64, so one rounding and one division decide it.
    """
    doubtful = np.flatnonzero(np.isfinite(figures) & (figures != 0))
    for decimals in range(_MOST_DECIMALS + 1):
        left, power = figures[doubtful], 10.0**decimals
        with np.errstate(over="ignore"):
            scaled = np.rint(left * power)
            short = (np.abs(scaled) < _EXACT) & (scaled / power == left)
        doubtful = doubtful[~short]
        if not len(doubtful):
            break
    long = np.zeros(len(figures), dtype=bool)
    long[doubtful] = [_digits(figure) > MOST_DIGITS for figure in figures[doubtful].tolist()]
    return long


def _digits(figure: float) -> int:
    mantissa = repr(figure).partition("e")[0].lstrip("-").replace(".", "")
    return len(mantissa.strip("0"))


def _from_distinct(cells: pd.Series[Any], column: Column) -> Reading:
    """Read each different cell once; objects of mixed types are all different."""
    codes, distinct = _distinct(cells)
    if column.dtype == "str" and isinstance(distinct, pd.Index) and _clean(distinct, column).all():
        return _good(cells.astype("str"))
    values, troubles = _read_each(distinct, column)
    typed = pd.Series(values, dtype=column.dtype)
    taken = pd.Series(typed.array.take(codes, allow_fill=True), index=cells.index)
    return _with_troubles(taken, codes, troubles)


def _from_categories(cells: pd.Series[Any], column: Column) -> Reading:
    """Read each category once; categories that come to the same text become one."""
    given: pd.Index[Any] = cells.cat.categories
    if isinstance(given.dtype, pd.StringDtype) and _clean(given, column).all():
        return _good(cells.cat.as_unordered() if cells.cat.ordered else cells)
    codes = cells.cat.codes.to_numpy()
    values, troubles = _read_each(given, column)
    merged, names = pd.factorize(pd.Series(values, dtype=column.dtype))
    texts = pd.Categorical.from_codes(np.append(merged, -1)[codes], categories=names)
    return _with_troubles(pd.Series(texts, index=cells.index), codes, troubles)


def _read_each(distinct: Any, column: Column) -> tuple[list[Any], dict[int, Unreadable]]:
    """Read different cells; gives their values, None where blank or unreadable, and the latter."""
    clean = _clean(distinct, column)
    values: list[Any] = list(distinct)
    troubles: dict[int, Unreadable] = {}
    mark = decimal_mark(c for c in values if isinstance(c, str)) if column.kind in _NUMBERS else ""
    for at in np.flatnonzero(~clean).tolist():
        try:
            cell = values[at]
            values[at] = None if is_blank(cell) else read_cell(cell, column, mark)
        except Unreadable as unreadable:
            values[at], troubles[at] = None, unreadable
    return values, troubles


def _distinct(cells: pd.Series[Any]) -> tuple[Positions, Any]:
    if cells.dtype == object and pd.api.types.infer_dtype(cells, skipna=True) != "string":
        return np.arange(len(cells)), list(cells)
    if isinstance(cells.dtype, pd.CategoricalDtype):
        return cells.cat.codes.to_numpy(np.intp), list(cells.cat.categories)
    codes, distinct = pd.factorize(cells)
    return codes, distinct


def _clean(distinct: Any, column: Column) -> Bools:
    """Return which texts may stay as they are."""
    if column.kind != "text" or column.choices or not isinstance(distinct, pd.Index):
        return np.zeros(len(distinct), dtype=bool)
    if not isinstance(distinct.dtype, pd.StringDtype):
        return np.zeros(len(distinct), dtype=bool)
    matched: Bools = distinct.to_series().str.fullmatch(_CLEAN).to_numpy(dtype=bool)
    return matched


def _with_troubles(
    values: pd.Series[Any], codes: Positions, troubles: dict[int, Unreadable]
) -> Reading:
    reading = _good(values)
    if not troubles:
        return reading
    reading.unread = np.isin(codes, list(troubles))
    by_code: dict[str, list[int]] = {}
    for at, trouble in troubles.items():
        by_code.setdefault(trouble.code, []).append(at)
    for code, some in by_code.items():
        positions = np.flatnonzero(np.isin(codes, some))
        listed = positions[:MOST_LISTED].tolist()
        reading.troubles += [(at, troubles[int(codes[at])]) for at in listed]
        reading.more[code] += len(positions) - len(listed)
    reading.troubles.sort(key=lambda told: told[0])
    return reading


def _check_range(reading: Reading, column: Column) -> None:
    figures: Floats = reading.typed.to_numpy(dtype="float64", na_value=np.nan)
    low, high = column.low, column.high
    if low is not None and column.low_open:
        reading.add_where(figures <= low, "not_above", low=low)
    elif low is not None:
        reading.add_where(figures < low, "negative" if low == 0 else "too_low", low=low)
    if column.kind in ("money", "decimal"):
        reading.add_where(figures > MOST_MONEY, "too_much", most=MOST_MONEY)
    if high is not None and column.high_open:
        reading.add_where(figures >= high, "not_below", high=high)
    elif high is not None:
        code = "share_above" if column.kind == "share" else "too_high"
        reading.add_where(figures > high, code, high=high)

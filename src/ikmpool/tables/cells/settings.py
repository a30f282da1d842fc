"""The settings sheet: a name and a value a row, each value of the kind that its name asks."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from ikmpool.tables.cells.conversion import Reading, read_column
from ikmpool.tables.cells.numerals import Unreadable
from ikmpool.tables.cells.parsing import is_blank, read_cell, read_choice, read_text
from ikmpool.tables.schema import SETTINGS, TABLES, Column, plain

_INDONESIAN = {
    "start": "mulai",
    "end": "selesai",
    "currency": "mata_uang",
    "money_decimals": "desimal_uang",
    "as_of": "per_tanggal",
    "language": "bahasa",
    "ready_status": "status_siap",
    "now": "sekarang",
}
_RATE = re.compile(r"(?:rate|kurs)[\W_]*([A-Za-z]{3})")
_LANGUAGES = {
    **dict.fromkeys(("en", "english", "inggris", "bahasainggris"), "en"),
    **dict.fromkeys(("id", "indonesia", "indonesian", "bahasaindonesia"), "id"),
}
_MOST_DECIMALS = 6


def setting_name(text: str) -> str:
    """Return the English name of a setting; a name that is not known is returned as it is.

    >>> setting_name("Mata uang"), setting_name("kurs_usd"), setting_name("colour")
    ('currency', 'rate_USD', 'colour')
    """
    if rate := _RATE.fullmatch(text.strip()):
        return f"rate_{rate[1].upper()}"
    by_plain = {plain(word): name for name, word in _INDONESIAN.items()}
    return (by_plain | {plain(name): name for name in SETTINGS}).get(plain(text), text)


def setting_in(name: str, language: str) -> str:
    """Return the name of a setting in "en" or "id".

    >>> setting_in("currency", "id"), setting_in("rate_USD", "id")
    ('mata_uang', 'kurs_USD')
    """
    if language == "en":
        return name
    return _INDONESIAN.get(name, name.replace("rate_", "kurs_"))


def is_setting(name: str) -> bool:
    """Return whether a name is that of a setting."""
    return name in SETTINGS or _RATE.fullmatch(name) is not None


def read_settings(cells: dict[str, pd.Series[Any]]) -> dict[str, Reading]:
    """Return the settings' columns with each value read as its name asks.

    Parameters
    ----------
    cells : dict of str to Series
        The columns given, ``name`` and ``value`` among them.

    Returns
    -------
    dict of str to Reading
        Values are plain text: "2026-11", "2", "15432.5", "export_ready; coached".
    """
    table = TABLES["settings"]
    plainly = {**cells, "value": cells["value"].map(lambda _: None).astype(object)}
    ordered = [column for column in table.columns if column.name in cells]
    readings = {column.name: read_column(plainly[column.name], column) for column in ordered}
    names = readings["name"].typed
    readings["name"].typed = names.map(setting_name, na_action="ignore").astype("str")
    readings["value"] = _values(readings["name"].typed, cells["value"])
    return readings


def _values(names: pd.Series[Any], cells: pd.Series[Any]) -> Reading:
    values: list[str | None] = []
    unread = np.zeros(len(cells), dtype=bool)
    reading = Reading(names, unread)
    for at, (name, cell) in enumerate(zip(names, cells, strict=True)):
        try:
            values.append(None if is_blank(cell) else _value(str(name), cell))
        except Unreadable as trouble:
            values.append(None)
            unread[at] = True
            reading.add(at, trouble)
    reading.typed = pd.Series(values, index=cells.index, dtype="str")
    return reading


def _value(name: str, cell: Any) -> str:
    if name == "ready_status":
        return "; ".join(_status(word) for word in read_text(cell).split(";") if word.strip())
    value = read_cell(cell, _as_column("decimal" if name[:5] == "rate_" else SETTINGS.get(name)))
    if name == "language":
        return _language(value)
    if name == "currency":
        return _currency(value)
    if name == "money_decimals" and not 0 <= value <= _MOST_DECIMALS:
        raise Unreadable("money_decimals_range", most=_MOST_DECIMALS)
    if name[:5] == "rate_" and value <= 0:
        raise Unreadable("not_above", low=0)
    return read_text(value)


def _as_column(kind: str | None) -> Column:
    """Return a column of another table that reads cells of this kind and no range."""
    return _COLUMNS[kind or "text"]


_COLUMNS = {
    "text": TABLES["suppliers"]["supplier"],
    "month": TABLES["orders"]["due"],
    "date": TABLES["quality"]["date"],
    "whole": TABLES["orders"]["class"],
    "decimal": TABLES["orders"]["weight"],
}


def _status(word: str) -> str:
    return read_choice(word, TABLES["suppliers"]["status"])


def _language(word: str) -> str:
    found = _LANGUAGES.get(plain(word))
    if found is None:
        raise Unreadable("not_choice", nearest="", choices="en, id", choices_id="en, id")
    return found


def _currency(word: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{3}", word):
        raise Unreadable("not_currency")
    return word.upper()

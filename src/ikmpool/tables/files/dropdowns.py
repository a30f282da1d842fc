"""Drop-downs and guards of the blank workbook's cells."""

from __future__ import annotations

from typing import Any

from ikmpool.tables.cells.settings import setting_in
from ikmpool.tables.schema import SETTINGS, TABLES, Column
from ikmpool.wording import say

LAST_ROW = 2000
"""So far down a column has its drop-down, and a list of names is looked for."""

_HOMES = {
    "supplier": ("suppliers", "supplier"),
    "order": ("orders", "order"),
    "product": ("products", "product"),
    "group": ("groups", "group"),
}


def add_dropdown(sheet: Any, column: Column, at: int, first_row: int, language: str) -> None:
    """Give the cells of a column a list to choose from, or a guard on what is typed."""
    rule = (
        _words(column, language)
        or _names(column, first_row, language)
        or _figures(column, language)
    )
    if rule:
        sheet.data_validation(first_row, at, LAST_ROW, at, {"ignore_blank": True, **rule})


def _words(column: Column, language: str) -> dict[str, Any]:
    """Return a fixed list: choices, yes and no, names of settings."""
    if column.kind == "flag":
        words = [say("tables.yes", language), say("tables.no", language)]
    elif column.kind == "choice":
        words = list(column.choices_id if language == "id" else column.choices)
    elif column.vocabulary == "setting":
        words = [
            *(setting_in(name, language) for name in SETTINGS),
            setting_in("rate_USD", language),
        ]
    else:
        return {}
    is_open = column.vocabulary == "setting"
    return {"validate": "list", "source": words, **_message("pick", language, is_open=is_open)}


def _names(column: Column, first_row: int, language: str) -> dict[str, Any]:
    """Return the list of names in another sheet; others may be typed after a warning."""
    home, name = _HOMES.get(column.vocabulary, ("", ""))
    if not home or (column.table, column.name) == (home, name) or column.kind == "names":
        return {}
    sheet, top = TABLES[home].sheet(language).replace("_", " "), first_row + 1
    cells = f"'{sheet}'!$A${top}:$A${LAST_ROW}"
    source = f"=OFFSET('{sheet}'!$A${top},0,0,MAX(1,COUNTA({cells})),1)"
    return {"validate": "list", "source": source, **_message("known", language, is_open=True)}


def _figures(column: Column, language: str) -> dict[str, Any]:
    """Return a guard on figures; a warning only, since kodi and % are read too."""
    if column.kind not in ("whole", "decimal", "money", "share") or column.low is None:
        return {}
    high = {} if column.high is None else {"minimum": column.low, "maximum": column.high}
    bounds = high or {"value": column.low}
    criteria = "between" if high else (">" if column.low_open else ">=")
    kind = "integer" if column.kind == "whole" else "decimal"
    message = _message("figure", language, is_open=True)
    return {"validate": kind, "criteria": criteria, **bounds, **message}


def _message(key: str, language: str, *, is_open: bool) -> dict[str, Any]:
    return {
        "error_title": say("tables.template.check_title", language),
        "error_message": say(f"tables.template.{key}", language),
        "error_type": "warning" if is_open else "stop",
    }

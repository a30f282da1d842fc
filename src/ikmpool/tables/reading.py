"""Frames, workbooks and folders to typed tables; nothing is guessed, every fault is listed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import is_numeric_dtype

from ikmpool.errors import Fault
from ikmpool.tables.cells.conversion import Reading, read_column
from ikmpool.tables.cells.headings import Headings, match_headings
from ikmpool.tables.cells.settings import read_settings
from ikmpool.tables.checking.faults import MOST_LISTED, origin, row_faults
from ikmpool.tables.files.layout import blank_cells
from ikmpool.tables.files.sources import read_tables
from ikmpool.tables.schema import TABLES, Table

Bools = npt.NDArray[np.bool_]


def convert(table_name: str, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Fault]]:
    """Return a table with its columns typed, and every fault found on the way.

    Parameters
    ----------
    table_name : str
        One of `schema.TABLES`.
    frame : DataFrame
        Headings in English or Indonesian; cells of any kind. It is never changed.

    Returns
    -------
    typed : DataFrame
        The schema's columns that were given, under their English names, in the order and dtypes of
        the schema; then the user's own columns, unchanged. Rows that are blank all over are left
        out; the index is kept. Cells that cannot be read are blank.
    faults : list of Fault
        Headings first, then cells, column by column; empty when all is well.

    Examples
    --------
    >>> frame = pd.DataFrame({"Kelompok": ["Jati "], "pemasok": ["IKM-07"], "colour": ["red"]})
    >>> convert("groups", frame)[0].columns.tolist()
    ['group', 'supplier', 'colour']
    """
    table = TABLES[table_name]
    known = origin(frame)
    told: list[Fault] = known.get("faults", [])
    if not frame.shape[1] and told:
        return frame.copy(deep=False), told
    index = [str(name) for name in frame.index.names if name is not None]
    found = match_headings(table, list(frame.columns), known.get("sheet", ""), index)
    blank = _blank_rows(frame)
    kept = frame.loc[~blank] if blank.any() else frame
    readings = _readings(table, kept, found)
    typed = _typed(kept, found, readings, known)
    faults = [*told, *found.faults]
    for name, reading in readings.items():
        cells = kept.iloc[:, found.positions[name]].array
        faults += _cell_faults(table.name, typed, name, reading, cells)
        faults += _missing_cells(table, typed, name, reading)
    return typed, faults


def _blank_rows(frame: pd.DataFrame) -> Bools:
    """Return which rows are blank all over; stops looking as soon as none can be."""
    blank = np.full(len(frame), frame.shape[1] > 0)
    # figures are soonest looked at, and few rows are without any
    ordered = sorted(
        range(frame.shape[1]), key=lambda at: not is_numeric_dtype(frame.dtypes.iloc[at])
    )
    for position in ordered:
        left = np.flatnonzero(blank)
        if not len(left):
            break
        cells = frame.iloc[:, position]
        blank[left] = blank_cells(cells if len(left) == len(frame) else cells.iloc[left])
    return blank


def _readings(table: Table, kept: pd.DataFrame, found: Headings) -> dict[str, Reading]:
    cells = {name: kept.iloc[:, position] for name, position in found.positions.items()}
    if table.name == "settings" and {"name", "value"} <= set(cells):
        return read_settings(cells)
    ordered = [column for column in table.columns if column.name in cells]
    return {column.name: read_column(cells[column.name], column) for column in ordered}


def _typed(
    kept: pd.DataFrame, found: Headings, readings: dict[str, Reading], known: dict[str, Any]
) -> pd.DataFrame:
    schema = pd.DataFrame(
        {name: reading.typed for name, reading in readings.items()}, index=kept.index, copy=False
    )
    own = kept.iloc[:, found.own]
    typed = pd.concat([schema, own], axis=1) if found.own else schema
    written = {name: text for name, text in found.written.items() if text != name}
    unread = {name: reading.unread for name, reading in readings.items() if reading.troubles}
    headings = {**known.get("headings", {}), **written}
    typed.attrs["ikmpool"] = {**known, "headings": headings, "unread": unread}
    return typed


def _cell_faults(
    table: str, typed: pd.DataFrame, name: str, reading: Reading, cells: Any
) -> list[Fault]:
    by_code: dict[str, dict[int, dict[str, object]]] = {}
    for position, trouble in reading.troubles:
        by_code.setdefault(trouble.code, {})[position] = trouble.figures
    faults: list[Fault] = []
    for code, figures in by_code.items():
        at = np.array(list(figures))
        *most, last = row_faults(
            table, typed, name, code, at, cells=cells, figures=figures.__getitem__
        )
        faults += [*most, replace(last, more=reading.more[code])]
    return faults


def _missing_cells(table: Table, typed: pd.DataFrame, name: str, reading: Reading) -> list[Fault]:
    if not table[name].needed:
        return []
    blank = reading.typed.isna().to_numpy() & ~reading.unread
    return row_faults(table.name, typed, name, "blank", blank)


__all__ = ["MOST_LISTED", "convert", "read_tables"]

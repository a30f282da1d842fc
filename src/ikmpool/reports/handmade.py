"""Plans typed by hand, and result workbooks read back: shares for the audit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ikmpool.errors import Fault, FileError, TableError
from ikmpool.tables.cells.conversion import Reading, read_column
from ikmpool.tables.cells.headings import match_headings
from ikmpool.tables.checking.faults import ROW, origin
from ikmpool.tables.files.folders import read_file
from ikmpool.tables.files.sources import FILE_SUFFIXES, WORKBOOK_SUFFIXES
from ikmpool.tables.files.workbooks import open_workbook, read_sheet
from ikmpool.tables.kinds import KINDS
from ikmpool.tables.schema import TABLES, Column, Table, plain
from ikmpool.wording import say

_BASE = TABLES["actuals"]


def _column(name: str, base: str, *, needed: bool = False, choices: tuple[str, ...] = ()) -> Column:
    """Make a column of a plan from one of the schema, under the heading of the result workbook."""
    own = _BASE[base]
    return replace(
        own,
        table="shares",
        name=name,
        heading_id=say(f"reports.columns.{name}", "id"),
        kind="choice" if choices else own.kind,
        needed=needed,
        choices=choices,
        choices_id=tuple(say(f"reports.kinds.{choice}", "id") for choice in choices),
    )


SHARES = Table(
    name="shares",
    sheet_id=say("reports.sheets.shares", "id"),
    needed=True,
    columns=(
        _column("order", "order", needed=True),
        _column("supplier", "supplier", needed=True),
        _column("units", "made", needed=True),
        _column("made", "month"),
        _column("delivered", "month"),
        _column("kind", "order", choices=KINDS),
        replace(_column("class", "order"), vocabulary=""),
    ),
    meaning_en="A plan: who makes how much of which order.",
    meaning_id="Rencana: siapa membuat berapa unit dari pesanan mana.",
)
"""The columns of a plan that is audited; the needed ones are order, supplier and units."""

NOT_KEPT = Table(
    name="not_kept",
    sheet_id=say("reports.sheets.not_kept", "id"),
    needed=False,
    columns=(
        replace(_column("rule", "order"), vocabulary=""),
        replace(_column("scope", "order"), vocabulary=""),
        _column("order", "order"),
        _column("supplier", "supplier"),
        _column("units", "made", needed=True),
    ),
    meaning_en="What the plan says it gave up.",
    meaning_id="Apa yang dikorbankan rencana ini.",
)


SHORTAGES = Table(
    name="shortages",
    sheet_id=say("reports.sheets.shortages", "id"),
    needed=False,
    columns=(
        _column("order", "order"),
        _column("short", "made"),
        _column("tolerated", "made"),
    ),
    meaning_en="What the plan says is missing.",
    meaning_id="Apa yang menurut rencana ini kurang.",
)

_NOTHING = [
    say(f"reports.empty.{table}", language)
    for table in ("shares", "shortages")
    for language in ("en", "id")
]
"""What a result workbook writes in place of the rows of a sheet that has none."""


class HandMade(NamedTuple):
    """The tables of a plan, as ``audit`` takes them; None for a sheet that is not there."""

    shares: pd.DataFrame
    not_kept: pd.DataFrame | None = None
    shortages: pd.DataFrame | None = None


def read_shares(path: str | Path) -> HandMade:
    """Read a plan from a result workbook, or from a workbook or CSV typed by hand.

    Parameters
    ----------
    path : path
        A workbook (the sheet ``shares`` or ``pembagian``, else the first one with the headings), a
        CSV or a Parquet file; columns order, supplier and units, and where they matter made,
        delivered, kind and class. Headings in English or Indonesian.

    Returns
    -------
    HandMade
        The shares; and what a result workbook says it gave up, and what is missing.

    Raises
    ------
    FileError
        When there is no such file, or it is none of these.
    TableError
        With every fault of its headings and cells.
    """
    path = Path(path)
    if not path.is_file():
        raise FileError("reports.no_plan", path=path)
    suffix = path.suffix.lower()
    if suffix in FILE_SUFFIXES:
        return HandMade(_typed(SHARES, read_file(path, SHARES)))
    if suffix not in WORKBOOK_SUFFIXES:
        raise FileError("reports.no_plan_kind", path=path)
    with open_workbook(path) as workbook:
        names = {plain(name): name for name in workbook.sheet_names}
        own = next((names[n] for n in _sheet_names(SHARES) if n in names), None)
        raw = [
            read_sheet(path, workbook, name, SHARES)
            for name in ([own] if own else workbook.sheet_names)
        ]
        best = max(raw, key=lambda frame: len(match_headings(SHARES, list(frame)).positions))
        others = {}
        for table in (NOT_KEPT, SHORTAGES):
            name = next((names[n] for n in _sheet_names(table) if n in names), None)
            others[table.name] = None if name is None else read_sheet(path, workbook, name, table)
    kept, missing = others["not_kept"], others["shortages"]
    return HandMade(
        _typed(SHARES, best),
        None if kept is None else _given_up(kept),
        # A row without its units says nothing.
        None if missing is None else _typed(SHORTAGES, missing).dropna(),
    )


def _sheet_names(table: Table) -> tuple[str, str]:
    return plain(table.name), plain(table.sheet_id)


def _given_up(raw: pd.DataFrame) -> pd.DataFrame:
    frame = _typed(NOT_KEPT, raw)
    names = ["rule", "scope", "order", "supplier"]
    blank = pd.DataFrame("", index=frame.index, columns=names, dtype=object)
    words = frame.reindex(columns=names).astype(object)
    return blank.where(words.isna(), words).assign(units=frame["units"].astype("int64"))


def _typed(table: Table, raw: pd.DataFrame) -> pd.DataFrame:
    """Give a raw frame its types, or raise all its faults at once."""
    known = origin(raw)
    faults: list[Fault] = list(known.get("faults", []))
    if faults:
        raise TableError(faults)
    rows = raw[~raw.isin(_NOTHING).any(axis=1)].dropna(how="all")
    found = match_headings(table, list(raw.columns), known.get("sheet", ""))
    faults += found.faults
    typed = {}
    for column in table.columns:
        if column.name in found.positions:
            cells = rows.iloc[:, found.positions[column.name]]
            reading = read_column(cells, column)
            typed[column.name] = reading.typed
            place = _Place(column, found.written[column.name], known.get("sheet", ""))
            faults += place.faults(cells, reading)
    if faults:
        raise TableError(faults)
    return pd.DataFrame(typed, index=rows.index)


@dataclass(frozen=True, slots=True)
class _Place:
    """A column of a plan as its author wrote it."""

    column: Column
    heading: str
    sheet: str

    def faults(self, cells: pd.Series[Any], reading: Reading) -> list[Fault]:
        """List what is wrong with the cells."""
        wrong = [(at, trouble.code, trouble.figures) for at, trouble in reading.troubles]
        if self.column.needed:
            blank = np.flatnonzero(reading.typed.isna().to_numpy() & ~reading.unread)
            wrong += [(at, "blank", {}) for at in blank.tolist()]
        return [
            Fault(
                table=self.column.table,
                column=self.column.name,
                row=cells.index[at],
                key=(),
                value=None if code == "blank" else cells.iloc[at],
                code=code,
                figures=figures,
                sheet=self.sheet,
                heading=self.heading,
                sheet_row=cells.index.name == ROW,
            )
            for at, code, figures in wrong
        ]

"""A path to raw tables: a workbook, or a folder with one file a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from ikmpool.errors import Fault, FileError
from ikmpool.tables.checking.faults import origin, table_fault
from ikmpool.tables.checking.nearness import nearest_name
from ikmpool.tables.files.folders import read_file
from ikmpool.tables.files.layout import marked, named
from ikmpool.tables.files.workbooks import open_workbook, read_sheet
from ikmpool.tables.schema import TABLES, Table, plain, tables_by_sheet

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
FILE_SUFFIXES = (".csv", ".parquet")
_NEARLY = 0.8

Reader = Callable[[str, Table], pd.DataFrame]


def read_tables(path: str | Path) -> dict[str, pd.DataFrame]:
    """Return the raw tables of a workbook, or of a folder of CSV or Parquet files.

    Parameters
    ----------
    path : path
        An ``.xlsx`` workbook with one sheet a table, or a folder with one file a table. Sheets and
        files are named in English or Indonesian, in any case; others are left alone, unless their
        name is nearly that of a table which is not there. A table that is not needed and has no
        rows is left out.

    Returns
    -------
    dict of str to DataFrame
        By English table name. Cells are as they were found; the index of a sheet or CSV file is
        named "row" and holds row numbers as a spreadsheet shows them. What is wrong with a sheet
        as a whole is kept in its frame's ``attrs`` and told by `convert` with all other faults.

    Raises
    ------
    FileError
        When there is no such file, or it cannot be opened as what it is.
    """
    path = Path(path)
    if path.is_dir():
        return _read_folder(path)
    if not path.exists():
        near = _nearest_file(path)
        key = "tables.no_file_near" if near else "tables.no_file"
        raise FileError(key, path=path, nearest=near)
    if path.suffix.lower() not in WORKBOOK_SUFFIXES:
        raise FileError("tables.not_xlsx", path=path)
    return _read_workbook(path)


def _nearest_file(path: Path) -> str:
    """Return the name of the file beside a missing one that is nearly called so, "" if none."""
    beside = path.parent.iterdir() if path.parent.is_dir() else ()
    by_stem = {p.stem: p.name for p in sorted(beside, key=lambda p: p.suffix == path.suffix)}
    near = nearest_name(path.stem, by_stem, _NEARLY)  # the ending would make all names alike
    return by_stem[near] if near else ""


def _read_workbook(path: Path) -> dict[str, pd.DataFrame]:
    with open_workbook(path) as workbook:
        return _read_named(
            path,
            workbook.sheet_names,
            lambda name, table: read_sheet(path, workbook, name, table),
        )


def _read_folder(path: Path) -> dict[str, pd.DataFrame]:
    found = (file for file in path.iterdir() if file.suffix.lower() in FILE_SUFFIXES)
    files = {file.name: file for file in sorted(found)}
    return _read_named(path, list(files), lambda name, table: read_file(files[name], table))


def _read_named(path: Path, names: Sequence[str], read: Reader) -> dict[str, pd.DataFrame]:
    """Read each name that is a table's, or that is nearly one's that is not there."""
    chosen, faults = _chosen(names)
    if not chosen:
        expected = ", ".join(table.name for table in TABLES.values() if table.needed)
        raise FileError("tables.no_tables", path=path, expected=expected)
    frames = {}
    for table_name in sorted(chosen, key=list(TABLES).index):
        frame = read(chosen[table_name], TABLES[table_name])
        frames[table_name] = marked(frame, chosen[table_name], faults.get(table_name, []))
    return {name: frame for name, frame in frames.items() if _says_something(name, frame)}


def _says_something(name: str, frame: pd.DataFrame) -> bool:
    """Return whether a table is more than the headings of a sheet that was left blank."""
    return bool(len(frame)) or TABLES[name].needed or "faults" in origin(frame)


def _chosen(names: Sequence[str]) -> tuple[dict[str, str], dict[str, list[Fault]]]:
    """Return the name to read for each table, and the faults of the names."""
    by_sheet, chosen = tables_by_sheet(), dict[str, str]()
    faults: dict[str, list[Fault]] = {}
    for name in names:
        table = by_sheet.get(plain(_stem(name)))
        if table and table.name in chosen:
            first = chosen[table.name]
            fault = table_fault(table.name, "table_twice", first=first, second=name)
            faults.setdefault(table.name, []).append(named(fault, first))
        elif table:
            chosen[table.name] = name
    for name in names:
        table = None if name in chosen.values() else _nearly(name)
        if table and table.name not in chosen:
            chosen[table.name] = name
            nearest = _own_name(table, name)
            fault = table_fault(table.name, "near_sheet", value=name, nearest=nearest)
            faults[table.name] = [named(fault, name)]
    return chosen, faults


def _stem(name: str) -> str:
    return name.removesuffix(Path(name).suffix) if name.lower().endswith(FILE_SUFFIXES) else name


def _nearly(name: str) -> Table | None:
    """Return the table whose name a sheet's name holds as a word, or nearly is."""
    by_sheet = tables_by_sheet()
    words = [plain(word) for word in re.split(r"[\W_\d]+", _stem(name))]
    held = next((word for word in words if word in by_sheet), "")
    nearest = held or nearest_name(plain(_stem(name)), by_sheet, _NEARLY)
    return by_sheet[nearest] if nearest else None


def _own_name(table: Table, name: str) -> str:
    return nearest_name(_stem(name), [table.name, table.sheet_id], cutoff=0.0)

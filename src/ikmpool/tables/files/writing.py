"""A pool to a workbook, or to a folder of CSV or Parquet; what is written reads back the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ikmpool.errors import FileError, OptionError
from ikmpool.tables.cells.settings import setting_in
from ikmpool.tables.files.output import whole_file, whole_folder
from ikmpool.tables.files.sources import FILE_SUFFIXES
from ikmpool.tables.files.styling import (
    MOST_ROWS,
    Styles,
    new_workbook,
    write_cells,
    write_headings,
)
from ikmpool.tables.schema import TABLES, Column, Table, tables_by_sheet
from ikmpool.tables.schema import plain as plain_name
from ikmpool.wording import LANGUAGES, say

if TYPE_CHECKING:
    from ikmpool.tables.pool import Pool

KINDS = ("workbook", "csv", "parquet")
_SIGNS = frozenset("'=+-@")  # a spreadsheet would compute a CSV cell that begins so


def write_pool(
    pool: Pool,
    path: str | Path,
    *,
    language: str = "en",
    kind: str | None = None,
    overwrite: bool = False,
) -> Path:
    """Write every table of a pool.

    Parameters
    ----------
    pool : Pool
        The pool; its index is not written.
    path : path
        A name that ends in ``.xlsx`` for a workbook, or a folder.
    language : {"en", "id"}
        The language of sheets, headings, choices and flags; Parquet files are always English.
    kind : {"workbook", "csv", "parquet"}, optional
        A workbook where the path ends in ``.xlsx``, CSV otherwise.
    overwrite : bool
        Whether what is there already may be replaced. In a folder, only files that would be read
        as tables are.

    Returns
    -------
    Path
        What was written, whole or not at all.

    Raises
    ------
    FileError
        When the path is there already, its folder is not, or a table is too long for a sheet.
    OptionError
        When there is no such language or kind.

    Examples
    --------
    >>> import tempfile
    >>> from ikmpool.tables.pool import Pool, read_pool
    >>> pool = Pool(
    ...     suppliers=pd.DataFrame({"supplier": ["A"], "capacity": [300]}),
    ...     offers=pd.DataFrame({"supplier": ["A"], "product": ["shoe"], "unit_cost": [90]}),
    ...     orders=pd.DataFrame({"order": ["T1"], "product": ["shoe"], "quantity": [200]}),
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     read_pool(write_pool(pool, f"{folder}/pool.xlsx", language="id"))
    Pool(1 suppliers, 1 offers, 1 orders)
    """
    path = Path(path)
    kind = kind or ("workbook" if path.suffix.lower() == ".xlsx" else "csv")
    _check_options(path, kind, language)
    if kind == "workbook":
        with whole_file(path, overwrite=overwrite) as temporary:
            _write_workbook(pool, temporary, language)
    else:
        with whole_folder(path, overwrite=overwrite) as temporary:
            _FILE_WRITERS[kind](pool, temporary, language)
            _remove_tables(path)
    return path


def _check_options(path: Path, kind: str, language: str) -> None:
    if kind not in KINDS:
        raise OptionError(f"There is no kind {kind!r}. Choose one of: {', '.join(KINDS)}.")
    if language not in LANGUAGES:
        raise OptionError(
            f"There is no language {language!r}. Choose one of: {', '.join(LANGUAGES)}."
        )
    if (kind == "workbook") != (path.suffix.lower() == ".xlsx"):
        raise FileError("tables.not_writable_kind", path=path)


def _remove_tables(path: Path) -> None:
    """Remove the files that would be read as tables beside the new ones."""
    for file in path.iterdir() if path.is_dir() else ():
        if file.suffix.lower() in FILE_SUFFIXES and plain_name(file.stem) in tables_by_sheet():
            file.unlink()


def _write_workbook(pool: Pool, path: Path, language: str) -> None:
    with new_workbook(path) as workbook:
        styles = Styles(workbook)
        for name, frame in pool.tables.items():
            table = TABLES[name]
            if len(frame) > MOST_ROWS:
                raise FileError("tables.too_many_rows", table=name, rows=len(frame), most=MOST_ROWS)
            sheet = workbook.add_worksheet(table.sheet(language))
            columns = [table.by_name.get(column) for column in frame.columns]
            texts = [str(heading) for heading in _headings(table, frame, language)]
            write_headings(sheet, styles, columns, texts)
            for at, column in enumerate(columns):
                cells = _cells(table, column, frame, at, language)
                write_cells(sheet, styles, column, at, cells)


def _headings(table: Table, frame: pd.DataFrame, language: str) -> list[Any]:
    return [
        table[name].heading(language) if name in table.by_name else name for name in frame.columns
    ]


def _cells(
    table: Table, column: Column | None, frame: pd.DataFrame, at: int, language: str
) -> list[Any]:
    """Return the cells of a column as plain Python values, None where blank."""
    cells = frame.iloc[:, at].astype(object)
    cells = cells.where(frame.iloc[:, at].notna(), None)
    if table.name == "settings" and column and column.name in ("name", "value"):
        return _settings_cells(frame, column.name, language)
    if column is None:
        return cells.tolist()
    return [None if cell is None else _in_words(cell, column, language) for cell in cells]


def _settings_cells(frame: pd.DataFrame, column: str, language: str) -> list[Any]:
    """Return settings as they are typed: names in the language, figures as numbers."""
    pairs = zip(frame["name"], frame["value"], strict=True)
    if column == "name":
        return [setting_in(name, language) for name, _ in pairs]
    return [float(value) if _is_figure(name) else value for name, value in pairs]


def _is_figure(name: str) -> bool:
    return name.startswith("rate_") or name == "money_decimals"


def _in_words(cell: Any, column: Column, language: str) -> Any:
    if column.kind == "flag":
        return say("tables.yes" if cell else "tables.no", language)
    if column.choices and language == "id":
        return dict(zip(column.choices, column.choices_id, strict=True)).get(cell, cell)
    return cell


def _write_csv(pool: Pool, folder: Path, language: str) -> None:
    for name, frame in pool.tables.items():
        table = TABLES[name]
        texts = [
            [
                _csv_text(cell)
                for cell in _cells(table, table.by_name.get(label), frame, at, language)
            ]
            for at, label in enumerate(frame.columns)
        ]
        written = pd.DataFrame(dict(enumerate(texts)), dtype="str")
        written.columns = pd.Index(_headings(table, frame, language), dtype=object)
        path = folder / f"{table.sheet(language)}.csv"
        written.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


def _csv_text(cell: Any) -> str | None:
    """Return a cell as text that neither a spreadsheet nor `numerals` can take for another one."""
    if isinstance(cell, str):
        return f"'{cell}" if cell[:1] in _SIGNS else cell
    if not isinstance(cell, float):
        return None if cell is None else str(cell).removesuffix(" 00:00:00")
    text = str(int(cell)) if cell.is_integer() and abs(cell) < _PLAIN else repr(cell)
    whole, point, decimals = text.partition(".")
    return f"{text}0" if point and len(decimals) == len("000") and "e" not in whole else text


_PLAIN = 1e15


def _write_parquet(pool: Pool, folder: Path, _language: str) -> None:
    """Write months as text, which every program reads; all else keeps its type."""
    for name, frame in pool.tables.items():
        written = frame.rename(columns=str)
        for column in TABLES[name].columns:
            if column.kind == "month" and column.name in written.columns:
                written[column.name] = written[column.name].astype("str")
        written.to_parquet(folder / f"{name}.parquet", index=False)


_FILE_WRITERS: dict[str, Callable[[Pool, Path, str], None]] = {
    "csv": _write_csv,
    "parquet": _write_parquet,
}

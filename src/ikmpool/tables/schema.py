"""Every column of every table as data: the one truth for reading, checks, template and docs.

The data stand in ``columns.csv`` beside this module, one row a column; a row without a column name
describes the table itself. Words that differ between the languages stand as ``english=indonesian``.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import groupby
from types import MappingProxyType

Row = dict[str, str]

KINDS = (
    "text",
    "whole",
    "decimal",
    "money",
    "share",
    "month",
    "month_or_each",
    "date",
    "flag",
    "choice",
    "names",
    "shares",
)
"""What a cell may hold.

``month_or_each`` is a month or the word "each", kept as text; ``shares`` are several shares from
0 to 1, kept as decimals in one text, ``0.5; 0.8; 1``.
"""

DTYPES = MappingProxyType(
    {
        "text": "str",
        "choice": "str",
        "names": "str",
        "shares": "str",
        "month_or_each": "str",
        "whole": "Int64",
        "decimal": "float64",
        "money": "float64",
        "share": "float64",
        "flag": "boolean",
        "month": "period[M]",
        "date": "datetime64[s]",
    }
)
"""The pandas dtype in which each kind is kept."""

SETTINGS = MappingProxyType(
    {
        "start": "month",
        "end": "month",
        "currency": "text",
        "money_decimals": "whole",
        "as_of": "date",
        "language": "text",
        "ready_status": "names",
        "now": "month",
    }
)
"""The kind of each named setting; ``rate_USD`` and the like are decimals beside them."""


@dataclass(frozen=True)
class Column:
    """One column of one table.

    Attributes
    ----------
    table, name : str
        English names, as in the frames of a pool.
    heading_id : str
        The Indonesian heading, read as the same column.
    kind : str
        One of `KINDS`.
    unit : str
        The unit of the figures in English, "" where there is none.
    default : str
        What a blank cell means, as text; "" where blank means blank.
    low, high : float or None
        The range, both ends included; `low_open` and `high_open` leave an end out.
    choices, choices_id : tuple of str
        The words of a choice in English and Indonesian, in step. For text these are special words
        that are translated and do not limit what else may stand there ("each").
    needed, key : bool
        Whether each row must fill the cell, and whether it is part of the row's key.
    note : bool
        For people only: no rule ever needs it.
    vocabulary : str
        Which set of names the cells come from ("supplier", "product", ...).
    meaning_en, meaning_id, example, example_id : str
        For the template and the docs.
    """

    table: str
    name: str
    heading_id: str
    kind: str
    unit: str
    default: str
    low: float | None
    high: float | None
    low_open: bool
    high_open: bool
    choices: tuple[str, ...]
    choices_id: tuple[str, ...]
    needed: bool
    key: bool
    note: bool
    vocabulary: str
    meaning_en: str
    meaning_id: str
    example: str
    example_id: str

    @property
    def dtype(self) -> str:
        """The pandas dtype in which the column is kept."""
        return DTYPES[self.kind]

    def heading(self, language: str) -> str:
        """Return the heading in "en" or "id"."""
        return self.heading_id if language == "id" else self.name

    def meaning(self, language: str) -> str:
        """Return the explanation in "en" or "id"."""
        return self.meaning_id if language == "id" else self.meaning_en

    def example_in(self, language: str) -> str:
        """Return the example in "en" or "id"."""
        return self.example_id if language == "id" else self.example


@dataclass(frozen=True)
class Table:
    """One table: its names, its columns in order, and what it is for."""

    name: str
    sheet_id: str
    needed: bool
    columns: tuple[Column, ...]
    meaning_en: str
    meaning_id: str

    @property
    def key(self) -> tuple[str, ...]:
        """The names of the columns that together tell the rows apart."""
        return tuple(column.name for column in self.columns if column.key)

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by English name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def by_heading(self) -> dict[str, Column]:
        """The columns by plain heading, English and Indonesian (see `plain`)."""
        indonesian = {plain(column.heading_id): column for column in self.columns}
        return indonesian | {plain(column.name): column for column in self.columns}

    def __getitem__(self, name: str) -> Column:
        """Return the column of this English name."""
        return self.by_name[name]

    def sheet(self, language: str) -> str:
        """Return the name of the sheet in "en" or "id"."""
        return self.sheet_id if language == "id" else self.name

    def meaning(self, language: str) -> str:
        """Return the explanation in "en" or "id"."""
        return self.meaning_id if language == "id" else self.meaning_en


def plain(heading: str) -> str:
    """Return a heading without case, spaces, underscores and a bracketed unit.

    >>> plain(" Unit Cost (Rp)") == plain("unit_cost")
    True
    """
    return re.sub(r"[\W_]+", "", re.sub(r"\([^)]*\)\s*$", "", heading).casefold())


def _choices(cell: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    pairs = [pair.split("=") for pair in cell.split(";") if pair]
    return tuple(english for english, _ in pairs), tuple(indonesian for _, indonesian in pairs)


def _column(row: Row) -> Column:
    choices, choices_id = _choices(row["choices"])
    low, high = row["low"].lstrip(">"), row["high"].lstrip("<")
    example, _, example_id = row["example"].partition("=")
    return Column(
        example=example,
        example_id=example_id or example,
        low=float(low) if low else None,
        high=float(high) if high else None,
        low_open=row["low"].startswith(">"),
        high_open=row["high"].startswith("<"),
        choices=choices,
        choices_id=choices_id,
        needed=row["needed"] == "yes",
        key=row["key"] == "yes",
        note=row["note"] == "yes",
        **{name: row[name] for name in _AS_WRITTEN},
    )


_AS_WRITTEN = (
    "table",
    "name",
    "heading_id",
    "kind",
    "unit",
    "default",
    "vocabulary",
    "meaning_en",
    "meaning_id",
)


def _table(name: str, rows: list[Row]) -> Table:
    own, *columns = rows
    return Table(
        name=name,
        sheet_id=own["heading_id"],
        needed=own["needed"] == "yes",
        columns=tuple(map(_column, columns)),
        meaning_en=own["meaning_en"],
        meaning_id=own["meaning_id"],
    )


@cache
def _load() -> dict[str, Table]:
    text = files("ikmpool.tables").joinpath("columns.csv").read_text(encoding="utf-8")
    grouped = groupby(csv.DictReader(text.splitlines()), key=lambda row: row["table"])
    return {name: _table(name, list(rows)) for name, rows in grouped}


TABLES: dict[str, Table] = _load()
"""Every table by English name, in the order of the workbook."""


@cache
def tables_by_sheet() -> dict[str, Table]:
    """Return the tables by plain sheet name, English and Indonesian (see `plain`)."""
    indonesian = {plain(table.sheet_id): table for table in TABLES.values()}
    return indonesian | {plain(name): table for name, table in TABLES.items()}

"""The typed tables side by side, as the checks look at them: what is absent is blank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ikmpool.compact import Codes, small
from ikmpool.errors import Fault
from ikmpool.tables.cells.parsing import EVERY
from ikmpool.tables.checking.faults import Figures, origin, row_faults
from ikmpool.tables.schema import TABLES, Column

Bools = npt.NDArray[np.bool_]

SCOPE_WORDS = frozenset({"each"})
"""Words that stand for every name in the scope of a limit."""

RESERVED = SCOPE_WORDS | {*EVERY, "tiap"}
"""How those words are written in either language; nothing may be called so."""


class Frames:
    """Typed tables by name; a column that was not given is blank, an unreadable cell is not."""

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        self._frames = dict(frames)
        self._coded: dict[tuple[str, str], tuple[Codes, pd.Index[str]]] = {}
        self._distinct: dict[tuple[str, str], pd.Index[str]] = {}

    def __contains__(self, table: str) -> bool:
        return table in self._frames

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self._frames[table]

    def has(self, table: str, *columns: str) -> bool:
        """Return whether the table was given, with all these columns."""
        return table in self and set(columns) <= set(self[table].columns)

    def cells(self, table: str, column: str) -> pd.Series[Any]:
        """Return a column, categories as plain texts; blank all over where it was not given."""
        frame = self[table]
        if column in frame.columns:
            cells: pd.Series[Any] = frame[column]
            return cells.astype("str") if isinstance(cells.dtype, pd.CategoricalDtype) else cells
        blank: Any = TABLES[table][column].dtype
        return pd.Series([None] * len(frame), index=frame.index, dtype=blank)

    def texts(self, table: str, *columns: str, rows: Any = None) -> pd.DataFrame:
        """Return columns of texts, of some rows (by default all), categories as plain texts."""
        frame = self[table] if rows is None else self[table].iloc[rows]
        return pd.DataFrame({name: frame[name].astype("str") for name in columns})

    def rows_with(self, table: str, column: str, names: set[str]) -> npt.NDArray[np.intp]:
        """Return the positions of the rows whose text is one of some names."""
        codes, distinct = self.coded(table, column)
        wanted = np.append(np.asarray(distinct.isin(list(names)), dtype=bool), False)
        return np.flatnonzero(wanted[codes])

    def coded(self, table: str, column: str) -> tuple[Codes, pd.Index[str]]:
        """Return a column of texts as positions (-1 where blank) in its different texts.

        A category that no cell has may be among these.
        """
        if (table, column) not in self._coded:
            cells = self[table][column]
            if isinstance(cells.dtype, pd.CategoricalDtype):
                found = cells.cat.codes.to_numpy(), cells.cat.categories
            else:
                codes, distinct = pd.factorize(cells)
                found = small(codes), distinct
            self._coded[table, column] = found
        return self._coded[table, column]

    def distinct(self, table: str, column: str) -> pd.Index[str]:
        """Return the different texts in a column."""
        if (table, column) not in self._distinct:
            codes, texts = self.coded(table, column)
            there = np.zeros(len(texts) + 1, dtype=bool)
            there[codes] = True  # a blank one marks the place after the last
            self._distinct[table, column] = texts if there[:-1].all() else texts[there[:-1]]
        return self._distinct[table, column]

    def figures(self, table: str, column: str) -> npt.NDArray[np.float64]:
        """Return a column of figures as float64, blank cells as NaN."""
        if column not in self[table].columns:
            return np.full(len(self[table]), np.nan)
        return self.cells(table, column).to_numpy(dtype="float64", na_value=np.nan)

    def filled(self, table: str, column: str) -> Bools:
        """Return which cells hold something, readable or not."""
        if column not in self[table].columns:
            return np.zeros(len(self[table]), dtype=bool)
        filled: Bools = self[table][column].notna().to_numpy(dtype=bool)
        unread = origin(self[table]).get("unread", {}).get(column)
        return filled if unread is None else filled | unread

    def is_true(self, table: str, column: str) -> Bools:
        """Return which flags are set."""
        flags: Bools = self.cells(table, column).fillna(False).to_numpy(dtype=bool)
        return flags

    def names(self, table: str, column: str) -> set[str]:
        """Return the different names in a column; empty where it was not given."""
        if not self.has(table, column):
            return set()
        return set(self.distinct(table, column)) - SCOPE_WORDS

    def names_of(self, vocabulary: str, *tables: str) -> set[str]:
        """Return the names that these tables use of a vocabulary."""
        found = (self.names(c.table, c.name) for c in columns_of(vocabulary) if c.table in tables)
        return set().union(*found)

    def setting(self, name: str) -> str:
        """Return the text of a setting, "" where it is not given."""
        if not self.has("settings", "name", "value"):
            return ""
        frame = self["settings"]
        given = frame.loc[(frame["name"] == name).to_numpy(dtype=bool), "value"].dropna()
        return str(given.iloc[0]) if len(given) else ""

    def row_faults(
        self, table: str, column: str, code: str, wrong: Any, figures: Figures = None
    ) -> list[Fault]:
        """Return one fault for each wrong row of a table."""
        return row_faults(table, self[table], column, code, wrong, figures=figures)

    def columns(self, vocabulary: str) -> Iterator[Column]:
        """Yield the given columns whose cells come from a vocabulary."""
        return (column for column in columns_of(vocabulary) if self.has(column.table, column.name))


def columns_of(vocabulary: str) -> list[Column]:
    """Return the columns of the schema whose cells come from a vocabulary."""
    everything = (column for table in TABLES.values() for column in table.columns)
    return [column for column in everything if column.vocabulary == vocabulary]

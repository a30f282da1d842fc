"""Tables as arrays: the typed columns of a pool, coded once and kept.

Names become positions in a *vocabulary* (``supplier``, ``product``, ``city`` ...), figures become
scaled integers, months become whole numbers.  A pool is frozen, so each column is coded at most
once in its life; rules and audits share these arrays and never look a name up again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from ikmpool.compact import Codes, all_are, constant, is_constant, shrunk, wide
from ikmpool.exact import Bools, Ints, Scaled, decimals_needed, scaled
from ikmpool.tables.schema import TABLES, Column
from ikmpool.tables.texts import strangers

type Texts = npt.NDArray[np.object_]

#: Code of a blank cell, and of the word "each" in a limit's scope.
BLANK, EACH = -1, -2
#: Month or day of a blank cell: before every other.
NEVER = int(np.iinfo(np.int64).min)
#: The one money column whose currency a row may choose: it keeps its own decimals.
PRICE = ("orders", "price")
_NO_NAMES: pd.Series[Any] = pd.Series([], dtype="str")


def columns_of(vocabulary: str) -> list[Column]:
    """List the schema's columns that use a vocabulary, the one that defines it first."""
    found = [
        c
        for t in TABLES.values()
        for c in t.columns
        if c.vocabulary == vocabulary and c.kind != "names"
    ]
    return sorted(found, key=lambda c: not (c.key and c.table == f"{vocabulary}s"))


def _locked[T](made: T) -> T:
    """Lock the arrays of something that is kept and shared."""
    if isinstance(made, np.ndarray):
        made.setflags(write=False)
    elif isinstance(made, Scaled):
        made.units.setflags(write=False)
        made.known.setflags(write=False)
    elif isinstance(made, tuple):
        for part in made:
            _locked(part)
    return made


def _factorized(series: pd.Series[Any]) -> tuple[Codes, pd.Index[Any]]:
    """Give positions (-1 where blank) in different texts; all of a categorical's are taken."""
    if isinstance(series.dtype, pd.CategoricalDtype):
        return series.cat.codes.to_numpy(), series.cat.categories
    codes, names = pd.factorize(series)
    return codes, names


def _distinct(series: pd.Series[Any]) -> pd.Index[str]:
    """Give the different texts of a column as they come."""
    if not isinstance(series.dtype, pd.CategoricalDtype):
        return pd.Index(pd.unique(series), dtype="str").dropna()
    codes = pd.unique(series.cat.codes.to_numpy())
    codes, categories = codes[codes >= 0], series.cat.categories
    as_listed = len(codes) == len(categories) and (codes[1:] > codes[:-1]).all()
    return categories if as_listed else categories[codes]


class Coded:
    """Arrays of a frozen set of typed tables."""

    _tables: Mapping[str, pd.DataFrame]
    _kept: dict[tuple[str, ...], Any]

    def keep[T](self, key: tuple[str, ...], make: Callable[[], T]) -> T:
        """Make something of the tables once, and keep it under a key."""
        if key not in self._kept:
            self._kept[key] = _locked(make())
        return cast("T", self._kept[key])

    def size(self, table: str) -> int:
        """Count the rows of a table; zero where the pool has none."""
        return len(self._tables[table]) if table in self._tables else 0

    def filled(self, table: str, column: str) -> bool:
        """Tell whether any cell of a column is filled."""
        told = self.stated(table, column)
        return bool(told[:1].any() if is_constant(told) else told.any())

    def stated(self, table: str, column: str) -> Bools:
        """Tell which cells of a column are filled, before any default."""

        def make() -> Bools:
            series = self._series(table, column)
            if series is None:
                return all_are(False, self.size(table))
            known = series.notna().to_numpy()
            return all_are(True, len(known)) if known.all() else known

        return self.keep(("stated", table, column), make)

    def _series(self, table: str, column: str) -> pd.Series[Any] | None:
        frame = self._tables.get(table)
        return None if frame is None or column not in frame else frame[column]

    def names(self, vocabulary: str) -> Texts:
        """List the names of a vocabulary; a code is a position in this list.

        Names of the defining table come in its row order, any others after them, sorted.
        """
        return np.asarray(self._index(vocabulary), dtype=object)

    def _index(self, vocabulary: str) -> pd.Index[Any]:
        return self.keep(("index", vocabulary), lambda: self._texts_of(vocabulary).astype(object))

    def _texts_of(self, vocabulary: str) -> pd.Index[str]:
        """Give the names of a vocabulary as they are kept; Python's own texts take more memory."""

        def make() -> pd.Index[str]:
            columns = [self._series(c.table, c.name) for c in columns_of(vocabulary)]
            first, *more = [series for series in columns if series is not None] or [_NO_NAMES]
            defining, others = _distinct(first), set[str]()
            for series in more:
                _, texts = _factorized(series)
                if len(strangers(texts, defining)):  # some may be categories that no cell has
                    others.update(strangers(_distinct(series), defining))
            added = sorted(others - {"each"})
            return defining.append(pd.Index(added, dtype="str")) if added else defining

        return self.keep(("names", vocabulary), make)

    def codes(self, table: str, column: str) -> Ints:
        """Code a column of names as positions in its vocabulary (``BLANK`` where empty)."""
        return wide(self.small_codes(table, column))

    def small_codes(self, table: str, column: str) -> Codes:
        """Give `codes` in as few bytes as hold them: to look up, never to calculate with."""

        def make() -> Codes:
            series = self._series(table, column)
            if series is None:
                return constant(BLANK, self.size(table))
            of_text, names = _factorized(series)
            vocabulary = TABLES[table][column].vocabulary
            codes = self._positions(vocabulary, names)
            if "each" in TABLES[table][column].choices:
                codes[np.asarray(names == "each", dtype=bool)] = EACH
            if len(codes) == 1 and (of_text >= 0).all():
                return constant(int(codes[0]), len(of_text))
            return shrunk(np.append(codes, BLANK), len(of_text))[of_text]

        return self.keep(("codes", table, column), make)

    def _positions(self, vocabulary: str, names: pd.Index[Any]) -> Ints:
        """Find names in a vocabulary; those of its own list, in its order, at once."""
        listed = self._texts_of(vocabulary)
        if len(names) <= len(listed) and names.equals(listed[: len(names)]):
            return np.arange(len(names))
        return self._index(vocabulary).get_indexer(names.astype(object)).astype(np.int64)

    def position(self, vocabulary: str, names: pd.Series[Any]) -> Ints:
        """Find names that a person typed; ``BLANK`` where the pool has no such name."""
        index = self._index(vocabulary)
        return index.get_indexer(pd.Index(names.astype(object))).astype(np.int64)

    def texts(self, table: str, column: str) -> Texts:
        """Give a text or choice column, the schema's default (or "") where blank."""

        def make() -> Texts:
            series = self._series(table, column)
            default = TABLES[table][column].default
            if series is None:
                return np.full(self.size(table), default, dtype=object)
            if isinstance(series.dtype, pd.CategoricalDtype):
                words = np.append(series.cat.categories.to_numpy(dtype=object), default)
                return words[series.cat.codes.to_numpy()]
            return series.astype(object).where(series.notna(), default).to_numpy(dtype=object)

        return self.keep(("texts", table, column), make)

    def _floats(self, table: str, column: str) -> npt.NDArray[np.float64]:
        series = self._series(table, column)
        default = TABLES[table][column].default
        fill = float(default) if default else np.nan
        if series is None:
            return np.full(self.size(table), fill)
        values = series.to_numpy(dtype=np.float64, na_value=np.nan)
        return np.where(np.isnan(values), fill, values) if default else values

    def figures(self, table: str, column: str) -> Scaled:
        """Give a numeric column as scaled integers; money in the pool's smallest unit."""

        def make() -> Scaled:
            own = TABLES[table][column].kind == "money" and (table, column) != PRICE
            power = self.money_decimals if own else None
            if self._series(table, column) is not None:
                found = scaled(self._floats(table, column), power)
                known = all_are(True, len(found.known)) if found.known.all() else found.known
                return Scaled(found.units, known, found.power)
            count, default = self.size(table), float(TABLES[table][column].default or "nan")
            one = scaled(np.array([default]), power)
            units = constant(int(one.units[0]), count)
            return Scaled(units, all_are(bool(one.known[0]), count), one.power)

        return self.keep(("figures", table, column), make)

    @property
    def money_decimals(self) -> int:
        """Decimals of the pool's smallest money unit."""

        def make() -> int:
            stated = self.setting("money_decimals")
            if stated:
                return int(stated)
            money = [
                self._floats(column.table, column.name)
                for table in TABLES.values()
                for column in table.columns
                if column.kind == "money" and (column.table, column.name) != PRICE
                if self._series(column.table, column.name) is not None
            ]
            return max(decimals_needed(values) for values in [*money, self._own_prices()])

        return self.keep(("money_decimals",), make)

    def _own_prices(self) -> npt.NDArray[np.float64]:
        """Prices in the pool's currency; those in another one are converted before they count."""
        currency = self.texts("orders", "currency").astype(str)
        own = np.isin(currency, ["", self.setting("currency") or "IDR"])
        return self._floats(*PRICE)[own]

    def setting(self, name: str) -> str:
        """Give a setting as plain text, "" where there is none."""
        return self.all_settings().get(name.lower(), "")

    def all_settings(self) -> dict[str, str]:
        """Give every filled setting as plain text, by its name in small letters."""

        def make() -> dict[str, str]:
            frame = self._tables.get("settings")
            if frame is None:
                return {}
            filled = frame[frame["value"].notna()]
            names = filled["name"].str.strip().str.lower()
            return dict(zip(names, filled["value"].str.strip(), strict=True))

        return self.keep(("settings",), make)

    def months(self, table: str, column: str) -> Ints:
        """Give a month column as month numbers (months since January 1970; ``NEVER`` if blank)."""

        def make() -> Ints:
            series = self._series(table, column)
            if series is None:
                return constant(NEVER, self.size(table))
            ordinals = pd.PeriodIndex(series).asi8.copy()
            ordinals[series.isna().to_numpy()] = NEVER
            return ordinals

        return self.keep(("months", table, column), make)

    def days(self, table: str, column: str) -> Ints:
        """Give a date column as days since 1970 (``NEVER`` where blank)."""

        def make() -> Ints:
            series = self._series(table, column)
            if series is None:
                return constant(NEVER, self.size(table))
            days = series.to_numpy().astype("datetime64[D]").astype(np.int64)
            days[series.isna().to_numpy()] = NEVER
            return days

        return self.keep(("days", table, column), make)

    def flags(self, table: str, column: str) -> Bools:
        """Give a yes/no column; blank is no."""

        def make() -> Bools:
            series = self._series(table, column)
            if series is None:
                return all_are(False, self.size(table))
            return series.to_numpy(dtype=bool, na_value=False)

        return self.keep(("flags", table, column), make)

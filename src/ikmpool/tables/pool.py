"""The pool: a frozen set of tables that were read and checked once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from ikmpool.errors import Fault, OptionError, TableError
from ikmpool.tables import reading
from ikmpool.tables.checking import checks
from ikmpool.tables.coded import Coded
from ikmpool.tables.schema import TABLES


@dataclass(frozen=True, slots=True)
class Settings:
    """The pool's settings, typed.

    Attributes
    ----------
    start, end : pandas.Period or None
        First and last month; both None in a pool of one period without months.
    currency : str
        Currency of every money column that names no other.
    money_decimals : int
        Decimals of the smallest money unit.
    as_of : datetime.date or None
        Day on which the tables were true.
    language : str
        ``"en"`` or ``"id"``.
    now : pandas.Period or None
        First month that is still open; None where the last month of the actuals says it.
    ready_status : tuple of str
        Statuses with which a producer may serve orders.
    rates : dict of str to Fraction
        Pool money per one unit of each foreign currency.
    """

    start: pd.Period | None
    end: pd.Period | None
    currency: str
    money_decimals: int
    as_of: date | None
    language: str
    now: pd.Period | None
    ready_status: tuple[str, ...]
    rates: Mapping[str, Fraction]


class Pool(Coded):
    """Suppliers, offers, orders and every other table that a plan is made from.

    Parameters
    ----------
    **tables : DataFrame
        One keyword per table of the schema (``suppliers=``, ``offers=``, ``orders=`` ...); headings
        in English or Indonesian.  ``settings`` may also be a mapping of name to value.  The frames
        are copied, never changed; extra columns and the index survive.

    Raises
    ------
    TableError
        With every fault of every table at once.

    Examples
    --------
    >>> import pandas as pd
    >>> pool = Pool(
    ...     suppliers=pd.DataFrame({"supplier": ["A"], "capacity": [300]}),
    ...     offers=pd.DataFrame({"supplier": ["A"], "product": ["shoe"], "unit_cost": [90]}),
    ...     orders=pd.DataFrame({"order": ["T1"], "product": ["shoe"], "quantity": [200]}),
    ... )
    >>> pool
    Pool(1 suppliers, 1 offers, 1 orders)
    """

    def __init__(self, **tables: pd.DataFrame | Mapping[str, Any]) -> None:
        unknown = sorted(set(tables) - set(TABLES))
        if unknown:
            raise OptionError(
                f"Pool has no table {unknown[0]!r}. The tables are: {', '.join(TABLES)}."
            )
        raw = {name: _frame(name, table) for name, table in tables.items()}
        typed, faults = _convert(raw)
        faults += checks.find_faults(typed)
        if faults:
            raise TableError(faults, _language(typed))
        self._set(typed)

    def _set(self, typed: dict[str, pd.DataFrame]) -> None:
        object.__setattr__(self, "_tables", typed)
        object.__setattr__(self, "_kept", {})

    def __reduce__(self) -> tuple[Any, ...]:
        return trusted, (self._tables,)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The typed tables by name: copies, so that editing one leaves the pool as it is."""
        return {name: frame.copy(deep=False) for name, frame in self._tables.items()}

    def replace(self, **tables: pd.DataFrame | Mapping[str, Any] | None) -> Pool:
        """Copy the pool with some tables replaced; ``None`` removes a table.

        Returns
        -------
        Pool
            Checked like any other; this pool is unchanged.
        """
        merged = {
            name: table for name, table in {**self.tables, **tables}.items() if table is not None
        }
        return Pool(**merged)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name in TABLES:
            if name in self._tables:
                return self._tables[name].copy(deep=False)
            return pd.DataFrame(columns=[c.name for c in TABLES[name].columns])
        raise AttributeError(f"Pool has no table or attribute {name!r}.")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"A pool is frozen: use pool.replace({name}=...) for an edited copy.")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(
            f"A pool is frozen: use pool.replace({name}=None) for a copy without it."
        )

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *TABLES]

    def __repr__(self) -> str:
        counts = ", ".join(f"{self.size(t)} {t}" for t in self._tables if t != "settings")
        return f"Pool({counts})"

    @property
    def settings(self) -> Settings:
        """The settings, typed, with their defaults."""
        return self.keep(("typed settings",), lambda: _settings(self))

    @property
    def horizon(self) -> tuple[pd.Period, ...]:
        """The months from start to end; empty in a pool of one period without months."""

        def make() -> tuple[pd.Period, ...]:
            start, end = self.settings.start, self.settings.end
            return () if start is None or end is None else tuple(pd.period_range(start, end))

        return self.keep(("horizon",), make)


def trusted(tables: dict[str, pd.DataFrame]) -> Pool:
    """Make a pool of typed tables that were checked before, as a copy in another process is."""
    pool = object.__new__(Pool)
    pool._set(tables)
    return pool


def edited(pool: Pool, **tables: pd.DataFrame | Mapping[str, Any] | None) -> Pool:
    """Copy a pool with some tables replaced by ones that are known to be good; ``None`` removes.

    They are typed as ever, but nothing is checked again: it is for edits that the library makes.
    """
    given = {name: table for name, table in tables.items() if table is not None}
    typed, _ = _convert({name: _frame(name, table) for name, table in given.items()})
    kept = {name: frame for name, frame in pool.tables.items() if name not in tables} | typed
    return trusted({name: kept[name] for name in TABLES if name in kept})


def read_pool(path: str | Path) -> Pool:
    """Read a pool from a workbook, or from a folder of CSV or Parquet files.

    Parameters
    ----------
    path : path
        An ``.xlsx`` workbook with one sheet a table, or a folder with one file a table.

    Returns
    -------
    Pool

    Raises
    ------
    TableError
        With every fault of every table at once: sheet, row, key, value and cure.
    """
    return Pool(**reading.read_tables(path))


def _frame(name: str, table: pd.DataFrame | Mapping[str, Any]) -> pd.DataFrame:
    if isinstance(table, pd.DataFrame):
        return table
    if name == "settings" and isinstance(table, Mapping):
        values = pd.Series(list(table.values()), dtype=object)
        return pd.DataFrame({"name": list(table), "value": values})
    raise OptionError(
        f"Pool table {name!r} is a {type(table).__name__}. Give a pandas DataFrame"
        + (" or a mapping of name to value." if name == "settings" else ".")
    )


def _convert(raw: dict[str, pd.DataFrame]) -> tuple[dict[str, pd.DataFrame], list[Fault]]:
    typed: dict[str, pd.DataFrame] = {}
    faults: list[Fault] = []
    for name in TABLES:
        if name in raw:
            typed[name], found = reading.convert(name, raw[name])
            faults += found
    return typed, faults


def _language(typed: dict[str, pd.DataFrame]) -> str:
    return trusted(typed).setting("language") or "en"


def _settings(pool: Pool) -> Settings:
    def month(name: str) -> pd.Period | None:
        text = pool.setting(name)
        return pd.Period(text, freq="M") if text else None

    as_of = pool.setting("as_of")
    ready = pool.setting("ready_status") or "export_ready"
    rates = {
        name[5:].upper(): Fraction(value)
        for name, value in pool.all_settings().items()
        if name.startswith("rate_")
    }
    return Settings(
        start=month("start"),
        end=month("end"),
        currency=pool.setting("currency").upper() or "IDR",
        money_decimals=pool.money_decimals,
        as_of=pd.Timestamp(as_of).date() if as_of else None,
        language=pool.setting("language") or "en",
        now=month("now"),
        ready_status=tuple(status.strip() for status in ready.split(";")),
        rates=MappingProxyType(rates),
    )

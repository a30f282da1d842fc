"""Checks of names: each must be known where it is defined, and each row must be told apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from ikmpool.compact import has_repeats, numbered
from ikmpool.errors import Fault
from ikmpool.exact import SAFE, Ints
from ikmpool.tables.cells.settings import is_setting
from ikmpool.tables.checking.faults import MOST_LISTED
from ikmpool.tables.checking.frames import RESERVED, SCOPE_WORDS, Bools, Frames
from ikmpool.tables.checking.nearness import nearest_name
from ikmpool.tables.schema import SETTINGS, TABLES, Column
from ikmpool.tables.texts import strangers

_SLIP = 0.86
_SHORTEST_WORD = 4
_LONGEST_RESERVED = max(map(len, RESERVED))  # no word gets shorter in small letters


def rows_repeat_a_key(frames: Frames) -> list[Fault]:
    """Find where two rows of a table have the same key."""
    faults: list[Fault] = []
    for name, table in TABLES.items():
        keys = [key for key in table.key if frames.has(name, key)]
        if keys and set(table.key) - set(keys) <= {c.name for c in table.columns if not c.needed}:
            faults += _repeated(frames, name, keys)
    return faults


def _repeated(frames: Frames, table: str, keys: list[str]) -> list[Fault]:
    frame = frames[table]
    if not has_repeats(_row_keys(frames, table, keys)):
        return []
    needed = [frames.filled(table, key) for key in keys if TABLES[table][key].needed]
    complete = np.logical_and.reduce(needed) if needed else np.ones(len(frame), dtype=bool)
    again = frame.duplicated(keys).to_numpy() & complete
    if not again.any():
        return []
    first = _first_rows(frame, keys, again)
    return frames.row_faults(table, "", "repeated_key", again, lambda at: {"first": first[at]})


def _row_keys(frames: Frames, table: str, keys: list[str]) -> Ints:
    """Return one whole number for each row, equal where all keys are."""
    number = np.zeros(len(frames[table]), dtype=np.int64)
    most = 1
    for key in keys:
        if TABLES[table][key].dtype == "str":
            codes, distinct = frames.coded(table, key)
        else:
            codes, distinct = pd.factorize(frames[table][key])
        if most * (len(distinct) + 1) >= SAFE:
            number, told = numbered(number)
            most = len(told)
        number *= len(distinct) + 1
        number += codes
        number += 1  # apart, since the codes may be of one byte
        most *= len(distinct) + 1
    return number


def _first_rows(frame: pd.DataFrame, keys: list[str], again: Bools) -> dict[int, str]:
    """Return for each listed repeat the label of the row that it repeats."""
    listed = np.flatnonzero(again)[:MOST_LISTED]
    involved = np.flatnonzero(frame.duplicated(keys, keep=False).to_numpy())
    group = frame.iloc[involved].groupby(keys, dropna=False, sort=False).ngroup().to_numpy()
    first = dict(zip(group[::-1].tolist(), involved[::-1].tolist(), strict=True))
    of_row = dict(zip(involved.tolist(), group.tolist(), strict=True))
    return {int(at): str(frame.index[first[of_row[int(at)]]]) for at in listed}


def reserved_word_is_a_name(frames: Frames) -> list[Fault]:
    """Find where something is called by a word that means every name in the scope of a limit."""
    faults: list[Fault] = []
    for table in TABLES.values():
        for column in table.columns:
            own = column.vocabulary and not column.note and not SCOPE_WORDS & set(column.choices)
            if own and frames.has(table.name, column.name):
                faults += _reserved(frames, column)
    return faults


def _reserved(frames: Frames, column: Column) -> list[Fault]:
    distinct = frames.distinct(column.table, column.name)
    if column.kind == "names":
        parts = {cell: cell.casefold().split("; ") for cell in distinct}
        wrong = [cell for cell in distinct if not RESERVED.isdisjoint(parts[cell])]
    else:
        short = distinct[np.asarray(distinct.str.len() <= _LONGEST_RESERVED, dtype=bool)]
        wrong = [cell for cell in short if cell.casefold() in RESERVED]
    if not wrong:
        return []
    at = frames.cells(column.table, column.name).isin(wrong).to_numpy(dtype=bool)
    return frames.row_faults(column.table, column.name, "reserved", at)


def names_no_supplier(frames: Frames) -> list[Fault]:
    """Find where a sheet names a producer that the sheet of suppliers lacks."""
    return _unknown(frames, "supplier", "suppliers", "unknown_supplier")


def names_no_order(frames: Frames) -> list[Fault]:
    """Find where a sheet names an order that the sheet of orders lacks."""
    return _unknown(frames, "order", "orders", "unknown_order")


def _unknown(frames: Frames, vocabulary: str, home: str, code: str) -> list[Fault]:
    if not frames.has(home, vocabulary):
        return []
    known = frames.distinct(home, vocabulary)
    faults: list[Fault] = []
    for column in frames.columns(vocabulary):
        if column.table != home or column.name != vocabulary:
            faults += _not_in(frames, column, known, code)
    return faults


def _not_in(frames: Frames, column: Column, known: pd.Index[str], code: str) -> list[Fault]:
    _, texts = frames.coded(column.table, column.name)
    unknown = set(strangers(texts, known)) - SCOPE_WORDS
    if unknown:  # some may be categories that no cell has
        unknown &= set(frames.distinct(column.table, column.name))
    if not unknown:  # the different names are few, the cells may be millions
        return []
    wrong = frames.cells(column.table, column.name).isin(unknown).to_numpy(dtype=bool)
    return _with_nearest(frames, column, wrong, known, code)


def _with_nearest(
    frames: Frames, column: Column, wrong: Bools, known: Iterable[str], code: str
) -> list[Fault]:
    if not wrong.any():
        return []
    cells, names = frames.cells(column.table, column.name).array, sorted(known)
    find = cache(lambda word: nearest_name(word, names))
    return frames.row_faults(
        column.table, column.name, code, wrong, lambda at: {"nearest": find(str(cells[at]))}
    )


def holder_is_no_supplier_and_no_group(frames: Frames) -> list[Fault]:
    """Find where a certificate is held by somebody who is neither a producer nor a group."""
    if not (frames.has("certificates", "holder") and frames.has("suppliers", "supplier")):
        return []
    known = frames.distinct("suppliers", "supplier")
    if frames.has("groups", "group"):
        known = known.union(frames.distinct("groups", "group"))
    return _not_in(frames, TABLES["certificates"]["holder"], known, "unknown_holder")


def ordered_product_is_not_offered(frames: Frames) -> list[Fault]:
    """Find where an order asks for a product that no offer has."""
    if not (frames.has("orders", "product") and frames.has("offers", "product")):
        return []
    offered = frames.distinct("offers", "product")
    return _not_in(frames, TABLES["orders"]["product"], offered, "product_not_offered")


def setting_is_unknown(frames: Frames) -> list[Fault]:
    """Find where a setting has a name that is none of those known."""
    if not frames.has("settings", "name"):
        return []
    names = frames.cells("settings", "name")
    wrong = names.map(is_setting, na_action="ignore").eq(False).to_numpy(dtype=bool)
    known = [*SETTINGS, "rate_USD"]
    return _with_nearest(frames, TABLES["settings"]["name"], wrong, known, "unknown_setting")


def currency_has_no_rate(frames: Frames) -> list[Fault]:
    """Find where a price is in a currency for which the settings have no rate."""
    if not frames.has("orders", "currency"):
        return []
    own = frames.setting("currency") or "IDR"
    rates = {name[5:] for name in frames.names("settings", "name") if name.startswith("rate_")}
    cells = frames.cells("orders", "currency")
    wrong = (cells.notna() & ~cells.str.upper().isin(rates | {own})).to_numpy(dtype=bool)
    known: Mapping[str, Any] = {"currency": own}
    return frames.row_faults("orders", "currency", "no_rate", wrong, known)


_HOMES: dict[str, Callable[[Frames], set[str]]] = {
    "product": lambda frames: (
        frames.names_of("product", "products", "offers", "orders")
        | frames.names_of("sector", "products", "suppliers")
    ),
    "city": lambda frames: frames.names("suppliers", "city"),
    "sector": lambda frames: frames.names_of("sector", "products", "suppliers"),
    "destination": lambda frames: frames.names("orders", "destination"),
    "contract": lambda frames: frames.names("orders", "contract"),
    "attribute": lambda frames: frames.names("quality", "attribute"),
    "scheme": lambda frames: frames.names("certificates", "scheme"),
}


def name_is_nearly_a_known_one(frames: Frames) -> list[Fault]:
    """Find where a name that nothing else uses is but a slip away from one that is used.

    A limit on the city of "Gresk" would bind nobody and say nothing; a name that is simply not in
    use is fine.
    """
    faults: list[Fault] = []
    for vocabulary, names_of in _HOMES.items():
        known = names_of(frames)
        for column in frames.columns(vocabulary):
            faults += _slips(frames, column, known)
    return faults


def _slips(frames: Frames, column: Column, known: set[str]) -> list[Fault]:
    meant = {}
    for cell in frames.names(column.table, column.name) - known:
        for name in str(cell).split("; ") if column.kind == "names" else [str(cell)]:
            slip = "" if name in known else _slip(name, known)
            if slip:
                meant[cell] = slip
    if not meant:
        return []
    cells = frames.cells(column.table, column.name)
    wrong, array = cells.isin(list(meant)).to_numpy(dtype=bool), cells.array
    return frames.row_faults(
        column.table, column.name, "near_name", wrong, lambda at: {"nearest": meant[array[at]]}
    )


def _slip(name: str, known: Iterable[str]) -> str:
    """Return the known name of which `name` is a slip of the pen, "" if none.

    Words that differ must be long and without figures: "size 41" is no slip of "size 42".
    """
    nearest = nearest_name(name, known, cutoff=_SLIP)
    ours, theirs = set(name.casefold().split()), set(nearest.casefold().split())
    differing = ours ^ theirs
    long = all(len(word) >= _SHORTEST_WORD and not re.search(r"\d", word) for word in differing)
    return nearest if nearest and long else ""


__all__ = [
    "currency_has_no_rate",
    "holder_is_no_supplier_and_no_group",
    "name_is_nearly_a_known_one",
    "names_no_order",
    "names_no_supplier",
    "ordered_product_is_not_offered",
    "reserved_word_is_a_name",
    "rows_repeat_a_key",
    "setting_is_unknown",
]

"""Which column of a frame is which column of the schema."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from ikmpool.errors import Fault
from ikmpool.tables.checking.nearness import nearest_name
from ikmpool.tables.schema import Column, Table, plain

NEARLY = 0.84
"""A heading so like one of the schema that it is taken for a slip, not for the user's own."""


@dataclass
class Headings:
    """The columns found: positions by English name, the user's own, and what is wrong."""

    positions: dict[str, int] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    own: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def match_headings(
    table: Table, headings: Sequence[Hashable], sheet: str = "", index: Sequence[str] = ()
) -> Headings:
    """Match the headings of a frame with a table of the schema.

    Case, spaces, underscores and a unit in brackets do not matter; English and Indonesian are both
    read. A heading given twice, a needed column that is missing and a heading that is nearly one of
    the schema are faults; anything else is the user's own. A column of the schema that stands in
    the `index` of a frame is a fault too.

    Examples
    --------
    >>> from ikmpool.tables.schema import TABLES
    >>> match_headings(TABLES["groups"], ["Kelompok", " SUPPLIER ", "remark"]).positions
    {'group': 0, 'supplier': 1}
    """
    found = Headings()
    for position, heading in enumerate(map(str, headings)):
        column = table.by_heading.get(plain(heading))
        if column is None:
            found.own.append(position)
        elif column.name in found.positions:
            both = {"first": found.written[column.name], "second": heading.strip()}
            found.faults.append(_fault(table, column.name, "column_twice", sheet, both))
        else:
            found.positions[column.name] = position
            found.written[column.name] = heading.strip()
    in_index = {c.name for name in index if (c := table.by_heading.get(plain(name)))}
    own = [str(headings[position]) for position in found.own]
    found.faults += _slips(table, found, own, sheet, in_index)
    return found


def _slips(
    table: Table, found: Headings, own: list[str], sheet: str, in_index: set[str]
) -> list[Fault]:
    faults, open_headings = [], list(own)
    for column in table.columns:
        if column.name in found.positions or column.note:
            continue
        if column.name in in_index:
            faults.append(_fault(table, column.name, "in_index", sheet, {}))
            continue
        cutoff = 0.6 if column.needed else NEARLY
        nearest = _nearest(column, open_headings, cutoff)
        if column.needed:
            figures = {"nearest": nearest, "indonesian": column.heading_id}
            faults.append(_fault(table, column.name, "missing_column", sheet, figures))
        elif nearest:
            figures = {"nearest": column.name, "given": nearest}
            faults.append(_fault(table, column.name, "near_heading", sheet, figures))
        if nearest:
            open_headings.remove(nearest)
    return faults


def _nearest(column: Column, headings: list[str], cutoff: float) -> str:
    """Return the heading that was probably meant for the column, "" if none."""
    by_plain = {plain(heading): heading for heading in headings if plain(heading)}
    for name in (column.name, column.heading_id):
        nearest = nearest_name(plain(name), by_plain, cutoff)
        if nearest and nearest.rstrip("0123456789") != plain(name):
            return by_plain[nearest]
    return ""


def _fault(
    table: Table, column: str, code: str, sheet: str, figures: dict[str, object] | dict[str, str]
) -> Fault:
    return Fault(table.name, column, None, (), figures.get("given"), code, figures, sheet=sheet)

"""Faults of rows, made from positions in a frame, with the names that the user knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ikmpool.errors import Fault
from ikmpool.tables.schema import TABLES

MOST_LISTED = 1000
"""So many rows with one fault are listed; the others are counted."""

ROW = "row"
"""The name of an index whose labels are the row numbers of a sheet or file."""

_FIGURES = frozenset({"whole", "decimal", "money", "share"})

Figures = Mapping[str, object] | Callable[[int], Mapping[str, object]] | None


def origin(frame: pd.DataFrame) -> dict[str, Any]:
    """Return what the frame remembers of where it came from.

    Returns
    -------
    dict
        ``sheet``: the name of its sheet or file; ``headings``: by column, the heading the user
        wrote; ``unread``: by column, which cells could not be read. All may be absent.
    """
    return dict(frame.attrs.get("ikmpool", {}))


def table_fault(
    table: str,
    code: str,
    *,
    frame: pd.DataFrame | None = None,
    column: str = "",
    value: object = None,
    **figures: object,
) -> Fault:
    """Return a fault of a whole table or column."""
    known = {} if frame is None else origin(frame)
    heading = known.get("headings", {}).get(column, "")
    sheet = known.get("sheet", "")
    return Fault(table, column, None, (), value, code, figures, sheet=sheet, heading=heading)


def row_faults(  # noqa: PLR0913 - all but the first five have a natural default
    table: str,
    frame: pd.DataFrame,
    column: str,
    code: str,
    wrong: Any,
    *,
    cells: Sequence[object] | None = None,
    figures: Figures = None,
) -> list[Fault]:
    """Return one fault a wrong row, the first `MOST_LISTED` of them listed.

    Parameters
    ----------
    table, column, code : str
        What the fault is about; `column` may be "".
    frame : DataFrame
        The typed table.
    wrong : boolean array or array of positions
        Which rows.
    cells : sequence, optional
        The values to show, by position; the column's own cells where left out.
    figures : mapping or callable, optional
        Figures for the wording, or a function from position to such a mapping.
    """
    marked = np.asarray(wrong)
    positions = np.flatnonzero(marked) if marked.dtype == bool else marked
    shown = positions[:MOST_LISTED].tolist()
    known, more = origin(frame), len(positions) - len(shown)
    names = [name for name in TABLES[table].key if name in frame.columns and name != column]
    schema = TABLES[table].by_name.get(column)
    bare = schema is not None and schema.kind not in _FIGURES
    if cells is None and column in frame.columns:
        cells = frame[column].array
    return [
        Fault(
            table=table,
            column=column,
            row=_scalar(frame.index[at]),
            key=tuple(_keys(frame, names, at)),
            value=None if cells is None else _shown(cells[at]),
            code=code,
            figures=dict((figures(at) if callable(figures) else figures) or {}),
            sheet=known.get("sheet", ""),
            heading=known.get("headings", {}).get(column, ""),
            sheet_row=frame.index.name == ROW,
            more=more if at == shown[-1] else 0,
            bare=bare,
        )
        for at in shown
    ]


def _keys(frame: pd.DataFrame, names: list[str], at: int) -> list[str]:
    cells = [frame[name].array[at] for name in names]
    return [str(cell) for cell in cells if not pd.isna(cell)]


def _scalar(label: Any) -> Any:
    return label.item() if isinstance(label, np.generic) else label


def _shown(cell: Any) -> object:
    if pd.api.types.is_scalar(cell) and pd.isna(cell):
        return None
    if isinstance(cell, pd.Timestamp) and cell == cell.normalize():
        return cell.date()
    return _scalar(cell)

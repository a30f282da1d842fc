"""Checks of stock: units at hand have an owner who offers them, and a place where they fit."""

from __future__ import annotations

import numpy as np

from ikmpool.errors import Fault
from ikmpool.tables.checking.frames import Bools, Frames

_KEY = ("supplier", "product", "warehouse")


def opening_has_no_owner(frames: Frames) -> list[Fault]:
    """Find where units are at hand, and no producer or no product is named beside them."""
    if not frames.has("stock", "opening"):
        return []
    named = frames.filled("stock", "supplier") & frames.filled("stock", "product")
    wrong = (frames.figures("stock", "opening") > 0) & ~named
    return frames.row_faults("stock", "opening", "stock_of_nobody", wrong)


def opening_is_not_offered(frames: Frames) -> list[Fault]:
    """Find where units are at hand of a product that their producer does not offer."""
    if not (frames.has("stock", "opening") and frames.has("offers", "supplier", "product")):
        return []
    owners = frames.rows_with("offers", "supplier", frames.names("stock", "supplier"))
    offers = frames.texts("offers", "supplier", "product", rows=owners)
    offered = set(zip(offers["supplier"].tolist(), offers["product"].tolist(), strict=True))
    some = frames.figures("stock", "opening") > 0
    wrong = [
        bool(here and s and p and (s, p) not in offered)
        for here, (s, p, _) in zip(some.tolist(), _names(frames), strict=True)
    ]
    return frames.row_faults("stock", "opening", "stock_not_offered", np.array(wrong, dtype=bool))


def producer_has_two_warehouses(frames: Frames) -> list[Fault]:
    """Find where a producer uses a second warehouse for what it has a warehouse for already."""
    if not frames.has("stock", "supplier", "warehouse"):
        return []
    first: dict[tuple[str, str], str] = {}
    other: dict[int, str] = {}
    for row, (s, p, house) in enumerate(_names(frames)):
        if s and house and first.setdefault((s, p), house) != house:
            other[row] = first[s, p]
    return frames.row_faults(
        "stock", "warehouse", "two_warehouses", _at(frames, other), lambda at: {"other": other[at]}
    )


def opening_is_beyond_a_limit(frames: Frames) -> list[Fault]:
    """Find where more is at hand than fits, so that not even an empty plan could hold."""
    if not (frames.has("stock", "opening", "limit") and frames.setting("start")):
        return []
    names, limit = _names(frames), frames.figures("stock", "limit")
    units = np.nan_to_num(frames.figures("stock", "opening"))
    owned = [row for row, (s, p, _) in enumerate(names) if s and p and units[row] > 0]
    houses = {row: _warehouse(names, *names[row][:2]) for row in owned}
    beyond: dict[int, int] = {}
    for row in np.flatnonzero(~np.isnan(limit)).tolist():
        asked = names[row]
        at_hand = sum(
            int(units[i])
            for i in owned
            if all(a in ("", b) for a, b in zip(asked, (*names[i][:2], houses[i]), strict=True))
        )
        if at_hand > limit[row]:
            beyond[row] = at_hand
    return frames.row_faults(
        "stock", "limit", "stock_too_full", _at(frames, beyond), lambda at: {"at_hand": beyond[at]}
    )


def _names(frames: Frames) -> list[tuple[str, str, str]]:
    """Give producer, product and warehouse of each row, "" where blank."""
    cells = (frames.cells("stock", name).fillna("").tolist() for name in _KEY)
    return list(zip(*cells, strict=True))


def _warehouse(names: list[tuple[str, str, str]], supplier: str, product: str) -> str:
    """Give the warehouse in which a producer's product waits, "" where none is named."""
    mine = [(p, house) for s, p, house in names if s == supplier and house and p in ("", product)]
    return max(mine)[1] if mine else ""


def _at(frames: Frames, rows: dict[int, object] | dict[int, str] | dict[int, int]) -> Bools:
    return np.isin(np.arange(len(frames["stock"])), list(rows))

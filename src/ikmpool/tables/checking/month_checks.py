"""Checks of months and days: a horizon with both its ends, and dates inside it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ikmpool.errors import Fault
from ikmpool.tables.checking.faults import table_fault
from ikmpool.tables.checking.frames import Bools, Frames


def horizon_has_one_end(frames: Frames) -> list[Fault]:
    """Find where the settings have a start and no end, or an end and no start."""
    given = [bool(frames.setting(name)) or _unread(frames, name) for name in ("start", "end")]
    if given[0] == given[1]:
        return []
    missing = "end" if given[0] else "start"
    return [_of_settings(frames, "one_end", missing=missing)]


def _unread(frames: Frames, name: str) -> bool:
    """Return whether the setting is there, readable or not."""
    return frames.has("settings", "name", "value") and bool(
        (frames.cells("settings", "name").eq(name) & frames.filled("settings", "value")).any()
    )


def _of_settings(frames: Frames, code: str, **figures: object) -> Fault:
    return table_fault("settings", code, frame=frames["settings"], column="value", **figures)


def end_is_before_start(frames: Frames) -> list[Fault]:
    """Find where the last month is before the first."""
    start, end = frames.setting("start"), frames.setting("end")
    if not (start and end and pd.Period(end, freq="M") < pd.Period(start, freq="M")):
        return []
    return [_of_settings(frames, "end_first", start=start, end=end)]


def due_is_missing(frames: Frames) -> list[Fault]:
    """Find where an order has no due month although the settings have months."""
    if "orders" not in frames or not (frames.setting("start") and frames.setting("end")):
        return []
    return frames.row_faults("orders", "due", "no_due", ~frames.filled("orders", "due"))


def due_is_outside_the_months(frames: Frames) -> list[Fault]:
    """Find where an order is due before the first or after the last month."""
    start, end = frames.setting("start"), frames.setting("end")
    if not (start and end and frames.has("orders", "due")):
        return []
    first, last = pd.Period(start, freq="M"), pd.Period(end, freq="M")
    if last < first:
        return []
    outside = _is_outside(frames.cells("orders", "due"), first, last)
    figures = {"start": start, "end": end}
    return frames.row_faults("orders", "due", "due_outside", outside, figures)


def _is_outside(months: pd.Series[Any], first: pd.Period, last: pd.Period) -> Bools:
    known = months.notna().to_numpy(dtype=bool)
    numbers = months.array.asi8
    outside: Bools = known & ((numbers < first.ordinal) | (numbers > last.ordinal))
    return outside


def certificate_ends_before_it_starts(frames: Frames) -> list[Fault]:
    """Find where a certificate's last day is before its first."""
    if not frames.has("certificates", "from", "to"):
        return []
    start, end = frames.cells("certificates", "from"), frames.cells("certificates", "to")
    wrong: Bools = np.asarray(end < start, dtype=bool)
    return frames.row_faults(
        "certificates", "to", "ends_first", wrong, lambda at: {"start": str(start.array[at])[:10]}
    )

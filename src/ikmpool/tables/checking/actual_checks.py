"""Checks of what has happened: good units, made by who offers them, in months that are over."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby

import numpy as np
import pandas as pd

from ikmpool.errors import Fault
from ikmpool.tables.checking.faults import table_fault
from ikmpool.tables.checking.frames import Bools, Frames


def more_is_rejected_than_made(frames: Frames) -> list[Fault]:
    """Find where more units were rejected than made."""
    if "actuals" not in frames:
        return []
    made, rejected, _ = _counts(frames)
    return frames.row_faults(
        "actuals", "rejected", "rejected_above", rejected > made, lambda at: {"made": int(made[at])}
    )


def more_is_overtime_than_good(frames: Frames) -> list[Fault]:
    """Find where more good units were made in overtime than were good."""
    if "actuals" not in frames:
        return []
    made, rejected, overtime = _counts(frames)
    good = np.maximum(made - rejected, 0)
    return frames.row_faults(
        "actuals", "overtime", "overtime_above", overtime > good, lambda at: {"good": int(good[at])}
    )


def past_has_no_months(frames: Frames) -> list[Fault]:
    """Find where something has happened, or a month is open, in a pool without months."""
    if frames.setting("start") or frames.setting("end"):
        return []
    faults = []
    if "actuals" in frames and len(frames["actuals"]):
        faults.append(table_fault("actuals", "past_without_months", frame=frames["actuals"]))
    if frames.setting("now"):
        faults.append(_of_now(frames, "now_without_months"))
    return faults


def now_is_outside_the_months(frames: Frames) -> list[Fault]:
    """Find where the first open month is before the first, or beyond the one after the last."""
    months = _months(frames)
    if months is None or not frames.setting("now"):
        return []
    first, last = months
    if first <= pd.Period(frames.setting("now"), freq="M") <= last + 1:
        return []
    return [_of_now(frames, "now_outside", start=str(first), after=str(last + 1))]


def actual_is_outside_the_months(frames: Frames) -> list[Fault]:
    """Find where something has happened before the first month, or after the last."""
    months = _months(frames)
    if months is None or not frames.has("actuals", "month"):
        return []
    at, known = _month_numbers(frames)
    wrong = known & ((at < months[0].ordinal) | (at > months[1].ordinal))
    figures = {"start": str(months[0]), "end": str(months[1])}
    return frames.row_faults("actuals", "month", "actual_outside", wrong, figures)


def actual_is_not_over(frames: Frames) -> list[Fault]:
    """Find where something has happened in a month that is still open."""
    now, months = frames.setting("now"), _months(frames)
    if not now or months is None or not frames.has("actuals", "month"):
        return []
    at, known = _month_numbers(frames)
    open_ = known & (at >= pd.Period(now, freq="M").ordinal) & (at <= months[1].ordinal)
    return frames.row_faults("actuals", "month", "actual_not_over", open_, {"now": now})


def made_what_is_not_offered(frames: Frames) -> list[Fault]:
    """Find where a producer worked for an order that it has no offer for."""
    if not _are_named(frames):
        return []
    product, offered = _products(frames), _offered(frames)
    cells = zip(*(frames["actuals"][c].tolist() for c in ("supplier", "order")), strict=True)
    known = frames.names("suppliers", "supplier")
    wrong = [s in known and o in product and (s, o) not in offered for s, o in cells]
    return frames.row_faults("actuals", "order", "actual_not_offered", np.array(wrong, dtype=bool))


def more_is_delivered_than_there_was(frames: Frames) -> list[Fault]:
    """Find where more was delivered, up to a month, than was made good by then or in stock.

    What is made good belongs to its order; what was delivered beyond it came from stock.
    """
    if not (_are_named(frames) and frames.has("actuals", "delivered")):
        return []
    opening, beyond = _opening(frames), dict[int, int]()
    made, rejected, _ = _counts(frames)
    good = np.maximum(made - rejected, 0).astype(int).tolist()
    delivered = np.nan_to_num(frames.figures("actuals", "delivered")).astype(int).tolist()
    for key, rows in _by_stock(frames).items():
        left: dict[str, int] = defaultdict(int)
        at_hand = opening.get(key, 0)
        for _, month in groupby(rows, key=lambda row: row[0]):
            here = list(month)
            for _, order, at in here:
                left[order] += good[at] - delivered[at]
                at_hand += min(left[order], 0)  # beyond what was made for it: out of stock
                left[order] = max(left[order], 0)
            if at_hand < 0:
                beyond |= {at: -at_hand for _, _, at in here if delivered[at]}
                break
    wrong = np.isin(np.arange(len(frames["actuals"])), list(beyond))
    return frames.row_faults(
        "actuals", "delivered", "delivered_above", wrong, lambda at: {"beyond": beyond[at]}
    )


def _counts(frames: Frames) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give made, rejected and overtime units of each row; blank is none."""
    names = ("made", "rejected", "overtime")
    made, rejected, overtime = (np.nan_to_num(frames.figures("actuals", n)) for n in names)
    return made, rejected, overtime


def _of_now(frames: Frames, code: str, **figures: object) -> Fault:
    now = frames.setting("now")
    return table_fault(
        "settings", code, frame=frames["settings"], column="value", now=now, **figures
    )


def _months(frames: Frames) -> tuple[pd.Period, pd.Period] | None:
    """Give the first and the last month, where there are any."""
    start, end = frames.setting("start"), frames.setting("end")
    if not (start and end):
        return None
    first, last = pd.Period(start, freq="M"), pd.Period(end, freq="M")
    return (first, last) if first <= last else None


def _month_numbers(frames: Frames) -> tuple[np.ndarray, Bools]:
    cells = frames.cells("actuals", "month")
    return cells.array.asi8, cells.notna().to_numpy(dtype=bool)


def _are_named(frames: Frames) -> bool:
    return (
        frames.has("actuals", "order", "supplier", "month")
        and frames.has("orders", "order", "product")
        and frames.has("offers", "supplier", "product")
    )


def _products(frames: Frames) -> dict[str, str]:
    orders = frames["orders"]
    return dict(zip(orders["order"].tolist(), orders["product"].tolist(), strict=True))


_OFFER = {"supplier": "supplier", "product": "product", "place": "destination", "quoted": "order"}


def _offered(frames: Frames) -> set[tuple[str, str]]:
    """Give the producers and orders for which some offer speaks."""
    made = frames.rows_with("orders", "order", frames.names("actuals", "order"))
    makers = frames.rows_with("offers", "supplier", frames.names("actuals", "supplier"))
    orders = pd.DataFrame(
        {
            name: frames.cells("orders", name).iloc[made]
            for name in ("order", "product", "destination")
        }
    )
    offers = pd.DataFrame(
        {told: frames.cells("offers", name).iloc[makers] for told, name in _OFFER.items()}
    )
    pairs = offers.merge(orders, on="product")
    own = pairs["quoted"].isna() | (pairs["quoted"] == pairs["order"])
    there = pairs["place"].isna() | (pairs["place"] == pairs["destination"])
    there |= pairs["quoted"].notna()
    fits = pairs[(own & there).to_numpy(dtype=bool)]
    return set(zip(fits["supplier"].tolist(), fits["order"].tolist(), strict=True))


def _opening(frames: Frames) -> dict[tuple[str, str], int]:
    """Give the units at hand of each producer and product."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    if frames.has("stock", "supplier", "product", "opening"):
        units = np.nan_to_num(frames.figures("stock", "opening")).astype(int).tolist()
        names = (frames["stock"][c].tolist() for c in ("supplier", "product"))
        for s, p, n in zip(*names, units, strict=True):
            found[s, p] += n
    return found


def _by_stock(frames: Frames) -> dict[tuple[str, str], list[tuple[int, str, int]]]:
    """Give month, order and row of what happened, by producer and product, oldest first."""
    product, (month, known) = _products(frames), _month_numbers(frames)
    found = defaultdict(list)
    cells = zip(*(frames["actuals"][c].tolist() for c in ("supplier", "order")), strict=True)
    for at, (s, o) in enumerate(cells):
        if known[at] and o in product:
            found[s, product[o]].append((int(month[at]), o, at))
    return {key: sorted(rows, key=lambda row: (row[0], row[2])) for key, rows in found.items()}

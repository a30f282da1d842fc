"""Checks of rows: cells that contradict each other, or that say nothing together."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ikmpool.compact import shrunk
from ikmpool.errors import Fault
from ikmpool.tables.cells.parsing import choices_of
from ikmpool.tables.checking.frames import Bools, Frames
from ikmpool.tables.checking.nearness import nearest_name
from ikmpool.tables.schema import TABLES, plain

MOST_DECIMALS = 6
"""Money has at most so many decimals."""

_NOBODY = -2  # the position of a product that no offer has; -1 is that of a blank cell


def least_is_above_greatest(frames: Frames) -> list[Fault]:
    """Find where a lower figure is above the upper one beside it."""
    return [
        fault
        for table, low, high in (
            ("limits", "least", "greatest"),
            ("specs", "lsl", "usl"),
            ("specs", "pooled_min", "pooled_max"),
            ("orders", "min_producers", "max_producers"),
        )
        if frames.has(table, low, high)
        for fault in _crossed(frames, table, low, high)
    ]


def _crossed(frames: Frames, table: str, low: str, high: str) -> list[Fault]:
    lows, highs = frames.figures(table, low), frames.figures(table, high)
    known = frames[table].attrs.get("ikmpool", {}).get("headings", {})
    return frames.row_faults(
        table,
        low,
        "crossed",
        lows > highs,
        lambda at: {"other": known.get(high, high), "high": float(highs[at])},
    )


def target_is_outside_the_limits(frames: Frames) -> list[Fault]:
    """Find where a target is below the lower or above the upper spec limit."""
    if not frames.has("specs", "target"):
        return []
    target = frames.figures("specs", "target")
    low, high = frames.figures("specs", "lsl"), frames.figures("specs", "usl")
    return frames.row_faults("specs", "target", "target_outside", (target < low) | (target > high))


def capability_has_no_limits(frames: Frames) -> list[Fault]:
    """Find where a Cpm or a Cpk is asked without the spec limits that define it."""
    if "specs" not in frames:
        return []
    lsl, target, usl = (frames.filled("specs", name) for name in ("lsl", "target", "usl"))
    cpm = frames.filled("specs", "min_cpm") & ~(lsl & target & usl)
    cpk = frames.filled("specs", "min_cpk") & ~(lsl | usl)
    return [
        *frames.row_faults("specs", "min_cpm", "cpm_alone", cpm),
        *frames.row_faults("specs", "min_cpk", "cpk_alone", cpk),
    ]


def spec_is_for_none_or_many(frames: Frames) -> list[Fault]:
    """Find where a spec names none, or more than one, of order, contract and product."""
    if "specs" not in frames:
        return []
    named = sum(frames.filled("specs", name).astype(int) for name in _SPEC_SCOPES)
    return frames.row_faults("specs", "", "spec_scope", named != 1)


_SPEC_SCOPES = ("order", "contract", "product")


def cost_is_given_twice(frames: Frames) -> list[Fault]:
    """Find where an offer has both a unit cost and a lump cost."""
    if "offers" not in frames:
        return []
    both = frames.filled("offers", "unit_cost") & frames.filled("offers", "lump_cost")
    return frames.row_faults("offers", "lump_cost", "cost_twice", both)


def cost_is_not_given(frames: Frames) -> list[Fault]:
    """Find where an offer has no cost, and no general row has one for it."""
    if not frames.has("offers", "supplier", "product"):
        return []
    costed = frames.filled("offers", "unit_cost") | frames.filled("offers", "lump_cost")
    if not costed.any() or costed.all():
        return frames.row_faults("offers", "unit_cost", "no_cost", ~costed)
    return frames.row_faults("offers", "unit_cost", "no_cost", ~costed & ~_inherits(frames, costed))


def _inherits(frames: Frames, costed: Bools) -> Bools:
    """Return which rows have a more general row of the same offer with a cost."""
    names = ["supplier", "product", "destination", "order"]
    keys = pd.DataFrame({name: frames.cells("offers", name).fillna("") for name in names})
    given, lacking = keys[costed].drop_duplicates(), keys[~costed]
    inherits = np.zeros(len(keys), dtype=bool)
    if frames.has("orders", "order", "destination"):
        orders = frames.texts("orders", "order", "destination").drop_duplicates("order")
        target = lacking["order"].map(orders.set_index("order")["destination"])
    else:
        target = lacking["destination"]
    for changed in (
        {"destination": target.fillna(lacking["destination"]), "order": ""},
        {"order": ""},
        {"destination": ""},
        {"destination": "", "order": ""},
    ):
        general = lacking.assign(**changed)
        found = pd.MultiIndex.from_frame(general).isin(pd.MultiIndex.from_frame(given))
        inherits[~costed] |= found
    return inherits


def quotation_is_for_another_product(frames: Frames) -> list[Fault]:
    """Find where an offer quotes for an order of another product."""
    needed = frames.has("offers", "order", "product") and frames.has("orders", "order", "product")
    if not needed:
        return []
    orders = frames.texts("orders", "order", "product").drop_duplicates("order")
    (order, quoted), (product, offered) = (frames.coded("offers", c) for c in ("order", "product"))
    asked = orders.set_index("order")["product"].reindex(quoted)
    known = np.append(asked.notna().to_numpy(dtype=bool), False)[order]
    found = offered.get_indexer(pd.Index(asked))
    found = np.append(np.where(found < 0, _NOBODY, found), _NOBODY)
    wanted = shrunk(found, len(order))[order]
    return frames.row_faults(
        "offers",
        "order",
        "other_product",
        known & (wanted != product),
        lambda at: {"asked": asked.array[order[at]]},
    )


def lead_quantity_has_no_lead(frames: Frames) -> list[Fault]:
    """Find where an order says how much its lead keeps, and not who leads."""
    if "orders" not in frames:
        return []
    wrong = frames.filled("orders", "lead_quantity") & ~frames.filled("orders", "lead")
    return frames.row_faults("orders", "lead_quantity", "no_lead", wrong)


def same_makers_have_no_contract(frames: Frames) -> list[Fault]:
    """Find where an order is to have the makers of a contract, and names no contract."""
    if "orders" not in frames:
        return []
    wrong = frames.is_true("orders", "same_makers") & ~frames.filled("orders", "contract")
    return frames.row_faults("orders", "same_makers", "no_contract", wrong)


def pair_contradicts_itself(frames: Frames) -> list[Fault]:
    """Find where a pair is forbidden and yet forced or locked, or excludes its own producer."""
    if "pairs" not in frames:
        return []
    forbidden = frames.is_true("pairs", "forbidden")
    locked = frames.figures("pairs", "locked") > 0
    forced = frames.is_true("pairs", "forced")
    faults = frames.row_faults("pairs", "locked", "forbidden_locked", forbidden & locked)
    faults += frames.row_faults("pairs", "forced", "forbidden_forced", forbidden & forced)
    if frames.has("pairs", "supplier", "other_supplier"):
        same = frames.cells("pairs", "supplier").eq(frames.cells("pairs", "other_supplier"))
        faults += frames.row_faults("pairs", "other_supplier", "own_rival", same.to_numpy(bool))
    return faults


def requirement_is_incomplete(frames: Frames) -> list[Fault]:
    """Find where a requirement lacks the scheme, the statuses or the limit that its kind needs."""
    if not frames.has("requirements", "kind"):
        return []
    kind = frames.cells("requirements", "kind")
    scheme = frames.filled("requirements", "scheme")
    limit = frames.filled("requirements", "yearly_limit")
    return [
        fault
        for word, column, code, filled in (
            ("certificate", "scheme", "no_scheme", scheme),
            ("status", "scheme", "no_status", scheme),
            ("yearly_limit", "yearly_limit", "no_yearly_limit", limit),
        )
        for fault in frames.row_faults(
            "requirements", column, code, kind.eq(word).to_numpy(dtype=bool) & ~filled
        )
    ]


def required_status_is_unknown(frames: Frames) -> list[Fault]:
    """Find where a requirement of kind status names a status that is none of the schema's."""
    if not frames.has("requirements", "kind", "scheme"):
        return []
    column = TABLES["suppliers"]["status"]
    words = {plain(word) for word in (*column.choices, *column.choices_id)}
    scheme = frames.cells("requirements", "scheme").fillna("")
    bad = scheme.map(
        lambda cell: [w for w in cell.split(";") if w.strip() and plain(w) not in words]
    )
    is_status = frames.cells("requirements", "kind").eq("status").to_numpy(dtype=bool)
    wrong = is_status & bad.map(bool).to_numpy(dtype=bool)
    return frames.row_faults(
        "requirements",
        "scheme",
        "unknown_status",
        wrong,
        lambda at: {
            **choices_of(column),
            "nearest": nearest_name(bad.array[at][0].strip(), column.choices),
        },
    )


def limit_says_nothing(frames: Frames) -> list[Fault]:
    """Find where a limit has neither a least nor a greatest nor a fixed cost."""
    if "limits" not in frames:
        return []
    said = [frames.filled("limits", name) for name in ("least", "greatest", "fixed_cost")]
    return frames.row_faults("limits", "", "no_limit", ~np.logical_or.reduce(said))


def share_limit_is_above_one(frames: Frames) -> list[Fault]:
    """Find where a limit on a share is above 1."""
    if not frames.has("limits", "of"):
        return []
    share = frames.cells("limits", "of").eq("share").to_numpy(dtype=bool)
    return [
        fault
        for name in ("least", "greatest")
        for fault in frames.row_faults(
            "limits", name, "share_above", share & (frames.figures("limits", name) > 1), {"high": 1}
        )
    ]


def quality_says_nothing(frames: Frames) -> list[Fault]:
    """Find where a row of quality has neither a mean nor a class."""
    if "quality" not in frames:
        return []
    said = frames.filled("quality", "mean") | frames.filled("quality", "class")
    return frames.row_faults("quality", "mean", "no_quality", ~said)


def quality_says_two_things(frames: Frames) -> list[Fault]:
    """Find where a row of quality has both a mean and a class."""
    if "quality" not in frames:
        return []
    both = frames.filled("quality", "mean") & frames.filled("quality", "class")
    return frames.row_faults("quality", "class", "mean_and_class", both)


def money_is_too_fine(frames: Frames) -> list[Fault]:
    """Find where a sum of money has more decimals than the settings allow, or than six."""
    given = frames.setting("money_decimals")
    allowed = int(given) if given else MOST_DECIMALS
    faults: list[Fault] = []
    for table in TABLES.values():
        for column in table.columns:
            if column.kind == "money" and frames.has(table.name, column.name):
                wrong = _finer(frames, table.name, column.name, allowed)
                figures = {"most": allowed}
                faults += frames.row_faults(table.name, column.name, "too_fine", wrong, figures)
    return faults


def _finer(frames: Frames, table: str, column: str, allowed: int) -> Bools:
    sums = frames.figures(table, column)
    finer = _needs_more(sums, allowed)
    if (table, column) == ("orders", "price"):  # the smallest unit of another currency differs
        foreign = frames.filled("orders", "currency")
        own = frames.cells("orders", "currency").eq(frames.setting("currency") or "IDR")
        foreign = foreign & ~own.to_numpy(dtype=bool)
        finer = np.where(foreign, _needs_more(sums, MOST_DECIMALS), finer)
    return finer


def _needs_more(sums: np.ndarray, decimals: int) -> Bools:
    if ((sums == np.rint(sums)) | np.isnan(sums)).all():
        return np.zeros(len(sums), dtype=bool)
    rest = np.flatnonzero(~np.isnan(sums))
    for power in 10.0 ** np.arange(decimals + 1):  # a whole number is whole, however large
        rest = rest[np.rint(sums[rest] * power) / power != sums[rest]]
    needs = np.zeros(len(sums), dtype=bool)
    needs[rest] = True
    return needs

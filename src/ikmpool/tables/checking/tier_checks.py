"""Checks of tiers: the rows of one set must agree, and no unit may be priced by two sets."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ikmpool.errors import Fault
from ikmpool.tables.checking.frames import Bools, Frames
from ikmpool.tables.schema import TABLES


def tier_has_no_or_two_prices(frames: Frames) -> list[Fault]:
    """Find where a tier has neither or both of a unit cost and a percentage."""
    if "tiers" not in frames:
        return []
    one = frames.filled("tiers", "unit_cost") ^ frames.filled("tiers", "percent_off")
    return frames.row_faults("tiers", "", "tier_price", ~one)


def tiers_of_a_set_differ(frames: Frames) -> list[Fault]:
    """Find where a tier gives its price in another way, or is of another kind, than its set."""
    if not frames.has("tiers", "supplier"):
        return []
    scopes = _scopes(frames)
    known = scopes["supplier"].ne("").to_numpy(dtype=bool)
    percent = pd.Series(frames.filled("tiers", "percent_off"), index=scopes.index)
    priced = (frames.filled("tiers", "unit_cost") ^ percent.to_numpy()) & known
    return [
        *frames.row_faults("tiers", "", "tier_forms", _unlike_first(scopes, percent, priced)),
        *frames.row_faults(
            "tiers", "kind", "tier_kinds", _unlike_first(scopes, _stated(frames, "kind"), known)
        ),
    ]


def tiers_price_a_unit_twice(frames: Frames) -> list[Fault]:
    """Find where tiers over a supplier's total price what other tiers of it price already."""
    if not frames.has("tiers", "supplier"):
        return []
    scopes = _scopes(frames)
    rows = zip(*(scopes[name].tolist() for name in _SET), strict=True)
    sets = {key for key in rows if key[0]}
    twice = {(s, p, over) for s, p, over in sets if over == "total" and _is_priced(sets, s, p)}
    wrong = pd.MultiIndex.from_frame(scopes).isin(twice)
    return frames.row_faults("tiers", "over", "tier_twice", wrong)


_SET = ("supplier", "product", "over")


def _is_priced(sets: set[tuple[str, str, str]], supplier: str, product: str) -> bool:
    """Tell whether other sets price a unit of a total's product ("": of any product)."""
    others = {(p, over) for s, p, over in sets if s == supplier} - {(product, "total")}
    if not product:
        return bool(others)
    return bool(others & {(product, "offer"), ("", "offer")})


def _scopes(frames: Frames) -> pd.DataFrame:
    """Give supplier, product and over of each row; rows that agree in them are one set."""
    names = {name: frames.cells("tiers", name).fillna("") for name in _SET[:2]}
    return pd.DataFrame({**names, "over": _stated(frames, "over")}).astype(object)


def _stated(frames: Frames, column: str) -> pd.Series[str]:
    return frames.cells("tiers", column).fillna(TABLES["tiers"][column].default)


def _unlike_first(scopes: pd.DataFrame, values: pd.Series, mask: Bools) -> Bools:
    """Tell which rows differ from the first of their set, of those that are looked at."""
    seen = values[mask]
    first = seen.groupby([scopes.loc[mask, name] for name in _SET], sort=False).transform("first")
    unlike = np.zeros(len(values), dtype=bool)
    unlike[mask] = (seen != first).to_numpy(dtype=bool)
    return unlike

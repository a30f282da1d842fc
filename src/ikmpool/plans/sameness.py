"""The frame of sameness: how alike the makers of each order are, in every attribute with a spec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf, isnan, nan, sqrt

import numpy as np
import pandas as pd

from ikmpool.rules.classes import chosen
from ikmpool.rules.quality import bind, orders_of_specs
from ikmpool.rules.record import Record, record_of
from ikmpool.rules.rule import name_of
from ikmpool.tables.coded import BLANK
from ikmpool.tables.pool import Pool

COLUMNS = (
    "order",
    "attribute",
    "makers",
    "lowest",
    "highest",
    "spread",
    "max_spread",
    "spread_room",
    "class",
    "pooled_mean",
    "pooled_sd",
    "pooled_cpm",
    "pooled_min_room",
    "pooled_max_room",
    "cpm_room",
    "worst_maker",
)

type Cell = str | int | float
type Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Maker:
    """One maker of an order: what it makes, and what was measured of it, exactly."""

    name: str
    units: int
    mean: Fraction | None
    sd: Fraction | None


def sameness(pool: Pool, shares: pd.DataFrame) -> pd.DataFrame:
    """Make the frame of sameness; see ``Plan.sameness``."""
    record = record_of(pool, shares)
    made = record.merged(record.share_key)
    specs = _Specs(pool)
    makers, classes = _makers(made), _classes(made)
    contracts = _contracts(specs, makers)
    rows = []
    for place in specs.places:
        order, attribute = place
        mine = makers.get(place, [])
        rows.append(
            {
                "order": name_of(pool, "order", order),
                "attribute": name_of(pool, "attribute", attribute),
                **_spread(specs, place, mine, contracts),
                "class": classes.get(place, ""),
                **_pooled(specs, place, mine),
                "worst_maker": _worst_maker(specs, place, mine),
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


class _Specs:
    """The specs of each order and attribute, the most specific first."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        spec, order = orders_of_specs(pool)
        attribute = pool.codes("specs", "attribute")[spec]
        breadth = np.zeros(pool.size("specs"), dtype=np.int64)
        for column, number in (("contract", 1), ("product", 2)):
            breadth[pool.codes("specs", column) != BLANK] = number
        self.whole = breadth == 1
        names = pool.names("attribute").astype(str)
        self._rows: dict[Place, list[int]] = {}
        for i in np.lexsort((spec, breadth[spec], names[attribute], order)).tolist():
            place = int(order[i]), int(attribute[i])
            self._rows.setdefault(place, []).append(int(spec[i]))
        self.places = list(self._rows)

    def rows(self, place: Place, *columns: str) -> list[int]:
        """Give the spec rows of an order and attribute that state all these columns."""
        stated = [self.pool.stated("specs", column) for column in columns]
        return [row for row in self._rows[place] if all(known[row] for known in stated)]

    def value(self, column: str, row: int) -> Fraction:
        """Give what a row states."""
        return _figure(self.pool, "specs", column, row)

    def values(self, place: Place, column: str) -> list[Fraction]:
        """Give what the rows of an order and attribute state in a column."""
        return [self.value(column, row) for row in self.rows(place, column)]


def _makers(made: Record) -> dict[Place, list[_Maker]]:
    """Give the makers of each order, once for each attribute that a spec of the order names."""
    pool = made.pool
    bound = bind(pool, made.supplier, made.order, np.ones(pool.size("specs"), dtype=bool))
    attribute = pool.codes("specs", "attribute")[bound.spec]
    # Several specs may name one attribute.
    key = bound.at * len(pool.names("attribute")) + attribute
    _, once = np.unique(key, return_index=True)
    one = bound.where(once)
    found: dict[Place, list[_Maker]] = {}
    pairs = zip(one.at.tolist(), one.measured.tolist(), attribute[once].tolist(), strict=True)
    for share, row, of in pairs:
        maker = _Maker(
            made.supplier_name(int(made.supplier[share])),
            int(made.units[share]),
            _measured(pool, "mean", row),
            _measured(pool, "sd", row),
        )
        found.setdefault((int(made.order[share]), of), []).append(maker)
    return found


def _measured(pool: Pool, column: str, row: int) -> Fraction | None:
    if row == BLANK or not pool.stated("quality", column)[row]:
        return None
    return _figure(pool, "quality", column, row)


def _figure(pool: Pool, table: str, column: str, row: int) -> Fraction:
    figures = pool.figures(table, column)
    return Fraction(int(figures.units[row]), 10**figures.power)


def _classes(made: Record) -> dict[Place, str]:
    """Give the class of each order and attribute that asks for one, where something is made."""
    found, class_ = chosen(made.pool, made.supplier, made.order)
    places = zip(made.order[found.at].tolist(), found.attribute.tolist(), strict=True)
    return {
        place: name_of(made.pool, "class", c)
        for place, c in zip(places, class_.tolist(), strict=True)
    }


def _contracts(
    specs: _Specs, makers: Mapping[Place, Sequence[_Maker]]
) -> dict[int, dict[str, Cell]]:
    """Say how far means lie apart over all orders of a contract, by row of its spec."""
    members: dict[int, list[_Maker]] = {}
    for place in specs.places:
        for row in specs.rows(place, "max_spread"):
            if specs.whole[row]:
                members.setdefault(row, []).extend(makers.get(place, ()))
    return {row: _apart(of, specs.value("max_spread", row)) for row, of in members.items()}


def _spread(
    specs: _Specs,
    place: Place,
    makers: Sequence[_Maker],
    contracts: Mapping[int, dict[str, Cell]],
) -> dict[str, Cell]:
    """Say how far means lie apart, by the spec that leaves the least room."""
    found = [
        contracts[row] if specs.whole[row] else _apart(makers, specs.value("max_spread", row))
        for row in specs.rows(place, "max_spread")
    ]
    blank = _apart(makers, None)
    return min(found, key=lambda one: _or_endless(one["spread_room"]), default=blank)


def _apart(makers: Sequence[_Maker], most: Fraction | None) -> dict[str, Cell]:
    means = [maker.mean for maker in makers if maker.mean is not None]
    spread = max(means) - min(means) if means else None
    return {
        "makers": len({maker.name for maker in makers}),
        "lowest": _plain(min(means, default=None)),
        "highest": _plain(max(means, default=None)),
        "spread": _plain(spread),
        "max_spread": _plain(most),
        "spread_room": _plain(None if most is None or spread is None else most - spread),
    }


def _pooled(specs: _Specs, place: Place, makers: Sequence[_Maker]) -> dict[str, Cell]:
    """Say what an order's units are together; nothing where a maker was not measured."""
    mean = _mean(makers)
    variance = None if mean is None else _moment(makers, mean)
    least, most = specs.values(place, "pooled_min"), specs.values(place, "pooled_max")
    return {
        "pooled_mean": _plain(mean),
        "pooled_sd": nan if variance is None else sqrt(variance),
        **_cpm(specs, place, makers),
        "pooled_min_room": _plain(mean - max(least) if least and mean is not None else None),
        "pooled_max_room": _plain(min(most) - mean if most and mean is not None else None),
    }


def _cpm(specs: _Specs, place: Place, makers: Sequence[_Maker]) -> dict[str, Cell]:
    """Give the pooled Cpm of the spec that has the least room for it."""
    found: list[dict[str, Cell]] = []
    for row in specs.rows(place, "lsl", "target", "usl"):
        lsl, target, usl = (specs.value(column, row) for column in ("lsl", "target", "usl"))
        moment = _moment(makers, target)
        if moment is not None:
            cpm = float(usl - lsl) / (6 * sqrt(moment)) if moment else inf
            asked = row in specs.rows(place, "min_cpm")
            room = cpm - float(specs.value("min_cpm", row)) if asked else nan
            found.append({"pooled_cpm": cpm, "cpm_room": room})
    blank: dict[str, Cell] = {"pooled_cpm": nan, "cpm_room": nan}
    return min(found, key=lambda one: _or_endless(one["cpm_room"]), default=blank)


def _mean(makers: Sequence[_Maker]) -> Fraction | None:
    sums = [maker.units * maker.mean for maker in makers if maker.mean is not None]
    if not makers or len(sums) < len(makers):
        return None
    return sum(sums, Fraction(0)) / sum(maker.units for maker in makers)


def _moment(makers: Sequence[_Maker], about: Fraction) -> Fraction | None:
    """Give the second moment of the mixture of all units; None where something is not measured."""
    sums = [
        maker.units * (maker.sd**2 + (maker.mean - about) ** 2)
        for maker in makers
        if maker.mean is not None and maker.sd is not None
    ]
    if not makers or len(sums) < len(makers):
        return None
    return sum(sums, Fraction(0)) / sum(maker.units for maker in makers)


def _worst_maker(specs: _Specs, place: Place, makers: Sequence[_Maker]) -> str:
    """Name whose mean is farthest from the target, or else nearest to a limit or farthest beyond.

    "" where no spec states a target or a limit.
    """
    target = specs.values(place, "target")
    lsl, usl = specs.values(place, "lsl"), specs.values(place, "usl")

    def room(mean: Fraction) -> Fraction:
        if target:
            return -abs(mean - target[0])
        return min([*(mean - limit for limit in lsl), *(limit - mean for limit in usl)])

    if not (target or lsl or usl):
        return ""
    measured = [(room(maker.mean), maker.name) for maker in makers if maker.mean is not None]
    return min(measured, default=(0, ""))[1]


def _plain(value: Fraction | None) -> float:
    return nan if value is None else float(value)


def _or_endless(room: Cell) -> float:
    """Put rows without a limit last."""
    return inf if isnan(float(room)) else float(room)

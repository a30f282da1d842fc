"""The frame of sameness: how alike the makers of each order are, in every attribute with a spec."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import inf, isnan, nan, sqrt
from typing import Any

import numpy as np
import pandas as pd

from ikmpool.exact import Bools, Ints, dot, most, total
from ikmpool.rules.classes import chosen
from ikmpool.rules.quality import Scale, bind, orders_of_specs
from ikmpool.rules.record import Record, record_of
from ikmpool.rules.rule import by_code, name_of
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
_HALF = 31  # bits of half a figure
_NOBODY = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class _Makers:
    """The makers of an order: what each makes, and what was measured of it, exactly.

    Attributes
    ----------
    power : int
        Decimals of what was measured.
    supplier, units : int64 array, shape (k,)
    mean, sd : int64 array, shape (k,)
        In units of ``10**-power``; zero where not measured.
    has_mean, has_sd : bool array, shape (k,)
    """

    power: int
    supplier: Ints
    units: Ints
    mean: Ints
    sd: Ints
    has_mean: Bools
    has_sd: Bools

    @property
    def _arrays(self) -> tuple[Any, ...]:
        return self.supplier, self.units, self.mean, self.sd, self.has_mean, self.has_sd

    def where(self, some: Ints) -> _Makers:
        """Keep some."""
        return _Makers(self.power, *(part[some] for part in self._arrays))

    def joined(self, more: _Makers) -> _Makers:
        """Put others after these."""
        both = map(np.append, self._arrays, more._arrays)
        return _Makers(self.power, *both)

    def means(self) -> Ints:
        """Give the means that were measured."""
        return self.mean[self.has_mean]

    def value(self, units: int) -> Fraction:
        """Give a figure as it is."""
        return Fraction(units, 10**self.power)


def sameness(pool: Pool, shares: pd.DataFrame) -> pd.DataFrame:
    """Make the frame of sameness; see ``Plan.sameness``."""
    record = record_of(pool, shares)
    made = record.merged(record.share_key)
    specs = _Specs(pool)
    makers, classes = _makers(made), _classes(made)
    contracts, none = _contracts(specs, makers), _measured(made.where(_NOBODY), _NOBODY)
    rows = []
    for place in specs.places:
        order, attribute = place
        mine = makers.get(place, none)
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


def _makers(made: Record) -> dict[Place, _Makers]:
    """Give the makers of each order, once for each attribute that a spec of the order names."""
    pool, attributes = made.pool, len(made.pool.names("attribute"))
    bound = bind(pool, made.supplier, made.order, np.ones(pool.size("specs"), dtype=bool))
    attribute = pool.codes("specs", "attribute")[bound.spec]
    # Several specs may name one attribute.
    _, once = np.unique(bound.at * attributes + attribute, return_index=True)
    one, attribute = bound.where(once), attribute[once]
    every = _measured(made.where(one.at), one.measured)
    everyone = np.ones(len(once), dtype=bool)
    return {
        divmod(place, attributes): every.where(some)
        for place, some in by_code(made.order[one.at] * attributes + attribute, everyone)
    }


def _measured(made: Record, row: Ints) -> _Makers:
    """Put what was measured beside what is made; ``BLANK`` is no row."""
    pool, scale = made.pool, Scale(made.pool)
    has_mean, has_sd = (
        (row != BLANK) & np.append(pool.stated("quality", column), False)[row]
        for column in ("mean", "sd")
    )
    mean, sd = (
        np.append(scale.units("quality", column, np.arange(pool.size("quality"))), 0)[row]
        for column in ("mean", "sd")
    )
    return _Makers(scale.power, made.supplier, made.units, mean, sd, has_mean, has_sd)


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


def _contracts(specs: _Specs, makers: Mapping[Place, _Makers]) -> dict[int, dict[str, Cell]]:
    """Say how far means lie apart over all orders of a contract, by row of its spec."""
    members: dict[int, _Makers] = {}
    for place in specs.places:
        for row in specs.rows(place, "max_spread"):
            if specs.whole[row] and place in makers:
                mine = makers[place]
                members[row] = members[row].joined(mine) if row in members else mine
    return {row: _apart(of, specs.value("max_spread", row)) for row, of in members.items()}


def _spread(
    specs: _Specs,
    place: Place,
    makers: _Makers,
    contracts: Mapping[int, dict[str, Cell]],
) -> dict[str, Cell]:
    """Say how far means lie apart, by the spec that leaves the least room."""
    found = [
        contracts[row]
        if specs.whole[row] and row in contracts
        else _apart(makers, specs.value("max_spread", row))
        for row in specs.rows(place, "max_spread")
    ]
    blank = _apart(makers, None)
    return min(found, key=lambda one: _or_endless(one["spread_room"]), default=blank)


def _apart(makers: _Makers, widest: Fraction | None) -> dict[str, Cell]:
    means = makers.means()
    lowest, highest = (
        (makers.value(int(means.min())), makers.value(int(means.max())))
        if means.size
        else (None, None)
    )
    spread = None if lowest is None or highest is None else highest - lowest
    return {
        "makers": len(np.unique(makers.supplier)),
        "lowest": _plain(lowest),
        "highest": _plain(highest),
        "spread": _plain(spread),
        "max_spread": _plain(widest),
        "spread_room": _plain(None if widest is None or spread is None else widest - spread),
    }


def _pooled(specs: _Specs, place: Place, makers: _Makers) -> dict[str, Cell]:
    """Say what an order's units are together; nothing where a maker was not measured."""
    mean = _mean(makers)
    variance = None if mean is None else _moment(makers, mean)
    lowest, highest = specs.values(place, "pooled_min"), specs.values(place, "pooled_max")
    return {
        "pooled_mean": _plain(mean),
        "pooled_sd": nan if variance is None else sqrt(variance),
        **_cpm(specs, place, makers),
        "pooled_min_room": _plain(mean - max(lowest) if lowest and mean is not None else None),
        "pooled_max_room": _plain(min(highest) - mean if highest and mean is not None else None),
    }


def _cpm(specs: _Specs, place: Place, makers: _Makers) -> dict[str, Cell]:
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


def _mean(makers: _Makers) -> Fraction | None:
    if not len(makers.units) or not makers.has_mean.all():
        return None
    return makers.value(dot(makers.units, makers.mean)) / total(makers.units)


def _moment(makers: _Makers, about: Fraction) -> Fraction | None:
    """Give the second moment of the mixture of all units; None where something is not measured."""
    mean = _mean(makers)
    if mean is None or not makers.has_sd.all():
        return None
    squares = dot_of_squares(makers.units, makers.sd) + dot_of_squares(makers.units, makers.mean)
    second = Fraction(squares, 10 ** (2 * makers.power) * total(makers.units))
    return second - 2 * about * mean + about * about


def dot_of_squares(weights: Ints, values: Ints) -> int:
    """Sum weights times squares; large values are split in two, whose products do not overflow."""
    if most(values) < 1 << _HALF:
        return dot(weights, values * values)
    high, low = values >> _HALF, values & ((1 << _HALF) - 1)
    outer = (dot(weights, high * high) << _HALF) + 2 * dot(weights, high * low)
    return (outer << _HALF) + dot(weights, low * low)


def _worst_maker(specs: _Specs, place: Place, makers: _Makers) -> str:
    """Name whose mean is farthest from the target, or else nearest to a limit or farthest beyond.

    "" where no spec states a target or a limit.
    """
    target = specs.values(place, "target")
    lsl, usl = specs.values(place, "lsl"), specs.values(place, "usl")

    if not (target or lsl or usl) or not makers.has_mean.any():
        return ""

    def scaled(limit: Fraction) -> int:
        return int(limit * 10**makers.power)

    means = makers.means()
    if target:
        room = -np.abs(means - scaled(target[0]))
    else:
        sides = [
            *(means - scaled(limit) for limit in lsl),
            *(scaled(limit) - means for limit in usl),
        ]
        room = np.min(sides, axis=0)
    worst = makers.supplier[makers.has_mean][room == room.min()]
    return min(name_of(specs.pool, "supplier", supplier) for supplier in worst.tolist())


def _plain(value: Fraction | None) -> float:
    return nan if value is None else float(value)


def _or_endless(room: Cell) -> float:
    """Put rows without a limit last."""
    return inf if isnan(float(room)) else float(room)

"""Specs: each maker's own mean lies inside the limits, and its Cpk is high enough.

``Cpk = min(usl - mean, mean - lsl) / (3 sd)``, of the limits that the spec states.  A maker who was
not measured is refused: a missing figure is never a pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import override

import numpy as np

from ikmpool.exact import SAFE, Bools, Ints, most
from ikmpool.rules.quality import MEAN_COLUMNS, Bound, Scale, bind, stated
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Ease, Refusal, Rule, Violation, by_code
from ikmpool.tables.candidates import Candidates
from ikmpool.tables.coded import BLANK
from ikmpool.tables.pool import Pool


class Specs(Rule):
    """Every maker's product is inside the spec on its own."""

    name = "specs"
    when = tuple(f"specs.{column}" for column in MEAN_COLUMNS)
    uses = (
        *when,
        "specs.order",
        "specs.contract",
        "specs.product",
        "specs.attribute",
        "orders.contract",
        "quality.supplier",
        "quality.product",
        "quality.attribute",
        "quality.mean",
        "quality.sd",
    )

    @override
    def admit(self, candidates: Candidates) -> Iterable[Refusal]:
        pool = candidates.pool
        bound = bind(pool, candidates.supplier, candidates.order, stated(pool, *MEAN_COLUMNS))
        for reason, wrong in _faults(pool, bound):
            for spec, pairs in by_code(bound.spec, wrong):
                figures = _figures(pool, bound.spec[pairs], bound.measured[pairs])
                yield Refusal(self.name, clause_name(pool, spec), reason, bound.at[pairs], figures)

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        pool = record.pool
        bound = bind(pool, record.supplier, record.order, stated(pool, *MEAN_COLUMNS))
        for reason, wrong in _faults(pool, bound):
            for i in np.flatnonzero(wrong).tolist():
                share = int(bound.at[i])
                figures = _figures(pool, bound.spec[[i]], bound.measured[[i]])
                yield Violation(
                    self.name,
                    reason,
                    order=record.order_name(int(record.order[share])),
                    supplier=record.supplier_name(int(record.supplier[share])),
                    amount=int(record.units[share]),
                    figures={key: value[0] for key, value in figures.items()},
                )

    @override
    def ease(self, pool: Pool) -> Iterable[Ease]:
        """Widen a limit to the nearest mean outside it."""
        scale = Scale(pool)
        rows = np.flatnonzero(pool.stated("quality", "mean"))
        means = scale.units("quality", "mean", rows)
        attribute = pool.codes("quality", "attribute")[rows]
        for column, side in (("lsl", -1), ("usl", 1)):
            for spec in np.flatnonzero(pool.stated("specs", column)).tolist():
                limit = scale.units("specs", column, np.array([spec]))[0]
                mine = means[attribute == pool.codes("specs", "attribute")[spec]]
                outside = mine[(mine - limit) * side > 0]
                if outside.size:
                    nearest = int(outside[np.argmin(np.abs(outside - limit))])
                    label = pool.tables["specs"].index[spec]
                    yield Ease(self.name, "specs", column, label, nearest / 10**scale.power)


def _faults(pool: Pool, bound: Bound) -> Iterator[tuple[str, Bools]]:
    """Give each reason for which a pair of maker and spec fails; the first one that holds."""
    measured = bound.is_measured
    yield "not_measured", ~measured
    asks = [c for c in ("lsl", "usl", "min_cpk", "min_cpm") if pool.filled("specs", c)]
    if not asks or not pool.size("quality"):
        return
    scale, spec = Scale(pool), bound.spec
    row = np.where(measured, bound.measured, 0)
    mean = scale.units("quality", "mean", row)
    below = (
        measured & pool.stated("specs", "lsl")[spec] & (mean < scale.units("specs", "lsl", spec))
    )
    above = (
        measured & pool.stated("specs", "usl")[spec] & (mean > scale.units("specs", "usl", spec))
    )
    yield "mean_below", below
    yield "mean_above", above
    inside = measured & ~below & ~above
    needs_sd = pool.stated("specs", "min_cpk")[spec] | pool.stated("specs", "min_cpm")[spec]
    has_sd = pool.stated("quality", "sd")[row]
    yield "no_sd", inside & needs_sd & ~has_sd
    asked = np.flatnonzero(inside & has_sd & pool.stated("specs", "min_cpk")[spec])
    low = np.zeros(len(spec), dtype=bool)
    low[asked] = _cpk_low(pool, spec[asked], row[asked])
    yield "cpk_low", low


def _cpk_low(pool: Pool, spec: Ints, row: Ints) -> Bools:
    cpk = pool.figures("specs", "min_cpk")
    room, sd = _room(pool, spec, row), Scale(pool).units("quality", "sd", row)
    least, one = cpk.units[spec], 10**cpk.power
    if most(room) * one >= SAFE or 3 * most(least) * most(sd) >= SAFE:
        room, sd = room.astype(object), sd.astype(object)
    return np.asarray(room * one < 3 * least * sd, dtype=bool)


def _room(pool: Pool, spec: Ints, row: Ints) -> Ints:
    """Distance from the mean to the nearest limit that the spec states, in the common scale."""
    scale, far = Scale(pool), np.iinfo(np.int64).max
    mean = scale.units("quality", "mean", row)
    above = np.where(
        pool.stated("specs", "usl")[spec], scale.units("specs", "usl", spec) - mean, far
    )
    below = np.where(
        pool.stated("specs", "lsl")[spec], mean - scale.units("specs", "lsl", spec), far
    )
    return np.minimum(above, below)


def _figures(pool: Pool, spec: Ints, measured: Ints) -> dict[str, np.ndarray]:
    """Give what the words of a fault speak of, as the tables say it."""

    def column(table: str, name: str, row: Ints) -> np.ndarray:
        figures = pool.figures(table, name)
        values = np.append(figures.units, 0)[row] / 10**figures.power
        return np.where(np.append(figures.known, False)[row], values, np.nan)

    mean, sd = column("quality", "mean", measured), column("quality", "sd", measured)
    lsl, usl = column("specs", "lsl", spec), column("specs", "usl", spec)
    with np.errstate(divide="ignore", invalid="ignore"):
        cpk = np.fmin(usl - mean, mean - lsl) / (3 * sd)
    return {
        "attribute": pool.names("attribute")[pool.codes("specs", "attribute")[spec]],
        "mean": mean,
        "lsl": lsl,
        "usl": usl,
        "cpk": np.round(cpk, 2),
        "min_cpk": column("specs", "min_cpk", spec),
    }


def clause_name(pool: Pool, spec: int) -> str:
    """Name a spec: what it is for, and its attribute."""
    for column in ("order", "contract", "product"):
        code = pool.codes("specs", column)[spec]
        if code != BLANK:
            of = str(pool.names(column)[code])
            return f"{of}, {pool.names('attribute')[pool.codes('specs', 'attribute')[spec]]}"
    return ""

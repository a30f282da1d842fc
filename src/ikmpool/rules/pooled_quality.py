"""Pooled quality: the mean and the capability of all units of an order together.

The pooled mean is linear: ``pooled_min * sum x <= sum mean[i] x[i] <= pooled_max * sum x``.  So is
the pooled Cpm (Boyles 1991): ``Cpm = (usl - lsl) / (6 sqrt(m2))`` with ``m2`` the second moment
about the target, and the second moment of a mixture about a fixed target is the weighted mean of
its parts'. Hence ``Cpm >= c`` is ``sum ((6c)**2 (sd[i]**2 + (mean[i] - T)**2) - (usl - lsl)**2)
x[i] <= 0``. All rows are whole numbers: decimals are scaled out, and common factors divided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import override

import numpy as np

from ikmpool.exact import SAFE, Ints, dot, most
from ikmpool.rules.draft import Draft, at_most, dense
from ikmpool.rules.quality import Bound, Scale, bind, checked, stated
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Ease, Rule, Violation, by_code
from ikmpool.rules.specs import clause_name
from ikmpool.tables.pool import Pool

#: So many coefficients tell of most rows that they have no common factor.
_TELLING = 10_000


@dataclass(frozen=True, slots=True)
class Excess:
    """A pooled rule as ``sum coefficient * units <= 0``, per spec and order."""

    column: str
    bound: Bound
    coefficient: Ints


class PooledQuality(Rule):
    """What is shipped for an order is good enough taken together."""

    name = "pooled_quality"
    when = ("specs.pooled_min", "specs.pooled_max", "specs.min_cpm")
    uses = (*when, "specs.lsl", "specs.target", "specs.usl", "quality.mean", "quality.sd")

    @override
    def shape(self, draft: Draft) -> None:
        pool = draft.pool
        for excess in _excesses(pool, draft.supplier, draft.order):
            bound = excess.bound
            row, place = dense(bound.place)
            spec, order = (of[place] for of in bound.places)
            names = [
                f"{pool.names('order')[o]}.{clause_name(pool, s)}"
                for s, o in zip(spec.tolist(), order.tolist(), strict=True)
            ]
            draft.drafting.add_rows(
                excess.column,
                (row, bound.at, _reduced(row, excess.coefficient, len(place))),
                at_most(np.zeros(len(place), dtype=np.int64)),
                names.__getitem__,
            )

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        pool = record.pool
        for excess in _excesses(pool, record.supplier, record.order):
            bound, everything = excess.bound, np.ones(len(excess.coefficient), dtype=bool)
            for place, mine in by_code(bound.place, everything):
                units = record.units[bound.at[mine]]
                over = dot(excess.coefficient[mine], units)
                if over > 0:
                    spec, order = (int(of[place]) for of in bound.places)
                    figures = _reached(pool, bound.where(mine), units)
                    figures["limit"] = _plain(pool, "specs", excess.column, np.array([spec]))[0]
                    yield Violation(
                        self.name,
                        excess.column,
                        order=record.order_name(order),
                        amount=over,
                        figures=figures,
                        scope=str(spec),
                    )

    @override
    def ease(self, pool: Pool) -> Iterable[Ease]:
        """Move a limit by one in its last decimal."""
        for column, step in (("pooled_min", -1), ("pooled_max", 1), ("min_cpm", -1)):
            limit = pool.figures("specs", column)
            for row in np.flatnonzero(limit.known).tolist():
                value = (int(limit.units[row]) + step) / 10**limit.power
                if column == "min_cpm" and value < 0:
                    continue
                yield Ease(self.name, "specs", column, pool.tables["specs"].index[row], value)


def _excesses(pool: Pool, supplier: Ints, order: Ints) -> Iterator[Excess]:
    """Give the pooled rules over units made by suppliers for orders."""
    scale = Scale(pool)
    for column, sign in (("pooled_min", -1), ("pooled_max", 1)):
        bound = _measured_only(bind(pool, supplier, order, stated(pool, column)))
        if bound.at.size:
            coefficient = scale.units("quality", "mean", bound.measured)
            coefficient -= scale.units("specs", column, bound.spec)
            coefficient *= sign
            yield Excess(column, bound, coefficient)
    bound = _measured_only(bind(pool, supplier, order, stated(pool, "min_cpm")))
    if bound.at.size:
        yield Excess("min_cpm", bound, _cpm_excess(pool, scale, bound))


def _measured_only(bound: Bound) -> Bound:
    return bound.where(bound.is_measured)


def _cpm_excess(pool: Pool, scale: Scale, bound: Bound) -> Ints:
    cpm = pool.figures("specs", "min_cpm")
    mean, sd = (scale.units("quality", c, bound.measured) for c in ("mean", "sd"))
    lsl, target, usl = (scale.units("specs", c, bound.spec) for c in ("lsl", "target", "usl"))
    least, one = cpm.units[bound.spec], 10**cpm.power
    far, wide = most(mean) + most(target), most(usl) + most(lsl)
    if 36 * most(least) ** 2 * (most(sd) ** 2 + far**2) + one**2 * wide**2 >= SAFE:
        mean, sd, lsl, target, usl, least = (
            part.astype(object) for part in (mean, sd, lsl, target, usl, least)
        )
    moment = sd * sd + (mean - target) ** 2
    excess = 36 * least * least * moment - one**2 * (usl - lsl) ** 2
    return checked(excess, "The figures of a pooled Cpm")


def _reduced(row: Ints, coefficient: Ints, count: int) -> Ints:
    """Divide each row by the common factor of its coefficients."""
    common = np.zeros(count, dtype=np.int64)
    np.gcd.at(common, row[:_TELLING], coefficient[:_TELLING])
    rest = np.flatnonzero((common != 1)[row[_TELLING:]]) + _TELLING  # few rows have a common factor
    np.gcd.at(common, row[rest], coefficient[rest])
    return coefficient if (common == 1).all() else coefficient // np.maximum(common, 1)[row]


def _plain(pool: Pool, table: str, column: str, row: Ints) -> np.ndarray:
    figures = pool.figures(table, column)
    return np.asarray(figures.units[row] / 10**figures.power)


def _reached(pool: Pool, bound: Bound, units: Ints) -> dict[str, float]:
    """Give the pooled mean and Cpm that some units reach, for the words."""
    weight = units / max(int(units.sum()), 1)
    mean, sd = (_plain(pool, "quality", c, bound.measured) for c in ("mean", "sd"))
    lsl, target, usl = (_plain(pool, "specs", c, bound.spec) for c in ("lsl", "target", "usl"))
    moment = float(weight @ (sd**2 + (mean - target) ** 2))
    cpm = float(usl[0] - lsl[0]) / (6 * moment**0.5) if moment > 0 else 0.0
    return {"mean": round(float(weight @ mean), 4), "cpm": round(cpm, 4)}

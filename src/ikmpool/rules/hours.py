"""Workshop hours: what a supplier's units take together may not exceed its hours of the month.

An order that is inspected *sorted* ships good units only, so a good unit takes the hours of ``1 /
(1 - defect)`` made ones; an unsorted one ships all.  Overtime hours cost their premium and are
billed in the smallest part of an hour that the tables use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import override

import numpy as np

from ikmpool.exact import SAFE, Ints, product
from ikmpool.program.program import NONE
from ikmpool.rules.calendar import factors
from ikmpool.rules.draft import COST, Draft, dense
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Lines, Rule, Violation
from ikmpool.tables import quotations
from ikmpool.tables.coded import NEVER
from ikmpool.tables.horizon import first_month, month_count
from ikmpool.tables.pool import Pool

#: Where the exact multiple of a row's fractions does not fit, hours are rounded up at this scale.
COARSE = 10**9


@dataclass(frozen=True, slots=True)
class Workshop:
    """Hours of each supplier and month, in units of ``10**-power`` hours; -1 where none are stated.

    ``premium`` is in the smallest money unit for one hour.
    """

    normal: Ints
    extra: Ints
    premium: Ints
    power: int


class Hours(Rule):
    """No workshop works longer than its hours."""

    name = "hours"
    when = ("hours.hours",)
    uses = (
        *when,
        "hours.supplier",
        "hours.month",
        "hours.overtime_hours",
        "hours.overtime_premium",
        "offers.hours",
        "offers.defect_rate",
        "orders.inspection",
    )

    @override
    def reads(self, pool: Pool) -> Iterable[str]:
        """Without months, hours of a month mean nothing."""
        return [c for c in super().reads(pool) if pool.horizon or c != "hours.month"]

    @override
    def shape(self, draft: Draft) -> None:
        pool, months = draft.pool, month_count(draft.pool)
        shop = workshop(pool)
        numerator, denominator = unit_hours(pool, draft.offer, draft.order, shop.power)
        stated = shop.normal[draft.supplier, draft.month] >= 0
        has = draft.makes & stated & (numerator > 0)
        group, distinct = dense(draft.supplier * months + draft.month, has)
        if not distinct.size:
            return
        supplier, month = np.divmod(distinct, months)
        scale = _scales(group[has], denominator[has], len(distinct))
        coefficient = np.zeros(len(group), dtype=np.int64)
        coefficient[has] = -(-numerator[has] * scale[group[has]] // denominator[has])
        normal, extra = shop.normal[supplier, month], shop.extra[supplier, month]
        worked = draft.given(group, len(distinct), coefficient)
        extra = np.maximum(extra, -((normal * scale - worked) // scale))  # it was paid, too
        name = _namer(draft, supplier, month)
        over = np.flatnonzero(extra > 0)
        column = draft.drafting.add_columns(
            "overtime_hours", extra[over], lambda i: name(int(over[i]))
        )
        draft.drafting.add_cost(
            COST,
            column,
            shop.premium[supplier[over], month[over]],
            np.full(len(over), 10**shop.power, dtype=np.int64),
        )
        draft.note_joint(column, supplier[over])
        bounds = np.full(len(distinct), -NONE), normal * scale
        draft.add_ties("hours", (group, coefficient), bounds, name, (over, column, -scale[over]))

    @override
    def account(self, record: Record) -> Iterable[Lines]:
        shop = workshop(record.pool)
        rows = [
            (supplier, month, overtime)
            for supplier, month, overtime, _ in _worked(record, shop)
            if overtime
        ]
        table = np.array(rows, dtype=np.int64).reshape(-1, 3)
        yield Lines(
            "overtime_hours",
            np.full(len(table), -1, dtype=np.int64),
            table[:, 0],
            table[:, 1],
            product(
                shop.premium[table[:, 0], table[:, 1]], table[:, 2], "Overtime hours times premium"
            ),
            np.full(len(table), 10**shop.power, dtype=np.int64),
            direct=False,
        )

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        shop = workshop(record.pool)
        for supplier, month, overtime, worked in _worked(record, shop):
            most = int(shop.normal[supplier, month] + shop.extra[supplier, month])
            if overtime > shop.extra[supplier, month]:
                yield Violation(
                    self.name,
                    "too_long",
                    supplier=record.supplier_name(supplier),
                    month=record.month_name(month),
                    amount=overtime - int(shop.extra[supplier, month]),
                    figures={
                        "worked": float(worked / 10**shop.power),
                        "most": most / 10**shop.power,
                    },
                )


def _worked(record: Record, shop: Workshop) -> Iterable[tuple[int, int, int, Fraction]]:
    """Give supplier, month, overtime and all hours worked, in the workshop's smallest unit."""
    record = record.where(record.in_months & record.makes)
    numerator, denominator = unit_hours(record.pool, record.offer, record.order, shop.power)
    worked: dict[tuple[int, int], Fraction] = {}
    for i in np.flatnonzero(numerator > 0).tolist():
        key = int(record.supplier[i]), int(record.made[i])
        took = Fraction(int(numerator[i]), int(denominator[i])) * int(record.units[i])
        worked[key] = worked.get(key, Fraction(0)) + took
    for (supplier, month), hours in sorted(worked.items()):
        normal = int(shop.normal[supplier, month])
        if normal >= 0:
            yield supplier, month, max(0, -((normal - hours) // 1)), hours


def worked_hours(record: Record) -> dict[tuple[int, int], Fraction]:
    """Give the hours that a plan's units take of each supplier and month that states hours."""
    shop = workshop(record.pool)
    return {(s, m): worked / 10**shop.power for s, m, _, worked in _worked(record, shop)}


def unit_hours(pool: Pool, offer: Ints, order: Ints, power: int) -> tuple[Ints, Ints]:
    """Give the hours of one unit as fractions of the workshop's smallest unit; zero if unstated."""
    hours, defect = quotations.figures(pool, "hours"), quotations.figures(pool, "defect_rate")
    took = np.where(hours.known, hours.units, 0)[offer] * 10 ** (power - hours.power)
    one = 10**defect.power
    is_sorted = (pool.texts("orders", "inspection") == "sorted")[order] & defect.known[offer]
    good = np.where(is_sorted, np.maximum(one - defect.units[offer], 1), one)
    took = product(took, np.asarray(one), "Hours a unit with their decimals")
    common = np.gcd(took, good)
    return took // np.maximum(common, 1), good // np.maximum(common, 1)


def workshop(pool: Pool) -> Workshop:
    """Read the hours of each supplier and month; a row for a month beats the general row.

    The calendar applies to general rows, rounded down; a row for a month says what that month is.
    """

    def make() -> Workshop:
        normal, extra = pool.figures("hours", "hours"), pool.figures("hours", "overtime_hours")
        power = max(normal.power, extra.power, quotations.figures(pool, "hours").power)
        shape = (pool.size("suppliers"), month_count(pool))
        shop = Workshop(
            np.full(shape, -1), np.zeros(shape, np.int64), np.zeros(shape, np.int64), power
        )
        factor, factor_power = factors(pool)
        month = pool.months("hours", "month")
        premium = pool.figures("hours", "overtime_premium").units
        for row in np.argsort(month != NEVER, kind="stable").tolist():  # general rows first
            supplier = pool.codes("hours", "supplier")[row]
            every = month[row] == NEVER or not pool.horizon
            at = np.arange(shape[1]) if every else np.array([month[row] - first_month(pool)])
            at = at[(at >= 0) & (at < shape[1])]
            for target, figures in ((shop.normal, normal), (shop.extra, extra)):
                value = figures.at(power)[row]
                share = factor[supplier, at] if every else np.full(len(at), 10**factor_power)
                scaled = product(value, share, "Hours times the calendar's factor")
                target[supplier, at] = scaled // 10**factor_power
            shop.premium[supplier, at] = premium[row]
        return shop

    return pool.keep(("workshop",), make)


def _scales(group: Ints, denominator: Ints, count: int) -> Ints:
    """Choose each row's multiple that makes its hours whole; ``COARSE`` where none fits."""
    size = np.zeros(count)
    pairs = np.unique(np.stack([group, denominator]), axis=1)
    np.add.at(size, pairs[0], np.log2(pairs[1]))
    scale = np.ones(count, dtype=np.int64)
    fits = size[pairs[0]] < np.log2(SAFE) / 3
    np.lcm.at(scale, pairs[0][fits], pairs[1][fits])
    scale[size >= np.log2(SAFE) / 3] = COARSE
    return scale


def _namer(draft: Draft, supplier: Ints, month: Ints) -> Callable[[int], str]:
    def name(i: int) -> str:
        parts = [str(draft.pool.names("supplier")[supplier[i]])]
        if draft.pool.horizon:
            parts.append(str(draft.pool.horizon[month[i]]))
        return ".".join(parts)

    return name

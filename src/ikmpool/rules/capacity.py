"""Capacity: what a month holds, of an offer and of a supplier, in normal time and in overtime.

A general offer's capacity bounds all its quotations together; a supplier's bounds all its offers.
Overtime capacity is *extra* units above the normal ones; where none is stated there is none.  The
calendar applies to both kinds, and what is left is rounded down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import override

import numpy as np

from ikmpool.exact import Bools, Ints
from ikmpool.rules.calendar import after_calendar
from ikmpool.rules.draft import Draft, at_most, dense
from ikmpool.rules.record import Record, sums
from ikmpool.rules.rule import Ease, Rule, Violation
from ikmpool.tables import quotations
from ikmpool.tables.candidates import month_count
from ikmpool.tables.pool import Pool


@dataclass(frozen=True, slots=True)
class Bucket:
    """One kind of capacity over some units: which rows of its table they fall to.

    ``at`` and ``row`` pair a unit's position with a row; a unit falls to several rows where a
    quotation and the general offer above it both state a capacity.  The capacity of a row is a
    month's, before the calendar.
    """

    kind: str
    table: str
    at: Ints
    row: Ints
    capacity: Ints
    supplier_of: Ints


class Capacity(Rule):
    """No month holds more than its capacity."""

    name = "capacity"
    uses = (
        "offers.capacity",
        "suppliers.capacity",
        "offers.overtime_capacity",
        "calendar.month",
        "calendar.city",
        "calendar.sector",
        "calendar.factor",
        "suppliers.city",
        "suppliers.sector",
    )

    @override
    def reads(self, pool: Pool) -> Iterable[str]:
        """Without months there is no calendar."""
        columns = super().reads(pool)
        return [c for c in columns if pool.horizon or not c.startswith("calendar.")]

    @override
    def shape(self, draft: Draft) -> None:
        offer = draft.candidates.offer[draft.of]
        months = month_count(draft.pool)
        for bucket in _buckets(draft.pool, offer, draft.supplier, draft.is_overtime):
            group, distinct = dense(bucket.row * months + draft.month[bucket.at])
            if not distinct.size:
                continue
            row, month = np.divmod(distinct, months)
            most = after_calendar(draft.pool, bucket.capacity[row], bucket.supplier_of[row], month)
            name = _namer(draft.pool, bucket, row, month)
            entries = group, draft.column[bucket.at], np.ones(len(group), dtype=np.int64)
            kind = f"{bucket.kind}_{bucket.table}"
            draft.drafting.add_rows(kind, entries, at_most(most), name)

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        pool, months = record.pool, month_count(record.pool)
        record = record.where(record.in_months)
        for bucket in _buckets(pool, record.offer, record.supplier, record.overtime):
            size = len(bucket.capacity) * months
            key = bucket.row * months + record.made[bucket.at]
            made = sums(key, record.units[bucket.at], size)
            used = np.flatnonzero(made)
            row, month = np.divmod(used, months)
            most = after_calendar(pool, bucket.capacity[row], bucket.supplier_of[row], month)
            for i in np.flatnonzero(made[used] > most).tolist():
                yield Violation(
                    self.name,
                    f"{bucket.kind}_{bucket.table}",
                    supplier=record.supplier_name(int(bucket.supplier_of[row[i]])),
                    month=record.month_name(int(month[i])),
                    amount=int(made[used[i]] - most[i]),
                    figures={"made": int(made[used[i]]), "most": int(most[i])},
                )

    @override
    def ease(self, pool: Pool) -> Iterable[Ease]:
        for table in ("offers", "suppliers"):
            capacity = pool.figures(table, "capacity")
            for row in np.flatnonzero(capacity.known).tolist():
                label = pool.tables[table].index[row]
                yield Ease(self.name, table, "capacity", label, int(capacity.units[row]) + 1)


def _buckets(pool: Pool, offer: Ints, supplier: Ints, overtime: Bools) -> Iterator[Bucket]:
    """Give the capacities that units of these offers fall to."""
    supplier_of = pool.codes("offers", "supplier")
    for kind, column, mine in (
        ("normal", "capacity", ~overtime),
        ("overtime", "overtime_capacity", overtime),
    ):
        stated = np.append(pool.stated("offers", column), False)
        if mine.any() and (stated.any() or kind == "overtime"):
            levels = [np.where(mine & stated[o], o, -1) for o in quotations.chain(pool, offer)]
            if kind == "overtime":  # none stated is none allowed
                levels.append(np.where(mine & (np.max(levels, axis=0) < 0), offer, -1))
            at = [np.flatnonzero(level >= 0) for level in levels]
            row = np.concatenate([o[a] for o, a in zip(levels, at, strict=True)])
            capacity = pool.figures("offers", column).units
            yield Bucket(kind, "offers", np.concatenate(at), row, capacity, supplier_of)
    own = pool.figures("suppliers", "capacity")
    at_own = np.flatnonzero(~overtime & own.known[supplier])
    yield Bucket(
        "normal", "suppliers", at_own, supplier[at_own], own.units, np.arange(len(own.units))
    )


def _namer(pool: Pool, bucket: Bucket, row: Ints, month: Ints):  # type: ignore[no-untyped-def]
    def name(i: int) -> str:
        parts = [str(pool.names("supplier")[bucket.supplier_of[row[i]]])]
        if bucket.table == "offers":
            parts.append(str(pool.names("product")[pool.codes("offers", "product")[row[i]]]))
            parts.append(str(row[i]))
        if pool.horizon:
            parts.append(str(pool.horizon[month[i]]))
        return ".".join(parts)

    return name


def normal_capacity(pool: Pool) -> tuple[Ints, Bools]:
    """Give each supplier's normal capacity over the whole horizon, after the calendar.

    Returns
    -------
    (units, known)
        Arrays of shape (suppliers,): its own capacity where it states one, else the sum of its
        offers' capacities; ``known`` is False where it states neither.
    """
    months, count = month_count(pool), pool.size("suppliers")
    own = pool.figures("suppliers", "capacity")
    units, known = np.zeros(count, dtype=np.int64), own.known.copy()
    offered = pool.figures("offers", "capacity")
    supplier = pool.codes("offers", "supplier")
    general = offered.known & ~_under_another(pool, offered.known)
    rows = np.flatnonzero(general & ~own.known[supplier])
    everyone = np.arange(count)
    for month in range(months):
        here = np.full(count, month)
        units += np.where(own.known, after_calendar(pool, own.units, everyone, here), 0)
        part = after_calendar(pool, offered.units[rows], supplier[rows], np.full(len(rows), month))
        np.add.at(units, supplier[rows], part)
    known[supplier[rows]] = True
    return units, known


def _under_another(pool: Pool, known: Bools) -> Bools:
    """Tell which offers lie under a more general one that has a capacity of its own."""
    under = np.zeros(len(known), dtype=bool)
    for level in quotations.chain(pool, np.arange(len(known)))[1:]:
        under |= (level >= 0) & np.append(known, False)[level]
    return under

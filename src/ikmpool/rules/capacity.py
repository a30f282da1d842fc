"""Capacity: what a month holds, of an offer and of a supplier, in normal time and in overtime.

A general offer's capacity bounds all its quotations together; a supplier's bounds all its offers.
Overtime capacity is *extra* units above the normal ones; where none is stated there is none.  The
calendar applies to both kinds, and what is left is rounded down.  An offer's capacity may grow in
its first months, see `ikmpool.rules.ramps`; a supplier's does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import override

import numpy as np

from ikmpool.compact import constant
from ikmpool.exact import Bools, Ints
from ikmpool.rules.calendar import after_calendar
from ikmpool.rules.draft import Draft, at_most, dense
from ikmpool.rules.ramps import bounding, held_back, is_growing, offered_capacity
from ikmpool.rules.record import Record, sums
from ikmpool.rules.rule import Ease, Rule, Violation
from ikmpool.tables import quotations
from ikmpool.tables.horizon import last_month, month_count
from ikmpool.tables.kinds import NORMAL, OVERTIME
from ikmpool.tables.pool import Pool


@dataclass(frozen=True, slots=True)
class Bucket:
    """One kind of capacity over some units: which rows of its table they fall to.

    ``at`` and ``row`` pair a unit's position with a row; a unit falls to several rows where a
    quotation and the general offer above it both state a capacity.
    """

    kind: str
    table: str
    column: str
    at: Ints
    row: Ints
    supplier_of: Ints

    def most(self, pool: Pool, row: Ints, month: Ints) -> Ints:
        """Give the units that rows of the table hold in a month."""
        if self.table == "offers":
            return offered_capacity(pool, self.column, row, month)
        return after_calendar(pool, pool.figures(self.table, self.column).units[row], row, month)

    def code(self, pool: Pool, row: Ints, month: Ints) -> str:
        """Give the words of a row that holds less than was made in a month."""
        growing = self.table == "offers" and is_growing(pool, row, month).any()
        return f"{self.kind}_{self.table}" + ("_growing" if growing else "")


class Capacity(Rule):
    """No month holds more than its capacity."""

    name = "capacity"
    uses = (
        "offers.capacity",
        "suppliers.capacity",
        "offers.overtime_capacity",
        "offers.ramp_up",
        "offers.from",
        "calendar.month",
        "calendar.city",
        "calendar.sector",
        "calendar.factor",
        "suppliers.city",
        "suppliers.sector",
    )

    @override
    def reads(self, pool: Pool) -> Iterable[str]:
        """Without months there is no calendar, and no first months in which a capacity grows."""
        unread = [] if pool.horizon else ["calendar.", "offers.from", "offers.ramp_up"]
        if not any(pool.filled("offers", kind) for kind in ("capacity", "overtime_capacity")):
            unread.append("offers.ramp_up")
        return [c for c in super().reads(pool) if not c.startswith(tuple(unread))]

    @override
    def shape(self, draft: Draft) -> None:
        months = month_count(draft.pool)
        for bucket in _buckets(draft.pool, draft.offer, draft.supplier, draft.kind):
            month = draft.month[bucket.at] if draft.pool.horizon else 0
            group, distinct = dense(bucket.row * months + month)
            if not distinct.size:
                continue
            row, month = np.divmod(distinct, months)
            most = bucket.most(draft.pool, row, month)
            name = _namer(draft.pool, bucket.table, row, month)
            entries = group, bucket.at, constant(1, len(group))
            kind = f"{bucket.kind}_{bucket.table}"
            draft.drafting.add_rows(kind, entries, at_most(most), name)

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        pool, months = record.pool, month_count(record.pool)
        record = record.where(record.in_months)
        for bucket in _buckets(pool, record.offer, record.supplier, record.kind):
            size = pool.size(bucket.table) * months
            key = bucket.row * months + record.made[bucket.at]
            made = sums(key, record.units[bucket.at], size)
            used = np.flatnonzero(made)
            row, month = np.divmod(used, months)
            most = bucket.most(pool, row, month)
            for i in np.flatnonzero(made[used] > most).tolist():
                yield Violation(
                    self.name,
                    bucket.code(pool, row[[i]], month[[i]]),
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
        for row in np.flatnonzero(held_back(pool)).tolist():
            yield Ease(self.name, "offers", "ramp_up", pool.tables["offers"].index[row], "100%")


def _buckets(pool: Pool, offer: Ints, supplier: Ints, kinds: Ints) -> Iterator[Bucket]:
    """Give the capacities that units of these offers fall to."""
    supplier_of = pool.codes("offers", "supplier")
    for kind, column, mine in (
        ("normal", "capacity", kinds == NORMAL),
        ("overtime", "overtime_capacity", kinds == OVERTIME),
    ):
        stated = np.append(bounding(pool, column), False)
        if mine.any() and (stated.any() or kind == "overtime"):
            levels = [np.where(mine & stated[o], o, -1) for o in quotations.chain(pool, offer)]
            if kind == "overtime":  # none stated is none allowed
                levels.append(np.where(mine & (np.max(levels, axis=0) < 0), offer, -1))
            at = [np.flatnonzero(level >= 0) for level in levels]
            row = np.concatenate([o[a] for o, a in zip(levels, at, strict=True)])
            yield Bucket(kind, "offers", column, np.concatenate(at), row, supplier_of)
    own = pool.figures("suppliers", "capacity").known
    mine, everyone = (kinds == NORMAL) & own[supplier], np.arange(len(own))
    at_own = np.flatnonzero(mine)
    row = supplier if len(at_own) == len(supplier) else supplier[at_own]
    yield Bucket("normal", "suppliers", "capacity", at_own, row, everyone)


def _namer(pool: Pool, table: str, row: Ints, month: Ints) -> Callable[[int], str]:
    # of the bucket's rows only, since it lives as long as the program
    def name(i: int) -> str:
        of_offers = table == "offers"
        supplier = pool.small_codes("offers", "supplier")[row[i]] if of_offers else row[i]
        parts = [str(pool.names("supplier")[supplier])]
        if of_offers:
            product = pool.small_codes("offers", "product")[row[i]]
            parts += [str(pool.names("product")[product]), str(row[i])]
        if pool.horizon:
            parts.append(str(pool.horizon[month[i]]))
        return ".".join(parts)

    return name


def normal_capacity(pool: Pool) -> tuple[Ints, Bools]:
    """Give each supplier's normal capacity over the whole horizon, after ramp-up and calendar.

    Returns
    -------
    (units, known)
        Arrays of shape (suppliers,): its own capacity where it states one, else the sum of its
        offers' capacities; ``known`` is False where it states neither.
    """
    units, known = monthly_capacity(pool)
    return units.sum(axis=1), known


def monthly_capacity(pool: Pool) -> tuple[Ints, Bools]:
    """Give the same month by month, shape (suppliers, months), and whether it is known."""
    months, count = month_count(pool), pool.size("suppliers")
    own = pool.figures("suppliers", "capacity")
    units, known = np.zeros((count, months), dtype=np.int64), own.known.copy()
    offered = pool.figures("offers", "capacity")
    supplier = pool.codes("offers", "supplier")
    general = offered.known & ~_under_another(pool, offered.known)
    rows = np.flatnonzero(general & ~own.known[supplier])
    everyone = np.arange(count)
    for month in range(months):
        here = np.full(count, month)
        units[:, month] = np.where(own.known, after_calendar(pool, own.units, everyone, here), 0)
        part = offered_capacity(pool, "capacity", rows, np.full(len(rows), month))
        np.add.at(units[:, month], supplier[rows], part)
    units[np.arange(months) > last_month(pool)[:, None]] = 0
    known[supplier[rows]] = True
    return units, known


def _under_another(pool: Pool, known: Bools) -> Bools:
    """Tell which offers lie under a more general one that has a capacity of its own."""
    under = np.zeros(len(known), dtype=bool)
    for level in quotations.chain(pool, np.arange(len(known)))[1:]:
        under |= (level >= 0) & np.append(known, False)[level]
    return under

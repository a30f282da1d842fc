"""Lead with top-up: the producer who received the order keeps what it can; others top it up.

The lead keeps ``K = min(its quantity, quantity ordered, its normal capacity for the order until it
is due)``; of months that are over, what it made counts instead of its capacity.  Several orders of
one lead share its capacity by class, then weight.  What the other rules do not let it keep is
reported as not kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import override

import numpy as np

from ikmpool.exact import Ints
from ikmpool.rules.calendar import after_calendar
from ikmpool.rules.draft import Draft, at_least
from ikmpool.rules.ramps import bounding, offered_capacity
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Rule, Violation, name_of
from ikmpool.tables import quotations
from ikmpool.tables.arrivals import lead_time
from ikmpool.tables.coded import BLANK, NEVER
from ikmpool.tables.history import history, now
from ikmpool.tables.horizon import due_month, first_month, last_month, month_count
from ikmpool.tables.pool import Pool


class Lead(Rule):
    """The lead keeps its part of the order."""

    name = "lead"
    when = ("orders.lead",)
    uses = (*when, "orders.lead_quantity", "orders.class", "orders.weight")

    @override
    def shape(self, draft: Draft) -> None:
        pool = draft.pool
        kept = kept_quantities(pool)
        orders = np.flatnonzero(kept > 0)
        if not orders.size:
            return
        row = np.full(pool.size("orders"), -1, dtype=np.int64)
        row[orders] = np.arange(len(orders))
        leads = pool.codes("orders", "lead")
        group = np.where(draft.supplier == leads[draft.order], row[draft.order], -1)
        name = draft.label("order", orders)
        given_up = draft.give_up("not_kept_lead", kept[orders], name)
        ones = np.ones(len(group), dtype=np.int64)
        extra = row[orders], given_up, np.ones(len(orders), dtype=np.int64)
        draft.add_rows("lead", (group, ones), at_least(kept[orders]), name, extra)
        draft.note_not_kept(self.name, orders, leads[orders], given_up)

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        pool = record.pool
        kept, leads = kept_quantities(pool), pool.codes("orders", "lead")
        made = record.per_order(np.where(record.supplier == leads[record.order], record.units, 0))
        orders = np.flatnonzero(kept > 0)
        given_up = record.given_up(self.name, orders, leads[orders])
        for order, given in zip(orders.tolist(), given_up.tolist(), strict=True):
            if made[order] + given < kept[order]:
                yield Violation(
                    self.name,
                    "kept_less",
                    order=record.order_name(order),
                    supplier=name_of(pool, "supplier", int(leads[order])),
                    amount=int(kept[order] - made[order] - given),
                    figures={"made": int(made[order]), "kept": int(kept[order])},
                )


def kept_quantities(pool: Pool) -> Ints:
    """Give the units that each order's lead keeps; zero where there is no lead, shape (orders,)."""

    def make() -> Ints:
        leads = pool.codes("orders", "lead")
        quantity = pool.figures("orders", "quantity").units
        asked = pool.figures("orders", "lead_quantity")
        wanted = np.where(asked.known, np.minimum(asked.units, quantity), quantity)
        class_, weight = (
            pool.figures("orders", "class").units,
            pool.figures("orders", "weight").units,
        )
        names = pool.names("order").astype(str)
        kept = np.zeros(len(leads), dtype=np.int64)
        left = _CapacityLeft(pool)
        for order in np.lexsort((names, -weight, class_)).tolist():
            if leads[order] != BLANK:
                kept[order] = left.take(int(leads[order]), order, int(wanted[order]))
        return kept

    return pool.keep(("kept quantities",), make)


class _CapacityLeft:
    """Normal capacity that leads have left, by offer and supplier and month."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.bounding = bounding(pool, "capacity")
        self.used: dict[tuple[str, int, int], int] = {}

    def take(self, supplier: int, order: int, wanted: int) -> int:
        """Take up to ``wanted`` units, latest month first, so that early orders find theirs."""
        pool = self.pool
        one_supplier, one_order = np.array([supplier]), np.array([order])
        offer = quotations.row_for(pool, one_supplier, one_order)
        if offer[0] == BLANK:
            return 0
        first, last = now(pool), int(due_month(pool)[order])
        taken = min(_made_already(pool, supplier, order), wanted)
        if pool.horizon:
            last -= int(lead_time(pool, offer, one_order)[0])
            last = min(last, int(last_month(pool)[supplier]))
            begins = int(quotations.months(pool, "from")[offer[0]])
            first = first if begins == NEVER else max(first, begins - first_month(pool))
        for month in range(min(last, month_count(pool) - 1), first - 1, -1):
            boxes = list(self._boxes(int(offer[0]), supplier, month))
            room = [most - self.used.get(box, 0) for box, most in boxes]
            part = max(min([wanted - taken, *room]), 0)
            for box, _ in boxes:
                self.used[box] = self.used.get(box, 0) + part
            taken += part
        return taken

    def _boxes(
        self, offer: int, supplier: int, month: int
    ) -> Iterable[tuple[tuple[str, int, int], int]]:
        """Give the capacities that bound one offer in one month."""
        pool, one_supplier, one_month = self.pool, np.array([supplier]), np.array([month])
        if pool.stated("suppliers", "capacity")[supplier]:
            capacity = pool.figures("suppliers", "capacity").units[one_supplier]
            most = after_calendar(pool, capacity, one_supplier, one_month)
            yield ("suppliers", supplier, month), int(most[0])
        for row in quotations.chain(pool, np.array([offer])):
            if row[0] >= 0 and self.bounding[row[0]]:
                most = offered_capacity(pool, "capacity", row, one_month)
                yield ("offers", int(row[0]), month), int(most[0])


def _made_already(pool: Pool, supplier: int, order: int) -> int:
    """Give what a lead has made of an order in months that are over, or taken from its stock."""
    past = history(pool)
    return int(past.units[(past.supplier == supplier) & (past.order == order)].sum())

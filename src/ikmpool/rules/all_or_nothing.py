"""All or nothing: an order is made in full, within its tolerance, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import override

import numpy as np

from ikmpool.exact import Ints
from ikmpool.rules.draft import Draft
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Ease, Rule, Violation
from ikmpool.tables.pool import Pool
from ikmpool.tables.quantities import tolerance


class AllOrNothing(Rule):
    """No order that is worth nothing in part is made in part."""

    name = "all_or_nothing"
    when = ("orders.all_or_nothing",)
    uses = when

    @override
    def shape(self, draft: Draft) -> None:
        full = full_units(draft.pool)
        groups = draft.used(
            draft.order, full[draft.order] > 1, lambda o: str(draft.pool.names("order")[o])
        )
        orders = groups.key
        draft.at_least_where_used(self.name, groups, full[orders])
        short = draft.columns_of("short")
        done = draft.given(draft.order, len(full))[orders]
        orders, used = orders[done == 0], groups.used[done == 0]
        if short.size:
            # It follows for a yes or a no, and says as much where a solver takes a part of one.
            at = np.arange(len(orders))
            entries = (
                np.tile(at, 2),
                np.concatenate([short[orders], used]),
                np.concatenate([np.ones(len(orders), dtype=np.int64), full[orders]]),
            )
            name = draft.label("order", orders)
            draft.drafting.add_rows("all_short", entries, (full[orders], full[orders]), name)

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        full, made = full_units(record.pool), record.per_order()
        for order in np.flatnonzero((made > 0) & (made < full)).tolist():
            yield Violation(
                self.name,
                "in_part",
                order=record.order_name(order),
                amount=int(full[order] - made[order]),
                figures={"made": int(made[order]), "full": int(full[order])},
            )

    @override
    def ease(self, pool: Pool) -> Iterable[Ease]:
        """Take what can be made of the order."""
        for row in np.flatnonzero(pool.flags("orders", "all_or_nothing")).tolist():
            label = pool.tables["orders"].index[row]
            yield Ease(self.name, "orders", "all_or_nothing", label, value=False)


def full_units(pool: Pool) -> Ints:
    """Give the units that make each order full; zero where a part of it is welcome."""
    quantity = pool.figures("orders", "quantity").units
    full = quantity - tolerance(pool, "tolerance_under")
    return np.where(pool.flags("orders", "all_or_nothing"), full, 0)

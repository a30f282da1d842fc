"""Producers: at least and at most so many share an order.

At most one is a single source.  An order asks for no more producers than it has units; what it can
not have of them is reported as not kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import override

import numpy as np

from ikmpool.exact import Ints
from ikmpool.rules.draft import NOT_KEPT_COUNT, Draft, at_least, at_most
from ikmpool.rules.notes import Groups
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Ease, Rule, Violation
from ikmpool.tables.coded import BLANK
from ikmpool.tables.pool import Pool
from ikmpool.tables.quantities import most_units


class Producers(Rule):
    """The right number of producers share each order."""

    name = "producers"
    when = ("orders.min_producers", "orders.max_producers")
    uses = when

    @override
    def shape(self, draft: Draft) -> None:
        most, least = draft.pool.figures("orders", "max_producers"), asked(draft.pool)
        offered = np.bincount(draft.share_of(np.unique(draft.share_key))[1], minlength=len(least))
        able = np.minimum(offered, most_units(draft.pool))
        _shape_most(draft, np.flatnonzero(most.known & (able > most.units)), most.units)
        _shape_least(draft, np.flatnonzero(least > 0), least)

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        pool = record.pool
        count = np.bincount(record.merged(record.share_key).order, minlength=pool.size("orders"))
        most = pool.figures("orders", "max_producers")
        for order in np.flatnonzero(most.known & (count > most.units)).tolist():
            beyond = int(count[order] - most.units[order])
            yield self._violation(record, "too_many", order, int(count[order]), beyond)
        least = asked(pool)
        orders = np.flatnonzero(count < least)
        given_up = record.given_up(self.name, orders, np.full(len(orders), BLANK))
        lacking = least[orders] - count[orders] - given_up
        for order, missing in zip(orders.tolist(), lacking.tolist(), strict=True):
            if missing > 0:
                yield self._violation(record, "too_few", order, int(count[order]), missing)

    def _violation(
        self, record: Record, code: str, order: int, count: int, amount: int
    ) -> Violation:
        pool = record.pool
        figures = {
            "n": count,
            "most": int(pool.figures("orders", "max_producers").units[order]),
            "least": int(asked(pool)[order]),
        }
        name = record.order_name(order)
        return Violation(self.name, code, order=name, amount=amount, figures=figures)

    @override
    def ease(self, pool: Pool) -> Iterable[Ease]:
        """Ask for one producer fewer, and allow one more."""
        labels, least = pool.tables["orders"].index, asked(pool)
        for row in np.flatnonzero(least > 0).tolist():
            yield Ease(self.name, "orders", "min_producers", labels[row], int(least[row]) - 1)
        most = pool.figures("orders", "max_producers")
        for row in np.flatnonzero(most.known).tolist():
            yield Ease(self.name, "orders", "max_producers", labels[row], int(most.units[row]) + 1)


def asked(pool: Pool) -> Ints:
    """Give how many producers each order asks for, no more than it has units; zero where none."""
    return np.minimum(pool.figures("orders", "min_producers").units, most_units(pool))


def _shape_most(draft: Draft, orders: Ints, most: Ints) -> None:
    """Allow so many producers, on orders of which more could make a part."""
    if orders.size:
        _, entries = _counted(draft, orders)
        name = draft.label("order", orders)
        draft.drafting.add_rows("max_producers", entries, at_most(most[orders]), name)


def _shape_least(draft: Draft, orders: Ints, least: Ints) -> None:
    if not orders.size:
        return
    makers, entries = _counted(draft, orders)
    # Without units behind it a yes/no would count as a producer.
    draft.at_least_where_used("producer", makers, np.ones(len(makers.key), dtype=np.int64))
    name = draft.label("order", orders)
    given_up = draft.give_up("not_kept_producers", least[orders], name, NOT_KEPT_COUNT)
    own = np.arange(len(orders)), given_up, np.ones(len(orders), dtype=np.int64)
    row, column, one = (np.concatenate(pair) for pair in zip(entries, own, strict=True))
    draft.drafting.add_rows("min_producers", (row, column, one), at_least(least[orders]), name)
    draft.note_not_kept("producers", orders, np.full(len(orders), BLANK), given_up)


def _counted(draft: Draft, orders: Ints) -> tuple[Groups, tuple[Ints, Ints, Ints]]:
    """Give a yes/no to each producer of some orders, and the entries that count them."""
    row = np.full(draft.pool.size("orders"), -1, dtype=np.int64)
    row[orders] = np.arange(len(orders))
    makers = draft.used_shares(row[draft.order] >= 0)
    _, order = draft.share_of(makers.key)
    return makers, (row[order], makers.used, np.ones(len(order), dtype=np.int64))

"""Pairs: what is already agreed or ruled out between a producer and an order.

*Forbidden*: the producer may have no part of it.  *Locked*: the producer has at least these units
already; what the other rules do not allow is reported as not kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import override

import numpy as np

from ikmpool.exact import Bools, Ints
from ikmpool.rules.draft import Draft, at_least, most_units
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Ease, Refusal, Rule, Violation, by_code, name_of
from ikmpool.tables.candidates import Candidates
from ikmpool.tables.lookup import Lookup
from ikmpool.tables.pool import Pool


class Pairs(Rule):
    """Forbidden pairs stay apart, and locked units stay where they are."""

    name = "pairs"
    when = ("pairs.forbidden", "pairs.locked")
    uses = (*when, "pairs.supplier", "pairs.order")

    @override
    def admit(self, candidates: Candidates) -> Iterable[Refusal]:
        key = candidates.supplier * candidates.pool.size("orders") + candidates.order
        forbidden = np.isin(
            key, _keys(candidates.pool, candidates.pool.flags("pairs", "forbidden"))
        )
        for order, where in by_code(candidates.order, forbidden):
            name = name_of(candidates.pool, "order", order)
            yield Refusal(self.name, name, "forbidden", where, {"order": name})

    @override
    def shape(self, draft: Draft) -> None:
        pool = draft.pool
        rows, supplier, order, units = _locked(pool)
        if not rows.size:
            return
        orders = pool.size("orders")
        group = Lookup(supplier * orders + order).find(draft.supplier * orders + draft.order)

        def name(i: int) -> str:
            return f"{name_of(pool, 'supplier', supplier[i])}.{name_of(pool, 'order', order[i])}"

        given_up = draft.give_up("not_kept_locked", units, name)
        ones = np.ones(len(group), dtype=np.int64)
        extra = np.arange(len(rows)), given_up, np.ones(len(rows), dtype=np.int64)
        draft.add_rows("locked", (group, ones), at_least(units), name, extra)
        draft.note_not_kept(self.name, order, supplier, given_up)

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        pool = record.pool
        orders = pool.size("orders")
        forbidden = _keys(pool, pool.flags("pairs", "forbidden"))
        key = record.supplier * orders + record.order
        for i in np.flatnonzero(np.isin(key, forbidden)).tolist():
            order = record.order_name(int(record.order[i]))
            yield Violation(
                self.name,
                "forbidden",
                order=order,
                supplier=record.supplier_name(int(record.supplier[i])),
                amount=int(record.units[i]),
                figures={"order": order},
            )
        rows, supplier, order_code, units = _locked(pool)
        given_up = record.given_up(self.name, order_code, supplier)
        for i in range(len(rows)):
            made = int(record.units[key == supplier[i] * orders + order_code[i]].sum())
            if made + given_up[i] < units[i]:
                yield Violation(
                    self.name,
                    "locked",
                    order=record.order_name(int(order_code[i])),
                    supplier=record.supplier_name(int(supplier[i])),
                    amount=int(units[i]) - made - int(given_up[i]),
                    figures={"made": made, "locked": int(units[i])},
                )

    @override
    def ease(self, pool: Pool) -> Iterable[Ease]:
        for row in np.flatnonzero(pool.flags("pairs", "forbidden")).tolist():
            yield Ease(self.name, "pairs", "forbidden", pool.tables["pairs"].index[row], False)


def _keys(pool: Pool, rows: Bools) -> Ints:
    supplier, order = pool.codes("pairs", "supplier"), pool.codes("pairs", "order")
    return np.asarray((supplier * pool.size("orders") + order)[rows])


def _locked(pool: Pool) -> tuple[Ints, Ints, Ints, Ints]:
    """Give rows, suppliers, orders and units of the locked pairs; no more than the order takes."""
    locked = pool.figures("pairs", "locked")
    rows = np.flatnonzero(locked.known & (locked.units > 0))
    order = pool.codes("pairs", "order")[rows]
    units = np.minimum(locked.units[rows], most_units(pool)[order])
    return rows, pool.codes("pairs", "supplier")[rows], order, units

"""Pairs: what is already agreed or ruled out between a producer and an order.

*Forbidden*: the producer may have no part of it.  *Locked*: the producer has at least these units
already.  *Forced*: the producer has a part, of one unit at least.  What the other rules do not
allow of these two is reported as not kept.  *Other supplier*: the two do not share the order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import override

import numpy as np

from ikmpool.exact import Bools, Ints
from ikmpool.rules.draft import NOT_KEPT, NOT_KEPT_COUNT, Draft, at_least, at_most
from ikmpool.rules.record import Record, sums
from ikmpool.rules.rule import Ease, Refusal, Rule, Violation, by_code, name_of
from ikmpool.tables.candidates import Candidates
from ikmpool.tables.coded import BLANK
from ikmpool.tables.lookup import Lookup
from ikmpool.tables.pool import Pool
from ikmpool.tables.quantities import most_units


@dataclass(frozen=True, slots=True)
class _Least:
    """Units that pairs have at least, and how what is given up of them is counted and told."""

    code: str
    stage: str
    scope: str
    supplier: Ints
    order: Ints
    units: Ints


class Pairs(Rule):
    """Pairs that must be, may not be, or may not be together."""

    name = "pairs"
    when = ("pairs.forbidden", "pairs.locked", "pairs.forced", "pairs.other_supplier")
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
        for least in _leasts(draft.pool):
            if least.units.size:
                self._shape_least(draft, least)
        _shape_rivals(draft)

    def _shape_least(self, draft: Draft, least: _Least) -> None:
        pool, orders = draft.pool, draft.pool.size("orders")
        supplier, order = least.supplier, least.order
        group = Lookup(supplier * orders + order).find(draft.share_key)

        def name(i: int) -> str:
            return f"{name_of(pool, 'supplier', supplier[i])}.{name_of(pool, 'order', order[i])}"

        given_up = draft.give_up(f"not_kept_{least.code}", least.units, name, least.stage)
        ones = np.ones(len(group), dtype=np.int64)
        extra = np.arange(len(order)), given_up, np.ones(len(order), dtype=np.int64)
        draft.add_rows(least.code, (group, ones), at_least(least.units), name, extra)
        draft.note_not_kept(self.name, order, supplier, given_up, least.scope)

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        pool = record.pool
        forbidden = _keys(pool, pool.flags("pairs", "forbidden"))
        for i in np.flatnonzero(np.isin(record.share_key, forbidden)).tolist():
            order = record.order_name(int(record.order[i]))
            yield Violation(
                self.name,
                "forbidden",
                order=order,
                supplier=record.supplier_name(int(record.supplier[i])),
                amount=int(record.units[i]),
                figures={"order": order},
            )
        for least in _leasts(pool):
            yield from self._audit_least(record, least)
        yield from self._audit_rivals(record)

    def _audit_least(self, record: Record, least: _Least) -> Iterator[Violation]:
        key = least.supplier * record.pool.size("orders") + least.order
        made = sums(Lookup(key).find(record.share_key), record.units, len(key))
        given_up = record.given_up(self.name, least.order, least.supplier, least.scope)
        lacking = least.units - made - given_up
        for i in np.flatnonzero(lacking > 0).tolist():
            order = record.order_name(int(least.order[i]))
            yield Violation(
                self.name,
                least.code,
                order=order,
                supplier=record.supplier_name(int(least.supplier[i])),
                amount=int(lacking[i]),
                figures={"order": order, "made": int(made[i]), least.code: int(least.units[i])},
            )

    def _audit_rivals(self, record: Record) -> Iterator[Violation]:
        orders = record.pool.size("orders")
        find = Lookup(np.unique(record.share_key[record.units > 0])).find
        order, one, other = _rivals(record.pool)
        first, second = find(one * orders + order), find(other * orders + order)
        for i in np.flatnonzero((first >= 0) & (second >= 0)).tolist():
            name = record.order_name(int(order[i]))
            yield Violation(
                self.name,
                "conflict",
                order=name,
                supplier=record.supplier_name(int(one[i])),
                figures={"order": name, "other": record.supplier_name(int(other[i]))},
                scope=record.supplier_name(int(other[i])),
            )

    @override
    def ease(self, pool: Pool) -> Iterable[Ease]:
        index = pool.tables["pairs"].index
        for column in ("forbidden", "forced"):
            for row in np.flatnonzero(pool.flags("pairs", column)).tolist():
                yield Ease(self.name, "pairs", column, index[row], value=False)
        for row in np.flatnonzero(pool.stated("pairs", "other_supplier")).tolist():
            yield Ease(self.name, "pairs", "other_supplier", index[row], None)


def _keys(pool: Pool, rows: Bools) -> Ints:
    supplier, order = pool.codes("pairs", "supplier"), pool.codes("pairs", "order")
    return np.asarray((supplier * pool.size("orders") + order)[rows])


def _leasts(pool: Pool) -> tuple[_Least, _Least]:
    """Give the locked units, no more than the order takes, and the one unit of a forced pair."""
    supplier, order = pool.codes("pairs", "supplier"), pool.codes("pairs", "order")
    locked, forced = pool.figures("pairs", "locked").units, pool.flags("pairs", "forced")

    def least(code: str, stage: str, scope: str, units: Ints) -> _Least:
        units = np.minimum(units, most_units(pool)[order])
        some = units > 0
        return _Least(code, stage, scope, supplier[some], order[some], units[some])

    return (
        least("locked", NOT_KEPT, "", locked),
        least("forced", NOT_KEPT_COUNT, "forced", forced.astype(np.int64)),
    )


def _rivals(pool: Pool) -> tuple[Ints, Ints, Ints]:
    """Give orders and the two suppliers that do not share them, each pair once."""
    one, other = pool.codes("pairs", "supplier"), pool.codes("pairs", "other_supplier")
    stated = other != BLANK
    pairs = np.sort(np.stack([one, other], axis=1)[stated], axis=1)
    order = pool.codes("pairs", "order")[stated]
    rows = np.unique(np.column_stack([order, pairs]), axis=0)
    return rows[:, 0], rows[:, 1], rows[:, 2]


def _shape_rivals(draft: Draft) -> None:
    """Let one of two rivals have a part, where both could."""
    pool, orders = draft.pool, draft.pool.size("orders")
    order, one, other = _rivals(pool)
    keys = np.stack([one, other]) * orders + order
    both = np.isin(keys, draft.share_key).all(axis=0)
    if not both.any():
        return
    keys, order = keys[:, both], order[both]
    shares = draft.used_shares(np.isin(draft.share_key, keys))
    used = shares.used[np.searchsorted(shares.key, keys)]
    row = np.tile(np.arange(len(order)), (2, 1))
    entries = row.ravel(), used.ravel(), np.ones(used.size, dtype=np.int64)
    high = np.ones(len(order), dtype=np.int64)
    draft.drafting.add_rows("rivals", entries, at_most(high), draft.label("order", order))

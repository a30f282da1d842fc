"""Candidates: every offer, order and month that could go together, as arrays.

This is the only border between names and array positions.  A candidate says nothing about whether
the rules allow it; that is what their ``admit`` is for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ikmpool.exact import Bools, Ints
from ikmpool.tables import quotations
from ikmpool.tables.arrivals import arrivals, most_late
from ikmpool.tables.coded import BLANK
from ikmpool.tables.history import history, now
from ikmpool.tables.horizon import due_month, month_count
from ikmpool.tables.inventory import opening
from ikmpool.tables.kinds import NORMAL, STOCK
from ikmpool.tables.lookup import join
from ikmpool.tables.pool import Pool


@dataclass(frozen=True)
class Candidates:
    """Offers, orders and months that could go together.

    Attributes
    ----------
    pool : Pool
    offer : int64 array, shape (n,)
        Row of the offers: the most specific quotation.
    order : int64 array, shape (n,)
        Row of the orders.
    month : int64 array, shape (n,)
        Month in which the units are made, counted from the pool's first; zero for those in stock,
        and in a pool without months.
    kind : int64 array, shape (n,)
        ``NORMAL`` (where the offer allows, overtime too) or ``STOCK``; of given units their kind.
    delivered : int64 array, shape (n,)
        Month in which the units are delivered: when they are due, or arrive if that is later.
    given : int64 array, shape (n,)
        Units that are facts already; -1 where the plan is still to say.
    """

    pool: Pool
    offer: Ints
    order: Ints
    month: Ints
    kind: Ints
    delivered: Ints
    given: Ints

    def __len__(self) -> int:
        return len(self.offer)

    @cached_property
    def supplier(self) -> Ints:
        """Row of the suppliers."""
        return self.pool.codes("offers", "supplier")[self.offer]

    @cached_property
    def product(self) -> Ints:
        """Code of the product."""
        return self.pool.codes("orders", "product")[self.order]

    @cached_property
    def due(self) -> Ints:
        """Month in which the order is due, counted from the pool's first."""
        return due_month(self.pool)[self.order]

    @cached_property
    def arrives(self) -> Ints:
        """Month in which the units arrive; zero in a pool without months."""
        return arrivals(self.pool, self.offer, self.order, self.month, self.is_stock)

    @property
    def is_stock(self) -> Bools:
        """Whether the units are in stock already."""
        return np.asarray(self.kind == STOCK)

    @property
    def is_given(self) -> Bools:
        """Whether the units are facts, not a choice."""
        return np.asarray(self.given >= 0)

    def of_order(self, table: str, column: str) -> Ints:
        """Code of a column of the order's row."""
        return self.pool.codes(table, column)[self.order]

    def of_supplier(self, column: str) -> Ints:
        """Code of a column of the supplier's row."""
        return self.pool.codes("suppliers", column)[self.supplier]

    def where(self, mask: Bools) -> Candidates:
        """Keep some."""
        return Candidates(self.pool, *(part[mask] for part in self._arrays))

    def __add__(self, more: Candidates) -> Candidates:
        """Put others after these."""
        parts = zip(self._arrays, more._arrays, strict=True)
        return Candidates(self.pool, *(np.concatenate(part) for part in parts))

    @property
    def _arrays(self) -> tuple[Ints, ...]:
        return self.offer, self.order, self.month, self.kind, self.delivered, self.given


def candidates_of(pool: Pool) -> Candidates:
    """Make the candidates of a pool: units to make, in all open months up to each order's last one.

    Then, where the tables tell of any, units in stock, and those that are facts already.

    Returns
    -------
    Candidates
        Those to make by order, supplier and month.
    """
    offer, order = _pairs(pool)
    found = _to_make(pool, offer, order)
    at_hand = opening(pool)
    if at_hand.any():
        product = pool.codes("orders", "product")[order]
        some = at_hand[pool.codes("offers", "supplier")[offer], product] > 0
        found += _open(pool, offer[some], order[some], np.zeros(int(some.sum()), np.int64), STOCK)
    past = history(pool)
    if len(past.units):
        offer = quotations.row_for(pool, past.supplier, past.order)
        parts = past.order, past.month, past.kind, past.delivered, past.units
        found += Candidates(pool, offer, *parts)
    return found


def _to_make(pool: Pool, offer: Ints, order: Ints) -> Candidates:
    if not pool.horizon:
        return _open(pool, offer, order, np.zeros(len(offer), dtype=np.int64), NORMAL)
    last = np.minimum(due_month(pool) + most_late(pool), month_count(pool) - 1)
    first = np.minimum(now(pool), last)  # where all are over the last one says so
    months = np.maximum(last - first + 1, 0)[order]
    start = np.cumsum(months) - months
    month = np.arange(int(months.sum())) - np.repeat(start - first[order], months)
    return _open(pool, np.repeat(offer, months), np.repeat(order, months), month, NORMAL)


def _open(pool: Pool, offer: Ints, order: Ints, month: Ints, kind: int) -> Candidates:
    """Make candidates of one kind that the plan is to choose from; stock is given out from now."""
    stock = kind == STOCK
    at_hand = arrivals(pool, offer, order, month, np.full(len(offer), stock))
    delivered = np.maximum(due_month(pool)[order], at_hand)
    if stock:
        delivered = np.maximum(delivered, now(pool))
    none = np.full(len(offer), -1, dtype=np.int64)
    return Candidates(pool, offer, order, month, np.full(len(offer), kind), delivered, none)


def _pairs(pool: Pool) -> tuple[Ints, Ints]:
    """Pair each order with the offers of its product, the most specific row of each supplier."""
    supplier, product = pool.codes("offers", "supplier"), pool.codes("offers", "product")
    destination, quoted = pool.codes("offers", "destination"), pool.codes("offers", "order")
    wanted = pool.codes("orders", "product")
    own = np.flatnonzero(quoted >= 0)
    own = own[wanted[quoted[own]] == product[own]]
    general = np.flatnonzero((quoted < 0) & (product >= 0))
    offers, orders = join(product[general], wanted)
    offers = general[offers]
    target = destination[offers]
    fits = (target == BLANK) | (target == pool.codes("orders", "destination")[orders])
    offers = np.concatenate([own, offers[fits]])
    orders = np.concatenate([quoted[own], orders[fits]])
    if len(own) < len(offers):  # rows of different reach may speak for one pair
        best = quotations.row_for(pool, supplier[offers], orders)
        offers, orders = offers[best == offers], orders[best == offers]
    sort = np.lexsort((supplier[offers], orders))
    return offers[sort], orders[sort]

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
from ikmpool.tables.arrivals import lead_time, most_late
from ikmpool.tables.coded import BLANK, NEVER
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
        Month in which the units are made, counted from the pool's first; zero in a pool without
        months.
    """

    pool: Pool
    offer: Ints
    order: Ints
    month: Ints

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
        if not self.pool.horizon:
            return self.month
        return np.asarray(self.month + lead_time(self.pool, self.offer, self.order))

    @cached_property
    def delivered(self) -> Ints:
        """Month in which the units are delivered: when they are due, or arrive if that is later."""
        return np.maximum(self.due, self.arrives)

    def of_order(self, table: str, column: str) -> Ints:
        """Code of a column of the order's row."""
        return self.pool.codes(table, column)[self.order]

    def of_supplier(self, column: str) -> Ints:
        """Code of a column of the supplier's row."""
        return self.pool.codes("suppliers", column)[self.supplier]

    def where(self, mask: Bools) -> Candidates:
        """Keep some."""
        return Candidates(self.pool, self.offer[mask], self.order[mask], self.month[mask])


def month_count(pool: Pool) -> int:
    """Count the pool's months; one in a pool without months."""
    return max(len(pool.horizon), 1)


def first_month(pool: Pool) -> int:
    """Give the pool's first month as a month number; zero in a pool without months."""
    return int(pool.horizon[0].ordinal) if pool.horizon else 0


def due_month(pool: Pool) -> Ints:
    """Give the due month of each order, counted from the pool's first; zero without months."""
    if not pool.horizon:
        return np.zeros(pool.size("orders"), dtype=np.int64)
    due = pool.months("orders", "due")
    return np.where(due == NEVER, 0, due - first_month(pool))


def candidates_of(pool: Pool) -> Candidates:
    """Make the candidates of a pool: all months up to each order's last one.

    Returns
    -------
    Candidates
        By order, supplier and month.
    """
    offer, order = _pairs(pool)
    if not pool.horizon:
        return Candidates(pool, offer, order, np.zeros(len(offer), dtype=np.int64))
    last = np.minimum(due_month(pool) + most_late(pool), month_count(pool) - 1)
    months = np.maximum(last[order] + 1, 0)
    start = np.cumsum(months) - months
    month = np.arange(int(months.sum())) - np.repeat(start, months)
    return Candidates(pool, np.repeat(offer, months), np.repeat(order, months), month)


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

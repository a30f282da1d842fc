"""Candidates: every offer, order and month that could go together, as arrays.

This is the only border between names and array positions.  A candidate says nothing about whether
the rules allow it; that is what their ``admit`` is for.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from ikmpool.compact import (
    Codes,
    all_are,
    constant,
    in_order,
    is_constant,
    joined,
    shrunk,
    small,
    taken,
    wide,
)
from ikmpool.exact import Bools, Ints
from ikmpool.tables import quotations
from ikmpool.tables.arrivals import arrivals, most_late
from ikmpool.tables.coded import BLANK
from ikmpool.tables.history import history, now
from ikmpool.tables.horizon import due_month, month_count
from ikmpool.tables.inventory import opening
from ikmpool.tables.kinds import KINDS, NORMAL, STOCK
from ikmpool.tables.lookup import join
from ikmpool.tables.pool import Pool


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

    def __init__(self, pool: Pool, *arrays: Codes) -> None:
        self.pool = pool
        self._arrays = tuple(small(array) for array in arrays)

    def __len__(self) -> int:
        return len(self._arrays[0])

    @property
    def offer(self) -> Ints:
        """Row of the offers."""
        return wide(self._arrays[0])

    @property
    def order(self) -> Ints:
        """Row of the orders."""
        return wide(self._arrays[1])

    @property
    def month(self) -> Ints:
        """Month made."""
        return wide(self._arrays[2])

    @property
    def kind(self) -> Ints:
        """Kind, see `ikmpool.tables.kinds`."""
        return wide(self._arrays[3])

    @property
    def delivered(self) -> Ints:
        """Month delivered."""
        return wide(self._arrays[4])

    @property
    def given(self) -> Ints:
        """Units that are facts; -1 where they are none."""
        return wide(self._arrays[5])

    @cached_property
    def _supplier(self) -> Codes:
        return taken(self.pool.small_codes("offers", "supplier"), self._arrays[0])

    @property
    def supplier(self) -> Ints:
        """Row of the suppliers."""
        return wide(self._supplier)

    @property
    def product(self) -> Ints:
        """Code of the product."""
        return wide(taken(self.pool.small_codes("orders", "product"), self._arrays[1]))

    @property
    def due(self) -> Ints:
        """Month in which the order is due, counted from the pool's first."""
        return due_month(self.pool)[self._arrays[1]]

    @cached_property
    def arrives(self) -> Ints:
        """Month in which the units arrive; zero in a pool without months."""
        return arrivals(self.pool, self.offer, self.order, self.month, self.is_stock)

    @property
    def is_stock(self) -> Bools:
        """Whether the units are in stock already."""
        kind = self._arrays[3]
        if is_constant(kind):
            return all_are(bool(kind[0] == STOCK), len(kind))
        return np.asarray(kind == STOCK)

    @property
    def is_given(self) -> Bools:
        """Whether the units are facts, not a choice."""
        given = self._arrays[5]
        if is_constant(given):
            return all_are(bool(given[0] >= 0), len(given))
        return np.asarray(given >= 0)

    def in_overtime(self) -> Ints:
        """Give the positions of those that may be made in overtime, too."""
        extra = quotations.figures(self.pool, "overtime_capacity").units
        if is_constant(extra) and not extra[0]:
            return np.zeros(0, dtype=np.int64)
        can_choose = (self.kind == NORMAL) & ~self.is_given
        return np.flatnonzero((extra[self.offer] > 0) & can_choose)

    def name(self, i: int) -> str:
        """Name one for a model that is written: order, supplier, and what else tells it apart."""
        _, order, month, kind, delivered, given = (int(part[i]) for part in self._arrays)
        supplier, horizon = self._supplier[i], self.pool.horizon
        parts = [str(self.pool.names("order")[order]), str(self.pool.names("supplier")[supplier])]
        if horizon and kind != STOCK:
            parts.append(str(horizon[month]))
        if kind != NORMAL:
            parts.append(KINDS[kind])
        if given >= 0:
            parts.append(f"done.{horizon[0] + delivered}")
        return ".".join(parts)

    def of_order(self, table: str, column: str) -> Ints:
        """Code of a column of the order's row."""
        return self.pool.codes(table, column)[self._arrays[1]]

    def of_supplier(self, column: str) -> Ints:
        """Code of a column of the supplier's row."""
        return self.pool.codes("suppliers", column)[self._supplier]

    def where(self, some: Bools | Ints) -> Candidates:
        """Keep some, told by a mask or by their positions."""
        if some.dtype == bool and some.all():
            return self
        return Candidates(self.pool, *(taken(part, some) for part in self._arrays))

    def __add__(self, more: Candidates) -> Candidates:
        """Put others after these."""
        parts = zip(self._arrays, more._arrays, strict=True)
        return Candidates(self.pool, *(joined(list(part)) for part in parts))


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
    if pool.size("stock") and (at_hand := opening(pool)).any():
        product = pool.codes("orders", "product")[order]
        some = at_hand[pool.codes("offers", "supplier")[offer], product] > 0
        found += _open(pool, offer[some], order[some], constant(0, int(some.sum())), STOCK)
    if pool.size("actuals"):
        past = history(pool)
        offer = quotations.row_for(pool, past.supplier, past.order)
        parts = past.order, past.month, past.kind, past.delivered, past.units
        found += Candidates(pool, offer, *parts)
    return found


def _to_make(pool: Pool, offer: Codes, order: Codes) -> Candidates:
    if not pool.horizon:
        return _open(pool, offer, order, constant(0, len(offer)), NORMAL)
    last = np.minimum(due_month(pool) + most_late(pool), month_count(pool) - 1)
    first = np.minimum(now(pool), last)  # where all are over the last one says so
    months = np.maximum(last - first + 1, 0)[order]
    start = np.cumsum(months) - months
    month = np.arange(int(months.sum())) - np.repeat(start - first[order], months)
    return _open(pool, np.repeat(offer, months), np.repeat(order, months), month, NORMAL)


def _open(pool: Pool, offer: Codes, order: Codes, month: Codes, kind: int) -> Candidates:
    """Make candidates of one kind that the plan is to choose from; stock is given out from now."""
    stock, count = kind == STOCK, len(offer)
    if pool.horizon:
        at_hand = arrivals(pool, wide(offer), wide(order), wide(month), all_are(stock, count))
        delivered = np.maximum(due_month(pool)[order], at_hand)
        if stock:
            delivered = np.maximum(delivered, now(pool))
    else:
        delivered = constant(0, count)
    return Candidates(
        pool, offer, order, month, constant(kind, count), delivered, constant(-1, count)
    )


def _pairs(pool: Pool) -> tuple[Codes, Codes]:
    """Pair each order with the offers of its product, the most specific row of each supplier."""
    supplier, product = (pool.small_codes("offers", name) for name in ("supplier", "product"))
    destination, quoted = (pool.small_codes("offers", name) for name in ("destination", "order"))
    wanted = pool.codes("orders", "product")
    asked = shrunk(np.append(wanted, BLANK), len(product))[quoted]
    is_own = quoted >= 0
    own = small(np.flatnonzero(is_own & (asked == product)))
    general = np.flatnonzero(~is_own & (product >= 0))
    at, order = join(wide(product[general]), wanted)
    offers = small(general[at])
    target = destination[offers]
    fits = (target == BLANK) | (target == pool.codes("orders", "destination")[order])
    orders = joined([quoted[own], order[fits]])
    offers = joined([own, offers[fits]])
    if len(own) < len(offers):  # rows of different reach may speak for one pair
        best = quotations.row_for(pool, wide(supplier[offers]), wide(orders))
        offers, orders = offers[best == offers], orders[best == offers]
    sort = in_order(orders, supplier[offers])
    return offers[sort], orders[sort]

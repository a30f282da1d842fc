"""Arrivals: by which road units reach an order, and when they are delivered.

Units made in month t are at hand ``lead_time`` months later (the maker's and the road's together).
They are delivered when the order is due or, where they come later, when they arrive.  Units in
stock at the start are at hand as soon as the road allows.
"""

from __future__ import annotations

import numpy as np

from ikmpool.exact import Bools, Ints
from ikmpool.tables import quotations
from ikmpool.tables.coded import BLANK
from ikmpool.tables.pool import Pool


def route(pool: Pool, supplier: Ints, order: Ints) -> Ints:
    """Find the freight row of each supplier and order; a row for the product beats a general one.

    Returns
    -------
    int64 array, shape (k,)
        ``BLANK`` where the table has no such road (or there is no table).
    """
    table = _roads(pool)
    city = pool.codes("suppliers", "city")[supplier]
    destination = pool.codes("orders", "destination")[order]
    product = pool.codes("orders", "product")[order]
    found = table[city, destination, product]
    return np.where((city == BLANK) | (destination == BLANK), BLANK, found)


def _roads(pool: Pool) -> Ints:
    """Freight row by city, destination and product, shape (cities, destinations, products)."""

    def make() -> Ints:
        shape = tuple(max(len(pool.names(v)), 1) for v in ("city", "destination", "product"))
        table = np.full(shape, BLANK, dtype=np.int64)
        city, destination = pool.codes("freight", "city"), pool.codes("freight", "destination")
        product = pool.codes("freight", "product")
        for row in np.argsort(product != BLANK, kind="stable").tolist():  # general rows first
            at = slice(None) if product[row] == BLANK else product[row]
            table[city[row], destination[row], at] = row
        return table

    return pool.keep(("roads",), make)


def lead_time(pool: Pool, offer: Ints, order: Ints) -> Ints:
    """Give the months from making to delivering: the maker's and the road's."""
    own = quotations.figures(pool, "lead_time").units[offer]
    return np.asarray(own + _road_time(pool, offer, order))


def _road_time(pool: Pool, offer: Ints, order: Ints) -> Ints:
    row = route(pool, pool.codes("offers", "supplier")[offer], order)
    return np.append(pool.figures("freight", "lead_time").units, 0)[row]


def arrivals(pool: Pool, offer: Ints, order: Ints, month: Ints, stock: Bools) -> Ints:
    """Give the month in which units arrive that are made in a month, or are in stock.

    A maker's lead time is over for units in stock; the road's is not.  Without months everything is
    there at once.
    """
    if not pool.horizon:
        return np.zeros(len(offer), dtype=np.int64)
    time = np.where(stock, _road_time(pool, offer, order), lead_time(pool, offer, order))
    return np.asarray(month + time)


def most_late(pool: Pool) -> Ints:
    """Give how many months late the units of each order may be."""
    return pool.figures("orders", "max_late").units

"""Quotations: which row of the offers speaks for a supplier and an order, and what it says.

A row that names an order is a quotation for that order alone, one that names a destination for that
destination; a row that names neither is general.  The most specific row wins; its blank cells are
taken from the next more general one.
"""

from __future__ import annotations

import numpy as np

from ikmpool.compact import constant, is_constant
from ikmpool.exact import Ints, Scaled
from ikmpool.tables.coded import BLANK, NEVER
from ikmpool.tables.lookup import Lookup
from ikmpool.tables.pool import Pool

#: A quotation for an order may lean on one for its destination, and that on the general row.
DEPTH = 3


def _lookups(pool: Pool) -> tuple[Lookup, Lookup, Lookup]:
    """Find rows for an order, for a destination, and general ones."""

    def make() -> tuple[Lookup, Lookup, Lookup]:
        supplier, product = pool.codes("offers", "supplier"), pool.codes("offers", "product")
        destination, order = pool.codes("offers", "destination"), pool.codes("offers", "order")
        orders, wanted = len(pool.names("order")), pool.codes("orders", "product")
        quoted, bound_for = order >= 0, (order < 0) & (destination >= 0)
        own = np.flatnonzero(quoted & (np.append(wanted, BLANK)[order] == product))
        there, general = np.flatnonzero(bound_for), np.flatnonzero(~quoted & ~bound_for)
        pair = supplier * len(pool.names("product")) + product
        target = pair[there] * len(pool.names("destination")) + destination[there]
        return (
            Lookup(supplier[own] * orders + order[own], own),
            Lookup(target, there),
            Lookup(pair[general], general),
        )

    return pool.keep(("quotation lookups",), make)


def row_for(pool: Pool, supplier: Ints, order: Ints) -> Ints:
    """Find the row of the offers that speaks for each supplier and order.

    Parameters
    ----------
    supplier, order : int64 array, shape (k,)
        Codes; a negative one finds nothing.

    Returns
    -------
    int64 array, shape (k,)
        Rows of the offers, ``BLANK`` where the supplier does not offer the order's product.
    """
    known = (supplier >= 0) & (order >= 0)
    product = np.where(known, pool.codes("orders", "product")[np.where(known, order, 0)], 0)
    destination = pool.codes("orders", "destination")[np.where(known, order, 0)]
    pair = supplier * len(pool.names("product")) + product
    for_order, for_destination, general = _lookups(pool)
    row = for_order.find(np.where(known, supplier * len(pool.names("order")) + order, BLANK))
    by_destination = for_destination.find(
        np.where(destination >= 0, pair * len(pool.names("destination")) + destination, BLANK)
    )
    row = np.where(row == BLANK, by_destination, row)
    row = np.where(row == BLANK, general.find(pair), row)
    return np.where(known, row, BLANK)


def parents(pool: Pool) -> Ints:
    """Give the next more general row of each offer, ``BLANK`` where there is none."""

    def make() -> Ints:
        supplier, product = pool.codes("offers", "supplier"), pool.codes("offers", "product")
        destination, order = pool.codes("offers", "destination"), pool.codes("offers", "order")
        quoted, bound_for = order >= 0, (order < 0) & (destination >= 0)
        if quoted.all() or not (quoted.any() or bound_for.any()):
            return constant(BLANK, len(order))
        _, for_destination, general = _lookups(pool)
        pair = supplier * len(pool.names("product")) + product
        target = destination.copy()
        target[quoted] = pool.codes("orders", "destination")[order[quoted]]
        key = np.where(target >= 0, pair * len(pool.names("destination")) + target, BLANK)
        parent = np.where(quoted, for_destination.find(key), BLANK)
        return np.where((parent == BLANK) & (quoted | bound_for), general.find(pair), parent)

    return pool.keep(("quotation parents",), make)


def chain(pool: Pool, offer: Ints) -> list[Ints]:
    """Follow offers to ever more general rows, themselves first; ``BLANK`` past the end."""
    levels = [offer]
    if is_constant(parents(pool)):  # there are only general rows, or none
        return levels
    above = np.append(parents(pool), BLANK)  # the last place serves the code BLANK itself
    while len(levels) < DEPTH and (levels[-1] >= 0).any():
        levels.append(above[levels[-1]])
    return levels


def stating_row(pool: Pool, offer: Ints, column: str) -> Ints:
    """Find the row that fills a column for each offer: itself or the next more general one.

    Returns
    -------
    int64 array, shape of `offer`
        Rows of the offers, ``BLANK`` where none fills it.
    """
    stated = np.append(pool.stated("offers", column), False)
    found = np.full(offer.shape, BLANK, dtype=np.int64)
    for level in chain(pool, offer):
        found = np.where((found == BLANK) & stated[level], level, found)
    return found


def figures(pool: Pool, column: str) -> Scaled:
    """Give a numeric column of the offers, its blanks filled from the more general rows."""

    def make() -> Scaled:
        own = pool.figures("offers", column)
        if is_constant(parents(pool)) or not pool.filled("offers", column):
            return own
        stated = pool.stated("offers", column)
        units, open_ = own.units.copy(), ~stated
        for level in chain(pool, np.arange(len(units)))[1:]:
            use = open_ & (level >= 0) & stated[level]
            units[use], open_[use] = own.units[level[use]], False
        return Scaled(units, own.known | ~open_, own.power)

    return pool.keep(("quotation figures", column), make)


def months(pool: Pool, column: str) -> Ints:
    """Give a month column of the offers, its blanks filled from the more general rows."""
    own = pool.months("offers", column)
    if is_constant(own):
        return own
    values = own.copy()
    for level in chain(pool, np.arange(len(values)))[1:]:
        values = np.where((values == NEVER) & (level >= 0), own[level], values)
    return values


def unit_costs(pool: Pool, offer: Ints, order: Ints) -> tuple[Ints, Ints]:
    """Give the cost of one unit as fractions of the smallest money unit.

    A lump quotation is for the whole order, and a part of it costs its part.

    Returns
    -------
    (numerator, denominator) : int64 arrays, shape (k,)
        Zero cost where no row states one.
    """
    unit, lump = pool.figures("offers", "unit_cost"), pool.figures("offers", "lump_cost")
    if is_constant(unit.known) and unit.known[0]:
        return unit.units[offer], constant(1, len(offer))
    numerator = np.zeros(offer.shape, dtype=np.int64)
    denominator = np.ones(offer.shape, dtype=np.int64)
    open_ = np.ones(offer.shape, dtype=bool)
    quantity = np.maximum(pool.figures("orders", "quantity").units, 1)
    for level in chain(pool, offer):
        at = np.flatnonzero(open_ & (level >= 0))
        row = level[at]
        plain, whole = unit.known[row], ~unit.known[row] & lump.known[row]
        numerator[at[plain]] = unit.units[row[plain]]
        numerator[at[whole]] = lump.units[row[whole]]
        denominator[at[whole]] = quantity[order[at[whole]]]
        open_[at[plain | whole]] = False
    common = np.gcd(numerator, denominator)
    return numerator // np.maximum(common, 1), denominator // np.maximum(common, 1)

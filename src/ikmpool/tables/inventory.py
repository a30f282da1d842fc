"""Inventory: which units are in stock at the start, where units wait, and what waiting costs.

A row of the stock table speaks of a producer, a warehouse or a product, or of several of them; the
more specific row counts, and a blank cell is taken from the next more general one.  A row that
names both a producer and a warehouse says that the producer's units wait there.
"""

from __future__ import annotations

import numpy as np

from ikmpool.exact import Bools, Ints
from ikmpool.tables.coded import BLANK
from ikmpool.tables.pool import Pool


def opening(pool: Pool) -> Ints:
    """Give the units in stock at the start, shape (suppliers, products)."""

    def make() -> Ints:
        found = np.zeros((len(pool.names("supplier")), len(pool.names("product"))), dtype=np.int64)
        at = pool.codes("stock", "supplier"), pool.codes("stock", "product")
        named = (at[0] != BLANK) & (at[1] != BLANK)
        units = pool.figures("stock", "opening").units
        np.add.at(found, (at[0][named], at[1][named]), units[named])
        return found

    return pool.keep(("opening",), make)


def warehouse(pool: Pool, supplier: Ints, product: Ints) -> Ints:
    """Give the warehouse that units of suppliers and products wait in; ``BLANK`` for their own."""
    code = pool.codes("stock", "warehouse")
    named = (pool.codes("stock", "supplier") != BLANK) & (code != BLANK)
    found = np.full(supplier.shape, BLANK, dtype=np.int64)
    for row in _general_first(pool, named):
        fits = _names_match(pool, row, "supplier", supplier)
        found[fits & _names_match(pool, row, "product", product)] = code[row]
    return found


def holding(pool: Pool, supplier: Ints, product: Ints) -> Ints:
    """Give what it costs to keep a unit for a month, in the smallest money unit."""
    cost, stated = pool.figures("stock", "holding_cost").units, pool.stated("stock", "holding_cost")
    found = np.zeros(supplier.shape, dtype=np.int64)
    for row in _general_first(pool, stated):
        found[waits_in(pool, row, supplier, product)] = cost[row]
    return found


def waits_in(pool: Pool, row: int, supplier: Ints, product: Ints) -> Bools:
    """Tell which units a row of the stock table speaks of, by their suppliers and products."""
    house = warehouse(pool, supplier, product)
    return (
        _names_match(pool, row, "supplier", supplier)
        & _names_match(pool, row, "product", product)
        & _names_match(pool, row, "warehouse", house)
    )


def _general_first(pool: Pool, rows: Bools) -> list[int]:
    """List rows, the general ones first: a producer is most special, then a warehouse."""
    names = (("supplier", 4), ("warehouse", 2), ("product", 1))
    special = sum((pool.codes("stock", name) != BLANK) * weight for name, weight in names)
    some = np.flatnonzero(rows)
    return some[np.argsort(special[some], kind="stable")].tolist() if some.size else []


def _names_match(pool: Pool, row: int, column: str, codes: Ints) -> Bools:
    """Tell which codes a cell of the stock table names; a blank one names all."""
    code = pool.codes("stock", column)[row]
    return np.asarray((codes == code) | (code == BLANK))

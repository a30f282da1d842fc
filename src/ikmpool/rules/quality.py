"""Measured quality: which rows of the quality table speak for a candidate, and which specs bind it.

Specs of an order, of its contract and of its product all hold together.  A measurement of the
product beats one of the supplier in general, and so do the classes that it offers of the product.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ikmpool.exact import SAFE, Bools, FigureError, Ints
from ikmpool.tables.coded import BLANK
from ikmpool.tables.lookup import Lookup, join
from ikmpool.tables.pool import Pool

#: Columns of the specs that speak of a maker's mean.
MEAN_COLUMNS = ("lsl", "usl", "min_cpk", "pooled_min", "pooled_max", "min_cpm", "max_spread")


@dataclass(frozen=True, slots=True)
class Bound:
    """Specs bound to units: the spec row and the quality row of each pair.

    Attributes
    ----------
    at : int64 array, shape (k,)
        Position of the unit (a candidate, a column, a share).
    spec : int64 array, shape (k,)
        Row of the specs.
    measured : int64 array, shape (k,)
        Row of the quality table, ``BLANK`` where the maker was not measured.
    """

    at: Ints
    spec: Ints
    measured: Ints

    def where(self, mask: Bools | Ints) -> Bound:
        """Keep some pairs."""
        return Bound(self.at[mask], self.spec[mask], self.measured[mask])


def orders_of_specs(pool: Pool) -> tuple[Ints, Ints]:
    """Pair each spec with the orders that it binds.

    Returns
    -------
    (spec, order)
        Rows of the specs and of the orders.
    """

    def make() -> tuple[Ints, Ints]:
        parts = []
        for column, of_order in (
            ("order", np.arange(pool.size("orders"))),
            ("contract", pool.codes("orders", "contract")),
            ("product", pool.codes("orders", "product")),
        ):
            named = pool.codes("specs", column)
            rows = np.flatnonzero(named != BLANK)
            at, order = join(named[rows], of_order)
            parts.append((rows[at], order))
        spec, order = (np.concatenate([p[i] for p in parts]) for i in range(2))
        sort = np.lexsort((order, spec))
        return spec[sort], order[sort]

    return pool.keep(("orders of specs",), make)


def bind(pool: Pool, supplier: Ints, order: Ints, specs: Bools) -> Bound:
    """Bind some specs to units made by suppliers for orders.

    Parameters
    ----------
    supplier, order : int64 array, shape (n,)
    specs : bool array, shape (specs,)
        Which specs to bind.
    """
    spec, of_order = orders_of_specs(pool)
    used = specs[spec]
    spec, of_order = spec[used], of_order[used]
    at, pair = join(order, of_order)
    attribute = pool.codes("specs", "attribute")[spec[pair]]
    product = pool.codes("orders", "product")[order[at]]
    return Bound(at, spec[pair], _measured(pool, supplier[at], product, attribute))


def stated(pool: Pool, *columns: str) -> Bools:
    """Tell which specs state any of these columns, shape (specs,)."""
    masks = [pool.stated("specs", column) for column in columns]
    return np.asarray(np.any(masks, axis=0))


def _measured(pool: Pool, supplier: Ints, product: Ints, attribute: Ints) -> Ints:
    def make() -> Lookup:
        rows = np.flatnonzero(pool.stated("quality", "mean"))
        return Lookup(_keys_of_rows(pool, rows), rows)

    lookup = pool.keep(("measured",), make)
    exact = lookup.find(_key(pool, supplier, product, attribute))
    general = lookup.find(_key(pool, supplier, np.full(product.shape, BLANK), attribute))
    return np.where(exact == BLANK, general, exact)


def classes_of(pool: Pool, supplier: Ints, order: Ints, attribute: Ints) -> tuple[Ints, Ints]:
    """Give the classes of attributes that suppliers offer for orders.

    Parameters
    ----------
    supplier, order, attribute : int64 array, shape (n,)

    Returns
    -------
    (at, class)
        A position of the arrays and a class that its maker offers, one pair a class; none where
        the maker states no class.
    """
    rows = np.flatnonzero(pool.codes("quality", "class") != BLANK)
    keys = _keys_of_rows(pool, rows)
    product = pool.codes("orders", "product")[order]
    exact = join(_key(pool, supplier, product, attribute), keys)
    own = np.zeros(len(supplier), dtype=bool)
    own[exact[0]] = True
    general = _key(pool, supplier, np.full(product.shape, BLANK), attribute)
    others = join(np.where(own, BLANK, general), keys)
    at, row = (np.concatenate(both) for both in zip(exact, others, strict=True))
    return at, pool.codes("quality", "class")[rows[row]]


def _keys_of_rows(pool: Pool, rows: Ints) -> Ints:
    columns = ("supplier", "product", "attribute")
    return _key(pool, *(pool.codes("quality", column)[rows] for column in columns))


def _key(pool: Pool, supplier: Ints, product: Ints, attribute: Ints) -> Ints:
    """Make one number of what a row of the quality table is about."""
    products, attributes = len(pool.names("product")) + 1, len(pool.names("attribute"))
    return (supplier * products + product + 1) * attributes + attribute


class Scale:
    """Figures of specs and quality at one common number of decimals."""

    def __init__(self, pool: Pool) -> None:
        columns = [("quality", "mean"), ("quality", "sd")]
        limits = ("lsl", "target", "usl", "pooled_min", "pooled_max", "max_spread")
        columns += [("specs", c) for c in limits]
        self.pool = pool
        self.power = max(pool.figures(*column).power for column in columns)

    def units(self, table: str, column: str, row: Ints) -> Ints:
        """Give figures of some rows as whole numbers of the common scale."""
        return np.asarray(self.pool.figures(table, column).at(self.power)[row])


def checked(values: np.ndarray, what: str) -> Ints:
    """Turn Python integers into int64; figures too fine for it are refused with what they are.

    Raises
    ------
    FigureError
    """
    largest = max((abs(int(v)) for v in values), default=0)
    if largest >= SAFE:
        raise FigureError(
            f"{what} multiply to {largest:.3g}, which does not fit into 62 bits. "
            "Give the figures in a larger unit, or with fewer decimals."
        )
    return values.astype(np.int64)

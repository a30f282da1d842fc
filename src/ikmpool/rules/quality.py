"""Measured quality: which rows of the quality table speak for a candidate, and which specs bind it.

Specs of an order, of its contract and of its product all hold together.  A measurement of the
product beats one of the supplier in general.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ikmpool.exact import SAFE, Bools, FigureError, Ints
from ikmpool.tables.coded import BLANK
from ikmpool.tables.lookup import Lookup, join
from ikmpool.tables.pool import Pool

#: Columns of the specs that speak of a maker's mean.
MEAN_COLUMNS = ("lsl", "usl", "min_cpk", "pooled_min", "pooled_max", "min_cpm")


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

    def where(self, mask: Bools) -> Bound:
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
    products, attributes = len(pool.names("product")) + 1, len(pool.names("attribute"))

    def key(s: Ints, p: Ints, a: Ints) -> Ints:
        return (s * products + p + 1) * attributes + a

    def make() -> Lookup:
        columns = (pool.codes("quality", c) for c in ("supplier", "product", "attribute"))
        rows = np.flatnonzero(
            (pool.codes("quality", "class") == BLANK) & pool.stated("quality", "mean")
        )
        return Lookup(key(*(c[rows] for c in columns)), rows)

    lookup = pool.keep(("measured",), make)
    exact = lookup.find(key(supplier, product, attribute))
    general = lookup.find(key(supplier, np.full(product.shape, BLANK), attribute))
    return np.where(exact == BLANK, general, exact)


class Scale:
    """Figures of specs and quality at one common number of decimals."""

    def __init__(self, pool: Pool) -> None:
        columns = [("quality", "mean"), ("quality", "sd")]
        columns += [("specs", c) for c in ("lsl", "target", "usl", "pooled_min", "pooled_max")]
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

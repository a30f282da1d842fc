"""Measured quality: which rows of the quality table speak for a candidate, and which specs bind it.

Specs of an order, of its contract and of its product all hold together.  A measurement of the
product beats one of the supplier in general, and so do the classes that it offers of the product.
"""

from __future__ import annotations

import numpy as np

from ikmpool.compact import Codes, joined, small, wide
from ikmpool.exact import SAFE, Bools, FigureError, Ints
from ikmpool.tables.coded import BLANK
from ikmpool.tables.lookup import Lookup, join
from ikmpool.tables.pool import Pool

#: Columns of the specs that speak of a maker's mean.
MEAN_COLUMNS = ("lsl", "usl", "min_cpk", "pooled_min", "pooled_max", "min_cpm", "max_spread")


#: So many units are looked at together, which keeps what is made on the way small.
_AT_ONCE = 2**21


class Bound:
    """Specs bound to units: the spec row and the quality row of each pair.

    Attributes
    ----------
    at : int64 array, shape (k,)
        Position of the unit (a candidate, a column, a share).
    place : int64 array, shape (k,)
        Which of the orders that specs bind, in order of spec and then of order.
    spec, order : int64 array, shape (k,)
        Row of the specs, and of the orders.
    measured : int64 array, shape (k,)
        Row of the quality table, ``BLANK`` where the maker was not measured.
    """

    def __init__(self, places: tuple[Ints, Ints], at: Codes, place: Codes, measured: Codes) -> None:
        self.places = places
        self._arrays = small(at), small(place), small(measured)

    @property
    def at(self) -> Ints:
        """Position of the unit."""
        return wide(self._arrays[0])

    @property
    def place(self) -> Ints:
        """Which of the orders that specs bind."""
        return wide(self._arrays[1])

    @property
    def spec(self) -> Ints:
        """Row of the specs."""
        return self.places[0][self._arrays[1]]

    @property
    def order(self) -> Ints:
        """Row of the orders."""
        return self.places[1][self._arrays[1]]

    @property
    def measured(self) -> Ints:
        """Row of the quality table."""
        return wide(self._arrays[2])

    @property
    def is_measured(self) -> Bools:
        """Whether the maker was measured."""
        return np.asarray(self._arrays[2] != BLANK)

    def where(self, mask: Bools | Ints) -> Bound:
        """Keep some pairs."""
        if mask.dtype == bool and mask.all():
            return self
        return Bound(self.places, *(part[mask] for part in self._arrays))


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
    places = spec[used], of_order[used]
    parts = [
        _bound(pool, supplier[some], order[some], places, some.start)
        for some in (slice(at, at + _AT_ONCE) for at in range(0, max(len(order), 1), _AT_ONCE))
    ]
    return Bound(places, *(joined(list(of)) for of in zip(*parts, strict=True)))


def _bound(
    pool: Pool, supplier: Ints, order: Ints, places: tuple[Ints, Ints], first: int
) -> tuple[Codes, Codes, Codes]:
    """Bind specs to a part of the units; gives position, place and measurement of each pair."""
    spec, of_order = places
    at, place = join(order, of_order)
    attribute = pool.codes("specs", "attribute")[spec][place]
    product = pool.codes("orders", "product")[of_order][place]
    return small(at + first), small(place), small(_measured(pool, supplier[at], product, attribute))


def stated(pool: Pool, *columns: str) -> Bools:
    """Tell which specs state any of these columns, shape (specs,)."""
    masks = [pool.stated("specs", column) for column in columns]
    return np.asarray(np.any(masks, axis=0))


def _measured(pool: Pool, supplier: Ints, product: Ints, attribute: Ints) -> Ints:
    def make() -> tuple[Lookup, Lookup]:
        rows = np.flatnonzero(pool.stated("quality", "mean"))
        of_product = pool.codes("quality", "product")[rows] != BLANK
        own, general = rows[of_product], rows[~of_product]
        who, what = (pool.codes("quality", name)[general] for name in ("supplier", "attribute"))
        return Lookup(_keys_of_rows(pool, own), own), Lookup(who * attributes + what, general)

    attributes = len(pool.names("attribute"))
    own, general = pool.keep(("measured",), make)
    row = general.find(supplier * attributes + attribute)
    if len(own):
        exact = own.find(_key(pool, supplier, product, attribute))
        row = np.where(exact == BLANK, row, exact)
    return row


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
    largest = max(abs(int(v)) for v in (values.min(initial=0), values.max(initial=0)))
    if largest >= SAFE:
        raise FigureError(
            f"{what} multiply to {largest:.3g}, which does not fit into 62 bits. "
            "Give the figures in a larger unit, or with fewer decimals."
        )
    return values.astype(np.int64)

"""Tier sets: the rows of one supplier, product and "over", what they count, and at what price.

A set *counts* the units of one product of its supplier, or of all of them (over the total), and
gives its prices to those of one product or of all.  What it counts falls into classes of equal base
price, so that a set is a small table: what a unit of each class costs more in each tier.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ikmpool.exact import Bools, Ints, product
from ikmpool.rules.rule import by_code
from ikmpool.tables import quotations
from ikmpool.tables.coded import BLANK
from ikmpool.tables.pool import Pool


@dataclass(frozen=True, slots=True)
class TierSet:
    """One set of tiers.

    Attributes
    ----------
    supplier : int
    product : int
        Whose units have the prices; ``BLANK``: those of every product.
    total : bool
        Whether all products of the supplier are counted, or only that one.
    incremental : bool
        Whether a price is for the units of its tier only, or for all that are counted.
    rows : int64 array, shape (tiers,)
        Rows of the tiers, the lowest first.
    begin : int64 array, shape (tiers,)
        The first unit of each tier.
    """

    supplier: int
    product: int
    total: bool
    incremental: bool
    rows: Ints
    begin: Ints


@dataclass(frozen=True, slots=True)
class Counted:
    """Units that a set counts, in classes of equal base price, the dearest first.

    Attributes
    ----------
    tiers : TierSet
    at : int64 array, shape (k,)
        Positions of what is counted.
    of : int64 array, shape (k,)
        Class of each.
    priced : bool array, shape (classes,)
        False for the units that are counted and keep their price: the last class, if any.
    numerator, denominator : int64 array, shape (classes, tiers)
        What a unit of each class costs more in each tier (less: below zero), in the smallest money
        unit.
    """

    tiers: TierSet
    at: Ints
    of: Ints
    priced: Bools
    numerator: Ints
    denominator: Ints


def counted(pool: Pool, supplier: Ints, order: Ints, offer: Ints) -> Iterator[Counted]:
    """Give what each set counts of units of these suppliers, orders and offers."""
    sets = tier_sets(pool)
    made_of = pool.codes("orders", "product")[order]
    mine = np.isin(supplier, [tiers.supplier for tiers in sets])
    by_supplier = dict(by_code(supplier, mine))
    for tiers in sets:
        at = by_supplier.get(tiers.supplier, np.zeros(0, dtype=np.int64))
        at = at if tiers.total else at[made_of[at] == tiers.product]
        if at.size:
            priced = (tiers.product == BLANK) | (made_of[at] == tiers.product)
            yield _classed(pool, tiers, at, np.where(priced, offer[at], BLANK), order[at])


def _classed(pool: Pool, tiers: TierSet, at: Ints, offer: Ints, order: Ints) -> Counted:
    base = np.stack([offer != BLANK, *quotations.unit_costs(pool, offer, order)])
    classes, of = np.unique(base, axis=1, return_inverse=True)
    keys = [(bool(p), Fraction(int(n), int(d))) for p, n, d in classes.T]
    rank = np.array(sorted(range(len(keys)), key=keys.__getitem__, reverse=True), dtype=np.int64)
    place = np.argsort(rank)
    priced, numerator, denominator = classes[:, rank]
    more = _more(pool, tiers.rows, numerator[:, None], denominator[:, None])
    numerator = np.where(priced[:, None] > 0, more[0], 0)
    common = np.gcd(numerator, more[1])
    return Counted(tiers, at, place[of], priced > 0, numerator // common, more[1] // common)


def _more(pool: Pool, rows: Ints, numerator: Ints, denominator: Ints) -> tuple[Ints, Ints]:
    """Give what a unit of each base price, a column, costs more in each tier, a row of them."""
    percent = pool.figures("tiers", "percent_off")
    if percent.known[rows].all():
        off = product(numerator, percent.units[rows], "Unit cost times the share taken off")
        whole = product(denominator, np.full(len(rows), 10**percent.power), "Parts of a unit cost")
        return -off, whole
    price = pool.figures("tiers", "unit_cost").units[rows]
    new = product(price, denominator, "Tier price times the quantity of a lump cost")
    return new - numerator, np.broadcast_to(denominator, new.shape)


def tier_sets(pool: Pool) -> list[TierSet]:
    """List the sets of a pool; one for all products, each apart, is spelled out by product."""

    def make() -> list[TierSet]:
        supplier, named = pool.codes("tiers", "supplier"), pool.codes("tiers", "product")
        total = pool.texts("tiers", "over") == "total"
        incremental = pool.texts("tiers", "kind") == "incremental"
        begin = pool.figures("tiers", "from_units").units
        rows: dict[tuple[int, int, bool], list[int]] = {}
        for row in np.argsort(begin, kind="stable").tolist():
            key = int(supplier[row]), int(named[row]), bool(total[row])
            rows.setdefault(key, []).append(row)
        return [
            TierSet(s, p, over, bool(incremental[of[0]]), np.array(of), begin[of])
            for (s, product, over), of in rows.items()
            for p in ([product] if over or product != BLANK else _unnamed(pool, s, set(rows)))
        ]

    return pool.keep(("tier sets",), make)


def _unnamed(pool: Pool, supplier: int, keys: set[tuple[int, int, bool]]) -> list[int]:
    """List the products that a supplier offers and that have no set over their offer."""
    offered = pool.codes("offers", "product")[pool.codes("offers", "supplier") == supplier]
    return [p for p in np.unique(offered).tolist() if (supplier, p, False) not in keys]

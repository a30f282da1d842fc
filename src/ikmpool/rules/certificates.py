"""Certificates: who holds which, directly or in a group, for what, and when.

A certificate counts where its scheme is the one asked for or satisfies it (``schemes``), its
issuer is accepted, its scope names the product or its sector (or nothing), and its dates cover the
whole month.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ikmpool.exact import Bools, Ints
from ikmpool.tables.coded import BLANK, NEVER
from ikmpool.tables.lookup import join
from ikmpool.tables.pool import Pool

#: Later than every day.
FOREVER = int(np.iinfo(np.int64).max)


@dataclass(frozen=True, slots=True)
class Held:
    """Certificates by supplier: a group's stand once for each member.

    Attributes
    ----------
    supplier, row : int64 array, shape (k,)
        The supplier, and the row of the certificates.
    """

    supplier: Ints
    row: Ints


@dataclass(frozen=True, slots=True)
class Need:
    """Units that ask for a certificate: who makes what, and in which month it must be valid.

    ``sector`` is the product's, ``month`` a month number (``NEVER`` where no month is known).
    """

    supplier: Ints
    product: Ints
    sector: Ints
    month: Ints


def held(pool: Pool) -> Held:
    """Give the certificates of each supplier."""

    def make() -> Held:
        holder = pool.tables["certificates"]["holder"] if pool.size("certificates") else None
        if holder is None:
            return Held(np.zeros(0, np.int64), np.zeros(0, np.int64))
        own = pool.position("supplier", holder)
        group = pool.position("group", holder)
        rows = np.flatnonzero((own == BLANK) & (group != BLANK))
        at, member = join(group[rows], pool.codes("groups", "group"))
        members = pool.codes("groups", "supplier")[member]
        direct = np.flatnonzero(own != BLANK)
        return Held(np.concatenate([own[direct], members]), np.concatenate([direct, rows[at]]))

    return pool.keep(("held",), make)


def satisfying(pool: Pool, scheme: str) -> set[str]:
    """Name the schemes that satisfy one: itself, and whatever satisfies those."""
    pairs = list(
        zip(pool.texts("schemes", "scheme"), pool.texts("schemes", "satisfies"), strict=True)
    )
    found = {scheme}
    while True:
        more = {better for better, weaker in pairs if weaker in found} - found
        if not more:
            return found
        found |= more


def names_in(cell: str) -> list[str]:
    """Split a cell of several names."""
    return [name.strip() for name in str(cell).split(";") if name.strip()]


@dataclass(frozen=True, slots=True)
class Found:
    """How far the certificates of each need go, shape (n,) each.

    ``valid`` ones count; the others say where they fail first: no such scheme at all, none from an
    accepted issuer, none with the product in scope, none valid in the month.  ``begins`` and
    ``ends`` (days) are of the certificate that comes nearest.
    """

    valid: Bools
    scheme: Bools
    issuer: Bools
    scope: Bools
    begins: Ints
    ends: Ints


def find(pool: Pool, need: Need, scheme: str, issuers: list[str]) -> Found:
    """Look for certificates of a scheme from accepted issuers (none named: from any)."""
    all_held = held(pool)
    good = np.isin(
        pool.texts("certificates", "scheme").astype(str), np.array(sorted(satisfying(pool, scheme)))
    )
    mine = good[all_held.row]
    at, pair = join(need.supplier, all_held.supplier[mine])
    row = all_held.row[mine][pair]
    from_accepted = np.ones(len(row), dtype=bool)
    if issuers:
        from_accepted = np.isin(pool.texts("certificates", "issuer").astype(str), issuers)[row]
    in_scope = (
        from_accepted
        & _in_scope(pool)[
            row, need.product[at], np.where(need.sector[at] == BLANK, -1, need.sector[at])
        ]
    )
    begins, ends = _days(pool)
    first, last = month_days(need.month[at])
    valid = in_scope & (begins[row] <= first) & (ends[row] >= last)
    count = len(need.supplier)
    nearest = np.full(count, BLANK, dtype=np.int64)
    by_end = np.flatnonzero(in_scope)[np.argsort(ends[row[in_scope]], kind="stable")]
    nearest[at[by_end]] = row[by_end]  # of one need's certificates the last to end stays
    return Found(
        _any(at, valid, count),
        _any(at, np.ones(len(at), dtype=bool), count),
        _any(at, from_accepted, count),
        _any(at, in_scope, count),
        np.append(begins, NEVER)[nearest],
        np.append(ends, FOREVER)[nearest],
    )


def _any(at: Ints, mask: Bools, count: int) -> Bools:
    return np.bincount(at[mask], minlength=count) > 0


def _in_scope(pool: Pool) -> Bools:
    """Whether a certificate covers a product of a sector, shape (rows, products, sectors + 1)."""

    def make() -> Bools:
        products, sectors = pool.names("product"), pool.names("sector")
        scopes = [names_in(cell) for cell in pool.texts("certificates", "product")]
        table = np.zeros((len(scopes), len(products), len(sectors) + 1), dtype=bool)
        for row, scope in enumerate(scopes):
            table[row, np.isin(products.astype(str), scope)] = True
            table[row][:, np.append(np.isin(sectors.astype(str), scope), False)] = True
            table[row] |= not scope
        return table

    return pool.keep(("certificate scopes",), make)


def _days(pool: Pool) -> tuple[Ints, Ints]:
    begins, ends = pool.days("certificates", "from"), pool.days("certificates", "to")
    return begins, np.where(ends == NEVER, FOREVER, ends)


def month_days(month: Ints) -> tuple[Ints, Ints]:
    """Give the first and last day of months; of no month known, all days there are."""
    known = month != NEVER
    first, after = (
        (np.where(known, month, 0) + step)
        .astype("datetime64[M]")
        .astype("datetime64[D]")
        .astype(np.int64)
        for step in (0, 1)
    )
    return np.where(known, first, NEVER), np.where(known, after - 1, FOREVER)

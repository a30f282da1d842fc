"""The record: a plan's own tables as arrays, for accounts and audits.

It is made from the pool and from frames that could have been typed by hand.  It knows nothing of
candidates, programs or solvers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ikmpool.exact import Bools, Ints
from ikmpool.rules.rule import Lines
from ikmpool.tables import quotations
from ikmpool.tables.arrivals import arrivals, most_late
from ikmpool.tables.coded import Texts
from ikmpool.tables.history import history
from ikmpool.tables.horizon import due_month, first_month, month_count
from ikmpool.tables.kinds import KINDS, NORMAL, OVERTIME, STOCK
from ikmpool.tables.pool import Pool

#: More units than any rule asks for.
ALL = 2**62


@dataclass(frozen=True)
class Record:
    """Shares of a plan, one position a share.

    Attributes
    ----------
    pool : Pool
    order, supplier : int64 array, shape (k,)
        Rows of the orders and suppliers; -1 for a name that the pool does not know.
    made, delivered : int64 array, shape (k,)
        Months, counted from the pool's first; zero in a pool without months.  Units in stock count
        as made in the first month.
    kind : int64 array, shape (k,)
        Normal time, overtime or stock, see `ikmpool.tables.kinds`.
    units : int64 array, shape (k,)
    not_kept : DataFrame or None
        What the plan says it gave up: rule, scope, order, supplier, units.  None where all that can
        be given up is.
    missing : int64 array, shape (orders,), or None
        Units of each order that the plan says are short or tolerated; None where it says nothing.
    class_ : object array, shape (k,), or None
        The class that each share states, "" where it states none; None where there is no frame.
    typed : object array, shape (k, 3), or None
        Index label, order and supplier of each share as they were typed, for messages; None where
        there is no frame.
    lines : tuple of Lines
        The plan's money lines, for rules about money.
    """

    pool: Pool
    order: Ints
    supplier: Ints
    made: Ints
    delivered: Ints
    kind: Ints
    units: Ints
    not_kept: pd.DataFrame | None
    lines: tuple[Lines, ...] = ()
    typed: npt.NDArray[Any] | None = None
    missing: Ints | None = None
    class_: Texts | None = None

    def __len__(self) -> int:
        return len(self.units)

    @cached_property
    def offer(self) -> Ints:
        """Row of the offers that speaks for each share; -1 where none does."""
        return quotations.row_for(self.pool, self.supplier, self.order)

    @cached_property
    def arrives(self) -> Ints:
        """Month in which the units arrive; zero in a pool without months."""
        return arrivals(self.pool, self.offer, self.order, self.made, self.kind == STOCK)

    @property
    def overtime(self) -> Bools:
        """Whether the units are made in overtime."""
        return np.asarray(self.kind == OVERTIME)

    @property
    def makes(self) -> Bools:
        """Whether the units are made, and not in stock already."""
        return np.asarray(self.kind != STOCK)

    @cached_property
    def known(self) -> Bools:
        """Whether the pool knows the share's order, supplier and offer."""
        return (self.order >= 0) & (self.supplier >= 0) & (self.offer >= 0)

    @cached_property
    def in_months(self) -> Bools:
        """Whether each share is made in one of the pool's months."""
        return (self.made >= 0) & (self.made < month_count(self.pool))

    @property
    def share_key(self) -> Ints:
        """Supplier and order of each share as one number, as in a draft."""
        return self.supplier * self.pool.size("orders") + self.order

    def merged(self, key: Ints) -> Record:
        """Add up the shares of one key that make anything, from the first month made."""
        some = np.flatnonzero(self.units > 0)
        some = some[np.lexsort((self.made[some], key[some]))]
        distinct, first, group = np.unique(key[some], return_index=True, return_inverse=True)
        units = sums(group, self.units[some], len(distinct))
        return replace(self.where(some[first]), units=units)

    def where(self, mask: Bools | Ints) -> Record:
        """Keep some shares."""
        return replace(
            self,
            order=self.order[mask],
            supplier=self.supplier[mask],
            made=self.made[mask],
            delivered=self.delivered[mask],
            kind=self.kind[mask],
            units=self.units[mask],
            typed=None if self.typed is None else self.typed[mask],
            class_=None if self.class_ is None else self.class_[mask],
        )

    def joined(self, more: Record) -> Record:
        """Add the shares of another record of the pool; equal ones are added up."""
        names = ("order", "supplier", "made", "delivered", "kind")
        rows = [np.append(getattr(self, name), getattr(more, name)) for name in names]
        distinct, group = np.unique(np.stack(rows), axis=1, return_inverse=True)
        units = sums(group, np.append(self.units, more.units), distinct.shape[1])
        order, supplier, made, delivered, kind = distinct
        return Record(self.pool, order, supplier, made, delivered, kind, units, self.not_kept)

    def per_order(self, weights: Ints | None = None) -> Ints:
        """Sum units (or other whole weights) per order, shape (orders,)."""
        return sums(
            self.order, self.units if weights is None else weights, self.pool.size("orders")
        )

    def order_name(self, code: int) -> str:
        """Name an order."""
        return str(self.pool.names("order")[code]) if code >= 0 else ""

    def supplier_name(self, code: int) -> str:
        """Name a supplier."""
        return str(self.pool.names("supplier")[code]) if code >= 0 else ""

    def month_name(self, month: int) -> str:
        """Name a month; "" in a pool without months."""
        if not self.pool.horizon:
            return ""
        return str(pd.Period(ordinal=int(month) + first_month(self.pool), freq="M"))

    def given_up(self, rule: str, order: Ints, supplier: Ints, scope: str | None = None) -> Ints:
        """Give what the plan says it gave up of a rule, for each order and supplier.

        Of one scope of the rule, where that is stated.
        """
        if not order.size:  # most rules of most pools ask for none
            return np.zeros(0, dtype=np.int64)
        if self.not_kept is None:
            return np.full(order.shape, ALL)
        if self.not_kept.empty:
            return np.zeros(order.shape, dtype=np.int64)
        said = self.not_kept[self.not_kept["rule"] == rule]
        said = said if scope is None else said[said["scope"] == scope]
        at_order = self.pool.position("order", said["order"])
        at_supplier = self.pool.position("supplier", said["supplier"])
        units = said["units"].to_numpy(dtype=np.int64)
        found = [
            int(units[(at_order == o) & (at_supplier == s)].sum())
            for o, s in zip(order.tolist(), supplier.tolist(), strict=True)
        ]
        return np.array(found, dtype=np.int64)

    def given_up_of(self, rule: str, scope: str) -> int:
        """Give what the plan says it gave up of a rule in a scope."""
        said = self.not_kept
        if said is None:
            return ALL
        return int(said.loc[(said["rule"] == rule) & (said["scope"] == scope), "units"].sum())


def record_of(
    pool: Pool,
    shares: pd.DataFrame,
    not_kept: pd.DataFrame | None = None,
    shortages: pd.DataFrame | None = None,
) -> Record:
    """Make the record of a frame of shares.

    Parameters
    ----------
    pool : Pool
    shares : DataFrame
        Columns ``order``, ``supplier``, ``units``; and, where they matter, ``made``, ``delivered``
        (months; by default the due month, or that of arrival where the order may be late),
        ``kind`` (``normal``, the default, ``overtime`` or ``stock``) and ``class`` (text).
    not_kept : DataFrame, optional
        Columns ``rule``, ``scope``, ``order``, ``supplier``, ``units``.
    shortages : DataFrame, optional
        Columns ``order``, ``short``, ``tolerated``: what the plan says is missing.
    """
    order = pool.position("order", shares["order"])
    supplier = pool.position("supplier", shares["supplier"])
    kind = _kinds(shares)
    due = np.where(order >= 0, np.append(due_month(pool), 0)[order], 0)
    made = np.where(kind == STOCK, 0, _months(pool, shares, "made", due))
    arrives = _arrives(pool, supplier, order, made, kind == STOCK)
    delivered = _months(pool, shares, "delivered", _latest(pool, order, due, arrives))
    units = shares["units"].to_numpy(dtype=np.int64)
    if not_kept is None:
        not_kept = pd.DataFrame(
            columns=["rule", "scope", "order", "supplier", "units"], dtype=object
        )
    return Record(
        pool,
        order,
        supplier,
        made,
        delivered,
        kind,
        units,
        not_kept,
        typed=np.column_stack(
            [c.to_numpy(dtype=object) for c in (shares.index, shares["order"], shares["supplier"])]
        ),
        missing=None if shortages is None else _missing(pool, shortages),
        class_=_classes(shares),
    )


def record_of_history(pool: Pool) -> Record:
    """Make the record of what happened alone: nothing else is made, nothing kept."""
    past = history(pool)
    parts = past.order, past.supplier, past.month, past.delivered, past.kind, past.units
    return Record(pool, *parts, not_kept=None)


def _arrives(pool: Pool, supplier: Ints, order: Ints, made: Ints, stock: Bools) -> Ints:
    """Give the month in which units arrive, made in months; zero where nobody offers them."""
    found, some = np.zeros_like(made), np.flatnonzero((order >= 0) & (supplier >= 0))
    offer = quotations.row_for(pool, supplier[some], order[some])
    some, offer = some[offer >= 0], offer[offer >= 0]
    found[some] = arrivals(pool, offer, order[some], made[some], stock[some])
    return found


def _latest(pool: Pool, order: Ints, due: Ints, arrives: Ints) -> Ints:
    """Give the month in which units are delivered where none is stated."""
    last = due + np.append(most_late(pool), 0)[order]
    return np.asarray(np.clip(arrives, due, last))


def _kinds(shares: pd.DataFrame) -> Ints:
    if "kind" not in shares:
        return np.full(len(shares), NORMAL)
    names = shares["kind"].fillna(KINDS[NORMAL])
    return np.asarray(pd.Index(KINDS).get_indexer(pd.Index(names)), dtype=np.int64)


def _classes(shares: pd.DataFrame) -> Texts:
    if "class" not in shares:
        return np.full(len(shares), "", dtype=object)
    return shares["class"].astype(object).where(shares["class"].notna(), "").to_numpy()


def _missing(pool: Pool, shortages: pd.DataFrame) -> Ints:
    columns = (shortages[name].fillna(0) for name in ("short", "tolerated"))
    short, tolerated = (column.to_numpy(dtype=np.int64) for column in columns)
    return sums(pool.position("order", shortages["order"]), short + tolerated, pool.size("orders"))


def _months(pool: Pool, shares: pd.DataFrame, column: str, due: Ints) -> Ints:
    if not pool.horizon or column not in shares:
        return due if pool.horizon else np.zeros(len(shares), dtype=np.int64)
    series = shares[column]
    if not isinstance(series.dtype, pd.PeriodDtype):
        series = pd.Series(pd.PeriodIndex(series.astype("str"), freq="M"), index=series.index)
    blank = series.isna().to_numpy()
    return np.where(blank, due, series.array.asi8 - first_month(pool))


def sums(group: Ints, weights: Ints, count: int) -> Ints:
    """Sum whole weights per group; groups below zero are left out."""
    result = np.zeros(count, dtype=np.int64)
    used = group >= 0
    np.add.at(result, group[used], weights[used])
    return result

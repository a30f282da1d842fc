"""Scopes: the part of a plan that a limit is on.

A scope is any combination of supplier, city, sector and status (whose units) and order, product,
destination, contract and month due (units of what).  ``each`` in a column makes one scope of
every value, so that a row of the table has several scopes and no unit is in two of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np

from ikmpool.exact import Bools, Ints
from ikmpool.tables.coded import BLANK, EACH, NEVER
from ikmpool.tables.pool import Pool

SUPPLIER_SIDE = ("supplier", "city", "sector", "status")
ORDER_SIDE = ("order", "product", "destination", "contract", "month")


@dataclass(frozen=True, slots=True)
class Scopes:
    """The scopes of one row of the limits, numbered from zero.

    Attributes
    ----------
    labels : tuple of str
        Each scope in words; "" where the row names nothing.
    suppliers : int64 array, shape (suppliers + 1,)
        Part of the supplier side that each supplier is in, ``BLANK`` for none.  The last is for
        what is of no supplier in particular: the part that leaves none out, if one does.
    orders : int64 array, shape (orders + 1,)
        The same of the order side.
    width : int
        Number of parts of the order side; a scope is a part of either side.
    """

    labels: tuple[str, ...]
    suppliers: Ints
    orders: Ints
    width: int

    def __len__(self) -> int:
        return len(self.labels)

    def of(self, supplier: Ints, order: Ints) -> Ints:
        """Give the scope that units or costs are in, ``BLANK`` for none.

        What is of no order (or supplier) in particular is in a scope only where no order (no
        supplier) is left out of it.
        """
        by, what = self.suppliers[supplier], self.orders[order]
        outside = (by == BLANK) | (what == BLANK)
        return np.where(outside, BLANK, by * self.width + what)

    def name(self, scope: int) -> str:
        """Name a row or column of a program after a scope."""
        return self.labels[scope] or str(scope)


def scopes_of(pool: Pool) -> list[Scopes]:
    """Give the scopes of each row of the limits."""

    def make() -> list[Scopes]:
        found = [_spelled_out(pool, row) for row in range(pool.size("limits"))]
        return _told_apart(pool, found)

    return pool.keep(("limit scopes",), make)


def gives_up(pool: Pool) -> Bools:
    """Tell which rows of the limits ask for a least that can be given up, and is then reported."""
    is_share = pool.texts("limits", "of") == "share"
    asked = pool.stated("limits", "least") & ~pool.flags("limits", "if_used")
    return np.asarray(asked & ~is_share)


def _told_apart(pool: Pool, scopes: list[Scopes]) -> list[Scopes]:
    """Qualify labels that several "at least" share: what is not kept is reported under them."""
    asking = np.flatnonzero(gives_up(pool)).tolist()
    of = pool.texts("limits", "of")
    index: list[Hashable] = pool.tables["limits"].index.tolist() if scopes else []
    for qualifiers in (of, index):
        times = Counter(label for row in asking for label in scopes[row].labels)
        for row in asking:
            labels = tuple(
                _joined(label, str(qualifiers[row])) if times[label] > 1 else label
                for label in scopes[row].labels
            )
            scopes[row] = replace(scopes[row], labels=labels)
    return scopes


def _spelled_out(pool: Pool, row: int) -> Scopes:
    whose, suppliers = _side(pool, row, SUPPLIER_SIDE, pool.size("suppliers"))
    what, orders = _side(pool, row, ORDER_SIDE, pool.size("orders"))
    labels = tuple(_joined(one, other) for one in whose for other in what)
    return Scopes(labels, suppliers, orders, len(what))


def _side(pool: Pool, row: int, columns: tuple[str, ...], size: int) -> tuple[list[str], Ints]:
    """Give the parts of one side in words, and the part of each of its suppliers or orders."""
    labels, part = [""], np.zeros(size, dtype=np.int64)
    for column in columns:
        asked = _asked(pool, row, column)
        if asked is None:
            continue
        values = _values(pool, column).tolist()
        named = sorted(set(values) - {""}) if asked == "each" else [asked]
        place = {value: i for i, value in enumerate(named)}
        code = np.array([place.get(value, BLANK) for value in values], dtype=np.int64)
        part = np.where((part == BLANK) | (code == BLANK), BLANK, part * len(named) + code)
        labels = [_joined(label, value) for label in labels for value in named]
    alike = bool(size) and bool((part == part[0]).all())
    return labels, np.append(part, part[0] if alike else BLANK)


def _joined(*words: str) -> str:
    return ", ".join(filter(None, words))


def _asked(pool: Pool, row: int, column: str) -> str | None:
    """Give what a limit says in a scope column: a name, "each", or nothing."""
    if column in ("month", "status"):
        return str(pool.texts("limits", column)[row]) or None
    code = int(pool.codes("limits", column)[row])
    if code == BLANK:
        return None
    return "each" if code == EACH else str(pool.names(column)[code])


def _values(pool: Pool, column: str) -> np.ndarray:
    """Give the scope column's value of each supplier or order, "" where blank."""
    if column in {"supplier", "order"}:
        return pool.names(column)[: pool.size(f"{column}s")].astype(str)
    if column == "status":
        return pool.texts("suppliers", "status").astype(str)
    if column == "month":
        due = pool.months("orders", "due")
        return np.where(due == NEVER, "", due.astype("datetime64[M]").astype(str))
    table = "suppliers" if column in SUPPLIER_SIDE else "orders"
    names = np.append(pool.names(column), "").astype(str)
    return names[pool.codes(table, column)]

"""What a promise asks: one more order in each of some months, all of one quantity.

The orders have a class of their own after all others, so that they take only what these leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from ikmpool.errors import Fault, OptionError, TableError
from ikmpool.rules.demand import shortage_values
from ikmpool.rules.draft import short_stage, tolerated_stage
from ikmpool.tables.checking.nearness import nearest_name
from ikmpool.tables.pool import Pool, trusted
from ikmpool.tables.reading import convert
from ikmpool.tables.schema import TABLES, plain
from ikmpool.wording import say

type Month = pd.Period | None

#: Columns that a promise fills itself.
OWN = ("order", "product", "quantity", "due", "class")
ORDERS = TABLES["orders"]


@dataclass(frozen=True, eq=False)
class Asked:
    """The orders of a promise, beside those that a pool has.

    Attributes
    ----------
    pool : Pool
        Without them.
    whole : Pool
        With them, one unit of each.
    rows : DataFrame
        Their rows of the orders, typed, earliest first.
    months : tuple of Period or None
        When they are due; None in a pool without months.
    """

    pool: Pool
    whole: Pool
    rows: pd.DataFrame
    months: tuple[Month, ...]

    @property
    def product(self) -> str:
        """What is promised."""
        return str(self.rows["product"].iloc[0])

    @property
    def first(self) -> int:
        """Row of the first of them in the orders of the whole pool; they come last."""
        return self.pool.size("orders")

    @property
    def stages(self) -> tuple[str, str]:
        """The stages of what is short of them."""
        return short_stage(self.class_), tolerated_stage(self.class_)

    @property
    def class_(self) -> int:
        """The class of the promised orders, after all others."""
        return int(self.rows["class"].iloc[0])

    @property
    def steady(self) -> bool:
        """Whether a plan for less is also one for more, with the difference short.

        So it is but where the quantity ordered tightens what a limit allows: part of a lump price
        is the dearer, the less is ordered (and a least amount of money is then missed with more);
        and what a lead keeps of one order may fall when it takes more of another, with the share
        that it may have of it.
        """
        of, pool = pool_limits(self.pool), self.pool
        lump = pool.filled("offers", "lump_cost") and "money" in of
        lead = "lead" in self.rows and self.rows["lead"].notna().any() and "share" in of
        return not (lump or lead)

    def at(self, quantity: int | Sequence[int], *, in_part: bool = False) -> Pool:
        """Give the pool with these orders of a quantity each.

        Parameters
        ----------
        quantity : int or sequence of int
            Units of each, or of one after the other.
        in_part : bool
            Let them be made in part even where the terms are all or nothing.
        """
        count = len(self.rows)
        units = [quantity] * count if isinstance(quantity, int) else quantity
        tables = self.whole.tables
        orders = tables["orders"] = self._ending(tables["orders"], "quantity", units)
        if in_part and "all_or_nothing" in orders:
            tables["orders"] = self._ending(orders, "all_or_nothing", [False] * count)
        return trusted(tables)

    def _ending(self, orders: pd.DataFrame, column: str, cells: Sequence[object]) -> pd.DataFrame:
        """Copy the orders with other cells in the rows of the promise."""
        ending = orders[column].array.copy()
        ending[self.first :] = cells
        return orders.assign(**{column: ending})


def ask(pool: Pool, product: str, months: object, terms: Mapping[str, Any]) -> Asked:
    """Make the orders of a promise; every fault in the terms is told at once.

    Raises
    ------
    OptionError
        Where the months cannot be used.
    TableError
        Where the product or the terms cannot be used.
    """
    due = tuple(_months(pool, months))
    known = {c.name: value for key, value in terms.items() if (c := _column(key)) is not None}
    faults = [*_faults_of_names(terms), *_faults_of_terms(known)]
    known = {name: value for name, value in known.items() if name not in OWN}
    rows, found = _rows(pool, product, due, known)
    faults += found
    try:
        whole = _with_orders(pool, rows)
        if shortage_values(whole)[-1] == 0:
            faults.append(Fault("orders", "price", None, (), known.get("price"), "promise_unpaid"))
    except TableError as error:
        faults += _told_once(error.list, rows)
    if faults:
        raise TableError(faults, pool.settings.language)
    return Asked(pool, whole, rows, due)


def pool_limits(pool: Pool) -> set[str]:
    """Name what the limits of a pool are of."""
    return {str(of) for of in pool.texts("limits", "of")}


def _with_orders(pool: Pool, rows: pd.DataFrame) -> Pool:
    orders, rows = pool.orders, rows.copy()
    rows.index.name = orders.index.name
    return pool.replace(orders=pd.concat([orders, rows]))


def _rows(
    pool: Pool, product: str, due: tuple[Month, ...], terms: Mapping[str, Any]
) -> tuple[pd.DataFrame, list[Fault]]:
    """Give the typed rows, one unit each, and the faults of their cells."""
    names = _names(pool, due)
    class_ = int(pool.figures("orders", "class").units.max(initial=0)) + 1
    raw: dict[str, Any] = {"order": names, "product": product, "quantity": 1}
    if due != (None,):
        raw["due"] = list(due)
    frame = pd.DataFrame(raw | {"class": class_}, index=pd.Index(names, dtype=object))
    for name, value in terms.items():
        frame[name] = pd.Series([value] * len(frame), index=frame.index, dtype=object)
    typed, faults = convert("orders", frame)
    return typed, _told_once(faults, typed)


def _names(pool: Pool, due: tuple[Month, ...]) -> list[str]:
    """Name the orders, unlike any that the pool has."""
    taken, language = set(pool.names("order").tolist()), pool.settings.language
    word, number = say("promise.order", language), 1
    while True:
        start = word if number == 1 else f"{word} {number}"
        names = [start if month is None else f"{start} {month}" for month in due]
        if taken.isdisjoint(names):
            return names
        number += 1


def _told_once(faults: Iterable[Fault], rows: pd.DataFrame) -> list[Fault]:
    """Tell what is wrong with all promised orders once, without rows that no table has."""
    labels, told = rows.index.tolist(), []
    for fault in faults:
        mine = fault.table == "orders" and fault.row in labels
        if not mine:
            told.append(fault)
        elif fault.row == labels[0]:
            told.append(replace(fault, row=None, key=(), sheet_row=False))
    return told


def _column(key: object) -> Any:
    return ORDERS.by_heading.get(plain(str(key)))


def _faults_of_names(terms: Mapping[str, Any]) -> Iterator[Fault]:
    for key in terms:
        if _column(key) is None:
            nearest = nearest_name(str(key), ORDERS.by_name)
            figures = {"nearest": nearest} if nearest else {}
            yield Fault("orders", str(key), None, (), None, "promise_unknown", figures)


def _faults_of_terms(terms: Mapping[str, Any]) -> Iterator[Fault]:
    for name, value in terms.items():
        if name in OWN:
            yield Fault("orders", name, None, (), value, "promise_own")
        if name == "tolerance_under":
            yield Fault("orders", name, None, (), value, "promise_in_full")


def _months(pool: Pool, months: object) -> list[Month]:
    """Read the months; a number counts from the first month of the pool on."""
    horizon = pool.horizon
    if months is None:
        return list(horizon) or [None]
    if isinstance(months, int):
        if not 1 <= months <= max(len(horizon), 1):
            raise OptionError(
                f"The promise is for {months} months; the pool has {len(horizon)}."
                f" Give a number from 1 to {max(len(horizon), 1)}, or a list of months."
            )
        return list(horizon[:months]) or [None]
    given = [months] if isinstance(months, str | pd.Period) else months
    if not isinstance(given, Sequence) or not given:
        raise OptionError(
            f"The months of the promise are {months!r}."
            ' Give a number of months, or a list such as ["2026-11", "2026-12"].'
        )
    read = sorted({_month(month) for month in given})
    if len(read) < len(given) or (len(read) > 1 and not horizon):
        raise OptionError(
            f"The months of the promise are {', '.join(map(str, given))}. Give each month once;"
            " in a pool without months, at most one."
        )
    outside = [str(month) for month in read if horizon and month not in horizon]
    if outside:
        raise OptionError(
            f"The promise is for {', '.join(outside)}; the pool has {horizon[0]} to {horizon[-1]}."
            " Give months of the pool, or move start or end in its settings."
        )
    return list(read)


def _month(month: object) -> pd.Period:
    try:
        return pd.Period(str(month), freq="M")
    except ValueError:
        raise OptionError(f"{month!r} is not a month. Give the month as 2026-11.") from None

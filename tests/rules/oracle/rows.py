"""The rows of a pool as a person reads them: who can make what, when, and on which road."""

from __future__ import annotations

import functools
import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Concatenate

import pandas as pd

from strategies import Row, Tables

#: (supplier, order, month made, kind, month delivered) -> units
type Cell = tuple[str, str, int, str, int]
type Answer = dict[Cell, int]
#: Places where a rule is broken if the figure is above zero, and by how much.
type Excesses = Iterator[tuple[Any, Fraction | int]]


def number(value: Any) -> Fraction | None:
    """Read a figure as it was written; None where blank."""
    return None if value is None else Fraction(str(value))


def month_number(month: str) -> int:
    """Count months since year 0."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def days_of(month: int) -> tuple[date, date]:
    """Give the first and last day of a month."""
    first = date(month // 12, month % 12 + 1, 1)
    after = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    return first, after - timedelta(days=1)


def once[S: Rows, **P, T](find: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Look a fact of the rows up once, and remember it."""

    @functools.wraps(find)
    def remembered(self: S, *args: P.args, **kwargs: P.kwargs) -> T:
        key = find.__name__, args
        if key not in self.found:
            self.found[key] = find(self, *args, **kwargs)
        return self.found[key]

    return remembered


class Rows:
    """One pool's rows."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.found: dict[Any, Any] = {}
        settings = {row["name"]: row["value"] for row in tables.get("settings", [])}
        self.has_months = "start" in settings
        self.start = month_number(settings["start"]) if self.has_months else 0
        self.months = month_number(settings["end"]) - self.start + 1 if self.has_months else 1
        self.suppliers = {row["supplier"]: row for row in tables["suppliers"]}
        self.orders = {row["order"]: row for row in tables["orders"]}
        self.products = {row["product"]: row for row in tables.get("products", [])}

        self.now = self.first_open(settings.get("now"))

    def first_open(self, stated: str | None) -> int:
        """Give the first month that is not over: as stated, or after the last of the actuals."""
        if not self.has_months:
            return 0
        past = [month_number(r["month"]) + 1 for r in self.rows("actuals")]
        return (month_number(stated) if stated else max(past, default=self.start)) - self.start

    def place(self, month: Any, default: int) -> int:
        """Give the place of a pandas month in the plan."""
        if isinstance(month, pd.Period):
            return 12 * month.year + month.month - 1 - self.start
        return default

    def opening(self, supplier: str, product: str) -> int:
        """Give the units in stock at the start."""
        mine = [r for r in self.rows("stock") if r.get("supplier") == supplier]
        return sum(r.get("opening") or 0 for r in mine if r.get("product") == product)

    @property
    def facts(self) -> Answer:
        raise NotImplementedError

    def rows(self, table: str) -> list[Row]:
        return self.tables.get(table, [])

    def cells(self, order: str) -> list[Cell]:
        """Give every place where units of an order could be made, or taken from stock."""
        months = range(min(self.due(order) + self.late(order) + 1, self.months))
        product = self.orders[order]["product"]
        places = [
            (s, order, *place)
            for s in self.suppliers
            if self.chain(s, order)
            for place in (
                *((m, k) for m in months for k in ("normal", "overtime")),
                *([(0, "stock")] if self.opening(s, product) else []),
            )
        ]
        return [(*place, self.delivered(*place)) for place in places]

    def answers(
        self, beyond: int = 0, where: Callable[[Cell], bool] | None = None
    ) -> Iterator[Answer]:
        """Give every whole-unit answer, with up to ``beyond`` units more than an order takes.

        The facts are part of each.  ``where`` says in which places anything may be made at all.
        """
        ways = []
        for order in self.orders:
            cells = [cell for cell in self.cells(order) if where is None or where(cell)]
            most = max(self.most(order) - self.made(self.facts, order=order), 0) + beyond
            ways.append([dict(zip(cells, u, strict=True)) for u in _splits(len(cells), most)])
        for parts in itertools.product(*ways):
            answer = Counter(self.facts)
            for part in parts:
                answer.update(part)
            yield {cell: u for cell, u in answer.items() if u}

    def quantity(self, order: str) -> int:
        return int(self.orders[order]["quantity"])

    def most(self, order: str) -> int:
        share = number(self.orders[order].get("tolerance_over")) or 0
        return self.quantity(order) + math.floor(share * self.quantity(order))

    def under(self, order: str) -> int:
        share = number(self.orders[order].get("tolerance_under")) or 0
        return math.floor(share * self.quantity(order))

    def due(self, order: str) -> int:
        """Give the due month within the plan."""
        return month_number(self.orders[order]["due"]) - self.start if self.has_months else 0

    def late(self, order: str) -> int:
        """Give how many months late units may be."""
        return int(self.orders[order].get("max_late") or 0)

    def last_month(self, supplier: str) -> int:
        """Give the last month in which a supplier makes anything."""
        until = self.suppliers[supplier].get("until")
        return month_number(until) - self.start if until and self.has_months else self.months

    def real_due(self, order: str) -> int | None:
        due = self.orders[order].get("due")
        return month_number(due) if due else None

    @staticmethod
    def made(answer: Answer, supplier: str | None = None, order: str | None = None) -> int:
        return sum(
            u for (s, o, *_), u in answer.items() if supplier in (None, s) and order in (None, o)
        )

    @staticmethod
    def shares(answer: Answer) -> Counter[tuple[str, str]]:
        """Give what each supplier has of each order, over all months and kinds."""
        shares: Counter[tuple[str, str]] = Counter()
        for (s, o, *_), units in answer.items():
            shares[s, o] += units
        return shares

    @staticmethod
    def not_in_stock(answer: Answer) -> Answer:
        """Leave out what was in stock at the start."""
        return {cell: u for cell, u in answer.items() if cell[3] != "stock"}

    def makers(self, answer: Answer, order: str) -> set[str]:
        return {s for s, o in self.shares(answer) if o == order}

    @once
    def chain(self, supplier: str, order: str) -> list[Row]:
        """Give the offers that speak for a pair, the most specific first."""
        o = self.orders[order]
        mine = [
            r
            for r in self.rows("offers")
            if r["supplier"] == supplier and r["product"] == o["product"]
        ]
        place = o.get("destination")
        return [
            *(r for r in mine if r.get("order") == order),
            *(r for r in mine if not r.get("order") and place and r.get("destination") == place),
            *(r for r in mine if not r.get("order") and not r.get("destination")),
        ]

    @once
    def cell(self, supplier: str, order: str, column: str) -> Any:
        filled = [r[column] for r in self.chain(supplier, order) if r.get(column) is not None]
        return filled[0] if filled else None

    @once
    def factor(self, supplier: str, month: int) -> Fraction:
        """The most specific row counts; the lowest of several as specific ones."""
        found: list[tuple[int, Fraction]] = []
        for row in self.rows("calendar"):
            named = [c for c in ("city", "sector") if row.get(c)]
            fits = all(self.suppliers[supplier].get(c) == row[c] for c in named)
            if fits and month_number(row["month"]) - self.start == month:
                found.append((-len(named), number(row["factor"])))
        return min(found)[1] if found else Fraction(1)

    @once
    def road(self, supplier: str, order: str) -> Row | None:
        city = self.suppliers[supplier].get("city")
        place, product = self.orders[order].get("destination"), self.orders[order]["product"]
        fits = [
            r
            for r in self.rows("freight")
            if city and place and (r["city"], r["destination"]) == (city, place)
            and r.get("product") in (None, product)
        ]  # fmt: skip
        return max(fits, key=lambda r: r.get("product") is not None) if fits else None

    @once
    def lead_time(self, supplier: str, order: str) -> int:
        road = self.road(supplier, order)
        own = self.cell(supplier, order, "lead_time") or 0
        return int(own) + int((road or {}).get("lead_time") or 0)

    def arrives(self, supplier: str, order: str, month: int, kind: str) -> int:
        """Give the month in which units arrive; those in stock wait for the road only."""
        if not self.has_months:
            return 0
        road = self.road(supplier, order) or {}
        in_stock = int(road.get("lead_time") or 0)
        return month + (in_stock if kind == "stock" else self.lead_time(supplier, order))

    def delivered(self, supplier: str, order: str, month: int, kind: str) -> int:
        """Give the month in which units are delivered: due, or later where they arrive later."""
        soonest = self.now if kind == "stock" else 0
        return max(self.due(order), soonest, self.arrives(supplier, order, month, kind))

    def stated(self, cell: Cell) -> int:
        """Give the month of delivery that a plan would state: never later than is allowed."""
        order, delivered = cell[1], cell[4]
        if cell in self.facts or not self.has_months:
            return delivered
        return min(delivered, max(self.due(order) + self.late(order), self.now))

    def real_delivered(self, cell: Cell) -> int | None:
        return self.start + cell[4] if self.has_months else self.real_due(cell[1])

    def sector(self, supplier: str, order: str) -> str | None:
        product = self.products.get(self.orders[order]["product"], {})
        return product.get("sector") or self.suppliers[supplier].get("sector")


def _splits(cells: int, most: int) -> Iterator[tuple[int, ...]]:
    """Give every way of putting at most so many units into so many cells."""
    if not cells:
        yield ()
        return
    for first in range(most + 1):
        for rest in _splits(cells - 1, most - first):
            yield first, *rest

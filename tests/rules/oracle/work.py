"""How much can be made: capacities, hours, and what a lead keeps."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property

from rules.oracle.rows import Answer, Rows, month_number, number
from strategies import Row


class Work(Rows):
    """Capacity, hours, leads and evenness."""

    def over_capacity(self, answer: Answer) -> bool:
        used: Counter[tuple[str, int, int, str]] = Counter()
        for (s, o, m, kind), units in answer.items():
            column = "capacity" if kind == "normal" else "overtime_capacity"
            stated = [r for r in self.chain(s, o) if r.get(column) is not None]
            if kind == "overtime" and not stated:
                return True
            for row in stated:
                used[s, self.rows("offers").index(row), m, column] += units
            if kind == "normal" and self.suppliers[s].get("capacity") is not None:
                used[s, -1, m, column] += units
        for (s, i, m, column), units in used.items():
            row = self.suppliers[s] if i < 0 else self.rows("offers")[i]
            if units > math.floor(row[column] * self.factor(s, m)):
                return True
        return False

    def part_of_hour(self) -> Fraction:
        """Give the smallest part of an hour that the tables use."""
        figures = [r.get(c) for r in self.rows("hours") for c in ("hours", "overtime_hours")]
        figures += [r.get("hours") for r in self.rows("offers")]
        finer = any(number(f).denominator > 1 for f in figures if f is not None)
        return Fraction(1, 10) if finer else Fraction(1)  # the strategies use at most one decimal

    def hours_worked(self, answer: Answer) -> Iterator[tuple[Row, str, int, Fraction]]:
        """Give hours row, supplier, month and hours worked."""
        worked: dict[tuple[str, int], Fraction] = defaultdict(Fraction)
        for (s, o, m, _), units in answer.items():
            took = number(self.cell(s, o, "hours")) or Fraction(0)
            defect = number(self.cell(s, o, "defect_rate")) or Fraction(0)
            if (self.orders[o].get("inspection") or "sorted") == "sorted":
                took /= 1 - defect
            worked[s, m] += took * units
        for (s, m), took in worked.items():
            rows = [r for r in self.rows("hours") if r["supplier"] == s]
            exact = [
                r for r in rows if r.get("month") and month_number(r["month"]) - self.start == m
            ]
            general = [r for r in rows if not r.get("month")]
            for row in (exact or general)[:1]:
                yield row, s, m, took

    def overtime_hours(self, answer: Answer) -> Iterator[tuple[Row, str, Fraction, Fraction]]:
        """Give hours row, supplier, overtime hours worked (in whole parts) and allowed."""
        part = self.part_of_hour()
        for row, s, m, took in self.hours_worked(answer):
            factor = Fraction(1) if row.get("month") else self.factor(s, m)
            normal, extra = (
                math.floor((number(row.get(c)) or 0) * factor / part) * part
                for c in ("hours", "overtime_hours")
            )
            yield row, s, max(Fraction(0), math.ceil((took - normal) / part) * part), extra

    def too_long(self, answer: Answer) -> bool:
        return any(over > extra for _, _, over, extra in self.overtime_hours(answer))

    @cached_property
    def kept(self) -> dict[str, int]:
        """Give what each order's lead is to keep."""
        kept, free = dict.fromkeys(self.orders, 0), {}
        ranks = {
            o: (r.get("class") or 1, -(number(r.get("weight")) or 1), o)
            for o, r in self.orders.items()
        }
        for order in sorted(self.orders, key=ranks.__getitem__):
            lead = self.orders[order].get("lead")
            chain = self.chain(lead, order) if lead else []
            if not chain:
                continue
            wanted = self.orders[order].get("lead_quantity")
            left = self.quantity(order)
            left = left if wanted is None else min(left, int(wanted))
            begins = self.cell(lead, order, "from")
            first = max(0, month_number(begins) - self.start) if begins else 0
            first = first if self.has_months else 0
            last = self.due(order) - (self.lead_time(lead, order) if self.has_months else 0)
            boxes = [(lead, self.suppliers[lead].get("capacity"))]
            boxes += [(f"{lead}{self.rows('offers').index(r)}", r.get("capacity")) for r in chain]
            for month in range(last, first - 1, -1):
                bounded = [(n, c) for n, c in boxes if c is not None]
                rooms = [
                    free.setdefault((n, month), math.floor(c * self.factor(lead, month)))
                    for n, c in bounded
                ]
                part = max(0, min([left, *rooms]))
                for n, _ in bounded:
                    free[n, month] -= part
                kept[order] += part
                left -= part
        return kept

    def unevenness(self, answer: Answer) -> Fraction:
        """Give the sum of capacity times rate squared over suppliers with a capacity."""
        total = Fraction(0)
        for s in self.suppliers:
            capacity = self.normal_capacity(s)
            if capacity:
                total += Fraction(self.made(answer, s)) ** 2 / capacity
        return total

    def normal_capacity(self, supplier: str) -> int:
        own = self.suppliers[supplier].get("capacity")
        offers = [r for r in self.rows("offers") if r["supplier"] == supplier]
        stated = [
            r["capacity"]
            for r in offers
            if r.get("capacity") is not None
            and all(above.get("capacity") is None for above in self.above(r))
        ]
        capacities = [own] if own is not None else stated
        return sum(
            math.floor(c * self.factor(supplier, m)) for c in capacities for m in range(self.months)
        )

    def above(self, row: Row) -> list[Row]:
        """Give the more general offers of an offer."""
        if row.get("order"):
            chain = self.chain(row["supplier"], row["order"])
            return chain[chain.index(row) + 1 :]
        if row.get("destination"):
            return [
                r
                for r in self.rows("offers")
                if (r["supplier"], r["product"]) == (row["supplier"], row["product"])
                and not r.get("order")
                and not r.get("destination")
            ]
        return []

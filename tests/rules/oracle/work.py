"""How much can be made: capacities, hours, and what a lead keeps."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property

from rules.oracle.rows import Answer, Excesses, Rows, month_number, number
from strategies import Row


class Work(Rows):
    """Capacity, hours, leads and evenness."""

    def over_capacity(self, answer: Answer) -> Excesses:
        used: Counter[tuple[str, int, int, str]] = Counter()
        chains: dict[int, list[Row]] = {}
        for (s, o, m, kind, _), units in self.not_in_stock(answer).items():
            column = "capacity" if kind == "normal" else "overtime_capacity"
            if kind == "overtime" and self.cell(s, o, column) is None:
                yield (s, o, m), units
            for at, row in enumerate(self.chain(s, o)):
                index = self.rows("offers").index(row)
                if self.holds(s, self.chain(s, o)[at:], m, column) is not None:
                    used[s, index, m, column] += units
                    chains[index] = self.chain(s, o)[at:]
            if kind == "normal" and self.suppliers[s].get("capacity") is not None:
                used[s, -1, m, column] += units
        for (s, i, m, column), units in used.items():
            own = [{"capacity": self.suppliers[s].get("capacity")}]
            yield (s, i, m, column), units - self.holds(s, own if i < 0 else chains[i], m, column)

    def holds(self, supplier: str, chain: list[Row], month: int, column: str) -> int | None:
        """Give what the first offer of a chain holds; its blank cells are the next ones'."""
        most, shares, begins = (
            next((r[c] for r in chain if r.get(c) is not None), None)
            for c in (column, "ramp_up", "from")
        )
        if most is None:
            return None
        share = Fraction(1)
        if shares and self.has_months:
            turn = month - (month_number(begins) - self.start if begins else 0)
            parts = [self.part(text) for text in shares.split(";")]
            share = parts[min(max(turn, 0), len(parts) - 1)]
        return math.floor(most * share * self.factor(supplier, month))

    @staticmethod
    def part(text: str) -> Fraction:
        plain = text.strip().replace(",", ".")
        return Fraction(plain[:-1]) / 100 if plain.endswith("%") else Fraction(plain)

    def part_of_hour(self) -> Fraction:
        """Give the smallest part of an hour that the tables use."""
        figures = [r.get(c) for r in self.rows("hours") for c in ("hours", "overtime_hours")]
        figures += [r.get("hours") for r in self.rows("offers")]
        finer = any(number(f).denominator > 1 for f in figures if f is not None)
        return Fraction(1, 10) if finer else Fraction(1)  # the strategies use at most one decimal

    def hours_worked(self, answer: Answer) -> Iterator[tuple[Row, str, int, Fraction]]:
        """Give hours row, supplier, month and hours worked."""
        worked: dict[tuple[str, int], Fraction] = defaultdict(Fraction)
        for (s, o, m, *_), units in self.not_in_stock(answer).items():
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
        yield from ((row, s, over, extra) for row, s, _, over, extra in self.timed(answer))

    def timed(self, answer: Answer) -> Iterator[tuple[Row, str, int, Fraction, Fraction]]:
        """Give hours row, supplier, month, overtime hours worked (in whole parts) and allowed."""
        part = self.part_of_hour()
        for row, s, m, took in self.hours_worked(answer):
            factor = Fraction(1) if row.get("month") else self.factor(s, m)
            normal, extra = (
                math.floor((number(row.get(c)) or 0) * factor / part) * part
                for c in ("hours", "overtime_hours")
            )
            yield row, s, m, max(Fraction(0), math.ceil((took - normal) / part) * part), extra

    def too_long(self, answer: Answer) -> Excesses:
        for _, s, m, over, extra in self.timed(answer):
            yield (s, m), over - extra

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
            last = min(last, self.last_month(lead))
            done = min(self.made(self.facts, lead, order), left)
            kept[order] += done
            left -= done
            boxes = [(lead, [{"capacity": self.suppliers[lead].get("capacity")}])]
            indices = [self.rows("offers").index(r) for r in chain]
            boxes += [(f"{lead}{i}", chain[at:]) for at, i in enumerate(indices)]
            for month in range(last, max(first, self.now) - 1, -1):
                most = [(n, self.holds(lead, rows, month, "capacity")) for n, rows in boxes]
                bounded = [(n, m) for n, m in most if m is not None]
                rooms = [free.setdefault((n, month), m) for n, m in bounded]
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
                made = self.made(self.not_in_stock(answer), s)
                total += Fraction(made) ** 2 / capacity
        return total

    def normal_capacity(self, supplier: str) -> int:
        own = self.suppliers[supplier].get("capacity")
        offers = [r for r in self.rows("offers") if r["supplier"] == supplier]
        stated = [
            [r, *self.above(r)]
            for r in offers
            if r.get("capacity") is not None
            and all(above.get("capacity") is None for above in self.above(r))
        ]
        chains = [[{"capacity": own}]] if own is not None else stated
        months = range(self.months)
        return sum(self.holds(supplier, c, m, "capacity") for c in chains for m in months)

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

"""What the rules mean, said once more in plain loops over plain rows.

It shares no code with the library: it reads the rows as a person would, one answer at a time, in
fractions.  The tests compare every answer of tiny pools with it.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

from strategies import Row, Tables

#: (supplier, order, month made, kind) -> units
type Cell = tuple[str, str, int, str]
type Answer = dict[Cell, int]

READY = ("export_ready",)


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


class Oracle:
    """One pool's rows, and what they say about any answer."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        settings = {row["name"]: row["value"] for row in tables.get("settings", [])}
        self.has_months = "start" in settings
        self.start = month_number(settings["start"]) if self.has_months else 0
        self.months = month_number(settings["end"]) - self.start + 1 if self.has_months else 1
        self.suppliers = {row["supplier"]: row for row in tables["suppliers"]}
        self.orders = {row["order"]: row for row in tables["orders"]}
        self.products = {row["product"]: row for row in tables.get("products", [])}

    def rows(self, table: str) -> list[Row]:
        return self.tables.get(table, [])

    # -- answers -------------------------------------------------------------------------------

    def cells(self, order: str) -> list[Cell]:
        """Give every place where units of an order could be made."""
        kinds = ("normal", "overtime")
        return [
            (s, order, m, k)
            for s in self.suppliers
            if self.chain(s, order)
            for m in range(self.due(order) + 1)
            for k in kinds
        ]

    def answers(self, beyond: int = 0) -> Iterator[Answer]:
        """Give every whole-unit answer, with up to ``beyond`` units more than an order takes."""
        ways = []
        for order in self.orders:
            cells = self.cells(order)
            most = self.most(order) + beyond
            ways.append([dict(zip(cells, u, strict=True)) for u in _splits(len(cells), most)])
        for parts in itertools.product(*ways):
            yield {cell: u for part in parts for cell, u in part.items() if u}

    # -- figures -------------------------------------------------------------------------------

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

    def cell(self, supplier: str, order: str, column: str) -> Any:
        filled = [r[column] for r in self.chain(supplier, order) if r.get(column) is not None]
        return filled[0] if filled else None

    def factor(self, supplier: str, month: int) -> Fraction:
        """The most specific row counts; the lowest of several as specific ones."""
        found: list[tuple[int, Fraction]] = []
        for row in self.rows("calendar"):
            named = [c for c in ("city", "sector") if row.get(c)]
            fits = all(self.suppliers[supplier].get(c) == row[c] for c in named)
            if fits and month_number(row["month"]) - self.start == month:
                found.append((-len(named), number(row["factor"])))
        return min(found)[1] if found else Fraction(1)

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

    def lead_time(self, supplier: str, order: str) -> int:
        road = self.road(supplier, order)
        own = self.cell(supplier, order, "lead_time") or 0
        return int(own) + int((road or {}).get("lead_time") or 0)

    def sector(self, supplier: str, order: str) -> str | None:
        product = self.products.get(self.orders[order]["product"], {})
        return product.get("sector") or self.suppliers[supplier].get("sector")

    # -- violations ----------------------------------------------------------------------------

    def violated(self, answer: Answer) -> set[str]:
        """Name the rules that an answer breaks, when all that can be given up is given up."""
        broken = {r for (s, o, m, _) in answer for r in self.refusing(s, o, m)}
        checks = {
            "demand": self.too_many,
            "capacity": self.over_capacity,
            "hours": self.too_long,
            "requirements": self.over_yearly_limit,
            "pooled_quality": self.pooled_badly,
            "defects": self.too_defective,
            "limits": self.over_limit,
        }
        return broken | {name for name, check in checks.items() if check(answer)}

    def refusing(self, supplier: str, order: str, month: int) -> set[str]:
        """Name the rules that refuse even one unit."""
        key = supplier, order, month
        if key not in self._refusing:
            checks = {
                "status": self.not_ready(supplier),
                "requirements": self.fails_requirement(*key),
                "specs": self.out_of_spec(supplier, order),
                "timing": self.has_months and self.untimely(*key),
                "freight": bool(self.rows("freight")) and self.road(supplier, order) is None,
                "pairs": self.pair(supplier, order).get("forbidden", False),
                "defects": self.limited(order)
                and self.cell(supplier, order, "defect_rate") is None,
            }
            self._refusing[key] = {name for name, failed in checks.items() if failed}
        return self._refusing[key]

    @cached_property
    def _refusing(self) -> dict[tuple[str, str, int], set[str]]:
        return {}

    def pair(self, supplier: str, order: str) -> Row:
        same = [r for r in self.rows("pairs") if (r["supplier"], r["order"]) == (supplier, order)]
        return same[0] if same else {}

    def not_ready(self, supplier: str) -> bool:
        stated = any(r.get("status") for r in self.suppliers.values())
        return stated and self.suppliers[supplier].get("status") not in READY

    def untimely(self, supplier: str, order: str, month: int) -> bool:
        due = self.due(order)
        begins = self.cell(supplier, order, "from")
        life = self.products.get(self.orders[order]["product"], {}).get("shelf_life")
        return (
            month + self.lead_time(supplier, order) > due
            or (begins is not None and month < month_number(begins) - self.start)
            or (life is not None and due - month > life)
        )

    def fails_requirement(self, supplier: str, order: str, month: int) -> bool:
        return any(
            asked and not any(self.meets(r, supplier, order, month) for r in asked)
            for asked in self.asked(supplier, order).values()
        )

    def asked(self, supplier: str, order: str) -> dict[str, list[Row]]:
        """Give the alternatives of each requirement that concern a pair."""
        found: dict[str, list[Row]] = defaultdict(list)
        o = self.orders[order]
        for r in self.rows("requirements"):
            concerned = (
                r.get("destination") in (None, o.get("destination"))
                and r.get("product") in (None, o["product"])
                and r.get("sector") in (None, self.sector(supplier, order))
            )
            if concerned:
                found[r["requirement"]].append(r)
        return found

    def meets(self, row: Row, supplier: str, order: str, month: int) -> bool:
        s = self.suppliers[supplier]
        if row["kind"] == "workshop":
            return bool(s.get("own_workshop"))
        if row["kind"] == "status":
            return s.get("status") in row["scheme"].split("; ")
        return row["kind"] == "yearly_limit" or self.certified(row, supplier, order, month)

    def certified(self, row: Row, supplier: str, order: str, month: int) -> bool:
        groups = {g["group"] for g in self.rows("groups") if g["supplier"] == supplier}
        good = {row["scheme"]}
        for _ in range(5):
            good |= {r["scheme"] for r in self.rows("schemes") if r["satisfies"] in good}
        when = self.real_due(order)
        if row.get("at") == "production" and self.has_months:
            when = self.start + month
        return any(
            c["holder"] in {supplier, *groups}
            and c["scheme"] in good
            and (not row.get("issuers") or c.get("issuer") in row["issuers"].split("; "))
            and (c.get("product") in (None, self.orders[order]["product"],
                                      self.sector(supplier, order)))
            and self.covers(c, when)
            for c in self.rows("certificates")
        )  # fmt: skip

    def real_due(self, order: str) -> int | None:
        due = self.orders[order].get("due")
        return month_number(due) if due else None

    @staticmethod
    def covers(certificate: Row, month: int | None) -> bool:
        begins, ends = certificate.get("from"), certificate.get("to")
        if month is None:
            return not begins and not ends
        first, last = days_of(month)
        return (not begins or date.fromisoformat(begins) <= first) and (
            not ends or date.fromisoformat(ends) >= last
        )

    def over_yearly_limit(self, answer: Answer) -> bool:
        used: Counter[tuple[int, str, str | None, int]] = Counter()
        for (s, o, m, _), units in answer.items():
            for rows in self.asked(s, o).values():
                limits = [r for r in rows if r["kind"] == "yearly_limit"]
                others = [r for r in rows if r["kind"] != "yearly_limit"]
                if limits and not any(self.meets(r, s, o, m) for r in others):
                    place, due = self.orders[o].get("destination"), self.real_due(o)
                    year = due // 12 if due is not None else 0
                    for r in limits:
                        key = (self.rows("requirements").index(r), self.orders[o]["product"])
                        used[*key, place, year] += units
        for (i, _, _, _), units in used.items():
            row = self.rows("requirements")[i]
            if units > max(0, row["yearly_limit"] - (row.get("already_used") or 0)):
                return True
        return False

    def specs_of(self, order: str) -> list[Row]:
        o = self.orders[order]
        return [
            r
            for r in self.rows("specs")
            if r.get("order") == order
            or (r.get("contract") and r.get("contract") == o.get("contract"))
            or r.get("product") == o["product"]
        ]

    def measured(self, supplier: str, order: str, attribute: str) -> Row | None:
        fits = [
            r
            for r in self.rows("quality")
            if (r["supplier"], r["attribute"]) == (supplier, attribute)
            and r.get("product") in (None, self.orders[order]["product"])
        ]
        return max(fits, key=lambda r: r.get("product") is not None) if fits else None

    def out_of_spec(self, supplier: str, order: str) -> bool:
        return any(self.fails_spec(r, supplier, order) for r in self.specs_of(order))

    def fails_spec(self, spec: Row, supplier: str, order: str) -> bool:
        row = self.measured(supplier, order, spec["attribute"])
        if row is None:
            return True
        mean, sd = number(row["mean"]), number(row.get("sd"))
        lsl, usl, cpk = (number(spec.get(c)) for c in ("lsl", "usl", "min_cpk"))
        rooms = [mean - lsl] if lsl is not None else []
        rooms += [usl - mean] if usl is not None else []
        if any(room < 0 for room in rooms):
            return True
        if sd is None:
            return cpk is not None or spec.get("min_cpm") is not None
        return cpk is not None and min(rooms) < 3 * cpk * sd

    def pooled_badly(self, answer: Answer) -> bool:
        for order in self.orders:
            made = [(s, u) for (s, o, _, _), u in answer.items() if o == order]
            for spec in self.specs_of(order):
                parts = [(self.measured(s, order, spec["attribute"]), u) for s, u in made]
                parts = [(row, u) for row, u in parts if row is not None]
                if parts and self.fails_pooled(spec, parts):
                    return True
        return False

    @staticmethod
    def fails_pooled(spec: Row, parts: list[tuple[Row, int]]) -> bool:
        units = sum(u for _, u in parts)
        mean = sum(number(row["mean"]) * u for row, u in parts) / units
        low, high, cpm = (number(spec.get(c)) for c in ("pooled_min", "pooled_max", "min_cpm"))
        if (low is not None and mean < low) or (high is not None and mean > high):
            return True
        if cpm is None:
            return False
        target, width = number(spec["target"]), number(spec["usl"]) - number(spec["lsl"])
        moment = sum(
            ((number(row.get("sd")) or 0) ** 2 + (number(row["mean"]) - target) ** 2) * u
            for row, u in parts
        )
        return (6 * cpm) ** 2 * moment > width**2 * units

    def limited(self, order: str) -> bool:
        o = self.orders[order]
        return o.get("inspection") == "unsorted" and o.get("max_defect_rate") is not None

    def too_defective(self, answer: Answer) -> bool:
        for order in filter(self.limited, self.orders):
            made = [(s, u) for (s, o, _, _), u in answer.items() if o == order]
            bad = sum((number(self.cell(s, order, "defect_rate")) or 0) * u for s, u in made)
            if bad > number(self.orders[order]["max_defect_rate"]) * sum(u for _, u in made):
                return True
        return False

    def too_many(self, answer: Answer) -> bool:
        return any(self.made(answer, order=o) > self.most(o) for o in self.orders)

    @staticmethod
    def made(answer: Answer, supplier: str | None = None, order: str | None = None) -> int:
        return sum(
            u for (s, o, _, _), u in answer.items() if supplier in (None, s) and order in (None, o)
        )

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

    # -- limits --------------------------------------------------------------------------------

    def scopes(self, row: Row) -> Iterator[tuple[set[str], set[str]]]:
        """Give the suppliers and orders of each limit that a row states."""
        sides = [("supplier", self.suppliers), ("city", self.suppliers),
                 ("sector", self.suppliers), ("status", self.suppliers), ("order", self.orders),
                 ("product", self.orders), ("destination", self.orders),
                 ("contract", self.orders), ("month", self.orders)]  # fmt: skip
        choices = []
        for column, of in sides:
            asked, key = row.get(column), "due" if column == "month" else column
            if asked is None:
                choices.append([None])
            elif asked == "each":
                choices.append(sorted({r.get(key) for r in of.values()} - {None}))
            else:
                choices.append([asked])
        for values in itertools.product(*choices):
            kept = [set(self.suppliers), set(self.orders)]
            for (column, of), value in zip(sides, values, strict=True):
                if value is not None:
                    key, side = "due" if column == "month" else column, of is self.orders
                    kept[side] &= {n for n, r in of.items() if r.get(key) == value}
            yield kept[0], kept[1]

    def over_limit(self, answer: Answer) -> bool:
        for row in self.rows("limits"):
            greatest, least = number(row.get("greatest")), number(row.get("least"))
            for suppliers, orders in self.scopes(row):
                found = self.in_scope(answer, row["of"], suppliers, orders)
                if greatest is not None and found > self.bound(row, suppliers, orders):
                    return True
                if least is not None and row["of"] == "share":
                    made = sum(u for (_, o, _, _), u in answer.items() if o in orders)
                    if found < least * made:
                        return True
        return False

    def bound(self, row: Row, suppliers: set[str], orders: set[str]) -> Fraction:
        greatest = number(row["greatest"])
        if row["of"] != "share":
            return greatest
        ordered = sum(self.quantity(o) for o in orders)
        kept = sum(self.kept[o] for o in orders if self.orders[o].get("lead") in suppliers)
        return max(greatest * ordered, Fraction(kept))

    def in_scope(
        self, answer: Answer, of: str, suppliers: set[str], orders: set[str], joint: bool = True
    ) -> Fraction:
        inside = {c: u for c, u in answer.items() if c[0] in suppliers and c[1] in orders}
        if of != "money":
            return Fraction(sum(inside.values()))
        money = sum((self.unit_cost(c) * u for c, u in inside.items()), Fraction(0))
        if joint and orders == set(self.orders):
            mine = {c: u for c, u in answer.items() if c[0] in suppliers}
            money += sum(cost for _, cost in self.hour_costs(mine))
        return money

    def given_up(self, answer: Answer) -> tuple[int, int]:
        """Give the least that must be given up of the "at least" rules: units, and money."""
        total, money = 0, 0
        for order, kept in self.kept.items():
            lead = self.orders[order].get("lead")
            total += max(0, kept - self.made(answer, lead, order)) if lead else 0
        for row in self.rows("pairs"):
            locked = min(row.get("locked") or 0, self.most(row["order"]))
            total += max(0, locked - self.made(answer, row["supplier"], row["order"]))
        for row in self.rows("limits"):
            least = number(row.get("least"))
            if least is not None and row["of"] != "share":
                for suppliers, orders in self.scopes(row):
                    found = self.in_scope(answer, row["of"], suppliers, orders, joint=False)
                    lacking = max(0, math.ceil(math.ceil(least) - found))
                    if row["of"] == "money":
                        money += lacking
                    else:
                        total += lacking
        return total, money

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

    # -- values --------------------------------------------------------------------------------

    def unit_cost(self, cell: Cell) -> Fraction:
        """Give the landed cost of a unit."""
        s, o, m, kind = cell
        cost = Fraction(0)
        for row in self.chain(s, o):
            if row.get("unit_cost") is not None:
                cost = number(row["unit_cost"])
                break
            if row.get("lump_cost") is not None:
                cost = number(row["lump_cost"]) / max(self.quantity(o), 1)
                break
        if kind == "overtime":
            cost += number(self.cell(s, o, "overtime_premium")) or 0
        road = self.road(s, o)
        cost += number((road or {}).get("per_unit")) or 0
        if self.has_months:
            waits = max(0, self.due(o) - m - self.lead_time(s, o))
            cost += self.holding(s, self.orders[o]["product"]) * waits
        return cost

    def holding(self, supplier: str, product: str) -> Fraction:
        fits = [
            (2 * (r.get("supplier") is not None) + (r.get("product") is not None), r)
            for r in self.rows("stock")
            if r.get("supplier") in (None, supplier) and r.get("product") in (None, product)
        ]
        return number(max(fits, key=lambda f: f[0])[1]["holding_cost"]) if fits else Fraction(0)

    def hour_costs(self, answer: Answer) -> Iterator[tuple[str, Fraction]]:
        for row, s, over, _ in self.overtime_hours(answer):
            yield s, over * (number(row.get("overtime_premium")) or 0)

    def cost(self, answer: Answer) -> Fraction:
        direct = sum((self.unit_cost(c) * u for c, u in answer.items()), Fraction(0))
        return direct + sum(cost for _, cost in self.hour_costs(answer))

    def missing(self, answer: Answer, order: str) -> tuple[int, int]:
        """Give the units short and the units tolerated."""
        gone = max(0, self.quantity(order) - self.made(answer, order=order))
        tolerated = min(gone, self.under(order))
        return gone - tolerated, tolerated

    def value(self, order: str) -> Fraction:
        row = self.orders[order]
        return number(row["price"]) * (number(row.get("weight")) or 1)

    def shortage(self, answer: Answer) -> list[Fraction]:
        """Give the value short and tolerated, class by class."""
        classes = sorted({r.get("class") or 1 for r in self.orders.values()})
        return [
            sum(
                (
                    self.value(o) * self.missing(answer, o)[i]
                    for o, r in self.orders.items()
                    if (r.get("class") or 1) == c
                ),
                Fraction(0),
            )
            for c in classes
            for i in range(2)
        ]

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

    def vector(self, answer: Answer) -> tuple[Fraction, ...]:
        """Give what ``Lexicographic()`` minimises, short of fairness."""
        return (*self.given_up(answer), *self.shortage(answer), self.cost(answer))


def _splits(cells: int, most: int) -> Iterator[tuple[int, ...]]:
    """Give every way of putting at most so many units into so many cells."""
    if not cells:
        yield ()
        return
    for first in range(most + 1):
        for rest in _splits(cells - 1, most - first):
            yield first, *rest

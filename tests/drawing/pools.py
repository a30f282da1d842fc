"""Whole pools: suppliers, offers and orders, and the tables that their rules read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from drawing.agreements import Agreements
from drawing.demands import Demands
from drawing.rows import CITIES, MONTHS, PLACES, SECTORS, STATUSES, Row, Tables


class Drawing(Demands, Agreements):
    """One tiny pool in the making."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any], has: frozenset[str]) -> None:
        if has & {"lateness", "actuals"}:  # there is no late, and no past, without months
            has |= {"months"}
        super().__init__(draw, has)
        self.orders = [f"T{i + 1}" for i in range(draw(st.integers(1, 2)))]
        both = len(self.orders) == 2
        self.second = "second" in has and both
        wide = not has & {"months", "overtime"} or not (both or has >= {"months", "overtime"})
        self.suppliers = ["A", "B", *(["C"] if wide and self.flip() else [])]
        self.goods = ["p", "q"] if self.second else ["p"]

    def tables(self) -> Tables:
        has = self.has
        tables: Tables = {"settings": [], "suppliers": [], "offers": [], "orders": []}
        if "months" in has:
            tables["settings"] = [
                {"name": "start", "value": MONTHS[0]},
                {"name": "end", "value": MONTHS[1]},
            ]
        tables["orders"] = [self.order(name) for name in self.orders]
        tables["suppliers"] = [self.supplier(name) for name in self.suppliers]
        tables["offers"] = self.offers()
        tables["products"] = self.products()
        for feature in ("calendar", "hours", "requirements", "limits", "pairs", "tiers"):
            if feature in has:
                getattr(self, f"add_{feature}")(tables)
        if has & {"freight", "trucks"}:
            self.add_freight(tables)
        if has & {"specs", "pooled", "spread", "match"}:
            self.add_specs(tables)
        if has & {"months", "stock"}:
            self.add_stock(tables)
        if "actuals" in has:
            self.add_actuals(tables)
        return {name: rows for name, rows in tables.items() if rows or name == "settings"}

    def quantity(self) -> int:
        """Draw a quantity small enough for every answer to be looked at."""
        both_kinds = self.has >= {"months", "overtime"} and "actuals" not in self.has
        if len(self.orders) == 1:
            few = 3 if both_kinds or (len(self.suppliers) == 3 and "months" in self.has) else 5
            return int(self.one_of(*range(2, few + 1)))
        if both_kinds:
            return 1
        small = bool(self.has & {"months", "overtime"}) or len(self.suppliers) == 3
        return int(self.one_of(1, 2) if small else self.one_of(1, 2, 2, 3))

    def order(self, name: str) -> Row:
        row: Row = {"order": name, "quantity": self.quantity()}
        row["product"] = self.goods[-1] if name == "T2" and self.second else "p"
        row["destination"] = self.maybe(PLACES[0], *PLACES)
        if self.has & {"freight", "trucks"}:
            rare = [None] if "freight" in self.has else []
            row["destination"] = self.one_of(*PLACES, *PLACES, PLACES[0], *rare)
        row["contract"] = self.maybe("K1")
        row["price"], row["weight"] = self.one_of(10, 20, 25), self.one_of(1, 1, 2, 0.5)
        row["class"] = self.one_of(1, 1, 2)
        if "months" in self.has:
            row["due"] = self.one_of(*MONTHS, MONTHS[1])
            if "lateness" in self.has:
                row |= {"late_cost": self.one_of(0, 1, 4), "max_late": self.maybe(1)}
        elif "requirements" in self.has:
            row["due"] = self.maybe(*MONTHS)
        if "lead" in self.has:
            row["lead"] = self.one_of(None, *self.suppliers)
            row["lead_quantity"] = self.maybe(1, 2) if row["lead"] else None
        if "tolerance" in self.has:
            row["tolerance_under"] = self.maybe(0.5, 0.34)
            row["tolerance_over"] = self.maybe(0.5)
        if "defects" in self.has:
            row["inspection"] = self.maybe("sorted", "unsorted", "unsorted")
            row["max_defect_rate"] = self.one_of(None, 0.1, 0.15, 0.2)
        return row | self.sharing(row)

    def sharing(self, order: Row) -> Row:
        """Draw what an order says of how it is shared."""
        row: Row = {}
        if "same_makers" in self.has:
            row["same_makers"] = self.maybe(True, True, False)
            row["contract"] = "K1" if row["same_makers"] else order["contract"]
        if "producers" in self.has:
            least, most = self.one_of((2, None), (None, 1), (1, 2), (3, None), (None, None))
            row |= {"min_producers": least, "max_producers": most}
        if "all_or_nothing" in self.has:
            row["all_or_nothing"] = self.maybe(True, True, False)
        if "inspection" in self.has:
            row["inspection_cost"] = self.maybe(1, 3)
            row["aql"] = self.maybe(1, 2.5)
        return row

    def supplier(self, name: str) -> Row:
        row: Row = {"supplier": name, "city": self.one_of(*CITIES, CITIES[0])}
        row["sector"] = self.maybe(*SECTORS)
        if "months" in self.has:
            row["until"] = self.one_of(None, None, None, MONTHS[0])
        if "freight" in self.has:
            row["city"] = self.maybe(*CITIES, *CITIES, CITIES[0])
        if "status" in self.has:
            row["status"] = self.one_of(*STATUSES[:2], STATUSES[0], STATUSES[0], None)
        if "requirements" in self.has:
            row["own_workshop"] = self.maybe(True, True, False)
        if "capacity" in self.has:
            row["capacity"] = self.maybe(1, 2, 3)
        if "engagement" in self.has:
            row["engagement_cost"] = self.maybe(2, 5)
        return row

    def products(self) -> list[Row]:
        rows = []
        for product in self.goods:
            row: Row = {"product": product, "sector": self.maybe(*SECTORS)}
            if "months" in self.has:
                row["shelf_life"] = self.maybe(0, 1)
            if "lots" in self.has:
                row["carton"] = self.maybe(None, 2)
            rows += [row] if self.flip() else []
        return rows

    def offers(self) -> list[Row]:
        rows = [self.offer(s, general=True) | {"product": p}
                for s in self.suppliers for p in self.goods]  # fmt: skip
        if "quotations" in self.has:
            for supplier in self.suppliers:
                if self.flip():
                    rows.append(self.offer(supplier, general=False) | {"destination": "Taiwan"})
                if self.flip():
                    order = self.one_of(*self.orders)
                    own = self.goods[-1] if order == "T2" and self.second else "p"
                    row = {"product": own, "order": order}
                    rows.append(self.offer(supplier, general=False) | row)
        return rows

    def offer(self, supplier: str, *, general: bool) -> Row:
        row: Row = {"supplier": supplier, "product": "p"}
        cost = "unit_cost" if general else self.maybe("unit_cost", "lump_cost")
        if general and self.draw(st.integers(0, 5)) == 0:
            cost = "lump_cost"
        if cost:
            row[cost] = self.draw(st.integers(0, 9))
        if "capacity" in self.has:
            row["capacity"] = self.maybe(0, 1, 2, 3)
        if "overtime" in self.has:
            row["overtime_capacity"] = self.maybe(0, 1, 2, 2)
            row["overtime_premium"] = self.maybe(1, 2)
        if "hours" in self.has:
            row["hours"] = self.maybe(0.5, 1, 1.5) if not general else self.one_of(None, 0.5, 1, 1)
        if self.has & {"hours", "defects"}:
            row["defect_rate"] = self.maybe(0, 0.1, 0.25, 0.2)
        if "months" in self.has:
            rare = [None, None, MONTHS[0]] if "actuals" in self.has else []
            row["from"] = self.maybe(*MONTHS, *rare)
            row["lead_time"] = self.maybe(0, 1)
        if "ramp_up" in self.has:
            row["ramp_up"] = self.maybe("50%", "0; 1", "0,5; 100%", "70 %; 0.4", "1; 0%; 1")
        return row | self.starting()

    def starting(self) -> Row:
        """Draw what an offer says of starting at all."""
        row: Row = {}
        if "lots" in self.has:
            row["min_lot"] = self.maybe(None, 2, 3)
            row["lot_multiple"] = self.maybe(None, 1, 2, 3)
        if "setup" in self.has:
            row["setup_cost"] = self.maybe(0, 3, 6)
            row["setup_per"] = self.maybe("order", "month")
        return row

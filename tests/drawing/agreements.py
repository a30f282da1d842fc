"""What is agreed beside the orders: calendars, hours, roads, limits, pairs, stock and tiers."""

from __future__ import annotations

from drawing.rows import CITIES, MONTHS, PLACES, SECTORS, Row, Rows, Tables

#: What limits may be of, and figures that may bind.
LIMITED = {
    "units": (1, 2),
    "share": (0.5, 0.34),
    "money": (3, 8),
    "orders": (1, 2),
    "producers": (1, 2),
    "destinations": (1, 2),
}
SCOPE = ("supplier", "city", "status", "order", "product", "destination", "contract", "month", "of")


class Agreements(Rows):
    """Tables of time, roads, limits, pairs and prices."""

    def add_calendar(self, tables: Tables) -> None:
        if "months" not in self.has:
            return
        keys = [(m, c, s) for m in MONTHS for c in (None, *CITIES) for s in (None, *SECTORS)]
        tables["calendar"] = [
            {"month": m, "city": c, "sector": s, "factor": self.one_of(0, 0.5, 0.7, 1, 2)}
            for m, c, s in self.some_of(keys, most=4)
        ]

    def add_hours(self, tables: Tables) -> None:
        keys = [(s, None) for s in self.suppliers]
        if "months" in self.has:
            keys += [(s, m) for s in self.suppliers for m in MONTHS]
        tables["hours"] = [
            {
                "supplier": s,
                "month": m,
                "hours": self.one_of(0, 1, 1.5, 2),
                "overtime_hours": self.maybe(0.5, 1),
                "overtime_premium": self.maybe(1, 10),
            }
            for s, m in self.some_of(keys, most=3)
        ]

    def add_freight(self, tables: Tables) -> None:
        if "freight" in self.has:
            keys = [(c, d, p) for c in CITIES for d in PLACES for p in (None, *self.goods)]
            chosen = self.some_of(keys, least=4, most=8)
        else:  # trucks alone: every road is known
            chosen = [(c, d, None) for c in CITIES for d in PLACES]
        tables["freight"] = [
            {"city": c, "destination": d, "product": p, "per_unit": self.maybe(1, 2, 3)}
            | ({"lead_time": self.maybe(0, 1)} if "freight" in self.has else {})
            | (
                {"fixed": self.maybe(2, 5, 5), "truck_capacity": self.maybe(1, 2, 3)}
                if "trucks" in self.has
                else {}
            )
            for c, d, p in chosen
        ]

    def add_limits(self, tables: Tables) -> None:
        rows: list[Row] = []
        for _ in range(self.one_of(1, 2)):
            row: Row = {
                "supplier": self.maybe("A", "each"),
                "city": self.maybe("Gresik", "each", None, None),
                "order": self.maybe("T1", "each", None),
                "product": self.maybe(None, None, *self.goods),
                "destination": self.maybe("Taiwan", None),
                "contract": self.maybe("K1", None, None),
            }
            if "status" in self.has:
                row["status"] = self.maybe("export_ready", None)
            if "months" in self.has:
                row["month"] = self.maybe(*MONTHS, "each", None)
            row["of"] = self.one_of(*LIMITED)
            low, high = sorted(LIMITED[row["of"]])
            row |= self.one_of(
                {"greatest": high}, {"greatest": low}, {"least": low}, {"least": high},
                {"least": low, "if_used": True}, {"least": high, "if_used": True},
                {"least": low, "greatest": high}, {"fixed_cost": 4},
            )  # fmt: skip
            row = {"fixed_cost": self.maybe(None, 2)} | row
            if not any(all(row.get(c) == other.get(c) for c in SCOPE) for other in rows):
                rows.append(row)
        tables["limits"] = rows

    def add_pairs(self, tables: Tables) -> None:
        keys = [(s, o) for s in self.suppliers for o in self.orders]
        rows = []
        for s, o in self.some_of(keys, most=2):
            row = {"supplier": s, "order": o} | self.one_of(
                {"forbidden": True}, {"locked": 1}, {"locked": 2}, {"forced": True},
                {"forced": True, "locked": 2}, {},
            )  # fmt: skip
            others = [other for other in self.suppliers if other != s]
            row["other_supplier"] = self.maybe(None, *others) if len(row) > 2 else others[0]
            rows.append(row)
        tables["pairs"] = rows

    def add_stock(self, tables: Tables) -> None:
        keys = [(s, p) for s in (None, "A") for p in (None, "p")]
        tables["stock"] = [
            {"supplier": s, "product": p, "holding_cost": self.one_of(1, 2, 3)}
            for s, p in self.some_of(keys, least=0, most=3)
        ]
        if "stock" in self.has:
            self.add_units_in_stock(tables["stock"])

    def add_units_in_stock(self, rows: list[Row]) -> None:
        """Draw what is at hand, which warehouses there are, and room for no less than that."""
        keys = [(s, p) for s in self.suppliers for p in self.goods]
        for s, p in self.some_of(keys, most=2):
            row = next((r for r in rows if (r["supplier"], r["product"]) == (s, p)), None)
            if row is None:
                row = {"supplier": s, "product": p}
                rows.append(row)
            row["opening"] = self.one_of(1, 1, 2)
        house = self.maybe("W")
        for row in rows:
            if row["supplier"] and house:
                row["warehouse"] = self.maybe(house)
        if house and self.flip():
            rows.append({"warehouse": house, "holding_cost": self.maybe(0, 4)})
        for row in rows:
            at_hand = sum(r.get("opening") or 0 for r in rows)
            row["limit"] = self.one_of(None, at_hand, at_hand, at_hand + 1)

    def add_actuals(self, tables: Tables) -> None:
        """Draw what some makers did in the first month; most often little, which breaks no rule."""
        keys = [(s, o) for s in self.suppliers for o in self.orders]
        at_hand = {
            (r["supplier"], r["product"]): r["opening"]
            for r in tables.get("stock", [])
            if r.get("opening")
        }
        product = {row["order"]: row["product"] for row in tables["orders"]}
        rows = []
        for s, o in self.some_of(keys, least=self.one_of(0, 1, 1, 1), most=2):
            good, rejected = self.one_of(0, 1, 1, 1, 2), self.maybe(0, 1)
            row: Row = {"supplier": s, "order": o, "month": MONTHS[0]}
            row |= {"made": good + (rejected or 0), "rejected": rejected}
            if "overtime" in self.has and good:
                row["overtime"] = self.maybe(0, 1)
            if self.flip():
                spare = at_hand.get((s, product[o]), 0)
                row["delivered"] = self.one_of(*range(good + spare + 1))
                at_hand[s, product[o]] = spare - max(row["delivered"] - good, 0)
            rows.append(row)
        tables["actuals"] = rows
        if not rows or self.flip():
            tables["settings"].append({"name": "now", "value": MONTHS[1]})

    def add_tiers(self, tables: Tables) -> None:
        sets = [("offer", None), ("total", None), *(("offer", p) for p in self.goods)]
        both = [[one] for one in sets] + [[("total", p)] for p in self.goods]
        if len(self.goods) == 2:
            p, q = self.goods
            both += [[("offer", p), ("offer", None)], [("offer", p), ("total", q)],
                     [("total", p), ("total", q)], [("offer", p), ("offer", q)]]  # fmt: skip
        else:
            both.append([("offer", "p"), ("offer", None)])
        rows: list[Row] = []
        for supplier in self.some_of(self.suppliers, most=2):
            for over, product in self.one_of(*both):
                rows += self.tier_set(supplier, over, product)
        tables["tiers"] = rows

    def tier_set(self, supplier: str, over: str, product: str | None) -> list[Row]:
        kind, percent = self.one_of("all_units", "incremental", "incremental"), self.flip()
        return [
            {"supplier": supplier, "product": product, "from_units": units}
            | {"kind": kind, "over": over}
            | (
                {"percent_off": self.one_of(0.1, 0.5, 1)}
                if percent
                else {"unit_cost": self.one_of(0, 1, 3, 6)}
            )
            for units in self.some_of((1, 2, 2, 3, 4), most=3)
        ]

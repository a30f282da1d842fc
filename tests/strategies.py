"""Strategies that draw tiny pools, for random subsets of what the tables can say.

A pool is drawn as plain rows, so that a test can read the same figures without the library.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from ikmpool.tables.pool import Pool

type Row = dict[str, Any]
type Tables = dict[str, list[Row]]

#: What a pool may have beside suppliers, offers and orders: each turns on columns or a table.
FEATURES = (
    "months",
    "capacity",
    "overtime",
    "calendar",
    "hours",
    "requirements",
    "status",
    "freight",
    "specs",
    "pooled",
    "defects",
    "limits",
    "lead",
    "pairs",
    "quotations",
    "tolerance",
)
#: Features that refuse nobody, so that there is something to make.
GENEROUS = ("capacity", "overtime", "lead", "pairs", "limits", "tolerance", "hours", "months")
MONTHS = ("2026-11", "2026-12")
CITIES, SECTORS = ("Gresik", "Lamongan"), ("food", "shoes")
STATUSES = ("export_ready", "coached", "waiting_list")
SCHEMES, ISSUERS = ("SNI", "MD", "halal"), ("BPOM", "JAKIM")
#: First and last days of certificates, around the two months.
DAYS = ("2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01", "2026-12-31", "2027-01-31")


def pool_of(tables: Tables) -> Pool:
    """Make the pool of drawn rows."""
    settings = {row["name"]: row["value"] for row in tables.get("settings", [])}
    frames = {name: pd.DataFrame(rows) for name, rows in tables.items() if rows}
    frames.pop("settings", None)
    return Pool(settings=settings, **frames)


@st.composite
def feature_sets(draw: st.DrawFn) -> frozenset[str]:
    """Draw any subset of the features, each as likely in as out."""
    return frozenset(f for f in FEATURES if draw(st.booleans()))


@st.composite
def tiny_tables(draw: st.DrawFn, features: Iterable[str] | None = None) -> Tables:
    """Draw the rows of a pool of two or three suppliers, one or two orders, one or two months."""
    has = frozenset(draw(feature_sets()) if features is None else features)
    return _Drawing(draw, has).tables()


class _Drawing:
    def __init__(self, draw: st.DrawFn, has: frozenset[str]) -> None:
        self.draw, self.has = draw, has
        self.orders = [f"T{i + 1}" for i in range(draw(st.integers(1, 2)))]
        wide = "months" not in has and "overtime" not in has and len(self.orders) == 1
        self.suppliers = ["A", "B", *(["C"] if wide and draw(st.booleans()) else [])]

    def one_of(self, *values: Any) -> Any:
        return self.draw(st.sampled_from(values))

    def maybe(self, *values: Any) -> Any:
        """Draw a value, or leave the cell blank."""
        return self.one_of(None, *values)

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
        for feature in ("calendar", "hours", "requirements", "freight", "limits", "pairs"):
            if feature in has:
                getattr(self, f"add_{feature}")(tables)
        if has & {"specs", "pooled"}:
            self.add_specs(tables)
        if "months" in has:
            self.add_stock(tables)
        return {name: rows for name, rows in tables.items() if rows or name == "settings"}

    def order(self, name: str) -> Row:
        row: Row = {"order": name, "product": "p", "quantity": self.one_of(1, 2, 2, 3)}
        if len(self.orders) == 1:
            row["quantity"] = self.one_of(2, 3, 4, 5) if len(self.suppliers) == 2 else 3
            if self.has >= {"months", "overtime"}:
                row["quantity"] = min(row["quantity"], 3)
        elif self.has & {"months", "overtime"}:
            row["quantity"] = 1 if self.has >= {"months", "overtime"} else self.one_of(1, 2)
        row["destination"] = self.maybe("Taiwan", "Taiwan", "Malaysia")
        row["contract"] = self.maybe("K1")
        row["price"], row["weight"] = self.one_of(10, 20, 25), self.one_of(1, 1, 2, 0.5)
        row["class"] = self.one_of(1, 1, 2)
        if "months" in self.has:
            row["due"] = self.one_of(*MONTHS, MONTHS[1])
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
        return row

    def supplier(self, name: str) -> Row:
        row: Row = {"supplier": name, "city": self.one_of(*CITIES, CITIES[0])}
        row["sector"] = self.maybe(*SECTORS)
        if "freight" in self.has:
            row["city"] = self.maybe(*CITIES, CITIES[0])
        if "status" in self.has:
            row["status"] = self.one_of(*STATUSES[:2], STATUSES[0], STATUSES[0], None)
        if "requirements" in self.has:
            row["own_workshop"] = self.maybe(True, True, False)
        if "capacity" in self.has:
            row["capacity"] = self.maybe(1, 2, 3)
        return row

    def products(self) -> list[Row]:
        row: Row = {"product": "p", "sector": self.maybe(*SECTORS)}
        if "months" in self.has:
            row["shelf_life"] = self.maybe(0, 1)
        return [row] if self.draw(st.booleans()) else []

    def offers(self) -> list[Row]:
        rows = [self.offer(s, general=True) for s in self.suppliers]
        if "quotations" in self.has:
            for supplier in self.suppliers:
                if self.draw(st.booleans()):
                    rows.append(self.offer(supplier, general=False) | {"destination": "Taiwan"})
                if self.draw(st.booleans()):
                    order = self.one_of(*self.orders)
                    rows.append(self.offer(supplier, general=False) | {"order": order})
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
            row["from"] = self.maybe(*MONTHS)
            row["lead_time"] = self.maybe(0, 1)
        return row

    def add_calendar(self, tables: Tables) -> None:
        if "months" not in self.has:
            return
        keys = [(m, c, s) for m in MONTHS for c in (None, *CITIES) for s in (None, *SECTORS)]
        chosen = self.draw(st.lists(st.sampled_from(keys), min_size=1, max_size=4, unique=True))
        tables["calendar"] = [
            {"month": m, "city": c, "sector": s, "factor": self.one_of(0, 0.5, 0.7, 1, 2)}
            for m, c, s in chosen
        ]

    def add_hours(self, tables: Tables) -> None:
        keys = [(s, None) for s in self.suppliers]
        if "months" in self.has:
            keys += [(s, m) for s in self.suppliers for m in MONTHS]
        chosen = self.draw(st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True))
        tables["hours"] = [
            {
                "supplier": s,
                "month": m,
                "hours": self.one_of(0, 1, 1.5, 2),
                "overtime_hours": self.maybe(0.5, 1),
                "overtime_premium": self.maybe(1, 10),
            }
            for s, m in chosen
        ]

    def add_requirements(self, tables: Tables) -> None:
        rows, seen = [], set()
        for name in ("R1", *(["R1", "R2"] if self.draw(st.booleans()) else [])):
            kind = self.one_of("certificate", "certificate", "workshop", "status", "yearly_limit")
            row: Row = {"requirement": name, "kind": kind}
            row["destination"] = self.maybe("Taiwan")
            row["sector"] = self.maybe(*SECTORS)
            if kind == "certificate":
                row |= {"scheme": self.one_of(*SCHEMES), "issuers": self.maybe(ISSUERS[0])}
                row["at"] = self.maybe("due", "production")
            elif kind == "status":
                row["scheme"] = self.one_of("export_ready", "export_ready; coached")
            elif kind == "yearly_limit":
                row |= {"yearly_limit": self.one_of(0, 1, 2), "already_used": self.maybe(1)}
            key = tuple(row.get(c) for c in ("destination", "sector", "kind", "scheme", "issuers"))
            if (name, *key) not in seen:
                seen.add((name, *key))
                rows.append(row)
        tables["requirements"] = rows
        certificates: list[Row] = []
        for holder in (*self.suppliers, "G"):
            for _ in range(self.draw(st.integers(0, 2))):
                begins, ends = self.maybe(*DAYS[:4]), self.maybe(*DAYS[2:])
                if begins and ends and ends < begins:
                    ends = None
                row = {"holder": holder, "scheme": self.one_of(*SCHEMES)}
                row |= {"product": self.maybe("p", "food"), "issuer": self.maybe(*ISSUERS)}
                key = tuple(row.values())
                if key not in seen:
                    seen.add(key)
                    certificates.append(row | {"from": begins, "to": ends})
        tables["certificates"] = certificates
        members = [s for s in self.suppliers if self.draw(st.booleans())] or ["A"]
        tables["groups"] = [{"group": "G", "supplier": s} for s in members]
        pairs = [("halal", "MD"), ("MD", "SNI")]
        tables["schemes"] = [
            {"scheme": a, "satisfies": b} for a, b in pairs if self.draw(st.booleans())
        ]

    def add_freight(self, tables: Tables) -> None:
        keys = [(c, d, p) for c in CITIES for d in ("Taiwan", "Malaysia") for p in (None, "p")]
        chosen = self.draw(st.lists(st.sampled_from(keys), min_size=2, max_size=6, unique=True))
        tables["freight"] = [
            {"city": c, "destination": d, "product": p, "per_unit": self.maybe(1, 2, 3)}
            | ({"lead_time": self.maybe(0, 1)} if "months" in self.has else {})
            for c, d, p in chosen
        ]

    def add_specs(self, tables: Tables) -> None:
        scopes = [("order", self.orders[0]), ("contract", "K1"), ("product", "p")]
        if not any(o["contract"] for o in tables["orders"]):
            scopes.pop(1)
        chosen = self.draw(st.lists(st.sampled_from(scopes), min_size=1, max_size=2, unique=True))
        rows = []
        for column, name in chosen:
            row: Row = {column: name, "attribute": "t"}
            if "specs" in self.has:
                row |= self.one_of(
                    {"lsl": 3}, {"usl": 5}, {"lsl": 3, "usl": 5}, {"lsl": 3, "min_cpk": 1},
                    {"usl": 5, "min_cpk": 0.8}, {"lsl": 3, "usl": 5, "min_cpk": 0.8},
                )  # fmt: skip
            if "pooled" in self.has:
                row |= self.one_of(
                    {"pooled_min": 3.9}, {"pooled_max": 4.2},
                    {"lsl": 3, "target": 4, "usl": 5, "min_cpm": self.one_of(0.5, 0.9)},
                )  # fmt: skip
            rows.append(row)
        tables["specs"] = rows
        measured = [(s, p) for s in self.suppliers for p in (None, "p") if self.draw(st.booleans())]
        tables["quality"] = [
            {"supplier": s, "product": p, "attribute": "t"}
            | {"mean": self.one_of(2.5, 3.5, 4, 4.3, 4.8), "sd": self.maybe(0, 0.2, 0.3)}
            for s, p in measured or [("A", None)]
        ]

    def add_limits(self, tables: Tables) -> None:
        rows = []
        for _ in range(self.draw(st.integers(1, 2))):
            row: Row = {
                "supplier": self.maybe("A", "each"),
                "city": self.maybe("Gresik", "each", None, None),
                "order": self.maybe("T1", "each", None),
                "destination": self.maybe("Taiwan", None),
                "contract": self.maybe("K1", None, None),
            }
            if "status" in self.has:
                row["status"] = self.maybe("export_ready", None)
            if "months" in self.has:
                row["month"] = self.maybe(*MONTHS, "each", None)
            row["of"] = self.one_of("units", "share", "money", "share")
            values = {"units": (1, 2), "share": (0.5, 0.34), "money": (3, 8)}[row["of"]]
            side = self.one_of("least", "greatest", "greatest")
            row[side] = self.one_of(*values)
            if not any(_same_scope(row, other) for other in rows):
                rows.append(row)
        tables["limits"] = rows

    def add_pairs(self, tables: Tables) -> None:
        keys = [(s, o) for s in self.suppliers for o in self.orders]
        chosen = self.draw(st.lists(st.sampled_from(keys), min_size=1, max_size=2, unique=True))
        tables["pairs"] = [
            {"supplier": s, "order": o} | self.one_of({"forbidden": True}, {"locked": 1},
                                                      {"locked": 2})
            for s, o in chosen
        ]  # fmt: skip

    def add_stock(self, tables: Tables) -> None:
        keys = [(s, p) for s in (None, "A") for p in (None, "p")]
        chosen = self.draw(st.lists(st.sampled_from(keys), max_size=3, unique=True))
        tables["stock"] = [
            {"supplier": s, "product": p, "holding_cost": self.one_of(1, 2, 3)} for s, p in chosen
        ]


def _same_scope(row: Row, other: Row) -> bool:
    keys = (set(row) | set(other)) - {"least", "greatest"}
    return all(row.get(k) == other.get(k) for k in keys)

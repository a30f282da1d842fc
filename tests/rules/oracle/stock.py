"""Stock: what is at hand, where it waits, and what waiting costs."""

from __future__ import annotations

from fractions import Fraction

from rules.oracle.history import History
from rules.oracle.rows import Answer, Excesses, number, once
from strategies import Row


class Stock(History):
    """Units in stock at the start, and the room for what waits."""

    @once
    def warehouse(self, supplier: str, product: str) -> str | None:
        mine = [r for r in self.rows("stock") if r.get("supplier") == supplier]
        fits = [r for r in mine if r.get("warehouse") and r.get("product") in (None, product)]
        return max(fits, key=lambda r: r.get("product") is not None)["warehouse"] if fits else None

    def speaks_of(self, row: Row, supplier: str, product: str) -> bool:
        return (
            row.get("supplier") in (None, supplier)
            and row.get("product") in (None, product)
            and row.get("warehouse") in (None, self.warehouse(supplier, product))
        )

    @once
    def holding(self, supplier: str, product: str) -> Fraction:
        rows = [r for r in self.rows("stock") if r.get("holding_cost") is not None]
        fits = [r for r in rows if self.speaks_of(r, supplier, product)]
        names = ("supplier", "warehouse", "product")
        best = max(fits, key=lambda r: [r.get(c) is not None for c in names], default=None)
        return number(best["holding_cost"]) if best else Fraction(0)

    def over_stock(self, answer: Answer) -> Excesses:
        """Give what is taken beyond what there was, and what waits beyond the room."""
        products = {r["product"] for r in self.orders.values()}
        products |= {r["product"] for r in self.rows("stock") if r.get("product")}
        pairs = [(s, p) for s in self.suppliers for p in products]
        for s, p in pairs:
            taken = sum(
                units
                for (by, o, _, kind, _), units in answer.items()
                if kind == "stock" and (by, self.orders[o]["product"]) == (s, p)
            )
            yield ("taken", s, p), taken - self.opening(s, p)
        for at, row in enumerate(self.rows("stock")):
            if row.get("limit") is None or not self.has_months:
                continue
            start = sum(self.opening(s, p) for s, p in pairs if self.speaks_of(row, s, p))
            for month in range(self.months):
                waiting = start
                for (s, o, made, kind, delivered), units in answer.items():
                    if not self.speaks_of(row, s, self.orders[o]["product"]):
                        continue
                    if kind == "stock":
                        waiting -= units if delivered <= month else 0
                    elif self.arrives(s, o, made, kind) <= month < delivered:
                        waiting += units
                yield ("waiting", at, month), waiting - row["limit"]

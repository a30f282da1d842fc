"""Who may make what at all: what even one unit of a supplier for an order needs."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from rules.oracle.rows import Answer, Cell, Excesses, Rows, days_of, month_number
from strategies import Row

READY = ("export_ready",)


class Admission(Rows):
    """Status, requirements, time and pairs: who is refused."""

    def pair(self, supplier: str, order: str) -> Row:
        same = [r for r in self.rows("pairs") if (r["supplier"], r["order"]) == (supplier, order)]
        return same[0] if same else {}

    def not_ready(self, supplier: str) -> bool:
        stated = any(r.get("status") for r in self.suppliers.values())
        return stated and self.suppliers[supplier].get("status") not in READY

    def untimely(self, cell: Cell) -> bool:
        supplier, order, month, kind, delivered = cell
        begins = self.cell(supplier, order, "from")
        life = self.products.get(self.orders[order]["product"], {}).get("shelf_life")
        return (
            delivered > self.due(order) + self.late(order)
            or (
                begins is not None and kind != "stock" and month < month_number(begins) - self.start
            )
            or (kind != "stock" and month > self.last_month(supplier))
            or (life is not None and delivered - month > life)
        )

    def fails_requirement(self, cell: Cell) -> bool:
        return any(
            asked and not any(self.meets(r, cell) for r in asked)
            for asked in self.asked(*cell[:2]).values()
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

    def meets(self, row: Row, cell: Cell) -> bool:
        s = self.suppliers[cell[0]]
        if row["kind"] == "workshop":
            return bool(s.get("own_workshop"))
        if row["kind"] == "status":
            return s.get("status") in row["scheme"].split("; ")
        return row["kind"] == "yearly_limit" or self.certified(row, cell)

    def certified(self, row: Row, cell: Cell) -> bool:
        supplier, order, month, _, _ = cell
        groups = {g["group"] for g in self.rows("groups") if g["supplier"] == supplier}
        good = {row["scheme"]}
        for _ in range(5):
            good |= {r["scheme"] for r in self.rows("schemes") if r["satisfies"] in good}
        when = self.real_delivered(cell)
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

    @staticmethod
    def covers(certificate: Row, month: int | None) -> bool:
        begins, ends = certificate.get("from"), certificate.get("to")
        if month is None:
            return not begins and not ends
        first, last = days_of(month)
        return (not begins or date.fromisoformat(begins) <= first) and (
            not ends or date.fromisoformat(ends) >= last
        )

    def over_yearly_limit(self, answer: Answer) -> Excesses:
        used: Counter[tuple[int, str, str | None, int]] = Counter()
        for cell, units in answer.items():
            s, o = cell[:2]
            for rows in self.asked(s, o).values():
                limits = [r for r in rows if r["kind"] == "yearly_limit"]
                others = [r for r in rows if r["kind"] != "yearly_limit"]
                if limits and not any(self.meets(r, cell) for r in others):
                    place, when = self.orders[o].get("destination"), self.real_delivered(cell)
                    year = when // 12 if when is not None else 0
                    for r in limits:
                        key = (self.rows("requirements").index(r), self.orders[o]["product"])
                        used[*key, place, year] += units
        for key, units in used.items():
            row = self.rows("requirements")[key[0]]
            yield key, units - max(0, row["yearly_limit"] - (row.get("already_used") or 0))

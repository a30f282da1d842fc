"""What markets and buyers ask: requirements and certificates, specs and measurements."""

from __future__ import annotations

from drawing.rows import SECTORS, Row, Rows, Tables

SCHEMES, ISSUERS = ("SNI", "MD", "halal"), ("BPOM", "JAKIM")
#: First and last days of certificates, around the two months.
DAYS = ("2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01", "2026-12-31", "2027-01-31")


class Demands(Rows):
    """Tables of what is asked of makers, and of what they can show."""

    def add_requirements(self, tables: Tables) -> None:
        rows, seen = [], set()
        for name in ("R1", *(["R1", "R2"] if self.flip() else [])):
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
        self.add_certificates(tables)

    def add_certificates(self, tables: Tables) -> None:
        certificates: list[Row] = []
        seen = set()
        for holder in (*self.suppliers, "G"):
            for _ in range(self.one_of(0, 1, 2)):
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
        members = [s for s in self.suppliers if self.flip()] or ["A"]
        tables["groups"] = [{"group": "G", "supplier": s} for s in members]
        pairs = [("halal", "MD"), ("MD", "SNI")]
        tables["schemes"] = [{"scheme": a, "satisfies": b} for a, b in pairs if self.flip()]

    def add_specs(self, tables: Tables) -> None:
        scopes = [("order", self.orders[0]), ("contract", "K1"), ("product", "p")]
        if not any(o["contract"] for o in tables["orders"]):
            scopes.pop(1)
        rows: dict[tuple[str, str, str], Row] = {}
        if self.has & {"specs", "pooled", "spread"}:
            for place, (column, name) in enumerate(self.some_of(scopes, most=2)):
                row = self.spec(whole=place == 0)
                rows[column, name, "t"] = {column: name, "attribute": "t"} | row
            self.add_means(tables)
        if "match" in self.has:
            attribute = self.one_of("dye", "dye", "t")
            for column, name in self.some_of(scopes, most=2):
                row = rows.get((column, name, attribute), {column: name, "attribute": attribute})
                rows[column, name, attribute] = row | {"match": True}
            self.add_classes(tables, attribute)
        tables["specs"] = list(rows.values())

    def spec(self, *, whole: bool) -> Row:
        """Draw what a spec says of an attribute; a whole one has all that the pool's specs have."""
        row: Row = {}
        if "specs" in self.has and (whole or self.flip()):
            row |= self.one_of(
                {"lsl": 3}, {"usl": 5}, {"lsl": 3, "usl": 5}, {"lsl": 3, "min_cpk": 1},
                {"usl": 5, "min_cpk": 0.8}, {"lsl": 3, "usl": 5, "min_cpk": 0.8},
            )  # fmt: skip
        if "pooled" in self.has and (whole or self.flip()):
            row |= self.one_of(
                {"pooled_min": 3.9}, {"pooled_max": 4.2},
                {"lsl": 3, "target": 4, "usl": 5, "min_cpm": self.one_of(0.5, 0.9)},
            )  # fmt: skip
        if "spread" in self.has and (whole or self.flip()):
            row["max_spread"] = self.one_of(0, 0.3, 0.5, 0.8)
        return row

    def add_means(self, tables: Tables) -> None:
        general = {"specs", "pooled"}.isdisjoint(self.has)  # a missing mean would refuse
        measured = [
            (s, p)
            for s in self.suppliers
            for p in (None, *self.goods)
            if (general and p is None) or self.one_of(True, True, False)
        ]
        tables["quality"] = [
            {"supplier": s, "product": p, "attribute": "t"}
            | {"mean": self.one_of(2.5, 3.5, 4, 4.3, 4.8), "sd": self.maybe(0, 0.2, 0.3)}
            for s, p in measured or [("A", None)]
        ]

    def add_classes(self, tables: Tables, attribute: str) -> None:
        offered = [
            (s, p, c)
            for s in self.suppliers
            for p in (None, *self.goods)
            for c in ("blue", "red")
            if (p is None and self.one_of(True, True, False)) or self.one_of(False, False, True)
        ]
        tables["quality"] = tables.get("quality", []) + [
            {"supplier": s, "product": p, "attribute": attribute, "class": c}
            for s, p, c in offered or [("A", None, "red")]
        ]

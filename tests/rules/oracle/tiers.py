"""Tiers: prices that fall (or rise) with quantity."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from rules.oracle.rows import Answer, Rows, number, once
from strategies import Row

#: A unit's price without tiers, and whether the tiers are for it.
type Unit = tuple[Fraction, bool]


class Tiers(Rows):
    """What the tiers make of the prices."""

    @once
    def base(self, supplier: str, order: str) -> Fraction:
        """Give the price of a unit as its quotation says."""
        for row in self.chain(supplier, order):
            if row.get("unit_cost") is not None:
                return number(row["unit_cost"])
            if row.get("lump_cost") is not None:
                return number(row["lump_cost"]) / max(self.quantity(order), 1)
        return Fraction(0)

    @once
    def tier_sets(self, supplier: str) -> list[tuple[list[Row], set[str], set[str]]]:
        """Give each set of tiers: its rows by rank, whose units it counts, and whose it prices."""
        mine = [r for r in self.rows("tiers") if r["supplier"] == supplier]
        products = {r["product"] for r in self.rows("offers") if r["supplier"] == supplier}
        sets: dict[tuple[str, str | None], list[Row]] = {}
        for row in sorted(mine, key=lambda r: r["from_units"]):
            sets.setdefault((row.get("over") or "offer", row.get("product")), []).append(row)
        found = []
        for (over, product), rows in sets.items():
            if over == "total":
                found.append((rows, products, {product} if product else products))
            elif product:
                found.append((rows, {product}, {product}))
            else:
                named = {p for o, p in sets if o == "offer"}
                found += [(rows, {p}, {p}) for p in products - named]
        return found

    def discount(self, answer: Answer, supplier: str) -> Fraction:
        """Give what the tiers add to the cost of a supplier's units (less than zero, as a rule)."""
        total = Fraction(0)
        for rows, counted, priced in self.tier_sets(supplier):
            units: list[Unit] = []
            for (s, o), made in self.shares(self.not_in_stock(answer)).items():
                product = self.orders[o]["product"]
                if s == supplier and product in counted:
                    units += [(self.base(s, o), product in priced)] * made
            if (rows[0].get("kind") or "all_units") == "all_units":
                top = _tier(rows, len(units))
                total += sum((_change(top, unit) for unit in units), Fraction(0))
            else:
                slots = Counter(_tier_at(rows, place) for place in range(1, len(units) + 1))
                total += _least(Counter(units), dict(slots.items()), rows)
        return total


def _tier_at(rows: list[Row], count: int) -> int:
    """Give the place of the highest tier that starts at a count or before; -1 below the first."""
    return max((i for i, row in enumerate(rows) if row["from_units"] <= count), default=-1)


def _tier(rows: list[Row], count: int) -> Row | None:
    at = _tier_at(rows, count)
    return rows[at] if at >= 0 else None


def _change(tier: Row | None, unit: Unit) -> Fraction:
    """Give what a tier adds to the price of a unit."""
    base, priced = unit
    if tier is None or not priced:
        return Fraction(0)
    if tier.get("unit_cost") is not None:
        return number(tier["unit_cost"]) - base
    return -number(tier["percent_off"]) * base


def _least(units: Counter[Unit], slots: dict[int, int], rows: list[Row]) -> Fraction:
    """Put units into the slots of incremental tiers so that they cost least: try every way."""
    unit = next((u for u, left in units.items() if left), None)
    if unit is None:
        return Fraction(0)
    ways = []
    for slot, left in slots.items():
        if left:
            fewer, others = units - Counter([unit]), slots | {slot: left - 1}
            change = _change(rows[slot] if slot >= 0 else None, unit)
            ways.append(change + _least(fewer, others, rows))
    return min(ways)

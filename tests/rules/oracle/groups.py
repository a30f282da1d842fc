"""Whole lots, whole orders, and how many makers share one."""

from __future__ import annotations

import math

from rules.oracle.admission import Admission
from rules.oracle.rows import Answer, Excesses, once


class Groups(Admission):
    """Lots, numbers of producers, all or nothing, and pairs that must or may not be."""

    @once
    def lot(self, supplier: str, order: str) -> tuple[int, int]:
        """Give the fewest units worth starting for, and what they come in multiples of."""
        carton = self.products.get(self.orders[order]["product"], {}).get("carton") or 1
        multiple = self.cell(supplier, order, "lot_multiple") or 1
        return self.cell(supplier, order, "min_lot") or 0, math.lcm(multiple, carton)

    def off_lot(self, answer: Answer) -> Excesses:
        for share, units in self.shares(self.not_in_stock(answer)).items():
            least, lot = self.lot(*share)
            yield (*share, "least"), least - units
            yield (*share, "lot"), units % lot

    def too_many_makers(self, answer: Answer) -> Excesses:
        for o, row in self.orders.items():
            if row.get("max_producers") is not None:
                yield o, len(self.makers(answer, o)) - row["max_producers"]

    def in_part(self, answer: Answer) -> Excesses:
        """Give what orders that are all or nothing, and neither, lack."""
        for o, row in self.orders.items():
            made = self.made(answer, order=o)
            if row.get("all_or_nothing") and made:
                yield o, self.quantity(o) - self.under(o) - made

    def along(self, order: str) -> set[str]:
        """Give the orders, itself among them, whose makers an order has; none where it is alone."""
        row = self.orders[order]
        same = {
            o
            for o, r in self.orders.items()
            if r.get("same_makers") and r["contract"] == row.get("contract") and self.most(o)
        }
        return same if order in same and len(same) > 1 else set()

    def offers_a_part_only(self, supplier: str, order: str) -> bool:
        return not all(self.chain(supplier, o) for o in self.along(order))

    def unlike_makers(self, answer: Answer) -> Excesses:
        lacking = {
            (s, other)
            for o in self.orders
            for other in self.along(o)
            for s in self.makers(answer, o) - self.makers(answer, other)
        }
        yield from ((share, 1) for share in lacking)

    def share_with_rival(self, answer: Answer) -> Excesses:
        for row in self.rows("pairs"):
            rivals = frozenset({row["supplier"], row.get("other_supplier")})
            if rivals <= self.makers(answer, row["order"]):
                yield (row["order"], rivals), 1

    def pairs_given_up(self, answer: Answer) -> tuple[int, int]:
        """Give the locked units and the forced pairs that an answer has not."""
        units = forced = 0
        for row in self.rows("pairs"):
            made = self.made(answer, row["supplier"], row["order"])
            units += max(0, min(row.get("locked") or 0, self.most(row["order"])) - made)
            forced += bool(row.get("forced") and not made and self.most(row["order"]))
        return units, forced

    def makers_given_up(self, answer: Answer) -> int:
        """Give how many producers fewer than asked share the orders."""
        return sum(
            max(0, min(row.get("min_producers") or 0, self.most(o)) - len(self.makers(answer, o)))
            for o, row in self.orders.items()
        )

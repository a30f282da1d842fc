"""Whole lots, whole orders, and how many makers share one."""

from __future__ import annotations

import math

from rules.oracle.admission import Admission
from rules.oracle.rows import Answer, once


class Groups(Admission):
    """Lots, numbers of producers, all or nothing, and pairs that must or may not be."""

    @once
    def lot(self, supplier: str, order: str) -> tuple[int, int]:
        """Give the fewest units worth starting for, and what they come in multiples of."""
        carton = self.products.get(self.orders[order]["product"], {}).get("carton") or 1
        multiple = self.cell(supplier, order, "lot_multiple") or 1
        return self.cell(supplier, order, "min_lot") or 0, math.lcm(multiple, carton)

    def off_lot(self, answer: Answer) -> bool:
        return any(
            units < self.lot(*share)[0] or units % self.lot(*share)[1]
            for share, units in self.shares(answer).items()
        )

    def too_many_makers(self, answer: Answer) -> bool:
        return any(
            row.get("max_producers") is not None
            and len(self.makers(answer, o)) > row["max_producers"]
            for o, row in self.orders.items()
        )

    def in_part(self, answer: Answer) -> bool:
        """Tell whether an order that is all or nothing is neither."""
        return any(
            row.get("all_or_nothing")
            and 0 < self.made(answer, order=o) < self.quantity(o) - self.under(o)
            for o, row in self.orders.items()
        )

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

    def unlike_makers(self, answer: Answer) -> bool:
        return any(
            self.makers(answer, o) != self.makers(answer, other)
            for o in self.orders
            for other in self.along(o)
        )

    def share_with_rival(self, answer: Answer) -> bool:
        return any(
            row.get("other_supplier") is not None
            and {row["supplier"], row["other_supplier"]} <= self.makers(answer, row["order"])
            for row in self.rows("pairs")
        )

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

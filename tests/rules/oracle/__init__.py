"""What the rules mean, said once more in plain loops over plain rows.

It shares no code with the library: it reads the rows as a person would, one answer at a time, in
fractions.  The tests compare every answer of tiny pools with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from rules.oracle.groups import Groups
from rules.oracle.limits import Limits
from rules.oracle.quality import Quality
from rules.oracle.rows import Answer, Cell, number, once

__all__ = ["Answer", "Cell", "Oracle"]


class Oracle(Groups, Quality, Limits):
    """One pool's rows, and what they say about any answer."""

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
            "lots": self.off_lot,
            "producers": self.too_many_makers,
            "all_or_nothing": self.in_part,
            "same_makers": self.unlike_makers,
            "pairs": self.share_with_rival,
            "spread": self.too_spread,
            "match": self.unmatched,
        }
        return broken | {name for name, check in checks.items() if check(answer)}

    @once
    def refusing(self, supplier: str, order: str, month: int) -> set[str]:
        """Name the rules that refuse even one unit."""
        key = supplier, order, month
        checks = {
            "status": self.not_ready(supplier),
            "requirements": self.fails_requirement(*key),
            "specs": self.out_of_spec(supplier, order),
            "timing": self.has_months and self.untimely(*key),
            "freight": bool(self.rows("freight")) and self.road(supplier, order) is None,
            "pairs": self.pair(supplier, order).get("forbidden", False),
            "defects": self.limited(order) and self.cell(supplier, order, "defect_rate") is None,
            "match": self.has_no_class(supplier, order),
            "same_makers": self.offers_a_part_only(supplier, order),
        }
        return {name for name, failed in checks.items() if failed}

    def good(self) -> Iterator[Answer]:
        """Give every answer that breaks nothing."""
        return (a for a in self.possible() if not self.violated(a))

    def possible(self) -> Iterator[Answer]:
        """Give every answer of cells of which one unit alone is not refused."""

        def allowed(cell: Cell) -> bool:
            s, o, m, kind = cell
            has_time = kind == "normal" or self.cell(s, o, "overtime_capacity")
            return bool(has_time) and not self.refusing(s, o, m)

        return self.answers(where=allowed)

    def too_many(self, answer: Answer) -> bool:
        return any(self.made(answer, order=o) > self.most(o) for o in self.orders)

    def given_up(self, answer: Answer) -> tuple[int, int, int]:
        """Give the least to give up of the "at least" rules: units, counts, and money."""
        units, counts, money = self.limits_given_up(answer)
        locked, forced = self.pairs_given_up(answer)
        for order, kept in self.kept.items():
            lead = self.orders[order].get("lead")
            units += max(0, kept - self.made(answer, lead, order)) if lead else 0
        return units + locked, counts + forced + self.makers_given_up(answer), money

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

    def vector(self, answer: Answer) -> tuple[Fraction, ...]:
        """Give what ``Lexicographic()`` minimises, short of fairness."""
        cost = self.cost(answer), Fraction(self.months_late(answer))
        return (*self.given_up(answer), *self.shortage(answer), *cost)

    def months_late(self, answer: Answer) -> int:
        """Add up by how many months units are late."""
        return sum(
            u * (self.delivered(s, o, m) - self.due(o)) for (s, o, m, _), u in answer.items()
        )

"""What the rules mean, said once more in plain loops over plain rows.

It shares no code with the library: it reads the rows as a person would, one answer at a time, in
fractions.  The tests compare every answer of tiny pools with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from rules.oracle.groups import Groups
from rules.oracle.limits import Limits
from rules.oracle.quality import Quality
from rules.oracle.rows import Answer, Cell, Excesses, number, once
from rules.oracle.stock import Stock

__all__ = ["Answer", "Cell", "Oracle"]


class Oracle(Groups, Quality, Limits, Stock):
    """One pool's rows, and what they say about any answer."""

    def violated(self, answer: Answer) -> set[str]:
        """Name the rules that an answer breaks, when all that can be given up is given up.

        A rule may be broken as far as the facts alone break it, place by place.
        """
        given = self.excesses(self.facts)
        found = self.excesses(answer).items()
        broken = {rule for (rule, place), by in found if by > given.get((rule, place), 0)}
        return broken | ({"past"} if self.is_not_as_it_was(answer) else set())

    def excesses(self, answer: Answer) -> dict[tuple[str, Any], Fraction]:
        """Give by how much each rule is broken in each place."""
        found: Counter[tuple[str, Any]] = Counter()
        for cell, units in answer.items():
            for rule in self.refusing(cell):
                found[rule, cell] += Fraction(units)
        checks = {
            "demand": self.too_many,
            "capacity": self.over_capacity,
            "stock": self.over_stock,
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
        for rule, check in checks.items():
            for place, by in check(answer):
                if by > 0:
                    found[rule, place] += Fraction(by)
        return found

    @once
    def refusing(self, cell: Cell) -> set[str]:
        """Name the rules that refuse even one unit."""
        supplier, order = cell[:2]
        checks = {
            "status": self.not_ready(supplier),
            "requirements": self.fails_requirement(cell),
            "specs": self.out_of_spec(supplier, order),
            "timing": self.has_months and self.untimely(cell),
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
            s, o, _, kind, _ = cell
            has_time = kind != "overtime" or self.cell(s, o, "overtime_capacity")
            return bool(has_time) and not self.is_over(cell) and not self.refusing(cell)

        return self.answers(where=allowed)

    def too_many(self, answer: Answer) -> Excesses:
        for order in self.orders:
            yield order, self.made(answer, order=order) - self.most(order)

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
            u * max(0, delivered - self.due(o)) for (_, o, _, _, delivered), u in answer.items()
        )

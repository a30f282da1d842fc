"""Whom and what a limit speaks of."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction

from rules.oracle.rows import Answer, Rows, number, once
from strategies import Row


class Scopes(Rows):
    """The scopes of limits, and what they cost once used."""

    @once
    def scopes_of(self, at: int) -> list[tuple[set[str], set[str]]]:
        """Give the suppliers and orders of each limit that a row, by its place, states."""
        return list(self.scopes(self.rows("limits")[at]))

    def scopes(self, row: Row) -> Iterator[tuple[set[str], set[str]]]:
        """Give the suppliers and orders of each limit that a row states."""
        sides = [("supplier", self.suppliers), ("city", self.suppliers),
                 ("sector", self.suppliers), ("status", self.suppliers), ("order", self.orders),
                 ("product", self.orders), ("destination", self.orders),
                 ("contract", self.orders), ("month", self.orders)]  # fmt: skip
        choices = []
        for column, of in sides:
            asked, key = row.get(column), "due" if column == "month" else column
            if asked is None:
                choices.append([None])
            elif asked == "each":
                choices.append(sorted({r.get(key) for r in of.values()} - {None}))
            else:
                choices.append([asked])
        for values in itertools.product(*choices):
            kept = [set(self.suppliers), set(self.orders)]
            for (column, of), value in zip(sides, values, strict=True):
                if value is not None:
                    key, side = "due" if column == "month" else column, of is self.orders
                    kept[side] &= {n for n, r in of.items() if r.get(key) == value}
            yield kept[0], kept[1]

    @staticmethod
    def inside(answer: Answer, suppliers: set[str], orders: set[str]) -> Answer:
        return {c: u for c, u in answer.items() if c[0] in suppliers and c[1] in orders}

    def fixed_costs(self, answer: Answer) -> Iterator[Fraction]:
        """Give what limits cost once where anything is made in their scopes."""
        for at, row in enumerate(self.rows("limits")):
            cost = number(row.get("fixed_cost"))
            for suppliers, orders in self.scopes_of(at) if cost else ():
                if self.inside(answer, suppliers, orders):
                    yield cost

"""Limits: the least and the greatest of units, shares, money and counts."""

from __future__ import annotations

import math
from fractions import Fraction

from rules.oracle.costs import Costs
from rules.oracle.rows import Answer, Excesses, number
from rules.oracle.work import Work
from strategies import Row

COUNTS = ("orders", "producers", "destinations")


class Limits(Costs, Work):
    """What each scope may have, and must have."""

    def over_limit(self, answer: Answer) -> Excesses:
        for at, row in enumerate(self.rows("limits")):
            for place, scope in enumerate(self.scopes_of(at)):
                for code, by in self.beyond(answer, row, *scope):
                    yield (at, place, code), by

    def beyond(self, answer: Answer, row: Row, suppliers: set[str], orders: set[str]) -> Excesses:
        """Give by how much one limit is broken, short of a least that can be given up."""
        greatest, least = number(row.get("greatest")), number(row.get("least"))
        found = self.in_scope(answer, row["of"], suppliers, orders)
        if greatest is not None:
            yield "greatest", found - self.bound(row, suppliers, orders)
        if least is None:
            return
        if row["of"] == "share":
            made = sum(u for (_, o, *_), u in answer.items() if o in orders)
            yield "least", least * made - found
        elif row.get("if_used") and self.inside(answer, suppliers, orders):
            yield "least", least - self.in_scope(answer, row["of"], suppliers, orders, joint=False)

    def bound(self, row: Row, suppliers: set[str], orders: set[str]) -> Fraction:
        greatest = number(row["greatest"])
        if row["of"] != "share":
            return greatest
        ordered = sum(self.quantity(o) for o in orders)
        kept = sum(self.kept[o] for o in orders if self.orders[o].get("lead") in suppliers)
        return max(greatest * ordered, Fraction(kept))

    def in_scope(
        self, answer: Answer, of: str, suppliers: set[str], orders: set[str], joint: bool = True
    ) -> Fraction:
        """Give what a scope has; money of no supplier or order in particular only in whole ones."""
        inside = self.inside(answer, suppliers, orders)
        if of == "orders":
            return Fraction(len({o for _, o, *_ in inside}))
        if of == "producers":
            return Fraction(len({s for s, *_ in inside}))
        if of == "destinations":
            places = {self.orders[o].get("destination") for _, o, *_ in inside}
            return Fraction(len(places - {None}))
        if of != "money":
            return Fraction(sum(inside.values()))
        money = sum((self.unit_cost(c) * u for c, u in inside.items()), Fraction(0))
        if joint:
            every = set(self.suppliers), set(self.orders)
            for s, o, cost in self.joint_costs(answer):
                mine = s in suppliers if s else suppliers == every[0]
                money += cost if mine and (o in orders if o else orders == every[1]) else 0
        return money

    def limits_given_up(self, answer: Answer) -> tuple[int, int, int]:
        """Give what the leasts must give up: units, counts, money."""
        given_up = {"units": 0, "counts": 0, "money": 0}
        for at, row in enumerate(self.rows("limits")):
            least = number(row.get("least"))
            if least is None or row["of"] == "share" or row.get("if_used"):
                continue
            for suppliers, orders in self.scopes_of(at):
                found = self.in_scope(answer, row["of"], suppliers, orders, joint=False)
                lacking = max(0, math.ceil(math.ceil(least) - found))
                given_up["counts" if row["of"] in COUNTS else row["of"]] += lacking
        return given_up["units"], given_up["counts"], given_up["money"]

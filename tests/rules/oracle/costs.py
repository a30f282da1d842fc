"""What an answer costs: each unit its own, and what several units bear together."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from rules.oracle.rows import Answer, Cell, number, once
from rules.oracle.scopes import Scopes
from rules.oracle.stock import Stock
from rules.oracle.tiers import Tiers
from rules.oracle.work import Work


class Costs(Tiers, Scopes, Stock, Work):
    """Unit costs, and costs of set-ups, engagement, trucks, inspection, tiers and limits."""

    @once
    def unit_cost(self, cell: Cell) -> Fraction:
        """Give the landed cost of a unit, short of what it shares with others."""
        s, o, m, kind, delivered = cell
        cost = Fraction(0) if kind == "stock" else self.base(s, o)
        if kind == "overtime":
            cost += number(self.cell(s, o, "overtime_premium")) or 0
        road = self.road(s, o)
        cost += number((road or {}).get("per_unit")) or 0
        if self.has_months:
            waits = max(0, delivered - self.arrives(s, o, m, kind))
            cost += self.holding(s, self.orders[o]["product"]) * waits
            late = max(0, delivered - self.due(o))
            cost += (number(self.orders[o].get("late_cost")) or 0) * late
        return cost

    def joint_costs(self, answer: Answer) -> Iterator[tuple[str | None, str | None, Fraction]]:
        """Give supplier and order (None: of none in particular) of each cost, and the cost."""
        for row, s, over, _ in self.overtime_hours(answer):
            yield s, None, over * (number(row.get("overtime_premium")) or 0)
        yield from self.setups(answer)
        for s, o in self.shares(answer):
            yield s, o, number(self.orders[o].get("inspection_cost")) or Fraction(0)
        for s in {s for s, *_ in answer}:
            yield s, None, number(self.suppliers[s].get("engagement_cost")) or Fraction(0)
            yield s, None, self.discount(answer, s)
        for cost in (*self.trucks(answer), *self.fixed_costs(answer)):
            yield None, None, cost

    def setups(self, answer: Answer) -> Iterator[tuple[str, str | None, Fraction]]:
        """Each row that states a set-up is paid once an order, or once a month, of its units."""
        paid: dict[tuple[int, str | int], tuple[str, str | None, Fraction]] = {}
        for s, o, m, kind, _ in answer:
            if kind == "stock":
                continue
            stating = [r for r in self.chain(s, o) if r.get("setup_cost") is not None][:1]
            for row in stating:
                monthly = row.get("setup_per") == "month"
                key = self.rows("offers").index(row), m if monthly else o
                paid[key] = s, None if monthly else o, number(row["setup_cost"])
        yield from paid.values()

    def trucks(self, answer: Answer) -> Iterator[Fraction]:
        """Units on one road in one month share whole trucks; without a capacity they fill one."""
        loads: Counter[tuple[int, int]] = Counter()
        for (s, o, _, _, delivered), units in answer.items():
            road = self.road(s, o)
            if road is not None:
                loads[self.rows("freight").index(road), delivered] += units
        for (at, _), units in loads.items():
            row = self.rows("freight")[at]
            count = math.ceil(Fraction(units, row.get("truck_capacity") or units))
            yield count * (number(row.get("fixed")) or 0)

    def cost(self, answer: Answer) -> Fraction:
        direct = sum((self.unit_cost(c) * u for c, u in answer.items()), Fraction(0))
        return direct + sum(cost for _, _, cost in self.joint_costs(answer))

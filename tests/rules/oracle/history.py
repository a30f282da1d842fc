"""What was made and delivered already, told by walking through the months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rules.oracle.rows import Answer, Cell, Rows, month_number
from strategies import Row


@dataclass
class Lot:
    """Good units of one month and kind, oldest first; and, once known, when they are delivered."""

    supplier: str
    order: str
    month: int
    kind: str
    units: int
    delivered: int | None = None

    @property
    def is_stated(self) -> bool:
        return self.delivered is not None


class History(Rows):
    """The facts, as cells of every answer."""

    @cached_property
    def facts(self) -> Answer:  # type: ignore[override]
        """Give the good units that count for their order."""
        lots = [lot for pair, rows in self.pairs.items() for lot in self.lots(*pair, rows)]
        room = {o: self.most(o) for o in self.orders}
        kinds = ("normal", "overtime", "stock")
        found: dict[Cell, int] = {}
        for lot in sorted(
            lots, key=lambda t: (not t.is_stated, t.month, t.supplier, kinds.index(t.kind))
        ):
            units, delivered = lot.units, lot.delivered
            if delivered is None:
                arrives = self.arrives(lot.supplier, lot.order, lot.month, lot.kind)
                soonest = self.now if self.states(lot.supplier, lot.order) else 0
                delivered = max(arrives, self.due(lot.order), soonest)
                in_time = delivered <= self.due(lot.order) + self.late(lot.order)
                units = min(units, max(room[lot.order], 0)) if in_time else 0
            room[lot.order] -= units
            if units:
                cell = lot.supplier, lot.order, lot.month, lot.kind, delivered
                found[cell] = found.get(cell, 0) + units
        return found

    @cached_property
    def pairs(self) -> dict[tuple[str, str], list[Row]]:
        found = defaultdict(list)
        for row in sorted(self.rows("actuals"), key=lambda r: r["month"]):
            found[row["supplier"], row["order"]].append(row)
        return found

    def states(self, supplier: str, order: str) -> bool:
        """Tell whether the deliveries of a pair are told."""
        return any(r.get("delivered") is not None for r in self.pairs[supplier, order])

    def lots(self, supplier: str, order: str, rows: list[Row]) -> Iterator[Lot]:
        """Walk through the months: what is made joins the queue, what is delivered leaves it."""
        queue: list[Lot] = []
        for row in rows:
            month = month_number(row["month"]) - self.start
            good = (row.get("made") or 0) - (row.get("rejected") or 0)
            extra = row.get("overtime") or 0
            for kind, units in (("normal", good - extra), ("overtime", extra)):
                queue += [Lot(supplier, order, month, kind, 1) for _ in range(units)]
            for _ in range(row.get("delivered") or 0):
                lot = queue.pop(0) if queue else Lot(supplier, order, 0, "stock", 1)
                lot.delivered = month
                yield lot
        yield from queue

    def is_over(self, cell: Cell) -> bool:
        """Tell whether a cell lies in a month that is over."""
        return (cell[4] if cell[3] == "stock" else cell[2]) < self.now

    def is_not_as_it_was(self, answer: Answer) -> bool:
        def past(units: Answer) -> Answer:
            return {cell: u for cell, u in units.items() if self.is_over(cell)}

        return past(answer) != past(self.facts)

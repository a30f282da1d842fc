"""Timing: units are made no earlier than the offer begins and no later than they can arrive.

Nothing is made after the last month of a producer who stops.

Units made in month t are at hand ``lead_time`` months later (the maker's and the road's together)
and wait, at the holding cost, until the order is due.  A product with a shelf life may not wait
longer; units that are in stock already count from the first month.  Where the buyer lets units be
late, they are delivered when they arrive.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import override

import numpy as np

from ikmpool.exact import Ints, product
from ikmpool.rules.draft import COST, LATE, Draft
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Ease, Lines, Refusal, Rule, Violation, by_code, name_of
from ikmpool.tables import quotations
from ikmpool.tables.arrivals import most_late
from ikmpool.tables.candidates import Candidates
from ikmpool.tables.coded import NEVER
from ikmpool.tables.horizon import due_month, first_month, last_month, month_count
from ikmpool.tables.inventory import holding
from ikmpool.tables.pool import Pool


class Timing(Rule):
    """Nothing is made before it can be, or arrives after it is due."""

    name = "timing"
    uses = (
        "orders.due",
        "orders.max_late",
        "offers.from",
        "offers.lead_time",
        "suppliers.until",
        "freight.lead_time",
        "products.shelf_life",
        "stock.supplier",
        "stock.warehouse",
        "stock.product",
        "stock.holding_cost",
    )

    @override
    @classmethod
    def of(cls, pool: Pool) -> Timing | None:
        return cls() if pool.horizon else None

    @override
    def admit(self, candidates: Candidates) -> Iterable[Refusal]:
        at = candidates
        late = most_late(at.pool)
        for order, where in by_code(at.order, at.delivered > at.due + late[at.order]):
            due = at.due[where]
            figures = {
                "arrives": _month(at.pool, at.delivered[where]),
                "due": _month(at.pool, due),
                "latest": _month(at.pool, due + late[order]),
            }
            name = name_of(at.pool, "order", order)
            yield Refusal(self.name, name, _reason(late[order]), where, figures)
        begins = _begins(at.pool)[at.offer]
        for order, where in by_code(at.order, ~at.is_stock & (at.month < begins)):
            yield Refusal(
                self.name,
                name_of(at.pool, "order", order),
                "too_early",
                where,
                {
                    "begins": _month(at.pool, begins[where]),
                    "made": _month(at.pool, at.month[where]),
                },
            )
        until = last_month(at.pool)[at.supplier]
        for order, where in by_code(at.order, ~at.is_stock & (at.month > until)):
            figures = {"until": _month(at.pool, until[where])}
            yield Refusal(self.name, name_of(at.pool, "order", order), "stopped", where, figures)
        life = _shelf_life(at.pool)[at.product]
        age = at.delivered - at.month
        for order, where in by_code(at.order, (life != NEVER) & (age > life)):
            figures = {"life": life[where], "waits": age[where]}
            yield Refusal(self.name, name_of(at.pool, "order", order), "too_old", where, figures)

    @override
    def shape(self, draft: Draft) -> None:
        at = draft.candidates
        cost = holding(at.pool, at.supplier, at.product)
        months = np.maximum(at.delivered - at.arrives, 0)
        draft.drafting.add_cost(COST, draft.column, draft.whole(cost * months))
        late = draft.whole(np.maximum(at.delivered - at.due, 0))
        if late.any():
            draft.drafting.add_cost(LATE, draft.column, late)

    @override
    def account(self, record: Record) -> Iterable[Lines]:
        pool = record.pool
        made_of = pool.codes("orders", "product")[record.order]
        months = np.maximum(record.delivered - record.arrives, 0)
        cost = holding(pool, record.supplier, made_of) * months
        amount = product(cost, record.units, "Units times holding cost")
        ones = np.ones(len(record), dtype=np.int64)
        yield Lines("holding", record.order, record.supplier, record.made, amount, ones)

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        pool = record.pool
        product = pool.codes("orders", "product")[record.order]
        arrives = record.arrives
        due = due_month(pool)[record.order]
        late = most_late(pool)[record.order]
        life = _shelf_life(pool)[product]
        overdue = record.delivered > due + late
        begins = np.maximum(_begins(pool)[record.offer], 0)
        until = last_month(pool)[record.supplier]
        checks = (
            ("not_there_yet", (arrives > record.delivered) & (late > 0) & ~overdue),
            ("too_late", (arrives > record.delivered) & (late == 0) & ~overdue),
            ("overdue", overdue & (late == 0)),
            ("overdue_by_more", overdue & (late > 0)),
            ("too_early", record.makes & (record.made < begins)),
            ("stopped", record.makes & (record.made > until)),
            ("too_old", (life != NEVER) & (record.delivered - record.made > life)),
        )
        for code, wrong in checks:
            for i in np.flatnonzero(wrong & (record.units > 0)).tolist():
                yield Violation(
                    self.name,
                    code,
                    order=record.order_name(int(record.order[i])),
                    supplier=record.supplier_name(int(record.supplier[i])),
                    month=record.month_name(int(record.made[i])),
                    amount=int(record.units[i]),
                    figures={
                        "made": record.month_name(int(record.made[i])),
                        "arrives": record.month_name(int(arrives[i])),
                        "delivered": record.month_name(int(record.delivered[i])),
                        "due": record.month_name(int(due[i])),
                        "latest": record.month_name(int(due[i] + late[i])),
                        "begins": record.month_name(int(begins[i])),
                        "until": record.month_name(int(min(until[i], month_count(pool)))),
                        "life": int(max(life[i], 0)),
                        "waits": int(record.delivered[i] - record.made[i]),
                    },
                )

    @override
    def ease(self, pool: Pool) -> Iterable[Ease]:
        """Let each order be a month later."""
        for row, late in enumerate(most_late(pool).tolist()):
            yield Ease(self.name, "orders", "max_late", pool.tables["orders"].index[row], late + 1)


def _reason(late: int) -> str:
    """Say "too late", or that not even what the buyer allows is enough."""
    return "later_than_allowed" if late else "too_late"


def _begins(pool: Pool) -> Ints:
    begins = quotations.months(pool, "from")
    return np.where(begins == NEVER, NEVER, begins - first_month(pool))


def _shelf_life(pool: Pool) -> Ints:
    """Give the shelf life of each product code; ``NEVER`` where none is stated."""
    life = pool.figures("products", "shelf_life")
    found = np.full(len(pool.names("product")), NEVER, dtype=np.int64)
    row = pool.codes("products", "product")
    found[row[life.known]] = life.units[life.known]
    return found


def _month(pool: Pool, months: Ints) -> np.ndarray:
    """Give months as dates, which is how words take them."""
    return (months + first_month(pool)).astype("datetime64[M]")

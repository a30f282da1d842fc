"""Timing: units are made no earlier than the offer begins and no later than they can arrive.

Units made in month t are at hand ``lead_time`` months later (the maker's and the road's together)
and wait, at the holding cost, until the order is due.  A product with a shelf life may not wait
longer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import override

import numpy as np

from ikmpool.exact import Ints, product
from ikmpool.rules.draft import COST, Draft
from ikmpool.rules.freight import route
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Lines, Refusal, Rule, Violation, by_code, name_of
from ikmpool.tables import quotations
from ikmpool.tables.candidates import Candidates, first_month
from ikmpool.tables.coded import BLANK, NEVER
from ikmpool.tables.pool import Pool


class Timing(Rule):
    """Nothing is made before it can be, or arrives after it is due."""

    name = "timing"
    uses = (
        "orders.due",
        "offers.from",
        "offers.lead_time",
        "freight.lead_time",
        "products.shelf_life",
        "stock.supplier",
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
        arrives = at.month + lead_time(at.pool, at.offer, at.order)
        for order, where in by_code(at.order, arrives > at.due):
            yield Refusal(
                self.name,
                name_of(at.pool, "order", order),
                "too_late",
                where,
                {"arrives": _month(at.pool, arrives[where]), "due": _month(at.pool, at.due[where])},
            )
        begins = _begins(at.pool)[at.offer]
        for order, where in by_code(at.order, at.month < begins):
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
        life = _shelf_life(at.pool)[at.product]
        for order, where in by_code(at.order, (life != NEVER) & (at.due - at.month > life)):
            figures = {"life": life[where], "waits": (at.due - at.month)[where]}
            yield Refusal(self.name, name_of(at.pool, "order", order), "too_old", where, figures)

    @override
    def shape(self, draft: Draft) -> None:
        at = draft.candidates
        cost = holding(at.pool, at.supplier, at.product)
        months = np.maximum(at.due - at.month - lead_time(at.pool, at.offer, at.order), 0)
        draft.drafting.add_cost(COST, draft.column, (cost * months)[draft.of])

    @override
    def account(self, record: Record) -> Iterable[Lines]:
        pool = record.pool
        made_of = pool.codes("orders", "product")[record.order]
        arrives = record.made + lead_time(pool, record.offer, record.order)
        months = np.maximum(record.delivered - arrives, 0)
        cost = holding(pool, record.supplier, made_of) * months
        amount = product(cost, record.units, "Units times holding cost")
        ones = np.ones(len(record), dtype=np.int64)
        yield Lines("holding", record.order, record.supplier, record.made, amount, ones)

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        pool = record.pool
        product = pool.codes("orders", "product")[record.order]
        arrives = record.made + lead_time(pool, record.offer, record.order)
        due = _due(pool)[record.order]
        life = _shelf_life(pool)[product]
        checks = (
            ("too_late", (arrives > record.delivered) & (record.delivered <= due)),
            ("overdue", record.delivered > due),
            ("too_early", (record.made < _begins(pool)[record.offer]) | (record.made < 0)),
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
                        "begins": record.month_name(int(max(_begins(pool)[record.offer[i]], 0))),
                        "life": int(max(life[i], 0)),
                        "waits": int(record.delivered[i] - record.made[i]),
                    },
                )


def lead_time(pool: Pool, offer: Ints, order: Ints) -> Ints:
    """Give the months from making to delivering: the maker's and the road's."""
    own = quotations.figures(pool, "lead_time").units[offer]
    row = route(pool, pool.codes("offers", "supplier")[offer], order)
    road = np.append(pool.figures("freight", "lead_time").units, 0)
    return np.asarray(own + road[row])


def holding(pool: Pool, supplier: Ints, product: Ints) -> Ints:
    """Give the holding cost of a unit and month; the most specific row of the stock table counts.

    A row for a supplier and a product beats one for the supplier, that one for the product, and
    that the general row.
    """
    cost = pool.figures("stock", "holding_cost").units
    rows = zip(
        pool.codes("stock", "supplier").tolist(),
        pool.codes("stock", "product").tolist(),
        strict=True,
    )
    named = sorted(((s != BLANK) * 2 + (p != BLANK), i, s, p) for i, (s, p) in enumerate(rows))
    found = np.zeros(supplier.shape, dtype=np.int64)
    for _, row, s, p in named:
        fits = ((supplier == s) | (s == BLANK)) & ((product == p) | (p == BLANK))
        found[fits] = cost[row]
    return found


def _due(pool: Pool) -> Ints:
    return pool.months("orders", "due") - first_month(pool)


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

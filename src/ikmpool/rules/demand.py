"""Demand: each order gets its quantity, or says what is short.

``sum x + tolerated - over + short = quantity``.  A unit is *short* when it is missing beyond the
order's tolerance; within the tolerance it is *tolerated*.  Both are minimised before any cost, the
shortage first, so a tolerance is room for the maker and never a way to save money.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd
from typing import override

import numpy as np

from ikmpool.compact import constant
from ikmpool.exact import Ints
from ikmpool.rules.draft import Draft, short_stage, tolerated_stage
from ikmpool.rules.quality import checked
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Rule, Violation
from ikmpool.tables.pool import Pool
from ikmpool.tables.quantities import tolerance


class Demand(Rule):
    """Every order is made, or its shortage is stated."""

    name = "demand"
    uses = (
        "orders.product",
        "orders.quantity",
        "orders.price",
        "orders.currency",
        "orders.weight",
        "orders.class",
        "orders.tolerance_under",
        "orders.tolerance_over",
    )

    @override
    def shape(self, draft: Draft) -> None:
        pool, drafting = draft.pool, draft.drafting
        quantity = pool.figures("orders", "quantity").units
        under, over = tolerance(pool, "tolerance_under"), tolerance(pool, "tolerance_over")
        orders = np.arange(len(quantity))
        name = draft.label("order", orders)
        short = drafting.add_columns("short", quantity - under, name, absorb=True)
        tolerated = drafting.add_columns("tolerated", under, name, absorb=True)
        beyond = drafting.add_columns("over", over, name)
        extra = (
            np.tile(orders, 3),
            np.concatenate([short, tolerated, beyond]),
            np.repeat([1, 1, -1], len(orders)),
        )
        ones = constant(1, len(draft))
        draft.add_rows("demand", (draft.order, ones), (quantity, quantity), name, extra)
        value, class_ = shortage_values(pool), pool.figures("orders", "class").units
        for c in np.unique(class_).tolist():
            mine = class_ == c
            drafting.add_cost(short_stage(c), short[mine], value[mine])
            if under[mine].any():
                drafting.add_cost(tolerated_stage(c), tolerated[mine], value[mine])

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        pool = record.pool
        most = pool.figures("orders", "quantity").units + tolerance(pool, "tolerance_over")
        made = record.per_order()
        for order in np.flatnonzero(made > most).tolist():
            yield Violation(
                self.name,
                "too_many",
                order=record.order_name(order),
                amount=int(made[order] - most[order]),
                figures={"made": int(made[order]), "most": int(most[order])},
            )
        quantity = pool.figures("orders", "quantity").units
        said = np.maximum(quantity - made, 0) if record.missing is None else record.missing
        for order in np.flatnonzero(np.maximum(quantity - made, 0) != said).tolist():
            yield Violation(
                self.name,
                "not_reconciled",
                order=record.order_name(order),
                amount=abs(int(quantity[order] - made[order] - said[order])),
                figures={
                    "made": int(made[order]),
                    "missing": int(said[order]),
                    "quantity": int(quantity[order]),
                },
            )
        for share in np.flatnonzero(record.units < 0).tolist():
            yield Violation(
                self.name,
                "negative",
                order=record.order_name(int(record.order[share])),
                supplier=record.supplier_name(int(record.supplier[share])),
                amount=-int(record.units[share]),
                figures={"units": int(record.units[share])},
            )


def prices(pool: Pool) -> tuple[Ints, np.ndarray]:
    """Give each order's price in the pool's smallest money unit, and whether it has one.

    A price in another currency is converted once, at the rate of the settings, and rounded half to
    even to the smallest money unit.
    """

    def make() -> tuple[Ints, np.ndarray]:
        price, settings = pool.figures("orders", "price"), pool.settings
        unit = 10**settings.money_decimals
        units = price.units * unit // 10**price.power
        currency = pool.texts("orders", "currency")
        for row in np.flatnonzero(
            price.known & ~np.isin(currency.astype(str), ["", settings.currency])
        ):
            rate = settings.rates[str(currency[row])]
            units[row] = round(Fraction(int(price.units[row]) * unit, 10**price.power) * rate)
        return units, price.known

    return pool.keep(("prices",), make)


def shortage_values(pool: Pool) -> Ints:
    """Value one missing unit of each order: price times weight, in whole numbers per class.

    Where an order of a class has no price, units count for all orders of that class.
    """
    price, known = prices(pool)
    weight = pool.figures("orders", "weight").units
    class_ = pool.figures("orders", "class").units
    unpriced = np.isin(class_, class_[~known])
    # Price times weight may leave 62 bits before the common factor is divided out.
    value = np.where(unpriced, 1, price).astype(object) * weight
    for c in np.unique(class_):
        mine = class_ == c
        common = gcd(*value[mine].tolist())
        value[mine] = value[mine] // max(common, 1)
    return checked(value, "Prices times weights")

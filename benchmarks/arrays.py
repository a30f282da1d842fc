"""What every peer is given: an instance as plain arrays, made from the tables without our library.

A link is a supplier and an order (and over months a month) that could go together.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Market:
    """A transport problem, with a pooled mean where `least` is above zero.

    Attributes
    ----------
    supplier, order : int array, shape (links,)
    cost : int64 array, shape (links,)
        Rupiah a unit.
    capacity : int64 array, shape (suppliers,)
    quantity : int64 array, shape (orders,)
    score : float array, shape (suppliers,)
    least : float array, shape (orders,)
        What the mean score of an order's units must reach.
    """

    supplier: Any
    order: Any
    cost: Any
    capacity: Any
    quantity: Any
    score: Any
    least: Any

    @classmethod
    def of(cls, tables: dict[str, pd.DataFrame]) -> Market:
        """Take the arrays from the tables of `pooled` or `country`."""
        return cls(**_market(tables), least=tables["specs"]["pooled_min"].to_numpy())


@dataclass(frozen=True, slots=True)
class Lots:
    """A transport problem with yes and no; the attributes of `Market`, and these.

    Attributes
    ----------
    lot : int64 array, shape (links,)
        The least that a maker makes for an order, if anything.
    engagement : int64 array, shape (suppliers,)
        Paid once for each supplier that is used at all.
    most : int64 array, shape (orders,)
        The most makers of an order.
    width : float array, shape (orders,)
        How far the scores of an order's makers may lie apart.
    """

    supplier: Any
    order: Any
    cost: Any
    capacity: Any
    quantity: Any
    score: Any
    lot: Any
    engagement: Any
    most: Any
    width: Any

    @classmethod
    def of(cls, tables: dict[str, pd.DataFrame]) -> Lots:
        """Take the arrays from the tables of `yesno`."""
        return cls(
            **_market(tables),
            lot=tables["offers"]["min_lot"].to_numpy(),
            engagement=tables["suppliers"]["engagement_cost"].to_numpy(),
            most=tables["orders"]["max_producers"].to_numpy(),
            width=tables["specs"]["max_spread"].to_numpy(),
        )


@dataclass(frozen=True, slots=True)
class Months:
    """Orders over months: a link is a pair of maker and order, in a month by the due one.

    Attributes
    ----------
    pair, month : int array, shape (links,)
    cost : int64 array, shape (links,)
        Unit cost and storage until the due month.
    supplier, order, setup, lot : int64 array, shape (pairs,)
    grades : bool array, shape (pairs, classes)
        The classes that the maker offers.
    capacity : int64 array, shape (suppliers,)
        Of each month.
    quantity, price, most : int64 array, shape (orders,)
        Price of a missing unit; the most makers.
    """

    pair: Any
    month: Any
    cost: Any
    supplier: Any
    order: Any
    setup: Any
    lot: Any
    grades: Any
    capacity: Any
    quantity: Any
    price: Any
    most: Any

    @classmethod
    def of(cls, tables: dict[str, pd.DataFrame]) -> Months:
        """Take the arrays from the tables of `months`."""
        offers, orders = tables["offers"], tables["orders"]
        start = tables["settings"].set_index("name")["value"]["start"]
        year, month = (int(part) for part in start.split("-"))
        months = orders["due"].dt
        due = (12 * (months.year - year) + months.month - month).to_numpy()
        maker, goods = codes(offers["supplier"]), offers["product"].astype("str").to_numpy()
        of = orders["product"].astype("str").to_numpy()
        offer, order = np.nonzero(goods[:, np.newaxis] == of[np.newaxis, :])
        counts = due[order] + 1
        pair = np.repeat(np.arange(order.size), counts)
        month = np.arange(pair.size) - np.repeat(np.cumsum(counts) - counts, counts)
        stored = int(tables["stock"]["holding_cost"].iloc[0]) * (due[order[pair]] - month)
        return cls(
            pair=pair,
            month=month,
            cost=offers["unit_cost"].to_numpy()[offer[pair]] + stored,
            supplier=maker[offer],
            order=order,
            setup=offers["setup_cost"].to_numpy()[offer],
            lot=offers["min_lot"].to_numpy()[offer],
            grades=_grades(tables["quality"], maker, goods)[offer],
            capacity=tables["suppliers"]["capacity"].to_numpy(),
            quantity=orders["quantity"].to_numpy(),
            price=orders["price"].to_numpy(),
            most=orders["max_producers"].to_numpy(),
        )


def codes(names: pd.Series) -> Any:
    """Turn names that end in their number, from one, into numbers from zero."""
    coded = names.astype("category").cat
    numbers = np.array([int(name[1:]) - 1 for name in coded.categories])
    return numbers[coded.codes.to_numpy()]


def _market(tables: dict[str, pd.DataFrame]) -> dict[str, Any]:
    offers = tables["offers"]
    return {
        "supplier": codes(offers["supplier"]),
        "order": codes(offers["order"]),
        "cost": offers["unit_cost"].to_numpy(),
        "capacity": tables["suppliers"]["capacity"].to_numpy(),
        "quantity": tables["orders"]["quantity"].to_numpy(),
        "score": tables["quality"]["mean"].to_numpy(),
    }


def _grades(quality: pd.DataFrame, maker: Any, goods: Any) -> Any:
    """Tell which classes each offer has."""
    classes = sorted(set(quality["class"]))
    offered = set(
        zip(
            codes(quality["supplier"]).tolist(),
            quality["product"].astype("str"),
            quality["class"],
            strict=True,
        )
    )
    pairs = zip(maker.tolist(), goods.tolist(), strict=True)
    return np.array([[(m, g, c) in offered for c in classes] for m, g in pairs])


def write(arrays: Market | Lots | Months, path: Path) -> None:
    """Keep arrays in a file."""
    np.savez(path, **{field.name: getattr(arrays, field.name) for field in fields(arrays)})


def read(kind: type, path: Path) -> Any:
    """Read what `write` wrote."""
    with np.load(path) as stored:
        return kind(**dict(stored))

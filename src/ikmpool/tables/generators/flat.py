"""Instances without months: `pooled`, `yesno` and `country`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ikmpool.errors import OptionError
from ikmpool.tables.generators import draws
from ikmpool.tables.generators.draws import Floats, Frames, Ints, Whole
from ikmpool.tables.pool import Pool

BASE_COST, COST_SPREAD = 100_000, 0.15
"""Suppliers' base cost in rupiah a unit: median, and standard deviation of its logarithm."""
NOISE_SHAPE, NOISE_SCALE = 2.0, 2_500.0
"""Gamma noise on each unit cost: 5,000 rupiah on average."""
CAPACITY_SPREAD = 0.5
"""Standard deviation of the logarithm of capacity; the median is the stated level."""
SCORE_MEAN, SCORE_SD, POOLED_MIN = 80.0, 8.0, 82.0
"""Quality scores of suppliers, and the pooled mean that each order asks."""
DENSITY, COUNTRY_DENSITY = 0.3, 0.15
"""Probability that a supplier can serve an order of its products."""
PRODUCTS, ORDERS_PER_PRODUCT = 25, 20
"""Products of `country` and orders of each."""


def pooled(n: int, m: int, density: float = DENSITY, load: float = 0.3, seed: int = 0) -> Pool:
    """Draw a transport problem with a pooled mean for each order.

    Parameters
    ----------
    n, m : int
        Suppliers and orders; all orders ask comparable goods.
    density : float
        Probability that a supplier can serve an order, above 0, at most 1.
    load : float
        Total demand as a share of total capacity.
    seed : int
        Equal seeds give equal pools.

    Returns
    -------
    Pool
        Capacity of each supplier over all its orders: lognormal, median 300 units, log-sd 0.5.
        Unit cost: base (lognormal, median 100,000, log-sd 0.15) x order factor (0.9 to 1.1) +
        gamma noise (shape 2, scale 2,500).  Quality score: normal (80, 8), two decimals; each order
        asks a pooled mean of 82.  Demand is split by a Dirichlet with concentration 5, at least a
        unit each.  Orders have no price: a shortage counts in units.

    Examples
    --------
    >>> pooled(40, 3, seed=1)
    Pool(40 suppliers, 30 offers, 40 quality, 3 orders, 3 specs)
    """
    return Pool(**pooled_tables(n, m, density, load, seed))


def pooled_tables(
    n: int, m: int, density: float = DENSITY, load: float = 0.3, seed: int = 0
) -> Frames:
    """Draw the tables of `pooled`, unchecked."""
    return _with_pooled_mean(_market(draws.generator(seed), (n, m), density, load))


def yesno(  # noqa: PLR0913, PLR0917 - the six arguments are the instance's published form
    n: int, m: int, load: float = 0.05, producers: int = 25, spread: float = 6, seed: int = 0
) -> Pool:
    """Draw the suppliers and orders of `pooled` with yes/no rules instead of the pooled mean.

    Parameters
    ----------
    n, m, load, seed
        As in `pooled`; its density is 0.3, and capacity, cost, score and demand are the same.
    producers : int
        The most producers that may share one order (K in the benchmarks).
    spread : float
        The greatest difference between the scores of two producers of one order.

    Returns
    -------
    Pool
        Each quotation has a min lot: capacity x U(0.1, 0.4), but no more than the order asks.  Each
        supplier that is used at all costs U(500, 3,000) thousand rupiah once.

    Examples
    --------
    >>> yesno(100, 3, seed=1).orders["max_producers"].tolist()
    [25, 25, 25]
    """
    return Pool(**yesno_tables(n, m, load, producers, spread, seed))


def yesno_tables(  # noqa: PLR0913, PLR0917 - as `yesno`
    n: int, m: int, load: float = 0.05, producers: int = 25, spread: float = 6, seed: int = 0
) -> Frames:
    """Draw the tables of `yesno`, unchecked."""
    draws.whole(producers=producers)
    draws.positive(spread=spread)
    rng = draws.generator(seed)
    market = _market(rng, (n, m), DENSITY, load)
    goods = market.goods
    lot = goods.capacity[market.supplier] * rng.uniform(0.1, 0.4, market.supplier.size)
    lot = np.maximum(np.minimum(draws.rounded(lot), goods.quantity[market.order]), 1)
    frames = market.tables() | {"specs": market.specs("max_spread", float(spread))}
    frames["offers"]["min_lot"] = lot
    frames["suppliers"]["engagement_cost"] = draws.rounded(rng.uniform(500_000, 3_000_000, n))
    frames["orders"]["max_producers"] = producers
    return frames


def country(n: int = 4_500_000, seed: int = 0) -> Pool:
    """Draw the whole country: 500 orders of 25 products, two products a supplier.

    Parameters
    ----------
    n : int
        Suppliers; 4.5 million micro and small manufacturers by default.
    seed : int
        Equal seeds give equal pools.

    Returns
    -------
    Pool
        A supplier makes two products, each pair equally likely, and can serve an order of its
        products with probability 0.15; its capacity, lognormal with median 100 and log-sd 0.5, is
        shared.  Twenty orders a product; load 0.02; the rest as in `pooled`.

    Examples
    --------
    >>> country(2_000, seed=1).orders["product"].nunique()
    25
    """
    return Pool(**country_tables(n, seed))


def country_tables(n: int = 4_500_000, seed: int = 0) -> Frames:
    """Draw the tables of `country`, unchecked."""
    rng = draws.generator(seed)
    orders = PRODUCTS * ORDERS_PER_PRODUCT
    goods = _goods(rng, (n, orders), capacity=100, load=0.02)
    makes = np.empty((n, 2), dtype=np.int16)
    makes[:, 0] = rng.integers(0, PRODUCTS, n)
    makes[:, 1] = (makes[:, 0] + rng.integers(1, PRODUCTS, n)) % PRODUCTS
    supplier, slot = draws.links(rng, (n, 2 * ORDERS_PER_PRODUCT), COUNTRY_DENSITY)
    product = makes[supplier, slot // ORDERS_PER_PRODUCT]
    order = product * np.int16(ORDERS_PER_PRODUCT) + slot % ORDERS_PER_PRODUCT
    frames = _with_pooled_mean(_linked(rng, goods, supplier, order))
    name = draws.names("P", PRODUCTS)
    frames["offers"]["product"] = draws.coded(product, name)
    frames["orders"]["product"] = draws.coded(np.arange(orders) // ORDERS_PER_PRODUCT, name)
    return frames


@dataclass(frozen=True)
class _Goods:
    """Suppliers (capacity, base cost, score) and orders (cost factor, quantity)."""

    capacity: Ints
    base: Floats
    score: Floats
    factor: Floats
    quantity: Ints


@dataclass(frozen=True)
class _Market:
    """Goods, and one quotation (supplier, order, unit cost) a link."""

    goods: _Goods
    supplier: Whole
    order: Whole
    cost: Ints

    def tables(self) -> Frames:
        """Give the tables that every instance of one period has."""
        goods, links = self.goods, self.order.size
        suppliers = draws.names("S", goods.capacity.size)
        orders = draws.names("O", goods.quantity.size)
        return {
            "suppliers": pd.DataFrame({"supplier": suppliers, "capacity": goods.capacity}),
            "offers": pd.DataFrame(
                {
                    "supplier": draws.coded(self.supplier, suppliers),
                    "product": draws.constant("goods", links),
                    "order": draws.coded(self.order, orders),
                    "unit_cost": self.cost,
                }
            ),
            "quality": pd.DataFrame(
                {
                    "supplier": suppliers,
                    "attribute": draws.constant("score", suppliers.size),
                    "mean": goods.score,
                }
            ),
            "orders": pd.DataFrame(
                {"order": orders, "product": "goods", "quantity": goods.quantity}
            ),
        }

    def specs(self, column: str, value: float) -> pd.DataFrame:
        """Give each order the same limit on the score."""
        orders = draws.names("O", self.goods.quantity.size)
        return pd.DataFrame({"order": orders, "attribute": "score", column: value})


def _with_pooled_mean(market: _Market) -> Frames:
    return market.tables() | {"specs": market.specs("pooled_min", POOLED_MIN)}


def _market(
    rng: np.random.Generator, size: tuple[int, int], density: float, load: float
) -> _Market:
    if not 0 < density <= 1:
        raise OptionError(f"density is {density!r}. Give a probability above 0, at most 1.")
    goods = _goods(rng, size, capacity=300, load=load)
    return _linked(rng, goods, *draws.links(rng, size, density))


def _goods(rng: np.random.Generator, size: tuple[int, int], capacity: float, load: float) -> _Goods:
    n, m = size
    draws.whole(n=n, m=m)
    draws.positive(load=load)
    able = draws.rounded(capacity * rng.lognormal(0, CAPACITY_SPREAD, n))
    able = np.maximum(able, 1)
    return _Goods(
        capacity=able,
        base=BASE_COST * rng.lognormal(0, COST_SPREAD, n),
        score=np.round(rng.normal(SCORE_MEAN, SCORE_SD, n), 2),
        factor=rng.uniform(0.9, 1.1, m),
        quantity=draws.split(rng, round(load * int(able.sum())), m),
    )


def _linked(rng: np.random.Generator, goods: _Goods, supplier: Whole, order: Whole) -> _Market:
    cost = rng.gamma(NOISE_SHAPE, NOISE_SCALE, supplier.size)
    cost += goods.base[supplier] * goods.factor[order]
    return _Market(goods, supplier, order, draws.rounded(cost))

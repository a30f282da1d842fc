"""Seeded pools over months: stock, min lots, set-ups, and one class of goods a line."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from ikmpool.tables.generators import draws
from ikmpool.tables.generators.draws import Frames, Ints
from ikmpool.tables.pool import Pool

START = pd.Period("2027-01", freq="M")
"""The first month."""
THOUSAND = 1_000
"""Costs are stated in thousands of rupiah and kept in rupiah."""
MAKES, CLASSES, SECOND_CLASS = 0.25, 3, 0.5
"""Share of the products that a producer makes; classes; share of makers that offer two of them."""
LARGEST = 8
"""The most producers a line, and how many of the largest bound a line's demand."""


def months(producers: int, lines: int, periods: int, products: int, seed: int = 0) -> Pool:
    """Draw an instance over months, beginning in 2027-01.

    Parameters
    ----------
    producers, lines, periods, products : int
        Their numbers (I, L, T and P in the benchmarks).
    seed : int
        Equal seeds give equal pools.

    Returns
    -------
    Pool
        Each producer makes each product with probability 1/4 (at least one), in one or two of three
        classes, equally likely; its monthly capacity U(100, 500) is shared by all lines.  Each line
        has a product that somebody makes, a due month, and a demand: weight U(0.5, 2) scaled to 75%
        of all capacity, at most 45% of what the best class's eight largest producers could make by
        then.  In thousands of rupiah: unit cost U(80, 130), stock 1 a month, set-up 400 per
        producer and line, 2,000 for a missing unit (the line's price).  Min lot 30 in total per
        producer and line; at most eight producers and one class a line.

    Examples
    --------
    >>> months(30, 10, 6, 5, seed=1).settings.end
    Period('2027-06', 'M')
    """
    return Pool(**months_tables(producers, lines, periods, products, seed))


def months_tables(producers: int, lines: int, periods: int, products: int, seed: int = 0) -> Frames:
    """Draw the tables of `months`, unchecked."""
    draws.whole(producers=producers, lines=lines, periods=periods, products=products)
    rng = draws.generator(seed)
    makers = _makers(rng, producers, products)
    return (
        {"settings": _horizon(periods)}
        | makers.tables(draws.rounded(rng.uniform(80, 130, makers.maker.size) * THOUSAND))
        | _lines(rng, makers, lines, periods)
        | {"stock": pd.DataFrame({"holding_cost": [THOUSAND]})}
    )


@dataclass(frozen=True)
class _Makers:
    """Monthly capacity of each producer; maker, product and classes of each offer."""

    capacity: Ints
    products: int
    maker: Ints
    product: Ints
    classes: npt.NDArray[np.bool_]

    def tables(self, cost: Ints) -> Frames:
        """Give the tables of the producers' side."""
        producer = draws.names("I", self.capacity.size)
        goods = draws.names("P", self.products)
        offer, grade = np.nonzero(self.classes)
        return {
            "suppliers": pd.DataFrame({"supplier": producer, "capacity": self.capacity}),
            "offers": pd.DataFrame(
                {
                    "supplier": draws.coded(self.maker, producer),
                    "product": draws.coded(self.product, goods),
                    "unit_cost": cost,
                    "min_lot": 30,
                    "setup_cost": 400 * THOUSAND,
                    "setup_per": "order",
                }
            ),
            "quality": pd.DataFrame(
                {
                    "supplier": draws.coded(self.maker[offer], producer),
                    "product": draws.coded(self.product[offer], goods),
                    "attribute": "grade",
                    "class": draws.coded(grade, pd.Index(["A", "B", "C"])),
                }
            ),
        }

    def best_class(self) -> Ints:
        """For each product: monthly capacity of the best class's eight largest producers."""
        able = np.zeros((self.capacity.size, self.products, CLASSES), dtype=np.int64)
        able[self.maker, self.product] = self.classes * self.capacity[self.maker, np.newaxis]
        largest = np.sort(able, axis=0)[-LARGEST:].sum(axis=0)
        return np.asarray(largest.max(axis=1))


def _makers(rng: np.random.Generator, producers: int, products: int) -> _Makers:
    capacity = rng.integers(100, 500, producers, endpoint=True)
    makes = rng.random((producers, products)) < MAKES
    spare = rng.integers(0, products, producers)
    makes[np.arange(producers), spare] |= ~makes.any(axis=1)
    maker, product = np.nonzero(makes)
    row = np.arange(maker.size)
    first = rng.integers(0, CLASSES, row.size)
    second = (first + 1 + rng.integers(0, CLASSES - 1, row.size)) % CLASSES
    classes = np.zeros((row.size, CLASSES), dtype=bool)
    classes[row, first] = True
    classes[row, second] |= rng.random(row.size) < SECOND_CLASS
    return _Makers(capacity, products, maker, product, classes)


def _lines(rng: np.random.Generator, makers: _Makers, lines: int, periods: int) -> Frames:
    made = np.unique(makers.product)
    product = made[rng.integers(0, made.size, lines)]
    due = rng.integers(1, periods, lines, endpoint=True)
    weight = rng.uniform(0.5, 2, lines)
    asked = 0.75 * int(makers.capacity.sum()) * periods * weight / weight.sum()
    demand = np.floor(np.minimum(asked, 0.45 * makers.best_class()[product] * due))
    line = draws.names("L", lines)
    return {
        "orders": pd.DataFrame(
            {
                "order": line,
                "product": draws.coded(product, draws.names("P", makers.products)),
                "quantity": np.maximum(demand.astype(np.int64), 1),
                "due": pd.period_range(START, periods=periods, freq="M")[due - 1],
                "price": 2_000 * THOUSAND,
                "max_producers": LARGEST,
            }
        ),
        "specs": pd.DataFrame({"order": line, "attribute": "grade", "match": True}),
    }


def _horizon(periods: int) -> pd.DataFrame:
    end = START + (periods - 1)
    return pd.DataFrame({"name": ["start", "end"], "value": [str(START), str(end)]})

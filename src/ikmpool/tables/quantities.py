"""Quantities: what orders take, with their tolerances."""

from __future__ import annotations

import numpy as np

from ikmpool.exact import Ints, product
from ikmpool.tables.pool import Pool


def most_units(pool: Pool) -> Ints:
    """Give the most units that each order takes: its quantity and what its tolerance adds."""
    return pool.figures("orders", "quantity").units + tolerance(pool, "tolerance_over")


def tolerance(pool: Pool, column: str) -> Ints:
    """Give a tolerance of each order in units, rounded down."""
    share = pool.figures("orders", column)
    units = product(
        pool.figures("orders", "quantity").units, share.units, "Quantity times its tolerance"
    )
    return np.asarray(units // 10**share.power)

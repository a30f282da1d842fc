"""The horizon: months as whole numbers, counted from the pool's first one."""

from __future__ import annotations

import numpy as np

from ikmpool.exact import Ints
from ikmpool.tables.coded import NEVER
from ikmpool.tables.pool import Pool

#: After every month of any pool.
FAR = 10**6


def month_count(pool: Pool) -> int:
    """Count the pool's months; one in a pool without months."""
    return max(len(pool.horizon), 1)


def first_month(pool: Pool) -> int:
    """Give the pool's first month as a month number; zero in a pool without months."""
    return int(pool.horizon[0].ordinal) if pool.horizon else 0


def due_month(pool: Pool) -> Ints:
    """Give the due month of each order, counted from the pool's first; zero without months."""
    if not pool.horizon:
        return np.zeros(pool.size("orders"), dtype=np.int64)
    due = pool.months("orders", "due")
    return np.where(due == NEVER, 0, due - first_month(pool))


def last_month(pool: Pool) -> Ints:
    """Give the last month in which each supplier makes anything; ``FAR`` where none is stated."""
    until = pool.months("suppliers", "until")
    stated = (until != NEVER) & bool(pool.horizon)
    return np.where(stated, until - first_month(pool), FAR)

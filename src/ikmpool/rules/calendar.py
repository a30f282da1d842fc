"""The calendar: how much of its capacity each supplier has in each month."""

from __future__ import annotations

import numpy as np

from ikmpool.exact import Ints
from ikmpool.tables.candidates import first_month, month_count
from ikmpool.tables.coded import BLANK
from ikmpool.tables.pool import Pool


def factors(pool: Pool) -> tuple[Ints, int]:
    """Give the calendar's factor of each supplier and month.

    A row for a city or a sector beats the general row of its month; of several such rows that fit a
    supplier the lowest counts.

    Returns
    -------
    (units, power)
        int64 array of shape (suppliers, months); the factor is ``units / 10**power``.
    """

    def make() -> tuple[Ints, int]:
        factor = pool.figures("calendar", "factor")
        one = 10**factor.power
        shape = (pool.size("suppliers"), month_count(pool))
        general = np.full(shape[1], one, dtype=np.int64)
        special = np.full(shape, -1, dtype=np.int64)
        if not pool.horizon:
            return np.full(shape, one, dtype=np.int64), factor.power
        month = pool.months("calendar", "month") - first_month(pool)
        for row in np.flatnonzero((month >= 0) & (month < shape[1])).tolist():
            fits, named = _fits(pool, row)
            if not named:
                general[month[row]] = factor.units[row]
                continue
            column = special[:, month[row]]
            lower = fits & ((column < 0) | (factor.units[row] < column))
            special[lower, month[row]] = factor.units[row]
        return np.where(special >= 0, special, general[None, :]), factor.power

    return pool.keep(("calendar",), make)


def _fits(pool: Pool, row: int) -> tuple[np.ndarray, bool]:
    """Tell which suppliers a calendar row is for, and whether it names a city or sector."""
    fits = np.ones(pool.size("suppliers"), dtype=bool)
    named = False
    for column in ("city", "sector"):
        code = pool.codes("calendar", column)[row]
        if code != BLANK:
            fits &= pool.codes("suppliers", column) == code
            named = True
    return fits, named


def after_calendar(pool: Pool, capacity: Ints, supplier: Ints, month: Ints) -> Ints:
    """Apply the calendar to capacities, rounded down to whole units."""
    units, power = factors(pool)
    return np.asarray(capacity * units[supplier, month] // 10**power, dtype=np.int64)

"""The calendar: how much of its capacity each supplier has in each month."""

from __future__ import annotations

import numpy as np

from ikmpool.exact import Bools, Ints, product
from ikmpool.tables.coded import BLANK
from ikmpool.tables.horizon import first_month, month_count
from ikmpool.tables.pool import Pool


def factors(pool: Pool) -> tuple[Ints, int]:
    """Give the calendar's factor of each supplier and month.

    The most specific row counts: one for a city and a sector beats one for either, and that beats
    the general row of its month.  Of several as specific ones the lowest counts.

    Returns
    -------
    (units, power)
        int64 array of shape (suppliers, months); the factor is ``units / 10**power``.
    """

    def make() -> tuple[Ints, int]:
        factor = pool.figures("calendar", "factor")
        one = 10**factor.power
        shape = (pool.size("suppliers"), month_count(pool))
        found, level = np.full(shape, one, dtype=np.int64), np.full(shape, -1)
        if not pool.horizon:
            return found, factor.power
        month = pool.months("calendar", "month") - first_month(pool)
        for row in np.flatnonzero((month >= 0) & (month < shape[1])).tolist():
            fits, named = _fits(pool, row)
            at, units = month[row], factor.units[row]
            lower = (level[:, at] == named) & (units < found[:, at])
            use = fits & ((level[:, at] < named) | lower)
            found[use, at], level[use, at] = units, named
        return found, factor.power

    return pool.keep(("calendar",), make)


def _fits(pool: Pool, row: int) -> tuple[Bools, int]:
    """Tell which suppliers a calendar row is for, and how many of city and sector it names."""
    fits = np.ones(pool.size("suppliers"), dtype=bool)
    named = 0
    for column in ("city", "sector"):
        code = pool.codes("calendar", column)[row]
        if code != BLANK:
            fits &= pool.codes("suppliers", column) == code
            named += 1
    return fits, named


def after_calendar(
    pool: Pool,
    capacity: Ints,
    supplier: Ints,
    month: Ints,
    share: tuple[Ints, int] | None = None,
) -> Ints:
    """Apply the calendar to capacities, rounded down to whole units.

    Parameters
    ----------
    pool : Pool
    capacity, supplier, month : int64 array, shape (k,)
    share : (units, power), optional
        The share of each capacity that there is at all, ``units / 10**power``; it is applied before
        anything is rounded.
    """
    units, power = factors(pool)
    scaled = product(capacity, units[supplier, month], "Capacity times the calendar's factor")
    if share is not None:
        scaled = product(scaled, share[0], "Capacity times the calendar's factor and the ramp-up")
        power += share[1]
    return np.asarray(scaled // 10**power)

"""Ramp-up: what an offer holds of its capacity in each month, as it grows in its first ones.

The k-th month, counted from the offer's first one, has the k-th share of the capacity, in normal
time and in overtime alike; after the list the last share goes on.  An offer's first month is the
one in `from`, or the pool's first.  Only a general row may have to bound units of an earlier month:
those of a quotation that begins before it; there it has its first share.
"""

from __future__ import annotations

import numpy as np

from ikmpool.exact import Bools, Ints, scaled
from ikmpool.rules.calendar import after_calendar
from ikmpool.tables import quotations
from ikmpool.tables.coded import BLANK, NEVER, Texts
from ikmpool.tables.horizon import first_month
from ikmpool.tables.pool import Pool


def offered_capacity(pool: Pool, column: str, row: Ints, month: Ints) -> Ints:
    """Give the units that offers hold in a month, after ramp-up and calendar.

    Parameters
    ----------
    pool : Pool
    column : {"capacity", "overtime_capacity"}
    row, month : int64 array, shape (k,)
        Rows of the offers that have a capacity, of their own or of a more general row.

    Returns
    -------
    int64 array, shape (k,)
        Capacity times the calendar's factor times the share, rounded down once.
    """
    capacity = quotations.figures(pool, column).units[row]
    supplier = pool.codes("offers", "supplier")[row]
    return after_calendar(pool, capacity, supplier, month, _shares(pool, row, month))


def bounding(pool: Pool, column: str) -> Bools:
    """Tell which offers bound what is made of them by more than a more general row does.

    They state a capacity, or they have one and state how, or from when, it grows.
    """
    stated = pool.stated("offers", column)
    if not is_asked(pool):
        return stated
    says = pool.stated("offers", "ramp_up") | pool.stated("offers", "from")
    grows: Bools = says & (_lists(pool) != "")
    has_one: Bools = quotations.stating_row(pool, np.arange(len(stated)), column) != BLANK
    return stated | (grows & has_one)


def is_growing(pool: Pool, row: Ints, month: Ints) -> Bools:
    """Tell which offers hold only a part of their capacity in a month, before the calendar."""
    units, power = _shares(pool, row, month)
    return np.asarray(units < 10**power)


def held_back(pool: Pool) -> Bools:
    """Tell which offers state a share below the whole."""
    if not is_asked(pool):
        return np.zeros(pool.size("offers"), dtype=bool)
    units, power, which, _ = pool.keep(("ramps",), lambda: _ramps(pool))
    below: Bools = units.min(axis=1) < 10**power
    return below[which] & pool.stated("offers", "ramp_up")


def is_asked(pool: Pool) -> bool:
    """Tell whether any offer grows; without months there are no first ones."""
    return bool(pool.horizon) and pool.filled("offers", "ramp_up")


def _lists(pool: Pool) -> Texts:
    """Give the shares of each offer as they were read, those of a more general row where blank."""
    row = quotations.stating_row(pool, np.arange(pool.size("offers")), "ramp_up")
    return np.asarray(np.append(pool.texts("offers", "ramp_up"), "")[row])


def _shares(pool: Pool, row: Ints, month: Ints) -> tuple[Ints, int]:
    """Give the share of its capacity that each offer has in a month, ``units / 10**power``."""
    if not is_asked(pool):
        return np.ones(row.shape, dtype=np.int64), 0
    units, power, which, begins = pool.keep(("ramps",), lambda: _ramps(pool))
    turn = np.clip(month - begins[row], 0, units.shape[1] - 1)
    return units[which[row], turn], power


def _ramps(pool: Pool) -> tuple[Ints, int, Ints, Ints]:
    """Give the distinct lists, one a row and equally long, and the list and start of each offer."""
    texts, which = np.unique(_lists(pool).astype(str), return_inverse=True)
    lists = [list(map(float, text.split("; "))) if text else [1.0] for text in texts.tolist()]
    longest = max(map(len, lists))
    figures = scaled(np.array([shares + shares[-1:] * (longest - len(shares)) for shares in lists]))
    begins = quotations.months(pool, "from")
    begins = np.where(begins == NEVER, 0, begins - first_month(pool))
    return figures.units, figures.power, which, begins

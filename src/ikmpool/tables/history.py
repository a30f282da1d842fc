"""History: what was made and delivered already, and from which month on the plan is open.

The table of actuals says per order, supplier and month what was made and rejected.  What is good
belongs to its order.  Where the supplier's deliveries for the order are stated, the oldest units go
first, what was delivered beyond them came from stock, and what is left follows now; where none is
stated, units were delivered when they were due or arrived.  What comes too late for its order, or
is more than the order takes, is *spare*: it serves no order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ikmpool.exact import Ints
from ikmpool.tables import quotations
from ikmpool.tables.arrivals import arrivals, most_late
from ikmpool.tables.coded import NEVER
from ikmpool.tables.horizon import due_month, first_month, month_count
from ikmpool.tables.kinds import NORMAL, OVERTIME, STOCK
from ikmpool.tables.pool import Pool
from ikmpool.tables.quantities import most_units


@dataclass(frozen=True, slots=True)
class History:
    """Units that are facts, one position a share.

    Attributes
    ----------
    supplier, order, month, delivered, kind, units : int64 array, shape (k,)
        As in the candidates; ``units`` are good ones that count for their order.
    spare : int64 array, shape (suppliers, products)
        Good units that serve no order.
    """

    supplier: Ints
    order: Ints
    month: Ints
    delivered: Ints
    kind: Ints
    units: Ints
    spare: Ints


@dataclass(frozen=True, slots=True)
class _Share:
    """Units of one supplier for one order; ``stated`` where their delivery is a fact as well."""

    supplier: int
    order: int
    month: int
    delivered: int
    kind: int
    units: int
    stated: bool


def now(pool: Pool) -> int:
    """Give the first month that is still open, counted from the pool's first one.

    Stated in the settings; by default the month after the last one of the actuals.
    """

    def make() -> int:
        if not pool.horizon:
            return 0
        stated, past = pool.setting("now"), pool.months("actuals", "month")
        last = past[past != NEVER].max(initial=first_month(pool) - 1)
        month = pd.Period(stated, freq="M").ordinal if stated else int(last) + 1
        return min(max(month - first_month(pool), 0), month_count(pool))

    return pool.keep(("now",), make)


def history(pool: Pool) -> History:
    """Give what the tables tell of the past."""

    def make() -> History:
        spare = np.zeros((len(pool.names("supplier")), len(pool.names("product"))), np.int64)
        has = pool.horizon and pool.size("actuals")
        shares = [share for pair in _pairs(pool) for share in pair] if has else []
        product = pool.codes("orders", "product")
        rows = []
        for s, units in zip(shares, _cut(pool, shares), strict=True):
            spare[s.supplier, product[s.order]] += s.units - units
            if units:
                rows.append((s.supplier, s.order, s.month, s.delivered, s.kind, units))
        parts = list(np.array(rows, dtype=np.int64).reshape(-1, 6).T)
        return History(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], spare)

    return pool.keep(("history",), make)


def _pairs(pool: Pool) -> Iterator[list[_Share]]:
    """Give the shares of each supplier and order."""
    supplier, order = pool.codes("actuals", "supplier"), pool.codes("actuals", "order")
    month = pool.months("actuals", "month") - first_month(pool)
    offer = quotations.row_for(pool, supplier, order)
    arrives = arrivals(pool, offer, order, month, np.zeros(len(offer), dtype=bool))
    good, over = good_units(pool)
    delivered, stated = pool.figures("actuals", "delivered"), pool.stated("actuals", "delivered")
    known = np.flatnonzero(offer >= 0)
    known = known[np.lexsort((month[known], order[known], supplier[known]))]
    cuts = np.flatnonzero(np.diff(supplier[known]) | np.diff(order[known])) + 1
    for rows in np.split(known, cuts):
        if not rows.size:
            continue
        pair = int(supplier[rows[0]]), int(order[rows[0]])
        lots = [
            _Share(*pair, int(month[i]), int(arrives[i]), kind, int(units), stated=False)
            for i in rows.tolist()
            for kind, units in ((NORMAL, good[i] - over[i]), (OVERTIME, over[i]))
            if units
        ]
        said = [(int(month[i]), int(delivered.units[i])) for i in rows.tolist() if stated[i]]
        yield _delivered(pool, pair, lots, said)


def good_units(pool: Pool) -> tuple[Ints, Ints]:
    """Give the good units of each row of the actuals, and how many of them were overtime's."""
    made, rejected = (pool.figures("actuals", name).units for name in ("made", "rejected"))
    good = np.maximum(made - rejected, 0)
    return good, np.minimum(pool.figures("actuals", "overtime").units, good)


def _delivered(
    pool: Pool, pair: tuple[int, int], lots: list[_Share], said: Sequence[tuple[int, int]]
) -> list[_Share]:
    """Tell when units were, or will be, delivered; so far the lots tell when they arrive."""
    due = int(due_month(pool)[pair[1]])
    if not said:
        return [replace(lot, delivered=max(lot.delivered, due)) for lot in lots]
    gone = []
    for month, units in said:
        left = units
        while left and lots and lots[0].month <= month:
            taken = min(left, lots[0].units)
            gone.append(replace(lots[0], delivered=month, units=taken, stated=True))
            lots[0] = replace(lots[0], units=lots[0].units - taken)
            left -= taken
            if not lots[0].units:
                lots = lots[1:]
        if left:
            gone.append(_Share(*pair, 0, month, STOCK, left, stated=True))
    soonest = max(due, now(pool))
    return gone + [replace(lot, delivered=max(lot.delivered, soonest)) for lot in lots]


def _cut(pool: Pool, shares: list[_Share]) -> list[int]:
    """Give the units of each share that count for its order: the last made are the first to go.

    Of those made in one month, the last by producer's name and in overtime go first.  What was
    delivered counts, whatever the order takes.
    """
    names = pool.names("supplier").astype(str).tolist()

    def turn(i: int) -> tuple[bool, int, str, int]:
        share = shares[i]
        return not share.stated, share.month, names[share.supplier], share.kind

    last = (due_month(pool) + most_late(pool)).tolist()
    room = most_units(pool).tolist()
    kept = [0] * len(shares)
    for i in sorted(range(len(shares)), key=turn):
        share = shares[i]
        kept[i] = share.units
        if not share.stated:
            in_time = share.delivered <= last[share.order]
            kept[i] = min(share.units, max(room[share.order], 0)) if in_time else 0
        room[share.order] -= kept[i]
    return kept

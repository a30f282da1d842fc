"""The schedule: what each producer makes, holds and delivers, month by month."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ikmpool.exact import Floats, Ints
from ikmpool.plans.frames import periods
from ikmpool.rules.capacity import monthly_capacity
from ikmpool.rules.hours import worked_hours, workshop
from ikmpool.rules.record import Record, record_of
from ikmpool.tables.history import good_units, history, now
from ikmpool.tables.horizon import first_month, month_count
from ikmpool.tables.inventory import opening
from ikmpool.tables.kinds import OVERTIME
from ikmpool.tables.pool import Pool


def schedule(pool: Pool, shares: pd.DataFrame) -> pd.DataFrame:
    """Make the frame of the schedule; see ``Plan.schedule``."""
    record, months = record_of(pool, shares), month_count(pool)
    made = _summed(record.where(record.makes), "made") + _spare(pool)
    overtime = _summed(record.where(record.overtime), "made")
    delivered = _summed(record, "delivered")
    start = opening(pool).sum(axis=1)[: pool.size("suppliers"), None]
    held = start + np.cumsum(made - delivered, axis=1)
    at = np.flatnonzero((made + delivered + start).any(axis=1))
    supplier, month = np.repeat(at, months), np.tile(np.arange(months), len(at))
    place = supplier, month
    capacity, known = monthly_capacity(pool)
    whole, normal = capacity[place], (made - overtime)[place]
    has = known[supplier] & (whole > 0)
    frame = {
        "supplier": pool.names("supplier")[supplier],
        "month": periods(pool, month),
        "at_start": (held - made + delivered)[place],
        "made": made[place],
        "overtime": overtime[place],
        "delivered": delivered[place],
        "held": held[place],
        "capacity": pd.Series(whole, dtype="Int64").where(known[supplier]),
        "utilisation": np.where(has, normal / np.where(has, whole, 1), np.nan),
        "hours": _hours(record)[place],
    }
    table = pd.DataFrame(frame)
    return table if pool.horizon else table.drop(columns="month")


def _hours(record: Record) -> Floats:
    """Give the hours worked, shape (suppliers, months); NaN where no hours are stated."""
    found = np.where(workshop(record.pool).normal >= 0, 0.0, np.nan)
    for place, hours in worked_hours(record).items():
        found[place] = float(hours)
    return found


def _summed(record: Record, month: str) -> Ints:
    """Add up units by supplier and month, shape (suppliers, months)."""
    pool, months = record.pool, month_count(record.pool)
    found = np.zeros((pool.size("suppliers"), months), dtype=np.int64)
    at = getattr(record, month)
    inside = np.flatnonzero((at >= 0) & (at < months) & record.known)
    np.add.at(found, (record.supplier[inside], at[inside]), record.units[inside])
    return found


def _spare(pool: Pool) -> Ints:
    """Give the good units that were made and serve no order, shape (suppliers, months)."""
    found = np.zeros((pool.size("suppliers"), month_count(pool)), dtype=np.int64)
    past = history(pool)
    if now(pool) and pool.size("actuals"):
        supplier, month = pool.codes("actuals", "supplier"), pool.months("actuals", "month")
        np.add.at(found, (supplier, month - first_month(pool)), good_units(pool)[0])
        made = past.kind <= OVERTIME
        np.add.at(found, (past.supplier[made], past.month[made]), -past.units[made])
    return found

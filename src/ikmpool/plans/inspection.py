"""The frame of inspections: which sample of each lot is drawn, and when the lot is rejected."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ikmpool.rules.sampling import sampling_plan
from ikmpool.tables.pool import Pool

COLUMNS = ("order", "supplier", "lot", "aql", "code_letter", "sample", "accept", "reject")


def inspection(pool: Pool, shares: pd.DataFrame) -> pd.DataFrame:
    """Make the frame of the lots that are inspected; see ``Plan.inspection``."""
    stated = pool.figures("orders", "aql")
    order = pool.position("order", shares["order"])
    given = shares[np.append(stated.known, False)[order]]
    lots = given.groupby(["order", "supplier"], sort=False)["units"].sum().reset_index(name="lot")
    at = pool.position("order", lots["order"])
    lots["aql"] = stated.units[at] / 10**stated.power
    plans = [sampling_plan(lot, aql) for lot, aql in zip(lots["lot"], lots["aql"], strict=True)]
    for name in COLUMNS[4:]:
        lots[name] = pd.Series([getattr(plan, name) for plan in plans], dtype=_DTYPES[name])
    return lots[list(COLUMNS)]


_DTYPES = {"code_letter": "object", "sample": "int64", "accept": "int64", "reject": "int64"}

"""Drop-outs: a producer makes nothing from a month on, and the rest is planned again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from ikmpool.analysis.changes import PAIR, PLACE
from ikmpool.analysis.replanning import Replan, joined, plan_again, still_planned
from ikmpool.plans.objective import Lexicographic, Total
from ikmpool.plans.plan import Plan
from ikmpool.tables.history import now as open_month
from ikmpool.tables.kinds import KINDS, OVERTIME, STOCK
from ikmpool.tables.pool import Pool, edited


def without(pool: Pool, supplier: str, month: pd.Period | None = None) -> Pool:
    """Copy a pool in which a supplier makes nothing from a month on.

    Without a month the supplier may have no part of any order.
    """
    if month is not None:
        suppliers = pool.suppliers
        until = suppliers.get("until", pd.Series(pd.NaT, suppliers.index, dtype="period[M]"))
        mine = suppliers["supplier"] == supplier
        earlier = until.isna() | (until >= month)
        ends = suppliers.assign(until=until.mask(mine & earlier, month - 1))
        return edited(pool, suppliers=ends)
    pairs = pool.pairs
    if "other_supplier" in pairs:
        pairs = pairs[pairs["other_supplier"] != supplier]
    orders = pool.orders["order"].tolist()
    out = pd.DataFrame({"supplier": supplier, "order": orders, "forbidden": True})
    kept = pairs[pairs["supplier"] != supplier].dropna(axis=1, how="all")
    return edited(pool, pairs=pd.concat([kept, out], ignore_index=True))


def drop_out(plan: Plan, supplier: str, month: pd.Period | None = None) -> Replan:
    """Plan again without a supplier from a month on; until then all went as planned.

    Little is changed: the others keep what they have to make, as far as the rules let them; then as
    little as possible is short, and then the plan costs least.  Reserves, if it had any, are there
    to be used: none are asked for again.
    """
    calm = Lexicographic(fair=False, keep_first=True)
    same = replace(plan.objective, fair=False)
    plan = replace(plan, objective=same if isinstance(same, Total) else calm)
    pool = edited(without(plan.pool, supplier, month), dropouts=None)
    if month is not None:
        told = as_planned(plan, month)
        if told is not None:
            pool = edited(pool, actuals=joined([pool.actuals, told]))
        pool = edited(pool, settings=pool.all_settings() | {"now": str(month)})
    return plan_again(plan, edited(pool, planned=still_planned(plan, pool)))


def as_planned(plan: Plan, month: pd.Period) -> pd.DataFrame | None:
    """List as actuals what a plan makes before a month and is not told yet; None where nothing."""
    pool, shares = plan.pool, plan.shares
    first = pool.horizon[0] + open_month(pool)
    is_stock = shares["kind"] == KINDS[STOCK]
    over = shares["kind"] == KINDS[OVERTIME]
    made = shares[(shares["made"] >= first) & (shares["made"] < month)]
    gone = shares[is_stock & (shares["delivered"] >= first) & (shares["delivered"] < month)]
    rows = made.assign(overtime=made["units"].where(over, 0)).rename(
        columns={"made": "month", "units": "made"}
    )
    rows = rows.groupby(PLACE)[["made", "overtime"]].sum()
    if len(gone):  # a pair that takes from stock states all its deliveries
        pairs = pd.MultiIndex.from_frame(gone[PAIR])
        mine = pd.MultiIndex.from_frame(shares[PAIR]).isin(pairs) & (shares["delivered"] < month)
        told = shares[mine].rename(columns={"delivered": "month", "units": "delivered"})
        rows = rows.join(told.groupby(PLACE)["delivered"].sum(), how="outer")
    rows = rows.reset_index()
    return rows.fillna({"made": 0, "overtime": 0}) if len(rows) else None


def first_open(plan: Plan) -> pd.Period | None:
    """Give the first month that a plan may still change; None where there is none."""
    pool = plan.pool
    at = open_month(pool)
    return pool.horizon[at] if at < len(pool.horizon) else None


def busy(plan: Plan, *, each: bool) -> list[tuple[str, Any]]:
    """List suppliers that have something to make, and the months before which they may drop out.

    The first open month, or each month from then on in which the supplier still has to make
    something then or later.
    """
    first, shares = first_open(plan), plan.shares
    if not plan.pool.horizon:
        return [(name, None) for name in np.unique(shares["supplier"].astype(str)).tolist()]
    if first is None:
        return []
    last = shares[shares["made"] >= first].groupby("supplier")["made"].max()
    return [
        (str(name), month)
        for name, end in last.items()
        for month in pd.period_range(first, end if each else first, freq="M")
    ]

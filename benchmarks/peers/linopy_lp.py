"""linopy: the same rows by grouped sums, handed to HiGHS without a file."""

from __future__ import annotations

import time
from math import inf

import linopy
import pandas as pd
import xarray as xr

from benchmarks.answers import CUT_OFF, SOLVED, Answer, Terms
from benchmarks.arrays import Market


def solve(market: Market, terms: Terms) -> Answer:
    """Build the model by linopy's groupby, and solve it."""
    begun = time.perf_counter()
    links = pd.RangeIndex(market.cost.size, name="link")
    order = pd.Series(market.order, index=links, name="order")
    supplier = pd.Series(market.supplier, index=links, name="supplier")

    model = linopy.Model()
    units = model.add_variables(lower=0, coords=[links], name="units")
    model.add_objective((_along(market.cost, links) * units).sum())
    made = units.groupby(order).sum()
    model.add_constraints(made == _by("order", market.quantity, made), name="demand")
    used = units.groupby(supplier).sum()
    model.add_constraints(used <= _by("supplier", market.capacity, used), name="capacity")
    above = market.score[market.supplier] - market.least[market.order]
    model.add_constraints((_along(above, links) * units).groupby(order).sum() >= 0, name="mean")

    built = time.perf_counter()
    status, condition = model.solve(
        "highs",
        io_api="direct",
        progress=False,
        log_to_console=False,
        threads=terms.threads,
        time_limit=max(terms.limit - (built - begun), 0.01),
    )
    done = status == "ok" and condition == "optimal"
    value = float(model.objective.value) if done else inf
    return Answer(
        SOLVED if done else CUT_OFF,
        value,
        value if done else -inf,
        build=built - begun,
        solve=time.perf_counter() - built,
        note="" if done else str(condition),
    )


def _along(figures: object, links: pd.RangeIndex) -> xr.DataArray:
    return xr.DataArray(figures, coords=[links])


def _by(dimension: str, figures: object, group: linopy.LinearExpression) -> xr.DataArray:
    every = xr.DataArray(figures, dims=[dimension], coords={dimension: range(len(figures))})
    return every.sel({dimension: group.coords[dimension]})

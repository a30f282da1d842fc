"""Plain PuLP: one variable a link, one row an order, a supplier and a mean."""

from __future__ import annotations

import time

import numpy as np
import pulp

from benchmarks.answers import Answer, Terms
from benchmarks.arrays import Market
from benchmarks.peers.pulp_solving import solved


def solve(market: Market, terms: Terms, *, solver: str) -> Answer:
    """Build the model as PuLP's own documentation advises for large ones, and solve it."""
    begun = time.perf_counter()
    problem = pulp.LpProblem("plain", pulp.LpMinimize)
    units = [problem.add_variable(f"x{i}", 0) for i in range(market.cost.size)]
    problem.setObjective(pulp.lpSum_vars_coefs(zip(units, market.cost.tolist(), strict=True)))
    quantity, least = market.quantity.tolist(), market.least.tolist()
    above = (market.score[market.supplier] - market.least[market.order]).tolist()
    for o, mine in enumerate(_groups(market.order, len(quantity))):
        problem += pulp.lpSum_vars_coefs([(units[i], 1) for i in mine]) == quantity[o]
        if least[o] > 0:
            problem += pulp.lpSum_vars_coefs([(units[i], above[i]) for i in mine]) >= 0
    for able, mine in zip(
        market.capacity.tolist(), _groups(market.supplier, market.capacity.size), strict=True
    ):
        if mine:
            problem += pulp.lpSum_vars_coefs([(units[i], 1) for i in mine]) <= able
    return solved(problem, terms, solver, begun)


def _groups(of: np.ndarray, count: int) -> list[list[int]]:
    order = np.argsort(of, kind="stable")
    ends = np.cumsum(np.bincount(of, minlength=count))[:-1]
    return [part.tolist() for part in np.split(order, ends)]

"""The plain model: what a modeller would type into PuLP for the yes/no benchmark, as a peer.

One variable a quotation, one yes/no beside it, big-M rows for the spread, and HiGHS for the rest:
no windows, no blocks, no first plan.  A missing unit is priced above any cost, so that as much as
can be is made; the value compared is the cost of the plan.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import highspy
import numpy as np
import pulp

import ikmpool as ikm
from ikmpool.tables import quotations
from ikmpool.tables.candidates import candidates_of


@dataclass(frozen=True, slots=True)
class PeerAnswer:
    """What the peer came to: cost of the plan, its proven bound, units short, and seconds."""

    cost: float
    bound: float
    short: int
    seconds: float


def solve_plain(pool: ikm.Pool, gap: float, time_limit: float, threads: int = 2) -> PeerAnswer:
    """Solve a `yesno` pool by the plain model.

    Parameters
    ----------
    pool : Pool
        As `ikmpool.tables.generators.yesno` makes it.
    gap : float
        Relative gap at which the solver may stop.
    time_limit : float
        Seconds.
    threads : int

    Returns
    -------
    PeerAnswer
        Seconds count building the model in PuLP and solving it.
    """
    begun = time.perf_counter()
    problem, cost, short = _model(pool)
    highspy.Highs.resetGlobalScheduler(True)  # else it fails where other threads were asked before
    solver = pulp.HiGHS(
        msg=False, gapRel=gap, timeLimit=time_limit, threads=threads, output_flag=False
    )
    stats = problem.solve(solver)
    missing = round(sum(v.varValue or 0 for v in short))
    penalty = float(pulp.value(problem.objective) - pulp.value(cost))
    bound = float(stats.best_bound) - penalty if stats.best_bound is not None else float("-inf")
    seconds = time.perf_counter() - begun
    return PeerAnswer(float(pulp.value(cost)), bound, missing, seconds)


def _model(pool: ikm.Pool) -> tuple[pulp.LpProblem, pulp.LpAffineExpression, list[pulp.LpVariable]]:
    at = candidates_of(pool)
    suppliers, orders = pool.size("suppliers"), pool.size("orders")
    supplier, order = at.supplier.tolist(), at.order.tolist()
    unit_cost = pool.figures("offers", "unit_cost").units[at.offer].tolist()
    lot = quotations.figures(pool, "min_lot").units[at.offer].tolist()
    capacity = pool.figures("suppliers", "capacity").units.tolist()
    engagement = pool.figures("suppliers", "engagement_cost").units.tolist()
    quantity = pool.figures("orders", "quantity").units.tolist()
    most = pool.figures("orders", "max_producers").units.tolist()
    score = dict(
        zip(
            pool.codes("quality", "supplier").tolist(), _plain(pool, "quality", "mean"), strict=True
        )
    )
    width = dict(
        zip(pool.codes("specs", "order").tolist(), _plain(pool, "specs", "max_spread"), strict=True)
    )

    problem = pulp.LpProblem("plain", pulp.LpMinimize)
    units = [problem.add_variable(f"x{i}", 0, quantity[o], "Integer") for i, o in enumerate(order)]
    used = [problem.add_variable(f"u{i}", 0, 1, "Integer") for i in range(len(at))]
    engaged = [problem.add_variable(f"e{s}", 0, 1, "Integer") for s in range(suppliers)]
    short = [problem.add_variable(f"short{o}", 0, quantity[o], "Integer") for o in range(orders)]
    low = [problem.add_variable(f"low{o}") for o in range(orders)]
    high = [problem.add_variable(f"high{o}") for o in range(orders)]
    cost = pulp.lpSum_vars_coefs(
        [*zip(units, unit_cost, strict=True), *zip(engaged, engagement, strict=True)]
    )
    dear = 2 * max(unit_cost) + 2 * max(engagement)
    problem.setObjective(cost + dear * pulp.lpSum(short))
    by_order: dict[int, list[int]] = {o: [] for o in range(orders)}
    by_supplier: dict[int, list[int]] = {s: [] for s in range(suppliers)}
    big = max(score.values()) - min(score.values())
    for i, (s, o) in enumerate(zip(supplier, order, strict=True)):
        by_order[o].append(i)
        by_supplier[s].append(i)
        problem += units[i] <= min(capacity[s], quantity[o]) * used[i]
        problem += units[i] >= lot[i] * used[i]
        if o in width:  # a used maker's score lies between the order's lowest and highest
            problem += low[o] <= score[s] + big * (1 - used[i])
            problem += high[o] >= score[s] - big * (1 - used[i])
    for o, mine in by_order.items():
        problem += pulp.lpSum(units[i] for i in mine) + short[o] == quantity[o]
        problem += pulp.lpSum(used[i] for i in mine) <= most[o]
        if o in width:
            problem += high[o] - low[o] <= width[o]
    for s, mine in by_supplier.items():
        if mine:
            problem += pulp.lpSum(units[i] for i in mine) <= capacity[s] * engaged[s]
    return problem, cost, short


def _plain(pool: ikm.Pool, table: str, column: str) -> list[float]:
    figures = pool.figures(table, column)
    return np.asarray(figures.units / 10**figures.power).tolist()

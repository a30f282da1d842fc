"""The plain yes/no model, as a modeller would type it into PuLP.

One variable a link, one yes/no beside it, big-M rows for the spread: no windows, no blocks, no
first plan.  A missing unit is priced above any cost, so that as much as can be is made; the value
compared is the cost of the plan.
"""

from __future__ import annotations

import time
from dataclasses import replace

import pulp

from benchmarks.answers import Answer, Terms
from benchmarks.arrays import Lots
from benchmarks.peers.pulp_solving import solved


def solve(lots: Lots, terms: Terms, *, solver: str) -> Answer:
    """Build the model, and solve it."""
    begun = time.perf_counter()
    problem, cost, short = _model(lots)
    answer = solved(problem, terms, solver, begun)
    if cost.value() is None:
        return answer
    value = float(cost.value())
    penalty = answer.value - value
    missing = round(sum(column.varValue or 0 for column in short))
    return replace(answer, value=value, bound=answer.bound - penalty, short=missing)


def _model(
    lots: Lots,
) -> tuple[pulp.LpProblem, pulp.LpAffineExpression, list[pulp.LpVariable]]:
    supplier, order = lots.supplier.tolist(), lots.order.tolist()
    unit_cost, engagement = lots.cost.tolist(), lots.engagement.tolist()
    capacity, quantity = lots.capacity.tolist(), lots.quantity.tolist()
    lot, score, width = lots.lot.tolist(), lots.score.tolist(), lots.width.tolist()

    problem = pulp.LpProblem("plain", pulp.LpMinimize)
    units = [problem.add_variable(f"x{i}", 0, quantity[o], "Integer") for i, o in enumerate(order)]
    used = [problem.add_variable(f"u{i}", 0, 1, "Integer") for i in range(len(order))]
    engaged = [problem.add_variable(f"e{s}", 0, 1, "Integer") for s in range(len(capacity))]
    short = [problem.add_variable(f"short{o}", 0, q, "Integer") for o, q in enumerate(quantity)]
    low = [problem.add_variable(f"low{o}") for o in range(len(quantity))]
    high = [problem.add_variable(f"high{o}") for o in range(len(quantity))]
    cost = pulp.lpSum_vars_coefs(
        [*zip(units, unit_cost, strict=True), *zip(engaged, engagement, strict=True)]
    )
    dear = 2 * max(unit_cost) + 2 * max(engagement)
    problem.setObjective(cost + dear * pulp.lpSum(short))
    by_order: list[list[int]] = [[] for _ in quantity]
    by_supplier: list[list[int]] = [[] for _ in capacity]
    big = max(score) - min(score)
    for i, (s, o) in enumerate(zip(supplier, order, strict=True)):
        by_order[o].append(i)
        by_supplier[s].append(i)
        problem += units[i] <= min(capacity[s], quantity[o]) * used[i]
        problem += units[i] >= lot[i] * used[i]
        # A used maker's score lies between the order's lowest and highest.
        problem += low[o] <= score[s] + big * (1 - used[i])
        problem += high[o] >= score[s] - big * (1 - used[i])
    for o, mine in enumerate(by_order):
        problem += pulp.lpSum(units[i] for i in mine) + short[o] == quantity[o]
        problem += pulp.lpSum(used[i] for i in mine) <= int(lots.most[o])
        problem += high[o] - low[o] <= width[o]
    for s, mine in enumerate(by_supplier):
        if mine:
            problem += pulp.lpSum(units[i] for i in mine) <= capacity[s] * engaged[s]
    return problem, cost, short

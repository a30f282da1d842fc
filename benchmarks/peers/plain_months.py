"""The plain model over months, as a modeller would type it into PuLP.

One variable a maker, order and month, one yes/no a maker and order, one a class of goods that an
order can have.
"""

from __future__ import annotations

import time
from dataclasses import replace

import pulp

from benchmarks.answers import Answer, Terms
from benchmarks.arrays import Months
from benchmarks.peers.pulp_solving import solved


def solve(months: Months, terms: Terms, *, solver: str) -> Answer:
    """Build the model, and solve it; its cost includes what is short."""
    begun = time.perf_counter()
    problem, short = _model(months)
    answer = solved(problem, terms, solver, begun)
    missing = round(sum(column.varValue or 0 for column in short))
    return replace(answer, short=missing)


def _model(months: Months) -> tuple[pulp.LpProblem, list[pulp.LpVariable]]:
    supplier, order = months.supplier.tolist(), months.order.tolist()
    quantity, capacity = months.quantity.tolist(), months.capacity.tolist()
    pair = months.pair.tolist()

    problem = pulp.LpProblem("plain", pulp.LpMinimize)
    units = [
        problem.add_variable(f"x{i}", 0, quantity[order[p]], "Integer") for i, p in enumerate(pair)
    ]
    short = [problem.add_variable(f"short{o}", 0, q, "Integer") for o, q in enumerate(quantity)]
    used = [problem.add_variable(f"u{p}", 0, 1, "Integer") for p in range(len(order))]
    problem.setObjective(
        pulp.lpSum_vars_coefs(
            [
                *zip(units, months.cost.tolist(), strict=True),
                *zip(used, months.setup.tolist(), strict=True),
                *zip(short, months.price.tolist(), strict=True),
            ]
        )
    )
    by_pair: list[list[int]] = [[] for _ in order]
    by_month: dict[tuple[int, int], list[int]] = {}
    for i, (p, t) in enumerate(zip(pair, months.month.tolist(), strict=True)):
        by_pair[p].append(i)
        by_month.setdefault((supplier[p], t), []).append(i)
    by_order: list[list[int]] = [[] for _ in quantity]
    for p, mine in enumerate(by_pair):
        by_order[order[p]].append(p)
        most = min(quantity[order[p]], capacity[supplier[p]] * len(mine))
        problem += pulp.lpSum(units[i] for i in mine) <= most * used[p]
        problem += pulp.lpSum(units[i] for i in mine) >= int(months.lot[p]) * used[p]
    for (s, _), mine in by_month.items():
        problem += pulp.lpSum(units[i] for i in mine) <= capacity[s]
    for o, pairs in enumerate(by_order):
        made = pulp.lpSum(units[i] for p in pairs for i in by_pair[p])
        problem += made + short[o] == quantity[o]
        problem += pulp.lpSum(used[p] for p in pairs) <= int(months.most[o])
        _one_class(problem, months, o, {p: used[p] for p in pairs})
    return problem, short


def _one_class(
    problem: pulp.LpProblem, months: Months, o: int, used: dict[int, pulp.LpVariable]
) -> None:
    """Let an order's makers share one class."""
    classes = range(months.grades.shape[1])
    chosen = [problem.add_variable(f"class{o}_{c}", 0, 1, "Integer") for c in classes]
    problem += pulp.lpSum(chosen) <= 1
    for p, yes in used.items():
        problem += yes <= pulp.lpSum(chosen[c] for c in classes if months.grades[p, c])

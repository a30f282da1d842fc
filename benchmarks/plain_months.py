"""The plain model over months: what a modeller would type into PuLP, as a peer.

One variable a maker, order and month, one yes/no a maker and order, one a class of goods that an
order can have, and HiGHS for the rest.
"""

from __future__ import annotations

import time

import highspy
import pulp
from plain_model import PeerAnswer

import ikmpool as ikm
from ikmpool.tables.candidates import candidates_of


def solve_plain_months(
    pool: ikm.Pool, gap: float, time_limit: float, threads: int = 2
) -> PeerAnswer:
    """Solve a pool of `ikmpool.tables.generators.monthly` by the plain model.

    Parameters
    ----------
    pool : Pool
    gap : float
        Relative gap at which the solver may stop.
    time_limit : float
        Seconds of the solver.
    threads : int

    Returns
    -------
    PeerAnswer
        Its cost includes what is short.  Seconds count building the model in PuLP and solving it.
    """
    begun = time.perf_counter()
    problem, short = _model(pool)
    highspy.Highs.resetGlobalScheduler(True)  # else it fails where other threads were asked before
    solver = pulp.HiGHS(
        msg=False, gapRel=gap, timeLimit=time_limit, threads=threads, output_flag=False
    )
    stats = problem.solve(solver)
    cost = float(pulp.value(problem.objective)) if stats.has_solution else float("inf")
    missing = round(sum(v.varValue or 0 for v in short)) if stats.has_solution else -1
    bound = float(stats.best_bound) if stats.best_bound is not None else float("-inf")
    return PeerAnswer(cost, bound, missing, time.perf_counter() - begun)


def _model(pool: ikm.Pool) -> tuple[pulp.LpProblem, list[pulp.LpVariable]]:
    at, offers, orders = candidates_of(pool), pool.tables["offers"], pool.tables["orders"]
    supplier, order, month = at.supplier.tolist(), at.order.tolist(), at.month.tolist()
    quantity, price = orders["quantity"].tolist(), orders["price"].tolist()
    due = [(d - pool.horizon[0]).n for d in orders["due"]]
    capacity = pool.tables["suppliers"]["capacity"].tolist()
    holding = int(pool.tables["stock"]["holding_cost"].iloc[0])
    unit_cost, offer = offers["unit_cost"].tolist(), at.offer.tolist()

    problem = pulp.LpProblem("plain", pulp.LpMinimize)
    units = [problem.add_variable(f"x{i}", 0, quantity[o], "Integer") for i, o in enumerate(order)]
    short = [problem.add_variable(f"short{o}", 0, q, "Integer") for o, q in enumerate(quantity)]
    pairs: dict[tuple[int, int], list[int]] = {}
    months: dict[tuple[int, int], list[int]] = {}
    for i, (s, o, t) in enumerate(zip(supplier, order, month, strict=True)):
        pairs.setdefault((s, o), []).append(i)
        months.setdefault((s, t), []).append(i)
    used = {pair: problem.add_variable(f"u{k}", 0, 1, "Integer") for k, pair in enumerate(pairs)}
    costs = [
        unit_cost[f] + holding * (due[o] - t) for f, o, t in zip(offer, order, month, strict=True)
    ]
    setup = [int(offers["setup_cost"].iloc[offer[mine[0]]]) for mine in pairs.values()]
    problem.setObjective(
        pulp.lpSum_vars_coefs(
            [
                *zip(units, costs, strict=True),
                *zip(used.values(), setup, strict=True),
                *zip(short, price, strict=True),
            ]
        )
    )
    least = offers["min_lot"].tolist()
    for pair, mine in pairs.items():
        s, o = pair
        most = min(quantity[o], capacity[s] * len(mine))
        problem += pulp.lpSum(units[i] for i in mine) <= most * used[pair]
        problem += pulp.lpSum(units[i] for i in mine) >= least[offer[mine[0]]] * used[pair]
    for (s, _), mine in months.items():
        problem += pulp.lpSum(units[i] for i in mine) <= capacity[s]
    for o, asked in enumerate(quantity):
        mine = [i for i, of in enumerate(order) if of == o]
        problem += pulp.lpSum(units[i] for i in mine) + short[o] == asked
        makers = [u for (_, of), u in used.items() if of == o]
        problem += pulp.lpSum(makers) <= int(orders["max_producers"].iloc[o])
    _one_class(pool, problem, used)
    return problem, short


def _one_class(
    pool: ikm.Pool, problem: pulp.LpProblem, used: dict[tuple[int, int], pulp.LpVariable]
) -> None:
    """Let every order's makers share one class."""
    quality, product = pool.tables["quality"], pool.tables["orders"]["product"].tolist()
    classes: dict[tuple[str, str], list[str]] = {}
    for s, p, c in zip(quality["supplier"], quality["product"], quality["class"], strict=True):
        classes.setdefault((s, p), []).append(c)
    names = pool.tables["suppliers"]["supplier"].tolist()
    every = sorted(set(quality["class"]))
    chosen = [
        {c: problem.add_variable(f"class{o}{c}", 0, 1, "Integer") for c in every}
        for o in range(len(product))
    ]
    for of in chosen:
        problem += pulp.lpSum(of.values()) <= 1
    for (s, o), u in used.items():
        problem += u <= pulp.lpSum(chosen[o][c] for c in classes[names[s], product[o]])

"""A PuLP problem handed to HiGHS or CBC, and what it came to."""

from __future__ import annotations

import time
from math import inf
from typing import Any

import pulp

from benchmarks.answers import CUT_OFF, SOLVED, Answer, Terms


def solved(problem: pulp.LpProblem, terms: Terms, solver: str, begun: float) -> Answer:
    """Solve a problem that took since `begun` to build; its seconds count reading the answer."""
    built = time.perf_counter()
    options: dict[str, Any] = {"msg": False, "threads": terms.threads, "gapRel": terms.gap}
    options["timeLimit"] = max(terms.limit - (built - begun), 0.01)
    if solver == "HiGHS":
        options["output_flag"] = False
    stats = problem.solve(pulp.getSolver({"CBC": "COIN_CMD"}.get(solver, solver), **options))
    done = stats.status in (
        pulp.constants.LpSolveStatus.Optimal,
        pulp.constants.LpSolveStatus.GapLimit,
    )
    # A linear program that was cut off has figures, but they need not hold.
    holds = stats.has_solution and (done or problem.isMIP())
    value = float(pulp.value(problem.objective)) if holds else inf
    bound = value if done and not problem.isMIP() else stats.best_bound
    return Answer(
        SOLVED if done else CUT_OFF,
        value,
        -inf if bound is None else float(bound),
        build=built - begun,
        solve=time.perf_counter() - built,
        note="" if done else stats.status.name,
    )

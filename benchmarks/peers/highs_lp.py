"""HiGHS itself, handed arrays: its dual simplex, or its interior point method with crossover."""

from __future__ import annotations

import time
from math import inf

import highspy
import numpy as np

from benchmarks.answers import CUT_OFF, SOLVED, Answer, Terms
from benchmarks.arrays import Market

FEASIBLE = 2
"""How HiGHS calls an answer, or prices, that hold."""


def solve(market: Market, terms: Terms, *, solver: str) -> Answer:
    """Pass the model as sparse columns, and solve it."""
    begun = time.perf_counter()
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("solver", solver)
    highs.setOptionValue("threads", terms.threads)
    highs.passModel(_model(market))
    built = time.perf_counter()
    highs.setOptionValue("time_limit", max(terms.limit - (built - begun), 0.01))
    highs.run()
    solved = time.perf_counter()
    info, status = highs.getInfo(), highs.getModelStatus()
    done = status == highspy.HighsModelStatus.kOptimal
    holds = done or int(info.primal_solution_status) == FEASIBLE
    return Answer(
        SOLVED if done else CUT_OFF,
        info.objective_function_value if holds else inf,
        info.objective_function_value if done else -inf,
        build=built - begun,
        solve=solved - built,
        note="" if done else highs.modelStatusToString(status),
    )


def _model(market: Market) -> highspy.HighsLp:
    """Give each link three entries: its order, its supplier, its order's mean."""
    links, orders, suppliers = market.cost.size, market.quantity.size, market.capacity.size
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = links, 2 * orders + suppliers
    lp.col_cost_ = market.cost.astype(float)
    lp.col_lower_, lp.col_upper_ = np.zeros(links), np.full(links, highspy.kHighsInf)
    none = np.full(suppliers, -highspy.kHighsInf)
    lp.row_lower_ = np.concatenate([market.quantity, none, np.zeros(orders)])
    lp.row_upper_ = np.concatenate(
        [market.quantity, market.capacity, np.full(orders, highspy.kHighsInf)]
    )
    rows = [market.order, orders + market.supplier, orders + suppliers + market.order]
    above = market.score[market.supplier] - market.least[market.order]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.arange(0, 3 * links + 1, 3)
    lp.a_matrix_.index_ = np.stack(rows, axis=1).ravel()
    lp.a_matrix_.value_ = np.stack([np.ones(links), np.ones(links), above], axis=1).ravel()
    return lp

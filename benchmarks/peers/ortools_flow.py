"""OR-Tools' min-cost flow: the transport problem without the quality rows, which it cannot have."""

from __future__ import annotations

import time
from math import inf

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from benchmarks.answers import FAILED, SOLVED, Answer, Terms
from benchmarks.arrays import Market


def solve(market: Market, _: Terms) -> Answer:
    """Send each supplier's capacity to its orders, or to a sink that takes what is left for free.

    It knows no time limit; one that takes too long is ended from outside.
    """
    begun = time.perf_counter()
    orders, suppliers = market.quantity.size, market.capacity.size
    sink, able = orders + suppliers, market.capacity.astype(np.int64)
    tail = np.concatenate([orders + market.supplier, orders + np.arange(suppliers)])
    head = np.concatenate([market.order, np.full(suppliers, sink)])
    most = np.minimum(able[market.supplier], market.quantity[market.order])
    cost = np.concatenate([market.cost, np.zeros(suppliers, dtype=np.int64)])
    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(tail, head, np.concatenate([most, able]), cost)
    left = int(able.sum() - market.quantity.sum())
    nodes = np.concatenate([np.arange(orders), orders + np.arange(suppliers), [sink]])
    flow.set_nodes_supplies(nodes, np.concatenate([-market.quantity, able, [-left]]))
    built = time.perf_counter()
    status = flow.solve()
    done = status == flow.OPTIMAL
    value = float(flow.optimal_cost()) if done else inf
    return Answer(
        SOLVED if done else FAILED,
        value,
        value if done else -inf,
        build=built - begun,
        solve=time.perf_counter() - built,
        note="" if done else str(status),
    )

"""Random programs of blocks and linking rows, small enough for the plain linear program."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ikmpool.program.drafting import Drafting
from ikmpool.program.program import NONE, Cost, Program


@dataclass(frozen=True)
class Kind:
    """What a random program has: see `random_program`."""

    blocks: int = 60
    links: int = 4
    weights: tuple[int, int] = (1, 2)
    upper: tuple[int, int] = (100, 101)
    fractions: bool = False
    begun: bool = False


def random_program(seed: int, kind: Kind) -> tuple[Program, Cost]:
    """Draw blocks of one to five columns, each in one demand row and some others of either sign.

    What demand lacks is absorbed at a dear price; the other rows hold where nothing is made.
    """
    rng = np.random.default_rng(seed)
    drafting = Drafting()
    length = rng.integers(1, 6, kind.blocks)
    block = np.repeat(np.arange(kind.blocks), length)
    n, orders = len(block), kind.links
    order = rng.integers(0, orders, n)
    drafting.add_columns("make", rng.integers(*kind.upper, n), str)
    capacity = rng.integers(0, 30, kind.blocks)
    quantity = rng.integers(
        1, max(int(capacity.sum() * rng.uniform(0.2, 1.6)) // orders, 2), orders
    )
    short = drafting.add_columns("short", quantity, str, absorb=True)
    every, made = np.arange(orders), np.arange(n)
    entries = np.append(order, every), np.append(made, short), np.ones(n + orders)
    drafting.add_rows("demand", entries, (quantity, quantity), str)
    below = np.full(kind.blocks, -NONE)
    drafting.add_rows(
        "capacity", (block, made, rng.integers(*kind.weights, n)), (below, capacity), str
    )
    none, zero = np.full(orders, NONE), np.zeros(orders, dtype=np.int64)
    fine = rng.integers(-20, 20, n)
    drafting.add_rows("pooled", (order, made, fine), (-none, zero), str)
    if rng.random() < 0.5:
        some = rng.random(n) < 0.4
        some[:2] = True
        least = np.zeros(some.sum(), dtype=np.int64), made[some], rng.integers(-3, 9, some.sum())
        drafting.add_rows("least", least, (zero[:1], none[:1]), str)
    if rng.random() < 0.5:
        drafting.add_rows("greatest", (0 * order, made, 1 + order), (-none[:1], quantity[:1]), str)
    drafting.add_cost("cost", made, rng.integers(-5 if rng.random() < 0.2 else 0, 200, n))
    drafting.add_cost("cost", short, rng.integers(100, 600, orders))
    program, cost = drafting.program(), drafting.cost("cost")
    if kind.fractions:
        cost = Cost(cost.numerator, rng.choice([1, 3, 7], program.size))
    if kind.begun:
        first = np.append(0, np.cumsum(length)[:-1])[
            (capacity > 2) & (rng.random(kind.blocks) < 0.1)
        ]
        lower = np.zeros(program.size, dtype=np.int64)
        lower[first] = np.minimum(1, program.upper[first])
        program = program.bounded(lower, program.upper)
    return program, cost


def two_rows_each(seed: int, columns: int = 400) -> tuple[Program, Cost]:
    """Draw makers with hours and capacity: two short rows share each column."""
    rng = np.random.default_rng(seed)
    makers = columns // 4
    maker, order = np.repeat(np.arange(makers), 4), rng.integers(0, 3, columns)
    capacity, hours = rng.integers(5, 20, makers), rng.integers(20, 60, makers)
    quantity = np.full(3, int(capacity.sum() * 0.2))
    drafting = Drafting()
    made = drafting.add_columns("make", np.full(columns, 50), str)
    short = drafting.add_columns("short", quantity, str, absorb=True)
    ones, none = np.ones(columns, dtype=np.int64), np.full(makers, -NONE)
    entries = np.append(order, range(3)), np.append(made, short), np.append(ones, [1, 1, 1])
    drafting.add_rows("demand", entries, (quantity, quantity), str)
    drafting.add_rows("capacity", (maker, made, ones), (none, capacity), str)
    drafting.add_rows("hours", (maker, made, rng.integers(1, 6, columns)), (none, hours), str)
    drafting.add_cost("cost", made, rng.integers(50, 100, columns))
    drafting.add_cost("cost", short, np.full(3, 1_000))
    return drafting.program(), drafting.cost("cost")

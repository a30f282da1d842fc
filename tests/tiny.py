"""Tiny whole-number programs, and what trying every answer says about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
import scipy.sparse as sp
from hypothesis import strategies as st

from ikmpool.program.drafting import Drafting
from ikmpool.program.program import NONE, Cost, Program, cost_of
from ikmpool.program.stages import Even, Linear

type Ints = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


def ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)


@dataclass(frozen=True)
class Tiny:
    """A program, and an answer of it that holds."""

    program: Program
    start: Ints


def program_of(upper: Sequence[int], rows: Sequence[tuple[Sequence[int], int, int]]) -> Program:
    """Make a program from rows of (coefficients, low, high)."""
    matrix = np.array([r[0] for r in rows], dtype=np.int64).reshape(len(rows), len(upper))
    zero = np.zeros(len(upper), dtype=np.int64)
    low, high = ints([r[1] for r in rows]), ints([r[2] for r in rows])
    return Program(zero, ints(upper), sp.csr_array(matrix), low, high)


def every_point(program: Program) -> Ints:
    """List every whole point within the bounds, shape (k, n)."""
    if not program.size:
        return np.zeros((1, 0), dtype=np.int64)
    ranges = [np.arange(a, b + 1) for a, b in zip(program.lower, program.upper, strict=True)]
    return np.stack(np.meshgrid(*ranges, indexing="ij"), axis=-1).reshape(-1, program.size)


def every_answer(program: Program) -> Ints:
    """List every whole answer that holds, shape (k, n)."""
    points = every_point(program)
    made = points @ program.matrix.toarray().T
    low = (program.low <= -NONE) | (made >= program.low)
    high = (program.high >= NONE) | (made <= program.high)
    return points[(low & high).all(axis=1)]


def values(stage: Linear | Even, points: Ints) -> tuple[Ints, int]:
    """Value a stage at points: whole numbers, and the denominator that they share."""
    if isinstance(stage, Linear):
        common = lcm(*stage.cost.denominator.tolist())
        return points @ (stage.cost.numerator * (common // stage.cost.denominator)), common
    common = lcm(*stage.weights.tolist())
    made = points @ stage.groups.toarray().T
    return (made * made) @ (common // stage.weights), common


def best_vector(program: Program, stages: Sequence[Linear | Even]) -> list[Fraction]:
    """Give the lexicographically least values of the stages, by trying every answer."""
    points, best = every_answer(program), []
    for stage in stages:
        scores, common = values(stage, points)
        best.append(Fraction(int(scores.min()), common))
        points = points[scores == scores.min()]
    return best


def vector_at(stages: Sequence[Linear | Even], x: Ints) -> list[Fraction]:
    """Give the values of the stages at one answer."""
    found = [values(stage, x[None, :]) for stage in stages]
    return [Fraction(int(scores[0]), common) for scores, common in found]


@st.composite
def tiny_programs(draw: st.DrawFn) -> Tiny:
    """Draw up to four columns and three rows, through a point that holds."""
    n = draw(st.integers(1, 4))
    upper = draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
    start = ints([draw(st.integers(0, u)) for u in upper])
    rows = []
    for _ in range(draw(st.integers(0, 3))):
        row = draw(st.lists(st.integers(-5, 5), min_size=n, max_size=n))
        at, slack = int(ints(row) @ start), draw(st.integers(0, 4))
        side = draw(st.sampled_from(["least", "greatest", "equal"]))
        low = {"least": at - slack, "equal": at}.get(side, -NONE)
        high = {"greatest": at + slack, "equal": at}.get(side, NONE)
        rows.append((row, low, high))
    return Tiny(program_of(upper, rows), start)


@st.composite
def costs(draw: st.DrawFn, n: int) -> Cost:
    """Draw a cost, fractional half of the time."""
    numerator = draw(st.lists(st.integers(-20, 20), min_size=n, max_size=n))
    if draw(st.booleans()):
        return cost_of(ints(numerator))
    whole = st.sampled_from([1, 2, 3, 7])
    return Cost(ints(numerator), ints(draw(st.lists(whole, min_size=n, max_size=n))))


@st.composite
def priced_programs(draw: st.DrawFn) -> tuple[Tiny, Cost]:
    """Draw a program and a cost of it."""
    tiny = draw(tiny_programs())
    return tiny, draw(costs(tiny.program.size))


def random_pool(seed: int) -> tuple[Program, list[Linear | Even], Ints]:
    """Draw a program as the rules shape them: shortage, capacity, pooled quality, costs, evenness.

    Its first answer, the start, makes nothing.
    """
    rng = np.random.default_rng(seed)
    makers, orders = int(rng.integers(2, 4)), int(rng.integers(1, 3))
    quantity = rng.integers(2, 5, orders)
    drafting = Drafting()
    maker, order = (a.ravel() for a in np.meshgrid(range(makers), range(orders), indexing="ij"))
    make = drafting.add_columns("make", np.minimum(quantity[order], 3), str)
    short = drafting.add_columns("short", quantity, str, absorb=True)
    ones, every = np.ones(len(make), dtype=np.int64), np.arange(orders)
    entries = np.append(order, every), np.append(make, short), np.ones(len(make) + orders)
    drafting.add_rows("demand", entries, (quantity, quantity), str)
    capacity = rng.integers(1, 6, makers)
    drafting.add_rows("capacity", (maker, make, ones), (np.full(makers, -NONE), capacity), str)
    if rng.random() < 0.85:  # a pooled row per order, as fine as squared millimetres
        finest = 10 ** int(rng.integers(1, 13))
        fine = rng.integers(-finest, finest, len(make), endpoint=True)
        bounds = np.full(orders, -NONE), np.zeros(orders, dtype=np.int64)
        drafting.add_rows("pooled", (order, make, fine), bounds, str)
    drafting.add_cost("short", short, rng.integers(1, 4, orders))
    fractions = rng.choice([1, 1, 3, 7], len(make)) if rng.random() < 0.4 else ones
    drafting.add_cost("cost", make, rng.integers(0, 10, len(make)), fractions)
    program = drafting.program()
    drafting.add_cost("last", make, rng.integers(1, 1000, len(make)))
    groups = sp.csr_array((ones, (maker, make)), shape=(makers, program.size))
    weights = rng.integers(1, 13, makers)
    stages: list[Linear | Even] = [
        Linear("short", drafting.cost("short")),
        Linear("cost", drafting.cost("cost")),
        Even("fairness", groups, weights, lcm(*weights.tolist())),
        Linear("last", drafting.cost("last")),
    ]
    start = np.where(program.absorbing(), program.upper, 0)
    return program, stages, start


@st.composite
def switched(draw: st.DrawFn, orders: int = 1) -> tuple[Program, Cost]:
    """Draw orders over two makers: a yes/no a share with a least, and one a maker."""
    n = 2 * orders
    drafting = Drafting()
    most = st.integers(1, 3 if orders == 1 else 2)
    quantity = ints(draw(st.lists(most, min_size=orders, max_size=orders)))
    order, maker = np.repeat(np.arange(orders), 2), np.tile(np.arange(2), orders)
    make = drafting.add_columns("make", quantity[order], str)
    short = drafting.add_columns("short", quantity, str, absorb=True)
    used = drafting.add_columns("used", np.ones(n, dtype=np.int64), str, switch=True)
    kept = drafting.add_columns("engaged", ints([1, 1]), str, switch=True)
    ones, every, row = np.ones(n, dtype=np.int64), np.arange(orders), np.arange(n)
    entries = np.append(order, every), np.append(make, short), np.ones(n + orders)
    drafting.add_rows("demand", entries, (quantity, quantity), str)
    least = ints(draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)))
    none, zero = np.full(n, NONE), np.zeros(n, dtype=np.int64)
    pairs = np.tile(row, 2), np.append(make, used)
    drafting.add_rows("least", (*pairs, np.append(ones, -least)), (zero, none), str)
    drafting.add_rows("link", (*pairs, np.append(ones, -quantity[order])), (-none, zero), str)
    whole = np.tile(row, 2), np.append(used, kept[maker])
    drafting.add_rows("part", (*whole, np.append(ones, -ones)), (-none, zero), str)
    cost = st.lists(st.integers(0, 9), min_size=n, max_size=n)
    drafting.add_cost("cost", make, ints(draw(cost)))
    drafting.add_cost("cost", kept, ints(draw(cost)[:2]))
    drafting.add_cost("cost", short, np.full(orders, draw(st.sampled_from([3, 100]))))
    return drafting.program(), drafting.cost("cost")


def hard(seed: int) -> tuple[Program, Linear, Ints]:
    """A market split: forty columns, six rows that hardly any whole answer meets to the unit."""
    rng = np.random.default_rng(seed)
    items = rng.integers(0, 100, (6, 40))
    target = items.sum(axis=1) // 2
    under, over = np.eye(6, dtype=np.int64), -np.eye(6, dtype=np.int64)
    rows = np.hstack([items, under, over])
    program = program_of(
        [1] * 40 + [10_000] * 12, [(r, int(t), int(t)) for r, t in zip(rows, target, strict=True)]
    )
    cost = cost_of(ints([0] * 40 + [1] * 12))
    start = np.concatenate([np.zeros(40, dtype=np.int64), target, np.zeros(6, dtype=np.int64)])
    return program, Linear("misses", cost), start


@st.composite
def monthly(draw: st.DrawFn, orders: int = 1) -> tuple[Program, Cost]:
    """Draw orders over two makers and two months, the last due in the first: a yes/no a share.

    A maker's capacity of a month is shared; one order has two classes, of which each maker offers
    some.
    """
    drafting = Drafting()
    most = 3 if orders == 1 else 2
    quantity = ints(draw(st.lists(st.integers(1, most), min_size=orders, max_size=orders)))
    due = [2] + [1] * (orders - 1)
    shares = [(o, s) for o in range(orders) for s in range(2)]
    at = ints([k for k, (o, _) in enumerate(shares) for _ in range(due[o])])
    month = ints([t for o, _ in shares for t in range(due[o])])
    order, maker = ints([o for o, _ in shares])[at], ints([s for _, s in shares])[at]
    make = drafting.add_columns("make", quantity[order], str)
    short = drafting.add_columns("short", quantity, str, absorb=True)
    used = drafting.add_columns("used", np.ones(len(shares), dtype=np.int64), str, switch=True)
    entries = np.append(order, np.arange(orders)), np.append(make, short)
    one = np.ones(len(entries[0]), dtype=np.int64)
    drafting.add_rows("demand", (*entries, one), (quantity, quantity), str)
    capacity = ints(draw(st.lists(st.integers(1, 2), min_size=4, max_size=4)))
    ones = np.ones(len(at), dtype=np.int64)
    drafting.add_rows(
        "capacity", (maker * 2 + month, make, ones), (np.full(4, -NONE), capacity), str
    )
    row, below = np.arange(len(shares)), np.full(len(shares), -NONE)
    pairs = np.append(at, row), np.append(make, used)
    size = ints([int(quantity[o]) for o, _ in shares])
    drafting.add_rows("link", (*pairs, np.append(ones, -size)), (below, 0 * row), str)
    least = ints(draw(st.lists(st.integers(0, 2), min_size=len(shares), max_size=len(shares))))
    drafting.add_rows("least", (*pairs, np.append(ones, -least)), (0 * row, -below), str)
    if orders == 1:
        chosen = drafting.add_columns("class", ints([1, 1]), str, switch=True)
        drafting.add_rows(
            "match", (ints([0, 0]), chosen, ints([1, 1])), (ints([-NONE]), ints([1])), str
        )
        offered = [draw(st.sampled_from([(0,), (1,), (0, 1)])) for _ in shares]
        of = ints([k for k, classes in enumerate(offered) for _ in classes])
        what = chosen[ints([c for classes in offered for c in classes])]
        part = np.append(row, of), np.append(used, what), np.append(0 * row + 1, 0 * of - 1)
        drafting.add_rows("part", part, (below, 0 * row), str)
    costs = st.lists(st.integers(0, 9), min_size=len(at), max_size=len(at))
    drafting.add_cost("cost", make, ints(draw(costs)))
    drafting.add_cost("cost", used, ints(draw(costs)[: len(shares)]))
    drafting.add_cost("cost", short, np.full(orders, draw(st.sampled_from([3, 100]))))
    return drafting.program(), drafting.cost("cost")

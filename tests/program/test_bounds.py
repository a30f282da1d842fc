"""A bound is a proof: no price, however wrong, lifts it above the best whole answer."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tiny
from ikmpool.program import bounds, master
from ikmpool.program.program import NONE, Cost, cost_of

ANY_PRICE = st.one_of(
    st.floats(-50, 50),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([0.0, -0.0, np.nan, np.inf, -np.inf, 1e-300, 1 / 3, 1e9, -1e18]),
)


def least(t: tiny.Tiny, cost: Cost) -> Fraction:
    return min(cost.value(x) for x in tiny.every_answer(t.program))


@given(tiny.priced_programs(), st.data())
def test_no_prices_prove_more_than_the_best_answer_costs(
    case: tuple[tiny.Tiny, Cost], data: st.DataObject
) -> None:
    t, cost = case
    rows = len(t.program.low)
    prices = np.array(data.draw(st.lists(ANY_PRICE, min_size=rows, max_size=rows)))
    assert bounds.prove(t.program, cost, prices).value <= least(t, cost)


@pytest.mark.parametrize("exponent", range(0, 310, 10))
def test_huge_prices_of_rows_as_fine_as_squared_millimetres_prove_nothing_false(
    exponent: int,
) -> None:
    """Their sums leave 62 bits: the bound may be poor, never wrong."""
    rng = np.random.default_rng(exponent)
    for _ in range(30):
        n, m = rng.integers(1, 4, 2)
        fine = rng.integers(-(10**12), 10**12, (m, n))
        program = tiny.program_of(rng.integers(0, 4, n), [(row, -NONE, 0) for row in fine])
        cost = cost_of(rng.integers(-20, 20, n))
        prices = rng.normal(size=m) * 10.0**exponent
        best = min(cost.value(x) for x in tiny.every_answer(program))
        assert bounds.prove(program, cost, prices).value <= best


@given(tiny.priced_programs())
def test_without_prices_the_bounds_of_the_columns_are_the_proof(
    case: tuple[tiny.Tiny, Cost],
) -> None:
    t, cost = case
    bound = bounds.prove(t.program, cost)
    assert bound.value <= least(t, cost)
    if set(cost.denominator.tolist()) <= {1}:
        cheapest = np.where(cost.numerator < 0, t.program.upper, 0)
        assert bound.value == cost.value(cheapest)


@given(tiny.priced_programs())
def test_a_solvers_prices_prove_its_own_value(case: tuple[tiny.Tiny, Cost]) -> None:
    """Strong duality: with the relaxation's prices the bound reaches its value, to rounding."""
    t, cost = case
    reply = master.solve(t.program, cost.floats(), master.Call(), whole=False)
    assert reply.x is not None
    assert reply.prices is not None
    bound = bounds.prove(t.program, cost, reply.prices)
    assert abs(float(bound.value) - float(cost.floats() @ reply.x)) < 1e-6


@given(tiny.priced_programs(), st.data())
def test_fixing_keeps_every_answer_that_is_as_good(
    case: tuple[tiny.Tiny, Cost], data: st.DataObject
) -> None:
    """Neither a column nor a row is fixed that an answer of at most the value needs free."""
    t, cost = case
    rows = len(t.program.low)
    hint = data.draw(st.lists(st.floats(-20, 20), min_size=rows, max_size=rows))
    if data.draw(st.booleans()):
        hint = master.solve(t.program, cost.floats(), master.Call(), whole=False).prices
    bound = bounds.prove(t.program, cost, np.array(hint))
    value = cost.value(t.start)
    fixed = bounds.fix(t.program, bound, value)
    for x in tiny.every_answer(t.program):
        if cost.value(x) <= value:
            assert fixed.holds(x)


@given(tiny.priced_programs())
def test_fixing_lets_nothing_in(case: tuple[tiny.Tiny, Cost]) -> None:
    t, cost = case
    fixed = bounds.fix(t.program, bounds.prove(t.program, cost), cost.value(t.start))
    assert all(t.program.holds(x) for x in tiny.every_answer(fixed))


def test_a_dear_column_is_fixed_at_nothing() -> None:
    program = tiny.program_of([3, 3], [([1, 1], 2, 2)])
    cost = cost_of(tiny.ints([1, 50]))
    bound = bounds.prove(program, cost, np.array([1.0]))
    fixed = bounds.fix(program, bound, Fraction(2))
    assert fixed.upper.tolist() == [3, 0]


@given(st.fractions(-1000, 1000), st.lists(st.integers(1, 12), min_size=1, max_size=4))
def test_a_bound_is_rounded_up_to_what_an_answer_can_cost(
    value: Fraction, denominators: list[int]
) -> None:
    cost = Cost(tiny.ints([1] * len(denominators)), tiny.ints(denominators))
    rounded, step = bounds.rounded_up(cost, value), Fraction(1, cost.common)
    assert value <= rounded < value + step
    assert (rounded / step).denominator == 1


def test_prices_of_country_size_do_not_overflow_the_sum() -> None:
    """A million units at a price of a million, in two rows, next to a huge cost."""
    program = tiny.program_of([10**6, 10**6], [([1, 1], 10**6, 10**6), ([1, -1], -(2**62), 0)])
    cost = cost_of(tiny.ints([10**9, 10**9 + 7]))
    bound = bounds.prove(program, cost, np.array([10.0**9, 0.0]))
    assert bound.value == 10**15

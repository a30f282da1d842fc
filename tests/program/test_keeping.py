"""Keeping: the rows allow exactly the answers that cost no more."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import tiny
from ikmpool.program.keeping import at_most
from ikmpool.program.program import Cost, cost_of


@given(tiny.priced_programs(), st.data())
def test_one_row_allows_what_costs_no_more(
    case: tuple[tiny.Tiny, Cost], data: st.DataObject
) -> None:
    t, cost = case
    points = tiny.every_point(t.program)
    x = data.draw(st.sampled_from(list(points)))
    kept = t.program.with_rows(*at_most(cost, x, [np.arange(cost.size)]))
    for other in points:
        dearer = cost.value(other) > cost.value(x)
        assert kept.broken(other)[len(t.program.low) :].any() == dearer


def test_each_part_gets_a_row_and_one_that_costs_nothing_gets_none() -> None:
    cost = cost_of(tiny.ints([3, 5, 0, 0]))
    parts = [tiny.ints([0]), tiny.ints([1, 2]), tiny.ints([3])]
    matrix, _, high = at_most(cost, tiny.ints([2, 1, 9, 9]), parts)
    assert matrix.toarray().tolist() == [[3, 0, 0, 0], [0, 5, 0, 0]]
    assert high.tolist() == [6, 5]


def test_figures_beyond_62_bits_are_rounded_so_that_they_still_allow_the_answer() -> None:
    """Two large denominators without a common multiple that fits."""
    cost = Cost(tiny.ints([10**12, 10**12]), tiny.ints([10**9 + 7, 10**9 + 9]))
    x = tiny.ints([10**6, 10**6])
    matrix, _, high = at_most(cost, x, [np.arange(2)])
    assert int((matrix @ x)[0]) <= int(high[0])

"""Drafting: families in their places, costs added up exactly."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import tiny
from ikmpool.program.drafting import Drafting
from ikmpool.program.program import NONE


def test_costs_added_to_one_column_are_one_exact_fraction() -> None:
    """A third of a rupiah and a quarter of one."""
    drafting = Drafting()
    column = drafting.add_columns("make", tiny.ints([5]), str)
    drafting.add_cost("cost", column, tiny.ints([1]), tiny.ints([3]))
    drafting.add_cost("cost", column, tiny.ints([1]), tiny.ints([4]))
    drafting.add_cost("other", column, tiny.ints([9]))
    cost = drafting.cost("cost")
    assert Fraction(int(cost.numerator[0]), int(cost.denominator[0])) == Fraction(7, 12)
    assert cost.common == 12
    assert drafting.stages() == ("cost", "other")
    assert drafting.cost("never named").value(tiny.ints([5])) == 0


def test_families_keep_their_places_and_equal_entries_add_up() -> None:
    drafting = Drafting()
    make = drafting.add_columns("make", tiny.ints([4, 4]), lambda i: f"m{i}")
    short = drafting.add_columns("short", tiny.ints([9]), lambda _: "s", absorb=True)
    more = drafting.add_columns("make", tiny.ints([1]), lambda _: "late")
    entries = tiny.ints([0, 0, 0]), np.append(make, short), tiny.ints([1, 1, 1])
    drafting.add_rows("demand", entries, (tiny.ints([9]), tiny.ints([9])), lambda _: "D")
    twice = tiny.ints([0, 0]), tiny.ints([0, 0]), tiny.ints([2, 3])
    drafting.add_rows("cap", twice, (tiny.ints([-NONE]), tiny.ints([7])), lambda _: "C")
    program = drafting.program()
    assert drafting.positions("make").tolist() == [0, 1, 3]
    assert drafting.positions("nothing").tolist() == []
    assert more.tolist() == [3]
    assert program.absorbing().tolist() == [False, False, True, False]
    assert program.matrix.toarray().tolist() == [[1, 1, 1, 0], [5, 0, 0, 0]]
    assert [(f.kind, f.start, f.stop) for f in program.rows] == [("demand", 0, 1), ("cap", 1, 2)]


def test_nothing_drafted_is_a_program_without_columns() -> None:
    program = Drafting().program()
    assert program.size == 0
    assert program.holds(tiny.ints([]))


def test_a_row_with_two_different_bounds_is_refused() -> None:
    drafting = Drafting()
    column = drafting.add_columns("make", tiny.ints([5]), str)
    with pytest.raises(ValueError, match="two different bounds") as error:
        drafting.add_rows(
            "window", (column, column, tiny.ints([1])), (tiny.ints([1]), tiny.ints([2])), str
        )
    assert str(error.value) == "A row of 'window' has two different bounds; give two rows."

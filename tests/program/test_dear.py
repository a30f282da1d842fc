"""Dear columns: what one solve promises about a stage is true of every answer."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tiny
from ikmpool.program import separation, stages
from ikmpool.program.dear import Foretold, dearly, most_units
from ikmpool.program.drafting import Drafting
from ikmpool.program.options import SolveOptions
from ikmpool.program.program import NONE, Cost, Program, cost_of
from ikmpool.program.solving import minimise
from ikmpool.program.stages import Linear


@given(tiny.priced_programs(), st.data())
def test_a_dear_column_costs_more_than_any_other(
    case: tuple[tiny.Tiny, Cost], data: st.DataObject
) -> None:
    _, cost = case
    n = cost.size
    dear = np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    priced = dearly(cost, dear)
    values = [
        Fraction(int(a), int(b)) for a, b in zip(priced.numerator, priced.denominator, strict=True)
    ]
    assert all(values[i] > values[j] for i in np.flatnonzero(dear) for j in np.flatnonzero(~dear))
    assert priced.where(~dear).floats().tolist() == cost.where(~dear).floats().tolist()


@given(tiny.tiny_programs(), st.data())
def test_no_answer_breaks_a_promise(t: tiny.Tiny, data: st.DataObject) -> None:
    n = t.program.size
    lead = cost_of(tiny.ints(data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))))
    own = tiny.ints(data.draw(st.lists(st.integers(-9, 9), min_size=n, max_size=n)))
    cost = cost_of(np.where(lead.numerator > 0, 0, own))
    priced = dearly(cost, lead.numerator > 0)
    answers = tiny.every_answer(t.program)
    least = min(priced.value(x) for x in answers)
    promise = Foretold("cost", cost, {"lead": lead}, least, "exact")
    for value in {lead.value(x) for x in answers}:
        bound = promise.given({"lead": value})
        assert all(cost.value(x) >= bound for x in answers if lead.value(x) <= value)


def test_a_stage_that_counts_nothing_allows_no_units() -> None:
    assert most_units(cost_of(tiny.ints([0, 0])), Fraction(0)) == 0


def impossible() -> tuple[Program, list[Linear], tiny.Ints]:
    """A lead of five where two is all there is: three are given up, the cheap maker fills up."""
    drafting = Drafting()
    make = drafting.add_columns("make", tiny.ints([2, 9]), str)
    use = drafting.add_columns("use", tiny.ints([1]), str, switch=True)
    miss = drafting.add_columns("miss", tiny.ints([5]), str, absorb=True)
    zero, seven, five = tiny.ints([0]), tiny.ints([7]), tiny.ints([5])
    drafting.add_rows("demand", (zero.repeat(2), make, tiny.ints([1, 1])), (seven, seven), str)
    at = np.append(make[:1], miss)
    drafting.add_rows("lead", (zero.repeat(2), at, tiny.ints([1, 1])), (five, zero + NONE), str)
    link = np.append(make[1:], use), tiny.ints([1, -8])
    drafting.add_rows("link", (zero.repeat(2), *link), (zero - NONE, zero), str)
    drafting.add_cost("missed", miss, tiny.ints([1]))
    drafting.add_cost("cost", np.append(make, use), tiny.ints([4, 3, 10]))
    names = ("missed", "cost")
    return drafting.program(), [Linear(n, drafting.cost(n)) for n in names], tiny.ints([0, 7, 1, 5])


def test_a_kept_promise_saves_the_stage_its_solve(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def noted(program: Program, cost: Cost, *rest: object) -> object:
        asked.append(
            "".join(name for name, c in names.items() if (c.numerator == cost.numerator).all())
        )
        return minimise(program, cost, *rest)  # type: ignore[arg-type]

    program, both, start = impossible()
    names = {stage.name: stage.cost for stage in both}
    for module in (stages, separation):
        monkeypatch.setattr(module, "minimise", noted)
    solved = stages.solve(program, both, start, SolveOptions())
    assert solved.x.tolist() == [2, 5, 1, 3]
    assert [(r.name, int(r.value), r.closed) for r in solved.reached] == [
        ("missed", 3, True),
        ("cost", 33, True),
    ]
    assert asked == ["", "missed"]  # the leap, and the leading stage

"""Uniqueness: an answer is alone exactly where trying every answer finds no other."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import tiny
from ikmpool.program import master, uniqueness
from ikmpool.program.drafting import Drafting
from ikmpool.program.evenness import scale_of
from ikmpool.program.options import SolveOptions
from ikmpool.program.program import NONE, cost_of
from ikmpool.program.sparse import matrix_of
from ikmpool.program.stages import Even, Linear, solve


@given(tiny.tiny_programs(), st.data())
def test_an_answer_is_alone_where_every_answer_agrees_with_it(
    t: tiny.Tiny, data: st.DataObject
) -> None:
    n = t.program.size
    matters = np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    differs = (tiny.every_answer(t.program) != t.start)[:, matters].any()
    assert uniqueness.is_alone(t.program, t.start, matters, master.Call()) == (not differs)


def test_a_solver_that_did_not_find_out_leaves_it_open() -> None:
    """A row that no answer meets stands for a solver that has none."""
    program = tiny.program_of([9, 9], [([1, 1], 40, NONE)])
    every = np.ones(2, dtype=bool)
    assert not uniqueness.is_alone(program, tiny.ints([5, 5]), every, master.Call())


def engaged(costs: list[int]) -> tuple[tiny.Program, list[Linear | Even], tiny.Ints]:
    """Makers of at most four who cost ten to engage; six units are wanted, so two are engaged."""
    n = len(costs)
    drafting = Drafting()
    make = drafting.add_columns("make", np.full(n, 6), str)
    use = drafting.add_columns("use", np.full(n, 1), str, switch=True)
    one, four, at = np.full(n, 1), np.full(n, 4), np.arange(n)
    six = tiny.ints([6])
    drafting.add_rows("demand", (0 * at, make, one), (six, six), str)
    entries = np.append(at, at), np.append(make, use), np.append(one, -four)
    drafting.add_rows("link", entries, (np.full(n, -NONE), 0 * at), str)
    drafting.add_cost("cost", np.append(make, use), np.append(tiny.ints(costs), 10 * one))
    program = drafting.program()
    groups = matrix_of(at, make, one, (n, program.size))
    weigh = tiny.ints([4] * n)
    tie = cost_of(np.append(tiny.ints([5, 1, 3][:n]), 0 * at))
    stages: list[Linear | Even] = [
        Linear("cost", drafting.cost("cost")),
        Even("fairness", groups, weigh, scale_of(weigh, 6)),
        Linear("tie", tie, tie_break=True),
    ]
    start = np.zeros(program.size, dtype=np.int64)
    start[make], start[use] = tiny.ints([0, 2, 4][:n]), tiny.ints([0, 1, 1][:n])
    return program, stages, start


def test_stages_with_nothing_to_choose_from_are_what_the_only_answer_comes_to() -> None:
    program, stages, start = engaged([7, 1, 3])
    solved = solve(program, stages, start, SolveOptions())
    assert solved.x.tolist() == [0, 4, 2, 0, 1, 1]
    assert [(r.name, int(r.value), r.closed, r.proof) for r in solved.reached] == [
        ("cost", 30, True, "HiGHS"),
        ("fairness", 20, True, "HiGHS"),
        ("tie", 10, True, "HiGHS"),
    ]


def test_stages_with_something_to_choose_from_choose() -> None:
    """Equal costs: three and three is the evenest, and the tie-break names the makers."""
    program, stages, start = engaged([1, 1, 1])
    solved = solve(program, stages, start, SolveOptions())
    assert solved.x.tolist() == [0, 3, 3, 0, 1, 1]
    assert all(r.closed for r in solved.reached)

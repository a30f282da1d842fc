"""Apart: parts solved by themselves equal the whole, wherever they are solved."""

from __future__ import annotations

import time
from concurrent.futures import Future
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tiny
from executors import Losing, Posted, Silent
from ikmpool.program import apart, bounds, master, sending, solving
from ikmpool.program.clock import Clock
from ikmpool.program.options import SolveOptions
from ikmpool.program.program import NONE, Cost, Family, Program
from ikmpool.program.progress import Progress
from ikmpool.program.sparse import matrix_of
from ikmpool.program.stopping import Stop
from ikmpool.program.watch import Watch

type Case = tuple[Program, Cost, tiny.Ints, list[tuple[Program, Cost]]]


@pytest.fixture(autouse=True)
def _every_block_is_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "ENOUGH", 1)


def clock(options: SolveOptions | None = None, watch: Watch | None = None) -> Clock:
    made = Clock(options or SolveOptions(), 1, watch or Watch())
    made.next_stage()
    return made


def beside(parts: list[tuple[tiny.Tiny, Cost]], shuffle: np.random.Generator) -> Case:
    """Put programs beside each other, their columns and rows in any order."""
    size = sum(one.program.size for one, _ in parts)
    count = sum(len(one.program.low) for one, _ in parts)
    at, row = shuffle.permutation(size), shuffle.permutation(count)
    lower, upper, start, numerator, denominator = np.zeros((5, size), dtype=np.int64)
    low, high = np.zeros((2, count), dtype=np.int64)
    entries, left, top = [], 0, 0
    for one, cost in parts:
        program = one.program
        mine = at[left : left + program.size]
        own = row[top : top + len(program.low)]
        lower[mine], upper[mine], start[mine] = program.lower, program.upper, one.start
        numerator[mine], denominator[mine] = cost.numerator, cost.denominator
        low[own], high[own] = program.low, program.high
        matrix = program.matrix.tocoo()
        entries.append((own[matrix.coords[0]], mine[matrix.coords[1]], matrix.data))
        left, top = left + program.size, top + len(own)
    row_, column, value = (np.concatenate([e[i] for e in entries]) for i in range(3))
    matrix = matrix_of(row_, column, value, (count, size))
    whole = Program(lower, upper, matrix, low, high)
    return whole, Cost(numerator, denominator), start, [(t.program, c) for t, c in parts]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw two or three programs, and put them beside each other."""
    parts = draw(st.lists(tiny.priced_programs(), min_size=2, max_size=3))
    return beside(parts, np.random.default_rng(draw(st.integers(0, 9))))


def least(parts: list[tuple[Program, Cost]]) -> Fraction:
    return sum(
        (min(cost.value(x) for x in tiny.every_answer(program)) for program, cost in parts),
        Fraction(0),
    )


@given(cases())
def test_parts_solved_apart_equal_the_whole(case: Case) -> None:
    program, cost, start, parts = case
    outcome = apart.minimise(program, cost, start, clock())
    assert outcome.value == outcome.bound == cost.value(outcome.x) == least(parts)
    assert program.holds(outcome.x)


@settings(max_examples=30)
@given(cases())
def test_elsewhere_they_come_to_the_same(case: Case) -> None:
    program, cost, start, _ = case
    here = apart.minimise(program, cost, start, clock())
    there = apart.minimise(program, cost, start, clock(SolveOptions(executor=Posted())))
    for name in ("value", "bound", "proof"):
        assert getattr(there, name) == getattr(here, name)
    assert there.x.tolist() == here.x.tolist()
    assert there.relaxation.value == here.relaxation.value
    assert there.relaxation.prices.tolist() == here.relaxation.prices.tolist()


@settings(max_examples=30)
@given(cases())
def test_the_proofs_together_are_one_of_the_whole(case: Case) -> None:
    """The bound is one, and fixing by it keeps every answer that is as good."""
    program, cost, start, parts = case
    outcome = apart.minimise(program, cost, start, clock())
    assert outcome.relaxation.value <= outcome.value
    assert len(outcome.relaxation.prices) == len(program.low)
    fixed = bounds.fix(program, outcome.relaxation, outcome.value)
    groups = apart.parts_of(program, cost, start, apart._groups(program.matrix))
    best = [part_bests(part.program, part.cost) for part in groups]
    for answers in product(*best):
        x = np.zeros(program.size, dtype=np.int64)
        for part, answer in zip(groups, answers, strict=True):
            x[part.columns] = answer
        assert cost.value(x) == outcome.value
        assert fixed.holds(x)
    assert least(parts) == outcome.value


def part_bests(program: Program, cost: Cost) -> list[tiny.Ints]:
    """Give two of the best answers of a part."""
    answers = sorted(tiny.every_answer(program), key=lambda x: (cost.value(x), x.tolist()))
    return [x for x in answers if cost.value(x) == cost.value(answers[0])][:2]


def test_proofs_in_different_units_are_told_in_the_coarser_one() -> None:
    """Two to the 40 at three halves: such prices are kept less finely than small ones."""
    fine = tiny.Tiny(tiny.program_of([9, 9], [([2, 2], 3, NONE)]), tiny.ints([2, 0]))
    dear = tiny.ints([3 * 2**40, 2**41])
    shuffle = np.random.default_rng(0)
    ones = tiny.ints([1, 1])
    program, cost, start, _ = beside(
        [(fine, Cost(tiny.ints([3, 4]), ones)), (fine, Cost(dear, ones))], shuffle
    )
    parts = apart.parts_of(program, cost, start, apart._groups(program.matrix))
    outcomes = [solving.minimise(p.program, p.cost, p.start, clock()) for p in parts]
    bits = {outcome.relaxation.bits for outcome in outcomes}
    assert len(bits) == 2
    merged = apart.merged(program, cost, parts, outcomes)
    assert merged.relaxation.bits == min(bits)
    assert merged.value == 6 + 2 * 2**41
    step = Fraction(1, 1 << min(bits))
    for part, outcome in zip(parts, outcomes, strict=True):
        own = outcome.relaxation
        for mine, its in (
            (merged.relaxation.prices[part.rows], own.prices),
            (merged.relaxation.reduced[part.columns], own.reduced),
        ):
            for a, b in zip(mine.tolist(), its.tolist(), strict=True):
                kept, exact = a * step, Fraction(b, 1 << own.bits)
                assert 0 <= abs(exact) - abs(kept) < step
                assert kept * exact >= 0


@pytest.mark.parametrize(
    ("sizes", "enough", "groups"),
    [
        pytest.param([1, 1, 1, 6], 2, [2, 7], id="small ones go together, and with the next"),
        pytest.param([3, 3, 3], 4, [9], id="what is left over joins the last"),
        pytest.param([4, 5], 4, [4, 5], id="enough stay apart"),
        pytest.param([9], 4, [9], id="one block is one part"),
        pytest.param([1, 1], 9, [], id="too few for any"),
    ],
)
def test_blocks_make_parts(
    sizes: list[int], enough: int, groups: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "ENOUGH", enough)
    size = sum(sizes)
    row = np.repeat(np.arange(len(sizes)), sizes)
    column = np.random.default_rng(1).permutation(size)
    matrix = matrix_of(row, column, np.ones(size, dtype=np.int64), (len(sizes), size))
    found = apart._groups(matrix)
    assert [len(group) for group in found] == groups
    if groups:
        assert sorted(np.concatenate(found).tolist()) == list(range(size))
    assert all((np.diff(group) > 0).all() for group in found)


def test_a_part_keeps_what_its_columns_and_rows_are_but_for_their_names() -> None:
    columns = (
        Family("make", 0, 3, lambda i: f"make {i}"),
        Family("short", 3, 5, lambda i: f"short {i}", absorb=True),
        Family("used", 5, 6, lambda i: f"used {i}", switch=True),
    )
    rows = (Family("demand", 0, 2, lambda i: f"order {i}", tie=True),)
    matrix = tiny.program_of([3] * 6, [([1, 0, 1, 1, 0, 1], 2, 2), ([0, 1, 0, 0, 1, 0], 1, 1)])
    program = replace(matrix, columns=columns, rows=rows)
    cost = Cost(tiny.ints([1] * 6), tiny.ints([1] * 6))
    small, large = apart.parts_of(program, cost, tiny.ints([0] * 6), apart._groups(program.matrix))
    assert small.program.columns == (
        Family("make", 0, 1, str),
        Family("short", 1, 2, str, absorb=True),
    )
    assert large.program.columns == (
        Family("make", 0, 2, str),
        Family("short", 2, 3, str, absorb=True),
        Family("used", 3, 4, str, switch=True),
    )
    assert small.program.rows == large.program.rows == (Family("demand", 0, 1, str, tie=True),)
    assert (small.rows.tolist(), large.rows.tolist()) == ([1], [0])


def two() -> Case:
    """Twice the same part, of which only an integer solver can prove the least."""
    part = tiny.Tiny(tiny.program_of([9, 9], [([2, 2], 3, NONE)]), tiny.ints([9, 9]))
    cost = Cost(tiny.ints([3, 4]), tiny.ints([1, 1]))
    return beside([(part, cost)] * 2, np.random.default_rng(3))


def test_a_part_that_is_lost_is_solved_here() -> None:
    program, cost, start, _ = two()
    executor = Losing(RuntimeError("died"), None)
    outcome = apart.minimise(program, cost, start, clock(SolveOptions(executor=executor)))
    assert outcome.value == outcome.bound == 12


def test_an_answer_that_does_not_hold_is_none() -> None:
    class Mistaken(Posted):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            (outcome, _), future = super().submit(fn, *args, **kwargs).result(), Future[Any]()
            future.set_result((replace(outcome, x=0 * outcome.x, value=Fraction(0)), None))
            return future

    program, cost, start, _ = two()
    outcome = apart.minimise(program, cost, start, clock(SolveOptions(executor=Mistaken())))
    assert program.holds(outcome.x)
    assert outcome.value == outcome.bound == 12


def test_parts_that_are_closed_already_are_not_sent() -> None:
    program, cost, _, _ = two()
    executor = Posted()
    options = SolveOptions(executor=executor)
    none = replace(program, low=np.full(2, -NONE))
    assert apart.minimise(none, cost, tiny.ints([0] * 4), clock(options)).closed
    assert executor.count == 0


def test_once_time_is_up_a_part_keeps_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "GRACE", 0.01)
    program, cost, start, _ = two()
    options = SolveOptions(executor=Silent(begun=True), time_limit=0.2)
    begun = time.monotonic()
    outcome = apart.minimise(program, cost, start, clock(options))
    assert time.monotonic() - begun < 10
    assert program.holds(outcome.x)
    assert 0 <= outcome.bound <= 12 <= outcome.value


def test_a_ctrl_c_keeps_what_is_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "GRACE", 0.01)
    program, cost, start, _ = two()
    executor = Silent()
    options = SolveOptions(executor=executor, time_limit=None)
    outcome = apart.minimise(program, cost, start, clock(options, Watch(Stop(asked=True))))
    assert not executor.futures  # nothing is sent any more
    assert outcome.x.tolist() == start.tolist()
    assert outcome.bound <= outcome.value


def test_a_part_has_the_time_that_is_left_when_its_worker_begins() -> None:
    program, cost, start, _ = two()
    (first, *_), now = apart.parts_of(program, cost, start, apart._groups(program.matrix)), 1000.0
    options = SolveOptions(time_limit=20)

    def seconds(at: float) -> float | None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(time, "time", lambda: at)
            return apart.Task(first, options, share=5, until=now + 20).begun().time_limit

    assert seconds(now) == 20
    assert seconds(now + 8) == 12
    assert seconds(now + 19) == 5  # its share, at least
    assert seconds(now + 4000) == 5  # a clock that is ahead
    assert seconds(now - 4000) == 20  # one that is behind
    assert apart.Task(first, SolveOptions(time_limit=None)).begun().time_limit is None


def test_what_is_told_of_a_part_is_told_of_its_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part costs 63 to begin with; its solver says 7 and 5, and it comes to 6."""
    told: list[Progress] = []
    watch = Watch(tell=told.append)
    solve = master.solve

    def looked(program, cost, call, *, whole):  # type: ignore[no-untyped-def]
        call.watch.look(call.known, 7.0, 5.0)
        return solve(program, cost, call, whole=whole)

    monkeypatch.setattr(master, "solve", looked)
    monkeypatch.setattr("ikmpool.program.watch.EVERY", 0.0)
    program, cost, start, _ = two()
    apart.minimise(program, cost, start, clock(watch=watch))
    figures = [(now.best, now.bound) for now in told]
    assert figures[0] == (126, 0)
    assert (70, 5) in figures
    assert figures[-1] == (13, 11)
    assert all(bound <= 12 <= best for best, bound in figures)
    assert watch.stage is None

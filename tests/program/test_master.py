"""The master: a program through PuLP and back, silent, and honest about what came back."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tiny
from ikmpool import OptionError, SolverError
from ikmpool.program import master
from ikmpool.program.drafting import Drafting
from ikmpool.program.program import NONE, Cost, Program, cost_of
from ikmpool.program.watch import Watch

HERE = ", ".join(pulp.listSolvers(onlyAvailable=True))


def small() -> tuple[Program, Cost]:
    """Two makers at 3 and 5; seven wanted, the cheap one makes at most four."""
    program = tiny.program_of([9, 9], [([1, 1], 7, 7), ([1, 0], -NONE, 4)])
    return program, cost_of(tiny.ints([3, 5]))


@pytest.mark.parametrize(
    ("name", "found"),
    [("HiGHS", "HiGHS"), ("highs", "HiGHS"), ("CBC", "COIN_CMD"), ("coin_cmd", "COIN_CMD")],
)
def test_a_solver_is_known_by_its_name_in_any_case(name: str, found: str) -> None:
    assert master.solver_name(name) == found


def test_a_misspelt_solver_gets_the_nearest_name_and_the_ones_that_are_here() -> None:
    with pytest.raises(OptionError) as error:
        master.solver_name("HiGSH")
    assert str(error.value) == (
        f'PuLP knows no solver "HiGSH". Did you mean "HiGHS"? Available here: {HERE}.'
    )


def test_a_name_like_no_solver_gets_no_hint() -> None:
    with pytest.raises(OptionError) as error:
        master.solver_name("abacus")
    assert str(error.value) == f'PuLP knows no solver "abacus". Available here: {HERE}.'


def test_a_solver_that_is_not_installed_gets_a_command_to_type() -> None:
    missing = next(s for s in pulp.listSolvers() if s not in pulp.listSolvers(onlyAvailable=True))
    with pytest.raises(OptionError) as error:
        master.solver_name(missing)
    assert str(error.value) == (
        f'The solver "{missing}" is not installed. Available here: {HERE}. HiGHS comes with '
        "ikmpool; CBC with: pip install pulp[cbc]"
    )


@pytest.mark.parametrize("solver", ["HiGHS", "CBC"])
@pytest.mark.parametrize("whole", [False, True])
def test_an_optimal_answer_is_finished_and_has_its_figures(solver: str, *, whole: bool) -> None:
    program, cost = small()
    reply = master.solve(program, cost.floats(), master.Call(solver), whole=whole)
    assert reply.finished
    assert reply.x is not None
    assert reply.x.tolist() == pytest.approx([4, 3])
    if whole:
        assert reply.prices is None
    else:
        assert reply.prices is not None
        assert reply.prices.tolist() == pytest.approx([5, -2])


def test_rows_of_huge_figures_get_their_prices_in_the_programs_own_scale() -> None:
    """A row in units a million times finer has a price a million times less."""
    _, cost = small()
    fine = tiny.program_of([9, 9], [([10**6] * 2, 7 * 10**6, 7 * 10**6), ([1, 0], -NONE, 4)])
    reply = master.solve(fine, cost.floats(), master.Call(), whole=False)
    assert reply.prices is not None
    assert reply.prices.tolist() == pytest.approx([5e-6, -2])


def test_an_answer_that_meets_rows_of_money_and_evenness_to_the_unit_is_found() -> None:
    """As a tie-break sees it: no dearer and no less even than the answer in hand."""
    cost_row = [5_830_600, 5_558_000, 5_790_950, 5_587_600, 5_976_850, 6_008_000, 5_662_650]
    rows = [
        ([1] * 7 + [0] * 5, 172, 172),
        ([1] + [0] * 11, -NONE, 57),
        ([0, 1] + [0] * 10, -NONE, 36),
        ([0, 0, 0, 15, 0, 0, 0, -1, 0, 0, 0, 0], -NONE, 900),
        ([0] * 6 + [15, 0, -1, 0, 0, 0], -NONE, 75),
        ([1] + [0] * 8 + [-66, 0, 0], -NONE, 0),
        ([0] * 4 + [1] + [0] * 7, -NONE, 9),
        ([*cost_row, 25_000, 25_000, 8_500_000, 0, 0], -NONE, 978_764_650),
        ([0, -98_736, 0, 0, 0, -98_736, 0, 0, 0, 0, 1, 0], -1_850_982, NONE),
        ([0, 0, -93_819] + [0] * 9, -4_597_131, NONE),
        ([0] * 6 + [-65_914, 0, 0, 0, 0, 1], 1_631_520, NONE),
        ([0] * 10 + [1, 1], -NONE, 3_763_340),
    ]
    program = tiny.program_of([510] * 7 + [180, 180, 1, 1_369_657_700, 566_754_910], rows)
    known = tiny.ints([0, 36, 49, 72, 9, 1, 5, 180, 0, 0, 1_802_250, 1_961_090])
    assert program.holds(known)
    weights = [624_535, 597_126, 787_100, 585_660, 950_479, 754_311, 263_469, 0, 0, 0, 0, 0]
    cost = cost_of(tiny.ints(weights))
    reply = master.solve(program, cost.floats(), master.Call(gap_abs=0.99), whole=True)
    assert reply.x is not None
    assert cost.value(np.rint(reply.x).astype(np.int64)) == cost.value(known)


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("most", [2**10, 2**20, 10**9])
def test_the_room_that_a_huge_row_is_given_lets_no_other_answer_in(
    most: int, *, whole: bool
) -> None:
    program = tiny.program_of([2 * most] * 2, [([1, 1], -NONE, most)])
    reply = master.solve(program, np.array([-1.0, -1.0]), master.Call(), whole=whole)
    assert reply.x is not None
    assert reply.x.sum() == pytest.approx(most, abs=1e-6)


@pytest.mark.parametrize("columns", [2, master.SERIAL + 1])
def test_each_solve_may_ask_for_other_threads_than_the_one_before(columns: int) -> None:
    program = tiny.program_of([9] * columns, [([1] * columns, 7, 7)])
    for threads in (None, 1, 2, None, 1):
        reply = master.solve(program, np.ones(columns), master.Call(threads=threads), whole=True)
        assert reply.finished, threads


def test_no_answer_at_all_is_no_answer() -> None:
    program = tiny.program_of([1], [([1], 5, NONE)])
    reply = master.solve(program, np.array([1.0]), master.Call(), whole=True)
    assert (reply.finished, reply.x, reply.prices) == (False, None, None)


@given(tiny.priced_programs())
def test_the_relaxation_is_never_above_the_whole_answer(case: tuple[tiny.Tiny, Cost]) -> None:
    t, cost = case
    replies = [
        master.solve(t.program, cost.floats(), master.Call(), whole=w) for w in (False, True)
    ]
    linear, whole = (float(cost.floats() @ r.x) for r in replies if r.x is not None)
    assert linear <= whole + 1e-6
    best = min(cost.value(x) for x in tiny.every_answer(t.program))
    assert whole == pytest.approx(float(best), abs=1e-6)


@pytest.mark.parametrize("solver", ["HiGHS", "CBC"])
@settings(max_examples=40)
@given(case=tiny.priced_programs(), away=st.integers(-20, 20))
def test_a_cutoff_makes_no_solver_claim_what_is_not_so(
    solver: str, case: tuple[tiny.Tiny, Cost], away: int
) -> None:
    """Below the best answer it makes the program empty; that proves no more than the cutoff."""
    pool, cost = case
    best = min(cost.value(x) for x in tiny.every_answer(pool.program))
    call = master.Call(master.solver_name(solver), cutoff=float(best) + away)
    reply = master.solve(pool.program, cost.floats(), call, whole=True)
    assert reply.bound is None or reply.bound <= float(best) + 1e-6
    if away > 0:
        assert reply.finished
    if reply.finished:
        assert cost.floats() @ reply.x == pytest.approx(float(best), abs=1e-6)


def test_a_failing_solver_is_named_with_what_it_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise pulp.PulpSolverError("licence expired")

    monkeypatch.setattr(pulp.LpProblem, "solve", fail)
    program, cost = small()
    with pytest.raises(SolverError) as error:
        master.solve(program, cost.floats(), master.Call(), whole=True)
    assert str(error.value) == "HiGHS failed: licence expired"


@pytest.mark.parametrize("solver", ["HiGHS", "CBC"])
def test_a_solve_prints_nothing(solver: str, capfd: pytest.CaptureFixture[str]) -> None:
    program, cost = small()
    for whole in (False, True):
        master.solve(program, cost.floats(), master.Call(solver, seconds=5.0), whole=whole)
    assert capfd.readouterr() == ("", "")


def test_the_first_solve_of_a_process_prints_nothing() -> None:
    """HiGHS prints its banner once a process, when its first instance is made."""
    code = (
        "import numpy as np, scipy.sparse as sp\n"
        "from ikmpool.program import master\n"
        "from ikmpool.program.program import Program\n"
        "one = np.ones(1, dtype=np.int64)\n"
        "program = Program(0 * one, 3 * one, sp.csr_array(one[None, :]), one, one)\n"
        "reply = master.solve(program, np.array([1.0]), master.Call(), whole=True)\n"
        "assert reply.x.tolist() == [1.0]\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def named() -> tuple[Program, Cost]:
    """A program whose names have blanks, signs, and one another's looks."""
    drafting = Drafting()
    makers = ["IKM 07 (Sidoarjo)", "IKM-07_Sidoarjo_", "Ünal & Co"]
    make = drafting.add_columns("make", tiny.ints([4, 4, 4]), makers.__getitem__)
    short = drafting.add_columns("short", tiny.ints([9]), lambda _: "T1", absorb=True)
    entries = np.zeros(4, dtype=np.int64), np.append(make, short), np.ones(4, dtype=np.int64)
    nine = tiny.ints([9])
    drafting.add_rows("demand", entries, (nine, nine), lambda _: "T1")
    pooled = np.zeros(3, dtype=np.int64), make, tiny.ints([-2, 3, 1])
    drafting.add_rows("pooled", pooled, (tiny.ints([-NONE]), tiny.ints([0])), lambda _: "T1")
    drafting.add_cost("cost", np.append(make, short), tiny.ints([7, 3, 4, 50]))
    return drafting.program(), drafting.cost("cost")


def test_a_written_model_has_readable_names_and_reads_back_to_the_same_optimum(
    tmp_path: Path,
) -> None:
    import highspy

    program, cost = named()
    path = tmp_path / "model.lp"
    master.write(program, cost.floats(), path)
    text = path.read_text()
    names = ["make.IKM_07_Sidoarjo_", "make.IKM_07_Sidoarjo_.2", "short.T1", "demand.T1:"]
    assert all(name in text for name in names)
    best = min(cost.value(x) for x in tiny.every_answer(program))
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.readModel(str(path))
    highs.run()
    assert highs.getInfo().objective_function_value == pytest.approx(float(best))


def test_what_cbc_claims_once_ctrl_c_was_pressed_is_not_taken(monkeypatch) -> None:
    """Its answer can be checked in whole numbers, so it is kept."""
    watch, work = Watch(), pulp.COIN_CMD.actualSolve

    def ended(self, lp, **options):
        watch.stop.asked = True
        return work(self, lp, **options)

    monkeypatch.setattr(pulp.COIN_CMD, "actualSolve", ended)
    program = tiny.program_of([9], [([1], 3, NONE)])
    reply = master.solve(program, np.ones(1), master.Call("CBC", watch=watch), whole=True)
    assert reply.x.tolist() == [3]
    assert (reply.finished, reply.bound) == (False, None)


def test_of_several_solves_in_one_process_one_waits_for_the_other_and_has_less_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    active, most, seconds = list[int](), list[int](), list[float]()

    def solved(problem: object, call: master.Call, columns: int, *, whole: bool) -> None:
        del problem, columns, whole
        active.append(1)
        most.append(len(active))
        time.sleep(0.05)
        active.pop()
        seconds.append(call.seconds or 0.0)

    monkeypatch.setattr(master, "_solved", solved)
    program, cost = small()
    call = master.Call(seconds=10.0)
    with ThreadPoolExecutor(3) as executor:
        for _ in range(3):
            executor.submit(master.solve, program, cost.floats(), call, whole=True)
    assert most == [1, 1, 1]
    assert min(seconds) < 10.0 - 0.05 < max(seconds) <= 10.0

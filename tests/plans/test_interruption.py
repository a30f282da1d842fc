"""A plan that Ctrl-C interrupted is whole and audited, and claims no more than is proven."""

from __future__ import annotations

import subprocess
import threading
from dataclasses import replace
from pathlib import Path

import pulp
import pytest

import ikmpool as ikm
from ikmpool.plans import auditing
from ikmpool.program import thread, watch
from ikmpool.reports.language import spoken
from ikmpool.tables.generators import yesno
from interrupts import nothing_left, press, pressing


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thread, "TICK", 0.001)
    monkeypatch.setattr(watch, "EVERY", 0.0)


def hard() -> ikm.Pool:
    """Two hundred makers whose cost no solver proves within seconds."""
    return yesno(200, 5, load=0.1, producers=15, spread=6)


def check(plan: ikm.Plan) -> None:
    """Make sure of what holds for every interrupted plan."""
    assert plan.interrupted
    assert plan.status == "feasible"
    assert not plan.canonical
    assert plan.audit.empty
    assert ikm.audit(plan.pool, plan.shares, plan.rules, plan.not_kept).empty
    assert all(r.bound <= r.value for r in plan.reached)


def test_highs_is_interrupted_within_a_solve_and_its_best_plan_returned() -> None:
    bests: list[float] = []

    def improved(now: ikm.Progress) -> bool:
        bests.extend([] if now.best is None else [now.best])
        return bool(bests) and bests[-1] < bests[0]

    tell, told = pressing(improved)
    with nothing_left():
        plan = ikm.allocate(hard(), options=ikm.SolveOptions(time_limit=None, progress=tell))
    check(plan)
    assert plan.orders["delivered"].sum() > 0
    assert told[-1].done == told[-1].of


def test_the_summary_says_in_both_languages_that_it_was_interrupted() -> None:
    plan = ikm.allocate(ikm.sample("shoes500"))
    assert not plan.interrupted
    assert "interrupted" not in repr(plan)
    settings = {"en": "; interrupted: Ctrl-C ended the search", "id": "; dihentikan: Ctrl-C"}
    for language, words in settings.items():
        interrupted = replace(plan, pool=spoken(plan.pool, language), interrupted=True)
        assert words in repr(interrupted)
        assert words in interrupted._repr_html_()


@pytest.mark.parametrize("solver", ["HiGHS", "CBC"])
def test_between_solves_the_rest_of_the_stages_is_given_up(solver: str) -> None:
    tell, told = pressing(lambda now: now.done > 0)
    options = ikm.SolveOptions(solver=solver, progress=tell)
    with nothing_left():
        plan = ikm.allocate(ikm.sample("sidoarjo"), options=options)
    check(plan)
    assert plan.stages.set_index("stage").loc["canonical", "asked"] == False  # noqa: E712 - NumPy's
    assert told[-1].done == told[-1].of


@pytest.mark.parametrize(
    "damage", [None, pulp.PulpSolverError("killed"), ValueError("half a file")]
)
def test_cbc_that_the_same_ctrl_c_ended_is_not_taken_at_its_word(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, damage: Exception | None
) -> None:
    """In a terminal a Ctrl-C reaches CBC, too, which may end in any way."""
    work = pulp.COIN_CMD.actualSolve

    def ended(self: pulp.COIN_CMD, lp: pulp.LpProblem, **options: object) -> object:
        stats = work(self, lp, **options)
        Path(self.tmpDir, "left.mps").touch()
        press()
        if damage is not None:
            raise damage
        return stats

    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr(pulp.COIN_CMD, "actualSolve", ended)
    with nothing_left():
        plan = ikm.allocate(ikm.sample("sidoarjo"), options=ikm.SolveOptions(solver="CBC"))
    check(plan)
    assert not list(tmp_path.iterdir())


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"  # PuLP leaves its log file to be closed
)
def test_a_second_ctrl_c_ends_the_process_of_cbc_and_leaves_no_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun: list[subprocess.Popen[bytes]] = []

    class Waited(subprocess.Popen):  # type: ignore[type-arg] # any will do
        """A process that is waited for until Ctrl-C was pressed twice."""

        def wait(self, timeout: float | None = None) -> int:
            if self not in begun:
                begun.append(self)
                press()
                press()
            return super().wait(timeout)

    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr(subprocess, "Popen", Waited)
    with nothing_left(), pytest.raises(KeyboardInterrupt):
        ikm.allocate(hard(), options=ikm.SolveOptions(solver="CBC", time_limit=None))
    assert len(begun) == 1
    assert begun[0].returncode is not None
    assert not list(tmp_path.iterdir())


def test_before_and_after_the_solve_a_ctrl_c_breaks_off(monkeypatch: pytest.MonkeyPatch) -> None:
    class Pressed(ikm.Rule):
        """A rule during whose face Ctrl-C is pressed."""

        name = "pressed"

        def shape(self, _draft: object) -> None:
            press()

    pool = ikm.sample("shoes500")
    with nothing_left(), pytest.raises(KeyboardInterrupt):
        ikm.allocate(pool, [*ikm.rules_of(pool), Pressed()])
    audit = auditing.violations
    monkeypatch.setattr(auditing, "violations", lambda *all_: press() or audit(*all_))
    with nothing_left(), pytest.raises(KeyboardInterrupt):
        ikm.allocate(pool)


def test_in_another_thread_an_allocation_is_as_ever() -> None:
    plans: list[ikm.Plan] = []
    told: list[ikm.Progress] = []
    options = ikm.SolveOptions(progress=told.append)
    with nothing_left():
        work = threading.Thread(
            target=lambda: plans.append(ikm.allocate(ikm.sample("shoes500"), options=options))
        )
        work.start()
        work.join()
    assert plans[0].status == "optimal"
    assert not plans[0].interrupted
    assert told[-1].done == told[-1].of

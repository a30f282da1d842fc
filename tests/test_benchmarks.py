"""The benchmarks run, compare before they show seconds, and say what is missing."""

from __future__ import annotations

import inspect
import json
from dataclasses import replace
from importlib import import_module
from math import inf, nan
from pathlib import Path

import pandas as pd
import pytest
from benchmarks import __main__ as command
from benchmarks import contestants, measuring, page, pictures, tables
from benchmarks.answers import (
    CUT_OFF,
    FAILED,
    LEFT_OUT,
    OUT_OF_MEMORY,
    REFUSED,
    SOLVED,
    Answer,
    Measurement,
    Terms,
)
from benchmarks.arrays import Market
from benchmarks.comparing import DisagreementError, check
from benchmarks.contestants import CONTESTANTS, Contestant
from benchmarks.instances import SUITES, Instance, Suite
from benchmarks.phases import PHASES, SPOTS, Stopwatch
from benchmarks.results import Row
from benchmarks.running import Manner, run
from benchmarks.targets import Closed, Faster, Growth, Lighter, NoSlower, Proven, Under, Within

from ikmpool.tables import generators

INSTANCES = [instance for suite in SUITES.values() for instance in suite.instances]
SMALL = Instance("60 x 3", "pooled", {"n": 60, "m": 3, "seed": 1}, 60, ("ours",), gap=1e-2)


def contest(*names: str, folder: Path, instance: Instance = SMALL) -> dict[str, Row]:
    """Run contestants on a small instance; give their rows by name."""
    told: list[str] = []
    manner = Manner(folder, repeats=1, tell=told.append)
    rows = run(replace(instance, contestants=names), manner)
    assert len(told) == len(names)
    return {row.contestant.name: row for row in rows}


def hire(monkeypatch: pytest.MonkeyPatch, work: str, **arguments: object) -> str:
    """Register a contestant of `tests/lying.py`."""
    hired = Contestant("hired", "hired", f"lying:{work}", arguments)
    monkeypatch.setitem(CONTESTANTS, "hired", hired)
    return "hired"


@pytest.mark.parametrize("instance", INSTANCES, ids=lambda i: f"{i.generator} {i.name}")
def test_an_instance_names_contestants_and_a_generator_that_exist(instance):
    for name in instance.contestants:
        assert CONTESTANTS[name].ours or CONTESTANTS[name].against in instance.contestants
    if instance.generator:
        inspect.signature(instance.make).bind(**instance.arguments)


@pytest.mark.parametrize("contestant", CONTESTANTS.values(), ids=lambda c: c.name)
def test_a_contestant_has_a_function_that_takes_its_arguments(contestant):
    if contestant.missing:
        pytest.skip(f"not installed: {contestant.missing}")
    module, function = contestant.run.split(":")
    given = (None,) if contestant.ours else (None, None)
    solve = getattr(import_module(module), function)
    inspect.signature(solve).bind(*given, **contestant.arguments)


def test_every_spot_of_the_stopwatch_is_a_function_of_the_package():
    for spot in (spot for spots in SPOTS.values() for spot in spots):
        module, function = spot.split(":")
        assert callable(getattr(import_module(f"ikmpool.{module}"), function)), spot


def test_a_second_belongs_to_the_innermost_phase_and_what_rounding_calls_is_rounding(monkeypatch):
    now = iter(range(100))
    monkeypatch.setattr("time.perf_counter", lambda: float(next(now)))
    watch = Stopwatch()
    with watch.phase("search"):
        with watch.phase("master"):
            pass
        with watch.phase("round"), watch.phase("master"):
            pass
    assert watch.seconds == {"search": 3, "master": 1, "round": 3}


def test_peers_agree_with_us_on_every_kind_of_instance(tmp_path, capsys):
    """Those of extras that are not installed are named as left out."""
    assert command.main(["trial", "--repeats", "1", "--out", str(tmp_path)]) == 0
    figures = pd.read_csv(tmp_path / "trial.csv")
    there = {name for name, one in CONTESTANTS.items() if not one.missing}
    asked = {name for i in SUITES["trial"].instances for name in i.contestants}
    told = figures.set_index("contestant")["status"]
    assert set(told[list(asked & there)]) == {SOLVED}
    assert {"ours", "pulp_highs", "pulp_cbc", "highs_simplex", "highs_ipm"} <= asked & there
    assert set(told[list(asked - there)]) <= {LEFT_OUT}
    linear = figures[figures["contestant"].isin(["pulp_highs", "pulp_cbc", "highs_ipm"])]
    ours = figures.set_index("contestant").loc["ours"].iloc[0]
    assert linear["value"].to_numpy() == pytest.approx(ours["linear"], rel=1e-9)
    assert ours["value"] >= ours["linear"]
    seconds = ours[[f"phase_{name}" for name in PHASES if name not in {"read", "report"}]]
    assert seconds.sum() == pytest.approx(ours["total"])
    assert (figures.loc[figures["status"] == SOLVED, "peak_mb"] > 10).all()
    machine = json.loads((tmp_path / "trial.json").read_text())
    assert "highspy 1." in machine["libraries"]
    assert machine["seeds"] == "0"
    assert (tmp_path / "trial.png").read_bytes().startswith(b"\x89PNG")
    shown = capsys.readouterr().out
    assert "PuLP, CBC" in shown
    assert "Seconds by phase:" in (tmp_path / "trial.md").read_text()


def test_a_peer_with_a_wrong_objective_is_refused_and_its_seconds_are_not_shown(
    tmp_path, monkeypatch, capsys
):
    instance = replace(SMALL, contestants=("ours", hire(monkeypatch, "lie", by=1e-8)))
    monkeypatch.setitem(SUITES, "trial", Suite("A lie.", (instance,)))
    assert command.main(["trial", "--out", str(tmp_path)]) == 1
    lie = pd.read_csv(tmp_path / "trial.csv").set_index("contestant").loc["hired"]
    assert lie["status"] == REFUSED
    assert lie["note"].startswith("its value is ")
    assert lie[["value", "solve", "total"]].isna().sum() == 2  # no cost, no seconds
    shown = [line for line in capsys.readouterr().out.splitlines() if "hired" in line]
    assert all("refused" in line and " s " not in line for line in shown)


def test_a_peer_that_takes_too_long_is_ended_and_its_ratio_is_a_least_one(tmp_path, monkeypatch):
    monkeypatch.setattr("benchmarks.running.LEAST", 0.1)
    monkeypatch.setattr(measuring, "START", 2.0)
    brief = replace(SMALL, claim=0.01)
    rows = contest("ours", hire(monkeypatch, "sleep"), folder=tmp_path, instance=brief)
    assert rows["hired"].answer.status == CUT_OFF
    assert rows["hired"].answer.solve >= 2.0
    shown = tables.standings(list(rows.values())).set_index("who").loc["hired"]
    assert shown["times ours"].startswith("≥ ")
    assert shown["note"] == "cut off: ended"


@pytest.mark.parametrize("name", ["pulp_highs", "highs_simplex", "highs_ipm"])
def test_a_linear_program_that_was_cut_off_claims_no_cost_that_it_does_not_have(name):
    """An answer on the way to the best need not hold; its figure may lie below the best."""
    market = Market.of(generators.pooled_tables(2_000, 20))
    module, function = CONTESTANTS[name].run.split(":")
    solve = getattr(import_module(module), function)
    answer = solve(market, Terms(0.01, 1e-6, 1), **CONTESTANTS[name].arguments)
    assert (answer.status, answer.value, answer.bound) == (CUT_OFF, inf, -inf)


def test_the_memory_of_a_run_is_that_of_its_own_process(tmp_path, monkeypatch):
    row = contest("ours", hire(monkeypatch, "eat", megabytes=700), folder=tmp_path)["hired"]
    assert 700 < row.peak_mb < 1_000
    monkeypatch.setattr("benchmarks.running.memory", lambda: 4_000_000_000)
    hungry = hire(monkeypatch, "eat", megabytes=5_000)
    row = contest("ours", hungry, folder=tmp_path)["hired"]
    assert row.answer.status == OUT_OF_MEMORY


def test_a_run_that_breaks_down_says_why(tmp_path, monkeypatch):
    row = contest("ours", hire(monkeypatch, "fail"), folder=tmp_path)["hired"]
    assert (row.answer.status, row.answer.note) == (FAILED, "ValueError: no idea")


def test_a_peer_that_is_not_installed_is_named_as_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(contestants, "find_spec", {}.get)
    rows = contest("ours", "linopy_highs", folder=tmp_path)
    shown = tables.standings(list(rows.values())).set_index("who").loc["linopy, HiGHS"]
    assert shown["note"] == "left out: not installed: linopy, highspy"


OURS = Answer(SOLVED, value=1_000.0, bound=999.0, solve=1.0, short=3, least_short=3, linear=998.0)


@pytest.mark.parametrize(
    ("rule", "theirs", "words"),
    [
        ("self", replace(OURS, bound=1_000.1), "bound 1000.1 is above value 1000"),
        (
            "linear",
            Answer(SOLVED, 998.001, 998.001, solve=1.0),
            "its value is 998.001, that of our linear stage 998",
        ),
        (
            "linear",
            Answer(CUT_OFF, inf, 1_001.0, solve=1.0),
            "its bound 1001 is above our cost 1000",
        ),
        (
            "linear",
            Answer(CUT_OFF, 997.0, solve=1.0),
            "our linear value 998 is above its cost 997",
        ),
        (
            "linear",
            Answer(SOLVED, nan, solve=1.0),
            "its value is nan, that of our linear stage 998",
        ),
        ("flow", Answer(SOLVED, 998.0, 998.0, solve=1.0), "our bound 999 is above its cost 998"),
        (
            "whole",
            Answer(SOLVED, 998.0, 998.0, solve=1.0, short=3),
            "our bound 999 is above its cost 998",
        ),
        (
            "whole",
            Answer(CUT_OFF, 1_002.0, 1_001.0, solve=1.0, short=3),
            "its bound 1001 is above our cost 1000",
        ),
        ("whole", Answer(SOLVED, 1_000.0, 999.0, solve=1.0, short=2), "short 2, where we prove 3"),
        ("same", replace(OURS, digest="other"), "its shares are other, ours "),
    ],
)
def test_answers_that_cannot_both_be_right_are_refused(rule, theirs, words):
    with pytest.raises(DisagreementError) as refusal:
        check(rule, OURS, theirs)
    assert str(refusal.value) == words


@pytest.mark.parametrize(
    ("rule", "theirs"),
    [
        ("linear", Answer(SOLVED, 998.0 + 9e-7, 998.0, solve=1.0)),
        ("linear", Answer(CUT_OFF, 1_200.0, 900.0, solve=1.0)),
        ("linear", Answer(CUT_OFF, solve=1.0)),
        ("linear", Answer(LEFT_OUT)),
        ("whole", Answer(CUT_OFF, 5_000.0, 10.0, solve=1.0, short=9)),
        ("whole", Answer(SOLVED, 1_000.0, 999.5, solve=1.0, short=3)),
        ("same", OURS),
    ],
)
def test_answers_that_can_both_be_right_pass(rule, theirs):
    check(rule, OURS, theirs)


def row_of(name: str, answer: Answer, peak_mb: float = 100.0, suppliers: int = 60) -> Row:
    instance = replace(SMALL, suppliers=suppliers)
    return Row.of(instance, CONTESTANTS[name], [Measurement(answer, 1.0, peak_mb)])


def timed(solve: float, status: str = SOLVED, **figures: float) -> Answer:
    return Answer(status, 998.0, 998.0, solve=solve, **figures)


MINE = row_of("ours", replace(OURS, whole=1.0, phases=dict.fromkeys(PHASES, 0.5)), 2_900.0)


@pytest.mark.parametrize(
    ("target", "others", "words"),
    [
        (Faster(("pulp_cbc",), 20, 10), {}, "20 x (10 x): no peer ran (not run)"),
        (
            Faster(("pulp_cbc", "pulp_highs"), 20, 10),
            {"pulp_cbc": timed(12.0), "pulp_highs": timed(30.0, CUT_OFF)},
            "20 x (10 x): 12.0 x, end to end 6.0 x (floor met)",
        ),
        (
            Faster(("pulp_cbc",), 20, 10),
            {"pulp_cbc": timed(21.0, CUT_OFF)},
            "20 x (10 x): ≥ 21.0 x, end to end ≥ 10.5 x (met)",
        ),
        (
            Faster(("plain_yesno",), 10, 10),
            {"plain_yesno": timed(18.0)},
            "10 x: 9.0 x, end to end 9.0 x (missed)",
        ),
        (
            NoSlower("ortools_flow", 1, 1.7),
            {"ortools_flow": timed(1.0, build=1.0)},
            "at most 1 x (1.7 x) the flow's seconds: 2.0 x, end to end 1.0 x (missed)",
        ),
        (Within(300), {}, "300 s: 2.5 s (met)"),
        (Under(2), {}, "under 2 GB: 2.90 GB (missed)"),
        (Proven(1e-2), {}, "gap 1.000%: 0.100% (met)"),
        (Closed(1e-9), {}, "linear gap 1e-09: 0.100% (missed)"),
        (Closed(1e-9), {"pulp_cbc": timed(1.0)}, "linear gap 1e-09: 0 (met)"),
        (Lighter("ours", "ours_free", 1.3), {"ours_free": timed(2.0)}, "0.50 x (met)"),
    ],
)
def test_a_target_stands_beside_the_figure_that_was_reached(target, others, words):
    rows = {"ours": MINE} | {name: row_of(name, answer) for name, answer in others.items()}
    assert str(target.verdict(rows)).endswith(words)


def test_a_target_without_our_own_figure_is_not_met():
    rows = {"ours": row_of("ours", Answer(FAILED)), "pulp_cbc": row_of("pulp_cbc", timed(9.0))}
    assert Faster(("pulp_cbc",), 20, 10).verdict(rows).state == "not run"


@pytest.mark.parametrize(("power", "state"), [(1.0, "met"), (1.2, "missed")])
def test_growth_is_the_slope_of_the_logarithms(power, state):
    """Whole units that take longest where there are few suppliers do not hide it."""
    sizes = (10, 100, 1_000)
    rows = [row_of("ours", timed(n**power, whole=n**0.5), suppliers=n) for n in sizes]
    told = str(Growth(1.1).verdict(rows))
    assert told.startswith(f"at most n^1.1: n^{power:.2f}, with whole units n^")
    assert told.endswith(f"({state})")
    assert Growth(1.1).verdict(rows[:1]).state == "not run"


def test_repeats_are_summed_up_by_their_medians_and_a_failure_speaks_for_all():
    runs = [Measurement(timed(s), s, 10 * s) for s in (3.0, 1.0, 2.0)]
    row = Row.of(SMALL, CONTESTANTS["ours"], runs)
    assert (row.answer.solve, row.processor, row.peak_mb, row.runs) == (2.0, 2.0, 20.0, 3)
    failed = Measurement(Answer(FAILED, note="why"))
    assert Row.of(SMALL, CONTESTANTS["ours"], [*runs, failed]).answer.status == FAILED


def test_a_picture_needs_two_sizes(tmp_path):
    rows = [row_of("ours", timed(n / 10), suppliers=n) for n in (10, 100)]
    path = tmp_path / "picture.png"
    assert not pictures.draw(rows[:1], "Nothing", path)
    assert not path.exists()
    assert pictures.draw([*rows, row_of("pulp_cbc", timed(9.0, CUT_OFF))], "Growth", path)
    assert path.read_bytes().startswith(b"\x89PNG")


def test_the_page_takes_the_tables_of_the_suites_that_were_run(tmp_path):
    marks = "<!-- {}: written by `python -m benchmarks page` -->\n{}<!-- end -->\n"
    written = tmp_path / "docs" / "page.md"
    written.parent.mkdir()
    text = "Before\n" + marks.format("tiny", "old\n") + "Between\n" + marks.format("growth", "")
    written.write_text(text)
    (tmp_path / "growth.md").write_text("new\n")
    (tmp_path / "growth.png").write_bytes(b"drawn")
    assert page.write(tmp_path, written) == ["growth"]
    shown = "\nnew\n\n![Seconds and peak memory against suppliers](pictures/growth.png)\n\n"
    new = "Before\n" + marks.format("tiny", "old\n") + "Between\n" + marks.format("growth", shown)
    assert written.read_text() == new
    assert (written.parent / "pictures" / "growth.png").read_bytes() == b"drawn"
    assert page.write(tmp_path, written) == ["growth"]
    assert written.read_text() == new


def test_the_page_of_the_docs_has_a_place_for_each_suite():
    places = {found[1] for found in page.MARKED.findall(page.PAGE.read_text(encoding="utf-8"))}
    assert places == set(SUITES) - {"trial"}

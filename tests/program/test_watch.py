"""What is told of work that goes on: the stage's figures, monotone, and not too often."""

from __future__ import annotations

from math import inf

import pytest

from ikmpool.program import watch
from ikmpool.program.progress import Progress
from ikmpool.program.watch import Known, Watch


@pytest.mark.parametrize(
    ("part", "stage"),
    [
        pytest.param((inf, -inf), (100, 40), id="the solver knows nothing yet"),
        pytest.param((60, 30), (90, 60), id="the rest is added"),
        pytest.param((80, 5), (100, 40), id="what is in hand is better"),
        pytest.param((60, 99), (90, 90), id="no bound is above the best"),
    ],
)
def test_a_part_is_told_in_the_figures_of_its_stage(part, stage) -> None:
    assert Known(100, 40, rest=30, sole=True).with_part(*part) == stage


def test_the_bound_of_one_part_of_several_bounds_no_stage() -> None:
    assert Known(100, 40, rest=30, sole=False).with_part(60, 50) == (90, 40)
    assert Known(inf, -inf, rest=0, sole=False).with_part(inf, 50) == (None, None)


def test_what_moves_outside_of_a_part_is_bounded_by_its_least() -> None:
    assert Known(100, 40, rest=30, sole=False, least=20).with_part(60, 25) == (90, 45)


def test_a_stage_in_parts_tells_what_is_in_hand_until_a_part_is_worked_on() -> None:
    told: list[Progress] = []
    eye = Watch(tell=told.append)
    for stage, part in (
        (Known(100, 40, rest=100, sole=False), None),
        (Known(100, 40, rest=60, sole=False, least=30), Known(40, 10, rest=10, sole=True)),
    ):
        eye.stage, eye._told = stage, -inf
        eye.look(part, 20.0, 5.0)
    assert [(now.best, now.bound) for now in told] == [(100, 40), (90, 45)]


def test_a_solver_is_told_of_a_few_times_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Progress] = []
    eye = Watch(tell=told.append)
    monkeypatch.setattr(watch, "EVERY", 1e9)
    eye.at("cost", 0, 2)
    eye.look(None, 5.0, 5.0)
    assert len(told) == 1
    monkeypatch.setattr(watch, "EVERY", 0.0)
    eye.look(None, 5.0, 5.0)
    eye.look(Known(7, 1, rest=0, sole=True), 5.0, 4.0)
    assert [(now.work, now.best, now.bound, now.gap) for now in told] == [
        ("cost", None, None, None),
        ("cost", None, None, None),
        ("cost", 5, 4, 0.2),
    ]

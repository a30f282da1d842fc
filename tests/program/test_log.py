"""The log: steps in order, each with its own seconds; every step that is noted can be said."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from ikmpool.program.log import Log

SOURCE = Path(str(files("ikmpool")))
REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "python.md"
NOTED = {
    step
    for path in (SOURCE / "program").rglob("*.py")
    for step in re.findall(r'log\.note\(\s*"(\w+)"', path.read_text(encoding="utf-8"))
}


def test_steps_stand_in_order_with_their_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([1.0, 2.0, 4.0, 10.0, 13.0])
    monkeypatch.setattr("ikmpool.program.log.time.monotonic", lambda: next(clock))
    log = Log(_since=0.0)
    log.begin("short 1")
    log.note("blocks", 5)
    log.note("master", 2, 7.0, 6.5)
    log.begin("cost")
    log.note("integers", 3)
    assert [(s.stage, s.step, s.columns, s.value, s.bound, s.seconds) for s in log.steps] == [
        ("short 1", "blocks", 5, None, None, 1.0),
        ("short 1", "master", 2, 7.0, 6.5, 2.0),
        ("cost", "integers", 3, None, None, 3.0),
    ]


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_step_has_its_words(language: str) -> None:
    text = (SOURCE / "wording" / language / "plan.toml").read_text(encoding="utf-8")
    assert set(tomllib.loads(text)["steps"]) == NOTED


def test_every_step_is_in_the_reference() -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", REFERENCE.read_text(encoding="utf-8"), re.MULTILINE))
    assert NOTED - told == set()

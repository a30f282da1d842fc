"""The live line shows stages and gaps in the pool's language, on a terminal only."""

from __future__ import annotations

import io
from contextlib import redirect_stderr

import pytest

from ikmpool.program.progress import Progress
from ikmpool.reports.ticker import ticking


class Terminal(io.StringIO):
    """A terminal that keeps what is written to it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    return Terminal()


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (Progress("short 1", 0, 4, 0.1), "kekurangan"),
        (Progress("cost", 1, 4, 0.5, best=200.0, bound=199.0), "biaya, selisih 0,5%"),
        (Progress("canonical", 4, 4, 1.0), "menulis rencana"),
    ],
)
def test_a_terminal_shows_the_stage_in_the_language_asked(
    terminal: Terminal, now: Progress, words: str
) -> None:
    with redirect_stderr(terminal), ticking("id") as move:
        assert move is not None
        move(now)
    assert "membaca aturan" in terminal.getvalue()
    assert words in terminal.getvalue()


def test_quiet_and_elsewhere_nothing_is_shown(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with redirect_stderr(terminal), ticking("en", quiet=True) as move:
        assert move is None
    assert terminal.getvalue() == ""
    monkeypatch.setattr(terminal, "isatty", lambda: False)
    with redirect_stderr(terminal), ticking("en") as move:
        assert move is None
    assert terminal.getvalue() == ""

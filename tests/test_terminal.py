"""The command line on a real terminal: it shows how far it is, and Ctrl-C ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest

from ikmpool.tables.files.writing import write_pool
from ikmpool.tables.generators import yesno
from interrupts import LONG

pty = pytest.importorskip("pty", reason="Windows has no such terminals")


@dataclass
class Session:
    """A command on a terminal: its process, and what it has written so far."""

    process: subprocess.Popen[str]
    line: int
    shown: bytes = b""
    _more: threading.Condition = field(default_factory=threading.Condition)

    def listen(self) -> None:
        """Read the terminal until it closes."""
        while True:
            try:
                piece = os.read(self.line, 4096)
            except OSError:  # closed
                piece = b""
            with self._more:
                self.shown += piece
                self._more.notify_all()
            if not piece:
                return

    def wait_for(self, words: bytes) -> None:
        """Wait until words are shown."""
        with self._more:
            assert self._more.wait_for(lambda: words in self.shown, LONG), self.shown

    def press(self) -> None:
        """Press Ctrl-C."""
        os.write(self.line, b"\x03")


@contextmanager
def session(*arguments: object) -> Iterator[Session]:
    """Run the command line with its errors on a terminal that it is alone with."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "ikmpool", *map(str, arguments)]
    # The child makes the terminal its own, so that a Ctrl-C typed there reaches it.
    adopt = f"import fcntl, os, termios; os.setsid(); fcntl.ioctl({theirs}, termios.TIOCSCTTY, 0)"
    code = f"{adopt}; os.execv({sys.executable!r}, {command!r})"
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
        pass_fds=[theirs],
        env=os.environ | {"TERM": "xterm", "COLUMNS": "100"},
    )
    os.close(theirs)
    open_ = Session(process, ours)
    reader = threading.Thread(target=open_.listen)
    reader.start()
    try:
        yield open_
    finally:
        process.kill()
        process.communicate()
        reader.join()
        os.close(ours)


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pool whose cost no solver proves within seconds."""
    folder = tmp_path_factory.mktemp("pool") / "tables"
    write_pool(yesno(200, 5, load=0.1, producers=15, spread=6), folder)
    return folder


def allocate(pool: Path, out: Path) -> tuple[object, ...]:
    return ("allocate", pool, "-o", out, "--time-limit", 10 * LONG, "--lang", "id")


def test_a_first_ctrl_c_writes_and_prints_the_best_plan_so_far(pool: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan.xlsx"
    with session(*allocate(pool, out)) as command:
        command.wait_for(b"biaya, selisih")
        command.press()
        printed, _ = command.process.communicate(timeout=LONG)
        assert command.process.returncode in {3, 4}
    assert "dihentikan: Ctrl-C mengakhiri" in printed
    assert b"Traceback" not in command.shown
    assert "pembagian" in openpyxl.load_workbook(out).sheetnames
    assert [file.name for file in tmp_path.iterdir()] == ["plan.xlsx"]


def test_a_second_ctrl_c_quits_with_130_and_leaves_no_file_half_written(
    pool: Path, tmp_path: Path
) -> None:
    with session(*allocate(pool, tmp_path / "plan.xlsx")) as command:
        command.wait_for(b"biaya")
        until = time.monotonic() + LONG
        while command.process.poll() is None and time.monotonic() < until:
            command.press()
            time.sleep(0.1)
        # One more may come while Python itself ends, which then says so by the signal.
        assert command.process.returncode in {130, -signal.SIGINT}
    for file in tmp_path.iterdir():  # pressed after the plan was written, it is whole
        assert file.name == "plan.xlsx"
        assert "pembagian" in openpyxl.load_workbook(file).sheetnames

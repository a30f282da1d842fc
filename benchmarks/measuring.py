"""Each measurement in a fresh process, cut off where it takes too long."""

from __future__ import annotations

import os
import pickle
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.answers import CUT_OFF, FAILED, LEFT_OUT, OUT_OF_MEMORY, Answer, Measurement
from benchmarks.work import MAXRSS, Job

#: What a contestant may take beyond its limit before its process is ended: factor and seconds.
GRACE, START = 1.25, 15.0
#: Part of the machine's memory that one process may use.
MEMORY = 0.8


def measure(job: Job) -> Measurement:
    """Run a job.

    Returns
    -------
    Measurement
        One that took too long is ``cut off`` with the seconds that it had.  Processor and memory
        count the processes that it started, too.
    """
    if job.contestant is not None and job.contestant.missing:
        missing = ", ".join(job.contestant.missing)
        return Measurement(Answer(LEFT_OUT, note=f"not installed: {missing}"))
    with tempfile.TemporaryDirectory(prefix="ikmpool-bench-") as folder:
        path = Path(folder) / "job"
        path.write_bytes(pickle.dumps(job))
        with (Path(folder) / "errors").open("w+") as errors:
            most = job.limit * GRACE + START
            seconds, code, used = _run(path, most, errors)
            errors.seek(0)
            said = errors.read().strip()
        peak = used.ru_maxrss * MAXRSS / 1e6
        if path.with_suffix(".answer").exists():
            answer, peak = pickle.loads(
                path.with_suffix(".answer").read_bytes()
            )  # our own worker's
        elif seconds > most:
            answer = Answer(CUT_OFF, solve=seconds, note="ended")
        else:
            answer = _failed(code, said)
    return Measurement(answer, used.ru_utime + used.ru_stime, peak)


def memory() -> int:
    """Give the bytes that one process may use."""
    return int(MEMORY * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))


def _run(path: Path, most: float, errors: object) -> tuple[float, int, resource.struct_rusage]:
    """Run a worker, at most so many seconds; give its seconds, its end, and what it used."""
    command = [sys.executable, "-m", "benchmarks.work", str(path)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    begun = time.monotonic()
    process = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        start_new_session=True,
    )
    try:
        while True:
            ended, status, used = os.wait4(process.pid, os.WNOHANG)
            if ended:
                process.returncode = os.waitstatus_to_exitcode(status)
                return time.monotonic() - begun, process.returncode, used
            if time.monotonic() - begun > most:
                os.killpg(process.pid, signal.SIGKILL)
                most = float("inf")
            time.sleep(0.02)
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)


def _failed(code: int, said: str) -> Answer:
    """Tell why a process ended without an answer; who is ended by others took too much memory."""
    last = said.splitlines()[-1] if said else f"ended with {code}"
    out = code == -signal.SIGKILL or "MemoryError" in last or "bad_alloc" in said
    return Answer(OUT_OF_MEMORY if out else FAILED, note=last)

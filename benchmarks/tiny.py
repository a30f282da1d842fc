"""What everybody waits for: a second call, the import, and the demo of the command line."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import ikmpool as ikm
from benchmarks.answers import SOLVED, Answer
from benchmarks.every_rule import YES_NO, every_rule_at_once
from benchmarks.phases import PHASES, Stopwatch

if TYPE_CHECKING:
    from benchmarks.work import Job

#: Calls, of which the fastest counts; the first, which also loads what it needs, does not.
CALLS = 7


def second_call(_: Job, *, linear: bool = False) -> Answer:
    """Allocate a tiny pool again, with every rule or only those that ask for no yes or no."""
    warnings.simplefilter("ignore", ikm.UnusedColumnWarning)
    pool = every_rule_at_once()
    rules = [rule for rule in ikm.rules_of(pool) if not (linear and type(rule) in YES_NO)]
    plan = ikm.allocate(pool, rules)
    assert plan.status == "optimal", plan.status
    assert plan.audit.empty, plan.audit
    best, phases = float("inf"), {}
    for _call in range(CALLS):
        watch, begun = Stopwatch(), time.perf_counter()
        with watch.at_spots(), watch.phase("search"):
            ikm.allocate(pool, rules)
        seconds = time.perf_counter() - begun
        if seconds < best:
            best, phases = seconds, {name: watch.seconds[name] for name in PHASES}
    cost = float(plan.exact_cost)
    return Answer(SOLVED, cost, cost, solve=best, phases=phases)


def imports(_: Job, *, modules: str) -> Answer:
    """Import modules in fresh processes that have their bytecode; the fastest counts."""
    code = f"import time; t = time.perf_counter(); import {modules}; print(time.perf_counter() - t)"
    with tempfile.TemporaryDirectory() as cache:
        seconds = [
            float(
                subprocess.run(
                    [sys.executable, "-c", code],
                    env=_with_bytecode(cache),
                    capture_output=True,
                    text=True,
                    check=True,
                ).stdout
            )
            for _ in range(CALLS)
        ]
    return Answer(SOLVED, solve=min(seconds))


def _with_bytecode(cache: str) -> dict[str, str]:
    """Give an environment in which Python keeps bytecode, as any installed package has it."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": cache}


def demo(_: Job) -> Answer:
    """Run ``ikmpool demo`` as a user would."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "ikmpool", "demo"],
            cwd=Path(folder),
            env=os.environ | {"IKMPOOL_LANG": "en"},
            capture_output=True,
            check=True,
        )
        return Answer(SOLVED, solve=time.perf_counter() - begun)

"""Speed, as ratios and generous limits: what must stay light, and what must run at all.

Limits are for two busy cores; the benchmarks measure, these tests only keep watch.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from benchmarks.every_rule import YES_NO, every_rule_at_once

import ikmpool as ikm
from ikmpool.plans.allocation import drafted, whole_program
from ikmpool.rules.backup import Backup
from ikmpool.rules.book import RULES
from ikmpool.tables.generators import pooled
from ikmpool.tables.generators.flat import pooled_tables

#: Importing ikmpool may cost so much, relative to importing pandas and pulp.
IMPORT_RATIO = 1.3
#: Seconds for the second call of a tiny pool with every rule that needs no yes or no.
TINY_SECONDS = 0.05
#: The same with every rule: 0.10 s, of which half is HiGHS proving three whole-number programs.
TINY_YES_NO_SECONDS = 0.15
#: Seconds that `yardstick` takes in a quiet moment of the machine that the limits are for.
YARDSTICK_SECONDS = 0.05
#: Seconds for 20,000 makers and 50 orders, from tables to an audited plan, on a busy machine (2 on
#: a quiet one, and 29 where the whole model is handed to the solver).
LARGE_SECONDS = 60.0
#: Seconds to read and draft 100,000 makers and 1.5 million quotations (2 on a quiet machine), and
#: bytes a quotation at the peak (130) and for what is left (110): no loop, and no wide copies.
DRAFT_SECONDS, PEAK_BYTES, LEFT_BYTES = 60.0, 180, 140


def import_seconds(modules: str, environment: dict[str, str]) -> float:
    """Seconds that a fresh process takes to import modules."""
    code = f"import time; t = time.perf_counter(); import {modules}; print(time.perf_counter() - t)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    return float(done.stdout)


def test_importing_costs_little_more_than_pandas_and_pulp(tmp_path: Path) -> None:
    """Best of several, turn by turn, with bytecode at hand as in any installed package."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(tmp_path)
    import_seconds("ikmpool", environment)
    both = [
        (import_seconds("pandas, pulp", environment), import_seconds("ikmpool", environment))
        for _ in range(7)
    ]
    base, ours = (min(times) for times in zip(*both, strict=True))
    assert ours <= IMPORT_RATIO * base, f"{ours:.3f} s against {base:.3f} s"


@pytest.mark.parametrize("module", ["pyarrow.parquet", "python_calamine", "xlsxwriter", "rich"])
def test_what_only_one_input_or_output_needs_is_not_imported(module: str) -> None:
    code = f"import sys, ikmpool; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def seconds_of(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def yardstick() -> int:
    """Square a million numbers, which takes `YARDSTICK_SECONDS` where the limits are for."""
    return sum(i * i for i in range(1_000_000))


@pytest.mark.parametrize(
    ("without", "limit"), [(YES_NO, TINY_SECONDS), (set(), TINY_YES_NO_SECONDS)]
)
@pytest.mark.filterwarnings("ignore::ikmpool.UnusedColumnWarning")
def test_the_second_call_on_a_tiny_pool_is_instant(without: set[type], limit: float) -> None:
    """Within its limit; on a machine that is busy or slow, within what as much work takes there."""
    pool = every_rule_at_once()
    # Reserves copy the program for each drop-out, so they have a time of their own.
    assert {type(rule) for rule in ikm.rules_of(pool)} == set(RULES) - {Backup}
    rules = [rule for rule in ikm.rules_of(pool) if type(rule) not in without]
    plan = ikm.allocate(pool, rules)
    assert plan.status == "optimal"
    assert plan.canonical
    times: list[float] = []
    for _ in range(30):
        ours, theirs = seconds_of(lambda: ikm.allocate(pool, rules)), seconds_of(yardstick)
        times.append(ours / max(1.0, theirs / YARDSTICK_SECONDS))
        if times[-1] <= limit:
            return
    pytest.fail(f"The best of {len(times)} calls took {min(times):.3f} s.")


def test_twenty_thousand_makers_and_fifty_orders_run_from_tables_to_an_audited_plan() -> None:
    """The linear stage by the full model, then rounding to within a millionth; later stages off."""
    start = time.perf_counter()
    plan = ikm.allocate(pooled(20_000, 50), options=ikm.SolveOptions(time_limit=LARGE_SECONDS))
    seconds = time.perf_counter() - start
    assert plan.status in {"optimal", "within_gap"}
    assert plan.gap.max() <= 1e-6
    assert plan.gap["short 1"] == 0
    assert plan.shortages.empty
    assert plan.bound_proof == "exact"
    assert plan.audit.empty
    assert plan.orders["delivered"].equals(plan.orders["quantity"])
    assert plan.shares["cost"].sum() == plan.cost
    assert not plan.stages.set_index("stage").loc["fairness", "asked"]
    assert seconds <= LARGE_SECONDS, f"{seconds:.1f} s"


def test_a_hundred_thousand_makers_are_read_and_drafted_in_few_bytes(tmp_path: Path) -> None:
    for name, table in pooled_tables(100_000, 50).items():
        table.to_parquet(tmp_path / f"{name}.parquet", index=False)
    start = time.perf_counter()
    tracemalloc.start()
    pool = ikm.read_pool(tmp_path)
    _, refused, draft = drafted(pool, ikm.rules_of(pool))
    program, _ = whole_program(draft, ikm.SolveOptions())
    draft.drafting.forget_rows()
    left, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    seconds, count = time.perf_counter() - start, pool.size("offers")
    assert (refused, program.matrix.nnz > 3 * count) == ([], True)
    assert program.size > count > 1_400_000
    assert peak <= PEAK_BYTES * count, f"{peak / count:.0f} bytes a quotation"
    assert left <= LEFT_BYTES * count, f"{left / count:.0f} bytes a quotation"
    assert seconds <= DRAFT_SECONDS, f"{seconds:.1f} s"

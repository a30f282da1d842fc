"""Our own runs, phase by phase, from a folder of Parquet files to an audited plan."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from math import nan
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import pandas as pd

import ikmpool as ikm
from benchmarks.answers import CUT_OFF, SOLVED, Answer
from benchmarks.phases import PHASES, Stopwatch
from ikmpool.program import stages
from ikmpool.tables.reading import read_tables

if TYPE_CHECKING:
    from benchmarks.work import Job

#: Steps of `plan.solve_log` that give an answer of the linear relaxation and its bound.
LINEAR = ("whole_model", "pricing", "sifting")
OBJECTIVES = {"cost": ikm.Lexicographic(fair=False), "total": ikm.Total(fair=False)}


def solve(job: Job, *, free: bool = False, executor: bool = False) -> Answer:
    """Allocate an instance.

    Parameters
    ----------
    job : Job
    free : bool
        Leave the quality rows out, as a peer does that has none.
    executor : bool
        Solve on a pool of processes.

    Returns
    -------
    Answer
        Building is checking the tables and drafting; after comes the audit.
    """
    watch = Stopwatch()
    with watch.at_spots(), _options(job, executor) as options:
        with watch.phase("read"):
            tables = read_tables(job.tables)
        if free:
            tables = {name: t for name, t in tables.items() if name not in {"specs", "quality"}}
        with watch.phase("check"):
            pool = ikm.Pool(**tables)
        del tables
        with watch.phase("search"):
            plan = ikm.allocate(pool, objective=OBJECTIVES[job.instance.objective], options=options)
        with watch.phase("report"):
            report(plan)
    return _answer(plan, job, watch)


def report(plan: ikm.Plan) -> None:
    """Make what a person would look at first."""
    repr(plan)
    _ = plan.shares, plan.orders, plan.stages, plan.shortages, plan.utilisation


@contextmanager
def _options(job: Job, executor: bool) -> Iterator[ikm.SolveOptions]:
    kept: dict[str, Any] = {"gap": job.instance.gap, "threads": job.threads}
    kept["time_limit"] = job.instance.limit
    if not executor:
        yield ikm.SolveOptions(**kept)
    else:
        with ProcessPoolExecutor(job.threads, mp_context=get_context("spawn")) as processes:
            yield ikm.SolveOptions(**kept, executor=processes)


def _linear(plan: ikm.Plan, stage: str) -> tuple[float, float]:
    """Give the proven value of a stage's linear relaxation, and the gap to its answer.

    NaN where it was solved in parts, whose steps do not add up to one.
    """
    log = plan.solve_log
    log = log[log["stage"] == stage]
    steps = log[log["step"].isin(LINEAR)].dropna()
    if steps.empty or (log["step"] == "apart").any():
        return nan, nan
    value, bound = steps[["value", "bound"]].iloc[-1]
    return bound, max(value - bound, 0.0) / max(abs(value), 1.0)


def _reached(plan: ikm.Plan, stage: str) -> stages.Reached:
    return next(reached for reached in plan.reached if reached.name == stage)


def _answer(plan: ikm.Plan, job: Job, watch: Stopwatch) -> Answer:
    if not plan.audit.empty:
        raise AssertionError(f"The audit found: {plan.audit}")
    stage = job.instance.objective
    reached = _reached(plan, stage)
    linear, gap = _linear(plan, stage) if job.instance.linear else (nan, nan)
    short = [float(r.bound) for r in plan.reached if r.name.startswith("short")]
    phases = {name: watch.seconds[name] for name in PHASES}
    solve = sum(phases[name] for name in ("price", "master", "search"))
    # A linear stage that is closed is solved, however near to it whole units come.
    in_time = job.instance.linear and solve + phases["round"] < job.instance.limit
    return Answer(
        status=SOLVED if reached.gap <= job.instance.gap or in_time else CUT_OFF,
        value=float(reached.value),
        bound=float(reached.bound),
        build=phases["check"] + phases["admit"],
        solve=solve,
        whole=phases["round"],
        after=phases["audit"],
        short=int(plan.orders["short"].sum()),
        least_short=round(sum(short)),
        linear=linear,
        linear_gap=gap,
        phases=phases,
        digest=_digest(plan.shares),
        note=f"{plan.status}, proof: {plan.bound_proof}",
    )


def _digest(shares: pd.DataFrame) -> str:
    """Give a fingerprint of who makes how much of what."""
    told = [name for name in ("order", "supplier", "made", "units") if name in shares]
    rows = pd.util.hash_pandas_object(shares[told].astype({"units": "int64"}), index=False)
    return hashlib.sha256(rows.to_numpy().tobytes()).hexdigest()[:16]

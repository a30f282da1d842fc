"""The master: the only file that speaks PuLP.

A program goes in as arrays and comes out as arrays.  Three separate answers come back: why the
solver stopped, what its answer is (if any), and what its prices are (if any).  Nothing that a
solver says is trusted further than that: rounding, checks and bounds are made in whole numbers
elsewhere.
"""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pulp

from ikmpool.errors import OptionError, SolverError
from ikmpool.exact import Bools, Floats
from ikmpool.program import thread
from ikmpool.program.naming import written
from ikmpool.program.program import NONE, Program
from ikmpool.program.scaling import HUGE, HUGE_IN_HIGHS, ROOM, row_scale, sides
from ikmpool.program.watch import Known, Watch

#: Up to so many columns, sharing the work out between threads costs more than it saves, and so does
#: jumping for a first answer.
SERIAL = 500
#: Part of the work that HiGHS spends on better answers where a good one is in hand; 0.05 elsewhere.
EFFORT = 0.01
#: Seconds for what an answer in hand still needs, once the work was asked to stop.
LAST_SECONDS = 1.0
#: To what HiGHS solves a linear program roughly, by its first-order method.
ROUGH = 1e-2
#: How a solver ends that has proven what it was asked to, within the gap that was asked.
FINISHED = (pulp.constants.LpSolveStatus.Optimal, pulp.constants.LpSolveStatus.GapLimit)
STOPPED = pulp.constants.LpSolveStatus.Interrupted
#: HiGHS shares its threads within a process: of several solves there one waits for the other.
_ALONE = threading.RLock()
#: PuLP's names of the two solvers that the package installs or tests.
ALIASES = {"highs": "HiGHS", "cbc": "COIN_CMD"}


@dataclass(frozen=True, slots=True)
class Reply:
    """What a solver answered.

    Attributes
    ----------
    finished : bool
        The solver claims to have proven its answer optimal within the gap that was asked.
    x : float array, shape (n,), or None
        Its answer, None where it has none.
    prices : float array, shape (m,), or None
        Its duals of a linear solve; an untrusted hint.
    bound : float or None
        The bound that it proved, None where it reports none.
    """

    finished: bool
    x: Floats | None
    prices: Floats | None
    bound: float | None


@dataclass(frozen=True, slots=True)
class Call:
    """How to call a solver: its PuLP name, the gap to close, seconds and threads.

    An answer that costs more than the cutoff is of no use; HiGHS then need not look for any.  A
    rough call of a linear program takes prices that are only near.

    A call with a watch ends early where that is asked to stop, and tells how far it is; in the
    stage's own figures where those of the rest are known.
    """

    solver: str = "HiGHS"
    gap: float = 0.0
    gap_abs: float = 0.0
    seconds: float | None = None
    threads: int | None = None
    cutoff: float | None = None
    rough: bool = False
    watch: Watch | None = None
    known: Known | None = None

    @property
    def stopped(self) -> bool:
        """Whether its work was asked to stop."""
        return self.watch is not None and self.watch.stop.asked

    def later(self, begun: float) -> Call:
        """Give the call as it is after some waiting."""
        waited = time.monotonic() - begun
        return self if self.seconds is None else replace(self, seconds=self.seconds - waited)

    def lasting(self) -> Call:
        """Give a call for what an answer in hand still needs, also once it was asked to stop."""
        return replace(self, watch=None, seconds=LAST_SECONDS) if self.stopped else self


@lru_cache
def solver_name(name: str) -> str:
    """Give PuLP's name of an available solver.

    Raises
    ------
    OptionError
        Where PuLP knows no such solver, or it is not installed here; with the ones that are.
    """
    known = {s.lower(): s for s in pulp.listSolvers()}
    found = ALIASES.get(name.lower(), known.get(name.lower()))
    if found is not None and pulp.getSolver(found, msg=False).available():
        return found
    here = ", ".join(installed())
    if found is not None:
        raise OptionError(
            f'The solver "{name}" is not installed. Available here: {here}. HiGHS comes with '
            "ikmpool; CBC with: pip install pulp[cbc]"
        )
    near = difflib.get_close_matches(name.lower(), [*known, *ALIASES], n=1)
    hint = f' Did you mean "{known.get(near[0], near[0])}"?' if near else ""
    raise OptionError(f'PuLP knows no solver "{name}".{hint} Available here: {here}.')


def installed() -> list[str]:
    """List the solvers that are installed here, by PuLP's names."""
    return list(pulp.listSolvers(onlyAvailable=True))


def solve(program: Program, cost: Floats, call: Call, *, whole: bool | Bools) -> Reply:
    """Hand a program to a solver.

    No starting answer is handed over: HiGHS 1.16 can misprice one in its reduced space, and then
    prove a wrong bound.  The caller keeps the better of its own answer and this one.

    Parameters
    ----------
    program : Program
    cost : float array, shape (n,)
        The objective, minimised.
    call : Call
    whole : bool, or bool array of shape (n,)
        Ask for whole numbers, everywhere or of some columns; False solves the linear relaxation,
        and gives prices.

    Returns
    -------
    Reply

    Raises
    ------
    SolverError
        Where the solver itself failed.
    """
    if call.stopped:
        return Reply(False, None, None, None)
    integer = np.broadcast_to(whole, program.size)
    scale = row_scale(program, HUGE_IN_HIGHS if solver_name(call.solver) == "HiGHS" else HUGE)
    problem, columns = _problem(program, cost, integer, scale)
    begun = time.monotonic()
    with _ALONE:
        stats = _solved(problem, call.later(begun), program.size, whole=bool(integer.any()))
    if stats is None:
        return Reply(False, None, None, None)
    bound = _within(call, stats.best_bound)
    if not stats.has_solution:
        return Reply(False, None, None, bound)
    x = np.array([column.varValue or 0.0 for column in columns])
    finished = stats.status in FINISHED
    if integer.any():
        useful = call.cutoff is None or float(cost @ x) <= call.cutoff
        return Reply(finished and useful, x, None, bound)
    prices = np.array([row.pi or 0.0 for row in problem.constraints()]) * scale
    return Reply(finished, x, prices if finished else None, None)


def _solved(
    problem: pulp.LpProblem, call: Call, columns: int, *, whole: bool
) -> pulp.LpSolveStats | None:
    """Solve; None where a solver that is a program of its own was ended by the same Ctrl-C.

    It may have been ended so in other ways, too: its answer can be checked, what it claims can not.
    """
    solver = _solver(call, columns, whole)
    foreign = not isinstance(solver, pulp.HiGHS)
    with ExitStack() as stack:
        if isinstance(solver, pulp.LpSolver_CMD):
            solver.tmpDir = stack.enter_context(tempfile.TemporaryDirectory(prefix="ikmpool-"))
        try:
            stats = problem.solve(solver)
        except (pulp.PulpSolverError, ValueError, LookupError) as error:
            if foreign and call.stopped:  # what it wrote by then may be half a file
                return None
            if not isinstance(error, pulp.PulpSolverError):
                raise
            raise SolverError(f"{call.solver} failed: {error}") from error
        except BaseException as error:
            _end_processes(error)
            raise
    return replace(stats, status=STOPPED, best_bound=None) if foreign and call.stopped else stats


def _end_processes(error: BaseException) -> None:
    """End the solver's process that an error broke out of; PuLP keeps it to its own frames."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        for value in frame.f_locals.values():
            if isinstance(value, subprocess.Popen):
                value.kill()
                value.wait()


class _Watched(pulp.HiGHS):
    """HiGHS, run under the eyes of a watch."""

    def __init__(self, call: Call, **options: Any) -> None:
        super().__init__(**options)
        self.call = call
        self.seen: thread.Seen | None = None  # where HiGHS itself can not be asked

    def callSolver(self, lp: pulp.LpProblem) -> None:  # noqa: N802 - PuLP's name
        """Run HiGHS."""
        if self.call.watch is None:
            super().callSolver(lp)  # type: ignore[no-untyped-call] # PuLP's own
        elif self.call.stopped:  # while PuLP built the model
            self.seen = thread.Seen()
        else:
            self.seen = thread.run(lp.solverModel, self.call.watch, self.call.known)

    def findSolutionValues(self, lp: pulp.LpProblem) -> Any:  # noqa: N802 - PuLP's name
        """Say why HiGHS ended and whether it has an answer, and note that."""
        if self.seen is None:
            return super().findSolutionValues(lp)  # type: ignore[no-untyped-call] # PuLP's own
        if self.seen.x is not None:
            for variable, value in zip(lp.exported_variables(), self.seen.x, strict=True):
                variable.varValue = float(value)
        return STOPPED, self.seen.x is not None

    def findBestBound(self, lp: pulp.LpProblem) -> float | None:  # noqa: N802 - PuLP's name
        """Give the bound that HiGHS proved."""
        if self.seen is None:
            return super().findBestBound(lp)
        return self.seen.bound if np.isfinite(self.seen.bound) else None


def _within(call: Call, bound: float | None) -> float | None:
    """Take a bound no further than the cutoff: what lies beyond was not looked at."""
    return bound if bound is None or call.cutoff is None else min(bound, call.cutoff)


def write(program: Program, cost: Floats, path: Path) -> None:
    """Write the model as an LP file with readable names of columns and rows."""
    names = written(program.columns), written(program.rows)
    every = np.ones(program.size, dtype=bool)
    problem, _ = _problem(program, cost, every, row_scale(program, HUGE), names)
    problem.writeLP(str(path), max_length=250)


def _problem(
    program: Program,
    cost: Floats,
    integer: Bools,
    scale: Floats,
    names: tuple[Sequence[str], Sequence[str]] | None = None,
) -> tuple[pulp.LpProblem, list[pulp.LpVariable]]:
    column_names, row_names = names or (
        _numbers("x", program.size),
        _numbers("r", len(program.low)),
    )
    problem = pulp.LpProblem("ikmpool", pulp.LpMinimize)
    kinds: list[Literal["Integer", "Continuous"]]
    kinds = ["Integer" if i else "Continuous" for i in integer.tolist()]
    bounds = zip(column_names, program.lower.tolist(), program.upper.tolist(), kinds, strict=True)
    columns = [problem.add_variable(name, low, high, kind) for name, low, high, kind in bounds]
    used = np.flatnonzero(cost)
    priced = zip([columns[j] for j in used.tolist()], cost[used].tolist(), strict=True)
    problem.setObjective(pulp.lpSum_vars_coefs(priced))
    matrix = program.matrix
    data = (matrix.data * np.repeat(scale, np.diff(matrix.indptr))).tolist()
    indices, indptr = matrix.indices.tolist(), matrix.indptr.tolist()
    room = ROOM if names is None and integer.all() else 0.0  # a reader sees the rows as they are
    low, high = (side * scale for side in sides(program, room))
    for i, name in enumerate(row_names):
        entries = range(indptr[i], indptr[i + 1])
        row = pulp.lpSum_vars_coefs([(columns[indices[e]], data[e]) for e in entries])
        if program.low[i] == program.high[i]:
            problem.addConstraint(row == float(low[i]), name)
        elif program.high[i] < NONE:
            problem.addConstraint(row <= float(high[i]), name)
        else:
            problem.addConstraint(row >= float(low[i]), name)
    return problem, columns


def _numbers(letter: str, count: int) -> list[str]:
    return [f"{letter}{i}" for i in range(count)]


@lru_cache
def _print_banner_nowhere() -> None:
    """Make a first HiGHS with the process's output turned away.

    HiGHS prints its banner once per process, when the first instance is made, whatever its options.
    """
    sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:  # no standard output, so no banner
        return
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        try:
            import_module("highspy").Highs()
        finally:
            os.dup2(kept, 1)
            os.close(kept)


def _solver(call: Call, columns: int, whole: bool) -> pulp.LpSolver:
    name = solver_name(call.solver)
    options: dict[str, Any] = {"msg": False}
    if call.seconds is not None:
        options["timeLimit"] = max(call.seconds, 0.01)
    if name == "HiGHS":
        _print_banner_nowhere()
        # HiGHS keeps the threads of its last solve, and fails where other ones are asked for.
        import_module("highspy").Highs.resetGlobalScheduler(True)
        options |= {"output_flag": False, "gapRel": call.gap, "gapAbs": call.gap_abs}
        options |= {"threads": call.threads or (1 if columns <= SERIAL else None)}
        options |= {"mip_heuristic_run_feasibility_jump": columns > SERIAL}
        if whole and call.cutoff is not None:
            options |= {"objective_bound": call.cutoff, "mip_heuristic_effort": EFFORT}
        if call.rough and not whole:
            options |= {"solver": "pdlp", "kkt_tolerance": ROUGH}
        return _Watched(call, **options)
    if name == "COIN_CMD":
        options |= {"gapRel": call.gap, "gapAbs": 0.0, "threads": call.threads}
    return pulp.getSolver(name, **options)

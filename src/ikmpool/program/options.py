"""How a plan is solved: the few things a user may turn."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any

from ikmpool.errors import OptionError
from ikmpool.program.progress import Progress


@dataclass(frozen=True, slots=True)
class SolveOptions:
    """Options of a solve; they check themselves.

    Parameters
    ----------
    solver : str
        Any solver that PuLP knows and that is installed; ``"HiGHS"`` (default) and ``"CBC"`` are
        tested.
    time_limit : float or None
        Seconds for all stages together; None for no limit.  Each stage may use half of what is
        left, the last one all of it.  When time runs out the best plan so far is returned, with its
        gap; it is never called optimal.
    gap : float
        Relative gap that counts as ``within_gap``.
    threads : int or None
        Threads of the solver; None leaves it to the solver.
    progress : callable or None
        Called with a :class:`Progress` when a stage begins, a few times a second while a solver
        works, and when all is done.  An exception that it raises ends the work and comes out.
    executor : concurrent.futures.Executor or None
        Where to send what can be solved apart: parts of a pool that share nothing, the drop-outs of
        a stress test or a promise.  The answer is the same; what is lost on the way, as its worker
        died, is solved in this process.  It counts in no comparison, and is left out of a copy that
        is pickled.

    Raises
    ------
    OptionError
        Where a value is out of range, with the value.

    Examples
    --------
    >>> SolveOptions(time_limit=5).solver
    'HiGHS'
    """

    solver: str = "HiGHS"
    time_limit: float | None = 60.0
    gap: float = 1e-6
    threads: int | None = None
    progress: Callable[[Progress], None] | None = None
    executor: Executor | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.time_limit is not None and not self.time_limit > 0:
            raise OptionError(
                f"SolveOptions.time_limit is {self.time_limit!r}. Give seconds above zero, or None."
            )
        if not 0 <= self.gap < 1:
            raise OptionError(
                f"SolveOptions.gap is {self.gap!r}. Give a fraction from 0 to below 1."
            )
        if self.threads is not None and self.threads < 1:
            raise OptionError(
                f"SolveOptions.threads is {self.threads!r}. Give a whole number from 1, or None."
            )
        if not isinstance(self.executor, Executor | None):
            raise OptionError(
                f"SolveOptions.executor is {self.executor!r}. Give a"
                " concurrent.futures.Executor, such as a ProcessPoolExecutor or Dask's"
                " client.get_executor(), or None."
            )

    def __reduce__(self) -> tuple[Any, ...]:
        kept = self.solver, self.time_limit, self.gap, self.threads, self.progress
        return SolveOptions, kept

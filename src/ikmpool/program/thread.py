"""A solve in a thread of its own, so that Ctrl-C and the user's callable reach the main one.

HiGHS asks now and then whether to go on, but not while it looks at a smaller program within a
program, which may take many seconds.  What it has found by then it has told; so a solve that does
not end soon after it was asked to is left behind, and ends by itself a little later.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from importlib import import_module
from math import inf
from typing import Any

import numpy as np

from ikmpool.exact import Floats
from ikmpool.program.watch import Known, Watch

#: Seconds between two looks at a solve.
TICK = 0.1
#: Seconds in which a solve that is asked to stop may end by itself.
GRACE = 0.75
NAME = "ikmpool-solver"


@dataclass(slots=True)
class Seen:
    """What HiGHS has told of a solve so far.

    Attributes
    ----------
    x : float array, shape (n,), or None
        Its best whole answer.
    value, bound : float
        Of that answer, and what no answer is below.
    """

    x: Floats | None = None
    value: float = inf
    bound: float = -inf


def run(highs: Any, watch: Watch, known: Known | None = None) -> Seen | None:
    """Run HiGHS until it ends or is asked to stop.

    Parameters
    ----------
    highs : highspy.Highs
        With its model and options.
    watch : Watch
    known : Known, optional
        What the stage knows of the part that is solved.

    Returns
    -------
    Seen or None
        None where HiGHS has ended and is to be asked for its answer; else what it has told, and it
        is not to be touched any more.
    """
    solve = _Solve(highs)
    try:
        solve.start()
        while not solve.ended.wait(TICK) and not watch.stop.asked:
            watch.look(known, solve.seen.value, solve.seen.bound)
    except Exception:  # the user's callable
        solve.wait_a_little()
        raise
    finally:
        solve.unwanted = True
    ended = solve.wait_a_little()
    if ended and solve.failure is not None:
        raise solve.failure
    # Of a linear solve that is stopped nothing is of use, and asking for it takes long.
    useless = watch.stop.asked and solve.seen.x is None
    return None if ended and not useless else replace(solve.seen)


def lingers() -> bool:
    """Whether a solve that was left behind still goes on."""
    return any(thread.name == NAME for thread in threading.enumerate())


class _Solve(threading.Thread):
    """A thread that runs HiGHS, and listens to what it tells."""

    def __init__(self, highs: Any) -> None:
        super().__init__(name=NAME, daemon=False)  # a process must not end beneath HiGHS
        self.highs, self.seen, self.ended = highs, Seen(), threading.Event()
        self.unwanted = False
        self.failure: BaseException | None = None
        kinds = import_module("highspy").cb.HighsCallbackType
        self.found = kinds.kCallbackMipImprovingSolution
        self.whole = kinds.kCallbackMipInterrupt
        highs.setCallback(self.listen, None)
        for kind in (
            self.found,
            self.whole,
            kinds.kCallbackSimplexInterrupt,
            kinds.kCallbackIpmInterrupt,
        ):
            highs.startCallback(kind)

    def listen(self, kind: Any, _message: str, told: Any, answer: Any, _data: object) -> None:
        """Note what HiGHS tells, and say whether to go on."""
        if kind == self.found:
            self.seen.x = np.array(told.mip_solution, dtype=np.float64)
        if kind in {self.found, self.whole}:
            self.seen.value, self.seen.bound = told.mip_primal_bound, told.mip_dual_bound
        answer.user_interrupt = self.unwanted

    def run(self) -> None:
        """Do the thread's work."""
        try:
            self.highs.run()
        except BaseException as error:  # noqa: BLE001 - raised again where the solve was asked for
            self.failure = error
        finally:
            # HiGHS keeps threads of its own for each thread that it ran in.
            self.highs.resetGlobalScheduler(True)
            self.ended.set()

    def wait_a_little(self) -> bool:
        """Ask HiGHS to end, and tell whether it does so soon."""
        self.unwanted = True
        if self.ended.wait(GRACE):
            self.join()
            return True
        return False

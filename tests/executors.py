"""Executors as tests need them: of real processes, of workers that die, and of none at all.

What workers are to run lies here, where their processes find it.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

import dask
from dask.distributed import Client, LocalCluster

from ikmpool.program import master


class Posted(Executor):
    """Works in this process, at once, on copies as another process would get them."""

    def __init__(self) -> None:
        self.count = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.count += 1
        future: Future[Any] = Future()
        fn, args = pickle.loads(pickle.dumps((fn, args)))
        future.set_result(pickle.loads(pickle.dumps(fn(*args, **kwargs))))
        return future


class Silent(Executor):
    """Never does anything, and lets work be called off, or pretends that it has begun."""

    def __init__(self, *, begun: bool = False) -> None:
        self.begun, self.futures = begun, list[Future[Any]]()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        del fn, args, kwargs
        self.futures.append(Future())
        if self.begun:
            self.futures[-1].set_running_or_notify_cancel()
        return self.futures[-1]


class Losing(Executor):
    """Loses everything, each item in the way given next: an error, or None for called off."""

    def __init__(self, *ways: BaseException | None) -> None:
        self.ways = list(ways)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        del fn, args, kwargs
        future: Future[Any] = Future()
        way = self.ways.pop(0)
        if way is None:
            future.cancel()
        else:
            future.set_exception(way)
        return future


def die_once_solved() -> None:
    """Let this process die in the middle of the next block: as soon as a solver has answered."""
    solve = master.solve

    def solved_and_gone(*args: Any, **kwargs: Any) -> Any:
        solve(*args, **kwargs)
        os._exit(1)

    master.solve = solved_and_gone  # type: ignore[assignment]


def fail_once_solved() -> None:
    """Plant a bug: the next block raises an error."""

    def failed(*_: Any, **__: Any) -> Any:
        raise ArithmeticError("a planted bug")

    master.solve = failed  # type: ignore[assignment]


def processes(first: Callable[[], None] | None = None) -> ProcessPoolExecutor:
    """Give two processes, each of which does something first."""
    return ProcessPoolExecutor(2, mp_context=get_context("spawn"), initializer=first)


@contextmanager
def cluster() -> Iterator[Client]:
    """Start Dask's scheduler and two workers, processes of their own; a lost task stays lost."""
    quiet = {
        "distributed.scheduler.allowed-failures": 0,
        "distributed.worker.memory.terminate": False,
    }
    with (
        dask.config.set(quiet),
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
        ) as local,
        Client(local) as client,
    ):
        yield client

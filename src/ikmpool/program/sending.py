"""Sending: items of work that go to an executor, and what of it comes back.

Whatever is lost on the way (a worker died, something could not be pickled, time ran out) is not
given, and the caller does it here.  An error that the work itself raises is no loss: it comes out.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from dataclasses import dataclass
from math import inf

from ikmpool.program.stopping import stoppable
from ikmpool.program.watch import Watch

#: Seconds between two looks at work that is elsewhere.
TICK = 0.1
#: Seconds for results on their way, once time is up or the work was asked to stop.
GRACE = 3.0

_LOG = logging.getLogger(__name__)

#: A result, or the error that the work raised.
type Came[R] = tuple[R, None] | tuple[None, Exception]
type Waiting[R] = dict[Future[Came[R]], int]


def sent[T, R](
    executor: Executor | None,
    work: Callable[[T], R],
    items: Sequence[T],
    watch: Watch,
    seconds: float | None = None,
) -> Iterator[tuple[int, R]]:
    """Give the number and the result of each item that an executor has done, as they come.

    Parameters
    ----------
    executor : Executor or None
        None does nothing.
    work : callable
        To be found by its name in another process.
    items : sequence
        What may take long comes first.
    watch : Watch
        Told a few times a second that the work goes on; where it is asked to stop, what has not
        begun is called off.
    seconds : float or None
        After which the same is done.
    """
    waiting: Waiting[R] = {} if executor is None else _submitted(executor, work, items)
    end = inf if seconds is None else time.monotonic() + seconds
    last = inf
    try:
        while waiting and time.monotonic() < last:
            wait(waiting, timeout=TICK, return_when=FIRST_COMPLETED)
            for future in [f for f in waiting if f.done()]:  # one called off by others, too
                number = waiting.pop(future)
                if not _lost(future):
                    yield number, _result(future)
            watch.look(None, inf, -inf)
            if last == inf and (watch.stop.asked or time.monotonic() >= end):
                last = time.monotonic() + GRACE
                waiting = {future: n for future, n in waiting.items() if not future.cancel()}
    finally:
        for future in waiting:
            future.cancel()


def each[T, R](executor: Executor | None, work: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """Do every item, where an executor is given there, and give the results in order.

    A first Ctrl-C calls off what is elsewhere; that is done here.
    """
    with stoppable() as stop:
        done = dict(sent(executor, work, items, Watch(stop)))
    return [done[i] if i in done else work(item) for i, item in enumerate(items)]


def done[T, R](
    executor: Executor | None, work: Callable[[T], R], items: Sequence[T], watch: Watch
) -> Iterator[tuple[int, R]]:
    """Do every item, where an executor is given there, until it is asked to stop.

    Gives the number and the result of each, as they come; nothing that ended as it was stopped.
    """
    left = dict(enumerate(items))
    for number, result in sent(executor, work, items, watch):
        if watch.stop.asked:
            return
        del left[number]
        yield number, result
    for number, item in left.items():
        if watch.stop.asked:
            return
        result = work(item)
        if not watch.stop.asked:
            yield number, result


def _submitted[T, R](executor: Executor, work: Callable[[T], R], items: Sequence[T]) -> Waiting[R]:
    waiting: Waiting[R] = {}
    for number, item in enumerate(items):
        try:
            waiting[executor.submit(_tried, work, item, time.time())] = number
        except Exception as error:  # noqa: BLE001 - each executor fails in its own way
            _log_loss(error)
            break  # one that is broken or closed stays so
    return waiting


@dataclass(slots=True)
class _Worker:
    """When, by the clock on the wall, a Ctrl-C last ended work in this process."""

    stopped: float = -inf


_WORKER = _Worker()


def _tried[T, R](work: Callable[[T], R], item: T, submitted: float) -> Came[R]:
    """Do an item of work elsewhere; tells its own errors from those of the way.

    A terminal's Ctrl-C comes there, too, and is meant for all that was sent by then.
    """
    if submitted <= _WORKER.stopped:
        raise CancelledError
    try:
        with stoppable() as stop:
            result = work(item)
            if stop.asked:
                _WORKER.stopped = time.time()
            return result, None
    except MemoryError:  # there may be more here
        raise
    except Exception as error:  # noqa: BLE001 - raised again where the work was asked for
        error.add_note(traceback.format_exc())
        return None, error


def _lost[R](future: Future[Came[R]]) -> bool:
    if future.cancelled():
        return True
    error = future.exception()
    if error is not None and not isinstance(error, CancelledError):
        _log_loss(error)
    return error is not None


def _result[R](future: Future[Came[R]]) -> R:
    came = future.result()
    if came[1] is not None:
        raise came[1]
    return came[0]


def _log_loss(error: BaseException) -> None:
    _LOG.warning("Work sent to an executor was lost and is done here: %r", error)

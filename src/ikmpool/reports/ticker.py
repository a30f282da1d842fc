"""The ticker: one live line on a terminal that says how far long work has come."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ikmpool.plans.phrases import percent, stage_words
from ikmpool.program.progress import Progress
from ikmpool.wording import say


@contextmanager
def ticking(language: str, *, quiet: bool = False) -> Iterator[Callable[[Progress], None] | None]:
    """Yield what moves the line on the error stream; None where that is no terminal, or quiet.

    The line goes when the block ends, however it ends.
    """
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich import progress as rich
    from rich.console import Console

    columns = rich.TextColumn("{task.description}"), rich.BarColumn(), rich.TimeElapsedColumn()
    with rich.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say("cli.begins", language), total=None)

        def move(now: Progress) -> None:
            bar.update(task, description=_words(now, language), completed=now.done, total=now.of)

        yield move


def _words(now: Progress, language: str) -> str:
    """Say what is being done, and how far its best is from what is proven."""
    if now.done == now.of:
        return say("cli.ends", language)
    words = stage_words(now.work, language)
    if now.gap is None:
        return words
    return say("cli.gap_so_far", language, stage=words, gap=percent(now.gap, language))

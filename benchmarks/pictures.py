"""Log-log pictures: seconds and peak memory against suppliers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.answers import CUT_OFF
from benchmarks.results import Row
from benchmarks.targets import exponent

#: Colours that people of any colour vision tell apart (Okabe and Ito 2008), for peers.
COLOURS = ("#e69f00", "#56b4e9", "#009e73", "#d55e00", "#0072b2", "#cc79a7")
MARKS = "osD^vP"
#: Our own runs are black, and differ by their dashes.
DASHES = ("-", "--", ":", "-.")
#: Where an axis spans so much, it names powers of ten alone.
WIDE = 100
FEWEST = 2
"""Sizes that make a line."""


def draw(rows: Sequence[Row], title: str, path: Path) -> bool:
    """Draw a suite.

    Returns
    -------
    bool
        Whether there was anything to draw: two sizes of anybody, and matplotlib.
    """
    rows = [row for row in rows if row.answer.timed]
    if len({row.instance.suppliers for row in rows}) < FEWEST:
        return False
    try:
        import matplotlib as mpl
    except ImportError:
        return False
    mpl.use("Agg")
    from matplotlib import pyplot as plt
    from matplotlib.ticker import LogLocator, NullFormatter

    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.6), layout="constrained")
    _lines(left, rows, lambda row: row.answer.total)
    left.set(ylabel="seconds, end to end", title="Time")
    _lines(right, rows, lambda row: row.peak_mb)
    right.set(ylabel="MB", title="Peak memory of the process")
    for axis in (left.xaxis, left.yaxis, right.xaxis, right.yaxis):
        few, most = axis.get_view_interval()
        axis.set_major_locator(LogLocator(subs=(1,) if most > WIDE * few else (1, 2, 5)))
        axis.set_major_formatter("{x:,.10g}")
        axis.set_minor_formatter(NullFormatter())
    handles, labels = left.get_legend_handles_labels()
    figure.legend(
        handles, labels, loc="outside lower center", ncols=4, frameon=False, handlelength=3
    )
    figure.suptitle(title)
    figure.savefig(path, dpi=130)
    plt.close(figure)
    return True


def _lines(axes: Any, rows: Sequence[Row], figure_of: Callable[[Row], float]) -> None:
    """Draw one line a contestant; its mark is hollow where it was cut off."""
    who = {row.contestant.name: row.contestant for row in rows}
    ours, peers = ([one for one in who.values() if one.ours is mine] for mine in (True, False))
    for one in (*ours, *peers):
        mine = [row for row in rows if row.contestant == one]
        mine.sort(key=lambda row: row.instance.suppliers)
        xs, ys = [row.instance.suppliers for row in mine], [figure_of(row) for row in mine]
        number = (ours if one.ours else peers).index(one)
        colour = "black" if one.ours else COLOURS[number % len(COLOURS)]
        axes.plot(
            xs,
            ys,
            DASHES[number % len(DASHES)] if one.ours else "-",
            color=colour,
            linewidth=2.0 if one.ours else 1.2,
            marker="o" if one.ours else MARKS[number % len(MARKS)],
            markersize=5,
            markevery=[i for i, row in enumerate(mine) if row.answer.status != CUT_OFF],
            label=_label(mine),
        )
        cut = [i for i, row in enumerate(mine) if row.answer.status == CUT_OFF]
        at = [xs[i] for i in cut], [ys[i] for i in cut]
        axes.plot(*at, "^", color=colour, markerfacecolor="white", markersize=7)
    axes.set(xscale="log", yscale="log", xlabel="suppliers")
    axes.grid(visible=True, which="major", alpha=0.3)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _label(rows: Sequence[Row]) -> str:
    """Name a contestant, and the power with which its time grows over three sizes or more."""
    words = rows[0].contestant.words
    comparable = all(row.instance.linear and row.answer.status != CUT_OFF for row in rows)
    if not comparable or len(rows) <= FEWEST:
        return words
    return f"{words}: n^{exponent(rows, [row.answer.total for row in rows]):.2f}"

"""Log-log pictures: seconds and peak memory against suppliers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.answers import CUT_OFF
from benchmarks.results import Row
from benchmarks.targets import exponent

#: Colours that people of any colour vision tell apart (Okabe and Ito 2008); ours is the first.
COLOURS = ("#000000", "#e69f00", "#56b4e9", "#009e73", "#d55e00", "#0072b2", "#cc79a7")
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

    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.6), layout="constrained")
    _lines(left, rows, lambda row: row.answer.total)
    left.set(ylabel="seconds, end to end", title="Time")
    _lines(right, rows, lambda row: row.peak_mb)
    right.set(ylabel="MB", title="Peak memory of the process")
    handles, labels = left.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False)
    figure.suptitle(title)
    figure.savefig(path, dpi=130)
    plt.close(figure)
    return True


def _lines(axes: object, rows: Sequence[Row], figure_of: Callable[[Row], float]) -> None:
    """Draw one line a contestant; a triangle stands where it was cut off."""
    who = dict.fromkeys(row.contestant.words for row in rows)
    for number, words in enumerate(who):
        mine = sorted(
            (row for row in rows if row.contestant.words == words),
            key=lambda row: row.instance.suppliers,
        )
        colour = COLOURS[number % len(COLOURS)]
        xs, ys = [row.instance.suppliers for row in mine], [figure_of(row) for row in mine]
        line = {"linewidth": 2.4 if mine[0].contestant.ours else 1.2, "color": colour}
        label = words if len(set(xs)) < FEWEST + 1 else f"{words}: n^{exponent(mine):.2f}"
        axes.plot(xs, ys, "-" if number < len(COLOURS) else "--", label=label, **line)
        for x, y, row in zip(xs, ys, mine, strict=True):
            cut = row.answer.status == CUT_OFF
            face = "white" if cut else colour
            axes.plot(x, y, "^" if cut else "o", color=colour, markerfacecolor=face, markersize=5)
    axes.set(xscale="log", yscale="log", xlabel="suppliers")
    axes.grid(visible=True, which="major", alpha=0.3)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)

"""Rows as tables: for the terminal, as CSV, and as Markdown for the page of the docs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from math import isfinite, isnan

import pandas as pd

from benchmarks.answers import CUT_OFF, SOLVED
from benchmarks.phases import PHASES
from benchmarks.results import Row, times_ours
from benchmarks.targets import percent


def figures(rows: Sequence[Row]) -> pd.DataFrame:
    """Give every figure of the rows, for a CSV file."""
    return pd.DataFrame([_figures(row) for row in rows])


def _figures(row: Row) -> dict[str, object]:
    answer = asdict(row.answer)
    phases = answer.pop("phases")
    return {
        "instance": row.instance.name,
        "suppliers": row.instance.suppliers,
        "seed": row.instance.seed,
        "contestant": row.contestant.name,
        "runs": row.runs,
        **answer,
        "total": row.answer.total,
        "gap": row.answer.gap,
        "processor": row.processor,
        "peak_mb": row.peak_mb,
        **{f"phase_{name}": phases.get(name) for name in PHASES},
    }


def standings(rows: Sequence[Row]) -> pd.DataFrame:
    """Give the table that people read: who took how long, how much memory, and to what end."""
    lines = []
    for instance in dict.fromkeys(row.instance.name for row in rows):
        mine = {row.contestant.name: row for row in rows if row.instance.name == instance}
        lines += [_standing(row, mine) for row in mine.values()]
    table = pd.DataFrame(lines)
    first = table["pool"].ne(table["pool"].shift())
    return table.assign(pool=table["pool"].where(first, "")).loc[:, (table != "").any()]


def _standing(row: Row, all_of_it: Mapping[str, Row]) -> dict[str, str]:
    answer = row.answer
    seconds = {
        "build s": _seconds(answer.build),
        "solve s": _seconds(answer.solve),
        "whole units s": _seconds(answer.whole) if answer.whole else "",
        "end to end s": _seconds(answer.total),
    }
    return {
        "pool": row.instance.name,
        "who": row.contestant.words,
        **(seconds if answer.timed else dict.fromkeys(seconds, "")),
        "runs": str(row.runs) if answer.timed else "",
        "cpu s": _seconds(row.processor) if answer.timed else "",
        "peak MB": "" if isnan(row.peak_mb) else f"{row.peak_mb:,.0f}",
        "times ours": _ratios(row, all_of_it),
        "cost": f"{answer.value / 1e6:,.3f}" if isfinite(answer.value) else "",
        "gap": "" if isnan(answer.gap) else percent(answer.gap),
        "short": f"{answer.short:,}" if answer.short else "",
        "target: reached": "; ".join(
            str(target.verdict(all_of_it))
            for target in row.instance.targets
            if target.at == row.contestant.name
        ),
        "note": _note(row),
    }


def _note(row: Row) -> str:
    answer = row.answer
    if row.contestant.ours and answer.timed:
        return answer.note + ", same plan" * (row.contestant.rule == "same")
    return ": ".join(filter(None, [answer.status, answer.note])) if answer.status != SOLVED else ""


def _seconds(seconds: float) -> str:
    """Say seconds with two digits at least, and one decimal at most."""
    if isnan(seconds):
        return ""
    return f"{seconds:.2g}" if abs(seconds) < 1 else f"{seconds:,.1f}"


def _ratios(row: Row, all_of_it: Mapping[str, Row]) -> str:
    """Say how many times our seconds a peer took: solve against solve, and end to end."""
    ours = all_of_it.get(row.contestant.against)
    if (
        row.contestant.rule == "self"
        or ours is None
        or not (row.answer.timed and ours.answer.timed)
    ):
        return ""
    least = "≥ " if row.answer.status == CUT_OFF else ""
    return " / ".join(f"{least}{ratio:.2g}" for ratio in times_ours(row, ours.answer))


def phases(rows: Sequence[Row]) -> pd.DataFrame:
    """Give the seconds of each phase of our own runs."""
    lines = [
        {
            "pool": row.instance.name,
            "who": row.contestant.words,
            **{name: _seconds(row.answer.phases[name]) for name in PHASES},
        }
        for row in rows
        if row.answer.phases
    ]
    return pd.DataFrame(lines)


def markdown(table: pd.DataFrame) -> str:
    """Write a table in Markdown, figures to the right."""
    words = {"pool", "who", "target: reached", "note"}
    marks = ["---" if name in words else "--:" for name in table.columns]
    lines = [list(table.columns), marks, *table.to_numpy().tolist()]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)

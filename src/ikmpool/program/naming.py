"""Naming: the names of columns and rows as a written model has them; and programs without any."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ikmpool.program.program import Family, Program

#: Characters of a written name; LP files allow 255, and equal names get a number.
LONGEST_NAME = 200


def written(families: Sequence[Family]) -> list[str]:
    """Name columns or rows for a reader; LP files take no blanks or signs in a name."""
    raw = [f"{f.kind}.{f.name(i)}" for f in families for i in range(f.stop - f.start)]
    clean = [re.sub(r"[^\w.]+", "_", name)[:LONGEST_NAME] for name in raw]
    seen: dict[str, int] = {}
    for i, name in enumerate(clean):
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            clean[i] = f"{name}.{seen[name]}"
    return clean


def unnamed(program: Program) -> Program:
    """Copy a program without names: those of a draft can not be sent to another process."""
    columns = tuple(replace(family, name=str) for family in program.columns)
    rows = tuple(replace(family, name=str) for family in program.rows)
    return replace(program, columns=columns, rows=rows)

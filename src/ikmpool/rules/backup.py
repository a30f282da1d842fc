"""Backup: if a producer drops out, others have enough left to step in, by all rules.

Each drop-out is planned beside the plan itself: from its month on the producer makes nothing, the
others make no less of its orders than in the plan, as far as the rules let them, and as much of all
other orders; what they make more is held in *reserve*.  What happened before the month is the same
in both.  What cannot be held in reserve is short in that case, and as little as possible is; rules
that ask for a least may then be given up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import override

import numpy as np

from ikmpool.exact import Bools, Ints
from ikmpool.program.scenarios import Scenario
from ikmpool.rules.draft import Draft
from ikmpool.rules.rule import Rule, name_of
from ikmpool.tables.coded import EACH, NEVER
from ikmpool.tables.history import now
from ikmpool.tables.horizon import first_month
from ikmpool.tables.kinds import STOCK
from ikmpool.tables.pool import Pool


@dataclass(frozen=True, slots=True)
class DropOut:
    """A supplier that makes nothing from a month on."""

    supplier: int
    month: int

    def lost(self, pool: Pool, supplier: Ints, month: Ints, kind: Ints) -> Bools:
        """Tell which units are lost; those in stock are, where the pool has no months."""
        makes = (kind != STOCK) & (month >= self.month) if pool.horizon else True
        return np.asarray((supplier == self.supplier) & makes)

    def before(self, pool: Pool, month: Ints, delivered: Ints, kind: Ints) -> Bools:
        """Tell which units were made, or taken from stock, before the supplier drops out."""
        start = np.where(kind == STOCK, delivered, month)
        return np.asarray((start < self.month) & bool(pool.horizon))


class Backup(Rule):
    """Reserves are held for drop-outs."""

    name = "backup"
    when = ("dropouts.supplier",)
    uses = (*when, "dropouts.month")

    @override
    def reads(self, pool: Pool) -> Iterable[str]:
        """Without months a drop-out has none."""
        return [c for c in super().reads(pool) if pool.horizon or c != "dropouts.month"]

    @override
    def shape(self, draft: Draft) -> None:
        pool, column = draft.pool, draft.column
        for out in foreseen(draft):
            lost = out.lost(pool, draft.supplier, draft.month, draft.kind)
            mine = np.isin(draft.order, draft.order[lost])
            same = mine & out.before(pool, draft.month, draft.delivered, draft.kind)
            name = name_of(pool, "supplier", out.supplier)
            name += f".{pool.horizon[out.month]}" if pool.horizon else ""
            draft.scenarios.append(
                Scenario(name, column[lost], column[same], column[mine & ~lost & ~same])
            )


def foreseen(draft: Draft) -> list[DropOut]:
    """List the drop-outs of suppliers that could make something."""
    return [
        out
        for out in drop_outs(draft.pool)
        if out.lost(draft.pool, draft.supplier, draft.month, draft.kind).any()
    ]


def drop_outs(pool: Pool) -> list[DropOut]:
    """List the drop-outs that reserves are asked for, each once; a past month is now."""

    def make() -> list[DropOut]:
        return sorted(set(_asked(pool)), key=lambda out: (out.month, out.supplier))

    return pool.keep(("drop-outs",), make)


def _asked(pool: Pool) -> Iterator[DropOut]:
    month = pool.months("dropouts", "month")
    month = np.where(month == NEVER, 0, month - first_month(pool))
    last = max(len(pool.horizon) - 1, 0)
    for supplier, at in zip(
        pool.codes("dropouts", "supplier").tolist(), month.tolist(), strict=True
    ):
        first = min(max(at, now(pool)), last) if pool.horizon else 0
        everyone = range(pool.size("suppliers")) if supplier == EACH else (supplier,)
        yield from (DropOut(one, first) for one in everyone)

"""Reserves: what others hold ready for the case that a producer drops out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from ikmpool.exact import Ints
from ikmpool.plans import auditing, frames
from ikmpool.rules.backup import DropOut, drop_outs, foreseen
from ikmpool.rules.draft import Draft
from ikmpool.rules.record import Record, record_of
from ikmpool.rules.rule import Rule, Violation, name_of
from ikmpool.tables.pool import Pool


def reserves(draft: Draft, x: Ints, shares: pd.DataFrame) -> pd.DataFrame:
    """Make the frame of reserves from an answer and its shares: see ``Plan.reserves``."""
    pool, size = draft.pool, draft.drafting.size
    parts = [_named(pool, None, shares.head(0))]
    for out, copy in zip(foreseen(draft) if draft.copies else [], draft.copies, strict=True):
        more = np.zeros(size, dtype=np.int64)
        lost = out.lost(pool, draft.supplier, draft.month, draft.kind)
        then = x[copy.place(size)[draft.column]]
        more[draft.column] = np.where(lost, 0, then - x[draft.column])
        parts.append(_named(pool, out, frames.shares(draft, more)))
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]


def _named(pool: Pool, out: DropOut | None, shares: pd.DataFrame) -> pd.DataFrame:
    """Name who drops out beside what is made more, or less, then."""
    name = name_of(pool, "supplier", out.supplier) if out else ""
    frame: dict[str, Any] = {"out": np.full(len(shares), name, dtype=object)}
    if pool.horizon:
        frame["month"] = frames.periods(pool, np.full(len(shares), out.month if out else 0))
    left_out = {"class", "unit_cost", "cost"}
    return pd.DataFrame(frame | {c: of for c, of in shares.items() if c not in left_out})


def backup(pool: Pool, shares: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """Make the frame of drop-outs, from shares and reserves: see ``Plan.backup``."""
    rows, asked = [], drop_outs(pool)
    record = record_of(pool, shares if asked else shares.head(0))
    for out in asked:
        lost = out.lost(pool, record.supplier, record.made, record.kind)
        if lost.any():
            gone, ready = (
                frame.groupby("order")["units"].sum()
                for frame in (shares[lost], _of(pool, out, held))
            )
            short = gone.sub(ready, fill_value=0).clip(lower=0)
            name = name_of(pool, "supplier", out.supplier)
            month = pool.horizon[out.month] if pool.horizon else None
            rows.append((name, month, int(gone.sum()), int(ready.sum()), int(short.sum())))
    frame = pd.DataFrame(rows, columns=["out", "month", "units", "reserved", "short"])
    return frame if pool.horizon else frame.drop(columns="month")


def violations(
    pool: Pool, shares: pd.DataFrame, held: pd.DataFrame, rules: Sequence[Rule]
) -> Iterator[tuple[str, Violation]]:
    """Audit what a plan becomes in each drop-out, with its reserves; gives who drops out, too.

    What the shares that are left break alone is no fault of the reserves.
    """
    if not drop_outs(pool):
        return
    record = record_of(pool, shares.drop(columns="class"))
    for out in drop_outs(pool):
        left = record.where(~out.lost(pool, record.supplier, record.made, record.kind))
        more = record_of(pool, _of(pool, out, held))
        name = name_of(pool, "supplier", out.supplier)
        yield from ((name, found) for found in _untimely(out, more))
        case = replace(left.joined(more), not_kept=None)
        given = replace(left, not_kept=None)
        for found in auditing.violations(case, rules, given) if len(more) else ():
            if not found.given:
                yield name, found


def _untimely(out: DropOut, more: Record) -> Iterator[Violation]:
    """Find reserves of who drops out, or from before that."""
    gone = out.lost(more.pool, more.supplier, more.made, more.kind)
    before = out.before(more.pool, more.made, more.delivered, more.kind)
    for i in np.flatnonzero((gone | before) & (more.units > 0)).tolist():
        units = int(more.units[i])
        yield Violation(
            "backup",
            "gone" if gone[i] else "before",
            order=more.order_name(int(more.order[i])),
            supplier=more.supplier_name(int(more.supplier[i])),
            amount=units,
            figures={"units": units},
        )


def _of(pool: Pool, out: DropOut, held: pd.DataFrame) -> pd.DataFrame:
    """Give the reserves of one drop-out as shares."""
    mine = held["out"] == name_of(pool, "supplier", out.supplier)
    if pool.horizon:
        mine &= held["month"] == pool.horizon[out.month]
    return held[mine].drop(columns=["out", "month"], errors="ignore")

"""One tiny pool on trial: its program, its audit and its accounts beside what the oracle says."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd

from ikmpool.exact import Ints
from ikmpool.plans import auditing, frames
from ikmpool.program.program import NONE
from ikmpool.rules.book import rules_of
from ikmpool.rules.draft import COST, NOT_KEPT_STAGES, Draft
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Violation
from ikmpool.tables.candidates import candidates_of
from rules.oracle import Answer, Oracle
from strategies import Tables, pool_of

NO_NOT_KEPT = pd.DataFrame(columns=["rule", "scope", "order", "supplier", "units"], dtype=object)


class Trial:
    """A pool's rules, asked one answer at a time."""

    def __init__(self, tables: Tables) -> None:
        self.oracle = Oracle(tables)
        self.pool = pool_of(tables)
        self.rules = rules_of(self.pool)
        everything = candidates_of(self.pool)
        admitted = np.ones(len(everything), dtype=bool)
        for rule in self.rules:
            for refusal in rule.admit(everything):
                admitted[refusal.where] = False
        self.draft = Draft(everything.where(admitted))
        for rule in self.rules:
            rule.shape(self.draft)
        self.program = self.draft.drafting.program()
        self.matrix = self.program.matrix.toarray()
        self.column = {self._cell(i): int(c) for i, c in enumerate(self.draft.column)}

    def _cell(self, i: int) -> tuple[str, str, int, str]:
        draft = self.draft
        return (
            str(self.pool.names("supplier")[draft.supplier[i]]),
            str(self.pool.names("order")[draft.order[i]]),
            int(draft.month[i]),
            "overtime" if draft.is_overtime[i] else "normal",
        )

    def x(self, answer: Answer) -> Ints | None:
        """Complete an answer by the best other columns; None where it has no column."""
        if not set(answer) <= set(self.column):
            return None
        x = np.zeros(self.program.size, dtype=np.int64)
        for cell, units in answer.items():
            x[self.column[cell]] = units
        for i, order in enumerate(self.pool.names("order")[: self.pool.size("orders")].tolist()):
            short, tolerated = self.oracle.missing(answer, order)
            over = max(0, self.oracle.made(answer, order=order) - self.oracle.quantity(order))
            for kind, units in (("short", short), ("tolerated", tolerated), ("over", over)):
                x[self.draft.columns_of(kind)[i]] = units
        for family in ("overtime_hours", "not_kept"):
            for f in self.program.columns:
                if f.kind.startswith(family):
                    for column in range(f.start, f.stop):
                        self._fill(x, column)
        return x

    def _fill(self, x: Ints, column: int) -> None:
        """Raise a column to the least that its own row asks."""
        rows = np.flatnonzero(self.matrix[:, column])
        for row in rows[:1].tolist():
            coefficient = int(self.matrix[row, column])
            made = int(self.matrix[row] @ x)
            low, high = int(self.program.low[row]), int(self.program.high[row])
            gap = low - made if low > -NONE else made - high if high < NONE else 0
            x[column] = max(0, -(-gap // abs(coefficient)))

    def holds(self, answer: Answer) -> bool:
        x = self.x(answer)
        return x is not None and self.program.holds(x)

    def program_cost(self, answer: Answer) -> Fraction:
        return self.draft.drafting.cost(COST).value(self.x(answer))

    def given_up(self, answer: Answer) -> tuple[int, ...]:
        x = self.x(answer)
        return tuple(int(self.draft.drafting.cost(stage).value(x)) for stage in NOT_KEPT_STAGES)

    def not_kept(self, answer: Answer) -> pd.DataFrame:
        x = self.x(answer)
        if x is None or not any(x[n.column].any() for n in self.draft.not_kept):
            return NO_NOT_KEPT
        return frames.not_kept(self.draft, x)

    def record(self, answer: Answer, not_kept: pd.DataFrame) -> Record:
        """Make the record of an answer, delivered when it is due."""
        places = {v: self.pool.names(v).tolist() for v in ("order", "supplier")}
        cells = list(answer)
        made = np.array([m for _, _, m, _ in cells], dtype=np.int64)
        return Record(
            self.pool,
            np.array([places["order"].index(o) for _, o, _, _ in cells], dtype=np.int64),
            np.array([places["supplier"].index(s) for s, _, _, _ in cells], dtype=np.int64),
            made,
            np.array([self.oracle.due(o) for _, o, _, _ in cells], dtype=np.int64),
            np.array([k == "overtime" for _, _, _, k in cells], dtype=bool),
            np.array([answer[c] for c in cells], dtype=np.int64),
            not_kept,
        )

    def shares(self, answer: Answer) -> pd.DataFrame:
        """Write an answer as a person would type it."""
        rows = [
            {"order": o, "supplier": s, "kind": k, "units": u, "made": self.month(m)}
            for (s, o, m, k), u in answer.items()
        ]
        columns = ["order", "supplier", "kind", "units", "made"]
        frame = pd.DataFrame(rows, columns=columns).astype({"units": "int64"})
        return frame if self.oracle.has_months else frame.drop(columns="made")

    def month(self, month: int) -> str:
        absolute = self.oracle.start + month
        return f"{absolute // 12:04d}-{absolute % 12 + 1:02d}"

    def violations(self, answer: Answer, not_kept: pd.DataFrame | None = None) -> list[Violation]:
        given = self.not_kept(answer) if not_kept is None else not_kept
        return list(auditing.violations(self.record(answer, given), self.rules))

    def account(self, answer: Answer) -> Fraction:
        record, total = self.record(answer, NO_NOT_KEPT), Fraction(0)
        for rule in self.rules:
            for line in rule.account(record):
                for n, d in zip(line.numerator.tolist(), line.denominator.tolist(), strict=True):
                    total += Fraction(n, d)
        return total

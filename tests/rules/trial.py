"""One tiny pool on trial: its program, its audit and its accounts beside what the oracle says."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property

import numpy as np
import pandas as pd

import ikmpool as ikm
from ikmpool.exact import Bools, Ints
from ikmpool.plans import allocation, auditing, frames
from ikmpool.rules.book import rules_of
from ikmpool.rules.draft import COST, NOT_KEPT_STAGES
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Violation
from ikmpool.tables.kinds import KINDS
from rules.completion import Completion
from rules.oracle import Answer, Cell, Oracle
from strategies import Tables, pool_of

NO_NOT_KEPT = pd.DataFrame(columns=["rule", "scope", "order", "supplier", "units"], dtype=object)


class Trial:
    """A pool's rules, asked one answer at a time."""

    def __init__(self, tables: Tables) -> None:
        self.oracle = Oracle(tables)
        self.pool = pool_of(tables)
        self.rules = rules_of(self.pool)
        _, _, self.draft = allocation.drafted(self.pool, self.rules)
        self.program, self.alone = allocation.with_facts(self.draft, ikm.SolveOptions())
        self.column = {self._cell(i): int(c) for i, c in enumerate(self.draft.column)}
        missing = [self.draft.columns_of(kind) for kind in ("short", "tolerated", "over")]
        self.given = np.concatenate([self.draft.column, *missing])
        costs = [self.draft.drafting.cost(stage) for stage in (*NOT_KEPT_STAGES, COST)]
        self.completion = Completion(self.program, self.given, costs)

    def _cell(self, i: int) -> Cell:
        draft = self.draft
        return (
            str(self.pool.names("supplier")[draft.supplier[i]]),
            str(self.pool.names("order")[draft.order[i]]),
            int(draft.month[i]),
            KINDS[draft.kind[i]],
            int(draft.delivered[i]),
        )

    def start(self, answer: Answer) -> Ints:
        """Write an answer, and what is missing then, as columns; all others are zero."""
        x = np.zeros(self.program.size, dtype=np.int64)
        for cell, units in answer.items():
            x[self.column[cell]] = units
        for i, order in enumerate(self.pool.names("order")[: self.pool.size("orders")].tolist()):
            short, tolerated = self.oracle.missing(answer, order)
            over = max(0, self.oracle.made(answer, order=order) - self.oracle.quantity(order))
            for kind, units in (("short", short), ("tolerated", tolerated), ("over", over)):
                x[self.draft.columns_of(kind)[i]] = units
        return x

    def x(self, answer: Answer) -> Ints | None:
        """Complete an answer by the best other columns; None where there are none."""
        return self.completion.of(self.start(answer)) if set(answer) <= set(self.column) else None

    def may_hold(self, answers: list[Answer]) -> Bools:
        """Tell which answers have a column for each cell and no row that must break."""
        known = np.array([set(a) <= set(self.column) for a in answers], dtype=bool)
        starts = [self.start(a) for a, k in zip(answers, known.tolist(), strict=True) if k]
        known[known] = self.completion.possible(starts)
        return known

    def holds(self, answer: Answer) -> bool:
        return self.x(answer) is not None

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

    @cached_property
    def everything_given_up(self) -> pd.DataFrame:
        """Give up all that can be given up."""
        return frames.not_kept(self.draft, self.program.upper)

    def record(self, answer: Answer, not_kept: pd.DataFrame) -> Record:
        """Make the record of an answer, delivered when it is due, or as late as it may be."""
        places = {v: self.pool.names(v).tolist() for v in ("order", "supplier")}
        cells = list(answer)

        def array(values: Iterable[int]) -> Ints:
            return np.array(list(values), dtype=np.int64)

        return Record(
            self.pool,
            array(places["order"].index(cell[1]) for cell in cells),
            array(places["supplier"].index(cell[0]) for cell in cells),
            array(cell[2] for cell in cells),
            array(self.oracle.stated(cell) for cell in cells),
            array(KINDS.index(cell[3]) for cell in cells),
            array(answer.values()),
            not_kept,
        )

    def violations(self, answer: Answer, not_kept: pd.DataFrame | None = None) -> list[Violation]:
        """Give what the audit finds that no facts have given."""
        given_up = self.not_kept(answer) if not_kept is None else not_kept
        found = auditing.violations(self.record(answer, given_up), self.rules)
        return [v for v in found if not v.given]

    def account(self, answer: Answer) -> Fraction:
        record, total = self.record(answer, NO_NOT_KEPT), Fraction(0)
        for rule in self.rules:
            for line in rule.account(record):
                for n, d in zip(line.numerator.tolist(), line.denominator.tolist(), strict=True):
                    total += Fraction(n, d)
        return total

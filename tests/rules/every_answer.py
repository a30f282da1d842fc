"""Every answer of a tiny pool: what its program, its audit and its accounts say of each."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np

import ikmpool as ikm
from ikmpool.exact import Ints
from ikmpool.plans import allocation, auditing, frames
from ikmpool.rules.book import rules_of
from ikmpool.rules.draft import COST, NOT_KEPT_STAGES
from ikmpool.rules.record import record_of
from rules.completion import Completion


class Drafted:
    """A pool's program with its yes/no columns, beside its audit and accounts."""

    def __init__(self, pool: ikm.Pool) -> None:
        self.pool, self.rules = pool, rules_of(pool)
        _, _, self.draft = allocation.drafted(pool, self.rules)
        self.program = self.draft.drafting.program()
        costs = [self.draft.drafting.cost(stage) for stage in (*NOT_KEPT_STAGES, COST)]
        self.completion = Completion(self.program, self.draft.column, costs)

    def holds_empty(self) -> bool:
        return self.program.holds(allocation.empty_answer(self.program))

    def completed(self, units: Ints) -> Ints | None:
        """Give the best answer with these units in the delivering columns; None without one."""
        x = np.zeros(self.program.size, dtype=np.int64)
        x[self.draft.column] = units
        return self.completion.of(x)

    def agrees(self, units: Ints) -> bool:
        """Compare what all say of one answer; tell whether it is good."""
        x = self.completed(units)
        whole = np.zeros(self.program.size, dtype=np.int64) if x is None else x
        whole[self.draft.column] = units
        given_up = frames.not_kept(self.draft, whole)
        record = record_of(self.pool, frames.shares(self.draft, whole), given_up)
        found = [v.code for v in auditing.violations(record, self.rules)]
        assert (x is None) == bool(found), (units, found)
        if x is not None:
            lines = (line for rule in self.rules for line in rule.account(record))
            account = frames.ledger(self.pool, lines)[1]
            assert self.draft.drafting.cost(COST).value(x) == account, units
            for i in range(len(given_up)):  # nothing is given up that the audit does not ask for
                less = given_up.copy()
                less.loc[i, "units"] -= 1
                short = record_of(self.pool, frames.shares(self.draft, x), less)
                assert list(auditing.violations(short, self.rules)), units
        return x is not None


def good_answers(pool: ikm.Pool, most: int) -> list[tuple[int, ...]]:
    """Give the good answers of up to ``most`` units a column, on which all must agree."""
    drafted = Drafted(pool)
    assert drafted.holds_empty()
    every = itertools.product(range(most + 1), repeat=len(drafted.draft.column))
    return [units for units in every if drafted.agrees(np.array(units, dtype=np.int64))]


def switches(pool: ikm.Pool) -> dict[str, int]:
    """Count the yes/no and counting columns that a pool's program has, by kind."""
    found: Counter[str] = Counter()
    for family in Drafted(pool).program.columns:
        if family.switch and family.stop > family.start:
            found[family.kind] += family.stop - family.start
    return dict(found)

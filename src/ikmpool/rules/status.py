"""Status: only producers that are ready serve orders.

Which statuses count as ready is a setting (``ready_status``).  Where the tables state statuses, a
producer without one is refused: a missing figure is never a pass.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import override

import numpy as np
import pandas as pd

from ikmpool.exact import Bools
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Ease, Refusal, Rule, Violation
from ikmpool.tables.candidates import Candidates
from ikmpool.tables.pool import Pool
from ikmpool.wording import Term


class Status(Rule):
    """Producers that are not ready serve no order."""

    name = "status"
    when = ("suppliers.status",)
    uses = when

    @override
    def admit(self, candidates: Candidates) -> Iterable[Refusal]:
        pool = candidates.pool
        where = np.flatnonzero(~_ready(pool)[candidates.supplier])
        if where.size:
            status = pool.texts("suppliers", "status")[candidates.supplier[where]]
            yield Refusal(self.name, "", "not_ready", where, {"status": shown(status)})

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        status = record.pool.texts("suppliers", "status")
        for i in np.flatnonzero(~_ready(record.pool)[record.supplier]).tolist():
            supplier = int(record.supplier[i])
            yield Violation(
                self.name,
                "not_ready",
                order=record.order_name(int(record.order[i])),
                supplier=record.supplier_name(supplier),
                amount=int(record.units[i]),
                figures={"status": shown(status[[supplier]])[0]},
            )

    @override
    def ease(self, pool: Pool) -> Iterable[Ease]:
        for row in np.flatnonzero(~_ready(pool)).tolist():
            label = pool.tables["suppliers"].index[row]
            yield Ease(self.name, "suppliers", "status", label, pool.settings.ready_status[0])


def _ready(pool: Pool) -> Bools:
    ready = pool.settings.ready_status
    which, names = pd.factorize(pool.texts("suppliers", "status"))
    return np.isin(names.astype(str), np.array(ready))[which]


def shown(status: np.ndarray) -> np.ndarray:
    """Give statuses as words that each language says in its own way."""
    which, names = pd.factorize(status)
    terms = [Term(f"rules.statuses.{name or 'none'}") for name in names]
    return np.array(terms, dtype=object)[which]

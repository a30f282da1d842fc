"""Same makers: whoever makes for one order of a contract makes for each of them.

It holds for the orders of the contract that say so and take any units, where there are two or more.
Who makes for them makes one unit at least of each; so where nobody can make for one of them, nobody
makes for the others either.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import override

import numpy as np

from ikmpool.compact import constant
from ikmpool.exact import Bools, Ints
from ikmpool.rules.draft import Draft, at_least
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Ease, Refusal, Rule, Violation, by_code, name_of
from ikmpool.tables.candidates import Candidates
from ikmpool.tables.coded import BLANK
from ikmpool.tables.lookup import Lookup, join
from ikmpool.tables.pool import Pool
from ikmpool.tables.quantities import most_units


@dataclass(frozen=True, slots=True)
class _Asked:
    """Shares that the makers of contracts are to have.

    Attributes
    ----------
    contract : int64 array, shape (orders,)
        The contract whose makers each order has; ``BLANK`` where it has its own.
    maker : int64 array, shape (makers,)
        Supplier and contract as one number, in order: who has anything of a contract.
    maker_of : int64 array, shape (k,)
        Place in `maker` of each unit that was looked at; ``BLANK`` outside these contracts.
    at, share : int64 array, shape (n,)
        Place in `maker`, and supplier and order as one number, of each share that is asked.
    has : bool array, shape (n,)
        Whether any of the units is of that share.
    """

    contract: Ints
    maker: Ints
    maker_of: Ints
    at: Ints
    share: Ints
    has: Bools


class SameMakers(Rule):
    """The orders of one contract have the same makers."""

    name = "same_makers"
    when = ("orders.same_makers",)
    uses = (*when, "orders.contract")

    @override
    def admit(self, candidates: Candidates) -> Iterable[Refusal]:
        """Refuse who has no offer for one of the orders; whom other rules refuse, the rows hold."""
        pool = candidates.pool
        asked = _asked(pool, candidates.supplier, candidates.order)
        lacking = np.flatnonzero(~asked.has)[::-1]  # of several the first is told
        other = np.full(len(asked.maker) + 1, BLANK)  # the last place serves the code BLANK itself
        other[asked.at[lacking]] = asked.share[lacking] % pool.size("orders")
        told = other[asked.maker_of]
        for contract, where in by_code(asked.contract[candidates.order], told != BLANK):
            name = name_of(pool, "contract", contract)
            figures = {"contract": name, "other": pool.names("order")[told[where]]}
            yield Refusal(self.name, name, "not_offered", where, figures)

    @override
    def shape(self, draft: Draft) -> None:
        pool = draft.pool
        asked = _asked(pool, draft.supplier, draft.order)
        makers = draft.used(
            asked.maker_of, asked.maker_of != BLANK, lambda at: _maker_name(pool, asked.maker[at])
        )
        ones = constant(1, len(draft))
        rows = np.arange(len(asked.share))
        draft.add_rows(
            self.name,
            (Lookup(asked.share).find(draft.share_key), ones),
            at_least(np.zeros(len(rows), dtype=np.int64)),
            lambda i: draft.share_name(int(asked.share[i])),
            (rows, makers.used[asked.at], -np.ones(len(rows), dtype=np.int64)),
        )

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        pool, made = record.pool, record.where(record.units > 0)
        asked = _asked(pool, made.supplier, made.order)
        first = Lookup(*np.unique(asked.maker_of, return_index=True)).find(asked.at)
        for i in np.flatnonzero(~asked.has).tolist():
            supplier, order = divmod(int(asked.share[i]), pool.size("orders"))
            name = record.order_name(order)
            figures = {
                "contract": name_of(pool, "contract", int(asked.contract[order])),
                "has": record.order_name(int(made.order[first[i]])),
                "order": name,
            }
            who = record.supplier_name(supplier)
            yield Violation(self.name, "missing", order=name, supplier=who, figures=figures)

    @override
    def ease(self, pool: Pool) -> Iterable[Ease]:
        """Let an order have makers of its own."""
        index = pool.tables["orders"].index
        for row in np.flatnonzero(_contracts(pool) != BLANK).tolist():
            yield Ease(self.name, "orders", "same_makers", index[row], value=False)


def _contracts(pool: Pool) -> Ints:
    """Give the contract whose makers each order has; ``BLANK`` where it has its own."""
    contract = pool.codes("orders", "contract")
    says = pool.flags("orders", "same_makers") & (contract != BLANK) & (most_units(pool) > 0)
    count = np.bincount(contract[says], minlength=len(pool.names("contract")) + 1)
    return np.where(says & (count[contract] > 1), contract, BLANK)


def _asked(pool: Pool, supplier: Ints, order: Ints) -> _Asked:
    """Give the shares that makers of these units are to have, and which of them they have."""
    orders, contracts = pool.size("orders"), max(len(pool.names("contract")), 1)
    contract = _contracts(pool)
    mine = contract[order] != BLANK
    maker, inverse = np.unique(
        supplier[mine] * contracts + contract[order[mine]], return_inverse=True
    )
    maker_of = np.full(order.shape, BLANK, dtype=np.int64)
    maker_of[mine] = inverse
    at, other = join(maker % contracts, contract)
    share = maker[at] // contracts * orders + other
    has = np.isin(share, supplier[mine] * orders + order[mine])
    return _Asked(contract, maker, maker_of, at, share, has)


def _maker_name(pool: Pool, maker: int) -> str:
    supplier, contract = divmod(int(maker), len(pool.names("contract")))
    return f"{name_of(pool, 'contract', contract)}.{name_of(pool, 'supplier', supplier)}"

"""Set-up: what it costs to start, once an order or once a month.

The offer row that states the cost says for what it is paid: a quotation with a set-up cost of its
own is paid apart, and quotations that leave it blank share the general row's.  Once a month is for
all orders of that row together, made in that month.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import override

import numpy as np

from ikmpool.exact import Bools, Ints
from ikmpool.rules.draft import Draft
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Lines, Rule
from ikmpool.tables import quotations
from ikmpool.tables.coded import BLANK
from ikmpool.tables.horizon import month_count
from ikmpool.tables.pool import Pool


class Setup(Rule):
    """Starting costs money, however little is made."""

    name = "setup"
    when = ("offers.setup_cost",)
    uses = (*when, "offers.setup_per")

    @override
    def shape(self, draft: Draft) -> None:
        pool = draft.pool
        cost = pool.figures("offers", "setup_cost").units
        row = stating_row(pool, draft.offer)
        monthly, each_order = _paid(pool, np.where(draft.makes, row, BLANK))
        shares = draft.used_shares(each_order)
        supplier, order = draft.share_of(shares.key)
        stated = stating_row(pool, quotations.row_for(pool, supplier, order))
        draft.add_joint_cost(shares.used, cost[stated], supplier, order)
        months = month_count(pool)
        runs = draft.used(row * months + draft.month, monthly, lambda key: _name(pool, key))
        stated = runs.key // months
        draft.add_joint_cost(runs.used, cost[stated], pool.codes("offers", "supplier")[stated])

    @override
    def account(self, record: Record) -> Iterable[Lines]:
        pool, record = record.pool, record.where(record.makes)
        cost = pool.figures("offers", "setup_cost").units
        row = stating_row(pool, record.offer)
        monthly, each_order = _paid(pool, row)
        months = month_count(pool)
        shares = record.where(each_order)
        shares = shares.merged(shares.share_key)
        runs = record.where(monthly)
        runs = runs.merged(row[monthly] * months + runs.made)
        for paid, order in ((shares, shares.order), (runs, np.full(len(runs), BLANK))):
            amount = cost[stating_row(pool, paid.offer)]
            ones = np.ones(len(paid), dtype=np.int64)
            yield Lines(self.name, order, paid.supplier, paid.made, amount, ones, direct=False)


def stating_row(pool: Pool, offer: Ints) -> Ints:
    """Give the row of the offers that states the set-up cost of each offer; ``BLANK`` if none."""
    return quotations.stating_row(pool, offer, "setup_cost")


def _paid(pool: Pool, row: Ints) -> tuple[Bools, Bools]:
    """Tell which stating rows are paid every month, and which for every order."""
    costs = np.append(pool.figures("offers", "setup_cost").units > 0, False)[row]
    monthly = np.append(pool.texts("offers", "setup_per") == "month", False)[row]
    return costs & monthly, costs & ~monthly


def _name(pool: Pool, key: int) -> str:
    """Name a stating row and month after the supplier and the month."""
    row, month = divmod(key, month_count(pool))
    supplier = str(pool.names("supplier")[pool.codes("offers", "supplier")[row]])
    return f"{supplier}.{pool.horizon[month]}" if pool.horizon else supplier

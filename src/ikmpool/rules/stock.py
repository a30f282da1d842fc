"""Stock: no more is taken from stock than was there, and no more waits than there is room for.

Units made wait from the month in which they arrive until they are delivered; those in stock at the
start wait until they are, for ever where nobody takes them.  What waits over the end of a month may
not exceed the limit of any row of the stock table that speaks of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import override

import numpy as np

from ikmpool.exact import Ints
from ikmpool.rules.draft import Draft, at_most, dense
from ikmpool.rules.record import Record, sums
from ikmpool.rules.rule import Ease, Rule, Violation, name_of
from ikmpool.tables.horizon import month_count
from ikmpool.tables.inventory import opening, waits_in
from ikmpool.tables.pool import Pool


class Stock(Rule):
    """What is in stock, and the room for it, are bounded."""

    name = "stock"
    when = ("stock.opening", "stock.limit")
    uses = (*when, "stock.supplier", "stock.warehouse", "stock.product")

    @override
    def reads(self, pool: Pool) -> Iterable[str]:
        """Without months nothing waits over the end of one."""
        return [c for c in super().reads(pool) if pool.horizon or c != "stock.limit"]

    @override
    def shape(self, draft: Draft) -> None:
        pool, product = draft.pool, draft.whole(draft.candidates.product)
        products = len(pool.names("product"))
        group, key = dense(draft.supplier * products + product, ~draft.makes)
        if key.size:
            at_hand = opening(pool)[np.divmod(key, products)]
            ones = np.ones(len(group), dtype=np.int64)
            draft.add_rows("stock", (group, ones), at_most(at_hand), _namer(pool, key))
        for row, most, _ in _limits(pool):
            mine = waits_in(pool, row, draft.supplier, product)
            _shape_limit(draft, mine, most - _waiting_at_start(pool, row), _row_name(pool, row))

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        pool = record.pool
        product = pool.codes("orders", "product")[record.order]
        taken = np.zeros_like(opening(pool))
        stock = np.flatnonzero(~record.makes)
        np.add.at(taken, (record.supplier[stock], product[stock]), record.units[stock])
        beyond = taken - opening(pool)
        for s, p in np.argwhere(beyond > 0).tolist():
            figures = {"taken": int(taken[s, p]), "opening": int(opening(pool)[s, p])}
            yield Violation(
                self.name,
                "taken_too_much",
                supplier=record.supplier_name(s),
                amount=int(beyond[s, p]),
                figures=figures | {"product": name_of(pool, "product", p)},
                scope=str(p),
            )
        for row, most, supplier in _limits(pool):
            mine = waits_in(pool, row, record.supplier, product)
            waiting = _waiting(record.where(mine)) + _waiting_at_start(pool, row)
            for month in np.flatnonzero(waiting > most).tolist():
                yield Violation(
                    self.name,
                    "too_full",
                    supplier=record.supplier_name(supplier),
                    month=record.month_name(month),
                    amount=int(waiting[month] - most),
                    figures={
                        "waiting": int(waiting[month]),
                        "limit": most,
                        "warehouse": name_of(
                            pool, "warehouse", pool.codes("stock", "warehouse")[row]
                        ),
                        "product": name_of(pool, "product", pool.codes("stock", "product")[row]),
                    },
                    scope=str(row),
                )

    @override
    def ease(self, pool: Pool) -> Iterable[Ease]:
        index = pool.tables["stock"].index
        for row, most, _ in _limits(pool):
            yield Ease(self.name, "stock", "limit", index[row], most + 1)


def _limits(pool: Pool) -> Iterator[tuple[int, int, int]]:
    """Give row, limit and supplier of the rows of the stock table that state a limit."""
    limit = pool.figures("stock", "limit")
    for row in np.flatnonzero(limit.known).tolist() if pool.horizon else ():
        yield row, int(limit.units[row]), int(pool.codes("stock", "supplier")[row])


def _waiting_at_start(pool: Pool, row: int) -> int:
    """Give the units in stock at the start that a row speaks of."""
    supplier, product = np.nonzero(opening(pool))
    mine = waits_in(pool, row, supplier, product)
    return int(opening(pool)[supplier[mine], product[mine]].sum())


def waits(arrives: Ints, delivered: Ints, months: int) -> tuple[Ints, Ints]:
    """Pair positions with the months over whose end their units wait."""
    first = np.clip(arrives, 0, months)
    count = np.maximum(np.minimum(delivered, months) - first, 0)
    at = np.repeat(np.arange(len(count)), count)
    start = np.cumsum(count) - count
    return at, np.arange(len(at)) - np.repeat(start - first, count)


def gone(delivered: Ints, months: int) -> tuple[Ints, Ints]:
    """Pair positions with the months by whose end their units are delivered."""
    return waits(delivered, np.full(len(delivered), months), months)


def _waiting(record: Record) -> Ints:
    """Give what waits over the end of each month, less what was taken from stock by then."""
    months = month_count(record.pool)
    made, stock = record.where(record.makes), record.where(~record.makes)
    at, month = waits(made.arrives, made.delivered, months)
    left, then = gone(stock.delivered, months)
    waiting = sums(month, made.units[at], months)
    return np.asarray(waiting - sums(then, stock.units[left], months))


def _shape_limit(draft: Draft, mine: np.ndarray, most: int, name: str) -> None:
    """Add one row a month: what is made and waits, less what is taken from stock by then."""
    months, at = month_count(draft.pool), draft.candidates
    made, stock = np.flatnonzero(mine & draft.makes), np.flatnonzero(mine & ~draft.makes)
    waiting, month = waits(draft.whole(at.arrives)[made], draft.delivered[made], months)
    left, then = gone(draft.delivered[stock], months)
    row, used = dense(np.concatenate([month, then]))
    column = np.concatenate([draft.column[made[waiting]], draft.column[stock[left]]])
    sign = np.repeat([1, -1], [len(waiting), len(left)])
    high = np.full(len(used), most)
    horizon = draft.pool.horizon
    draft.drafting.add_rows(
        "stock_limit",
        (row, column, sign),
        at_most(high),
        lambda i: f"{name}.{horizon[used[i]]}",
    )


def _row_name(pool: Pool, row: int) -> str:
    """Name a row of the stock table after what it speaks of."""
    columns = ("supplier", "warehouse", "product")
    names = [name_of(pool, c, int(pool.codes("stock", c)[row])) for c in columns]
    return ".".join(filter(None, names)) or "all"


def _namer(pool: Pool, key: Ints) -> Callable[[int], str]:
    def name(i: int) -> str:
        supplier, product = divmod(int(key[i]), len(pool.names("product")))
        return f"{name_of(pool, 'supplier', supplier)}.{name_of(pool, 'product', product)}"

    return name

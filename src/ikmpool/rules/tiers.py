"""Tiers: prices that fall with the quantity, of one offer or of all that a supplier makes.

Units of all orders and months count together, in normal time and in overtime.  The price of a tier
takes the place of the quotation's; premiums and freight stay.  Below the first tier the quotation's
price holds.  *All units*: the highest tier that is reached prices every unit.  *Incremental*: a
tier prices the units from its first one to the next tier's; where the quotations differ, the units
fill the tiers so that they cost least (the dearest ones get the largest discounts).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import override

import numpy as np

from ikmpool.exact import Ints, product
from ikmpool.program.activity import most
from ikmpool.rules.draft import COST, Draft, at_least, at_most
from ikmpool.rules.record import Record, sums
from ikmpool.rules.rule import Lines, Rule, name_of
from ikmpool.rules.tier_sets import Counted, counted
from ikmpool.tables.pool import Pool

type Entries = tuple[Ints, Ints, Ints]


class Tiers(Rule):
    """The quantity decides the price."""

    name = "tiers"
    when = ("tiers.supplier",)
    uses = (
        *when,
        "tiers.product",
        "tiers.from_units",
        "tiers.unit_cost",
        "tiers.percent_off",
        "tiers.kind",
        "tiers.over",
    )

    @override
    def shape(self, draft: Draft) -> None:
        blocks = list(_blocks(draft))
        if blocks:
            units, reached = _add_columns(draft, blocks)
            _add_rows(draft, blocks, units, reached)

    @override
    def account(self, record: Record) -> Iterable[Lines]:
        made = record.where((record.units > 0) & record.makes)
        rows = [
            (units.tiers.supplier, int(made.made[units.at].min()), *amount)
            for units in counted(made.pool, made.supplier, made.order, made.offer)
            for amount in _amounts(units, made.units[units.at])
        ]
        supplier, month, numerator, denominator = np.array(rows, dtype=np.int64).reshape(-1, 4).T
        none = np.full(len(rows), -1, dtype=np.int64)
        yield Lines("discount", none, supplier, month, numerator, denominator, direct=False)


def _amounts(units: Counted, made: Ints) -> Iterator[tuple[int, int]]:
    """Give what the tiers of one set add to the cost, as fractions of different denominators."""
    made = sums(units.of, made, len(units.priced))
    filled = _incremental(units, made) if units.tiers.incremental else _all_units(units, made)
    amounts = product(units.numerator, filled, "Units times what a tier changes their price by")
    for denominator in np.unique(units.denominator[amounts != 0]).tolist():
        yield int(amounts[units.denominator == denominator].sum()), denominator


def _all_units(units: Counted, made: Ints) -> Ints:
    """Put all units into the highest tier that they reach; none where they reach no tier."""
    filled = np.zeros_like(units.numerator)
    tier = int(np.searchsorted(units.tiers.begin, made.sum(), side="right")) - 1
    if tier >= 0:
        filled[:, tier] = made
    return filled


def _incremental(units: Counted, made: Ints) -> Ints:
    """Put units into the tiers so that they cost least: the dearest where most is taken off.

    What is below the first tier, and units that are only counted, leave some tiers to others: a
    tier that would make a unit dearer takes only those that find no other place.
    """
    begin, n = units.tiers.begin, int(made.sum())
    room = np.maximum(np.minimum(np.append(begin[1:] - 1, n), n) - begin + 1, 0)
    must = int(made[units.priced].sum()) - min(n, int(begin[0]) - 1)
    filled, left = np.zeros_like(units.numerator), made.copy()
    first = zip(units.numerator[0].tolist(), units.denominator[0].tolist(), strict=True)
    changes = [Fraction(*change) for change in first]
    for tier in sorted(range(len(changes)), key=changes.__getitem__):
        for class_ in np.flatnonzero(units.priced).tolist():
            take = int(min(left[class_], room[tier]))
            if units.numerator[class_, tier] >= 0:
                take = max(min(take, must), 0)
            filled[class_, tier] = take
            left[class_] -= take
            room[tier] -= take
            must -= take
    return filled


@dataclass(frozen=True, slots=True)
class _Block:
    """What one set adds to the program: columns of units by class and tier, and a yes/no a tier.

    Below the first tier stands one that changes no price; tiers out of reach are left out.

    Attributes
    ----------
    counted : Counted
    begin : int64 array, shape (tiers,)
        First unit of each tier.
    size : int64 array, shape (tiers,)
        The most units that a tier can have.
    most : int64 array, shape (classes, 1)
        The most units that each class can have.
    numerator, denominator : int64 array, shape (classes, tiers)
    units, reached : int64 array, shape (classes, tiers) and (tiers,)
        Numbers of the columns, among those of all blocks.
    """

    counted: Counted
    begin: Ints
    size: Ints
    most: Ints
    numerator: Ints
    denominator: Ints
    units: Ints
    reached: Ints


def _blocks(draft: Draft) -> Iterator[_Block]:
    """Give the blocks of the sets of which some tier can be reached."""
    made = np.flatnonzero(draft.makes)
    offer = draft.offer[made]
    sets = counted(draft.pool, draft.supplier[made], draft.order[made], offer)
    found = [replace(c, at=made[c.at]) for c in sets]
    parts = [c.at[c.of == i] for c in found for i in range(len(c.priced))]
    asked = [draft.column[at] for at in [*(c.at for c in found), *parts]]
    wholes, bounds = np.split(most(draft.drafting.program(), asked), [len(found)])
    class_, units, reached = 0, 0, 0
    for c, whole in zip(found, wholes.tolist(), strict=True):
        shape = len(c.priced), int((c.tiers.begin <= whole).sum())
        own, class_ = bounds[class_ : class_ + shape[0], None], class_ + shape[0]
        if not shape[1]:
            continue
        begin = c.tiers.begin[: shape[1]]
        numerator, denominator = c.numerator[:, : shape[1]], c.denominator[:, : shape[1]]
        if begin[0] > 1:
            begin = np.append(1, begin)
            numerator = np.pad(numerator, ((0, 0), (1, 0)))
            denominator = np.pad(denominator, ((0, 0), (1, 0)), constant_values=1)
        size = np.append(begin[1:] - 1, whole)
        size = size - begin + 1 if c.tiers.incremental else size
        at = units + np.arange(numerator.size).reshape(numerator.shape)
        yes = reached + np.arange(len(begin))
        yield _Block(c, begin, size, own, numerator, denominator, at, yes)
        units, reached = units + at.size, reached + len(begin)


def _add_columns(draft: Draft, blocks: Sequence[_Block]) -> tuple[Ints, Ints]:
    def flat(parts: Iterable[Ints]) -> Ints:
        return np.concatenate([part.ravel() for part in parts])

    pool, drafting = draft.pool, draft.drafting
    # What is made is as much a count as a yes/no: a part that is improved alone must free both.
    units = drafting.add_columns(
        "tier_units",
        flat(np.minimum(b.size, b.most) for b in blocks),
        _namer(pool, blocks, [int(b.units[0, 0]) for b in blocks]),
        switch=True,
    )
    numerator = flat(b.numerator for b in blocks)
    supplier = np.repeat([b.counted.tiers.supplier for b in blocks], [b.units.size for b in blocks])
    at = np.flatnonzero(numerator)
    drafting.add_cost(COST, units[at], numerator[at], flat(b.denominator for b in blocks)[at])
    draft.note_joint(units[at], supplier[at])
    reached = drafting.add_columns(
        "tier",
        np.ones(sum(len(b.begin) for b in blocks), dtype=np.int64),
        _namer(pool, blocks, [int(b.reached[0]) for b in blocks]),
        switch=True,
    )
    return units, reached


class _Rows:
    """Rows of one kind, gathered block by block."""

    def __init__(self) -> None:
        self.count, self.parts = 0, list[Entries]()

    def add(self, rows: int, *entries: tuple[Ints, Ints, Ints | int]) -> None:
        for row, column, value in entries:
            at, columns, values = np.broadcast_arrays(row + self.count, column, value)
            self.parts.append((at.ravel(), columns.ravel(), values.ravel()))
        self.count += rows

    def to(self, draft: Draft, kind: str, bounds: Callable[[Ints], tuple[Ints, Ints]]) -> None:
        row, column, value = (np.concatenate(part) for part in zip(*self.parts, strict=True))
        zero = np.zeros(self.count, dtype=np.int64)
        draft.drafting.add_rows(kind, (row, column, value), bounds(zero), str, tie=True)


def _add_rows(draft: Draft, blocks: Sequence[_Block], units: Ints, reached: Ints) -> None:
    whole, upper, lower = _Rows(), _Rows(), _Rows()
    one, next_ = _Rows(), _Rows()
    for b in blocks:
        classes, tiers = b.units.shape
        y, z, k = units[b.units], reached[b.reached], np.arange(tiers)
        made = b.counted.of, draft.column[b.counted.at], 1
        whole.add(classes, made, (np.arange(classes)[:, None], y, -1))
        upper.add(tiers, (k, y, 1), (k, z, -b.size))
        if b.counted.tiers.incremental:
            lower.add(tiers - 1, (k[:-1], y[:, :-1], 1), (k[:-1], z[1:], -b.size[:-1]))
            next_.add(tiers - 1, (k[:-1], z[1:], 1), (k[:-1], z[:-1], -1))
        else:
            lower.add(tiers, (k, y, 1), (k, z, -b.begin))
            one.add(1, (k * 0, z, 1))
    whole.to(draft, "tier_units", lambda zero: (zero, zero))
    upper.to(draft, "tier_most", at_most)
    lower.to(draft, "tier_least", at_least)
    if next_.count:
        next_.to(draft, "tier_order", at_most)
    if one.count:
        one.to(draft, "tier_one", lambda zero: at_most(zero + 1))


def _namer(pool: Pool, blocks: Sequence[_Block], starts: list[int]) -> Callable[[int], str]:
    """Name columns after supplier, product, first unit of the tier, and class but for the first."""

    def name(i: int) -> str:
        at = bisect_right(starts, i) - 1
        block, tiers = blocks[at], blocks[at].counted.tiers
        class_, tier = divmod(i - starts[at], len(block.begin))
        parts = [
            name_of(pool, "supplier", tiers.supplier),
            name_of(pool, "product", tiers.product),
            str(block.begin[tier]),
            str(class_) if class_ else "",
        ]
        return ".".join(filter(None, parts))

    return name

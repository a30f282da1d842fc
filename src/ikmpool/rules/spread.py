"""Spread: the makers of an order (or of a whole contract) have means that lie close together.

``max mean - min mean <= max_spread`` over the makers used.  All means used then lie in one window
of that width, so one of the maximal windows over the sorted means is chosen, and a maker may be
used only where it holds the maker's mean.  Windows are chosen in sums: ``Z[w]`` is one where window
``w`` or an earlier one is chosen, ``Z[w] >= Z[w - 1]``, and a mean that lies in windows ``first``
to ``last`` is open where ``Z[last] - Z[first - 1]`` is one.  So each row has few entries, however
many windows hold a mean.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import override

import numpy as np

from ikmpool.exact import Ints
from ikmpool.program.program import NONE
from ikmpool.rules.alike import one_by_one
from ikmpool.rules.draft import Draft, at_least, dense
from ikmpool.rules.quality import Scale, bind, stated
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Ease, Rule, Violation, by_code, name_of
from ikmpool.rules.specs import clause_name
from ikmpool.tables.coded import BLANK
from ikmpool.tables.pool import Pool


@dataclass(frozen=True, slots=True)
class Compared:
    """Means that a spec holds against each other, one position a pair of maker and spec.

    Attributes
    ----------
    at : int64 array, shape (k,)
        Position of the maker (a column, a share).
    group : int64 array, shape (k,)
        Means of one group are held against each other.
    mean : int64 array, shape (k,)
        In the common scale.
    spec, order : int64 array, shape (groups,)
        The spec of each group, and its order; ``BLANK`` where it holds over a whole contract.
    width : int64 array, shape (groups,)
        The greatest spread, in the common scale.
    """

    at: Ints
    group: Ints
    mean: Ints
    spec: Ints
    order: Ints
    width: Ints


@dataclass(frozen=True, slots=True)
class Windows:
    """Maximal windows over some means: how many there are, and which of them hold each mean."""

    first: Ints
    last: Ints
    count: int


class Spread(Rule):
    """What different makers make is alike."""

    name = "spread"
    when = ("specs.max_spread",)
    uses = (
        *when,
        "specs.order",
        "specs.contract",
        "specs.product",
        "specs.attribute",
        "orders.contract",
        "quality.supplier",
        "quality.product",
        "quality.attribute",
        "quality.mean",
    )

    @override
    def shape(self, draft: Draft) -> None:
        compared = _with_facts(draft, compare(draft.pool, draft.supplier, draft.order))
        first, last, count = _windows_of_groups(compared)
        start, chosen = _choose(draft, compared, count)
        of = compared.group
        # What every window holds is open whichever is chosen.
        tied = np.flatnonzero((first > 0) | (last < count[of] - 1))
        for share, one in one_by_one(draft, compared.at[tied]):
            pair = tied[one]
            row, until = np.arange(len(pair)), start[of[pair]] + last[pair]
            late = np.flatnonzero(first[pair] > 0)
            before = start[of[pair[late]]] + first[pair[late]] - 1
            sign = np.repeat([1, -1], [len(row), len(late)])
            column = chosen[np.append(until, before)]
            draft.gate(share, (np.append(row, late), column, sign))

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        pool = record.pool
        made = record.merged(record.share_key)
        compared = compare(pool, made.supplier, made.order)
        name, mean = pool.names("supplier")[made.supplier[compared.at]].astype(str), compared.mean
        for group, pairs in by_code(compared.group, np.ones(len(mean), dtype=bool)):
            low = int(pairs[np.lexsort((name[pairs], mean[pairs]))[0]])
            high = int(pairs[np.lexsort((name[pairs], -mean[pairs]))[0]])
            beyond = int(mean[high] - mean[low] - compared.width[group])
            if beyond > 0:
                order = int(compared.order[group])
                figures = _figures(pool, compared, group, (int(mean[low]), int(mean[high])))
                yield Violation(
                    self.name,
                    "too_wide" if order != BLANK else "too_wide_in_contract",
                    order=record.order_name(order),
                    amount=beyond,
                    figures={"lowest": name[low], "highest": name[high], **figures},
                    scope=str(compared.spec[group]),
                )

    @override
    def ease(self, pool: Pool) -> Iterable[Ease]:
        """Widen a spread until one more pair of neighbouring makers fits."""
        scale = Scale(pool)
        rows = np.flatnonzero(pool.stated("quality", "mean"))
        means = scale.units("quality", "mean", rows)
        attribute = pool.codes("quality", "attribute")[rows]
        for spec in np.flatnonzero(pool.stated("specs", "max_spread")).tolist():
            width = scale.units("specs", "max_spread", np.array([spec]))[0]
            mine = np.unique(means[attribute == pool.codes("specs", "attribute")[spec]])
            beyond = np.searchsorted(mine, mine + width, side="right")
            apart = mine[beyond[beyond < len(mine)]] - mine[beyond < len(mine)]
            if apart.size:
                value = int(apart.min()) / 10**scale.power
                yield Ease(
                    self.name, "specs", "max_spread", pool.tables["specs"].index[spec], value
                )


def _with_facts(draft: Draft, compared: Compared) -> Compared:
    """Widen what is allowed to the spread of makers that have made something already."""
    done = np.flatnonzero(draft.is_given[compared.at])
    if not done.size:
        return compared
    group, mean = compared.group[done], compared.mean[done]
    low, high = (np.full(len(compared.width), sign * NONE) for sign in (1, -1))
    np.minimum.at(low, group, mean)
    np.maximum.at(high, group, mean)
    return replace(compared, width=np.maximum(compared.width, high - low))


def compare(pool: Pool, supplier: Ints, order: Ints) -> Compared:
    """Group the means of makers, each with an order that it makes for, by what holds them together.

    A maker without a mean is in no group: ``specs`` refuses it.
    """
    bound = bind(pool, supplier, order, stated(pool, "max_spread"))
    bound = bound.where(bound.measured != BLANK)
    scale, orders = Scale(pool), pool.size("orders")
    whole = pool.codes("specs", "contract")[bound.spec] != BLANK
    place = np.where(whole, orders, order[bound.at])
    group, distinct = dense(bound.spec * (orders + 1) + place)
    spec, place = np.divmod(distinct, orders + 1)
    return Compared(
        bound.at,
        group,
        scale.units("quality", "mean", bound.measured),
        spec,
        np.where(place == orders, BLANK, place),
        scale.units("specs", "max_spread", spec),
    )


def _figures(
    pool: Pool, compared: Compared, group: int, ends: tuple[int, int]
) -> dict[str, float | str]:
    """Give what the words of a violation speak of."""
    spec, one = int(compared.spec[group]), 10 ** Scale(pool).power
    return {
        "contract": name_of(pool, "contract", int(pool.codes("specs", "contract")[spec])),
        "attribute": name_of(pool, "attribute", int(pool.codes("specs", "attribute")[spec])),
        "low": ends[0] / one,
        "high": ends[1] / one,
        "spread": (ends[1] - ends[0]) / one,
        "most": int(compared.width[group]) / one,
    }


def windows(mean: Ints, width: int) -> Windows:
    """Find the maximal windows of a width over some means.

    Parameters
    ----------
    mean : int64 array, shape (k,)
    width : int

    Examples
    --------
    >>> found = windows(np.array([1, 3, 4, 9]), 3)
    >>> found.count, found.first.tolist(), found.last.tolist()
    (2, [0, 0, 0, 1], [0, 0, 0, 1])
    """
    distinct, at = np.unique(mean, return_inverse=True)
    end = np.searchsorted(distinct, distinct + width, side="right")
    begins = np.flatnonzero(np.diff(end, prepend=0))
    place = np.arange(len(distinct))
    first = np.searchsorted(end[begins], place, side="right")
    last = np.searchsorted(begins, place, side="right") - 1
    return Windows(first[at], last[at], len(begins))


def _windows_of_groups(compared: Compared) -> tuple[Ints, Ints, Ints]:
    """Give the first and the last window of each mean, and the number of windows of each group."""
    first, last = (np.zeros(len(compared.at), dtype=np.int64) for _ in range(2))
    count = np.zeros(len(compared.width), dtype=np.int64)
    for group, pairs in by_code(compared.group, np.ones(len(compared.at), dtype=bool)):
        found = windows(compared.mean[pairs], int(compared.width[group]))
        first[pairs], last[pairs], count[group] = found.first, found.last, found.count
    return first, last, count


def _choose(draft: Draft, compared: Compared, count: Ints) -> tuple[Ints, Ints]:
    """Add the sums of chosen windows, for groups of more than one; gives where each group begins.

    Returns
    -------
    (start, column)
        Position of each group's first window in the columns, and the columns.
    """
    count = np.where(count > 1, count, 0)
    start, group = np.cumsum(count) - count, np.repeat(np.arange(len(count)), count)

    def name(i: int) -> str:
        at = int(group[i])
        order = name_of(draft.pool, "order", int(compared.order[at]))
        clause = clause_name(draft.pool, int(compared.spec[at]))
        return ".".join(filter(None, (order, clause, str(i - start[at] + 1))))

    column = draft.drafting.add_columns(
        "window", np.ones(len(group), dtype=np.int64), name, switch=True
    )
    later = np.setdiff1d(np.arange(len(group)), start[count > 0])
    row = np.arange(len(later))
    draft.drafting.add_rows(
        "spread",
        (
            np.append(row, row),
            column[np.append(later, later - 1)],
            np.repeat([1, -1], [len(row), len(row)]),
        ),
        at_least(np.zeros(len(row), dtype=np.int64)),
        lambda i: name(int(later[i])),
    )
    return start, column

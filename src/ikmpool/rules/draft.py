"""The draft: admitted candidates and the program that the rules shape over them.

Each admitted candidate has a column of units: made in normal time, or taken from stock.  Where its
offer has overtime capacity there is a second one of units made in overtime.  All deliver the same
product, so a rule about units speaks of all *delivering* columns, one about making leaves those
from stock out, and one about capacity speaks of one kind.  Units that are facts have columns, too,
which can be nothing else.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from ikmpool.compact import constant, is_constant, joined, numbered, taken, wide
from ikmpool.exact import Bools, Ints
from ikmpool.program.activity import Activity
from ikmpool.program.drafting import Drafting
from ikmpool.program.program import NONE
from ikmpool.program.scenarios import Copy, Scenario
from ikmpool.rules.notes import Groups, Joint, NotKept
from ikmpool.tables.candidates import Candidates
from ikmpool.tables.kinds import OVERTIME, STOCK
from ikmpool.tables.pool import Pool
from ikmpool.tables.quantities import most_units

#: The stages of every objective that rules may add costs to.
NOT_KEPT, NOT_KEPT_COUNT, NOT_KEPT_MONEY = "not_kept", "not_kept_count", "not_kept_money"
COST = "cost"
#: Units taken away from who was to make them.
CHANGE = "change"
#: Units that others lose when a producer drops out.
BACKUP_FALLEN = "backup_fallen"
#: Months that units are late, among plans that cost the same.
LATE = "late"
#: What is given up is minimised first: units before producers and the like, and these before money;
#: they are not added up.
NOT_KEPT_STAGES = (NOT_KEPT, NOT_KEPT_COUNT, NOT_KEPT_MONEY)


def short_stage(class_: int) -> str:
    """Name the stage of units short, of one class of orders."""
    return f"short {class_}"


def backup_stage(class_: int) -> str:
    """Name the stage of units short when a producer drops out, of one class of orders."""
    return f"backup {class_}"


def tolerated_stage(class_: int) -> str:
    """Name the stage of units short within the tolerance, of one class of orders."""
    return f"tolerated {class_}"


class Draft:
    """A program in the making.

    Attributes
    ----------
    pool : Pool
    candidates : Candidates
        The admitted ones.
    drafting : Drafting
        Where families of columns, rows and costs are added.
    """

    def __init__(self, candidates: Candidates) -> None:
        self.pool: Pool = candidates.pool
        self.candidates = candidates
        self.drafting = Drafting()
        overtime = candidates.in_overtime()
        most = most_units(self.pool)[candidates.order]
        if not is_constant(candidates.given):
            most = np.maximum(most, candidates.given)
        self._overtime: Ints = overtime
        self.drafting.add_columns("make", most, candidates.name)
        self.drafting.add_columns(
            "overtime", most[overtime], lambda i: candidates.name(int(overtime[i]))
        )
        self.drafting.fix(*self.facts)
        self.not_kept: list[NotKept] = []
        self.scenarios: list[Scenario] = []
        self.copies: list[Copy] = []
        self._joint: list[tuple[Ints, Ints, Ints | None, Ints | None]] = []
        self._activity = Activity(self.drafting)

    def __len__(self) -> int:
        return len(self.candidates) + len(self._overtime)

    @property
    def column(self) -> Ints:
        """The delivering columns: the first ones of the program."""
        return np.arange(len(self))

    def behind(self, column: Ints) -> Candidates:
        """Give the candidates of some delivering columns."""
        over = column - len(self.candidates)
        if over.max(initial=-1) < 0:
            return self.candidates.where(column)
        return self.candidates.where(
            np.where(over < 0, column, self._overtime[np.maximum(over, 0)])
        )

    def whole[T: np.generic](self, values: npt.NDArray[T]) -> npt.NDArray[T]:
        """Give what is known of each candidate of each delivering column."""
        return np.concatenate([values, values[self._overtime]]) if self._overtime.size else values

    @property
    def kind(self) -> Ints:
        """Kind of each delivering column, see `ikmpool.tables.kinds`."""
        return wide(joined([self.candidates.kind, constant(OVERTIME, len(self._overtime))]))

    @property
    def offer(self) -> Ints:
        """Row of the offers, of each delivering column."""
        return self.whole(self.candidates.offer)

    @property
    def is_overtime(self) -> Bools:
        """Tell which delivering columns are overtime, shape (d,)."""
        return np.asarray(self.kind == OVERTIME)

    @property
    def makes(self) -> Bools:
        """Tell which delivering columns are units to make, not in stock already, shape (d,)."""
        return np.asarray(self.kind != STOCK)

    @property
    def delivered(self) -> Ints:
        """Month of delivery, of each delivering column."""
        return self.whole(self.candidates.delivered)

    @property
    def facts(self) -> tuple[Ints, Ints]:
        """Give the delivering columns that are facts, and their units."""
        at = np.flatnonzero(self.candidates.is_given)
        return at, self.candidates.given[at]

    @property
    def is_given(self) -> Bools:
        """Tell which delivering columns are facts, shape (d,)."""
        return self.whole(self.candidates.is_given)

    def given(self, group: Ints, count: int, weight: Ints | None = None) -> Ints:
        """Add up the units that are facts, times a weight, in each of so many groups.

        Of a group below zero nothing counts.
        """
        units = np.where(self.is_given & (group >= 0), self.whole(self.candidates.given), 0)
        found = np.zeros(count, dtype=np.int64)
        some = np.flatnonzero(units)
        np.add.at(found, group[some], units[some] * (1 if weight is None else weight[some]))
        return found

    @property
    def order(self) -> Ints:
        """Row of the orders, of each delivering column."""
        return self.whole(self.candidates.order)

    @property
    def supplier(self) -> Ints:
        """Row of the suppliers, of each delivering column."""
        return self.whole(self.candidates.supplier)

    @property
    def month(self) -> Ints:
        """Month made, of each delivering column."""
        return self.whole(self.candidates.month)

    @property
    def share_key(self) -> Ints:
        """Supplier and order of each delivering column as one number."""
        return self.supplier * self.pool.size("orders") + self.order

    def share_of(self, key: Ints) -> tuple[Ints, Ints]:
        """Give supplier and order of share keys."""
        supplier, order = np.divmod(key, self.pool.size("orders"))
        return supplier, order

    def share_name(self, key: int) -> str:
        """Name a share key."""
        supplier, order = divmod(key, self.pool.size("orders"))
        return f"{self.pool.names('order')[order]}.{self.pool.names('supplier')[supplier]}"

    def label(self, vocabulary: str, codes: Ints) -> Callable[[int], str]:
        """Name rows or columns after names of a vocabulary."""
        return lambda i: str(self.pool.names(vocabulary)[codes[i]])

    def add_rows(
        self,
        kind: str,
        entries: tuple[Ints, Ints],
        bounds: tuple[Ints, Ints],
        name: Callable[[int], str],
        extra: tuple[Ints, Ints, Ints] | None = None,
    ) -> None:
        """Add one row per group of delivering columns.

        Parameters
        ----------
        kind : str
        entries : (group, coefficient), int64 arrays, shape (d,)
            The row of each delivering column (-1 leaves the column out), and its coefficient.
        bounds : (low, high)
            One of each per group.
        name : callable
        extra : (row, column, coefficient), optional
            Entries of other columns.
        """
        self.drafting.add_rows(kind, self._entries(entries, extra), bounds, name)

    def add_ties(
        self,
        kind: str,
        entries: tuple[Ints, Ints],
        bounds: tuple[Ints, Ints],
        name: Callable[[int], str],
        extra: tuple[Ints, Ints, Ints],
    ) -> None:
        """Add rows that only say what other columns stand for; the parameters are `add_rows`'s."""
        self.drafting.add_rows(kind, self._entries(entries, extra), bounds, name, tie=True)

    def _entries(
        self, entries: tuple[Ints, Ints], extra: tuple[Ints, Ints, Ints] | None
    ) -> tuple[Ints, Ints, Ints]:
        group, coefficient = entries
        parts = [group, self.column, coefficient]
        if group.min(initial=0) < 0:
            used = np.flatnonzero(group >= 0)
            parts = [group[used], used, taken(coefficient, used)]
        if extra is not None:
            parts = [np.concatenate([p, x]) for p, x in zip(parts, extra, strict=True)]
        return parts[0], parts[1], parts[2]

    def give_up(
        self, kind: str, most: Ints, name: Callable[[int], str], stage: str = NOT_KEPT
    ) -> Ints:
        """Add *not kept* columns, so that an "at least" is asked for and never forced."""
        column = self.drafting.add_columns(kind, most, name, absorb=True)
        self.drafting.add_cost(stage, column, np.ones(len(most), dtype=np.int64))
        return column

    def note_not_kept(
        self, rule: str, order: Ints, supplier: Ints, column: Ints, scope: str = ""
    ) -> None:
        """Note what not-kept columns are about, so that the plan can report them."""
        self.not_kept.append(NotKept(rule, order, supplier, column, scope))

    def columns_of(self, kind: str) -> Ints:
        """Give the columns of one kind."""
        return self.drafting.positions(kind)

    def used(self, key: Ints, keep: Bools, name: Callable[[int], str]) -> Groups:
        """Give a yes/no to each group of delivering columns; equal groups share one.

        Parameters
        ----------
        key : int64 array, shape (d,)
            Columns of one key make one group.
        keep : bool array, shape (d,)
            Which columns are in a group at all.
        name : callable
            Names a key.
        """
        group, distinct = dense(key, keep)
        column = self._activity.used(group, self.column, lambda i: name(int(distinct[i])))
        return Groups(group, distinct, column)

    def used_shares(self, keep: Bools) -> Groups:
        """Give a yes/no to each supplier and order; the key is `share_key`."""
        return self.used(self.share_key, keep, self.share_name)

    def at_least_where_used(self, kind: str, groups: Groups, low: Ints) -> None:
        """Ask each group for ``low`` units where its yes/no is one (and so forbid an empty one)."""
        ones = constant(1, len(self))
        at = np.arange(len(low))
        zero = at_least(np.zeros(len(low), dtype=np.int64))
        self.add_rows(kind, (groups.group, ones), zero, str, (at, groups.used, -low))

    def gate(self, group: Ints, entries: tuple[Ints, Ints, Ints]) -> None:
        """Let groups of delivering columns be used only where a sum of columns is at least one.

        Parameters
        ----------
        group : int64 array, shape (d,)
            Group of each delivering column, from zero, every number used; -1 for none.
        entries : (group, column, coefficient)
            The sums; they must be zero or more in every answer.
        """
        self._activity.gate(group, self.column, entries)

    def link(self) -> None:
        """Tie what is made to the yes/no columns and gates, after every rule has shaped."""
        if self._activity.is_asked:
            part = np.zeros(self.drafting.size, dtype=np.int64)
            part[self.column] = self.order
            self._activity.link(part)

    def note_joint(self, column: Ints, supplier: Ints, order: Ints | None = None) -> None:
        """Note columns of one's own that cost money but deliver nothing, and whose they are."""
        self._joint.append((column, supplier, order, None))

    def add_joint_cost(
        self, column: Ints, amount: Ints, supplier: Ints, order: Ints | None = None
    ) -> None:
        """Add a cost in the smallest money unit to columns that deliver nothing.

        Several rules may have theirs on one yes/no, each of somebody else (-1: of no one).
        """
        self.drafting.add_cost(COST, column, amount)
        self._joint.append((column, supplier, order, amount))

    def joint_columns(self) -> Joint:
        """Give all joint costs; a column stands in it once for each."""
        cost, parts = self.drafting.cost(COST), [np.zeros((5, 0), dtype=np.int64)]
        for column, supplier, order, amount in self._joint:
            none, one = np.full(len(column), -1), np.ones(len(column), dtype=np.int64)
            own = (cost.numerator[column], cost.denominator[column])
            costs = own if amount is None else (amount, one)
            parts.append(np.stack([column, supplier, none if order is None else order, *costs]))
        return Joint(*np.concatenate(parts, axis=1))


def at_most(high: Ints) -> tuple[Ints, Ints]:
    """Make bounds of rows that may not exceed ``high``."""
    return np.full(high.shape, -NONE), high


def at_least(low: Ints) -> tuple[Ints, Ints]:
    """Make bounds of rows that must reach ``low``."""
    return low, np.full(low.shape, NONE)


def dense(key: Ints, keep: Bools | None = None) -> tuple[Ints, Ints]:
    """Give each distinct key a number, those that are not kept -1; and the distinct keys in order.

    Parameters
    ----------
    key : int64 array, shape (d,)
    keep : bool array, shape (d,), optional
    """
    if keep is None or keep.all():
        return numbered(key)
    number, distinct = numbered(key[keep])
    group = np.full(key.shape, -1, dtype=np.int64)
    group[keep] = number
    return group, distinct

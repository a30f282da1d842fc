"""Activity: yes/no columns of groups of columns, made once and shared by whoever asks.

A group is the set of its columns: whoever asks for a set that was asked for before, under whatever
name, gets the same yes/no.  What a group makes is tied to its yes/no once every row is known, as
tightly as the rows allow: ``sum of a part <= most of that part * yes/no``, part by part, where a
part that has a yes/no of its own is tied by it instead (``part <= whole``).  A *gate* ties a group
to a sum of other yes/no columns in the same way, so that a rule which only forbids needs no yes/no
of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ikmpool.exact import Ints, matvec
from ikmpool.program.drafting import Drafting
from ikmpool.program.program import NONE, Program
from ikmpool.program.sparse import matrix_of

if TYPE_CHECKING:
    from ikmpool.program.sparse import Matrix


@dataclass(frozen=True, slots=True)
class _Gate:
    """Groups of columns, and the entries of the sums that open them."""

    members: list[Ints]
    entries: tuple[Ints, Ints, Ints]


class Activity:
    """The yes/no columns of one drafting."""

    def __init__(self, drafting: Drafting) -> None:
        self.drafting = drafting
        self._column: dict[bytes, int] = {}
        self._members: list[Ints] = []
        self._gates: list[_Gate] = []

    @property
    def is_asked(self) -> bool:
        """Whether there is any yes/no or gate to tie to."""
        return bool(self._members or self._gates)

    def used(self, group: Ints, column: Ints, name: Callable[[int], str]) -> Ints:
        """Give the yes/no column of each group.

        Parameters
        ----------
        group : int64 array, shape (d,)
            Group of each column, from zero, every number used; -1 where it is in none.
        column : int64 array, shape (d,)
        name : callable
            Names the i-th group.

        Returns
        -------
        int64 array, shape (groups,)
            Zero means that nothing of the group is made.  One means that something may be.
        """
        sets = _sets(group, column)
        keys = [members.tobytes() for members in sets]
        new = [i for i, key in enumerate(keys) if key not in self._column]
        made = self.drafting.add_columns(
            "used", np.ones(len(new), dtype=np.int64), lambda i: name(new[i]), switch=True
        )
        for at, position in zip(new, made.tolist(), strict=True):
            self._column[keys[at]] = position
            self._members.append(sets[at])
        return np.array([self._column[key] for key in keys], dtype=np.int64)

    def gate(self, group: Ints, column: Ints, entries: tuple[Ints, Ints, Ints]) -> None:
        """Let groups be used only where a sum of whole columns is at least one.

        Parameters
        ----------
        group, column : int64 array, shape (d,)
            As in `used`.
        entries : (group, column, coefficient)
            The sums, which must be zero or more in every answer.
        """
        self._gates.append(_Gate(_sets(group, column), entries))

    def link(self, part: Ints) -> None:
        """Tie what is made to the yes/no columns and gates; call it once, after every other row.

        Parameters
        ----------
        part : int64 array, shape (columns,)
            The part of each column: groups are tied part by part.
        """
        own = np.array(list(self._column.values()), dtype=np.int64)
        one = np.ones(len(own), dtype=np.int64)
        gates = [_Gate(self._members, (np.arange(len(own)), own, one)), *self._gates]
        members = [m for gate in gates for m in gate.members]
        if not members:
            return
        first = np.cumsum([0, *(len(gate.members) for gate in gates)])
        entries = tuple(
            np.concatenate(
                [g.entries[i] + (first[k] if i == 0 else 0) for k, g in enumerate(gates)]
            )
            for i in range(3)
        )
        self._tie(members, (entries[0], entries[1], entries[2]), part)

    def _tie(self, members: list[Ints], entries: tuple[Ints, Ints, Ints], part: Ints) -> None:
        program = self.drafting.program()
        whole, parts, of = _in_parts(members, part)
        most_whole, most_part = np.split(most(program, [*whole, *parts]), [len(whole)])
        alone = np.bincount(of, minlength=len(members)) == 1
        together = np.zeros(len(members), dtype=np.int64)
        np.add.at(together, of, most_part)
        weaker = ~alone & (most_whole < together)
        # A part that can fill its whole group is tied by the group's own row.
        said = weaker[of] & (most_part >= most_whole[of])
        own = {position: at for at, position in enumerate(self._column.values())}
        column = np.array([self._column.get(p.tobytes(), -1) for p in parts], dtype=np.int64)
        itself = np.array([own.get(c, -1) for c in column.tolist()], dtype=np.int64) == of
        tied = np.flatnonzero((column >= 0) & ~itself & ~said)
        free = np.flatnonzero(((column < 0) | itself) & ~said)
        all_ = np.flatnonzero(weaker)
        ones = np.ones(len(tied), dtype=np.int64)
        self._add("part", (np.arange(len(tied)), column[tied], ones), entries, of[tied], ones)
        for kind, sets, at, size in (
            ("link", [parts[i] for i in free], of[free], most_part[free]),
            ("link_all", [whole[i] for i in all_], all_, most_whole[all_]),
        ):
            row, j = _entries(sets)
            self._add(kind, (row, j, np.ones(len(j), dtype=np.int64)), entries, at, size)

    def _add(
        self,
        kind: str,
        left: tuple[Ints, Ints, Ints],
        entries: tuple[Ints, Ints, Ints],
        group: Ints,
        size: Ints,
    ) -> None:
        """Add the rows ``left <= size * the sum that opens the group``."""
        if not len(group):
            return
        count = len(group)
        sums = int(max(entries[0].max(initial=0), group.max())) + 1
        gates = matrix_of(*entries, (sums, self.drafting.size))[group].tocoo()
        row = np.concatenate([left[0], gates.coords[0]])
        column = np.concatenate([left[1], gates.coords[1]])
        value = np.concatenate([left[2], -gates.data * size[gates.coords[0]]])
        high = np.zeros(count, dtype=np.int64)
        self.drafting.add_rows(
            kind, (row, column, value), (np.full(count, -NONE), high), str, tie=True
        )


def _sets(group: Ints, column: Ints) -> list[Ints]:
    """Give the columns of each group, in order."""
    kept = np.flatnonzero(group >= 0)
    if not kept.size:
        return []
    kept = kept[np.lexsort((column[kept], group[kept]))]
    cuts = np.flatnonzero(np.diff(group[kept])) + 1
    return np.split(np.asarray(column[kept], dtype=np.int64), cuts)


def _entries(sets: list[Ints]) -> tuple[Ints, Ints]:
    """Give set and column of every member."""
    sizes = [len(s) for s in sets]
    return np.repeat(np.arange(len(sets)), sizes), np.concatenate(
        [np.zeros(0, dtype=np.int64), *sets]
    )


def _in_parts(members: list[Ints], part: Ints) -> tuple[list[Ints], list[Ints], Ints]:
    """Split sets into parts; gives the sets, the parts, and the set of each part."""
    row, column = _entries(members)
    key = row * (int(part.max(initial=0)) + 1) + part[column]
    distinct, group = np.unique(key, return_inverse=True)
    return members, _sets(group, column), distinct // (int(part.max(initial=0)) + 1)


def most(program: Program, sets: list[Ints]) -> Ints:
    """Bound what each set of columns can make together, as far as single families of rows say it.

    Rows of one family (the orders' demand, the suppliers' capacities) that cover a set between them
    allow no more than the sum of what they allow its parts.

    Parameters
    ----------
    program : Program
    sets : list of int64 arrays
        Columns; each from zero upward.

    Returns
    -------
    int64 array, shape (sets,)
    """
    row, column = _entries(sets)
    groups = matrix_of(row, column, np.ones(len(row), dtype=np.int64), (len(sets), program.size))
    covers, room = packing(program)
    # What is fixed is there anyway: rows bound what comes on top of it.
    upper = uppers(program, covers, room)
    best = np.asarray(groups @ upper)
    ones = (covers > 0).astype(np.int64)
    for family in program.rows:
        rows = slice(family.start, family.stop)
        covered = np.zeros(program.size, dtype=np.int64)
        covered[ones.indices[ones.indptr[rows.start] : ones.indptr[rows.stop]]] = 1
        whole = np.flatnonzero((groups @ covered == np.diff(groups.indptr)) & covered.any())
        if whole.size:
            allowed = _allowed(groups[whole], ones[rows], upper, room[rows])
            best[whole] = np.minimum(best[whole], allowed)
    return np.asarray(best + groups @ program.lower)


def _allowed(groups: Matrix, inside: Matrix, upper: Ints, room: Ints) -> Ints:
    """Sum what the rows of one family allow their part of each group."""
    count = (groups @ inside.T).tocoo()
    # One more unit a column, so that a part that can make nothing keeps its place.
    weighed = inside.copy()
    weighed.data = upper[inside.indices] + 1
    sums = np.asarray((groups @ weighed.T).tocoo().data) - count.data
    allowed = np.zeros(groups.shape[0], dtype=np.int64)
    np.add.at(allowed, count.coords[0], np.minimum(sums, room[count.coords[1]]))
    return allowed


def packing(program: Program) -> tuple[Matrix, Ints]:
    """Give the positive entries of rows with an upper bound, and how many units each row allows."""
    matrix = program.matrix.copy()
    row = np.repeat(np.arange(len(program.low)), np.diff(matrix.indptr))
    taken = np.zeros(len(program.low), dtype=np.float64)
    negative = np.minimum(matrix.data, 0) * program.upper[matrix.indices].astype(np.float64)
    np.add.at(taken, row, negative)
    bounded = (program.high < NONE) & (np.abs(taken) + np.abs(program.high) < NONE)
    room = np.where(bounded, program.high - taken.astype(np.int64), NONE)
    matrix.data = np.where(bounded[row], np.maximum(matrix.data, 0), 0)
    matrix.eliminate_zeros()
    least = np.full(len(program.low), NONE, dtype=np.int64)
    row = np.repeat(np.arange(len(program.low)), np.diff(matrix.indptr))
    np.minimum.at(least, row, matrix.data)
    room = np.where(bounded, room - matvec(matrix, program.lower), NONE)
    return matrix, np.where(bounded, np.maximum(room, 0) // np.maximum(least, 1), NONE)


def uppers(program: Program, covers: Matrix, room: Ints) -> Ints:
    """Give how far columns can be above their lower bounds, as far as single rows say it."""
    upper = program.upper - program.lower
    unit = np.flatnonzero(np.repeat(np.ones(len(room)), np.diff(covers.indptr)) * covers.data == 1)
    row = np.repeat(np.arange(len(room)), np.diff(covers.indptr))
    np.minimum.at(upper, covers.indices[unit], room[row[unit]])
    return np.asarray(np.maximum(upper, 0))

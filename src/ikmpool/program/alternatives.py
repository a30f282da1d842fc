"""Alternatives: columns told apart by which of several exclusive switches opens them.

Where a row lets one of some switches be on (a class of goods), a linear answer opens each by a
half, and who offers two of them gives to both.  Written out, with a copy of each column for each
alternative, what one alternative makes stays within what that one opens: its part of the demand,
and of the makers allowed.  The whole answers are the same; the bound is better.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ikmpool.exact import Ints
from ikmpool.program.gates import Gates
from ikmpool.program.program import NONE, Cost, Program
from ikmpool.program.sparse import matrix_of

if TYPE_CHECKING:
    from ikmpool.program.sparse import Matrix


@dataclass(frozen=True, slots=True)
class Apart:
    """A program with its columns told apart.

    Attributes
    ----------
    program : Program
        Each whole answer of the original one is one of these, at the same cost.
    of : int64 array, shape (N,)
        The column that each of its columns is a copy of.
    """

    program: Program
    of: Ints

    def cost(self, cost: Cost) -> Cost:
        """Give the cost of the copies."""
        return Cost(cost.numerator[self.of], cost.denominator[self.of])


@dataclass(frozen=True, slots=True)
class _Copies:
    """Copies of columns: what each is of, its alternative, and the copy of its switch.

    The last two are -1 where a column is not told apart.
    """

    of: Ints
    parent: Ints
    switch: Ints
    choice: Ints

    def entries(self, row: Ints, column: Ints, value: Ints) -> tuple[Ints, Ints, Ints]:
        """Give row, copy and value of the entries of a matrix, one for each copy."""
        first = np.searchsorted(self.of, column)
        count = np.searchsorted(self.of, column, side="right") - first
        at = np.repeat(np.arange(len(row)), count)
        place = np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
        return row[at], first[at] + place, value[at]


def told_apart(gates: Gates) -> Apart | None:
    """Copy switches, and what they gate, once for each alternative that opens them.

    Parameters
    ----------
    gates : Gates

    Returns
    -------
    Apart or None
        None where nothing has alternatives.
    """
    program = gates.program
    child, parent, choice = _opened(program)
    if not child.size:
        return None
    copies = _copied(gates, child, parent, choice)
    count = len(program.low)
    row = np.repeat(np.arange(count), np.diff(program.matrix.indptr))
    every = copies.entries(row, program.matrix.indices.astype(np.int64), program.matrix.data)
    apart = Program(
        program.lower[copies.of],
        program.upper[copies.of],
        matrix_of(*every, (count, len(copies.of))),
        program.low,
        program.high,
    )
    own = np.flatnonzero(copies.switch == np.arange(len(copies.of)))
    apart = apart.with_rows(*_pairs(own, copies.parent[own], np.ones_like(own), apart.size))
    apart = apart.with_rows(*_within(program, copies, every))
    gated = np.flatnonzero((copies.switch >= 0) & (copies.switch != np.arange(len(copies.of))))
    most = np.zeros(program.size, dtype=np.int64)
    mine = np.isin(gates.switch, child)
    most[gates.column[mine]] = gates.most[mine]
    rows = _pairs(gated, copies.switch[gated], most[copies.of[gated]], apart.size)
    return Apart(apart.with_rows(*rows), copies.of)


def _opened(program: Program) -> tuple[Ints, Ints, Ints]:
    """Find switches below a sum of exclusive ones: each with each of these, and the latter's row.

    A row ``child <= sum of parents``, and one ``sum of parents <= 1`` that holds all of them.
    """
    matrix, switches = program.matrix, program.switches() & (program.upper == 1)
    count, row = len(program.low), np.repeat(np.arange(len(program.low)), np.diff(matrix.indptr))
    column, value, length = matrix.indices.astype(np.int64), matrix.data, np.diff(matrix.indptr)
    ones = np.bincount(row, switches[column] & (value == 1), count)
    minus = np.bincount(row, switches[column] & (value == -1), count)
    one = (program.high == 1) & (ones == length) & (length > 1)
    choice = np.full(program.size, -1, dtype=np.int64)
    choice[column[one[row]]] = row[one[row]]
    part = (program.high == 0) & (program.low <= -NONE) & (ones == 1) & (minus == length - 1)
    least, most = np.full(count, count), np.full(count, -1)
    above = part[row] & (value == -1)
    np.minimum.at(least, row[above], choice[column[above]])
    np.maximum.at(most, row[above], choice[column[above]])
    part &= (least == most) & (least >= 0)
    child = np.full(count, -1, dtype=np.int64)
    below = part[row] & (value == 1)
    child[row[below]] = column[below]
    _, first = np.unique(child, return_index=True)
    part &= np.isin(np.arange(count), first) & (choice[child] < 0)
    at = np.flatnonzero((value == -1) & part[row])
    at = at[np.lexsort((column[at], child[row[at]]))]
    return child[row[at]], column[at], choice


def _copied(gates: Gates, child: Ints, parent: Ints, choice: Ints) -> _Copies:
    """Copy each child, and each column that it gates, once for each of its parents."""
    size = gates.program.size
    owner = np.full(size, -1, dtype=np.int64)
    mine = np.isin(gates.switch, child)
    owner[gates.column[mine]] = gates.switch[mine]
    owner[child] = child
    start = np.searchsorted(child, owner)
    count = np.where(owner >= 0, np.bincount(child, minlength=size)[owner], 1)
    of = np.repeat(np.arange(size), count)
    first = np.cumsum(count) - count
    place = np.arange(len(of)) - first[of]
    apart = owner[of] >= 0
    told = parent[np.minimum(start[of] + place, len(parent) - 1)]
    return _Copies(
        of,
        np.where(apart, first[told], -1),
        np.where(apart, first[owner[of]] + place, -1),
        np.where(apart, choice[told], -1),
    )


def _pairs(column: Ints, switch: Ints, most: Ints, size: int) -> tuple[Matrix, Ints, Ints]:
    """Make rows ``column <= most * switch``."""
    at = np.arange(len(column))
    entries = np.append(at, at), np.append(column, switch), np.append(np.ones_like(at), -most)
    return matrix_of(*entries, (len(at), size)), np.full(len(at), -NONE), 0 * at


def _within(
    program: Program, copies: _Copies, entries: tuple[Ints, Ints, Ints]
) -> tuple[Matrix, Ints, Ints]:
    """Make rows of what each alternative may take of a row: as much as there is, if it is chosen.

    Of rows ``a @ x <= b`` of nothing below zero, for each alternative that opens several columns
    of it; and of rows ``a @ x <= most * u`` of one switch, for each copy of it.
    """
    row, copy, value = entries
    count = len(program.low)
    moves = (program.lower < 0) | (program.upper > 0)
    below = ((value < 0) | (program.lower[copies.of[copy]] < 0)) & moves[copies.of[copy]]
    negative = np.bincount(row, below, count) > 0
    packing = ~negative & (program.high < NONE) & (program.high > 0)
    kept = packing[row] & (copies.parent[copy] >= 0)
    single = (program.high == 0) & (program.low <= -NONE)
    alone = np.bincount(row, copies.switch[copy] < 0, count) == 0
    owner = copies.of[np.maximum(copies.switch[copy], 0)]
    least, most = np.full(count, program.size), np.full(count, -1)
    np.minimum.at(least, row, owner)
    np.maximum.at(most, row, owner)
    single &= alone & (least == most)
    ours = kept | single[row]
    row, copy, value = row[ours], copy[ours], value[ours]
    opener = np.where(single[row], copies.switch[copy], copies.parent[copy])
    key, group = np.unique(row * len(copies.of) + opener, return_inverse=True)
    many = np.bincount(group, minlength=len(key)) > 1
    number = np.cumsum(many) - 1
    at = many[group]
    of_row, by = np.divmod(key[many], len(copies.of))
    room = np.where(single[of_row], 0, program.high[of_row])
    places = np.append(number[group[at]], np.flatnonzero(room))
    columns, values = np.append(copy[at], by[room > 0]), np.append(value[at], -room[room > 0])
    matrix = matrix_of(places, columns, values, (len(of_row), len(copies.of)))
    return matrix, np.full(len(of_row), -NONE), np.zeros(len(of_row), dtype=np.int64)

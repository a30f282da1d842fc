"""Scenarios: copies of a part of a program in which some columns are lost and others keep theirs.

A copy has every column that may change, and every row that one of them is in, so that all rules
hold in it, whoever steps in.  Rows tie it to the program itself: what happened before is the same
in both, and what is kept is no less.  Where the rules leave no other way it *falls*, and columns of
their own count by how much.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from ikmpool.exact import Ints
from ikmpool.program.program import NONE, Cost, Family, Program
from ikmpool.program.sparse import columns_kept, matrix_of, stacked, widened


@dataclass(frozen=True, slots=True)
class Scenario:
    """What becomes of the columns that make something; those named nowhere stay as they are.

    Attributes
    ----------
    name : str
    lost : int64 array
        Columns that are zero.
    same : int64 array
        Columns that are as they are in the program itself.
    kept : int64 array
        Columns that are no less than they are in the program itself.
    """

    name: str
    lost: Ints
    same: Ints
    kept: Ints


@dataclass(frozen=True, slots=True)
class Copy:
    """One scenario's part of a program.

    Attributes
    ----------
    columns : int64 array, shape (k,)
        The program's own columns that are copied; the copies stand at ``start + arange(k)``.
    start : int
    fallen : int64 array
        Columns of what falls.
    """

    columns: Ints
    start: int
    fallen: Ints

    def place(self, size: int) -> Ints:
        """Give where each of the program's columns stands in the scenario."""
        at = np.arange(size)
        at[self.columns] = self.start + np.arange(len(self.columns))
        return at


def with_scenarios(
    program: Program, makes: Ints, scenarios: Sequence[Scenario]
) -> tuple[Program, list[Copy]]:
    """Put a copy of what may change beside a program, for each scenario.

    Parameters
    ----------
    program : Program
    makes : int64 array
        Columns that make something: they change only where the scenario names them.
    scenarios : sequence of Scenario

    Returns
    -------
    (program, copies)
        The program's own columns and rows come first.
    """
    if not scenarios:
        return program, []
    parts, size, rows = list[_Part](), program.size, len(program.low)
    for scenario in scenarios:
        part = _part(program, makes, scenario, (size, rows))
        parts.append(part)
        size, rows = size + len(part.upper), rows + len(part.low)
    entries = [np.concatenate([part.entries[i] for part in parts]) for i in range(3)]
    below = rows - len(program.low)
    added = matrix_of(entries[0] - len(program.low), entries[1], entries[2], (below, size))
    whole = Program(
        np.concatenate([program.lower, *(part.lower for part in parts)]),
        np.concatenate([program.upper, *(part.upper for part in parts)]),
        stacked(widened(program.matrix, size - program.size), added),
        np.concatenate([program.low, *(part.low for part in parts)]),
        np.concatenate([program.high, *(part.high for part in parts)]),
        (*program.columns, *(f for part in parts for f in part.columns)),
        (*program.rows, *(f for part in parts for f in part.rows)),
    )
    return whole, [part.copy for part in parts]


@dataclass(frozen=True, slots=True)
class _Part:
    """What one scenario adds to a program: columns and rows, as in `Program`."""

    copy: Copy
    lower: Ints
    upper: Ints
    entries: tuple[Ints, Ints, Ints]
    low: Ints
    high: Ints
    columns: list[Family]
    rows: list[Family]


def _part(program: Program, makes: Ints, scenario: Scenario, first: tuple[int, int]) -> _Part:
    """Copy what may change in a scenario, from a first column and row on."""
    columns, rows = _changing(program, makes, scenario)
    ties = np.append(scenario.same, scenario.kept)
    start, top = first
    begin = start + len(columns)
    fallen = begin + np.arange(len(ties))
    copy = Copy(columns, start, fallen)
    place, none = copy.place(program.size), np.zeros(len(ties), dtype=np.int64)
    lower, upper = program.lower[columns].copy(), program.upper[columns].copy()
    lost = np.isin(columns, scenario.lost)
    lower[lost] = upper[lost] = 0
    own = program.matrix[rows].tocoo()
    last = top + len(rows)
    tie = np.tile(last + np.arange(len(ties)), 3)
    entries = (
        np.append(top + own.coords[0].astype(np.int64), tie),
        np.concatenate([place[own.coords[1]], place[ties], fallen, ties]),
        np.append(own.data, np.repeat([1, 1, -1], len(ties))),
    )
    equal = np.arange(len(ties)) < len(scenario.same)
    fall = Family(
        "fallen", start + len(columns), start + len(columns) + len(ties), str, absorb=True
    )
    return _Part(
        copy,
        np.append(lower, none),
        np.append(upper, program.upper[ties]),
        entries,
        np.append(program.low[rows], none),
        np.append(program.high[rows], np.where(equal, 0, NONE)),
        [*_families(program.columns, columns, start, scenario.name), fall],
        [
            *_families(program.rows, rows, top, scenario.name),
            Family("kept", last, last + len(ties), str),
        ],
    )


def _changing(program: Program, makes: Ints, scenario: Scenario) -> tuple[Ints, Ints]:
    """Find the columns that may change, and the rows that they are in.

    Beside those named these are all that make nothing and are tied to them by rows.
    """
    free = np.ones(program.size, dtype=bool)
    free[makes] = False
    named = np.concatenate([scenario.lost, scenario.same, scenario.kept])
    changing = np.zeros(program.size, dtype=bool)
    changing[named] = True
    count = 0
    while count < int(changing.sum()):
        count = int(changing.sum())
        inside = columns_kept(program.matrix, np.flatnonzero(changing))
        rows = np.flatnonzero(np.diff(inside.indptr))
        changing[program.matrix[rows].indices] |= free[program.matrix[rows].indices]
    return np.flatnonzero(changing), rows


def _families(families: Sequence[Family], part: Ints, start: int, scenario: str) -> list[Family]:
    """Give the families of copies of some of the columns or rows."""
    found = []
    for family in families:
        mine = part[(part >= family.start) & (part < family.stop)]
        name = partial(_name, family.name, mine - family.start, scenario)
        found.append(replace(family, start=start, stop=start + len(mine), name=name))
        start += len(mine)
    return found


def _name(own: Callable[[int], str], of: Ints, scenario: str, i: int) -> str:
    return f"{own(int(of[i]))}@{scenario}"


def in_copies(cost: Cost, copies: Sequence[Copy], size: int) -> Cost:
    """Charge the same in every copy, and nothing in the program itself."""
    numerator, denominator = np.zeros(size, dtype=np.int64), np.ones(size, dtype=np.int64)
    for copy in copies:
        at = copy.place(cost.size)[copy.columns]
        numerator[at] = cost.numerator[copy.columns]
        denominator[at] = cost.denominator[copy.columns]
    return Cost(numerator, denominator)

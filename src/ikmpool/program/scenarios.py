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
    whole, copies = program, list[Copy]()
    for scenario in scenarios:
        whole, copy = _with_copy(program, whole, makes, scenario)
        copies.append(copy)
    return whole, copies


def _with_copy(
    program: Program, whole: Program, makes: Ints, scenario: Scenario
) -> tuple[Program, Copy]:
    columns, rows = _changing(program, makes, scenario)
    ties = np.append(scenario.same, scenario.kept)
    start = whole.size
    copy = Copy(columns, start, start + len(columns) + np.arange(len(ties)))
    place = copy.place(program.size)
    lower, upper = program.lower[columns].copy(), program.upper[columns].copy()
    lost = np.isin(columns, scenario.lost)
    lower[lost] = upper[lost] = 0
    part = program.matrix[rows].tocoo()
    at = part.coords[0].astype(np.int64)
    size = start + len(columns) + len(ties)
    mine = matrix_of(at, place[part.coords[1]], part.data, (len(rows), size))
    row, ones = np.tile(np.arange(len(ties)), 3), np.repeat([1, 1, -1], len(ties))
    tied = matrix_of(row, np.concatenate([place[ties], copy.fallen, ties]), ones, (len(ties), size))
    none = np.zeros(len(ties), dtype=np.int64)
    high = np.where(np.arange(len(ties)) < len(scenario.same), 0, NONE)
    last = len(whole.low) + len(rows)
    grown = Program(
        np.concatenate([whole.lower, lower, none]),
        np.concatenate([whole.upper, upper, program.upper[ties]]),
        stacked(stacked(widened(whole.matrix, size - start), mine), tied),
        np.concatenate([whole.low, program.low[rows], none]),
        np.concatenate([whole.high, program.high[rows], high]),
        (
            *whole.columns,
            *_families(program.columns, columns, start, scenario.name),
            Family("fallen", start + len(columns), size, str, absorb=True),
        ),
        (
            *whole.rows,
            *_families(program.rows, rows, len(whole.low), scenario.name),
            Family("kept", last, last + len(ties), str),
        ),
    )
    return grown, copy


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

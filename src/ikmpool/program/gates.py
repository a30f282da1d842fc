"""Gates: what each column may be where a switch of its group is on, said column by column.

A group's row ``sum a * x <= M * u`` lets a linear answer open a twelfth of a switch and make a
year's units in one month.  Each column has a most of its own (what a capacity leaves it), so
``x <= most * u`` holds too: true of every whole answer, and a far better bound.  There is one such
row a column, most of them slack; so they are made where they are wanted, and stand in no program.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ikmpool.exact import Bools, Floats, Ints
from ikmpool.program.activity import packing, uppers
from ikmpool.program.program import NONE, Program
from ikmpool.program.sparse import matrix_of


@dataclass(frozen=True)
class Gates:
    """Columns and the switches that open them.

    Attributes
    ----------
    program : Program
    column, switch, most : int64 array, shape (k,)
        ``column <= most * switch`` in every whole answer.
    tight : bool array, shape (k,)
        Where this says more than the group's own row.
    """

    program: Program
    column: Ints
    switch: Ints
    most: Ints
    tight: Bools

    @cached_property
    def stronger(self) -> Program:
        """The program with a row for each gate, after its own rows."""
        count = len(self.column)
        at, one = np.arange(count), np.ones(count, dtype=np.int64)
        entries = (
            np.concatenate([at, at]),
            np.concatenate([self.column, self.switch]),
            np.concatenate([one, -self.most]),
        )
        rows = matrix_of(*entries, (count, self.program.size))
        return self.program.with_rows(rows, np.full(count, -NONE), 0 * one)

    def open(self, on: Bools) -> Bools:
        """Tell which columns can be used with some switches on: all that no other switch gates."""
        shut = np.zeros(self.program.size, dtype=bool)
        shut[self.column[~on[self.switch]]] = True
        return ~shut & ~self.program.switches()

    def completed(self, reduced: Floats) -> Floats:
        """Price the gates of columns that would be used at these reduced costs: their switch pays.

        Gives a price for each gate.  A column of several gates is paid for at the first of them.
        """
        price = np.minimum(reduced[self.column], 0.0)
        first = np.zeros(len(price), dtype=bool)
        first[np.unique(self.column, return_index=True)[1]] = True
        return np.where(first, price, 0.0)


def gates_of(program: Program) -> Gates:
    """Find the gates: rows ``sum a * x <= M * u`` of columns from zero and one yes/no.

    Parameters
    ----------
    program : Program

    Returns
    -------
    Gates
    """
    matrix, switches = program.matrix, program.switches() & (program.upper == 1)
    row = np.repeat(np.arange(len(program.low)), np.diff(matrix.indptr))
    column, value = matrix.indices.astype(np.int64), matrix.data
    yes = (value < 0) & switches[column]
    odd = ((value < 0) & ~yes) | (~yes & (program.lower[column] < 0))
    count = np.bincount(row[yes], minlength=len(program.low))
    fits = (program.low <= -NONE) & (program.high == 0) & (count == 1)
    fits[row[odd]] = False
    switch, size = (np.zeros(len(program.low), dtype=np.int64) for _ in range(2))
    switch[row[yes]], size[row[yes]] = column[yes], -value[yes]
    most = program.lower + uppers(program, *packing(program))
    at = np.flatnonzero(fits[row] & ~yes & (value > 0) & ~program.switches()[column])
    allowed = size[row[at]] // value[at]
    tight = most[column[at]] < allowed
    most = np.minimum(most[column[at]], allowed)
    return Gates(program, column[at], switch[row[at]], most, tight)

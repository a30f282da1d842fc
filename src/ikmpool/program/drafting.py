"""Drafting: a program in the making, gathered family by family."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from ikmpool.compact import Codes, constant, is_constant, place, small, wide
from ikmpool.exact import Ints
from ikmpool.program.program import NONE, Cost, Family, Program, cost_of
from ikmpool.program.sparse import assembled, kept

if TYPE_CHECKING:
    from ikmpool.program.sparse import Entries


@dataclass(slots=True)
class Drafting:
    """Collects families of columns, rows and costs, and makes them a :class:`Program`."""

    _upper: list[Codes] = field(default_factory=list)
    _columns: list[Family] = field(default_factory=list)
    _entries: list[Entries] = field(default_factory=list)
    _low: list[Ints] = field(default_factory=list)
    _high: list[Ints] = field(default_factory=list)
    _rows: list[Family] = field(default_factory=list)
    _costs: dict[str, list[tuple[Codes | slice, Codes, Codes]]] = field(default_factory=dict)
    _fixed: list[tuple[Ints, Ints]] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Columns so far."""
        return self._columns[-1].stop if self._columns else 0

    def add_columns(
        self,
        kind: str,
        upper: Ints,
        name: Callable[[int], str],
        *,
        absorb: bool = False,
        switch: bool = False,
    ) -> Ints:
        """Add whole columns from zero to ``upper``; gives their positions."""
        start = self.size
        stop = start + len(upper)
        self._upper.append(small(np.asarray(upper, dtype=np.int64)))
        self._columns.append(Family(kind, start, stop, name, absorb, switch))
        return np.arange(start, stop)

    def fix(self, column: Ints, value: Ints) -> None:
        """Give columns the one value that they can have."""
        self._fixed.append((column, value))

    def add_rows(
        self,
        kind: str,
        entries: tuple[Ints, Ints, Ints],
        bounds: tuple[Ints, Ints],
        name: Callable[[int], str],
        *,
        tie: bool = False,
    ) -> None:
        """Add rows.

        Parameters
        ----------
        kind : str
            Family name, for reading a written model.
        entries : (row, column, coefficient), each int64, shape (k,)
            Rows counted from zero within this family; equal places are added up.
        bounds : (low, high), each int64, shape (rows,)
            ``-NONE`` or ``NONE`` for no bound on that side; a row is one-sided or an equality.
        name : callable
            Names the i-th row of the family.
        tie : bool
            See :class:`Family`.
        """
        start = self._rows[-1].stop if self._rows else 0
        low, high = (np.asarray(b, dtype=np.int64) for b in bounds)
        if ((low > -NONE) & (high < NONE) & (low != high)).any():
            raise ValueError(f"A row of {kind!r} has two different bounds; give two rows.")
        row, column, coefficient = (np.asarray(e, dtype=np.int64) for e in entries)
        self._entries.append(kept((row, column, coefficient), (len(low), self.size)))
        self._low.append(low)
        self._high.append(high)
        self._rows.append(Family(kind, start, start + len(low), name, tie=tie))

    def add_cost(
        self, stage: str, column: Ints, numerator: Ints, denominator: Ints | None = None
    ) -> None:
        """Add to a stage's objective; what is added to one column must have one denominator."""
        one = constant(1, len(column)) if denominator is None else denominator
        self._costs.setdefault(stage, []).append((place(column), small(numerator), small(one)))

    def cost(self, stage: str) -> Cost:
        """Add up a stage's objective, exactly."""
        numerator, added = np.zeros(self.size, dtype=np.int64), self._costs.get(stage, ())
        if all((d[:1] if is_constant(d) else d).max(initial=1) == 1 for *_, d in added):
            for column, n, _ in added:
                numerator[column] += n
            return cost_of(numerator)
        denominator = np.ones(self.size, dtype=np.int64)
        for column, *fraction in added:
            n, d = map(wide, fraction)
            common = np.lcm(denominator[column], d)
            factor = common // denominator[column]
            numerator[column] = numerator[column] * factor + n * (common // d)
            denominator[column] = common
        return Cost(numerator, denominator)

    def positions(self, kind: str) -> Ints:
        """Give the columns of one kind."""
        parts = [np.arange(f.start, f.stop) for f in self._columns if f.kind == kind]
        return np.concatenate([np.zeros(0, dtype=np.int64), *parts])

    def stages(self) -> tuple[str, ...]:
        """Name the stages that cost something."""
        return tuple(self._costs)

    def forget_rows(self) -> None:
        """Let go of the rows' entries, once the program is made for the last time."""
        self._entries.clear()

    def program(self) -> Program:
        """Make the program."""
        none = np.zeros(0, dtype=np.int64)
        upper = np.concatenate([none, *self._upper])
        low = np.concatenate(self._low or [np.zeros(0, dtype=np.int64)])
        high = np.concatenate(self._high or [np.zeros(0, dtype=np.int64)])
        lower = np.zeros(len(upper), dtype=np.int64)
        for column_, value in self._fixed:
            lower[column_], upper[column_] = value, value
        return Program(
            lower,
            upper,
            assembled(self._entries, [f.start for f in self._rows], (len(low), len(upper))),
            low,
            high,
            tuple(self._columns),
            tuple(self._rows),
        )

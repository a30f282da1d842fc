"""Dear columns: several stages in one solve, by pricing what the leading ones count above all else.

A leading stage counts only columns that absorb what is left undone.  Priced dearly in the objective
of the first other stage, they are used only where nothing else can be; and what that one solve
proves bounds the other stage, whatever the leading ones come to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ikmpool.exact import Bools
from ikmpool.program.program import Cost


def dearly(cost: Cost, columns: Bools) -> Cost:
    """Price some columns above any other, so that they are used only where nothing else can be."""
    numerator = cost.numerator.copy()
    numerator[columns] = dear_price(cost) * cost.denominator[columns]
    return Cost(numerator, cost.denominator)


def dear_price(cost: Cost) -> int:
    """Give a price above that of any column."""
    return 2 * int((cost.numerator // cost.denominator).max(initial=0)) + 1


@dataclass(frozen=True, slots=True)
class Foretold:
    """What a solve with dear columns proved about a stage.

    Attributes
    ----------
    stage : str
    cost : Cost
        The stage's own, without the dear prices.
    lead : mapping of str to Cost
        The leading stages, which cost nothing less than zero.
    bound : Fraction
        No answer costs less than this, its dear columns paid.
    proof : str
        ``"exact"``, or the name of the solver whose word the bound is.
    """

    stage: str
    cost: Cost
    lead: Mapping[str, Cost]
    bound: Fraction
    proof: str

    def given(self, values: Mapping[str, Fraction]) -> Fraction:
        """Bound the stage among the answers that are no worse than these in the leading stages."""
        units = sum(most_units(cost, values[name]) for name, cost in self.lead.items())
        return self.bound - dear_price(self.cost) * units


def most_units(cost: Cost, value: Fraction) -> int:
    """Bound how many units of what it counts an answer has that costs no more than a value.

    >>> import numpy as np
    >>> most_units(Cost(np.array([0, 3, 2]), np.array([1, 1, 1])), Fraction(7))
    3
    """
    common = cost.common
    scaled = cost.scaled(common)
    counted = scaled[scaled > 0]
    return int(value * common // int(counted.min())) if counted.size else 0

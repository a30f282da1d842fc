"""Sampling: how many units of a lot are inspected, and how many bad ones of them are too many.

The figures are those of ISO 2859-1:1999 (second edition), *Sampling procedures for inspection by
attributes, part 1*: Table 1, general inspection level II, and Table 2-A, single sampling plans for
normal inspection, for percent nonconforming (AQL up to 10).
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache

from ikmpool.errors import OptionError
from ikmpool.tables.checking.inspection_checks import AQLS

#: Table 1, level II: the largest lot of each code letter; larger ones have the letter Q.
LARGEST_LOTS = (
    *(8, 15, 25, 50, 90, 150, 280, 500),
    *(1_200, 3_200, 10_000, 35_000, 150_000, 500_000),
)  # fmt: skip

#: Table 2-A: code letter, sample size, and the acceptance number of each AQL of `AQLS`; the
#: rejection number is one more.  An arrow stands for the first plan below (v) or above (^) it.
TABLE_2A = """
A    2   v  v  v  v  v  v  v  v  v  v  v  v  v  v  0  v
B    3   v  v  v  v  v  v  v  v  v  v  v  v  v  0  ^  v
C    5   v  v  v  v  v  v  v  v  v  v  v  v  0  ^  v  1
D    8   v  v  v  v  v  v  v  v  v  v  v  0  ^  v  1  2
E   13   v  v  v  v  v  v  v  v  v  v  0  ^  v  1  2  3
F   20   v  v  v  v  v  v  v  v  v  0  ^  v  1  2  3  5
G   32   v  v  v  v  v  v  v  v  0  ^  v  1  2  3  5  7
H   50   v  v  v  v  v  v  v  0  ^  v  1  2  3  5  7 10
J   80   v  v  v  v  v  v  0  ^  v  1  2  3  5  7 10 14
K  125   v  v  v  v  v  0  ^  v  1  2  3  5  7 10 14 21
L  200   v  v  v  v  0  ^  v  1  2  3  5  7 10 14 21  ^
M  315   v  v  v  0  ^  v  1  2  3  5  7 10 14 21  ^  ^
N  500   v  v  0  ^  v  1  2  3  5  7 10 14 21  ^  ^  ^
P  800   v  0  ^  v  1  2  3  5  7 10 14 21  ^  ^  ^  ^
Q 1250   0  ^  v  1  2  3  5  7 10 14 21  ^  ^  ^  ^  ^
R 2000   ^  ^  1  2  3  5  7 10 14 21  ^  ^  ^  ^  ^  ^
"""

_ROWS = [line.split() for line in TABLE_2A.split("\n") if line]
_STEP = {"v": 1, "^": -1}


@dataclass(frozen=True, slots=True)
class SamplingPlan:
    """One row of Table 2-A as it is used for a lot.

    Attributes
    ----------
    code_letter : str
        Row of the table whose sample is drawn: arrows are followed to another letter.
    sample : int
        Units inspected; the whole lot where the table asks for as many or more.
    accept, reject : int
        The lot is accepted with up to ``accept`` nonconforming units in the sample, and rejected
        from ``reject`` on.
    """

    code_letter: str
    sample: int
    accept: int
    reject: int


@cache
def sampling_plan(lot: int, aql: float) -> SamplingPlan:
    """Give the plan of single sampling, normal inspection, general level II.

    Parameters
    ----------
    lot : int
        Units in the lot, one or more.
    aql : float
        Acceptance quality limit in percent nonconforming, one of the preferred values.

    Raises
    ------
    OptionError
        Where the lot is empty, or there are no plans for the AQL.

    Examples
    --------
    >>> sampling_plan(500, 2.5)
    SamplingPlan(code_letter='H', sample=50, accept=3, reject=4)
    """
    if lot < 1:
        raise OptionError(f"The lot has {lot} units. Give one or more.")
    if aql not in AQLS:
        preferred = ", ".join(f"{value:g}" for value in AQLS)
        raise OptionError(f"The AQL is {aql}; ISO 2859-1 has plans for {preferred} percent.")
    at, column = bisect_left(LARGEST_LOTS, lot), 2 + AQLS.index(aql)
    while _ROWS[at][column] in _STEP:
        at += _STEP[_ROWS[at][column]]
    letter, sample, accept = _ROWS[at][0], int(_ROWS[at][1]), int(_ROWS[at][column])
    return SamplingPlan(letter, min(sample, lot), accept, accept + 1)

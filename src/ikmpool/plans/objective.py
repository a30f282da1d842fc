"""Objectives: what is minimised, and in which order."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ikmpool.errors import OptionError
from ikmpool.exact import Ints, product
from ikmpool.program.evenness import scale_of
from ikmpool.program.program import Cost, Program, cost_of
from ikmpool.program.scenarios import in_copies
from ikmpool.program.sparse import matrix_of
from ikmpool.program.stages import Even, Linear
from ikmpool.rules.capacity import normal_capacity
from ikmpool.rules.demand import prices
from ikmpool.rules.draft import (
    BACKUP_FALLEN,
    CHANGE,
    COST,
    LATE,
    NOT_KEPT_STAGES,
    Draft,
    backup_stage,
    short_stage,
    tolerated_stage,
)
from ikmpool.tables.kinds import KINDS

#: Fairness and the canonical tie-break are asked for up to this many columns.
SMALL = 5_000
#: Bits of the hashed weights of a tie-break: few enough for a solver's floats.
WEIGHT_BITS = 20
FAIRNESS, CANONICAL, CANONICAL_TOO = "fairness", "canonical", "canonical too"

type Stage = Linear | Even


@dataclass(frozen=True, slots=True)
class Lexicographic:
    """Strict order: what is given up, then what is short, then cost, then fairness.

    Stages, each decided among the best answers of those before it:

    0. what had to be given up of "at least" rules;
    1. value of what is short, class by class, and after each class what its tolerances let go; then
       where drop-outs are named, what the others would lose in them, and what would be short;
    2. where an earlier plan is to be kept, units taken away from who was to make them; landed cost;
       and where units may be late, the months that they are, at that cost;
    3. fairness: least ``sum capacity * rate**2`` over suppliers, where the rate is what a supplier
       makes over its normal capacity of the whole horizon;
    4. of plans still equal, the one that fixed weights choose, hashed from the shares' names (two
       stages, so that different plans do not tie), so that the same tables in any row order give
       the same plan.

    Parameters
    ----------
    fair : bool
        Ask for stages 3 and 4 (in pools of up to 5,000 columns; larger ones are never asked).
    keep_first : bool
        Where an earlier plan is to be kept, put units taken away before all else: who has
        something to make keeps it, even where others could deliver more with the capacity.  Then
        comes what is short, class by class, and then what is given up, and what tolerances let go.

    Examples
    --------
    >>> Lexicographic(fair=False)
    Lexicographic(fair=False, keep_first=False)
    """

    fair: bool = True
    keep_first: bool = False

    def stages(self, draft: Draft, program: Program) -> list[Stage]:
        """Give the stages over a draft's program."""
        served = [*NOT_KEPT_STAGES, *_shortage_stages(draft)]
        if self.keep_first:
            short = [short_stage(c) for c in _classes(draft)]
            served = [CHANGE, *short, *(stage for stage in served if stage not in short)]
        first = [*served, *_backup_stages(draft), *([] if self.keep_first else [CHANGE])]
        stages: list[Stage] = []
        stages += _linear(draft, [*first, COST, LATE], program)
        return stages + (_fair(draft, program) if self.fair else [])


@dataclass(frozen=True, slots=True)
class Total:
    """One sum: landed cost plus the value of what is short.

    For classic problems, and for buyers who state a penalty: the order's price (times its weight)
    is what a missing unit costs, tolerated or not.  What is given up of "at least" rules still
    comes first, and fairness last.

    Parameters
    ----------
    fair : bool
        Ask for fairness and the canonical tie-break, as in :class:`Lexicographic`.
    """

    fair: bool = True

    def stages(self, draft: Draft, program: Program) -> list[Stage]:
        """Give the stages over a draft's program.

        Raises
        ------
        OptionError
            Where an order has no price, with the orders.
        """
        price, known = prices(draft.pool)
        if not known.all():
            names = ", ".join(str(n) for n in draft.pool.names("order")[: len(known)][~known][:5])
            raise OptionError(
                f"Total() needs a price for every order; {int((~known).sum())} have none: {names}."
                " Fill orders.price, or use Lexicographic()."
            )
        cost = _with_penalty(draft.drafting.cost(COST), draft, price)
        cost = cost.padded(program.size - cost.size)
        first = [*NOT_KEPT_STAGES, CHANGE, *_backup_stages(draft)]
        stages: list[Stage] = [*_linear(draft, first, program), Linear("total", cost)]
        stages += _linear(draft, [LATE], program)
        return stages + (_fair(draft, program) if self.fair else [])


type Objective = Lexicographic | Total


def service(draft: Draft, program: Program) -> list[Linear]:
    """Give the stages of how well the orders are served: what is given up, then what is short.

    Where drop-outs are named, in the plan itself and then in each of them.
    """
    served = [*_shortage_stages(draft), *_backup_stages(draft)]
    return _linear(draft, [*NOT_KEPT_STAGES, *served], program)


def _linear(draft: Draft, names: Sequence[str], program: Program) -> list[Linear]:
    """Give the stages that cost something, over the program and its scenarios."""
    drafting, copies = draft.drafting, draft.copies
    costs = {name: drafting.cost(name) for name in drafting.stages()}
    if copies:
        fallen = np.zeros(program.size, dtype=np.int64)
        fallen[np.concatenate([copy.fallen for copy in copies])] = 1
        costs[BACKUP_FALLEN] = cost_of(fallen)
        for c in _classes(draft):
            costs[backup_stage(c)] = in_copies(costs[short_stage(c)], copies, program.size)
    found = [(name, costs[name]) for name in names if name in costs]
    return [Linear(name, cost.padded(program.size - cost.size)) for name, cost in found]


def _classes(draft: Draft) -> list[int]:
    classes: list[int] = np.unique(draft.pool.figures("orders", "class").units).tolist()
    return classes


def _backup_stages(draft: Draft) -> list[str]:
    return [BACKUP_FALLEN, *(backup_stage(c) for c in _classes(draft))]


def _shortage_stages(draft: Draft) -> list[str]:
    return [name for c in _classes(draft) for name in (short_stage(c), tolerated_stage(c))]


def _with_penalty(cost: Cost, draft: Draft, price: Ints) -> Cost:
    """Add price times weight to the columns of what is short."""
    weight = draft.pool.figures("orders", "weight")
    numerator, denominator = cost.numerator.copy(), cost.denominator.copy()
    for kind in ("short", "tolerated"):  # what is not delivered is not paid, tolerated or not
        missing = draft.columns_of(kind)
        numerator[missing] = product(price, weight.units, "Prices times weights")
        denominator[missing] = 10**weight.power
    return Cost(numerator, denominator)


def _fair(draft: Draft, program: Program) -> list[Stage]:
    if program.size > SMALL:
        return []
    capacity, known = normal_capacity(draft.pool)
    counted = known & (capacity > 0)
    counts = draft.makes & counted[draft.supplier]
    suppliers = np.unique(draft.supplier[counts])
    row = np.full(len(capacity), -1, dtype=np.int64)
    row[suppliers] = np.arange(len(suppliers))
    mine = np.flatnonzero(counts)
    ones = np.ones(len(mine), dtype=np.int64)
    shape = (len(suppliers), program.size)
    groups = matrix_of(row[draft.supplier[mine]], draft.column[mine], ones, shape)
    weigh = capacity[suppliers]
    ordered = int(draft.pool.figures("orders", "quantity").units.sum())
    return [Even(FAIRNESS, groups, weigh, scale_of(weigh, ordered)), *_tie_breaks(draft, program)]


def _tie_breaks(draft: Draft, program: Program) -> list[Stage]:
    """Give two independent tie-breaks: two plans that are equal in both are the same plan."""
    weights = np.zeros((2, program.size), dtype=np.int64)
    weights[:, draft.column] = _hashed(draft)
    return [
        Linear(name, cost_of(weight), tie_break=True)
        for name, weight in zip((CANONICAL, CANONICAL_TOO), weights, strict=True)
    ]


def _hashed(draft: Draft) -> Ints:
    """Weigh each delivering column by its names, the same in every row order, twice."""
    pool = draft.pool
    kinds = np.array(KINDS)[draft.kind].tolist()
    months = [str(m) for m in pool.horizon] or [""]
    keys = zip(
        pool.names("order")[draft.order].tolist(),
        pool.names("supplier")[draft.supplier].tolist(),
        [months[m] for m in draft.month.tolist()],
        kinds,
        strict=True,
    )
    digests = (hashlib.blake2b("\x1f".join(map(str, key)).encode(), digest_size=5) for key in keys)
    words = np.array([int.from_bytes(d.digest(), "big") for d in digests], dtype=np.int64)
    mask = (1 << WEIGHT_BITS) - 1
    return np.stack([words & mask, words >> WEIGHT_BITS & mask]) + 1

"""Headroom: how many units of a promise fit beside the orders that a pool has.

The program of the whole pool gets a row for each stage that says how well orders are served (what
is given up, what is short): no worse than without the promise, or the *excess* says by how much.
The excess is minimised first, then what is *missing* of the promised orders together.

The bound holds for every smaller quantity as well.  A plan that delivers ``q'`` of each order under
all rules is also one for ``q >= q'``, with the difference missing: rules see the units that are
made, and a larger quantity only widens what they allow.  Two of them ask more of a larger order,
its lead (that keeps what it can) and its least number of producers, but of each order no more than
what is then missing; so what is given up in these stages may grow by that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil

import numpy as np
import pandas as pd

from ikmpool.analysis.asking import Asked
from ikmpool.exact import Floats, Ints
from ikmpool.plans import frames
from ikmpool.plans.allocation import drafted, whole_program, with_facts
from ikmpool.plans.objective import service
from ikmpool.program import stages
from ikmpool.program.activity import most
from ikmpool.program.options import SolveOptions
from ikmpool.program.program import Program
from ikmpool.program.sparse import columns_kept
from ikmpool.program.stages import Linear, Reached
from ikmpool.rules.book import rules_of
from ikmpool.rules.draft import BACKUP_FALLEN, NOT_KEPT_STAGES, Draft, at_most, backup_stage
from ikmpool.rules.rule import Refusal
from ikmpool.tables.candidates import Candidates
from ikmpool.tables.pool import Pool
from ikmpool.tables.quantities import most_units

EXCESS, MISSING = "excess", "missing"
#: What limits besides the rules: the orders at hand, and that nobody offers it.
AT_HAND, NO_OFFER = "at_hand", "no_offer"
#: The rule that each kind of row is of, for those that say how much there may be.
RULE_OF_ROW = {
    "normal_offers": "capacity",
    "normal_suppliers": "capacity",
    "overtime_offers": "capacity",
    "overtime_suppliers": "capacity",
    "hours": "hours",
    "limit_greatest": "limits",
    "limit_least": "limits",
    "limit_if_used": "limits",
    "yearly_limit": "requirements",
    "pooled_min": "pooled_quality",
    "pooled_max": "pooled_quality",
    "min_cpm": "pooled_quality",
    "defects": "defects",
    "spread": "spread",
    "match": "match",
    "max_producers": "producers",
    "min_producers": "producers",
    "lead": "lead",
    "lots": "lots",
    "min_lot": "lots",
    "same_makers": "same_makers",
    "stock": "stock",
    "stock_limit": "stock",
    "cancelled": "change",
    EXCESS: AT_HAND,
}


@dataclass(frozen=True, slots=True)
class Service:
    """How well orders are served: the values of its stages, and whether proven.

    `answer` has what the columns of the program came to, by kind and name, for a next one to start
    from.
    """

    stages: Mapping[str, Fraction]
    closed: bool
    proof: str
    answer: Mapping[tuple[str, str], int] = field(default_factory=dict, repr=False)

    def no_worse_than(self, base: Service) -> bool:
        """Tell whether every stage is served as well, one that the other lacks in full."""
        return all(value <= base.stages.get(name, 0) for name, value in self.stages.items())


@dataclass(frozen=True, slots=True)
class Headroom:
    """What fits of a promise.

    Attributes
    ----------
    most : int
        Proven: no plan delivers more units to the promised orders together.
    each : int
        Units that a plan in hand delivers to each of them.
    short : bool
        Whether it is proven that they are not all delivered.
    proof : str
        ``"exact"``, or the solver whose word `most` is.
    limits : DataFrame
        What limits them: rule, row, price (units that one more in the row would bring).
    """

    most: int
    each: int
    short: bool
    proof: str
    limits: pd.DataFrame


def service_of(reached: Iterable[Reached]) -> Service:
    """Give how well orders are served from what the stages of a plan reached."""
    kinds = {*NOT_KEPT_STAGES, "short", "tolerated", BACKUP_FALLEN, "backup"}
    own = [r for r in reached if r.name.partition(" ")[0] in kinds]
    proof = next((r.proof for r in own if r.proof != "exact"), "exact")
    return Service({r.name: r.value for r in own}, all(r.closed for r in own), proof)


def serve(pool: Pool, options: SolveOptions) -> Service:
    """Find out how well a pool's orders can be served, whatever it costs."""
    _, _, draft = drafted(pool, rules_of(pool))
    program, start = whole_program(draft, options)
    solved = stages.solve(program, service(draft, program), start, options)
    answer = dict(zip(names_of(program), solved.x.tolist(), strict=True))
    return replace(service_of(solved.reached), answer=answer)


def names_of(program: Program) -> Iterator[tuple[str, str]]:
    """Give the kind and the name of each column."""
    for family in program.columns:
        yield from ((family.kind, family.name(i)) for i in range(family.stop - family.start))


def sum_bound(asked: Asked, quantity: int) -> int:
    """Bound a quantity by sums: what is due so far takes no more than can be made by then."""
    pool = asked.at(quantity, in_part=True)
    # Where a plan for less is none for more, limits may allow less than they do for less.
    rules = [rule for rule in rules_of(pool) if asked.steady or rule.name != "limits"]
    _, _, draft = drafted(pool, rules)
    so_far = [
        draft.column[(draft.order >= asked.first) & (draft.order <= asked.first + k)]
        for k in range(len(asked.rows))
    ]
    made = most(draft.drafting.program(), so_far)
    return min(quantity, int((made // np.arange(1, len(made) + 1)).min()))


def headroom(
    asked: Asked, quantity: int | Sequence[int], base: Service, options: SolveOptions
) -> Headroom:
    """Find the most that can be delivered of promised orders, the others served as before.

    Parameters
    ----------
    asked : Asked
    quantity : int or sequence of int
        Units of each promised order, or of one after the other.
    base : Service
        How well the other orders are served without them.
    options : SolveOptions

    Returns
    -------
    Headroom
    """
    pool = asked.at(quantity, in_part=True)
    everything, refusals, draft = drafted(pool, rules_of(pool))
    _shape_excess(draft, asked, base)
    missing = np.concatenate([draft.columns_of(k)[asked.first :] for k in ("short", "tolerated")])
    draft.drafting.add_cost(MISSING, missing, np.ones(len(missing), dtype=np.int64))
    program, start = with_facts(draft, options)
    asks = [Linear(name, draft.drafting.cost(name)) for name in (EXCESS, MISSING)]
    start = _start(program, base, missing, start)
    solved = stages.solve(program, asks, start, options)
    excess, short = solved.reached
    ordered = int(pool.figures("orders", "quantity").units[asked.first :].sum())
    fits = 0 if excess.bound > 0 else ordered - ceil(short.bound)
    deciding = excess if excess.bound > 0 else short
    prices = _direct(
        program, draft.column[draft.order >= asked.first], solved.prices.get(deciding.name)
    )
    return Headroom(
        most=fits,
        each=0 if excess.value > 0 else int(_delivered(draft, solved.x)[asked.first :].min()),
        short=fits < ordered,
        proof=deciding.proof if fits < ordered else "exact",
        limits=pd.concat(
            [
                _refused(everything, refusals, draft, asked),
                _limits(frames.row_prices(program, prices)),
            ]
        ),
    )


def _start(program: Program, base: Service, missing: Ints, empty: Ints) -> Ints:
    """Leave all that is promised missing, the other orders served as before, if that holds here."""
    start = np.array([base.answer.get(name, 0) for name in names_of(program)], dtype=np.int64)
    start[missing] = program.upper[missing]
    return start if program.holds(start) else empty


def _delivered(draft: Draft, x: Ints) -> Ints:
    delivered = np.zeros(draft.pool.size("orders"), dtype=np.int64)
    np.add.at(delivered, draft.order, x[draft.column])
    return delivered


def _shape_excess(draft: Draft, asked: Asked, base: Service) -> None:
    """Ask that the other orders are served as without the promise, as far as there is no excess."""
    asks = list(served_as_before(draft, draft.drafting.program(), asked, base))
    room = np.array([ask.room for ask in asks], dtype=np.int64)
    column = draft.drafting.add_columns(EXCESS, room, str, absorb=True)
    draft.drafting.add_cost(EXCESS, column, np.ones(len(column), dtype=np.int64))
    for ask, mine in zip(asks, column.tolist(), strict=True):
        at = np.flatnonzero(ask.entries)
        triple = (
            np.zeros(len(at) + 1, dtype=np.int64),
            np.append(at, mine),
            np.append(ask.entries[at], -1),
        )
        draft.drafting.add_rows(EXCESS, triple, at_most(np.array([ask.bound])), str)


@dataclass(frozen=True, slots=True)
class Ask:
    """What a row asks: ``entries @ x - excess <= bound``, and how large the excess can be."""

    entries: Ints
    bound: int
    room: int


def served_as_before(draft: Draft, program: Program, asked: Asked, base: Service) -> Iterator[Ask]:
    """Ask of each stage of a program that the other orders are served as without the promise."""
    promised = draft.column[draft.order >= asked.first]
    most_promised = int(most_units(draft.pool)[asked.first :].sum())
    given_up = [n.column[n.order >= asked.first] for n in draft.not_kept]
    own = np.concatenate([promised[:0], *given_up])
    for stage in service(draft, program):
        if stage.name in {*asked.stages, backup_stage(asked.class_)}:
            continue
        entries, bound = stage.cost.numerator.copy(), int(base.stages.get(stage.name, 0))
        empty = int(stage.cost.value(np.where(entries > 0, program.upper, 0)))
        if entries[own].any():
            entries[promised] += 1
            bound += most_promised
        yield Ask(entries, bound, max(empty - bound, 0))


def _refused(
    everything: Candidates, refusals: Sequence[Refusal], draft: Draft, asked: Asked
) -> pd.DataFrame:
    """Name the rules that refuse everybody for a promised order of any units."""
    names, rows = draft.pool.names("order"), []
    some = np.flatnonzero(draft.pool.figures("orders", "quantity").units > 0)
    for order in np.setdiff1d(some[some >= asked.first], draft.order):
        rules = [r.rule for r in refusals if (everything.order[r.where] == order).any()]
        rows += [(rule, names[order], np.nan) for rule in dict.fromkeys(rules or [NO_OFFER])]
    return pd.DataFrame(rows, columns=["rule", "row", "price"])


def _direct(program: Program, promised: Ints, prices: Floats | None) -> Floats | None:
    """Keep the prices of rows that promised units are in, where any has one.

    The others are theirs only through what they would displace, and seldom say it uniquely.
    """
    if prices is None:
        return None
    inside = np.diff(columns_kept(program.matrix, promised).indptr) > 0
    inside &= np.isin(np.arange(len(inside)), _telling(program))
    kept = np.where(inside, prices[: len(inside)], 0)
    return kept if kept.any() else prices


def _telling(program: Program) -> Ints:
    """Give the rows that say how much there may be, those of the excess aside."""
    told = [f for f in program.rows if f.kind in RULE_OF_ROW and f.kind != EXCESS]
    return np.concatenate(
        [np.zeros(0, dtype=np.int64), *(np.arange(f.start, f.stop) for f in told)]
    )


def _limits(prices: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows that say how much there may be, dearest first, each under its rule."""
    rule = prices["rule"].map(RULE_OF_ROW)
    told = prices.assign(rule=rule, price=prices["price"].abs())[rule.notna()]
    return told.sort_values("price", ascending=False, kind="stable")

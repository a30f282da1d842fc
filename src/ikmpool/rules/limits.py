"""Limits: the least and the greatest of anything, on any group that the tables name.

A greatest is hard.  What a least cannot have is reported as not kept; where it is asked only *if
used*, a scope either reaches it or makes nothing.  A fixed cost is paid once for each scope in
which anything is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import override

import numpy as np

from ikmpool.rules.count_limits import Count
from ikmpool.rules.draft import Draft
from ikmpool.rules.measures import Measure
from ikmpool.rules.money_limits import Money
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Ease, Lines, Rule, Violation
from ikmpool.rules.scopes import ORDER_SIDE, SUPPLIER_SIDE, Scopes, gives_up, scopes_of
from ikmpool.rules.unit_limits import Share, Units
from ikmpool.tables.coded import BLANK
from ikmpool.tables.pool import Pool
from ikmpool.wording import Term

#: What a limit without a scope is on.
EVERYTHING = Term("rules.limits.everything")
MEASURES: dict[str, Measure] = {
    "units": Units(),
    "share": Share(),
    "money": Money(),
    "orders": Count("order"),
    "producers": Count("supplier"),
    "destinations": Count("destination"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """One row of the limits.

    Attributes
    ----------
    of : str
        What is limited, a key of `MEASURES`.
    scopes : Scopes
    greatest, least : Fraction or None
    if_used : bool
        Whether the least binds only scopes in which anything is made; a least share does so anyway.
    can_give_up : bool
        Whether the least can be given up.
    fixed_cost : int
        In the smallest money unit.
    """

    of: str
    scopes: Scopes
    greatest: Fraction | None
    least: Fraction | None
    if_used: bool
    can_give_up: bool
    fixed_cost: int

    @property
    def measure(self) -> Measure:
        """What the limit is of."""
        return MEASURES[self.of]


class Limits(Rule):
    """Groups stay within what is agreed for them."""

    name = "limits"
    when = ("limits.least", "limits.greatest", "limits.fixed_cost")
    uses = (
        *when,
        *(f"limits.{column}" for column in (*SUPPLIER_SIDE, *ORDER_SIDE)),
        "limits.of",
        "limits.if_used",
        "suppliers.city",
        "suppliers.sector",
        "suppliers.status",
        "orders.destination",
        "orders.contract",
    )

    @override
    def shape(self, draft: Draft) -> None:
        limits = _limits(draft.pool)
        for limit in limits:  # before limits on money, which count what these cost
            if limit.fixed_cost:
                _shape_fixed_cost(draft, limit)
        for limit in limits:
            if limit.greatest is not None:
                limit.measure.shape_greatest(draft, limit.scopes, limit.greatest)
            if limit.least is not None and limit.if_used:
                limit.measure.shape_least_if_used(draft, limit.scopes, limit.least)
            elif limit.least is not None:
                limit.measure.shape_least(draft, limit.scopes, limit.least)

    @override
    def account(self, record: Record) -> Iterable[Lines]:
        for limit in _limits(record.pool):
            if limit.fixed_cost:
                scope = limit.scopes.of(record.supplier, record.order)
                inside = scope != BLANK
                used = record.where(inside).merged(scope[inside])
                none, ones = np.full(len(used), BLANK), np.ones(len(used), dtype=np.int64)
                cost = ones * limit.fixed_cost
                yield Lines("limit_fixed", none, none, used.made, cost, ones, direct=False)

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        for row, limit in enumerate(_limits(record.pool)):
            unit = limit.measure.unit(record.pool)
            for code, scope, found, bound in _broken(record, limit):
                label = limit.scopes.labels[scope]
                beyond = abs(found - bound)
                if found < bound and limit.can_give_up:
                    beyond -= record.given_up_of(self.name, label)
                if beyond > 0:
                    figures = {
                        "scope": label or EVERYTHING,
                        "n": _shown(found / unit),
                        "bound": _shown(bound / unit),
                    }
                    yield Violation(
                        self.name,
                        code,
                        amount=ceil(beyond),
                        figures=figures,
                        scope=f"{row} {scope}",
                        exact=beyond,
                    )

    @override
    def ease(self, pool: Pool) -> Iterable[Ease]:
        """Move a limit by one: a unit, the smallest money unit, or a share's last decimal."""
        of = pool.texts("limits", "of")
        for column, sign in (("greatest", 1), ("least", -1)):
            limit = pool.figures("limits", column)
            for row in np.flatnonzero(limit.known).tolist():
                now = Fraction(int(limit.units[row]), 10**limit.power)
                is_share = of[row] == "share"
                steps = 10 ** max(limit.power, 2) if is_share else MEASURES[of[row]].unit(pool)
                value = max(now + Fraction(sign, steps), Fraction(0))
                value = min(value, Fraction(1)) if is_share else value
                if value != now:
                    label = pool.tables["limits"].index[row]
                    yield Ease(self.name, "limits", column, label, float(value))


def _limits(pool: Pool) -> list[Limit]:
    """Give every row of the limits."""

    def make() -> list[Limit]:
        of = [str(name) for name in pool.texts("limits", "of")]
        return [
            Limit(
                of[row],
                scopes,
                greatest=_stated(pool, row, "greatest"),
                least=_stated(pool, row, "least"),
                if_used=bool(pool.flags("limits", "if_used")[row]) and of[row] != "share",
                can_give_up=bool(gives_up(pool)[row]),
                fixed_cost=int(pool.figures("limits", "fixed_cost").units[row]),
            )
            for row, scopes in enumerate(scopes_of(pool))
        ]

    return pool.keep(("limits",), make)


def _stated(pool: Pool, row: int, column: str) -> Fraction | None:
    figures = pool.figures("limits", column)
    return Fraction(int(figures.units[row]), 10**figures.power) if figures.known[row] else None


def _shape_fixed_cost(draft: Draft, limit: Limit) -> None:
    scope = limit.scopes.of(draft.supplier, draft.order)
    used = draft.used(scope, scope != BLANK, limit.scopes.name).used
    none = np.full(len(used), BLANK)
    draft.add_joint_cost(used, np.full(len(used), limit.fixed_cost), none)


def _broken(record: Record, limit: Limit) -> Iterator[tuple[str, int, Fraction, Fraction]]:
    """Give where a plan is beyond a limit: code, scope, what it has, and what is the limit."""
    measure, scopes = limit.measure, limit.scopes
    if limit.greatest is not None:
        found = measure.found(record, scopes, joint=True)
        bounds = measure.greatest(record.pool, scopes, limit.greatest)
        for scope, (has, bound) in enumerate(zip(found, bounds, strict=True)):
            if has > bound:
                yield f"greatest_{limit.of}", scope, has, bound
    if limit.least is not None:
        found = measure.found(record, scopes, joint=False)
        bounds = measure.least(record, scopes, limit.least)
        used = set(scopes.of(record.supplier, record.order)[record.units > 0].tolist())
        code = f"least_{limit.of}_if_used" if limit.if_used else f"least_{limit.of}"
        for scope, (has, bound) in enumerate(zip(found, bounds, strict=True)):
            if has < bound and (scope in used or not limit.if_used):
                yield code, scope, has, bound


def _shown(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else round(float(value), 4)

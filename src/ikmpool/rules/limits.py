"""Limits: the least and the greatest of units, shares or money, on any group that the tables name.

A limit's scope is any combination of supplier, city, sector and status (whose units) and order,
product, destination, contract and month delivered (units of what).  ``each`` in a scope column
makes one limit per value.  A greatest *share* is of what is ordered in the order side of the
scope, so it means the same whatever is made; a least share is of what is made there, so nothing is
forced from nothing.  What a least of units or money can not have is reported as not kept.  Share
limits do not bind what a lead keeps.  Money is the landed cost of the units in scope; costs of no
order in particular (overtime hours) count against a greatest where the scope leaves out no order,
and never towards a least, which work that nobody needs could then reach.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import override

import numpy as np

from ikmpool.exact import SAFE, Bools, Ints, dot
from ikmpool.rules.draft import COST, NOT_KEPT_MONEY, Draft, at_least, at_most
from ikmpool.rules.lead import kept_quantities
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Ease, Rule, Violation
from ikmpool.tables.coded import BLANK, EACH, NEVER
from ikmpool.tables.pool import Pool
from ikmpool.wording import Term

SUPPLIER_SIDE = ("supplier", "city", "sector", "status")
ORDER_SIDE = ("order", "product", "destination", "contract", "month")
#: Money rows whose fractions have no common multiple that fits are rounded up at this scale.
COARSE = 10**6


#: What a limit without a scope is on.
EVERYTHING = Term("rules.limits.everything")
#: Decimals of one step of a limit, of the pool and of the column's own decimals.
STEPS: dict[str, Callable[[Pool, int], int]] = {
    "units": lambda _, __: 0,
    "share": lambda _, decimals: max(decimals, 2),
    "money": lambda pool, _: pool.money_decimals,
}


@dataclass(frozen=True, slots=True)
class Scope:
    """One limit on one group.

    Attributes
    ----------
    row : int
        Row of the limits.
    label : str
        The scope in words.
    suppliers, orders : bool arrays
        Whose units, and units of which orders.
    """

    row: int
    label: str
    suppliers: Bools
    orders: Bools

    def members(self, supplier: Ints, order: Ints) -> Bools:
        """Tell which units or costs are in the scope.

        What is of no order (or supplier) in particular is in it only where no order (no supplier)
        is left out.
        """
        return np.asarray(_within(self.suppliers, supplier) & _within(self.orders, order))


def _within(members: Bools, code: Ints) -> Bools:
    return np.where(code >= 0, np.append(members, False)[code], members.all())


class Limits(Rule):
    """Groups stay within what is agreed for them."""

    name = "limits"
    when = ("limits.least", "limits.greatest")
    uses = (
        *when,
        *(f"limits.{column}" for column in (*SUPPLIER_SIDE, *ORDER_SIDE)),
        "limits.of",
        "suppliers.city",
        "suppliers.sector",
        "suppliers.status",
        "orders.destination",
        "orders.contract",
    )

    @override
    def reads(self, pool: Pool) -> Iterable[str]:
        """Limits on counts of orders, producers and destinations are not read yet."""
        counts = not set(pool.texts("limits", "of").tolist()) <= {"units", "share", "money"}
        return [c for c in super().reads(pool) if not (counts and c == "limits.of")]

    @override
    def shape(self, draft: Draft) -> None:
        for scope in _scopes(draft.pool):
            of = draft.pool.texts("limits", "of")[scope.row]
            mine = scope.members(draft.supplier, draft.order)
            if of == "money":
                _shape_money(draft, scope, mine)
            elif of in ("units", "share"):
                _shape_units(draft, scope, mine, is_share=of == "share")

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        for scope in _scopes(record.pool):
            pool, of = record.pool, record.pool.texts("limits", "of")[scope.row]
            step = Fraction(1, 10**pool.money_decimals) if of == "money" else Fraction(1)
            base = Fraction(int(record.units[scope.orders[record.order]].sum()))
            for side, bound in _bounds(pool, scope, of, base):
                found = _found(record, scope, of, side)
                beyond = (found - bound) if side == "greatest" else (bound - found)
                if side == "least" and of != "share":
                    beyond -= record.given_up_of(self.name, scope.label) * step
                if beyond > 0:
                    yield Violation(
                        self.name,
                        f"{side}_{of}",
                        amount=int(-(-beyond // step)),
                        figures={
                            "scope": scope.label or EVERYTHING,
                            "found": _shown(found),
                            "bound": _shown(bound),
                        },
                    )

    @override
    def ease(self, pool: Pool) -> Iterable[Ease]:
        """Move a limit by one: a unit, the smallest money unit, or a share's last decimal."""
        of = pool.texts("limits", "of")
        for column, sign in (("greatest", 1), ("least", -1)):
            limit = pool.figures("limits", column)
            for row in np.flatnonzero(limit.known).tolist():
                if of[row] not in STEPS:
                    continue
                now = Fraction(int(limit.units[row]), 10**limit.power)
                value = now + sign * Fraction(1, 10 ** STEPS[of[row]](pool, limit.power))
                if of[row] == "share":
                    value = min(value, Fraction(1))
                value = max(value, Fraction(0))
                if value != now:
                    label = pool.tables["limits"].index[row]
                    yield Ease(self.name, "limits", column, label, float(value))


def _shape_units(draft: Draft, scope: Scope, mine: Bools, *, is_share: bool) -> None:
    pool, row = draft.pool, scope.row
    name = (lambda _: scope.label) if scope.label else str
    of = "share" if is_share else "units"
    one = np.ones(len(mine), dtype=np.int64)
    greatest, least = _stated(pool, row, "greatest"), _stated(pool, row, "least")
    if greatest is not None:
        most = int(_greatest(pool, scope, of, greatest))
        group = np.where(mine, 0, -1)
        draft.add_rows("limit_greatest", (group, one), at_most(np.array([most])), name)
    if least is not None and is_share:
        # share * made in the order side - made in the scope <= 0, scaled to whole numbers
        inside = scope.orders[draft.order]
        group = np.where(inside, 0, -1)
        coefficient = np.where(mine, least.numerator - least.denominator, least.numerator)
        draft.add_rows("limit_least", (group, coefficient), at_most(np.array([0])), name)
    elif least is not None:
        low = np.array([-int(-least // 1)])
        given_up = draft.give_up("not_kept_limit", low, name)
        extra = np.array([0]), given_up, np.array([1])
        draft.add_rows("limit_least", (np.where(mine, 0, -1), one), at_least(low), name, extra)
        draft.note_not_kept("limits", np.array([-1]), np.array([-1]), given_up, scope.label)


def _shape_money(draft: Draft, scope: Scope, mine: Bools) -> None:
    pool, row = draft.pool, scope.row
    cost = draft.drafting.cost(COST)
    joint = draft.joint_columns()
    inside = scope.members(joint.supplier, joint.order)
    own = draft.column[mine]
    column = np.concatenate([own, joint.column[inside]])
    numerator = np.concatenate([cost.numerator[own], joint.numerator[inside]])
    denominator = np.concatenate([cost.denominator[own], joint.denominator[inside]])
    common = int(np.lcm.reduce(denominator, initial=1)) if _fits(denominator) else COARSE
    coefficient = -(-numerator * common // denominator)
    unit = 10**pool.money_decimals
    name = (lambda _: scope.label) if scope.label else str
    entries = np.zeros(len(column), dtype=np.int64), column, coefficient
    greatest, least = _stated(pool, row, "greatest"), _stated(pool, row, "least")
    if greatest is not None:
        most = np.array([int(greatest * unit * common)])
        draft.drafting.add_rows("limit_greatest", entries, at_most(most), name)
    if least is not None:
        low = np.array([-int(-least * unit // 1)])
        given_up = draft.give_up("not_kept_money", low, name, NOT_KEPT_MONEY)
        down = numerator[: len(own)] * common // denominator[: len(own)]
        both = (
            np.zeros(len(own) + 1, dtype=np.int64),
            np.append(own, given_up),
            np.append(down, common),
        )
        draft.drafting.add_rows("limit_least", both, at_least(low * common), name)
        draft.note_not_kept("limits", np.array([-1]), np.array([-1]), given_up, scope.label)


def _fits(denominator: Ints) -> bool:
    bits = float(np.log2(np.unique(denominator).astype(np.float64)).sum())
    return bits < SAFE.bit_length() / 3


def _stated(pool: Pool, row: int, column: str) -> Fraction | None:
    figures = pool.figures("limits", column)
    if not figures.known[row] or (column == "least" and pool.flags("limits", "if_used")[row]):
        return None
    return Fraction(int(figures.units[row]), 10**figures.power)


def _greatest(pool: Pool, scope: Scope, of: str, greatest: Fraction) -> Fraction:
    """Give the greatest in units or money; a share is of what is ordered in the order side."""
    if of != "share":
        return greatest
    quantity, kept = pool.figures("orders", "quantity").units, kept_quantities(pool)
    bound = greatest * int(quantity[scope.orders].sum())
    lead = pool.codes("orders", "lead")
    kept_here = scope.orders & (lead != BLANK) & scope.suppliers[lead]
    return max(bound, Fraction(int(kept[kept_here].sum())))


def _bounds(pool: Pool, scope: Scope, of: str, made: Fraction) -> Iterator[tuple[str, Fraction]]:
    greatest, least = _stated(pool, scope.row, "greatest"), _stated(pool, scope.row, "least")
    if of not in ("units", "share", "money"):
        return
    if greatest is not None:
        yield "greatest", _greatest(pool, scope, of, greatest)
    if least is not None:
        yield "least", least * made if of == "share" else least


def _found(record: Record, scope: Scope, of: str, side: str) -> Fraction:
    """Give what a plan has in the scope, of what the limit is about."""
    if of == "money":
        return _money(record, scope, joint=side == "greatest")
    mine = scope.members(record.supplier, record.order)
    return Fraction(int(record.units[mine].sum()))


def _money(record: Record, scope: Scope, *, joint: bool) -> Fraction:
    """Landed cost in the scope, in plain money."""
    found = Fraction(0)
    for lines in record.lines:
        if not (lines.direct or joint):
            continue
        mine = scope.members(lines.supplier, lines.order)
        for denominator in np.unique(lines.denominator[mine]).tolist():
            at = mine & (lines.denominator == denominator)
            ones = np.ones(int(at.sum()), dtype=np.int64)
            found += Fraction(dot(lines.numerator[at], ones), denominator)
    return Fraction(found, 10**record.pool.money_decimals)


def _shown(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else round(float(value), 4)


def _scopes(pool: Pool) -> list[Scope]:
    """Give every limit with its ``each`` columns spelled out."""

    def make() -> list[Scope]:
        found = [scope for row in range(pool.size("limits")) for scope in _scopes_of(pool, row)]
        return _told_apart(pool, found)

    return pool.keep(("limit scopes",), make)


def _told_apart(pool: Pool, scopes: list[Scope]) -> list[Scope]:
    """Qualify labels that several "at least" share: what is not kept is reported under them."""
    of = pool.texts("limits", "of")
    index: list[Hashable] = pool.tables["limits"].index.tolist() if scopes else []
    for qualifier in (lambda row: of[row], lambda row: index[row]):
        times = Counter(s.label for s in scopes if pool.stated("limits", "least")[s.row])
        scopes = [
            replace(s, label=", ".join(filter(None, (s.label, str(qualifier(s.row))))))
            if times[s.label] > 1
            else s
            for s in scopes
        ]
    return scopes


def _scopes_of(pool: Pool, row: int) -> Iterator[Scope]:
    suppliers = np.ones(pool.size("suppliers"), dtype=bool)
    orders = np.ones(pool.size("orders"), dtype=bool)
    scopes = [("", suppliers, orders)]
    for column in (*SUPPLIER_SIDE, *ORDER_SIDE):
        values = _values(pool, column)
        asked = _asked(pool, row, column)
        if asked is None:
            continue
        named = sorted({v for v in values.tolist() if v != ""}) if asked == "each" else [asked]
        scopes = [
            (
                ", ".join(filter(None, (label, value))),
                by & (values == value) if column in SUPPLIER_SIDE else by,
                of & (values == value) if column in ORDER_SIDE else of,
            )
            for label, by, of in scopes
            for value in named
        ]
    for label, by, of in scopes:
        yield Scope(row, label, by, of)


def _asked(pool: Pool, row: int, column: str) -> str | None:
    """Give what a limit says in a scope column: a name, "each", or nothing."""
    if column in ("month", "status"):
        return str(pool.texts("limits", column)[row]) or None
    code = int(pool.codes("limits", column)[row])
    if code == BLANK:
        return None
    return "each" if code == EACH else str(pool.names(column)[code])


def _values(pool: Pool, column: str) -> np.ndarray:
    """Give the scope column's value of each supplier or order, "" where blank."""
    if column in {"supplier", "order"}:
        return pool.names(column)[: pool.size(f"{column}s")].astype(str)
    if column == "status":
        return pool.texts("suppliers", "status").astype(str)
    if column == "month":
        due = pool.months("orders", "due")
        return np.where(due == NEVER, "", due.astype("datetime64[M]").astype(str))
    table = "suppliers" if column in SUPPLIER_SIDE else "orders"
    names = np.append(pool.names(column), "").astype(str)
    return names[pool.codes(table, column)]

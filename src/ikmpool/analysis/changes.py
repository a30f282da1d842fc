"""Changes between two plans: who makes more or less from now on, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from ikmpool.plans.plan import Plan
from ikmpool.rules.capacity import monthly_capacity
from ikmpool.rules.change import cancelled_units
from ikmpool.tables.history import good_units
from ikmpool.tables.history import now as open_month
from ikmpool.tables.pool import Pool
from ikmpool.wording import figure, listed, say

PAIR = ["order", "supplier"]
PLACE = [*PAIR, "month"]

type Pair = tuple[str, str]
#: Order, supplier and month ("" for units from stock, and in a pool without months).
type Place = tuple[str, str, str]
type Reason = tuple[str, dict[str, object]]


def from_now_on(plan: Plan, pool: Pool) -> pd.DataFrame:
    """List what a plan makes from the first open month of a pool: order, supplier, month, units.

    The month is blank for units from stock, and there is none in a pool without months.
    """
    shares = plan.shares
    if not pool.horizon:
        return shares.groupby(PAIR)["units"].sum().reset_index()
    first = pool.horizon[0] + open_month(pool)
    left = shares[shares["made"].fillna(shares["delivered"]) >= first]
    left = left.rename(columns={"made": "month"})
    return left.groupby(PLACE, dropna=False)["units"].sum().reset_index()


def happened_since(before: Plan, after: Plan) -> pd.DataFrame:
    """Compare what was planned for the months that are over since with what was made."""
    pool, columns = after.pool, [*PLACE, "planned", "good", "difference"]
    if not pool.horizon:
        return pd.DataFrame(columns=columns)
    first = before.pool.horizon[0] + open_month(before.pool)
    last = pool.horizon[0] + open_month(pool)
    shares = before.shares.rename(columns={"made": "month", "units": "planned"})
    actuals = pool.actuals.assign(good=good_units(pool)[0])
    sums = [
        frame[(frame["month"] >= first) & (frame["month"] < last)].groupby(PLACE)[name].sum()
        for frame, name in ((shares, "planned"), (actuals, "good"))
    ]
    both = pd.concat(sums, axis=1).fillna(0).astype("int64").reset_index()
    return both.assign(difference=both["good"] - both["planned"])[columns]


def changes_of(before: Plan, after: Plan, happened: pd.DataFrame) -> pd.DataFrame:
    """Say per supplier and order what changes from now on, and why."""
    reasons = _Reasons(before, after, happened)
    names = ["supplier", "order", "before", "after", "moved", "reason", "words"]
    return pd.DataFrame([reasons.row(pair) for pair in reasons.changed()], columns=names)


class _Reasons:
    """Why two plans differ from the first open month of the later one on."""

    def __init__(self, before: Plan, after: Plan, happened: pd.DataFrame) -> None:
        self.before, self.after = before, after
        self.language = after.pool.settings.language
        self.places = [_counted(from_now_on(plan, after.pool)) for plan in (before, after)]
        self.was, self.will = map(_by_pair, self.places)
        self.less = _by_pair(self.places[0] - self.places[1])
        self.past: Counter[Pair] = Counter()
        for order, supplier, units in _cells(happened, *PAIR, "difference"):
            self.past[order, supplier] += units
        self.refusals: dict[Pair, str] = {}
        for order, supplier, words in _cells(self._refused(), *PAIR, "words"):
            self.refusals.setdefault((order, supplier), words)

    def _refused(self) -> pd.DataFrame:
        """List who is refused; where these are too many, of the orders that change."""
        if "supplier" in self.after.refusals:
            return self.after.refusals
        orders = dict.fromkeys(order for order, _ in self.changed())
        return pd.concat([self.after.refusals_of(order) for order in ["", *orders]])

    def changed(self) -> list[Pair]:
        """List the pairs of order and supplier of which some month changes."""
        was, will = self.places
        return sorted(
            {place[:2] for place in was.keys() | will.keys() if was[place] != will[place]}
        )

    def row(self, pair: Pair) -> tuple[object, ...]:
        """Give the row of one pair."""
        order, supplier = pair
        was, will = self.was[pair], self.will[pair]
        found = self._why_more if will > was else self._why_less if will < was else self._why_moved
        reason, figures = next(found(pair))
        units = {"supplier": supplier, "order": order, "before": was, "after": will}
        words = (
            say("replan.units", self.language, **units),
            say(f"replan.reasons.{reason}", self.language, **figures),
        )
        moved = self.less[pair] - max(was - will, 0)
        return supplier, order, was, will, moved, reason, " ".join(words)

    def _why_moved(self, pair: Pair) -> Iterator[Reason]:
        yield "other_months", {"units": self.less[pair]}

    def _why_more(self, pair: Pair) -> Iterator[Reason]:
        if self.past[pair] < 0:
            yield "catches_up", {"units": -self.past[pair]}
        fewer = +(self.was - self.will) + +Counter({at: -n for at, n in self.past.items()})
        if others := self._named(pair, fewer):
            yield "steps_in", {"others": others}
        asked, before = (_quantity(plan.pool, pair[0]) for plan in (self.after, self.before))
        if asked > before:
            yield "more_asked", {"quantity": asked, "before": before}
        yield "costs_less", {}

    def _why_less(self, pair: Pair) -> Iterator[Reason]:
        order, supplier = pair
        pools = self.after.pool, self.before.pool
        if units := cancelled_units(pools[0]).get(pair):
            yield "cancelled", {"units": units}
        if order not in pools[0].names("order") or supplier not in pools[0].names("supplier"):
            yield "gone", {}
        if pair in self.refusals:
            yield "refused", {"why": self.refusals[pair]}
        if self.past[pair] > 0:
            yield "made_more", {"units": self.past[pair]}
        asked, before = (_quantity(pool, order) for pool in pools)
        if asked < before:
            yield "less_asked", {"quantity": asked, "before": before}
        if others := self._named(pair, +self.past):
            yield "others_made_more", {"others": others}
        first = open_month(pools[0])
        if _capacity(pools[0], supplier, first) < _capacity(pools[1], supplier, first):
            yield "holds_less", {}
        grows = sorted(o for (o, s), n in (self.will - self.was).items() if s == supplier and n > 0)
        if grows:
            yield "makes_room", {"orders": listed(grows, self.language)}
        yield "costs_less", {}

    def _named(self, pair: Pair, units: Counter[Pair]) -> str:
        """Name the others who have units of a pair's order, and how many."""
        order, supplier = pair
        names = [
            f"{name} ({figure(n, self.language)})"
            for (of, name), n in sorted(units.items())
            if of == order and name != supplier
        ]
        return listed(names, self.language) if names else ""


def _cells(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Give some columns of a frame row by row."""
    return zip(*(frame[column].tolist() for column in columns), strict=True)


def _counted(frame: pd.DataFrame) -> Counter[Place]:
    months = frame["month"].astype("str").fillna("") if "month" in frame else [""] * len(frame)
    places = zip(frame["order"], frame["supplier"], months, strict=True)
    return Counter(dict(zip(places, frame["units"].tolist(), strict=True)))


def _by_pair(places: Counter[Place]) -> Counter[Pair]:
    found: Counter[Pair] = Counter()
    for (order, supplier, _), units in places.items():
        found[order, supplier] += units
    return found


def _quantity(pool: Pool, order: str) -> int:
    """Give what is ordered; zero where there is no such order."""
    at = np.flatnonzero(pool.names("order")[: pool.size("orders")] == order)
    return int(pool.figures("orders", "quantity").units[at].sum())


def _capacity(pool: Pool, supplier: str, first: int) -> float:
    """Give what a supplier holds from a month on in normal time; without a capacity, any number."""
    units, known = monthly_capacity(pool)
    at = pool.names("supplier").tolist().index(supplier)
    return float(units[at, first:].sum()) if known[at] else float("inf")

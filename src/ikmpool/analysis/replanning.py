"""Re-planning: what happened is given, and the rest is planned again with little change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ikmpool.analysis.changes import PAIR, PLACE, changes_of, from_now_on, happened_since
from ikmpool.errors import OptionError
from ikmpool.plans.allocation import allocate
from ikmpool.plans.plan import Plan
from ikmpool.rules.book import RULES, rules_of
from ikmpool.rules.rule import Rule
from ikmpool.tables.history import now as open_month
from ikmpool.tables.pool import Pool
from ikmpool.wording import say


@dataclass(frozen=True, eq=False)
class Replan:
    """A plan made again.

    Attributes
    ----------
    plan : Plan
        The new plan: what happened is part of it, so that its costs, rules and audit are those of
        all months together.
    before : Plan
    changes : DataFrame
        One row a supplier and order for which something changes from now on: supplier, order,
        before, after (units from now on in either plan), moved (units that stay with the supplier
        in another month), reason, words.
    happened : DataFrame
        One row a supplier, order and month that is over since the earlier plan: supplier, order,
        month, planned, good (units made and not rejected), difference.
    """

    plan: Plan
    before: Plan
    changes: pd.DataFrame
    happened: pd.DataFrame

    @property
    def taken_away(self) -> int:
        """Units that suppliers no longer make of an order."""
        less = self.changes["before"] - self.changes["after"]
        return int(less.clip(lower=0).sum())

    def __repr__(self) -> str:
        language = self.plan.pool.settings.language
        key = "replan.title" if len(self.changes) else "replan.unchanged"
        head = say(key, language, n=len(self.changes), units=self.taken_away)
        return "\n".join(
            [head, *(f"  {words}" for words in self.changes["words"]), "", repr(self.plan)]
        )


def replan(
    plan: Plan,
    actuals: pd.DataFrame | None = None,
    *,
    pool: Pool | None = None,
    price: Any = None,
    now: Any = None,
) -> Replan:
    """Plan again: what was made, rejected, delivered or cancelled is given.

    Parameters
    ----------
    plan : Plan
        The plan that was in force.
    actuals : DataFrame, optional
        What happened since, as in the table of that name: order, supplier, month, made and, where
        they matter, overtime, rejected, delivered, cancelled.  It is added to what the plan's pool
        tells already; months up to the last one are over, and what has no row was not made.
    pool : Pool, optional
        The plan's pool with what else is different now: new orders, other capacities, a producer
        that is no longer ready.
    price : number, optional
        What it costs to take a unit away from who was to make it.  By default as few units as
        possible are taken away, whatever that costs.
    now : month, optional
        The first month that is still open; by default the one after the last of the actuals.

    Returns
    -------
    Replan

    Raises
    ------
    TableError
        Where the actuals have faults, with all of them.
    OptionError
        Where the plan has no months and there are actuals, or the price is below zero.

    Examples
    --------
    >>> import ikmpool as ikm
    >>> import pandas as pd
    >>> plan = ikm.allocate(ikm.sample("sidoarjo"))
    >>> first = plan.shares[plan.shares["made"] == "2027-01"]
    >>> made = first.groupby(["order", "supplier", "made"], as_index=False)["units"].sum()
    >>> made.columns = ["order", "supplier", "month", "made"]
    >>> again = ikm.replan(plan, made)
    >>> len(again.changes), again.plan.cost == plan.cost
    (0, True)
    """
    _check(plan, actuals, price)
    told = _told(plan.pool if pool is None else pool, plan.pool, actuals, now)
    return plan_again(plan, keeping(told, from_now_on(plan, told), price))


def plan_again(plan: Plan, pool: Pool) -> Replan:
    """Plan again from a pool that tells what happened, and what was planned from now on."""
    again = allocate(pool, _rules(plan, pool), plan.objective, plan.options)
    happened = happened_since(plan, again)
    return Replan(again, plan, changes_of(plan, again, happened), happened)


def still_planned(plan: Plan, pool: Pool) -> pd.DataFrame:
    """List what a plan makes from now on of what the pool still knows."""
    return _known(pool, from_now_on(plan, pool))


def _known(pool: Pool, shares: pd.DataFrame) -> pd.DataFrame:
    """Add up shares by order, supplier and month, but for orders and suppliers that are gone."""
    rows = shares.rename(columns={"made": "month"})
    place = [column for column in PLACE if column in rows]
    rows = rows.groupby(place, dropna=False)["units"].sum().reset_index()
    for column in PAIR:
        rows = rows[rows[column].isin(pool.names(column)[: pool.size(f"{column}s")])]
    return rows


def joined(actuals: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Join tables of actuals; a row that comes again counts as it is in the last one."""
    rows = pd.concat(actuals, ignore_index=True)
    return rows.drop_duplicates(PLACE, keep="last", ignore_index=True)


def _check(plan: object, actuals: object, price: Any) -> None:
    if not isinstance(plan, Plan):
        raise OptionError(f"The plan is a {type(plan).__name__}. Give what allocate(pool) returns.")
    if actuals is not None and not plan.pool.horizon:
        raise OptionError(
            "There are actuals, and the plan's pool has no months. Give start and end in the"
            " settings."
        )
    if price is not None and not price >= 0:
        raise OptionError(f"The price of change is {price!r}. Give money from zero, or None.")


def _told(pool: Pool, before: Pool, actuals: pd.DataFrame | None, now: Any) -> Pool:
    """Add what happened to what was told before, and state the first open month.

    A row that comes again counts as it is now; a month that was over stays over.
    """
    if not pool.horizon:
        return pool
    settings = {name: value for name, value in pool.all_settings().items() if name != "now"}
    told = [p.actuals for p in (before, pool) if p.size("actuals")]
    if actuals is not None:
        told.append(pool.replace(settings=settings, actuals=actuals).actuals)
    whole = pool.replace(settings=settings)
    if told:
        whole = whole.replace(actuals=joined(told))
    first = max(p.horizon[0] + open_month(p) for p in (before, pool, whole))
    if now is None and first == pool.horizon[0]:
        return whole
    return whole.replace(settings=settings | {"now": str(first if now is None else now)})


def keeping(pool: Pool, shares: pd.DataFrame, price: Any = None) -> Pool:
    """Copy a pool that departs from earlier shares as little as it can, or at a price."""
    return pool.replace(planned=_known(pool, shares).assign(change_price=price))


def _rules(plan: Plan, pool: Pool) -> list[Rule]:
    """Ask for what the tables ask for now, as the plan's own list departs from that."""
    left_out = {type(rule) for rule in rules_of(plan.pool)} - {type(rule) for rule in plan.rules}
    own = [rule for rule in plan.rules if type(rule) not in RULES]
    return [rule for rule in rules_of(pool) if type(rule) not in left_out] + own

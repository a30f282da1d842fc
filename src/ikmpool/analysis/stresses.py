"""Stress: what becomes of a plan when producers drop out, or do not keep their word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from ikmpool.analysis.dropouts import busy, drop_out
from ikmpool.analysis.replanning import Replan
from ikmpool.analysis.yields import simulate
from ikmpool.errors import OptionError
from ikmpool.exact import Ints, plain
from ikmpool.plans.plan import Plan
from ikmpool.program.sending import done
from ikmpool.program.stopping import stoppable
from ikmpool.program.watch import Watch
from ikmpool.wording import figure, listed, say

DROP_OUTS = ("out", "month", "units", "short", "cost", "moved", "survived", "proven", "words")
HELPERS = ("out", "month", "supplier", "order", "units")

type Case = tuple[str, Any]


@dataclass(frozen=True, eq=False)
class Stress:
    """What becomes of a plan under stress.

    Attributes
    ----------
    plan : Plan
    drop_outs : DataFrame
        One row a drop-out: out (the supplier), month (before which it drops out, where the pool has
        months), units (that it was to make from then on), short (units short beyond those of the
        plan), cost (landed cost beyond the plan's, in plain money), moved (units taken away from
        others), survived (nothing more is short), proven (no re-plan is less short), words.
    helpers : DataFrame
        Who steps in: out, month, supplier, order, units (more than planned).
    yields : DataFrame
        One row an order, and a last one, "", for all together: order, quantity, planned, expected
        (mean units delivered), in_full (probability of all in time and in full, within the
        tolerance), in_full_se (its standard error), short_cvar (mean shortage in the worst
        draws, units).
    delivered : int64 array, shape (draws, orders)
        Units of each order that come, in each draw.
    assumed : tuple of str
        Suppliers with a part whose record is not stated: they are taken to keep their word.
    draws, seed, level
        As they were given.
    untried : int
        Drop-outs that were not tried, as Ctrl-C ended that.
    """

    plan: Plan
    drop_outs: pd.DataFrame
    helpers: pd.DataFrame
    yields: pd.DataFrame
    delivered: Ints
    assumed: tuple[str, ...]
    draws: int
    seed: int
    level: float
    untried: int = 0

    def __repr__(self) -> str:
        return "\n".join(_words(self))


def stress(
    plan: Plan, *, each_month: bool = False, draws: int = 1_000, seed: int = 0, level: float = 0.95
) -> Stress:
    """Drop each producer in turn, and draw how well producers keep their word.

    The ``progress`` of the plan's options is told who drops out, and how many have.  A first Ctrl-C
    ends the test with the drop-outs that were tried by then.

    Parameters
    ----------
    plan : Plan
    each_month : bool
        Let each producer drop out before each month in which it still has to make something, and
        not before the first open month only.
    draws, seed : int
        Draws of random yields, one at least, and their seed.
    level : float
        Of the conditional value at risk of the shortage: 0.95 averages the worst 5% of the draws.

    Returns
    -------
    Stress
        After a drop-out the rest is planned again by all rules: the others keep what they have to
        make, as far as the rules let them, others step in with what they have left, overtime too,
        so that as little as possible is short, and that costs least.  In the draws nobody steps in:
        each producer delivers a month's units with the probability of its ``record``, or none.

    Raises
    ------
    OptionError
        Where the plan is none, there is no draw, or the level is not from 0 to below 1.

    Examples
    --------
    >>> import ikmpool as ikm
    >>> test = ikm.stress(ikm.allocate(ikm.sample("shoes500")))
    >>> test.drop_outs[["out", "units", "short"]].head(2)
          out  units  short
    0  IKM-01    300    172
    1  IKM-02     84      0
    """
    _check(plan, draws, level)
    cases = busy(plan, each=each_month)
    tested = _tried(plan, cases)
    rows = [one.row for one in tested]
    helpers = [helper for one in tested for helper in one.helpers]
    found = simulate(plan, draws, seed, level)
    frame = pd.DataFrame(rows, columns=list(DROP_OUTS))
    help_ = pd.DataFrame(helpers, columns=list(HELPERS))
    if not plan.pool.horizon:
        frame, help_ = frame.drop(columns="month"), help_.drop(columns="month")
    return Stress(
        plan=plan,
        drop_outs=frame,
        helpers=help_,
        yields=found.orders,
        delivered=found.delivered,
        assumed=found.assumed,
        draws=draws,
        seed=seed,
        level=level,
        untried=len(cases) - len(tested),
    )


@dataclass(frozen=True, slots=True)
class _Ask:
    """A drop-out to be tried, as it is sent away."""

    plan: Plan
    name: str
    month: Any


@dataclass(frozen=True, slots=True)
class _Tried:
    """What came of a drop-out: its row, and those of the helpers."""

    row: tuple[object, ...]
    helpers: Sequence[tuple[object, ...]]


def _tried(plan: Plan, cases: list[Case]) -> list[_Tried]:
    """Try all drop-outs, elsewhere or one after the other, until a Ctrl-C asks to stop."""
    bare, tried = _bare(plan), dict[int, _Tried]()
    asks = [_Ask(bare, *case) for case in cases]
    with stoppable() as stop:
        watch = Watch(stop, plan.options.progress)
        _tell(watch, cases, tried)
        for number, one in done(plan.options.executor, _try, asks, watch):
            tried[number] = one
            _tell(watch, cases, tried)
        watch.at("", len(cases), len(cases))
    return [tried[number] for number in sorted(tried)]


def _bare(plan: Plan) -> Plan:
    """Copy a plan with what it takes to plan it again, quietly and in one process."""
    quiet = replace(plan.options, progress=None, executor=None)
    nobody = plan.candidates.where(np.zeros(len(plan.candidates), dtype=bool))
    return replace(plan, options=quiet, candidates=nobody, refused=())


def _tell(watch: Watch, cases: list[Case], tried: Mapping[int, _Tried]) -> None:
    """Tell who drops out next, where somebody does."""
    left = [case for number, case in enumerate(cases) if number not in tried]
    if left:
        name, month = left[0]
        watch.at(name if month is None else f"{name} {month}", len(tried), len(cases))


def _try(ask: _Ask) -> _Tried:
    """Try one drop-out."""
    again = drop_out(ask.plan, ask.name, ask.month)
    row = _drop_out(ask.plan, ask.name, ask.month, again)
    helpers = [(ask.name, ask.month, *more) for more in _helpers(again, ask.name)]
    return _Tried(row, helpers)


def _check(plan: object, draws: int, level: float) -> None:
    if not isinstance(plan, Plan):
        raise OptionError(f"The plan is a {type(plan).__name__}. Give what allocate(pool) returns.")
    if draws < 1:
        raise OptionError(f"The draws are {draws!r}. Give a whole number from 1.")
    if not 0 <= level < 1:
        raise OptionError(f"The level is {level!r}. Give a fraction from 0 to below 1.")


def _drop_out(plan: Plan, name: str, month: pd.Period | None, again: Replan) -> tuple[object, ...]:
    """Give the row of one drop-out."""
    language = plan.pool.settings.language
    changes = again.changes
    others = changes[changes["supplier"] != name]
    units = int(_to_make(plan, name, month))
    short = int(again.plan.orders["short"].sum() - plan.orders["short"].sum())
    more = (others["after"] - others["before"]).clip(lower=0).groupby(others["supplier"]).sum()
    steps = [f"{who} ({figure(int(n), language)})" for who, n in more[more > 0].items()]
    words = say(
        "stress.survived" if short <= 0 else "stress.short",
        language,
        out=name,
        units=units,
        short=max(short, 0),
        helpers=listed(steps, language) if steps else say("stress.nobody", language),
    )
    cost = plain(again.plan.exact_cost - plan.exact_cost, plan.pool.money_decimals)
    moved = int((others["before"] - others["after"]).clip(lower=0).sum())
    proven = short <= 0 or all(r.closed for r in again.plan.reached if r.name.startswith("short"))
    return name, month, units, short, cost, moved, short <= 0, proven, words


def _to_make(plan: Plan, name: str, month: pd.Period | None) -> int:
    shares = plan.shares[plan.shares["supplier"] == name]
    if month is not None:
        shares = shares[shares["made"] >= month]
    return int(shares["units"].sum())


def _helpers(again: Replan, name: str) -> list[tuple[str, str, int]]:
    """List who makes more of which order than planned, and how much."""
    changes = again.changes
    more = changes[(changes["after"] > changes["before"]) & (changes["supplier"] != name)]
    units = (more["after"] - more["before"]).tolist()
    return list(zip(more["supplier"], more["order"], units, strict=True))


def _words(test: Stress) -> list[str]:
    language = test.plan.pool.settings.language
    frame, last = test.drop_outs, test.yields.iloc[-1]
    lines = [
        say("stress.title", language, n=len(frame), survived=int(frame["survived"].sum())),
        *([say("stress.untried", language, n=test.untried)] if test.untried else []),
        *(f"  {words}" for words in frame.loc[~frame["survived"], "words"]),
        say(
            "stress.yields",
            language,
            draws=test.draws,
            seed=test.seed,
            percent=round(100 * float(last["in_full"]), 1),
            error=round(100 * float(last["in_full_se"]), 1),
            worst=round(100 * (1 - test.level), 1),
            short=round(float(last["short_cvar"]), 1),
        ),
    ]
    if test.assumed:
        lines.append(say("stress.assumed", language, n=len(test.assumed)))
    return lines

"""The plan: the frozen answer, with its proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from ikmpool.exact import Amount, plain
from ikmpool.plans import frames, refusing, summary
from ikmpool.plans.inspection import inspection
from ikmpool.plans.objective import CANONICAL_TOO, Objective
from ikmpool.plans.reserves import backup
from ikmpool.plans.sameness import sameness
from ikmpool.plans.schedule import schedule
from ikmpool.program.options import SolveOptions
from ikmpool.program.stages import Reached
from ikmpool.rules.demand import prices
from ikmpool.rules.rule import Refusal, Rule
from ikmpool.tables.candidates import Candidates
from ikmpool.tables.pool import Pool


@dataclass(frozen=True, eq=False)
class Plan:
    """The answer of an allocation.

    Attributes
    ----------
    pool : Pool
        The tables that it was made from.
    rules : tuple of Rule
    objective : Lexicographic or Total
    options : SolveOptions
    shares : DataFrame
        One row a share: order, supplier, offer, class, made, delivered (months, where the pool has
        months; made is blank for units that were in stock), kind (normal, overtime or stock), units
        (whole), unit_cost and cost (exact; direct costs only: joint ones stand in the ledger).
    orders : DataFrame
        One row an order: quantity, delivered, short, tolerated, over; delivered + short + tolerated
        - over = quantity.
    not_kept : DataFrame
        What had to be given up of "at least" rules.
    ledger : DataFrame
        Exact money lines: item, order, supplier, month, amount; they add up to `cost`.
    audit : DataFrame
        Violations found by the independent audit: empty, or all given.
    reached : tuple of Reached
        Value, bound and proof of each stage that was asked for.
    prices : DataFrame
        Row prices of the cost stage's linear relaxation: row, price (plain money a unit).
    unused : tuple of str
        Filled columns that no rule uses yet.
    reserves : DataFrame
        What others hold ready where `dropouts` are named, one row a share: out (who drops out),
        month (from which, where the pool has months), order, supplier, offer, made, delivered,
        kind, units (more than the supplier's share).
    interrupted : bool
        It was made until Ctrl-C was pressed, and is the best one found by then.
    solve_log : DataFrame
        One row a step of the solve: stage, step (a code), words (what was done), columns (how many
        it was about), value and bound (of its answer, in the smallest money unit where the stage
        costs money; NaN where it has none; units short may be priced above any cost), seconds.
    exact_cost : Fraction
        `cost` in the smallest money unit.
    candidates : Candidates
        Every offer, order and month that could go together, refused or not.
    refused : sequence of Refusal
        The refusals as arrays, per clause; `refusals` says them in words.
    """

    pool: Pool
    rules: tuple[Rule, ...]
    objective: Objective
    options: SolveOptions
    shares: pd.DataFrame
    orders: pd.DataFrame
    not_kept: pd.DataFrame
    ledger: pd.DataFrame
    audit: pd.DataFrame
    reached: tuple[Reached, ...]
    prices: pd.DataFrame
    unused: tuple[str, ...]
    reserves: pd.DataFrame
    interrupted: bool
    solve_log: pd.DataFrame
    exact_cost: Fraction = field(repr=False)
    candidates: Candidates = field(repr=False)
    refused: Sequence[Refusal] = field(repr=False)
    _asked: tuple[str, ...] = field(repr=False)

    def __getattribute__(self, name: str) -> Any:
        """Hand out frames as copies: editing one leaves the plan as it is."""
        value = object.__getattribute__(self, name)
        return value.copy(deep=False) if isinstance(value, pd.DataFrame) else value

    @property
    def cost(self) -> Amount:
        """Landed cost, exact: the sum of the ledger."""
        return plain(self.exact_cost, self.pool.money_decimals)

    @property
    def total(self) -> Amount | None:
        """Cost plus the value (price times weight) of what is missing; None without prices."""
        price, known = prices(self.pool)
        missing = (self.orders["short"] + self.orders["tolerated"]).to_numpy(dtype=np.int64)
        if (missing[~known] > 0).any():
            return None
        weight = self.pool.figures("orders", "weight")
        value = sum(
            Fraction(int(p) * int(w) * int(m), 10**weight.power)
            for p, w, m in zip(price, weight.units, missing, strict=True)
            if m
        )
        return plain(self.exact_cost + value, self.pool.money_decimals)

    @property
    def status(self) -> str:
        """``optimal`` (every stage closed exactly), ``within_gap`` or ``feasible``."""
        if all(r.closed for r in self.reached):
            return "optimal"
        return "within_gap" if all(r.gap <= self.options.gap for r in self.reached) else "feasible"

    @property
    def canonical(self) -> bool:
        """Whether the same tables, in any row order and with any solver, give this same plan."""
        asked = any(r.name == CANONICAL_TOO for r in self.reached)
        return asked and all(r.closed for r in self.reached)

    @cached_property
    def gap(self) -> pd.Series[float]:
        """Relative gap of each stage; zero exactly where it is closed."""
        return pd.Series({r.name: r.gap for r in self.reached}, name="gap", dtype=float)

    @property
    def bound_proof(self) -> str:
        """``exact``, or the name of the solver whose word some stage's bound is."""
        return next((r.proof for r in self.reached if r.proof != "exact"), "exact")

    @cached_property
    def stages(self) -> pd.DataFrame:
        """One row a stage: stage, value, bound, gap, proof, asked."""
        return frames.stages(self.reached, self._asked)

    @cached_property
    def shortages(self) -> pd.DataFrame:
        """The orders of which something is missing."""
        missing = (self.orders["short"] > 0) | (self.orders["tolerated"] > 0)
        return self.orders[missing].reset_index(drop=True)

    @cached_property
    def refusals(self) -> pd.DataFrame:
        """Every refused offer with its reasons, in words.

        Columns: order, supplier, offer, rule, clause, reason, words.  An offer is refused for an
        order where no month of it is admitted; each reason stands once.  Of more than 100,000 they
        are counted: order, rule, clause, reason, suppliers (how many) and words (one of them, as an
        example); `refusals_of` lists those of an order or a supplier.
        """
        language = self.pool.settings.language
        return refusing.refusals(self.candidates, self.refused, self.rules, language)

    def refusals_of(self, order: str | None = None, supplier: str | None = None) -> pd.DataFrame:
        """List the refused offers for an order, of a supplier, or of both, as `refusals` does.

        However many they are.  The list is empty where the pool has no such name.
        """
        language, names = self.pool.settings.language, (order, supplier)
        return refusing.refusals_of(self.candidates, self.refused, self.rules, language, names)

    @cached_property
    def utilisation(self) -> pd.DataFrame:
        """One row a supplier: units, capacity over the horizon, rate (NaN without capacity)."""
        return frames.utilisation(self.pool, self.shares)

    @cached_property
    def schedule(self) -> pd.DataFrame:
        """One row a supplier that makes or has anything, and month: what it makes and holds.

        Columns: supplier, month (where the pool has months); at_start (units at the month's start),
        made (good units), overtime (of these), delivered, held (at the month's end: at_start + made
        - delivered), capacity (normal time, after ramp-up and calendar; blank where none is
        stated), utilisation (made in normal time, of the capacity; NaN without one), hours (worked;
        NaN where the supplier states no hours).  Units on the road count as held.  Months that are
        over show what was made; good units that serve no order stay held.
        """
        return schedule(self.pool, self.shares)

    @cached_property
    def backup(self) -> pd.DataFrame:
        """One row a drop-out that reserves were asked for: what is lost and what is in reserve.

        Columns: out, month (where the pool has months), units (lost), reserved, short (of these).
        """
        return backup(self.pool, self.shares, self.reserves)

    @cached_property
    def inspection(self) -> pd.DataFrame:
        """One row a lot whose order states an AQL, with its sampling plan.

        A lot is all that one supplier makes for one order.  Columns: order, supplier, lot (units),
        aql (percent), code_letter, sample (units; the whole lot where that is no more), accept
        (nonconforming units in the sample up to which the lot is accepted), reject (from which it
        is not), by ISO 2859-1:1999, general level II, single sampling, normal inspection.
        """
        return inspection(self.pool, self.shares)

    @cached_property
    def sameness(self) -> pd.DataFrame:
        """One row an order and attribute with a spec: how alike what is made for it is.

        Columns: order, attribute; makers (how many), lowest, highest and spread of their means,
        max_spread, spread_room (what is left of it): of the order's makers, or of all its
        contract's where the contract's max_spread leaves less room; class (the one that all makers
        use, where match is asked); pooled_mean and pooled_sd (of all units together), pooled_cpm
        (where lsl, target and usl are stated), pooled_min_room, pooled_max_room and cpm_room (what
        is left to the tightest limit; below zero: beyond it); worst_maker (whose mean is farthest
        from the target, or without one nearest to a limit).  NaN and "": not asked, not measured,
        or nothing is made.
        """
        return sameness(self.pool, self.shares)

    def __repr__(self) -> str:
        return summary.text(self)

    def _repr_html_(self) -> str:
        return summary.html(self)

"""Allocation: the whole pipeline, from tables to an audited plan."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from ikmpool.errors import AuditError, OptionError, RuleError
from ikmpool.exact import Ints
from ikmpool.plans import auditing, frames, reserves
from ikmpool.plans.objective import (
    CANONICAL,
    CANONICAL_TOO,
    FAIRNESS,
    Lexicographic,
    Objective,
    Total,
)
from ikmpool.plans.plan import Plan
from ikmpool.program import master, stages
from ikmpool.program.dear import dearly
from ikmpool.program.facts import settle
from ikmpool.program.options import SolveOptions
from ikmpool.program.program import Program
from ikmpool.program.scenarios import with_scenarios
from ikmpool.program.stages import Solved
from ikmpool.rules.book import rules_of, unused_columns
from ikmpool.rules.draft import COST, Draft
from ikmpool.rules.record import record_of
from ikmpool.rules.rule import Refusal, Rule
from ikmpool.tables.candidates import Candidates, candidates_of
from ikmpool.tables.files.output import check_free
from ikmpool.tables.pool import Pool
from ikmpool.wording import say


class UnusedColumnWarning(UserWarning):
    """A filled column that no rule reads yet."""


def allocate(
    pool: Pool,
    rules: Sequence[Rule] | None = None,
    objective: Objective | None = None,
    options: SolveOptions | None = None,
) -> Plan:
    """Split the pool's orders over its suppliers.

    A first Ctrl-C while it is solved ends that, and gives the best plan so far, as when time is up;
    a second one, or one before or after, raises KeyboardInterrupt as usual.

    Parameters
    ----------
    pool : Pool
    rules : sequence of Rule, optional
        By default all that the tables ask for, ``rules_of(pool)``; the list is the whole truth.
    objective : Lexicographic or Total, optional
        By default ``Lexicographic()``.
    options : SolveOptions, optional

    Returns
    -------
    Plan
        Whole units, with its statuses, bounds and gaps, and an audit that it has passed.

    Raises
    ------
    AuditError
        Where the plan breaks a rule: a bug of this library, never a tolerance.

    Warns
    -----
    UnusedColumnWarning
        For each filled column that no rule reads.

    Examples
    --------
    >>> import ikmpool as ikm
    >>> plan = ikm.allocate(ikm.sample("shoes500"))
    >>> plan.status, int(plan.shares["units"].sum())
    ('optimal', 500)
    """
    objective = Lexicographic() if objective is None else objective
    options = SolveOptions() if options is None else options
    _check_types(pool, rules or (), objective, options)
    rules = tuple(rules_of(pool) if rules is None else rules)
    unused = _warn_of_unused(pool, rules)
    everything, refusals, draft = drafted(pool, rules)
    program, start = whole_program(draft, options)
    draft.drafting.forget_rows()
    asked = objective.stages(draft, program)
    solved = stages.solve(program, asked, start, options)
    shares = frames.shares(draft, solved.x)
    return _plan(
        Plan(
            pool=pool,
            rules=rules,
            objective=objective,
            options=options,
            shares=shares,
            orders=frames.orders(pool, _delivered(draft, solved.x)),
            not_kept=frames.not_kept(draft, solved.x),
            ledger=pd.DataFrame(),
            audit=pd.DataFrame(),
            reached=solved.reached,
            prices=_cost_prices(pool, program, solved),
            unused=unused,
            exact_cost=draft.drafting.cost(COST).value(solved.x[: draft.drafting.size]),
            reserves=reserves.reserves(draft, solved.x, shares),
            interrupted=solved.interrupted,
            solve_log=frames.solve_log(solved.log, pool.settings.language),
            candidates=everything,
            refused=refusals,
            _asked=(*(stage.name for stage in asked), FAIRNESS, CANONICAL, CANONICAL_TOO),
        )
    )


def write_lp(pool: Pool, path: str | Path, rules: Sequence[Rule] | None = None) -> None:
    """Write the pool's program as an LP file, with readable names of rows and columns.

    Parameters
    ----------
    pool : Pool
    path : path
        Where to write.  One file holds one objective: the landed cost, with what is short or not
        kept priced above any cost.  A file that is there already is replaced.
    rules : sequence of Rule, optional

    Raises
    ------
    FileError
        Where the folder does not exist.
    """
    target = Path(path)
    check_free(target, overwrite=True)
    rules = tuple(rules_of(pool) if rules is None else rules)
    _, _, draft = drafted(pool, rules)
    program, _ = with_facts(draft, SolveOptions())
    landed = draft.drafting.cost(COST)
    cost = dearly(landed, program.absorbing() & (landed.numerator == 0))
    master.write(program, cost.floats(), target)


def empty_answer(program: Program) -> Ints:
    """Give the empty plan: nothing made, everything short or not kept. It always holds."""
    answer, absorbing = np.zeros(program.size, dtype=np.int64), program.absorbing()
    answer[absorbing] = program.upper[absorbing]
    return answer


def _check_types(pool: object, rules: Sequence[object], objective: object, options: object) -> None:
    if not isinstance(pool, Pool):
        raise OptionError(
            f"The pool is a {type(pool).__name__}. Give an ikmpool.Pool, as read_pool(path) does."
        )
    strange = [rule for rule in rules if not isinstance(rule, Rule)]
    if strange:
        raise OptionError(f"The rules hold {strange[0]!r}. Give a list such as rules_of(pool).")
    if not isinstance(objective, Lexicographic | Total):
        raise OptionError(
            f"The objective is {objective!r}. Give ikmpool.Lexicographic() or ikmpool.Total()."
        )
    if not isinstance(options, SolveOptions):
        raise OptionError(f"The options are {options!r}. Give ikmpool.SolveOptions(...).")


def _warn_of_unused(pool: Pool, rules: Sequence[Rule]) -> tuple[str, ...]:
    unused = tuple(unused_columns(pool, rules))
    for column in unused:
        text = say("plan.unused", pool.settings.language, column=column)
        warnings.warn(text, UnusedColumnWarning, stacklevel=3)
    return unused


def drafted(pool: Pool, rules: Sequence[Rule]) -> tuple[Candidates, list[Refusal], Draft]:
    """Ask every rule whom it refuses, and let all of them shape what is left."""
    everything = candidates_of(pool)
    refusals = [refusal for rule in rules for refusal in rule.admit(everything)]
    admitted = np.ones(len(everything), dtype=bool)
    for refusal in refusals:
        admitted[refusal.where] = False
    draft = Draft(everything.where(admitted | everything.is_given))
    for rule in rules:
        rule.shape(draft)
    draft.link()
    return everything, refusals, draft


def with_facts(draft: Draft, options: SolveOptions) -> tuple[Program, Ints]:
    """Give the program, and the plan that makes nothing beyond what the facts tell."""
    program = draft.drafting.program()
    if not draft.facts[0].size:
        return program, empty_answer(program)
    call = master.Call(options.solver, threads=options.threads)
    return settle(program, draft.facts, draft.column, call)


def whole_program(draft: Draft, options: SolveOptions) -> tuple[Program, Ints]:
    """Put what the rules foresee beside the plan; where nothing is made nothing is lost."""
    program, start = with_facts(draft, options)
    if not draft.scenarios:
        return program, start
    whole, draft.copies = with_scenarios(program, draft.column, draft.scenarios)
    answer = np.zeros(whole.size, dtype=np.int64)
    answer[: len(start)] = start
    for copy in draft.copies:
        answer[copy.place(len(start))] = start
    return whole, answer


def _delivered(draft: Draft, x: Ints) -> Ints:
    delivered = np.zeros(draft.pool.size("orders"), dtype=np.int64)
    used = np.flatnonzero(x[: len(draft)])
    np.add.at(delivered, draft.behind(used).order, x[used])
    return delivered


def _plan(plan: Plan) -> Plan:
    """Complete a plan by its ledger and its audit; a plan that fails its audit is not returned."""
    record = record_of(plan.pool, plan.shares, plan.not_kept, plan.orders)
    lines = tuple(line for rule in plan.rules for line in rule.account(record))
    ledger, cost = frames.ledger(plan.pool, lines)
    # An open plan may hold overtime hours that its shares do not need; a closed one may not.
    if cost > plan.exact_cost or (cost != plan.exact_cost and plan.status == "optimal"):
        raise RuleError(
            f"The ledger adds up to {cost} smallest money units, the program to {plan.exact_cost}."
            " Some rule accounts for a cost that it does not shape, or the reverse."
        )
    found = list(auditing.violations(record, plan.rules))
    foreseen = reserves.violations(plan.pool, plan.shares, plan.reserves, plan.rules)
    broken = [("", v) for v in found if not v.given] + list(foreseen)
    if broken:
        words = "; ".join(
            f"without {out}: " * bool(out) + auditing.words_of(v, plan.rules, "en")
            for out, v in broken[:5]
        )
        raise AuditError(f"The plan breaks {len(broken)} rules, which is a bug: {words}")
    verdict = auditing.frame_of(found, plan.rules, plan.pool.settings.language)
    return replace(plan, ledger=ledger, audit=verdict, exact_cost=cost)


def _cost_prices(pool: Pool, program: Program, solved: Solved) -> pd.DataFrame:
    """Name the row prices of the cost stage's linear relaxation, in plain money."""
    found = solved.prices.get(COST, solved.prices.get("total"))
    return frames.row_prices(program, found, 10**pool.money_decimals)

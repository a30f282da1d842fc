"""The facts of a plan: what is to be known of it, each in a sentence."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from ikmpool.plans.phrases import (
    columns_in,
    item_words,
    money,
    percent,
    reason_words,
    rounded,
    rule_words,
    stage_words,
    with_rest,
)
from ikmpool.wording import figure, listed, say

if TYPE_CHECKING:
    from ikmpool.plans.plan import Plan

COUNTED = 1_000_000
"""Candidates up to which refused offers are counted; beyond, the refused candidates are."""
_SHOWN_KINDS = 6


def title(plan: Plan) -> str:
    """Give the first line: how many orders, shared by how many producers."""
    language = plan.pool.settings.language
    return say(
        "plan.title",
        language,
        n=len(plan.orders),
        makers=int(plan.shares["supplier"].nunique()),
        suppliers=plan.pool.size("suppliers"),
    )


def facts(plan: Plan) -> list[tuple[str, str]]:
    """List what is to be known of a plan as (label, words), in the language of its pool."""
    language = plan.pool.settings.language
    said = [
        ("status", _status(plan, language)),
        ("cost", _cost(plan, language)),
        ("orders", _orders(plan, language)),
        ("not_kept", _not_kept(plan, language)),
        ("backup", _backup(plan, language)),
        ("refused", _refused(plan, language)),
        ("proof", _proof(plan, language)),
        ("audit", _audit(plan, language)),
        ("unused", _unused(plan, language)),
    ]
    return [(say(f"plan.labels.{key}", language), words) for key, words in said if words]


def _status(plan: Plan, language: str) -> str:
    gap = percent(plan.options.gap, language)
    words = say(f"plan.status.{plan.status}", language, gap=gap)
    return words + (say("plan.interrupted", language) if plan.interrupted else "")


def cost_by_item(plan: Plan) -> dict[str, Fraction]:
    """Sum the ledger exactly by kind of cost, in plain money."""
    amounts = {str(item): of.tolist() for item, of in plan.ledger.groupby("item")["amount"]}
    return {
        item: Fraction(sum(of if isinstance(of[0], int) else map(Fraction, of)))
        for item, of in amounts.items()
    }


def _cost(plan: Plan, language: str) -> str:
    sums = cost_by_item(plan)
    whole = money(plan.cost, plan.pool, language)
    if len(sums) < 2:  # noqa: PLR2004 - one item is the whole
        return whole
    largest = sorted(sums, key=lambda item: -sums[item])
    parts = [
        f"{item_words(item, language)} {rounded(sums[item], plan.pool, language)}"
        for item in largest
    ]
    return f"{whole} ({', '.join(parts)})"


def _orders(plan: Plan, language: str) -> str:
    orders = plan.orders
    n, short = len(orders), int((orders["short"] > 0).sum())
    units, missing = int(orders["quantity"].sum()), int(orders["short"].sum())
    words = say(
        "plan.orders_short" if short else "plan.orders_made",
        language,
        n=n,
        made=n - short,
        short=short,
        units=units,
        delivered=int(orders["delivered"].sum()),
        missing=missing,
    )
    tolerated = int(orders["tolerated"].sum())
    return words + (say("plan.tolerated", language, units=tolerated) if tolerated else "")


def _not_kept(plan: Plan, language: str) -> str:
    rows = plan.not_kept
    if not len(rows):
        return say("plan.nothing", language)
    shown = [
        " ".join(
            [
                rule_words(str(row.rule), language),
                *(str(part) for part in (row.scope, row.order, row.supplier) if part),
                figure(row.units, language),
            ]
        )
        for row in rows.head(_SHOWN_KINDS).itertuples()
    ]
    return with_rest(shown, len(rows) - len(shown), language)


def _backup(plan: Plan, language: str) -> str:
    """Say what is in reserve, where drop-outs are named."""
    rows = plan.backup
    if not len(rows):
        return ""
    short = rows[rows["short"] > 0]
    words = say("plan.backup", language, n=len(rows), whole=len(rows) - len(short))
    named = [
        say("plan.backup_short", language, out=out, units=units)
        for out, units in zip(short["out"], short["short"], strict=True)
    ]
    rest = with_rest(named[:_SHOWN_KINDS], len(named) - _SHOWN_KINDS, language) if named else ""
    return f"{words}; {rest}" if rest else words


def _refused(plan: Plan, language: str) -> str:
    if not sum(len(refusal.where) for refusal in plan.refused):
        return say("plan.nobody", language)
    offers, kinds = refused_offers(plan)
    if offers is None:
        times = kinds.total()
        return say("plan.refused_candidates", language, n=times, kinds=_kinds(kinds, language))
    if not offers:
        return say("plan.nobody", language)
    return say("plan.refused", language, n=offers, kinds=_kinds(kinds, language))


def refused_offers(plan: Plan) -> tuple[int | None, Counter[tuple[str, str]]]:
    """Count the offers refused for an order, and for each (rule, reason) how often it is one.

    Says what ``plan.refusals`` lists, without making that frame.  Of more than `COUNTED` candidates
    only the refused candidates themselves are counted, and the first figure is None.
    """
    # the frame of a large plan costs too much for a summary, and has words where this has counts
    everything, raw = plan.candidates, plan.refused
    kinds: Counter[tuple[str, str]] = Counter()
    if len(everything) > COUNTED:
        for refusal in raw:
            kinds[refusal.rule, refusal.reason] += len(refusal.where)
        return None, kinds
    pairs = everything.order * max(plan.pool.size("offers"), 1) + everything.offer
    distinct, pair = np.unique(pairs, return_inverse=True)
    admitted = np.ones(len(everything), dtype=bool)
    for refusal in raw:
        admitted[refusal.where] = False
    never = np.ones(len(distinct), dtype=bool)
    never[pair[admitted]] = False
    for refusal in raw:
        refused = np.unique(pair[refusal.where])
        if times := int(never[refused].sum()):
            kinds[refusal.rule, refusal.reason] += times
    return int(never.sum()), kinds


def _kinds(kinds: Counter[tuple[str, str]], language: str) -> str:
    shown = [
        f"{reason_words(rule, reason, language)} {figure(n, language)}"
        for (rule, reason), n in kinds.most_common(_SHOWN_KINDS)
    ]
    return with_rest(shown, len(kinds) - len(shown), language)


def _proof(plan: Plan, language: str) -> str:
    """Say the gaps, what proves the bounds, and which stages were not asked for."""
    open_ = [stage for stage in plan.reached if not stage.closed]
    if open_:
        gaps = [f"{stage_words(s.name, language)} {percent(s.gap, language)}" for s in open_]
        sentence = say("plan.gaps", language, gaps=", ".join(gaps))
    else:
        sentence = say("plan.no_gap", language, n=len(plan.reached))
    words = [sentence]
    trusted = [s for s in plan.reached if s.proof != "exact"]
    names = listed([stage_words(s.name, language) for s in trusted], language)
    key = "plan.bound_solver" if trusted else "plan.bound_exact"
    words.append(say(key, language, stages=names, solver=plan.bound_proof))
    left_out = plan.stages.loc[~plan.stages["asked"].astype(bool), "stage"].unique().tolist()
    if left_out:
        names = listed([stage_words(str(name), language) for name in left_out], language)
        words.append(say("plan.not_asked", language, stages=names))
    if plan.canonical:
        words.append(say("plan.canonical", language))
    return " ".join(words)


def _audit(plan: Plan, language: str) -> str:
    given = int(plan.audit["given"].astype(bool).sum()) if len(plan.audit) else 0
    words = say("plan.audit", language, n=len(plan.audit) - given)
    return words + (say("plan.given", language, n=given) if given else "")


def _unused(plan: Plan, language: str) -> str:
    if not plan.unused:
        return ""
    columns = ", ".join(columns_in(plan.unused, language))
    return say("plan.unused_columns", language, columns=columns)

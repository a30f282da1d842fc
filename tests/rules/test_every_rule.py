"""Program, audit and accounts agree with the oracle on every answer of tiny pools."""

from __future__ import annotations

import itertools
import sys
from collections import Counter

import numpy as np
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from ikmpool.rules.book import RULES
from rules.oracle import Answer
from rules.trial import NO_NOT_KEPT, Trial
from strategies import GENEROUS, tiny_tables

EVERY_RULE = sorted(rule.name for rule in RULES)
#: The rules that can reject an answer or ask for something (production only costs).
ANSWERS = 30

type Pairs = Counter[tuple[str, str]]


def some_answers(trial: Trial, seed: int) -> list[Answer]:
    """Give every answer, up to one unit too many; a seeded choice of them where there are many."""
    answers = list(trial.oracle.answers(beyond=1))
    if len(answers) <= ANSWERS:
        return answers
    chosen = np.random.default_rng(seed).choice(len(answers), ANSWERS, replace=False)
    valid = [a for a in answers if trial.holds(a)]
    return [*(answers[i] for i in chosen), *valid[:: max(1, len(valid) // 15)]]


def check(trial: Trial, answer: Answer) -> set[str]:
    """Compare one answer; give the rules that it breaks."""
    oracle = trial.oracle
    broken = oracle.violated(answer)
    found = trial.violations(answer)
    if trial.x(answer) is not None:
        assert {v.rule for v in found} == broken
    else:  # what has no column cannot say what is not kept
        assert {v.rule for v in found} - {"lead", "pairs", "limits"} == broken - {
            "lead", "pairs", "limits"
        }  # fmt: skip
        assert broken
    assert trial.holds(answer) == (not broken)
    if not broken:
        cost = oracle.cost(answer)
        assert trial.program_cost(answer) == cost
        assert trial.account(answer) == cost
        given_up = oracle.given_up(answer)
        assert trial.given_up(answer) == given_up
        if any(given_up):
            assert trial.violations(answer, NO_NOT_KEPT)
    return broken


def test_program_audit_and_accounts_agree_with_the_oracle_for_every_pair_of_rules():
    """A program's whole answers are exactly those that the audit, and the oracle, leave alone."""
    together: Pairs = Counter()
    breaking: Pairs = Counter()
    answers = Counter()

    def run(tables, seed):
        trial = Trial(tables)
        names = sorted(rule.name for rule in trial.rules)
        together.update(itertools.combinations(names, 2))
        seen: set[str] = set()
        for answer in some_answers(trial, seed):
            broken = check(trial, answer)
            seen |= broken
            answers[not broken] += 1
        breaking.update(itertools.combinations(sorted(seen), 2))
        event(f"{len(names)} rules")

    for tables, count in ((tiny_tables(), 65), (tiny_tables(GENEROUS), 25)):
        trying = given(tables, st.integers(0, 2**32 - 1))(run)
        settings(max_examples=count, suppress_health_check=list(HealthCheck))(trying)()
    pairs = list(itertools.combinations(EVERY_RULE, 2))
    summary = (
        f"{sum(answers.values())} answers, {answers[True]} of them good;"
        f" {sum(p in together for p in pairs)} of {len(pairs)} pairs of rules together"
        f" (least often {min(together[p] for p in pairs)} times),"
        f" {len(breaking)} pairs that each reject an answer of one pool\n"
    )
    sys.stdout.write(summary)
    assert [p for p in pairs if p not in together] == []
    assert len(breaking) > 40
    assert answers[True] > 200

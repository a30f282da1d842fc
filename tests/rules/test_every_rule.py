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
from strategies import APART, GENEROUS, Tables, features_of, subsets, tiny_tables

EVERY_RULE = sorted({rule.name for rule in RULES} - set(APART))
PAIRS = list(itertools.combinations(EVERY_RULE, 2))
#: So many answers of a pool are looked at.
ANSWERS, GOOD = 20, 12

type Pairs = Counter[tuple[str, str]]


def some_answers(trial: Trial, seed: int) -> list[Answer]:
    """Give every answer, up to one unit too many; a seeded choice of them where there are many."""
    random = np.random.default_rng(seed)

    def few(answers: list[Answer], most: int) -> list[Answer]:
        if len(answers) <= most:
            return answers
        return [answers[i] for i in random.choice(len(answers), most, replace=False).tolist()]

    answers = list(itertools.islice(trial.oracle.answers(beyond=1), 20_000))
    promising = list(itertools.compress(answers, trial.may_hold(answers)))
    return [*few(answers, ANSWERS), *few(promising, GOOD)]


def check(trial: Trial, answer: Answer) -> set[str]:
    """Compare one answer; give the rules that it breaks."""
    oracle = trial.oracle
    broken = oracle.violated(answer)
    assert {v.rule for v in trial.violations(answer, trial.everything_given_up)} == broken
    assert trial.holds(answer) == (not broken)
    if not broken:
        cost = oracle.cost(answer)
        assert trial.program_cost(answer) == cost
        assert trial.account(answer) == cost
        given_up = oracle.given_up(answer)
        assert trial.given_up(answer) == given_up
        assert not trial.violations(answer)
        assert bool(trial.violations(answer, NO_NOT_KEPT)) == any(given_up)
    return broken


class Run:
    """What has been drawn so far."""

    def __init__(self) -> None:
        self.together: Pairs = Counter()
        self.breaking: Pairs = Counter()
        self.answers: Counter[bool] = Counter()

    def look(self, tables: Tables, seed: int) -> None:
        trial = Trial(tables)
        names = sorted(rule.name for rule in trial.rules)
        self.together.update(itertools.combinations(names, 2))
        seen: set[str] = set()
        for answer in some_answers(trial, seed):
            broken = check(trial, answer)
            seen |= broken
            self.answers[not broken] += 1
        self.breaking.update(itertools.combinations(sorted(seen), 2))
        event(f"{len(names)} rules")

    def __str__(self) -> str:
        return (
            f"{self.answers.total()} answers, {self.answers[True]} of them good;"
            f" {sum(p in self.together for p in PAIRS)} of {len(PAIRS)} pairs of rules together"
            f" (least often {min(self.together[p] for p in PAIRS)} times),"
            f" {len(self.breaking)} pairs that each reject an answer of one pool\n"
        )


def test_program_audit_and_accounts_agree_with_the_oracle_for_every_pair_of_rules():
    """A program's whole answers are exactly those that the audit, and the oracle, leave alone."""
    run = Run()
    for tables, count in (
        (tiny_tables(), 65),
        (subsets(GENEROUS).flatmap(tiny_tables), 40),
    ):
        trying = given(tables, st.integers(0, 2**32 - 1))(run.look)
        settings(max_examples=count, suppress_health_check=list(HealthCheck))(trying)()
    for count, pair in itertools.product((3, 20), PAIRS):  # what chance did not draw together
        if pair not in run.together:
            trying = given(tiny_tables(features_of(*pair)), st.just(0))(run.look)
            settings(max_examples=count, suppress_health_check=list(HealthCheck))(trying)()
    sys.stdout.write(str(run))
    assert [p for p in PAIRS if p not in run.together] == []
    assert len(run.breaking) > 40
    assert run.answers[True] > 200

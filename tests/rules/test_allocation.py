"""Allocation finds the best of every answer of tiny pools, and says so."""

from __future__ import annotations

import itertools
import sys
import warnings
from collections import Counter
from fractions import Fraction

from hypothesis import HealthCheck, assume, given, settings

import ikmpool as ikm
from ikmpool.rules.book import RULES
from ikmpool.rules.draft import NOT_KEPT_STAGES
from rules.answers import answer_of
from rules.oracle import Answer, Oracle
from strategies import APART, GENEROUS, Tables, features_of, pool_of, subsets, tiny_tables

MANY = 1_500
PAIRS = list(itertools.combinations(sorted({rule.name for rule in RULES} - set(APART)), 2))


def plan_of(tables: Tables, objective: ikm.Lexicographic | ikm.Total | None = None) -> ikm.Plan:
    """Allocate; columns that no rule reads may be there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ikm.UnusedColumnWarning)
        return ikm.allocate(pool_of(tables), objective=objective)


def good_answers(oracle: Oracle) -> list[Answer]:
    """Give every answer that breaks nothing: all subsets of makers, all ways to split units."""
    assume(sum(1 for _ in itertools.islice(oracle.possible(), MANY + 1)) <= MANY)
    return list(oracle.good())


def reached(plan: ikm.Plan, *stages: str) -> Fraction:
    return sum((r.value for r in plan.reached if r.name in stages), Fraction(0))


class Run:
    """What has been drawn so far."""

    def __init__(self) -> None:
        self.together: Counter[tuple[str, str]] = Counter()
        self.pools = self.answers = 0

    def look(self, tables: Tables) -> None:
        """Compare a pool's plan with each of its answers."""
        oracle = Oracle(tables)
        good = good_answers(oracle)
        plan = plan_of(tables)
        best = min(map(oracle.vector, good))
        mine = answer_of(oracle, plan)
        assert not oracle.violated(mine)
        assert oracle.vector(mine) == best
        assert plan.status == "optimal"
        assert plan.cost == best[-2]
        assert tuple(reached(plan, stage) for stage in NOT_KEPT_STAGES) == best[:3]
        evenness = min(oracle.unevenness(a) for a in good if oracle.vector(a) == best)
        assert oracle.unevenness(mine) == evenness
        assert plan.audit["given"].all()
        self.together.update(itertools.combinations(sorted(r.name for r in plan.rules), 2))
        self.pools, self.answers = self.pools + 1, self.answers + len(good)

    def __str__(self) -> str:
        return (
            f"{self.pools} pools, best of {self.answers} answers;"
            f" {sum(p in self.together for p in PAIRS)} of {len(PAIRS)} pairs of rules together"
            f" (least often {min(self.together[p] for p in PAIRS)} times)\n"
        )


def test_allocate_finds_the_best_of_every_answer_for_every_pair_of_rules():
    """Not kept, short and tolerated value by class, cost, and fairness equal the best answer's."""
    run = Run()
    for tables, count in ((tiny_tables(), 40), (subsets(GENEROUS).flatmap(tiny_tables), 30)):
        settings(max_examples=count, suppress_health_check=list(HealthCheck))(
            given(tables)(run.look)
        )()
    for count, pair in itertools.product((4, 20), PAIRS):  # what chance did not draw together
        if pair not in run.together:
            trying = given(tiny_tables(features_of(*pair)))(run.look)
            settings(max_examples=count, suppress_health_check=list(HealthCheck))(trying)()
    sys.stdout.write(str(run))
    assert [p for p in PAIRS if p not in run.together] == []


def test_total_finds_the_least_sum_of_cost_and_penalty():
    """What is given up comes first; then cost and the value of all that is missing are one sum."""

    @settings(max_examples=20, suppress_health_check=list(HealthCheck))
    @given(tiny_tables() | subsets(GENEROUS).flatmap(tiny_tables))
    def run(tables):
        oracle = Oracle(tables)

        def value(answer: Answer) -> tuple[tuple[int, int, int], Fraction, int]:
            short = [oracle.value(o) * sum(oracle.missing(answer, o)) for o in oracle.orders]
            late = oracle.months_late(answer)
            return oracle.given_up(answer), oracle.cost(answer) + sum(short), late

        best = min(map(value, good_answers(oracle)))
        plan = plan_of(tables, ikm.Total())
        assert value(answer_of(oracle, plan)) == best
        assert reached(plan, "total") == best[1]

    run()

"""Allocation finds the best of every answer of tiny pools, and says so."""

from __future__ import annotations

import itertools
import warnings
from collections import Counter
from fractions import Fraction

from hypothesis import HealthCheck, assume, given, settings

import ikmpool as ikm
from rules.oracle import Answer, Oracle
from strategies import Tables, pool_of, tiny_tables

MANY = 2_000


def plan_of(tables: Tables, objective: ikm.Lexicographic | ikm.Total | None = None) -> ikm.Plan:
    """Allocate; columns that no rule reads may be there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ikm.UnusedColumnWarning)
        return ikm.allocate(pool_of(tables), objective=objective)


def answer_of(oracle: Oracle, plan: ikm.Plan) -> Answer:
    """Read a plan's shares as an answer."""
    shares = plan.shares
    made = [0] * len(shares)
    if oracle.has_months:
        made = [12 * m.year + m.month - 1 - oracle.start for m in shares["made"]]
    cells = zip(shares["supplier"], shares["order"], made, shares["kind"], strict=True)
    return dict(zip(cells, shares["units"].tolist(), strict=True))


def good_answers(oracle: Oracle) -> list[Answer]:
    """Give every answer that breaks nothing."""
    assume(sum(1 for _ in itertools.islice(oracle.answers(), MANY + 1)) <= MANY)
    return [a for a in oracle.answers() if not oracle.violated(a)]


def reached(plan: ikm.Plan, *stages: str) -> Fraction:
    return sum((r.value for r in plan.reached if r.name in stages), Fraction(0))


def test_allocate_finds_the_best_of_every_answer():
    """Not kept, short and tolerated value by class, cost, and fairness equal the best answer's."""
    pairs: Counter[tuple[str, str]] = Counter()

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(tiny_tables())
    def run(tables):
        oracle = Oracle(tables)
        good = good_answers(oracle)
        plan = plan_of(tables)
        pairs.update(itertools.combinations(sorted(r.name for r in plan.rules), 2))
        best = min(map(oracle.vector, good))
        mine = answer_of(oracle, plan)
        assert not oracle.violated(mine)
        assert oracle.vector(mine) == best
        assert plan.status == "optimal"
        assert plan.cost == best[-1]
        assert reached(plan, "not_kept") == best[0]
        assert reached(plan, "not_kept_money") == best[1]
        evenness = min(oracle.unevenness(a) for a in good if oracle.vector(a) == best)
        counted = [s for s in oracle.suppliers if not oracle.normal_capacity(s)]
        assert oracle.unevenness({c: u for c, u in mine.items() if c[0] not in counted}) == evenness
        assert plan.audit.empty

    run()
    assert len(pairs) == 91, f"only {len(pairs)} pairs of rules were drawn together"


def test_total_finds_the_least_sum_of_cost_and_penalty():
    """What is given up comes first; then cost and the value of all that is missing are one sum."""

    @settings(max_examples=20, suppress_health_check=list(HealthCheck))
    @given(tiny_tables())
    def run(tables):
        oracle = Oracle(tables)

        def value(answer: Answer) -> tuple[tuple[int, int], Fraction]:
            short = [oracle.value(o) * sum(oracle.missing(answer, o)) for o in oracle.orders]
            return oracle.given_up(answer), oracle.cost(answer) + sum(short)

        best = min(map(value, good_answers(oracle)))
        plan = plan_of(tables, ikm.Total())
        assert value(answer_of(oracle, plan)) == best
        assert reached(plan, "total") == best[1]

    run()

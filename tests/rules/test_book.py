"""The book of rules: the tables say which rules hold, and what no rule reads is named."""

from types import MappingProxyType

import pytest

from ikmpool.rules.book import RULES, rules_of, unused_columns
from ikmpool.rules.rule import Refusal, Rule
from ikmpool.rules.status import Status
from ikmpool.wording import LANGUAGES, has_words
from rules.cases import (
    NOVEMBER_ON,
    OFFERS,
    ORDER,
    SUPPLIERS,
    made,
    makers,
    offers,
    plan_of,
    pool_with,
    refusals,
)

ALWAYS = ["demand", "production", "capacity"]
SPEC = {"product": "shoe", "attribute": "sole"}


@pytest.mark.parametrize(
    ("tables", "more"),
    [
        ({}, []),
        ({"suppliers": makers({"status": "export_ready"})}, ["status"]),
        ({"requirements": [{"requirement": "R", "kind": "workshop"}]}, ["requirements"]),
        ({"specs": [SPEC | {"usl": 5}]}, ["specs"]),
        ({"specs": [SPEC | {"pooled_min": 5}]}, ["specs", "pooled_quality"]),
        ({"specs": [SPEC | {"max_spread": 5}]}, ["specs", "spread"]),
        ({"specs": [SPEC | {"match": True}]}, ["match"]),
        ({"settings": NOVEMBER_ON, "orders": [ORDER | {"due": "2026-11"}]}, ["timing"]),
        ({"freight": [{"city": "Gresik", "destination": "Taiwan"}]}, ["freight"]),
        ({"pairs": [{"supplier": "A", "order": "T1", "locked": 1}]}, ["pairs"]),
        ({"hours": [{"supplier": "A", "hours": 1}]}, ["hours"]),
        ({"orders": [ORDER | {"max_defect_rate": 0.1}]}, ["defects"]),
        ({"orders": [ORDER | {"lead": "A"}]}, ["lead"]),
        ({"offers": offers({"min_lot": 2})}, ["lots"]),
        ({"products": [{"product": "shoe", "carton": 6}]}, ["lots"]),
        ({"tiers": [{"supplier": "A", "from_units": 5, "percent_off": 0.1}]}, ["tiers"]),
        ({"orders": [ORDER | {"aql": 2.5}]}, ["inspection"]),
        ({"orders": [ORDER | {"inspection_cost": 5}]}, ["inspection"]),
        (
            {"freight": [{"city": "Gresik", "destination": "Taiwan", "fixed": 9}]},
            ["freight", "trucks"],
        ),
        ({"offers": offers({"setup_cost": 5})}, ["setup"]),
        ({"suppliers": makers({"engagement_cost": 5})}, ["engagement"]),
        ({"orders": [ORDER | {"all_or_nothing": True}]}, ["all_or_nothing"]),
        ({"orders": [ORDER | {"min_producers": 2}]}, ["producers"]),
        ({"orders": [ORDER | {"max_producers": 1}]}, ["producers"]),
        ({"pairs": [{"supplier": "A", "order": "T1", "forced": True}]}, ["pairs"]),
        ({"orders": [ORDER | {"contract": "K", "same_makers": True}]}, ["same_makers"]),
        ({"limits": [{"supplier": "A", "least": 1}]}, ["limits"]),
    ],
)
def test_the_tables_ask_for_the_rules(tables, more):
    names = [rule.name for rule in rules_of(pool_with(**tables))]
    assert sorted(names) == sorted(ALWAYS + more)


def test_every_rule_has_its_own_name_and_limits_come_after_what_they_limit():
    """Limits speak of the costs of all others, and reserves of all rules together."""
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert names[-2:] == ["limits", "backup"]


def test_the_list_of_rules_is_the_whole_truth():
    """Without the status rule the producer on the waiting list serves, being cheaper."""
    pool = pool_with(suppliers=makers({"status": "waiting_list"}, {"status": "export_ready"}))
    rules = [rule for rule in rules_of(pool) if not isinstance(rule, Status)]
    assert made(pool) == {"B": 10}
    assert made(pool, rules=rules) == {"A": 10}


def test_a_rule_from_outside_refuses_with_its_own_words():
    class NoGresik(Rule):
        """Nobody from Gresik, this time."""

        name = "no_gresik"
        words = MappingProxyType({"gresik": {"en": "not from Gresik.", "id": "bukan dari Gresik."}})

        def admit(self, candidates):
            where = (candidates.supplier == 0).nonzero()[0]
            yield Refusal(self.name, "", "gresik", where)

    pool = pool_with()
    plan = plan_of(pool, rules=[*rules_of(pool), NoGresik()])
    assert plan.shares["supplier"].tolist() == ["B"]
    assert plan.refusals["words"].tolist() == ["not from Gresik."]


def test_columns_that_no_rule_reads_are_named_and_labels_and_defaults_are_not():
    pool = pool_with(
        suppliers=makers({"record": 0.9, "sector": "shoes"}),
        offers=offers({"ramp_up": "50%; 100%", "min_lot": 0}),
        orders=[ORDER | {"destination": "Taiwan", "all_or_nothing": False, "late_cost": 5}],
    )
    assert unused_columns(pool, rules_of(pool)) == [
        "offers.ramp_up",
        "orders.late_cost",
    ]


def test_the_calendar_is_unused_without_months():
    pool = pool_with(calendar=[{"month": "2026-11", "factor": 1}], offers=offers({"capacity": 9}))
    assert "calendar.factor" in unused_columns(pool, rules_of(pool))


def test_no_rule_refuses_or_gives_up_anything_in_a_pool_without_restrictions():
    assert refusals(pool_with(suppliers=SUPPLIERS, offers=OFFERS)) == ([], [])
    assert plan_of(pool_with()).not_kept.empty


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_cost_has_words(language):
    items = (
        *("production", "overtime", "overtime_hours", "freight", "holding"),
        *("trucks", "inspection", "discount"),
        "setup",
        "engagement",
    )
    assert all(has_words(f"rules.items.{item}", language) for item in items)

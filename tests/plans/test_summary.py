"""The summary says what a person needs to know, in both languages."""

import dataclasses
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest

import ikmpool as ikm
from ikmpool.plans import facts, phrases, summary
from ikmpool.program.stages import Reached
from ikmpool.rules.book import RULES
from ikmpool.wording import LANGUAGES, has_words


def pool_of(quantity, capacities, **tables):
    """A pool of one order and some makers of one product, cheapest first."""
    makers = [f"IKM-{number:02}" for number in range(1, len(capacities) + 1)]
    offers = {"supplier": makers, "product": "shoe", "capacity": capacities}
    prices = [100 + number for number in range(len(makers))]
    defaults = {
        "suppliers": pd.DataFrame({"supplier": makers}),
        "offers": pd.DataFrame({**offers, "unit_cost": prices}),
        "orders": pd.DataFrame({"order": ["T1"], "product": "shoe", "quantity": quantity}),
    }
    return ikm.Pool(**{**defaults, **tables})


@pytest.fixture(scope="module")
def made():
    return ikm.allocate(pool_of(500, [300, 150, 120]))


@pytest.fixture(scope="module")
def short():
    return ikm.allocate(pool_of(500, [300, 150]))


def test_a_plan_that_makes_everything_says_so_in_full(made):
    lines = repr(made).splitlines()
    assert lines[0] == "Plan for 1 order: 3 of 3 producers make it"
    assert lines[1] == "  Status    optimal: proven, no valid plan is better"
    assert lines[2] == "  Cost      IDR 50,250"
    assert lines[3] == "  Orders    1 of 1 made in full (500 of 500 units)"
    assert lines[4] == "  Not kept  nothing was given up"
    assert lines[5] == "  Refused   no offer"
    assert "every gap is 0" in lines[6]
    assert "  Audit     0 violations" in lines
    assert lines[-1] == "  T1  shoe  500 of 500  IKM-01 300, IKM-02 150, IKM-03 50"


def test_a_shortage_is_counted_and_stands_beside_its_order(short):
    said = repr(short)
    assert "Orders    0 of 1 made in full, 1 short: 50 of 500 units are missing" in said
    assert said.endswith("  T1  shoe  450 of 500  short 50  IKM-01 300, IKM-02 150")


def test_the_summary_speaks_the_language_of_the_pool():
    said = repr(ikm.allocate(pool_of(1500, [1300, 150], settings={"language": "id"})))
    assert said.startswith("Rencana untuk 1 pesanan: dibuat oleh 2 dari 2 IKM")
    assert "kurang: 50 dari 1.500 unit tidak terpenuhi" in said
    assert "Audit        0 pelanggaran" in said


def test_of_many_orders_the_least_complete_come_first_and_the_rest_is_counted():
    names = [f"T{number:02}" for number in range(40)]
    orders = pd.DataFrame({"order": names, "product": "shoe", "quantity": 10, "class": 1})
    orders.loc[39, ["quantity", "class"]] = [5000, 2]
    said = repr(ikm.allocate(pool_of(0, [500, 200], orders=orders)))
    lines = said.splitlines()
    assert lines[-1] == "  and 25 more orders: plan.orders has all"
    assert sum(line.startswith("  T") for line in lines) == summary.SHOWN_ORDERS
    first = next(line for line in lines if line.startswith("  T"))
    assert first.startswith("  T39")
    assert "short 4,690" in first


def test_many_makers_are_cut_at_the_width_and_counted():
    line = summary.OrderLine("T1", "shoe", 90, 90, 0, tuple((f"IKM-{n}", 3) for n in range(30)))
    words = summary.makers_in_words(line, "en", width=40)
    assert words == "IKM-0 3, IKM-1 3, IKM-2 3, IKM-3 3 and 26 more"


def test_no_line_is_wider_than_the_terminal_it_is_for():
    for line in repr(ikm.allocate(ikm.sample("sidoarjo"))).splitlines():
        assert len(line) <= 110


def test_refusals_are_counted_by_kind():
    pool = pool_of(
        100,
        [300, 150],
        suppliers=pd.DataFrame({"supplier": ["IKM-01", "IKM-02"], "status": ["coached", pd.NA]}),
    )
    assert "2 offers for orders, because of: status not ready 2" in repr(ikm.allocate(pool))


def test_the_counts_are_those_of_the_frame_of_refusals():
    plan = ikm.allocate(ikm.sample("sidoarjo"))
    offers, kinds = facts.refused_offers(plan)
    frame = plan.refusals
    assert offers == len(frame.drop_duplicates(["order", "supplier", "offer"]))
    assert kinds == Counter(zip(frame["rule"], frame["reason"], strict=True))


def test_above_the_stated_size_refused_candidates_are_counted(monkeypatch):
    plan = ikm.allocate(ikm.sample("sidoarjo"))
    monkeypatch.setattr(facts, "COUNTED", 10)
    assert "times an offer for an order in a month" in repr(plan)


def test_a_summary_never_makes_the_frame_of_refusals():
    plan = ikm.allocate(ikm.sample("sidoarjo"))
    assert "offers for orders, because of" in repr(plan)
    assert "refusals" not in vars(plan)


def test_an_open_gap_is_named_with_its_stage(made):
    half = Reached("cost", Fraction(200), Fraction(150), "HiGHS")
    said = repr(dataclasses.replace(made, reached=(half,)))
    assert "feasible: a valid plan, but it is not proven" in said
    assert "Open gaps: cost 25%; every other gap is 0." in said
    assert "but for cost: there HiGHS's word is taken" in " ".join(said.split())


def test_within_the_gap_says_how_large_it_may_be(made):
    near = Reached("cost", Fraction(2_000_001), Fraction(2_000_000), "exact")
    said = repr(dataclasses.replace(made, reached=(near,)))
    assert "within_gap: every stage is proven to be within 0.0001% of the best" in said


def test_what_is_given_up_is_named_with_its_rule_order_and_maker():
    given_up = pd.DataFrame(
        [("lead", "", "T1", "IKM-01", 20)], columns=["rule", "scope", "order", "supplier", "units"]
    )
    plan = dataclasses.replace(ikm.allocate(pool_of(10, [20])), not_kept=given_up)
    assert "Not kept  lead T1 IKM-01 20" in repr(plan)


def test_columns_that_no_rule_uses_are_named():
    offers = pd.DataFrame(
        {"supplier": ["IKM-01"], "product": "shoe", "unit_cost": 5, "ramp_up": "50%"}
    )
    with pytest.warns(ikm.UnusedColumnWarning):
        plan = ikm.allocate(pool_of(10, [20], offers=offers))
    assert "Not used  offers.ramp_up: filled, but no rule uses them yet" in repr(plan)


def test_money_with_decimals_is_exact_and_a_fraction_is_marked_as_rounded():
    pool = pool_of(10, [20], settings={"money_decimals": 2, "currency": "USD"})
    assert phrases.money(Decimal("1234.50"), pool, "en") == "USD 1,234.50"
    assert phrases.money(Fraction(10, 3), pool, "en") == "about USD 3.33"
    assert phrases.money(Fraction(10, 3), pool, "id") == "kira-kira USD 3,33"


def test_the_notebook_shows_the_same_and_names_cannot_be_markup():
    orders = pd.DataFrame({"order": ["<b>T1</b>"], "product": "shoe", "quantity": 1_000})
    page = ikm.allocate(pool_of(0, [300], orders=orders))._repr_html_()
    assert "&lt;b&gt;T1&lt;/b&gt;" in page
    assert "<b>" not in page
    assert "<td>1,000</td><td>300</td><td>700</td><td>IKM-01 300</td>" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_its_name_in_words(language):
    for rule in RULES:
        assert has_words(f"plan.rules.{rule.name}", language), rule.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_of_the_sample_has_its_words(language):
    refusals = ikm.allocate(ikm.sample("sidoarjo")).refusals
    for rule, reason in set(zip(refusals["rule"], refusals["reason"], strict=True)):
        assert has_words(f"plan.reasons.{rule}.{reason}", language), (rule, reason)


def test_names_from_outside_the_package_are_said_as_they_are():
    assert phrases.rule_words("not_too_much", "id") == "not too much"
    assert phrases.reason_words("not_too_much", "far_away", "en") == "not too much far away"
    assert phrases.item_words("port_fee", "en") == "port fee"
    assert phrases.stage_words("something else", "en") == "something else"
    assert phrases.stage_words("short 2", "en") == "shortage 2"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Reserves  5 drop-outs: 4 made up for in full; IKM-01 leaves 172 short"),
        ("id", "Cadangan     5 IKM mundur: 4 tertutup penuh; IKM-01 menyisakan kekurangan 172"),
    ],
)
def test_reserves_are_said_where_drop_outs_are_named(language, words):
    pool = ikm.sample("shoes500")
    settings = pool.all_settings() | {"language": language}
    named = pd.DataFrame({"supplier": ["each"]})
    plan = ikm.allocate(pool.replace(settings=settings, dropouts=named))
    assert (
        words.split()
        == next(line for line in repr(plan).splitlines() if words.split()[0] in line).split()
    )
    assert words.split()[0] not in repr(ikm.allocate(pool))

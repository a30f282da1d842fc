"""Spread: the makers of an order, or of a contract, have means that lie close together."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ikmpool.plans import allocation
from ikmpool.rules.book import rules_of
from ikmpool.rules.spread import windows
from rules.cases import (
    NOVEMBER_ON,
    ORDER,
    eased,
    made,
    plan_of,
    pool_with,
    refusals,
    vector,
    violations,
)
from rules.every_answer import Drafted, good_answers, switches
from rules.oracle import Oracle
from strategies import pool_of

SPEC = {"product": "shoe", "attribute": "sole", "max_spread": 0.3}
NAMES = "ABCDE"


def tables_of(means, spec=SPEC, costs=(10, 20, 30, 40, 50), *, most=4, **tables):
    """Makers A, B, C ... have these means, and each makes ``most`` at its cost."""
    names = NAMES[: len(means)]
    return {
        "suppliers": [{"supplier": s} for s in names],
        "offers": [
            {"supplier": s, "product": "shoe", "unit_cost": cost, "capacity": most}
            for s, cost in zip(names, costs, strict=False)
        ],
        "orders": [ORDER],
        "specs": [spec],
        "quality": [
            {"supplier": s, "attribute": "sole", "mean": mean, "sd": 0.1}
            for s, mean in zip(names, means, strict=True)
        ],
    } | tables


def spread_pool(means, spec=SPEC, **tables):
    return pool_with(**tables_of(means, spec, **tables))


def test_means_further_apart_than_the_spread_do_not_go_together():
    """A 4.0 and B 4.5 are 0.5 apart; C's 4.2 is within 0.3 of either, and A is cheaper than B."""
    pool = spread_pool((4, 4.5, 4.2))
    assert made(pool) == {"A": 4, "C": 4}
    assert vector(pool) == (0, 2, 0, 40 + 120)
    assert violations(pool, "A 3", "B 2", "C 1") == (
        ["T1: the mean sole is 4 of A and 4.5 of B: 0.5 apart, asked is at most 0.3."],
        ["T1: rata-rata sole 4 pada A dan 4,5 pada B: beda 0,5, paling banyak 0,3."],
    )
    assert violations(pool, "A 3", "C 2") == violations(pool, "B 3", "C 2") == ([], [])


def test_a_spread_that_is_met_exactly_holds():
    """4.1 - 3.8 is 0.3, although the floats differ by 0.2999...8; nothing is a hundredth more."""
    assert made(spread_pool((3.8, 4.1), most=5)) == {"A": 5, "B": 5}
    assert made(spread_pool((3.8, 4.11), most=5)) == {"A": 5}
    assert made(spread_pool((4, 4, 4.01), SPEC | {"max_spread": 0})) == {"A": 4, "B": 4}


def test_all_makers_fit_where_the_spread_is_wide():
    pool = spread_pool((4, 4.5, 4.2), SPEC | {"max_spread": 0.5})
    assert made(pool) == {"A": 4, "B": 4, "C": 2}


def test_each_order_is_alike_in_itself():
    """A makes T1 and B makes T2: nothing holds their means against each other."""
    orders = [ORDER | {"quantity": 4}, ORDER | {"order": "T2", "quantity": 4}]
    assert made(spread_pool((4, 4.5), orders=orders)) == {"A T1": 4, "B T2": 4}


def test_a_contract_is_alike_over_all_its_orders():
    """The same two orders as one contract are A's only: 4 of 8."""
    orders = [
        ORDER | {"quantity": 4, "contract": "K"},
        ORDER | {"order": "T2", "quantity": 4, "contract": "K"},
    ]
    spec = {"contract": "K", "attribute": "sole", "max_spread": 0.3}
    pool = spread_pool((4, 4.5), spec, orders=orders)
    assert sum(made(pool).values()) == 4
    assert {name.split()[0] for name in made(pool)} == {"A"}
    assert violations(pool, "A T1 4", "B T2 4") == (
        ["contract K: the mean sole is 4 of A and 4.5 of B: 0.5 apart, asked is at most 0.3."],
        ["kontrak K: rata-rata sole 4 pada A dan 4,5 pada B: beda 0,5, paling banyak 0,3."],
    )


def test_specs_of_order_contract_and_product_all_hold():
    """Beside A goes B within 0.5 (product), C within 0.4 (contract), D within 0.3 (order)."""
    order = ORDER | {"contract": "K", "quantity": 8}
    specs = [
        SPEC | {"max_spread": 0.5},
        {"contract": "K", "attribute": "sole", "max_spread": 0.4},
        {"order": "T1", "attribute": "sole", "max_spread": 0.3},
    ]
    means = (4, 4.5, 4.4, 4.3)
    for count, makers in ((1, "AB"), (2, "AC"), (3, "AD")):
        pool = spread_pool(means, orders=[order], specs=specs[:count], costs=(10, 20, 30, 31))
        assert "".join(made(pool)) == makers
    assert len(violations(pool, "A 1", "B 1")[0]) == 2


def test_attributes_are_compared_apart():
    """A and B have one sole, and width 9 and 10."""
    quality = [
        {"supplier": s, "attribute": a, "mean": m}
        for s, a, m in (("A", "sole", 4), ("B", "sole", 4), ("A", "width", 9), ("B", "width", 10))
    ]
    specs = [SPEC, SPEC | {"attribute": "width", "max_spread": 0.9}]
    assert made(spread_pool((4, 4), specs=specs, quality=quality)) == {"A": 4}
    specs[1]["max_spread"] = 1
    assert made(spread_pool((4, 4), specs=specs, quality=quality)) == {"A": 4, "B": 4}


def test_a_mean_of_the_product_beats_the_general_one():
    quality = [
        {"supplier": "A", "attribute": "sole", "mean": 4},
        {"supplier": "B", "attribute": "sole", "mean": 9},
        {"supplier": "B", "product": "shoe", "attribute": "sole", "mean": 4.2},
    ]
    assert made(spread_pool((4, 9), quality=quality)) == {"A": 4, "B": 4}


def test_all_months_and_overtime_of_a_maker_count_as_one():
    """Two months at 1 and 1 overtime: A makes its 4, and B's none beside it."""
    pool = spread_pool(
        (4, 4.5),
        settings=NOVEMBER_ON,
        orders=[ORDER | {"due": "2026-12"}],
        offers=[
            {
                "supplier": s,
                "product": "shoe",
                "unit_cost": c,
                "capacity": 1,
                "overtime_capacity": 1,
            }
            for s, c in (("A", 10), ("B", 20))
        ],
    )
    assert sum(made(pool).values()) == 4
    assert {name.split()[0] for name in made(pool)} == {"A"}


def test_who_was_not_measured_is_refused():
    pool = spread_pool((4, 4), quality=[{"supplier": "A", "attribute": "sole", "mean": 4}])
    assert made(pool) == {"A": 4}
    assert refusals(pool) == (
        ["B | shoe, sole | sole was not measured."],
        ["B | shoe, sole | sole belum diukur."],
    )


def test_program_audit_and_accounts_agree_on_every_answer():
    """Of 4.0, 4.4, 4.2 only A and B do not go together; the order takes 2."""
    answers = good_answers(spread_pool((4, 4.4, 4.2), orders=[ORDER | {"quantity": 2}], most=2), 2)
    assert all(a * b == 0 for a, b, _ in answers)
    assert len(answers) == 9  # 10 ways to make up to 2, less the one of both A and B


def test_a_contract_of_two_orders_agrees_on_every_answer():
    orders = [
        ORDER | {"quantity": 1, "contract": "K"},
        ORDER | {"order": "T2", "quantity": 1, "contract": "K"},
    ]
    spec = {"contract": "K", "attribute": "sole", "max_spread": 0.3}
    answers = good_answers(spread_pool((4, 4.4, 4.2), spec, orders=orders, most=2), 1)
    assert len(answers) == 14  # 4 x 4, less A with B twice


def test_windows_are_chosen_only_where_not_all_makers_fit():
    assert switches(spread_pool((4, 4.3))) == {}
    assert switches(spread_pool((4, 4.4, 4.2))) == {"window": 2}
    assert switches(spread_pool((4, 4.4, 4.2), {"product": "shoe", "attribute": "sole"})) == {}


def test_a_mean_in_every_window_is_tied_to_none_and_rows_stay_short():
    """99 means from 1 to 99 and windows of 80: 20 windows, and 20 to 80 lie in all of them."""
    suppliers = [{"supplier": f"S{i}"} for i in range(1, 100)]
    pool = pool_with(
        suppliers=suppliers,
        offers=[s | {"product": "shoe", "unit_cost": 1} for s in suppliers],
        specs=[SPEC | {"max_spread": 79}],
        quality=[s | {"attribute": "sole", "mean": i} for i, s in enumerate(suppliers, 1)],
    )
    program = Drafted(pool).program
    kinds = {f.kind: f for f in program.rows}
    entries = np.diff(program.matrix.indptr)
    assert switches(pool) == {"window": 20}
    for kind, count, most in (("spread", 19, 2), ("link", 99 - 61, 3)):
        rows = entries[kinds[kind].start : kinds[kind].stop]
        assert (len(rows), rows.max()) == (count, most)


def test_ten_thousand_makers_have_short_rows():
    """Entries grow with the makers, not with makers times windows: nine a maker at most."""
    means = np.round(np.random.default_rng(1).normal(4, 0.3, 10_000), 4)
    suppliers = [{"supplier": f"S{i}"} for i in range(len(means))]
    pool = pool_with(
        suppliers=suppliers,
        offers=[s | {"product": "shoe", "unit_cost": 1, "capacity": 9} for s in suppliers],
        orders=[ORDER | {"quantity": 1_000}],
        specs=[SPEC],
        quality=[
            s | {"attribute": "sole", "mean": mean}
            for s, mean in zip(suppliers, means.tolist(), strict=True)
        ],
    )
    _, _, draft = allocation.drafted(pool, rules_of(pool))
    assert len(draft.columns_of("window")) > 1_000
    assert draft.drafting.program().matrix.nnz <= 9 * len(means)


def test_widening_a_spread_until_a_pair_fits_saves_what_it_cost():
    """0.3 to 0.5 lets A and B together: 10 in full, 40 + 80 + 60 instead of 2 short."""
    pool = spread_pool((4, 4.5), most=5, costs=(10, 20))
    assert vector(pool) == (0, 5, 0, 50)
    assert [vector(p) for p in eased(pool, "spread")] == [(0, 0, 0, 150)]
    assert eased(spread_pool((4, 4.3)), "spread") == []


def test_the_model_names_its_windows():
    drafted = Drafted(spread_pool((4, 4.4)))
    family = next(f for f in drafted.program.columns if f.kind == "window")
    assert [family.name(i) for i in range(2)] == ["T1.shoe, sole.1", "T1.shoe, sole.2"]


means_drawn = st.lists(st.integers(0, 12), min_size=1, max_size=5)
widths = st.integers(0, 13)


@given(means_drawn, widths)
def test_a_window_holds_a_set_of_means_exactly_where_its_spread_fits(means, width):
    """Some window holds all of a set: that is, last and first windows of its members overlap."""
    found = windows(np.array(means, dtype=np.int64), width)
    for subset in subsets_of(len(means)):
        chosen = [means[i] for i in subset]
        fits = max(chosen) - min(chosen) <= width
        assert (max(found.first[subset]) <= min(found.last[subset])) == fits
    assert found.first.min() == 0
    assert found.last.max() == found.count - 1


@settings(max_examples=20)
@given(st.lists(st.integers(0, 12), min_size=2, max_size=4), widths, st.booleans())
def test_the_program_admits_exactly_the_makers_whose_spread_fits(means, width, reverse):
    """Each set makes one unit a maker; the best of the sets that fit is what allocate finds."""
    spec = SPEC | {"max_spread": width / 10}
    costs = (40, 30, 20, 10) if reverse else (10, 20, 30, 40)
    pool = spread_pool([mean / 10 for mean in means], spec, costs=costs, most=1)
    drafted, best = Drafted(pool), (0, 0)
    for subset in subsets_of(len(means)):
        units = np.zeros(len(means), dtype=np.int64)
        units[subset] = 1
        chosen = [means[i] for i in subset]
        fits = max(chosen) - min(chosen) <= width
        assert drafted.agrees(units) == fits
        if fits:
            best = min(best, (-len(subset), sum(costs[i] for i in subset)))
    plan = plan_of(pool)
    assert (-plan.shares["units"].sum(), plan.cost) == best


def subsets_of(count):
    """Give every set of at least one of so many makers."""
    sizes = range(1, count + 1)
    return [list(s) for size in sizes for s in itertools.combinations(range(count), size)]


@pytest.mark.parametrize("width", [0.2, 0.4, 0.6, 1])
def test_it_holds_together_with_pooled_means_cpm_defects_and_a_match(width):
    """The best of every answer that the oracle finds good, whatever the width."""
    spec = SPEC | {"max_spread": width, "lsl": 3, "target": 4, "usl": 5}
    tables = tables_of((3.6, 4.4, 4.1, 3.8), spec | {"min_cpm": 0.8, "pooled_min": 3.75}, most=2)
    tables["orders"] = [
        ORDER | {"quantity": 5, "price": 99, "inspection": "unsorted", "max_defect_rate": 0.04}
    ]
    for offer, rate in zip(tables["offers"], (0.06, 0.02, 0.05, 0.03), strict=True):
        offer["defect_rate"] = rate
    tables["specs"].append({"order": "T1", "attribute": "dye", "match": True})
    offered = (
        ("A", "red"),
        ("A", "blue"),
        ("B", "blue"),
        ("C", "red"),
        ("D", "red"),
        ("D", "blue"),
    )
    tables["quality"] += [{"supplier": s, "attribute": "dye", "class": c} for s, c in offered]
    oracle = Oracle(tables)
    best = min(map(oracle.vector, oracle.good()))
    plan = plan_of(pool_of(tables))
    answer = {
        (s, "T1", 0, "normal", 0): u
        for s, u in zip(plan.shares["supplier"], plan.shares["units"], strict=True)
    }
    assert not oracle.violated(answer)
    assert oracle.vector(answer) == best
    assert plan.status == "optimal"

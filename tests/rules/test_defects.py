"""Defects: an unsorted order limits its pooled defect rate."""

from rules.cases import ORDER, eased, made, offers, pool_with, refusals, vector, violations

UNSORTED = ORDER | {"inspection": "unsorted", "max_defect_rate": 0.04}
RATES = offers({"defect_rate": 0.1}, {"defect_rate": 0.01})


def test_the_defect_rate_is_pooled_over_the_units_shipped():
    """A of 10 from A: (0.1 a + 0.01 (10 - a)) / 10 is 0.037 at 3 and 0.046 at 4."""
    pool = pool_with(orders=[UNSORTED], offers=RATES)
    assert made(pool) == {"A": 3, "B": 7}
    assert violations(pool, "A 4", "B 6") == (
        ["T1: the pooled defect rate is 0.046, asked is at most 0.04."],
        ["T1: tingkat cacat gabungan 0,046, paling banyak 0,04."],
    )


def test_a_sorted_order_ships_good_units_only():
    assert made(pool_with(orders=[UNSORTED | {"inspection": "sorted"}], offers=RATES)) == {"A": 10}
    assert made(pool_with(orders=[UNSORTED | {"inspection": None}], offers=RATES)) == {"A": 10}


def test_an_unstated_rate_is_a_refusal_where_the_order_is_unsorted():
    pool = pool_with(orders=[UNSORTED], offers=offers({}, {"defect_rate": 0.04}))
    assert made(pool) == {"B": 10}
    words = (
        "the defect rate is not stated, and the order is shipped unsorted.",
        "tingkat cacat tidak disebut, padahal pesanan dikirim tanpa sortir.",
    )
    assert refusals(pool) == tuple([f"A | T1 | {w}"] for w in words)
    english, indonesian = violations(pool, "A 2", "B 8")
    assert (english, indonesian) == ([f"T1: {words[0]}"], [f"T1: {words[1]}"])
    assert refusals(pool_with(orders=[ORDER | {"inspection": "unsorted"}]))[0] == []


def test_a_quotations_rate_comes_from_the_general_offer():
    quotes = [*RATES, {"supplier": "A", "product": "shoe", "order": "T1", "unit_cost": 1}]
    assert made(pool_with(orders=[UNSORTED], offers=quotes)) == {"A": 3, "B": 7}


def test_a_higher_rate_or_sorting_loosens_it():
    """At 0.05, 4 of A (0.046): 160 instead of 170; sorted, all 10 are A's: 100."""
    pool = pool_with(orders=[UNSORTED], offers=RATES)
    assert vector(pool)[-1] == 30 + 140
    assert [vector(p)[-1] for p in eased(pool, "defects")] == [160, 100]

"""Lots: a producer starts for a min lot at least, and makes whole lots."""

from rules.cases import (
    NOVEMBER_ON,
    ORDER,
    eased,
    made,
    offers,
    plan_of,
    pool_with,
    refusals,
    vector,
    violations,
)
from rules.every_answer import good_answers, switches


def test_less_than_a_min_lot_is_not_worth_starting_for():
    """A holds 7 of 10 and B starts for 4: 6 of A and 4 of B cost 60 + 80 = 140."""
    pool = pool_with(offers=offers({"capacity": 7}, {"min_lot": 4}))
    assert made(pool) == {"A": 6, "B": 4}
    assert vector(pool) == (0, 0, 0, 140)


def test_where_both_lots_do_not_fit_together_something_is_short_or_dearer():
    """Lots of 6 do not fit twice into 10: A alone makes its 7, and 3 are short."""
    pool = pool_with(offers=offers({"capacity": 7, "min_lot": 6}, {"min_lot": 6, "capacity": 6}))
    assert made(pool) == {"A": 7}
    assert vector(pool) == (0, 3, 0, 70)


def test_a_min_lot_counts_all_months_and_overtime_together():
    """4 in all are enough: 1 in November, 1 in December, 2 of them in overtime."""
    pool = pool_with(
        settings=NOVEMBER_ON,
        orders=[ORDER | {"quantity": 4, "due": "2026-12"}],
        offers=offers({"capacity": 1, "overtime_capacity": 1, "min_lot": 4}, {"unit_cost": 99}),
    )
    assert made(pool) == {
        "A 2026-11": 1,
        "A 2026-11 overtime": 1,
        "A 2026-12": 1,
        "A 2026-12 overtime": 1,
    }


def test_units_come_in_whole_lots():
    """A makes 3 a lot and B 1: 9 of A and 1 of B cost 90 + 20 = 110."""
    pool = pool_with(offers=offers({"lot_multiple": 3}))
    assert made(pool) == {"A": 9, "B": 1}
    assert vector(pool) == (0, 0, 0, 110)


def test_lots_of_an_offer_are_whole_cartons_too():
    """Lots of 2 in cartons of 3 are made 6 at a time; B makes cartons of 3: 6 + 3, and 1 short."""
    pool = pool_with(
        offers=offers({"lot_multiple": 2}), products=[{"product": "shoe", "carton": 3}]
    )
    assert made(pool) == {"A": 6, "B": 3}
    assert vector(pool) == (0, 1, 0, 120)


def test_a_min_lot_is_rounded_up_to_whole_lots():
    """At least 4 in lots of 3 are 6, so with room for 5 A makes none."""
    pool = pool_with(offers=offers({"min_lot": 4, "lot_multiple": 3, "capacity": 5}))
    assert made(pool) == {"B": 10}


def test_a_quotation_has_its_own_min_lot_and_leans_on_the_general_one():
    """General 8, for T1 4, for T2 blank; both orders want 6, and B is dear."""
    orders = [ORDER | {"quantity": 6}, ORDER | {"order": "T2", "quantity": 6}]
    quoted = [
        {"supplier": "A", "product": "shoe", "order": "T1", "min_lot": 4},
        {"supplier": "A", "product": "shoe", "order": "T2", "unit_cost": 11},
    ]
    pool = pool_with(orders=orders, offers=[*offers({"min_lot": 8}), *quoted])
    assert made(pool) == {"A T1": 6, "B T2": 6}


def test_an_order_smaller_than_a_lot_refuses_it_with_the_figures():
    pool = pool_with(offers=offers({"min_lot": 12}, {"min_lot": 9, "lot_multiple": 11}))
    assert refusals(pool) == (
        [
            "A | T1 | the min lot is 12 units, the order takes at most 10.",
            "B | T1 | units come in lots of 11, and the order takes at most 10.",
        ],
        [
            "A | T1 | lot minimum 12 unit, pesanan ini paling banyak 10.",
            "B | T1 | unit dibuat dalam kelipatan 11, padahal pesanan ini paling banyak 10.",
        ],
    )


def test_the_tolerance_above_the_order_makes_room_for_a_lot():
    """10 and a fifth are 12: the lot of 12 fits, and leaves nothing short."""
    order = ORDER | {"tolerance_over": 0.2}
    pool = pool_with(orders=[order], offers=offers({"min_lot": 12}, {"capacity": 9}))
    assert refusals(pool) == ([], [])
    assert made(pool) == {"A": 12}


def test_too_small_a_lot_and_a_broken_one_are_violations():
    pool = pool_with(offers=offers({"min_lot": 6}, {"lot_multiple": 4}))
    assert violations(pool, "A 2", "A 3", "B 5") == (
        [
            "T1, A: 5 units are made, the min lot is 6.",
            "T1, B: 5 units are made, which are not whole lots of 4.",
        ],
        [
            "T1, A: 5 unit dibuat, lot minimumnya 6.",
            "T1, B: 5 unit dibuat, bukan kelipatan 4.",
        ],
    )
    assert violations(pool, "A 2", "A 4", "B 4") == ([], [])


def test_program_audit_and_accounts_agree_on_every_answer():
    """Of 4 units, A makes 0 or at least 2 and B 0 or 3: (0|2|3|4, 0), (0, 3) are all there are."""
    pool = pool_with(
        orders=[ORDER | {"quantity": 4}], offers=offers({"min_lot": 2}, {"lot_multiple": 3})
    )
    assert good_answers(pool, 5) == [(0, 0), (0, 3), (2, 0), (3, 0), (4, 0)]


def test_yes_no_columns_are_made_only_where_a_lot_asks_for_them():
    """A min lot of 1, or of no more than a lot, asks for nothing of its own."""
    assert switches(pool_with(offers=offers({"min_lot": 1}, {"lot_multiple": 1}))) == {}
    assert switches(pool_with(offers=offers({"min_lot": 2}))) == {"used": 1}
    assert switches(pool_with(offers=offers({"min_lot": 3, "lot_multiple": 3}))) == {"lots": 1}
    both = offers({"min_lot": 4, "lot_multiple": 3}, {"min_lot": 5})
    assert switches(pool_with(offers=both)) == {"used": 2, "lots": 1}


def test_a_smaller_min_lot_saves_what_the_lot_cost():
    """B starts for 4, then for 3, and A makes one more: 10 less than 140."""
    pool = pool_with(offers=offers({"capacity": 7}, {"min_lot": 4}))
    assert [vector(p)[-1] for p in eased(pool, "lots")] == [130]


def test_a_min_lot_in_whole_lots_is_lowered_by_one_lot():
    """At least 8 in lots of 3 are 9; a step down are 6."""
    [pool] = eased(pool_with(offers=offers({"min_lot": 8, "lot_multiple": 3})), "lots")
    assert pool.figures("offers", "min_lot").units.tolist() == [6, 0]


def test_a_pool_whose_lots_nobody_can_fill_has_the_empty_plan():
    plan = plan_of(pool_with(offers=offers({"min_lot": 4, "capacity": 3}, {"lot_multiple": 11})))
    assert plan.status == "optimal"
    assert plan.shares.empty
    assert plan.orders["short"].tolist() == [10]

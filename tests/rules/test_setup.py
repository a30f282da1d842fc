"""Set-up: starting costs money, once an order or once a month."""

import ikmpool as ikm
from rules.cases import (
    NOVEMBER_ON,
    OFFERS,
    ORDER,
    in_indonesian,
    lines,
    made,
    offers,
    plan_of,
    pool_with,
    vector,
)
from rules.every_answer import good_answers, switches

TWO = [ORDER | {"quantity": 3}, ORDER | {"order": "T2", "quantity": 3}]
DUE = [o | {"due": "2026-12"} for o in TWO]


def joint(pool: ikm.Pool, **arguments) -> list[tuple[str, ...]]:
    """Give item, order, supplier, month and amount of the set-up lines of the pool's plan."""
    ledger = plan_of(pool, **arguments).ledger
    rows = ledger[ledger["item"] == "setup"].astype(str)
    return [tuple(row) for row in rows.to_numpy().tolist()]


def test_a_cheap_maker_that_is_dear_to_start_is_left_alone_for_a_small_order():
    """10 of A cost 100 and 150 to start, 10 of B 200: B makes all, until A starts for 90."""
    assert made(pool_with(offers=offers({"setup_cost": 150}))) == {"B": 10}
    pool = pool_with(offers=offers({"setup_cost": 90}))
    assert made(pool) == {"A": 10}
    assert vector(pool) == (0, 0, 0, 190)


def test_starting_twice_is_dearer_than_one_dear_maker():
    """A holds 8: with B for 2 it is 80 + 40 + 30 + 60 = 210, and B alone costs 260.

    Where A starts for 90, both cost 270.
    """
    pool = pool_with(offers=offers({"capacity": 8, "setup_cost": 30}, {"setup_cost": 60}))
    assert (made(pool), vector(pool)[-1]) == ({"A": 8, "B": 2}, 210)
    pool = pool_with(offers=offers({"capacity": 8, "setup_cost": 90}, {"setup_cost": 60}))
    assert (made(pool), vector(pool)[-1]) == ({"B": 10}, 260)


def test_it_is_paid_for_each_order_whatever_the_month_and_kind():
    """Two orders of 3, made in two months: 2 x 7, noted in the first month made of each."""
    pool = pool_with(
        settings=NOVEMBER_ON,
        orders=[DUE[0] | {"due": "2026-11"}, DUE[1]],
        offers=offers({"setup_cost": 7, "capacity": 3}),
    )
    typed = ("A T1 1 2026-12", "A T1 2 2026-11", "A T2 3 2026-12")
    assert lines(pool, *typed) == {"production": 60, "setup": 14}
    assert joint(pool) == [
        ("setup", "T1", "A", "2026-11", "7"),
        ("setup", "T2", "A", "2026-12", "7"),
    ]


def test_a_month_is_paid_once_for_all_orders_made_in_it():
    """Both orders fit into one month: 6 x 10 + 7, against 14 in two months."""
    pool = pool_with(
        settings=NOVEMBER_ON,
        orders=[DUE[0] | {"due": "2026-11"}, DUE[1]],
        offers=offers({"setup_cost": 7, "setup_per": "month", "capacity": 6}),
    )
    assert vector(pool) == (0, 0, 0, 67)
    assert joint(pool) == [("setup", "", "A", "2026-11", "7")]
    assert lines(pool, "A T1 3 2026-11", "A T2 3 2026-12")["setup"] == 14


def test_in_a_pool_without_months_a_month_is_the_one_period():
    pool = pool_with(orders=TWO, offers=offers({"setup_cost": 7, "setup_per": "month"}))
    assert vector(pool) == (0, 0, 0, 67)
    assert joint(pool) == [("setup", "", "A", "7")]


def test_the_row_that_states_the_cost_says_for_what_it_is_paid():
    """T1's quotation leaves the cost to the general row, paid every month: both orders share the 7.

    A cost of 0 in the quotation, or of 4, is its own.
    """
    general = OFFERS[0] | {"setup_cost": 7, "setup_per": "month"}
    quoted = {"supplier": "A", "product": "shoe", "order": "T1", "setup_per": "order"}
    both = ("A T1 3", "A T2 3")
    assert lines(pool_with(orders=TWO, offers=[general, quoted]), *both)["setup"] == 7
    free = quoted | {"setup_cost": 0}
    assert lines(pool_with(orders=TWO, offers=[general, free]), *both)["setup"] == 7
    assert "setup" not in lines(pool_with(orders=TWO, offers=[general, free]), "A T1 3")
    own = quoted | {"setup_cost": 4}
    assert lines(pool_with(orders=TWO, offers=[general, own]), *both)["setup"] == 11


def test_program_audit_and_accounts_agree_on_every_answer():
    """Each order has 6 answers of up to 2 units, and all 36 hold."""
    quoted = {"supplier": "A", "product": "shoe", "order": "T1", "unit_cost": 11}
    small = [o | {"quantity": 2} for o in TWO]
    pool = pool_with(
        orders=small,
        offers=[
            *offers({"setup_cost": 7, "setup_per": "month"}, {"setup_cost": 3}),
            quoted,
            quoted | {"supplier": "B", "setup_cost": 5, "setup_per": "month"},
        ],
    )
    assert len(good_answers(pool, 2)) == 6 * 6


def test_with_months_every_answer_agrees_too():
    """Two units over two months and two makers: of 81 answers the 15 with up to 2 units hold."""
    pool = pool_with(
        settings={"start": "2026-11", "end": "2026-12"},
        orders=[ORDER | {"quantity": 2, "due": "2026-12"}],
        offers=offers({"setup_cost": 7, "setup_per": "month"}, {"setup_cost": 3}),
    )
    assert len(good_answers(pool, 2)) == 15


def test_a_greatest_cost_counts_what_starting_costs():
    """Of T1 at most 36: 3 of A cost 30 and 7 to start, so 2 are made, and T2 is free of it."""
    limit = [{"order": "T1", "of": "money", "greatest": 36}]
    pool = pool_with(orders=TWO, offers=[OFFERS[0] | {"setup_cost": 7}], limits=limit)
    assert made(pool) == {"A T1": 2, "A T2": 3}


def test_yes_no_columns_are_made_only_where_starting_costs_something():
    assert switches(pool_with(offers=offers({"setup_cost": 0}))) == {}
    assert switches(pool_with(offers=offers({"setup_cost": 5}))) == {"used": 1}


def test_a_min_lot_and_a_set_up_share_one_yes_no():
    assert switches(pool_with(offers=offers({"setup_cost": 5, "min_lot": 4}))) == {"used": 1}


def test_starting_has_words_in_both_languages():
    pool = pool_with(offers=offers({"setup_cost": 5}))
    words = [ikm.allocate(p) for p in (pool, in_indonesian(pool))]
    assert ["set-up" in repr(words[0]), "persiapan" in repr(words[1])] == [True, True]

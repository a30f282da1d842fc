"""Same makers: whoever makes for one order of a contract makes for each of them."""

import pytest

from ikmpool.errors import TableError
from rules.cases import (
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

ALONG = ORDER | {"contract": "K", "same_makers": True}
SECOND = ALONG | {"order": "T2"}
#: Ten of T1 and ten of T2: A holds 15 in all, so that B, who is dearer, has a part of both.
BOTH = {"orders": [ALONG, SECOND], "offers": offers({"capacity": 15})}
BAG = {"supplier": "A", "product": "bag", "unit_cost": 1}


def test_a_maker_of_one_order_has_a_unit_of_the_other_at_least():
    """Apart, B would make 5 of one order; together 1 and 4, or 2 and 3: it is fair as well."""
    apart = [row | {"same_makers": False} for row in BOTH["orders"]]
    assert len(made(pool_with(**BOTH | {"orders": apart}))) == 3
    units = made(pool_with(**BOTH))
    assert set(units) == {"A T1", "A T2", "B T1", "B T2"}
    assert units["B T1"] + units["B T2"] == 5


def test_an_order_of_one_unit_has_one_maker_and_so_has_its_contract():
    """T2 is one unit: whoever makes it makes for T1 alone, and the other none."""
    pool = pool_with(**BOTH | {"orders": [ALONG | {"quantity": 18}, SECOND | {"quantity": 1}]})
    assert made(pool) == {"B T1": 18, "B T2": 1}


def test_who_has_no_offer_for_one_order_is_refused_for_the_others_and_told_why():
    pool = pool_with(orders=[ALONG, SECOND | {"product": "bag"}], offers=[*offers({}), BAG])
    english = "contract K has the same makers all along, and the producer has no offer for its"
    indonesian = "kontrak K dibuat IKM yang sama, padahal IKM ini tidak punya penawaran untuk"
    assert refusals(pool) == (
        [f"B | K | {english} order T2."],
        [f"B | K | {indonesian} pesanannya T2."],
    )
    assert made(pool) == {"A T1": 10, "A T2": 10}


def test_who_is_refused_for_one_order_makes_for_none():
    """B is forbidden for T2; A alone holds 15 of the 20."""
    pool = pool_with(**BOTH, pairs=[{"supplier": "B", "order": "T2", "forbidden": True}])
    plan = plan_of(pool)
    assert set(plan.shares["supplier"]) == {"A"}
    assert plan.orders["short"].sum() == 5


def test_where_nobody_can_make_one_order_nobody_makes_the_others():
    pairs = [{"supplier": s, "order": "T2", "forbidden": True} for s in "AB"]
    plan = plan_of(pool_with(**BOTH, pairs=pairs))
    assert plan.shares.empty
    assert plan.orders["short"].tolist() == [10, 10]


def test_locked_and_forced_parts_of_who_may_not_make_all_of_them_are_reported_as_not_kept():
    pairs = [
        {"supplier": "B", "order": "T2", "forbidden": True},
        {"supplier": "B", "order": "T1", "locked": 3, "forced": True},
    ]
    kept = plan_of(pool_with(**BOTH, pairs=pairs)).not_kept
    assert kept[["scope", "supplier", "units"]].to_numpy().tolist() == [
        ["", "B", 3],
        ["forced", "B", 1],
    ]


def test_a_forced_maker_of_one_order_makes_for_the_other_too():
    pairs = [{"supplier": "B", "order": "T1", "forced": True}]
    pool = pool_with(orders=[ALONG, SECOND], pairs=pairs)
    assert made(pool) == {"A T1": 9, "A T2": 9, "B T1": 1, "B T2": 1}


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"same_makers": None}, "the other order says nothing"),
        ({"contract": "L"}, "the other order is of another contract"),
        ({"quantity": 0}, "the other order takes no unit"),
    ],
)
def test_a_single_order_binds_nothing(other, why):
    pool = pool_with(**BOTH | {"orders": [ALONG | {"quantity": 20}, SECOND | other]})
    assert violations(pool, "A 15", "B 5") == ([], []), why
    assert switches(pool) == {}, why


def test_a_maker_that_misses_an_order_is_named_with_contract_and_order():
    pool = pool_with(orders=[ALONG, SECOND, ALONG | {"order": "T3"}])
    english = "contract K has the same makers all along: the producer has a part of T2, and none of"
    indonesian = "kontrak K dibuat IKM yang sama: IKM ini mendapat bagian T2, tetapi tidak mendapat"
    assert violations(pool, "A 5", "A T2 5", "A T3 5", "B T2 5") == (
        [f"{order}, B: {english} order {order}." for order in ("T1", "T3")],
        [f"{order}, B: {indonesian} bagian pesanan {order}." for order in ("T1", "T3")],
    )
    assert violations(pool, "A 5", "A T2 5", "A T3 5", "B 0") == ([], [])


def test_each_contract_has_makers_of_its_own():
    others = [row | {"order": f"L{i}", "contract": "L"} for i, row in enumerate((ALONG, SECOND))]
    pool = pool_with(orders=[ALONG, SECOND, *others])
    assert violations(pool, "A 5", "A T2 5", "B L0 5", "B L1 5") == ([], [])
    assert len(violations(pool, "A 5", "A T2 5", "B L0 5")[0]) == 1


def test_program_audit_and_accounts_agree_on_every_answer():
    """Two units each: neither, A alone, B alone, or one unit of each from both."""
    good = good_answers(pool_with(orders=[ALONG | {"quantity": 2}, SECOND | {"quantity": 2}]), 2)
    assert len(good) == 1 + 4 + 4 + 1


def test_one_yes_or_no_a_maker_and_contract():
    assert switches(pool_with(orders=[ALONG, SECOND])) == {"used": 2}


def test_an_order_with_makers_of_its_own_frees_the_contract():
    """B is forbidden for T2; freed, it makes 5 of T1."""
    pool = pool_with(**BOTH, pairs=[{"supplier": "B", "order": "T2", "forbidden": True}])
    assert vector(pool)[1] == 5
    assert [vector(p)[1] for p in eased(pool, "same_makers")] == [0, 0]


def test_an_order_without_a_contract_is_a_fault_with_its_cure():
    with pytest.raises(TableError) as error:
        pool_with(orders=[ALONG | {"contract": None}, SECOND, ORDER | {"order": "T3"}])
    assert error.value.told("en").partition("\n\n")[2] == (
        "orders, column same_makers: 1 row asks for the same makers all along a contract and names "
        "none.\n    row label 0  T1  True\n  Name the contract, or leave same_makers blank."
    )
    assert error.value.told("id").partition("\n\n")[2] == (
        "orders, kolom same_makers: 1 baris meminta pembuat yang sama untuk satu kontrak, tetapi "
        "tidak menyebut kontraknya.\n    label baris 0  T1  True\n"
        "  Sebutkan kontraknya, atau kosongkan pembuat sama."
    )

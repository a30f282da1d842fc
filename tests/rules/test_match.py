"""Match: the makers of an order, or of a contract, use one class of an attribute."""

import pytest

import ikmpool as ikm
from rules.cases import (
    NOVEMBER_ON,
    ORDER,
    eased,
    in_indonesian,
    made,
    plan_of,
    pool_with,
    refusals,
    shares_of,
    vector,
    violations,
)
from rules.every_answer import good_answers, switches

SPEC = {"product": "shoe", "attribute": "leather", "match": True}
K = {"contract": "K"}
TWO = [ORDER | {"quantity": 4} | K, ORDER | {"order": "T2", "quantity": 4} | K]


def match_pool(*offered, specs=(SPEC,), most=4, **tables):
    """A, B ... offer these classes, of leather or "attribute: class", and 4 units at 10, 20 ..."""
    names = "ABCD"[: len(offered)]
    quality = []
    for supplier, classes in zip(names, offered, strict=True):
        for one in filter(None, classes.split(", ")):
            attribute, _, class_ = one.rpartition(": ")
            row = {"supplier": supplier, "attribute": attribute or "leather", "class": class_}
            quality.append(row)
    given = {
        "suppliers": [{"supplier": s} for s in names],
        "offers": [
            {"supplier": s, "product": "shoe", "unit_cost": 10 * i, "capacity": most}
            for i, s in enumerate(names, 1)
        ],
        "specs": list(specs),
        "quality": quality,
    }
    return pool_with(**given | tables)


def classes(pool):
    """Give the class of each share of the plan, by supplier (and order, where there are two)."""
    shares = plan_of(pool).shares
    names = shares["supplier"] + (" " + shares["order"] if pool.size("orders") > 1 else "")
    return dict(zip(names, shares["class"], strict=True))


def test_makers_without_a_class_in_common_do_not_go_together():
    """A and B share none; C goes with either, and A is cheaper than B: 4 + 4 of 10."""
    pool = match_pool("calf", "goat", "goat, calf")
    assert classes(pool) == {"A": "calf", "C": "calf"}
    assert vector(pool) == (0, 2, 0, 40 + 120)
    assert violations(pool, "A 3", "B 2", "C 1") == (
        ["T1: the makers have no class of leather in common: A (calf), B (goat), C (calf, goat)."],
        ["T1: para IKM tidak punya kelas leather yang sama: A (calf), B (goat), C (calf, goat)."],
    )
    assert violations(pool, "A 3", "C 2") == violations(pool, "B 3", "C 2") == ([], [])


def test_three_makers_of_which_each_two_agree_need_not_agree_together():
    pool = match_pool("calf, goat", "goat, kid", "kid, calf")
    assert made(pool) == {"A": 4, "B": 4}
    assert len(violations(pool, "A 1", "B 1", "C 1")[0]) == 1


def test_the_class_is_the_first_by_name_that_all_makers_used_offer():
    pool = match_pool("kid, goat, calf", "kid, goat", most=5)
    assert classes(pool) == {"A": "goat", "B": "goat"}


def test_a_maker_without_a_class_is_refused():
    pool = match_pool("calf", "")
    assert made(pool) == {"A": 4}
    [english], [indonesian] = refusals(pool)
    assert english == (
        "B | T1, leather | no class of leather is stated, and all makers are to use one."
    )
    assert indonesian == (
        "B | T1, leather | tanpa kelas leather, padahal semua IKM harus memakai kelas yang sama."
    )
    assert violations(pool, "A 1", "B 2")[0] == [
        "T1, B: no class of leather is stated, and all makers are to use one."
    ]


def test_many_makers_that_disagree_are_not_all_listed():
    suppliers = [{"supplier": f"S{i}"} for i in range(8)]
    pool = pool_with(
        suppliers=suppliers,
        offers=[s | {"product": "shoe", "unit_cost": 1} for s in suppliers],
        specs=[SPEC],
        quality=[
            s | {"attribute": "leather", "class": f"c{i % 2}"} for i, s in enumerate(suppliers)
        ],
    )
    [words] = violations(pool, *(f"S{i} 1" for i in range(8)))[0]
    assert words.endswith("in common: S0 (c0), S1 (c1), S2 (c0), S3 (c1), S4 (c0), S5 (c1), ....")


def test_each_order_has_its_own_class():
    orders = [ORDER | {"quantity": 4}, ORDER | {"order": "T2", "quantity": 4}]
    pool = match_pool("calf", "goat", orders=orders)
    assert classes(pool) == {"A T1": "calf", "B T2": "goat"}


def test_a_contract_has_one_class_over_all_its_orders():
    """A alone makes 4 of the 8; B goes with nobody, and C's kid not with A's calf."""
    spec = K | {"attribute": "leather", "match": True}
    pool = match_pool("calf", "goat", specs=[spec], orders=TWO)
    assert set(classes(pool).values()) == {"calf"}
    assert vector(pool)[:2] == (0, 4)
    assert violations(pool, "A T1 4", "B T2 4") == (
        ["contract K: the makers have no class of leather in common: A (calf), B (goat)."],
        ["kontrak K: para IKM tidak punya kelas leather yang sama: A (calf), B (goat)."],
    )


def test_a_contract_that_asks_for_one_class_decides_for_an_order_that_asks_too():
    own = {"order": "T1", "attribute": "leather", "match": True}
    both = [K | {"attribute": "leather", "match": True}, own]
    pool = match_pool("calf", "goat", specs=both, orders=TWO)
    assert vector(pool)[:2] == (0, 4)
    assert vector(match_pool("calf", "goat", specs=[own], orders=TWO))[:2] == (0, 0)


def test_classes_of_the_product_beat_the_general_ones():
    quality = [
        {"supplier": "A", "attribute": "leather", "class": "calf"},
        {"supplier": "B", "attribute": "leather", "class": "calf"},
        {"supplier": "B", "product": "shoe", "attribute": "leather", "class": "goat"},
    ]
    assert made(match_pool("", "", quality=quality)) == {"A": 4}


def test_several_attributes_are_matched_apart_and_written_by_name():
    """Leather fits A and B, and A and C; the last fits A and C only."""
    pool = match_pool(
        "calf, last: 42",
        "calf, last: 43",
        "goat, calf, last: 42, last: 43",
        specs=[SPEC, {"order": "T1", "attribute": "last", "match": True}],
    )
    text = "last: 42; leather: calf"
    assert classes(pool) == {"A": text, "C": text}


def test_without_a_match_the_shares_state_no_class():
    pool = match_pool("calf", "goat", specs=[SPEC | {"match": False, "max_spread": None}])
    assert classes(pool) == {"A": "", "B": "", }  # fmt: skip


def stated(pool, *texts):
    """Audit 1 unit of each of A, B ... that states a class."""
    shares = shares_of(*(f"{s} 1" for s in "ABC"[: len(texts)])).assign(**{"class": texts})
    return [ikm.audit(p, shares)["words"].tolist() for p in (pool, in_indonesian(pool))]


def test_stated_classes_must_be_one_that_every_maker_offers():
    pool = match_pool("calf, goat", "calf, goat", "goat, kid")
    assert stated(pool, "calf", "calf") == stated(pool, "goat", "goat", "goat") == [[], []]
    assert stated(pool, " calf ", None) == [[], []]
    assert stated(pool, "calf", "goat") == [
        ["T1: the shares state several classes of leather: calf, goat."],
        ["T1: pembagian ini menyebut beberapa kelas leather: calf, goat."],
    ]
    assert stated(pool, "pig", "pig") == [
        [
            "T1, A: the class of leather is pig, which the producer does not offer.",
            "T1, B: the class of leather is pig, which the producer does not offer.",
        ],
        [
            "T1, A: kelas leather adalah pig, yang tidak ditawarkan IKM ini.",
            "T1, B: kelas leather adalah pig, yang tidak ditawarkan IKM ini.",
        ],
    ]


def test_who_states_no_class_beside_one_who_does_must_offer_it_too():
    pool = match_pool("calf, goat", "goat", "goat, kid")
    assert stated(pool, "calf", "")[0] == [
        "T1, B: the class of leather is calf, which the producer does not offer."
    ]


def test_classes_of_a_contract_are_one_over_its_orders():
    spec = K | {"attribute": "leather", "match": True}
    pool = match_pool("calf, goat", specs=[spec], orders=TWO)
    shares = shares_of("A T1 1", "A T2 1").assign(**{"class": ["calf", "goat"]})
    assert [ikm.audit(p, shares)["words"].tolist() for p in (pool, in_indonesian(pool))] == [
        ["contract K: the shares state several classes of leather: calf, goat."],
        ["kontrak K: pembagian ini menyebut beberapa kelas leather: calf, goat."],
    ]


def test_a_text_that_names_no_attribute_where_several_are_asked_is_told():
    pool = match_pool(
        "calf, last: 42",
        "calf, last: 42",
        specs=[SPEC, {"order": "T1", "attribute": "last", "match": True}],
    )
    assert stated(pool, "leather: calf", "leather:calf;last:42") == [[], []]
    (english,), (indonesian,) = stated(pool, "calf", "")
    assert english == (
        "T1, A: the class is stated as calf; several attributes are asked, each as"
        ' "attribute: class", with ";" between them.'
    )
    assert indonesian == (
        "T1, A: kelasnya ditulis calf; beberapa sifat diminta, tiap sifat ditulis"
        ' "sifat: kelas", dengan ";" di antaranya.'
    )


def test_what_a_plan_states_passes_its_audit():
    pool = match_pool("calf, goat", "goat", "goat, kid")
    assert ikm.audit(pool, plan_of(pool).shares).empty


def test_all_months_of_a_maker_count_as_one():
    pool = match_pool(
        "calf", "goat", settings=NOVEMBER_ON, orders=[ORDER | {"due": "2026-12"}], most=2
    )
    assert {name.split()[0] for name in made(pool)} == {"A"}
    assert sum(made(pool).values()) == 4


@pytest.mark.parametrize(
    ("offered", "good"),
    [
        # 20 ways to make up to 3 of three makers; less those of A and B together: 1 1 0 (2 1 0,
        # 1 2 0, 1 1 1 too): 4
        (("calf", "goat", "calf, goat"), 16),
        # only all three together do not go: 1 1 1
        (("calf, goat", "goat, kid", "kid, calf"), 19),
    ],
)
def test_program_audit_and_accounts_agree_on_every_answer(offered, good):
    pool = match_pool(*offered, orders=[ORDER | {"quantity": 3}])
    assert len(good_answers(pool, 3)) == good


def test_a_contract_of_two_orders_agrees_on_every_answer():
    spec = K | {"attribute": "leather", "match": True}
    orders = [order | {"quantity": 1} for order in TWO]
    pool = match_pool("calf", "goat", "calf, goat", specs=[spec], orders=orders, most=2)
    assert len(good_answers(pool, 1)) == 14  # 4 x 4, less A with B twice


def test_a_class_is_chosen_only_where_the_makers_have_none_in_common():
    assert switches(match_pool("calf, goat", "calf", "calf, kid")) == {}
    assert switches(match_pool("calf", "goat", "calf, goat")) == {"class": 2}
    assert switches(match_pool("calf", "goat", specs=[SPEC | {"match": False}])) == {}


def test_no_match_at_all_saves_what_it_cost():
    pool = match_pool("calf", "goat", most=5)
    assert vector(pool) == (0, 5, 0, 50)
    assert [vector(p) for p in eased(pool, "match")] == [(0, 0, 0, 150)]


def test_a_plan_made_without_the_rule_states_no_class_where_there_is_none_in_common():
    pool = match_pool("calf", "goat", most=5)
    rules = [rule for rule in ikm.rules_of(pool) if rule.name != "match"]
    shares = plan_of(pool, rules=rules).shares
    assert shares["class"].tolist() == ["", ""]


def test_thirty_makers_of_as_many_classes_are_told_apart_at_once():
    """Nobody has a second class, so nothing is to be tried out."""
    names = [f"M{i}" for i in range(30)]
    pool = pool_with(
        suppliers=[{"supplier": name} for name in names],
        offers=[{"supplier": name, "product": "shoe", "unit_cost": 1} for name in names],
        orders=[ORDER | {"quantity": 30}],
        specs=[{"order": "T1", "attribute": "dye", "match": True}],
        quality=[{"supplier": n, "attribute": "dye", "class": f"lot {n}"} for n in names],
    )
    found = ikm.audit(pool, shares_of(*(f"{name} 1" for name in names)))
    assert found["amount"].tolist() == [29]

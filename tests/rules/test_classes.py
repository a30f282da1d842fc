"""Classes: what orders ask to be of one class, what makers offer, and what shares state."""

import numpy as np
import pytest

from ikmpool.rules.classes import asked, chosen, class_texts, offered, stated_classes
from ikmpool.tables.coded import BLANK
from rules.cases import ORDER, pool_with

ORDERS = [
    ORDER | {"contract": "K"},
    ORDER | {"order": "T2", "contract": "K"},
    ORDER | {"order": "T3"},
]
SPECS = [
    {"order": "T1", "attribute": "last", "match": True},
    {"contract": "K", "attribute": "leather", "match": True},
    {"product": "shoe", "attribute": "leather", "match": True},
    {"order": "T2", "attribute": "last", "match": False},
]
QUALITY = [
    {"supplier": "A", "attribute": "leather", "class": "kid"},
    {"supplier": "A", "attribute": "leather", "class": "calf"},
    {"supplier": "A", "attribute": "last", "class": "42"},
    {"supplier": "B", "attribute": "leather", "class": "kid"},
]
A, B = np.array([0]), np.array([1])


def pool():
    return pool_with(orders=ORDERS, specs=SPECS, quality=QUALITY)


def named(p, vocabulary, codes):
    return [str(p.names(vocabulary)[code]) if code >= 0 else "" for code in codes.tolist()]


def test_orders_of_a_contract_share_a_scope_and_others_have_their_own():
    """Leather of T1 and T2 is one scope, though the product asks it of each order too."""
    p = pool()
    asks = asked(p)
    assert named(p, "order", asks.order) == ["T1", "T1", "T2", "T3"]
    assert named(p, "attribute", asks.attribute) == ["last", "leather", "leather", "leather"]
    assert asks.scope[1] == asks.scope[2]
    assert len(set(asks.scope.tolist())) == 3
    whole = asks.scope[1]
    assert (asks.of_order[whole], named(p, "contract", asks.of_contract)[whole]) == (BLANK, "K")
    assert named(p, "order", asks.of_order[asks.scope[[0, 3]]]) == ["T1", "T3"]


def test_offers_are_listed_class_by_class_and_counted():
    found = offered(pool(), np.array([0, 1]), np.array([0, 0]))
    assert found.at.tolist() == [0, 0, 1, 1]
    assert found.count.tolist() == [1, 2, 0, 1]  # last and leather of A, then of B


def test_the_first_class_by_name_that_all_offer_is_chosen():
    """The order of the rows decides nothing: calf is A's, kid is both's."""
    p = pool()
    both = np.array([0, 1])
    assert named(p, "class", chosen(p, A, np.array([2]))[1]) == ["calf"]
    assert named(p, "class", chosen(p, both, np.array([2, 2]))[1]) == ["kid", "kid"]
    assert named(p, "class", chosen(p, both, np.array([0, 1]))[1]) == ["42", "kid", "kid"]


def test_texts_name_the_attributes_where_there_are_several():
    p = pool()
    assert class_texts(p, A, np.array([0])).tolist() == ["last: 42; leather: calf"]
    assert class_texts(p, A, np.array([1])).tolist() == ["calf"]
    assert class_texts(p, B, np.array([0])).tolist() == ["leather: kid"]
    assert class_texts(pool_with(), A, A).tolist() == [""]


@pytest.mark.parametrize(
    ("text", "last", "leather"),
    [
        ("last: 42; leather: calf", "42", "calf"),
        ("leather:calf;last:42", "42", "calf"),
        ("leather: kid", "", "kid"),
        ("last: 42; 43; leather: fine: calf", "42; 43", "fine: calf"),
        ("", "", ""),
    ],
)
def test_texts_are_read_back(text, last, leather):
    p = pool()
    texts = np.array([text], dtype=object)
    stated, unclear = stated_classes(p, texts, offered(p, A, np.array([0])))
    assert (stated.tolist(), unclear) == ([last, leather], [])


def test_a_text_of_none_of_several_attributes_is_unclear_and_of_one_is_its_class():
    p = pool()
    texts = np.array(["calf", "calf"], dtype=object)
    stated, unclear = stated_classes(p, texts, offered(p, np.array([0, 0]), np.array([0, 1])))
    assert (stated.tolist(), unclear) == (["", "", "calf"], [0])

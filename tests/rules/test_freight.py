"""Freight: known roads only, at the price of the most specific row."""

from rules.cases import ORDER, lines, made, makers, pool_with, refusals, violations

TO_TAIWAN = ORDER | {"destination": "Taiwan"}
ROADS = [
    {"city": "Gresik", "destination": "Taiwan", "per_unit": 12},
    {"city": "Lamongan", "destination": "Taiwan", "per_unit": 1},
]


def test_a_near_maker_may_be_cheaper_than_a_cheap_one():
    """A: 10 + 12 a unit; B: 20 + 1."""
    pool = pool_with(orders=[TO_TAIWAN], freight=ROADS)
    assert made(pool) == {"B": 10}
    assert lines(pool, "A 2", "B 3") == {"production": 80, "freight": 2 * 12 + 3 * 1}


def test_a_row_for_the_product_beats_the_general_one():
    pool = pool_with(
        orders=[TO_TAIWAN], freight=[*ROADS, ROADS[0] | {"product": "shoe", "per_unit": 2}]
    )
    assert lines(pool, "A 2")["freight"] == 4
    assert made(pool) == {"A": 10}


def test_a_road_without_a_row_is_a_refusal():
    pool = pool_with(orders=[TO_TAIWAN], freight=ROADS[1:])
    assert made(pool) == {"B": 10}
    assert refusals(pool) == (
        ["A | T1 | no freight price from Gresik to Taiwan."],
        ["A | T1 | tidak ada ongkos kirim dari Gresik ke Taiwan."],
    )


def test_a_blank_city_or_destination_is_no_road():
    pool = pool_with(suppliers=makers({"city": None}), orders=[ORDER], freight=ROADS)
    assert refusals(pool) == (
        [
            "A | T1 | the city is not stated, so no freight price is known.",
            "B | T1 | the order has no destination, so no freight price is known.",
        ],
        [
            "A | T1 | kotanya tidak disebut, jadi ongkos kirimnya tidak diketahui.",
            "B | T1 | pesanan tidak menyebut tujuan, jadi ongkos kirimnya tidak diketahui.",
        ],
    )
    assert violations(pool, "A 1", "B 1")[0] == [
        "T1, A: the city is not stated, so no freight price is known.",
        "T1, B: the order has no destination, so no freight price is known.",
    ]


def test_units_on_an_unknown_road_are_a_violation():
    pool = pool_with(orders=[TO_TAIWAN], freight=ROADS[1:])
    assert violations(pool, "A 3", "B 7") == (
        ["T1, A: no freight price from Gresik to Taiwan."],
        ["T1, A: tidak ada ongkos kirim dari Gresik ke Taiwan."],
    )

"""Ramp-up: how the capacity of an offer grows in its first months."""

import numpy as np
import pytest

import ikmpool as ikm
from ikmpool.errors import TableError
from ikmpool.rules.book import rules_of, unused_columns
from ikmpool.rules.capacity import normal_capacity
from ikmpool.rules.lead import kept_quantities
from ikmpool.rules.ramps import offered_capacity
from rules.cases import (
    NOVEMBER_ON,
    OFFERS,
    ORDER,
    eased,
    made,
    makers,
    offers,
    pool_with,
    vector,
    violations,
)

DUE = ORDER | {"due": "2027-02", "quantity": 100}
NAMES = ("2026-11", "2026-12", "2027-01", "2027-02")


def pool_of(a, **tables):
    """Make a pool of four months in which only A can make anything."""
    given = {"settings": NOVEMBER_ON, "offers": offers(a, {"capacity": 0}), "orders": [DUE]}
    return pool_with(**given | tables)


def holds(pool, column="capacity", row=0):
    """Give what one row of the offers holds in each month."""
    return offered_capacity(pool, column, np.full(4, row), np.arange(4)).tolist()


@pytest.mark.parametrize(
    ("offer", "held", "why"),
    [
        ({"ramp_up": "50%; 80%; 100%"}, [5, 8, 10, 10], "the last share goes on"),
        ({"ramp_up": "0,5; 0.8"}, [5, 8, 8, 8], "also below 100%"),
        ({"ramp_up": 0.55}, [5, 5, 5, 5], "a single number, rounded down"),
        ({"ramp_up": "0%; 29 %"}, [0, 2, 2, 2], "29% of 10 is 2.9"),
        ({"ramp_up": "50%; 100%", "from": "2026-12"}, [5, 5, 10, 10], "counted from `from`"),
        (
            {"ramp_up": "10%; 50%; 90%; 1", "from": "2026-10"},
            [5, 9, 10, 10],
            "from before the pool",
        ),
        ({"ramp_up": "1; 0; 1"}, [10, 0, 10, 10], "a month off"),
        ({"ramp_up": None}, [10, 10, 10, 10], "blank is all at once"),
    ],
)
def test_the_kth_month_has_the_kth_share(offer, held, why):
    assert holds(pool_of({"capacity": 10} | offer)) == held, why


def test_what_is_made_grows_and_overtime_grows_alike():
    pool = pool_of({"capacity": 10, "overtime_capacity": 5, "ramp_up": "50%; 80%; 100%"})
    normal, overtime = (5, 8, 10, 10), (2, 4, 5, 5)
    assert made(pool) == dict(zip((f"A {m}" for m in NAMES), normal, strict=True)) | dict(
        zip((f"A {m} overtime" for m in NAMES), overtime, strict=True)
    )


def test_share_and_calendar_are_multiplied_exactly_and_rounded_down_once():
    """5 x 0.5 x 0.4 is 1; rounded in between it were 0.  0.1 x 0.3 of 100 is 3, not 2.999."""
    months = [{"month": NAMES[0], "factor": 0.5}, {"month": NAMES[1], "factor": 0.1}]
    pool = pool_of({"capacity": 5, "ramp_up": "40%"}, calendar=months)
    assert holds(pool)[0] == 1
    assert holds(pool_of({"capacity": 100, "ramp_up": "0.3"}, calendar=months))[1] == 3


def test_more_than_the_share_is_a_violation_that_says_so():
    pool = pool_of({"capacity": 10, "overtime_capacity": 4, "ramp_up": "50%; 100%"})
    assert violations(pool, f"A 6 {NAMES[0]}", f"A 3 overtime {NAMES[0]}", f"A 11 {NAMES[1]}") == (
        [
            "A, 2026-11: 6 units are made of one offer, its capacity is 5 while it grows.",
            "A, 2026-12: 11 units are made of one offer, its capacity is 10.",
            "A, 2026-11: 3 units are made in overtime, the overtime capacity is 2 while it grows.",
        ],
        [
            "A, 2026-11: 6 unit dibuat dari satu penawaran, kapasitasnya 5 selama masih meningkat.",
            "A, 2026-12: 11 unit dibuat dari satu penawaran, kapasitasnya 10.",
            "A, 2026-11: 3 unit dibuat dalam lembur, kapasitas lembur 2 selama masih meningkat.",
        ],
    )


def test_the_capacity_of_a_supplier_does_not_grow():
    """A holds 10 in all from the start; its two offers hold 5 and 10 at first."""
    bag = {"supplier": "A", "product": "bag", "unit_cost": 1, "capacity": 20, "ramp_up": "0.5; 1"}
    orders = [DUE | {"due": NAMES[0]}, DUE | {"order": "T2", "product": "bag", "due": NAMES[0]}]
    rows = [*offers({"capacity": 10, "ramp_up": "0.5; 1"}, {"capacity": 0}), bag]
    pool = pool_of({}, suppliers=makers({"capacity": 10}), orders=orders, offers=rows)
    assert sum(made(pool).values()) == 10
    assert violations(pool, f"A 5 {NAMES[0]}", f"A T2 6 {NAMES[0]}")[0] == [
        "A, 2026-11: 11 units are made in all, the producer's capacity is 10."
    ]


QUOTE = {"supplier": "A", "product": "shoe", "order": "T1"}


@pytest.mark.parametrize(
    ("general", "quotation", "held", "why"),
    [
        ({"ramp_up": "0.5"}, {}, [5], "the general row bounds its quotations as it grows"),
        ({"ramp_up": "0.5; 1"}, {"from": NAMES[1]}, [5, 5], "whose months count from its own"),
        ({}, {"ramp_up": "0.3"}, [3], "a quotation grows on its own by the general capacity"),
        ({"ramp_up": "0.5"}, {"capacity": 4}, [2], "or takes the general shares of its own"),
        ({"ramp_up": "0.2"}, {"ramp_up": "1", "capacity": 9}, [2], "within the general row"),
    ],
)
def test_quotations_take_what_they_leave_blank_from_the_general_row(general, quotation, held, why):
    """Only T1 is made; the last month that is listed is its due month."""
    order = DUE | {"due": NAMES[len(held) - 1]}
    rows = [OFFERS[0] | {"capacity": 10} | general, QUOTE | quotation]
    pool = pool_of({}, offers=rows, orders=[order])
    wanted = dict(zip(NAMES, held, strict=False))
    if "from" in quotation:
        wanted.pop(NAMES[0])
    assert made(pool) == {f"A {m}": n for m, n in wanted.items()}, why
    last = NAMES[len(held) - 1]
    assert len(violations(pool, f"A {held[-1] + 1} {last}")[0]) >= 1, why
    assert violations(pool, f"A {held[-1]} {last}") == ([], []), why


def test_a_lead_keeps_what_it_can_make_as_it_grows():
    """5 + 8 + 10 + 10, and no more than a quotation that begins later and grows too lets it."""
    led = DUE | {"lead": "A"}
    pool = pool_of({"capacity": 10, "ramp_up": "50%; 80%; 100%"}, orders=[led])
    assert kept_quantities(pool).tolist() == [33]
    later = QUOTE | {"from": NAMES[2], "ramp_up": "0.1; 0.2"}
    pool = pool_of({}, offers=[OFFERS[0] | {"capacity": 10}, later], orders=[led])
    assert kept_quantities(pool).tolist() == [3]


def test_normal_capacity_is_what_the_months_hold():
    pool = pool_of({"capacity": 10, "ramp_up": "50%; 80%; 100%"})
    assert normal_capacity(pool)[0].tolist() == [33, 0]


def test_full_capacity_at_once_is_an_ease():
    pool = pool_of({"capacity": 10, "ramp_up": "50%; 80%"})
    assert vector(pool)[1] == 100 - (5 + 8 + 8 + 8)
    assert min(vector(p)[1] for p in eased(pool, "capacity")) == 60
    assert len(eased(pool_of({"capacity": 10, "ramp_up": "1; 100%"}), "capacity")) == 2


def test_without_months_or_without_a_capacity_the_column_is_not_used():
    ramp = {"ramp_up": "50%; 100%"}
    pool = pool_with(offers=offers({"capacity": 10} | ramp))
    assert unused_columns(pool, rules_of(pool)) == ["offers.ramp_up"]
    assert made(pool) == {"A": 10}
    with pytest.warns(ikm.UnusedColumnWarning, match="ramp_up"):
        ikm.allocate(pool)
    months = {"settings": NOVEMBER_ON, "orders": [DUE]}
    free = pool_with(**months, offers=offers(ramp))
    assert unused_columns(free, rules_of(free)) == ["offers.ramp_up"]
    used = pool_with(**months, offers=offers({"capacity": 10} | ramp))
    assert unused_columns(used, rules_of(used)) == []


def test_every_list_that_cannot_be_read_is_told_at_once_with_its_part_and_the_cure():
    cells = ["50%, 80%", "50%; 120%", "-0.1; 1", "50%;; 100%", "0.0000000001", "12.500%", "soon", 2]
    rows = [OFFERS[0] | {"order": f"T{i}", "ramp_up": cell} for i, cell in enumerate(cells)]
    orders = [ORDER | {"order": f"T{i}"} for i in range(len(cells))]
    with pytest.raises(TableError) as error:
        pool_with(offers=rows, orders=orders)
    assert error.value.told("en") == (
        "8 faults in 1 table.\n\n"
        "offers, column ramp_up: 8 rows are no lists of shares.\n"
        '    row label 0  A  shoe  T0  "50%, 80%"      (no share: "50%, 80%")\n'
        '    row label 1  A  shoe  T1  "50%; 120%"     (no share: "120%")\n'
        '    row label 2  A  shoe  T2  "-0.1; 1"       (no share: "-0.1")\n'
        '    row label 3  A  shoe  T3  "50%;; 100%"    (no share: "")\n'
        '    row label 4  A  shoe  T4  "0.0000000001"  (no share: "0.0000000001")\n'
        '    row label 5  A  shoe  T5  "12.500%"       (no share: "12.500%")\n'
        '    row label 6  A  shoe  T6  "soon"          (no share: "soon")\n'
        '    row label 7  A  shoe  T7  2               (no share: "2")\n'
        "  Give one share a month from 0 to 1, as 0.5 or 50%, with at most 9 decimals and a "
        "semicolon between two: 50%; 80%; 100%."
    )
    told = error.value.told("id")
    assert "kolom ramp_up: 8 baris bukan daftar bagian." in told
    assert '(bukan bagian: "120%")' in told
    assert told.endswith(
        "  Isi satu bagian per bulan dari 0 sampai 1, ditulis 0,5 atau 50%, paling banyak 9 "
        "desimal, dengan titik koma di antaranya: 50%; 80%; 100%."
    )


def test_a_general_offer_that_grows_and_has_no_overtime_bounds_nobodys_overtime():
    """A's quotation for T1 has two units of overtime; the general row states how A grows only."""
    general = {"supplier": "A", "product": "shoe", "unit_cost": 9, "ramp_up": "100%"}
    quotation = {"supplier": "A", "product": "shoe", "order": "T1", "capacity": 3}
    pool = pool_with(
        settings=NOVEMBER_ON,
        orders=[ORDER | {"due": "2026-11"}],
        offers=[general, quotation | {"overtime_capacity": 2}],
    )
    assert made(pool) == {"A 2026-11": 3, "A 2026-11 overtime": 2}

"""Rows of one set of tiers agree, and no unit is priced by two sets."""

import pytest

from ikmpool.errors import TableError
from rules.cases import OFFERS, pool_with

BOOT = {"supplier": "A", "product": "boot", "unit_cost": 30}


def tier(units, product=None, over=None, kind=None, supplier="A", **price):
    row = {"supplier": supplier, "product": product, "from_units": units, "kind": kind}
    return row | {"over": over} | (price or {"percent_off": 0.1})


def told(*rows, language="en"):
    """Say what is wrong, without the first line."""
    with pytest.raises(TableError) as error:
        pool_with(offers=[*OFFERS, BOOT], tiers=rows)
    return error.value.told(language).partition("\n\n")[2]


def test_sound_sets_pass():
    pool = pool_with(
        offers=[*OFFERS, BOOT],
        tiers=[
            tier(5, "shoe", unit_cost=9),
            tier(8, "shoe", "offer", unit_cost=7),
            tier(5, kind="incremental"),
            tier(3, supplier="B", over="total"),
        ],
    )
    assert len(pool.tiers) == 4


def test_a_set_gives_its_prices_in_one_way():
    rows = tier(5, "shoe", unit_cost=9), tier(8, "shoe"), tier(9, "boot")
    assert told(*rows) == (
        "tiers: 1 row gives its price in another way than the first tier of its set.\n"
        "    row label 1  A  shoe  8\n"
        '  Give the tiers of one producer, product and "over" all as unit_cost, or all as '
        "percent_off."
    )
    assert told(*rows, language="id") == (
        "tiers: 1 baris memberi harga dengan cara lain daripada tingkat pertama kelompoknya.\n"
        "    label baris 1  A  shoe  8\n"
        '  Isi semua tingkat dari satu pemasok, produk, dan "atas" dengan biaya satuan, atau '
        "semuanya dengan potongan."
    )


def test_a_set_is_of_one_kind_and_blank_is_all_units():
    rows = tier(5), tier(8, kind="all_units"), tier(9, kind="incremental")
    assert told(*rows) == (
        "tiers, column kind: 1 row is of another kind than the first tier of its set.\n"
        '    row label 2  A  9  "incremental"\n'
        '  Give the tiers of one producer, product and "over" one kind: all_units or incremental.'
    )
    assert told(*rows, language="id") == (
        "tiers, kolom kind: 1 baris berjenis lain daripada tingkat pertama kelompoknya.\n"
        '    label baris 2  A  9  "incremental"\n'
        '  Beri semua tingkat dari satu pemasok, produk, dan "atas" satu jenis: semua_unit atau '
        "unit_tambahan."
    )


TWICE = "column over: 1 row counts over the total and prices units that other tiers price too."


@pytest.mark.parametrize(
    ("other", "total"),
    [
        (("shoe", "offer"), ("shoe", "total")),
        (("shoe", "offer"), (None, "total")),
        ((None, "offer"), ("boot", "total")),
        ((None, "offer"), (None, "total")),
        (("boot", "total"), (None, "total")),
    ],
)
def test_no_unit_is_priced_by_two_sets(other, total):
    rows = tier(5, *other), tier(8, *total)
    words = told(*rows)
    assert TWICE in words
    assert '8  "total"\n' in words
    assert words.endswith(
        "Keep one set of tiers for each product of a producer: over its offer, or over the total."
    )
    assert told(*rows, language="id").endswith(
        "Pakai satu kelompok tingkat untuk tiap produk satu IKM: atas penawarannya, atau atas "
        "total."
    )


@pytest.mark.parametrize(
    ("other", "total"),
    [
        (("boot", "offer"), ("shoe", "total")),
        (("boot", "total"), ("shoe", "total")),
        (("shoe", "offer"), (None, "offer")),
    ],
)
def test_sets_of_different_products_and_a_named_one_beside_a_blank_one_are_sound(other, total):
    assert len(pool_with(offers=[*OFFERS, BOOT], tiers=[tier(5, *other), tier(8, *total)]).tiers)


def test_a_tier_has_exactly_one_price():
    assert told(tier(10, unit_cost=8, percent_off="5%"), tier(12, unit_cost=None)) == (
        "tiers: 2 rows have not exactly one price.\n"
        "    row label 0  A  10\n"
        "    row label 1  A  12\n"
        "  Fill either unit_cost or percent_off."
    )

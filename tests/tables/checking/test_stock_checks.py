"""Units at hand have an owner, an offer, one warehouse, and room."""

import pytest

from ikmpool.errors import TableError
from rules.cases import NOVEMBER_ON, ORDER, pool_with

DUE = [ORDER | {"due": "2027-01"}]
A, B = {"supplier": "A", "product": "shoe"}, {"supplier": "B", "product": "shoe"}


def told(language, **tables):
    """Say what is wrong, without the first line."""
    with pytest.raises(TableError) as error:
        pool_with(**tables)
    return error.value.told(language).partition("\n\n")[2]


def test_sound_stock_passes():
    pool = pool_with(
        settings=NOVEMBER_ON,
        orders=DUE,
        stock=[
            A | {"opening": 3, "warehouse": "W", "limit": 3},
            B | {"opening": 2, "limit": 2},
            {"supplier": "B", "warehouse": "V"},
            {"warehouse": "W", "limit": 3},
            {"warehouse": "V", "limit": 2},
            {"product": "shoe", "limit": 5},
            {"product": "boot", "limit": 0},
        ],
    )
    assert len(pool.stock) == 7


STOCK = [
    {"opening": 5},
    {"supplier": "A", "opening": 2},
    {"supplier": "A", "product": "boot", "opening": 1},
    B | {"warehouse": "W", "opening": 4},
    B | {"warehouse": "V", "opening": 3},
    {"warehouse": "W", "limit": 6},
    {"product": "shoe", "limit": 7},
    {"warehouse": "V", "product": "shoe", "limit": 7},
]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "stock, column opening: 2 rows have units at hand, and not whose or which they "
                "are.\n"
                "    row label 0     5\n"
                "    row label 1  A  2\n"
                "  Name the producer and the product beside them.\n"
                "\n"
                "stock, column opening: 1 row has units of a product that the producer does not "
                "offer.\n"
                "    row label 2  A  boot  1\n"
                "  Correct the name, or add an offer of that product.\n"
                "\n"
                "stock, column warehouse: 1 row is a second warehouse for the same units.\n"
                '    row label 4  B  shoe  "V"  (the first is "W")\n'
                "  Keep one warehouse for each producer and product.\n"
                "\n"
                "stock, column limit: 1 row leaves less room than the units at hand take.\n"
                "    row label 5  W  6  (7 at hand)\n"
                "  Raise the limit, or correct the units at hand."
            ),
        ),
        (
            "id",
            (
                "stock, kolom opening: 2 baris berisi unit yang ada, tetapi tidak menyebut milik "
                "siapa atau produk apa.\n"
                "    label baris 0     5\n"
                "    label baris 1  A  2\n"
                "  Isi IKM dan produknya di baris itu.\n"
                "\n"
                "stock, kolom opening: 1 baris berisi unit dari produk yang tidak ditawarkan IKM "
                "itu.\n"
                "    label baris 2  A  boot  1\n"
                "  Perbaiki namanya, atau tambahkan penawaran untuk produk itu.\n"
                "\n"
                "stock, kolom warehouse: 1 baris menyebut gudang kedua untuk unit yang sama.\n"
                '    label baris 4  B  shoe  "V"  (yang pertama "W")\n'
                "  Pakai satu gudang untuk setiap IKM dan produk.\n"
                "\n"
                "stock, kolom limit: 1 baris memberi tempat yang kurang untuk unit yang sudah "
                "ada.\n"
                "    label baris 5  W  6  (sudah ada 7)\n"
                "  Naikkan batasnya, atau perbaiki jumlah unit yang ada."
            ),
        ),
    ],
)
def test_every_fault_of_stock_is_told_at_once_in_both_languages(language, words):
    assert told(language, settings=NOVEMBER_ON, orders=DUE, stock=STOCK) == words


def test_without_months_nothing_waits_and_no_limit_is_too_low():
    assert len(pool_with(stock=[A | {"opening": 3, "limit": 2}]).stock) == 1

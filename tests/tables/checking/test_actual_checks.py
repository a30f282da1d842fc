"""What has happened was made by who offers it, in months that are over, and adds up."""

import pytest

from ikmpool.errors import TableError
from rules.cases import NOVEMBER_ON, OFFERS, ORDER, pool_with

ORDERS = [
    ORDER | {"due": "2027-01"},
    ORDER | {"order": "T2", "product": "boot", "due": "2027-02"},
]
BOOTS = {"supplier": "A", "product": "boot", "unit_cost": 5}
IN_DECEMBER = NOVEMBER_ON | {"now": "2026-12"}


def told(language, **tables):
    """Say what is wrong, without the first line."""
    with pytest.raises(TableError) as error:
        pool_with(**tables)
    return error.value.told(language).partition("\n\n")[2]


def actual(order, supplier, month, made, **cells):
    return {"order": order, "supplier": supplier, "month": month, "made": made} | cells


def pool_of(*actuals, settings=IN_DECEMBER, **tables):
    given = {"orders": ORDERS, "offers": [*OFFERS, BOOTS], **tables}
    return pool_with(settings=settings, actuals=actuals, **given)


def test_a_sound_past_passes():
    actuals = [
        actual("T1", "A", "2026-11", 4, rejected=1, overtime=3, delivered=3),
        actual("T1", "B", "2026-11", 3, delivered=5),
        actual("T2", "A", "2026-11", 0),
    ]
    stock = [{"supplier": "B", "product": "shoe", "opening": 2}]
    assert len(pool_of(*actuals, stock=stock).actuals) == 3


ACTUALS = [
    actual("T1", "A", "2026-10", 1),
    actual("T1", "A", "2026-11", 3, rejected=4),
    actual("T1", "A", "2026-12", 3, rejected=1, overtime=3),
    actual("T2", "B", "2026-11", 3),
    actual("T1", "B", "2026-11", 3, delivered=4),
    actual("T1", "B", "2026-12", 3, delivered=1),
    actual("T1", "B", "2027-03", 3),
]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "actuals, column month: 2 rows are outside the months 2026-11 to 2027-02 of the "
                "settings.\n"
                "    row label 0  T1  A  2026-10\n"
                "    row label 6  T1  B  2027-03\n"
                "  Correct the month, or move start or end; what was left of earlier months is "
                "opening stock.\n"
                "\n"
                "actuals, column month: 2 rows are of months that are not over: now is 2026-12.\n"
                "    row label 2  T1  A  2026-12\n"
                "    row label 5  T1  B  2026-12\n"
                "  Correct the month, or move now.\n"
                "\n"
                "actuals, column order: 1 row is of a producer that has no offer for the order.\n"
                '    row label 3  B  2026-11  "T2"\n'
                "  Correct the name, or add an offer: without one nobody knows what the units "
                "cost.\n"
                "\n"
                "actuals, column rejected: 1 row has more rejected than made.\n"
                "    row label 1  T1  A  2026-11  4  (3 made)\n"
                "  Made counts the rejected units, too: correct one of the two.\n"
                "\n"
                "actuals, column overtime: 1 row has more overtime than good units.\n"
                "    row label 2  T1  A  2026-12  3  (2 good)\n"
                "  Overtime counts the good units that were made in it: correct one of them.\n"
                "\n"
                "actuals, column delivered: 1 row delivers more than was made good by then, or "
                "in stock.\n"
                "    row label 4  T1  B  2026-11  4  (1 too many)\n"
                "  Correct the figures, or add the opening stock; tell units at the order that "
                "they went to."
            ),
        ),
        (
            "id",
            (
                "actuals, kolom month: 2 baris di luar bulan 2026-11 sampai 2027-02 di "
                "pengaturan.\n"
                "    label baris 0  T1  A  2026-10\n"
                "    label baris 6  T1  B  2027-03\n"
                "  Perbaiki bulannya, atau geser mulai atau selesai; sisa bulan sebelumnya "
                "adalah stok awal.\n"
                "\n"
                "actuals, kolom month: 2 baris memakai bulan yang belum lewat: sekarang "
                "2026-12.\n"
                "    label baris 2  T1  A  2026-12\n"
                "    label baris 5  T1  B  2026-12\n"
                "  Perbaiki bulannya, atau geser sekarang.\n"
                "\n"
                "actuals, kolom order: 1 baris berisi IKM yang tidak punya penawaran untuk "
                "pesanan itu.\n"
                '    label baris 3  B  2026-11  "T2"\n'
                "  Perbaiki namanya, atau tambahkan penawaran: tanpa itu biaya unitnya tidak "
                "diketahui.\n"
                "\n"
                "actuals, kolom rejected: 1 baris lebih banyak ditolak daripada dibuat.\n"
                "    label baris 1  T1  A  2026-11  4  (dibuat 3)\n"
                "  Yang dibuat termasuk yang ditolak: perbaiki salah satu.\n"
                "\n"
                "actuals, kolom overtime: 1 baris lebih banyak lembur daripada unit yang baik.\n"
                "    label baris 2  T1  A  2026-12  3  (yang baik 2)\n"
                "  Lembur menghitung unit baik yang dibuat saat lembur: perbaiki salah satu.\n"
                "\n"
                "actuals, kolom delivered: 1 baris menyerahkan lebih dari yang dibuat dengan "
                "baik sampai saat itu, atau ada di stok.\n"
                "    label baris 4  T1  B  2026-11  4  (kelebihan 1)\n"
                "  Perbaiki angkanya, atau tambahkan stok awal; catat unit pada pesanan yang "
                "menerimanya."
            ),
        ),
    ],
)
def test_every_fault_of_the_past_is_told_at_once_in_both_languages(language, words):
    tables = {"orders": ORDERS, "offers": [*OFFERS, BOOTS], "actuals": ACTUALS}
    assert told(language, settings=IN_DECEMBER, **tables) == words


@pytest.mark.parametrize(
    ("settings", "language", "words"),
    [
        (
            {"now": "2026-12"},
            "en",
            (
                "actuals: something has happened, and the settings have no months.\n"
                "  Give start and end in the settings, or leave this table out.\n"
                "\n"
                "settings, column value: now is 2026-12, and the settings have no months.\n"
                "  Give start and end in the settings, or leave now out."
            ),
        ),
        (
            {"now": "2026-12"},
            "id",
            (
                "actuals: ada yang sudah terjadi, padahal pengaturan tanpa bulan.\n"
                "  Isi mulai dan selesai di pengaturan, atau hapus tabel ini.\n"
                "\n"
                "settings, kolom value: sekarang 2026-12, padahal pengaturan tanpa bulan.\n"
                "  Isi mulai dan selesai di pengaturan, atau hapus sekarang."
            ),
        ),
        (
            NOVEMBER_ON | {"now": "2027-04"},
            "en",
            (
                "settings, column value: now is 2027-04, which is not between 2026-11 and "
                "2027-03.\n"
                "  Give the first month that is not over yet; 2027-03 says that all are over."
            ),
        ),
        (
            NOVEMBER_ON | {"now": "2027-04"},
            "id",
            (
                "settings, kolom value: sekarang 2027-04, di luar 2026-11 sampai 2027-03.\n"
                "  Isi bulan pertama yang belum lewat; 2027-03 berarti semua bulan sudah lewat."
            ),
        ),
    ],
)
def test_the_first_open_month_belongs_to_the_months_or_follows_them(settings, language, words):
    tables = {"actuals": [actual("T1", "A", "2026-11", 3)]} if "start" not in settings else {}
    assert told(language, settings=settings, orders=ORDERS[:1], **tables) == words


@pytest.mark.parametrize("now", ["2026-11", "2027-03"])
def test_no_month_and_all_months_may_be_over(now):
    pool = pool_with(settings=NOVEMBER_ON | {"now": now}, orders=ORDERS[:1])
    assert str(pool.settings.now) == now


def test_units_of_one_order_do_not_serve_another_until_they_are_told_there():
    """B makes three for T1 and delivers one of T3: from stock, of which there is none."""
    orders = [*ORDERS, ORDER | {"order": "T3", "due": "2027-01"}]
    rows = actual("T1", "B", "2026-11", 3), actual("T3", "B", "2026-11", 0, delivered=1)
    with pytest.raises(TableError, match=r"T3  B  2026-11  1  \(1 too many\)"):
        pool_of(*rows, orders=orders)
    stock = [{"supplier": "B", "product": "shoe", "opening": 1}]
    assert len(pool_of(*rows, orders=orders, stock=stock).actuals) == 2


def test_what_was_delivered_before_it_was_made_came_from_stock():
    rows = [
        actual("T1", "B", "2026-11", 0, delivered=2),
        actual("T1", "B", "2026-12", 5, delivered=4),
    ]
    stock = [{"supplier": "B", "product": "shoe", "opening": 1}]
    with pytest.raises(TableError) as error:
        pool_of(*rows, settings=NOVEMBER_ON, stock=stock)
    assert "    row label 0  T1  B  2026-11  2  (1 too many)\n" in error.value.told("en")


def test_a_quotation_for_an_order_or_a_place_is_an_offer_there_only():
    orders = [ORDERS[0] | {"destination": "Taiwan"}, ORDERS[1]]
    offers = [
        OFFERS[0] | {"order": "T1"},
        OFFERS[1] | {"destination": "Taiwan"},
        {"supplier": "B", "product": "boot", "unit_cost": 1, "destination": "Taiwan"},
        BOOTS,
    ]
    rows = actual("T1", "A", "2026-11", 1), actual("T1", "B", "2026-11", 1)
    assert len(pool_of(*rows, orders=orders, offers=offers).actuals) == 2
    with pytest.raises(TableError, match=r'row label 0  B  2026-11  "T2"'):
        pool_of(actual("T2", "B", "2026-11", 1), orders=orders, offers=offers)

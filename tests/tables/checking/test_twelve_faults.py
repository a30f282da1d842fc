"""A workbook with twelve different faults has all twelve named at once, in either language."""

import openpyxl
import pytest

from ikmpool.errors import TableError
from ikmpool.tables.pool import read_pool

SHEETS = {
    "Pemasok": [
        ["pemasok", "kota", "kapasitas", "status"],
        ["IKM-01", "Sidoarjo", "1.500", "siap ekspor"],
        ["IKM-02", "Gresik", -250, "dibina"],
        ["IKM-03 ", "Gresik", "12 dus", "kurang siap"],
        ["IKM-02", "Surabaya", 90, None],
    ],
    "Penawaran": [
        ["Daftar penawaran 2026"],
        [],
        ["pemasok", "produk", "biaya satuan", "jam", "mulai"],
        ["IKM-01", "safety shoe", "Rp 150.000", "1.250", "Mei 2026"],
        ["IKM-09", "safety shoe", 155000, None, "entah"],
        ["IKM-03", "sandal", None, None, None],
    ],
    "Pesanan": [
        ["pesanan", "produk", "jumlah", "jatuh tempo", "batas cacat"],
        ["TW-104", "safty shoe", 500, "2026-12", 5],
        ["HK-7", "sandal", 20.5, "2027-09", 0.02],
    ],
    "Pengaturan": [["nama", "nilai"], ["mulai", "2026-11"], ["selesai", "2027-03"]],
}
CODES = {
    "ambiguous",
    "due_outside",
    "fraction",
    "negative",
    "no_cost",
    "not_choice",
    "not_month",
    "product_not_offered",
    "repeated_key",
    "share_above",
    "unit_word",
    "unknown_supplier",
}

ENGLISH = """\
12 faults in 3 tables.

Pemasok, column status: 1 row is none of the words that may stand here.
    sheet row 4  IKM-03  "kurang siap"
  Give one of: export_ready, coached, waiting_list.

Pemasok, column kapasitas: 1 row has a word after the figure that is no known pack.
    sheet row 4  IKM-03  "12 dus"
  Give the number of units; of words only kodi (20), lusin or dozen (12) and gross (144) are read.

Pemasok, column kapasitas: 1 row is negative.
    sheet row 3  IKM-02  -250
  Give a figure of zero or more.

Pemasok: 1 row repeats an earlier one.
    sheet row 5  IKM-02  (the same as row 3)
  Keep one row for each, or tell the rows apart in a column of the key.

Penawaran, column mulai: 1 row is not a month.
    sheet row 5  IKM-09  safety shoe  "entah"
  Give the month as 2026-11, November 2026 or 11/2026.

Penawaran, column jam: 1 row can be read as two numbers.
    sheet row 4  IKM-01  safety shoe  "1.250"  (1,250 or 1.25?)
  Store the cell as a number, or write it with no mark between thousands.

Penawaran, column pemasok: 1 row names a producer that the table of suppliers lacks.
    sheet row 5  safety shoe  "IKM-09"  (did you mean "IKM-03"?)
  Correct the name, or add the producer to the suppliers.

Penawaran, column biaya satuan: 1 row has no cost, and no more general row of the offer has one.
    sheet row 6  IKM-03  sandal
  Fill unit_cost or lump_cost, here or in the row without order and destination; a gift costs 0.

Pesanan, column jumlah: 1 row is not a whole number.
    sheet row 3  HK-7  20.5
  Give a whole number.

Pesanan, column batas cacat: 1 row is a share above 1.
    sheet row 2  TW-104  5
  Give a share from 0 to 1; five percent is 0.05, or the text "5%".

Pesanan, column produk: 1 row names a product that no offer has.
    sheet row 2  TW-104  "safty shoe"  (did you mean "safety shoe"?)
  Correct the name, or add an offer of that product.

Pesanan, column jatuh tempo: 1 row is outside the months 2026-11 to 2027-03 of the settings.
    sheet row 3  HK-7  2027-09
  Correct the month, or move start or end.

All faulty rows: error.faults (a DataFrame)."""

INDONESIAN = """\
12 kesalahan dalam 3 tabel.

Pemasok, kolom status: 1 baris bukan kata yang boleh di sini.
    baris 4  IKM-03  "kurang siap"
  Isi dengan salah satu dari: siap_ekspor, dibina, daftar_tunggu.

Pemasok, kolom kapasitas: 1 baris memakai kata satuan yang tidak dikenal.
    baris 4  IKM-03  "12 dus"
  Isi dengan jumlah unit; kata yang dikenal hanya kodi (20), lusin (12) dan gros (144).

Pemasok, kolom kapasitas: 1 baris berisi angka negatif.
    baris 3  IKM-02  -250
  Isi dengan angka nol atau lebih.

Pemasok: 1 baris mengulang baris sebelumnya.
    baris 5  IKM-02  (sama dengan baris 3)
  Pertahankan satu baris untuk masing-masing, atau bedakan pada kolom kuncinya.

Penawaran, kolom mulai: 1 baris bukan bulan.
    baris 5  IKM-09  safety shoe  "entah"
  Tulis bulan seperti 2026-11, November 2026 atau 11/2026.

Penawaran, kolom jam: 1 baris dapat dibaca sebagai dua angka.
    baris 4  IKM-01  safety shoe  "1.250"  (1.250 atau 1,25?)
  Simpan sel sebagai angka, atau tulis tanpa tanda ribuan.

Penawaran, kolom pemasok: 1 baris menyebut IKM yang tidak ada di tabel pemasok.
    baris 5  safety shoe  "IKM-09"  (maksudnya "IKM-03"?)
  Perbaiki namanya, atau tambahkan IKM itu ke tabel pemasok.

Penawaran, kolom biaya satuan: 1 baris tanpa biaya, dan baris umum penawaran itu pun tidak \
berbiaya.
    baris 6  IKM-03  sandal
  Isi biaya satuan atau biaya borongan, di sini atau di baris tanpa pesanan dan tujuan; bila \
gratis isi 0.

Pesanan, kolom jumlah: 1 baris bukan bilangan bulat.
    baris 3  HK-7  20,5
  Isi dengan bilangan bulat.

Pesanan, kolom batas cacat: 1 baris berisi bagian di atas 1.
    baris 2  TW-104  5
  Isi dengan bagian dari 0 sampai 1; lima persen adalah 0,05, atau teks "5%".

Pesanan, kolom produk: 1 baris menyebut produk yang tidak ada penawarannya.
    baris 2  TW-104  "safty shoe"  (maksudnya "safety shoe"?)
  Perbaiki namanya, atau tambahkan penawaran untuk produk itu.

Pesanan, kolom jatuh tempo: 1 baris di luar bulan 2026-11 sampai 2027-03 di pengaturan.
    baris 3  HK-7  2027-09
  Perbaiki bulannya, atau geser mulai atau selesai.

Semua baris yang salah: error.faults (sebuah DataFrame)."""


def faulty(path, *settings):
    """Write the workbook with another program."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in SHEETS.items():
        sheet = workbook.create_sheet(name)
        for row in [*rows, *(settings if name == "Pengaturan" else ())]:
            sheet.append(row)
    workbook.save(path)
    return path


@pytest.mark.parametrize(("language", "text"), [("en", ENGLISH), ("id", INDONESIAN)])
def test_all_twelve_are_named_in_the_language_of_the_pool(tmp_path, language, text):
    with pytest.raises(TableError) as error:
        read_pool(faulty(tmp_path / "pool.xlsx", ["bahasa", language]))
    assert str(error.value) == text
    other = {"en": ("id", INDONESIAN), "id": ("en", ENGLISH)}[language]
    assert error.value.in_language(other[0]) == other[1]


def test_the_frame_of_faults_has_one_row_for_each(tmp_path):
    with pytest.raises(TableError) as error:
        read_pool(faulty(tmp_path / "pool.xlsx"))
    assert {fault.code for fault in error.value.list} == CODES
    third = error.value.faults.iloc[2]
    assert error.value.faults.shape == (12, 8)
    assert third.to_dict() == {
        "table": "suppliers",
        "column": "capacity",
        "row": 3,
        "key": "IKM-02",
        "value": -250,
        "problem": "1 row is negative.",
        "cure": "Give a figure of zero or more.",
        "hint": "",
    }

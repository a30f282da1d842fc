"""The blank workbook: it explains itself, and filled in it is read as it stands."""

import openpyxl
import pytest

from ikmpool.errors import FileError, OptionError, TableError
from ikmpool.tables.files.template import explanation, in_order_of_filling, write_template
from ikmpool.tables.pool import read_pool
from ikmpool.tables.schema import TABLES

FILLED = {
    "id": {
        "pemasok": {"pemasok": ["IKM-01", "IKM-02"], "status": ["siap ekspor", "dibina"]},
        "penawaran": {
            "pemasok": ["IKM-01", "IKM-02"],
            "produk": ["sandal", "sandal"],
            "biaya satuan": [50000, 52000],
            "kapasitas": ["2 kodi", 30],
        },
        "pesanan": {"pesanan": ["TW-1"], "produk": ["sandal"], "jumlah": [60]},
    },
    "en": {
        "suppliers": {"supplier": ["IKM-01", "IKM-02"], "status": ["export_ready", "coached"]},
        "offers": {
            "supplier": ["IKM-01", "IKM-02"],
            "product": ["sandal", "sandal"],
            "unit cost": [50000, 52000],
            "capacity": ["2 kodi", 30],
        },
        "orders": {"order": ["TW-1"], "product": ["sandal"], "quantity": [60]},
    },
}


def filled(path, language):
    """Fill the blank workbook as a person would, with another program."""
    workbook = openpyxl.load_workbook(write_template(path, language=language))
    for sheet, columns in FILLED[language].items():
        places = {cell.value: cell.column for cell in workbook[sheet][1]}
        for heading, cells in columns.items():
            for row, cell in enumerate(cells, start=3):
                workbook[sheet].cell(row, places[heading]).value = cell
    workbook.save(path)
    return path


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_filled_template_is_read_as_it_stands(tmp_path, language):
    pool = read_pool(filled(tmp_path / "pool.xlsx", language))
    assert list(pool.tables) == ["settings", "suppliers", "offers", "orders"]
    assert pool.offers["capacity"].tolist() == [40, 30]
    assert pool.offers.index.tolist() == [3, 4]
    assert pool.suppliers["status"].tolist() == ["export_ready", "coached"]
    assert pool.settings.language == language


def test_a_blank_template_says_in_its_own_language_what_must_be_filled(tmp_path):
    with pytest.raises(TableError) as error:
        read_pool(write_template(tmp_path / "pool.xlsx"))
    assert str(error.value) == (
        "3 kesalahan dalam 3 tabel.\n\n"
        "pemasok: tabel ini tidak berisi baris.\n  Isi sedikitnya satu baris.\n\n"
        "penawaran: tabel ini tidak berisi baris.\n  Isi sedikitnya satu baris.\n\n"
        "pesanan: tabel ini tidak berisi baris.\n  Isi sedikitnya satu baris.\n\n"
        "Semua baris yang salah: error.faults (sebuah DataFrame)."
    )


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_column_of_the_schema_has_its_heading_and_explanation(tmp_path, language):
    workbook = openpyxl.load_workbook(write_template(tmp_path / "a.xlsx", language=language))
    assert len(workbook.sheetnames) == len(TABLES) + 1
    for table, sheet in zip(in_order_of_filling(), workbook.worksheets[1:], strict=True):
        headings, explained = ([cell.value for cell in row] for row in sheet["1:2"])
        assert [table.by_heading[h.replace(" ", "")].name for h in headings] == [
            column.name for column in table.columns
        ]
        assert explained[0].startswith("» ")
        assert [text.removeprefix("» ") for text in explained] == [
            explanation(column, language) for column in table.columns
        ]


def test_choices_flags_and_references_have_drop_downs(tmp_path):
    workbook = openpyxl.load_workbook(write_template(tmp_path / "a.xlsx", language="id"))
    lists = {
        sheet.title + "." + sheet[f"{str(rule.sqref).split('3')[0]}1"].value: rule.formula1
        for sheet in workbook.worksheets
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }
    assert lists["pemasok.status"] == '"siap_ekspor,dibina,daftar_tunggu"'
    assert lists["pemasok.bengkel sendiri"] == '"ya,tidak"'
    assert lists["penawaran.pemasok"] == (
        "OFFSET('pemasok'!$A$3,0,0,MAX(1,COUNTA('pemasok'!$A$3:$A$2000)),1)"
    )
    assert "pemasok.pemasok" not in lists


def test_the_guide_comes_first_and_names_every_sheet(tmp_path):
    workbook = openpyxl.load_workbook(write_template(tmp_path / "a.xlsx", language="en"))
    words = [cell for row in workbook["guide"].iter_rows(values_only=True) for cell in row]
    assert workbook.sheetnames[0] == "guide"
    assert set(workbook.sheetnames[1:]) <= set(words)


def test_a_template_never_overwrites_unasked(tmp_path):
    path = write_template(tmp_path / "a.xlsx")
    with pytest.raises(FileError) as error:
        write_template(path)
    assert error.value.in_language("id") == (
        f"{path} sudah ada dan tidak ditimpa. Pilih nama lain, atau beri overwrite=True."
    )
    assert write_template(path, overwrite=True) == path
    assert [file.name for file in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_template_is_a_workbook_in_a_known_language(tmp_path):
    with pytest.raises(FileError, match=r"Give a name that ends in \.xlsx"):
        write_template(tmp_path / "a.csv")
    with pytest.raises(OptionError, match="There is no language 'nl'"):
        write_template(tmp_path / "a.xlsx", language="nl")

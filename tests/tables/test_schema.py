"""The schema is one consistent truth about every table."""

import pytest

from ikmpool.tables.files.template import unit_in
from ikmpool.tables.schema import DTYPES, KINDS, SETTINGS, TABLES, plain, tables_by_sheet
from ikmpool.wording import has_words

COLUMNS = [column for table in TABLES.values() for column in table.columns]


def test_only_suppliers_offers_and_orders_are_needed():
    assert [t.name for t in TABLES.values() if t.needed] == ["suppliers", "offers", "orders"]


def test_keys_are_those_of_the_design():
    assert {name: table.key for name, table in TABLES.items()} == {
        "settings": ("name",),
        "suppliers": ("supplier",),
        "products": ("product",),
        "offers": ("supplier", "product", "destination", "order"),
        "quality": ("supplier", "product", "attribute", "class"),
        "certificates": ("holder", "scheme", "product", "issuer", "number"),
        "groups": ("group", "supplier"),
        "schemes": ("scheme", "satisfies"),
        "requirements": (
            "requirement",
            "destination",
            "product",
            "sector",
            "kind",
            "scheme",
            "issuers",
        ),
        "orders": ("order",),
        "specs": ("order", "contract", "product", "attribute"),
        "limits": (
            *("supplier", "city", "sector", "status", "order", "product", "destination"),
            *("contract", "month", "of"),
        ),
        "pairs": ("supplier", "order"),
        "tiers": ("supplier", "product", "from_units"),
        "freight": ("city", "destination", "product"),
        "calendar": ("month", "city", "sector"),
        "hours": ("supplier", "month"),
        "stock": ("supplier", "warehouse", "product"),
        "interventions": ("supplier", "kind", "scheme", "product", "attribute"),
        "actuals": ("order", "supplier", "month"),
        "planned": ("order", "supplier", "month"),
        "dropouts": ("supplier", "month"),
    }


@pytest.mark.parametrize("table", TABLES.values(), ids=str)
def test_no_heading_means_two_columns(table):
    """English and Indonesian headings of one table never clash."""
    named = {(plain(h), c.name) for c in table.columns for h in (c.name, c.heading_id)}
    assert len({heading for heading, _ in named}) == len(named)
    assert all(table.by_heading[heading].name == name for heading, name in named)


def test_no_sheet_name_means_two_tables():
    assert len(tables_by_sheet()) == len({plain(t.sheet_id) for t in TABLES.values()} | set(TABLES))


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: f"{column.table}.{column.name}")
def test_every_column_is_described_in_full(column):
    assert column.kind in KINDS
    assert column.kind in DTYPES
    assert column.meaning_en.endswith(".")
    assert column.meaning_id.endswith(".")
    assert column.example
    assert len(column.choices) == len(column.choices_id)
    assert bool(column.choices) or column.kind != "choice"
    assert not (column.note and column.needed)
    assert not column.unit or has_words(f"tables.units.{column.unit}", "id"), unit_in(column, "id")


def test_every_setting_has_a_kind_that_is_known():
    assert set(SETTINGS.values()) <= set(KINDS)

"""Write tables.md beside this file from the schema: ``python docs/reference/write_tables.py``."""

from pathlib import Path

from ikmpool.rules.book import RULES
from ikmpool.tables.cells.settings import setting_in
from ikmpool.tables.schema import SETTINGS, TABLES, Column, Table

HEAD = """# Tables

Made from the schema by `write_tables.py`; a test compares them. A table is one sheet of a workbook,
one file of a folder, or one DataFrame. Only `suppliers`, `offers` and `orders` are needed; every
other table, and every column that is not marked *needed*, may be absent. Sheets and headings are
read in English or Indonesian, in any case, with blanks or underscores. Your own columns are kept.

Kinds: *whole* numbers (also `3 kodi` = 60, `5 lusin` = 60, `2 gross` = 288), *decimal*, *money*
(in the pool's currency), *share* (`0.05` or `5%`), *month* (`2026-11`, `November 2026`), *date*,
*flag* (yes or no), *choice*, *names* and *shares* (several, separated by `;`), *text*. A *note* is
for people: no rule ever needs it. *Not used yet* marks columns that are read and checked, but that
no rule uses so far: if they are filled, a warning and the plan name them.

The settings by name: SETTINGS_LIST; and
`rate_USD` and the like: money of the pool for one unit of that currency.
"""


def page() -> str:
    """Give the whole page."""
    names = ", ".join(f"`{name}` (`{setting_in(name, 'id')}`)" for name in SETTINGS)
    sections = [_section(table) for table in TABLES.values()]
    return "\n".join([HEAD.replace("SETTINGS_LIST", names), *sections])


def _section(table: Table) -> str:
    needed = " **Needed.**" if table.needed else ""
    key = ", ".join(f"`{name}`" for name in table.key)
    rows = "\n".join(_row(column) for column in table.columns)
    return (
        f"## {table.name} (`{table.sheet_id}`)\n\n{table.meaning_en}{needed}"
        + (f" Rows are told apart by {key}." if key else "")
        + "\n\n| column | Indonesian | kind | blank means | meaning |\n|---|---|---|---|---|\n"
        + f"{rows}\n"
    )


def _row(column: Column) -> str:
    kind = column.kind.replace("_or_each", ", or each")
    marks = [kind, *([column.unit] if column.unit else []), *(["note"] if column.note else [])]
    blank = "needed" if column.needed else column.default
    choices = f" One of: {', '.join(f'`{c}`' for c in column.choices)}." if column.choices else ""
    unused = "" if _is_used(column) else " *Not used yet.*"
    meaning = f"{column.meaning_en}{choices}{unused}".replace("|", "\\|")
    cells = (f"`{column.name}`", f"`{column.heading_id}`", "; ".join(marks), blank, meaning)
    return f"| {' | '.join(cells)} |"


def _is_used(column: Column) -> bool:
    if column.note or column.table == "settings" or (column.key and column.needed):
        return True
    return any(f"{column.table}.{column.name}" in (*rule.when, *rule.uses) for rule in RULES)


if __name__ == "__main__":
    Path(__file__).with_name("tables.md").write_text(page(), encoding="utf-8")

"""The blank workbook: one sheet a table, made from the schema, for people to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ikmpool.errors import FileError, OptionError
from ikmpool.tables.cells.settings import setting_in
from ikmpool.tables.files.dropdowns import add_dropdown
from ikmpool.tables.files.layout import EXPLAINS
from ikmpool.tables.files.output import whole_file
from ikmpool.tables.files.styling import (
    FORMATS,
    NEEDED,
    NOTE,
    OPTIONAL,
    Styles,
    fit_to_width,
    new_workbook,
    on_colour,
    width_of,
    write_headings,
)
from ikmpool.tables.schema import TABLES, Column, Table
from ikmpool.wording import LANGUAGES, has_words, say

FIRST_ROW = 2
"""Position of the first row to fill: below the headings and what explains them."""

_COLUMN_WIDTH, _LINE_LENGTH, _LINE_HEIGHT = 20, 24, 12.5


def write_template(path: str | Path, *, language: str = "id", overwrite: bool = False) -> Path:
    """Write a blank workbook with a sheet for every table.

    Each column has its heading, its meaning, unit and example, a number format, and a drop-down
    where its cells come from a list. The first sheet explains. Filled in, the workbook is read by
    `read_pool` as it stands; sheets and columns that stay blank may stay or be deleted.

    Parameters
    ----------
    path : path
        A name that ends in ``.xlsx``.
    language : {"id", "en"}
        The language of everything in it.
    overwrite : bool
        Whether a file that is there already may be replaced.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    FileError
        When the file is there already, its folder is not, or the name does not end in ``.xlsx``.
    OptionError
        When there is no such language.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_template(f"{folder}/pool.xlsx").name
    'pool.xlsx'
    """
    path = Path(path)
    if language not in LANGUAGES:
        raise OptionError(
            f"There is no language {language!r}. Choose one of: {', '.join(LANGUAGES)}."
        )
    if path.suffix.lower() != ".xlsx":
        raise FileError("tables.not_writable_kind", path=path)
    with whole_file(path, overwrite=overwrite) as temporary, new_workbook(temporary) as workbook:
        styles = Styles(workbook)
        _write_guide(workbook, styles, language)
        for table in in_order_of_filling():
            _write_sheet(workbook, styles, table, language)
    return path


def in_order_of_filling() -> list[Table]:
    """Return the tables with those that are needed first."""
    return sorted(TABLES.values(), key=lambda table: not table.needed)


def _write_sheet(workbook: Any, styles: Styles, table: Table, language: str) -> None:
    sheet = workbook.add_worksheet(spaced(table.sheet(language)))
    sheet.set_tab_color(NEEDED if table.needed else NOTE)
    headings = [spaced(column.heading(language)) for column in table.columns]
    write_headings(sheet, styles, table.columns, headings)
    sheet.freeze_panes(FIRST_ROW, 1)
    explained = [explanation(column, language) for column in table.columns]
    sheet.set_row(1, _height(explained))
    small = styles.get(font_size=9, font_color="#555555", italic=True, text_wrap=True)
    for at, (column, text) in enumerate(zip(table.columns, explained, strict=True)):
        width = max(_COLUMN_WIDTH, width_of([headings[at]]))
        sheet.set_column(at, at, width, styles.body(column))
        sheet.write_string(1, at, f"{EXPLAINS} {text}" if at == 0 else text, small)
        add_dropdown(sheet, column, at, FIRST_ROW, language)
    if table.name == "settings":
        _fill_settings(sheet, styles, language)


def spaced(name: str) -> str:
    """Return a name as people write it, which is read as the same one."""
    return name.replace("_", " ")


def _height(texts: list[str]) -> float:
    lines = max(sum(1 + len(line) // _LINE_LENGTH for line in text.split("\n")) for text in texts)
    return (lines + 1) * _LINE_HEIGHT


def explanation(column: Column, language: str) -> str:
    """Return what the template says below a heading: meaning, unit, default and example.

    >>> print(explanation(TABLES["offers"]["lead_time"], "en"))
    Months between making and delivering.
    Unit: months
    Blank means: 0
    Example: 1
    """
    parts = [column.meaning(language)]
    if column.unit:
        parts.append(say("tables.template.unit", language, unit=unit_in(column, language)))
    if column.default:
        default = _word(column, column.default, language)
        parts.append(say("tables.template.default", language, default=default))
    if column.example:
        example = _word(column, column.example_in(language), language)
        parts.append(say("tables.template.example", language, example=example))
    return "\n".join(parts)


def unit_in(column: Column, language: str) -> str:
    """Return the unit of a column in "en" or "id"."""
    key = f"tables.units.{column.unit}"
    return say(key, language) if has_words(key, language) else column.unit


def _word(column: Column, word: str, language: str) -> str:
    """Return a word of a cell in the language: yes, no, a choice, a setting."""
    if column.kind == "flag":
        return say(f"tables.{word}", language)
    if language == "id" and column.choices:
        return dict(zip(column.choices, column.choices_id, strict=True)).get(word, word)
    if column.vocabulary == "setting":
        return setting_in(word, language)
    if language == "id" and column.kind in FORMATS and "-" not in word:
        return word.replace(".", ",")
    return word


def _fill_settings(sheet: Any, styles: Styles, language: str) -> None:
    given = (("currency", "IDR"), ("money_decimals", 0), ("language", language))
    for row, (name, value) in enumerate(given, start=FIRST_ROW):
        sheet.write_string(row, 0, setting_in(name, language), styles.get(num_format="@"))
        sheet.write(row, 1, value, styles.get(num_format="General", align="left"))


def _write_guide(workbook: Any, styles: Styles, language: str) -> None:
    sheet = workbook.add_worksheet(say("tables.template.guide", language))
    sheet.hide_gridlines(2)
    fit_to_width(sheet)
    sheet.set_column(0, 0, 3)
    sheet.set_column(1, 1, 22)
    sheet.set_column(2, 2, 92)
    title = styles.get(bold=True, font_size=18, font_color=NEEDED)
    sheet.write_string(0, 1, say("tables.template.title", language), title)
    row = _write_steps(sheet, styles, language, 2)
    row = _write_colours(sheet, styles, language, row + 1)
    _write_contents(sheet, styles, language, row + 1)


def _write_steps(sheet: Any, styles: Styles, language: str, row: int) -> int:
    text = styles.get(text_wrap=True)
    for number in range(1, _STEPS + 1):
        sentence = say(f"tables.template.step_{number}", language)
        sheet.set_row(row, 16 * (1 + len(sentence) // 145))
        sheet.merge_range(row, 1, row, 2, f"{number}.  {sentence}", text)
        row += 1
    return row


_STEPS = 6


def _write_colours(sheet: Any, styles: Styles, language: str, row: int) -> int:
    for word, colour in (("needed", NEEDED), ("optional", OPTIONAL), ("note", NOTE)):
        name = say(f"tables.template.{word}", language)
        look = styles.get(bold=True, font_color=on_colour(colour), bg_color=colour)
        sheet.write_string(row, 1, name, look)
        sheet.write_string(row, 2, say(f"tables.template.{word}_means", language), styles.get())
        row += 1
    return row


def _write_contents(sheet: Any, styles: Styles, language: str, row: int) -> None:
    bold = styles.get(bold=True, bottom=1, bottom_color=NEEDED)
    sheet.write_string(row, 1, say("tables.template.sheet", language), bold)
    sheet.write_string(row, 2, say("tables.template.holds", language), bold)
    text, link = styles.get(text_wrap=True), styles.get(font_color=NEEDED, underline=1)
    for at, table in enumerate(in_order_of_filling(), start=row + 1):
        name = spaced(table.sheet(language))
        sheet.write_url(at, 1, f"internal:'{name}'!A{FIRST_ROW + 1}", link, name)
        needed = say("tables.template.needed_mark", language) if table.needed else ""
        sheet.write_string(at, 2, table.meaning(language) + needed, text)

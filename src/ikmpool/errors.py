"""One family of errors; each says what happened, the values it is about, and what to do."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ikmpool.wording import figure, has_words, say

if TYPE_CHECKING:
    import pandas as pd

ROWS_SHOWN = 10
"""So many faulty rows of one kind are printed; `TableError.faults` has the others."""

Line = tuple[str, ...]


class IkmpoolError(Exception):
    """Any error that this library raises on purpose."""


class OptionError(IkmpoolError, ValueError):
    """An argument or option that cannot be used, with the values that can."""


class SolverError(IkmpoolError):
    """A solver that is missing or that failed, with what it said."""


class AuditError(IkmpoolError):
    """A plan that breaks a rule although it should not."""


class RuleError(IkmpoolError):
    """A rule that does not keep to its interface."""


class FileError(IkmpoolError, OSError):
    """A file that cannot be read or may not be written, with what to do.

    Parameters
    ----------
    key : str
        The key of the message in the wording catalogue.
    **figures
        Its figures, the path among them.
    """

    def __init__(self, key: str, **figures: object) -> None:
        super().__init__(key)
        self.key, self.figures = key, figures

    def __str__(self) -> str:
        return self.in_language("en")

    def in_language(self, language: str) -> str:
        """Return the message in "en" or "id"."""
        return say(self.key, language, **self.figures)


@dataclass(frozen=True)
class Fault:
    """One thing wrong in the tables.

    Attributes
    ----------
    table, column : str
        English names; `column` is "" where the fault is about a row or a whole table.
    row : hashable or None
        The index label of the row; None where the fault is about a column or a table.
    key : tuple of str
        The cells of the row's key, blanks left out.
    value : object
        The cell as it was given; None where there is nothing to show.
    code : str
        What is wrong: the wording is ``faults.<code>.what`` and ``faults.<code>.cure``, and for
        single rows ``faults.<code>.hint``.
    figures : mapping
        Figures for the wording. ``nearest`` (a name) makes a "did you mean".
    sheet, heading : str
        Table and column as the user wrote them, where that is known.
    sheet_row : bool
        Whether `row` is the number of a row in a sheet or file.
    more : int
        Further rows with the same fault, too many to list one by one.
    bare : bool
        Whether a figure is printed without thousands marks, as it is no quantity (a month, a name).
    """

    table: str
    column: str
    row: Hashable | None
    key: tuple[str, ...]
    value: object
    code: str
    figures: Mapping[str, object] = field(default_factory=dict)
    sheet: str = ""
    heading: str = ""
    sheet_row: bool = False
    more: int = 0
    bare: bool = False

    def problem(self, language: str = "en", n: int = 1) -> str:
        """Return what is wrong, for `n` rows with this fault."""
        return say(f"faults.{self.code}.what", language, n=n, **self.figures)

    def cure(self, language: str = "en") -> str:
        """Return what to do."""
        return say(f"faults.{self.code}.cure", language, **self.figures)

    def hint(self, language: str = "en") -> str:
        """Return what is known about this row alone, "" if nothing."""
        key = f"faults.{self.code}.hint"
        if has_words(key, language):
            return say(key, language, **self.figures)
        nearest = self.figures.get("nearest")
        return say("faults.did_you_mean", language, nearest=nearest) if nearest else ""

    def value_text(self, language: str = "en") -> str:
        """Return the value as it is printed: words in quotes, figures bare."""
        if self.value is None:
            return ""
        if self.bare and not isinstance(self.value, str):
            if isinstance(self.value, float) and self.value.is_integer():
                return str(int(self.value))
            return str(self.value)
        return f'"{self.value}"' if isinstance(self.value, str) else figure(self.value, language)

    def place(self, language: str = "en") -> str:
        """Return the table and the column in words, as the user named them."""
        sheet = self.sheet or self.table
        if not self.column and not self.heading:
            return sheet
        heading = self.heading or self.column
        return say("faults.place", language, table=sheet, column=heading)


class TableError(IkmpoolError):
    """Tables that cannot be used, with every fault at once.

    Parameters
    ----------
    faults : sequence of Fault
        At least one.
    language : {"en", "id"}
        The language of the message.

    Examples
    --------
    >>> print(TableError([Fault("offers", "capacity", 14, ("IKM-07", "sandal"), -250, "negative")]))
    1 fault in 1 table.
    <BLANKLINE>
    offers, column capacity: 1 row is negative.
        row label 14  IKM-07  sandal  -250
      Give a figure of zero or more.
    <BLANKLINE>
    All faulty rows: error.faults (a DataFrame).
    """

    def __init__(self, faults: Sequence[Fault], language: str = "en") -> None:
        self.list = tuple(faults)
        self.language = language
        super().__init__(self.list, language)

    def __str__(self) -> str:
        return self.told(self.language) + "\n\n" + say("faults.all_rows", self.language)

    def told(self, language: str) -> str:
        """Return the message for somebody who does not program, in "en" or "id"."""
        n = sum(1 + fault.more for fault in self.list)
        tables = len({fault.table for fault in self.list})
        first = say("faults.headline", language, n=n, tables=_tables(tables, language))
        return "\n\n".join([first, *(_paragraph(g, language) for g in _groups(self.list))])

    def in_language(self, language: str) -> str:
        """Return the message in "en" or "id"."""
        return str(TableError(self.list, language))

    @cached_property
    def faults(self) -> pd.DataFrame:
        """One row a fault: table, column, row, key, value, problem, cure, hint."""
        import pandas as pd

        names = ["table", "column", "row", "key", "value", "problem", "cure", "hint"]
        rows = [_record(fault, self.language) for fault in self.list]
        return pd.DataFrame(rows, columns=names, dtype=object)


def _tables(n: int, language: str) -> str:
    return say("faults.tables", language, n=n)


def _record(fault: Fault, language: str) -> tuple[object, ...]:
    words = (fault.problem(language), fault.cure(language), fault.hint(language))
    return (fault.table, fault.column, fault.row, " ".join(fault.key), fault.value, *words)


def _groups(faults: Sequence[Fault]) -> list[list[Fault]]:
    """Group by place and kind, in the order in which each kind first appears."""
    groups: dict[tuple[str, ...], list[Fault]] = {}
    for fault in faults:
        name = (fault.table, fault.column, fault.heading, fault.code, fault.cure())
        groups.setdefault(name, []).append(fault)
    order = {fault.table: place for place, fault in reversed(list(enumerate(faults)))}
    return sorted(groups.values(), key=lambda group: order[group[0].table])


def _paragraph(group: list[Fault], language: str) -> str:
    first, n = group[0], sum(1 + fault.more for fault in group)
    what = f"{first.place(language)}: {first.problem(language, n)}"
    rows = _aligned([_cells(fault, language) for fault in group[:ROWS_SHOWN]])
    if n > ROWS_SHOWN and rows:
        rows.append("    " + say("faults.and_more", language, n=n - ROWS_SHOWN))
    return "\n".join([what, *rows, f"  {first.cure(language)}"])


def _cells(fault: Fault, language: str) -> Line:
    label = "faults.sheet_row" if fault.sheet_row else "faults.row_label"
    row = "" if fault.row is None else say(label, language, row=str(fault.row))
    return (row, *fault.key, fault.value_text(language), fault.hint(language))


def _aligned(lines: list[Line]) -> list[str]:
    """Return the lines in columns: words to the left, figures to the right."""
    width = max(map(len, lines))
    square = [(*line[:-2], *[""] * (width - len(line)), *line[-2:]) for line in lines]
    columns = [_padded(column) for column in zip(*square, strict=True) if any(column)]
    texts = ["  ".join(cells).rstrip() for cells in zip(*columns, strict=True)]
    return [f"    {text}" for text in texts if text]


def _padded(column: Line) -> list[str]:
    width = max(map(len, column))
    are_figures = all(text[:1] in "-0123456789" for text in column if text)
    return [text.rjust(width) if are_figures else text.ljust(width) for text in column]


__all__ = [
    "AuditError",
    "Fault",
    "FileError",
    "IkmpoolError",
    "OptionError",
    "RuleError",
    "SolverError",
    "TableError",
]

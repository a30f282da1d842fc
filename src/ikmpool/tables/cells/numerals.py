"""Numbers as people type them: decimal commas, points between thousands, Rp, %, kodi and lusin.

A number cell that is already a number never comes here. A text such as "1.500" is one thousand five
hundred to an Indonesian and one and a half to a program; `read_number` decides by the kind of the
column and by what the other cells of the column show (`decimal_mark`), and otherwise refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

PACKS = {
    "kodi": 20,
    "lusin": 12,
    "dozen": 12,
    "dosin": 12,
    "gross": 144,
    "gros": 144,
}
"""Words of trade for so many units."""

MOST_DIGITS = 15
"""So many significant digits survive in a float64; a figure with more is refused."""

_RUPIAH = re.compile(r"^(?:rp\.?|idr)\s*(?=[-+\d])|(?<=\d)\s*(?:idr|rupiah)$", re.IGNORECASE)
_PACK = re.compile(r"^(?P<number>[-+]?[\d.,]+)\s*(?P<word>[^\W\d_]+)\.?$")
_SPACES = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")
_POWER = re.compile(r"[-+]?\d+(?:\.\d+)?[eE][-+]?\d+")
_GROUPED = {mark: re.compile(rf"[1-9]\d{{0,2}}(?:\{mark}\d{{3}})+") for mark in ".,"}
_TAIL = re.compile(r",[-–]+$")  # "Rp 1.500,-"


class Unreadable(Exception):  # noqa: N818 - a finding about a cell, caught in this package
    """A cell that cannot be read, as the code and figures of a fault."""

    def __init__(self, code: str, **figures: object) -> None:
        super().__init__(code)
        self.code = code
        self.figures = figures


def _bare(text: str, kind: str = "money") -> str:
    text = text.strip().replace("−", "-")
    sign = text[:1] if text[:1] in ("+", "-") else ""
    text = text[len(sign) :].strip()
    if kind == "money":
        text = _TAIL.sub("", _RUPIAH.sub("", text))
    return sign + _SPACES.sub("", text)


def decimal_mark(texts: Iterable[str]) -> str:
    """Return the decimal mark that the unambiguous cells of a column show.

    Returns
    -------
    str
        "." or ","; "" where no cell tells; ".," where the cells contradict each other.

    Examples
    --------
    >>> decimal_mark(["1.500", "2,5"]), decimal_mark(["1.500"])
    (',', '')
    """
    marks = {_shown_mark(_bare(text).lstrip("+-").rstrip("% ")) for text in texts} - {""}
    return ".," if len(marks) > 1 else next(iter(marks), "")


def _shown_mark(text: str) -> str:
    found = [char for char in text if char in ".,"]
    if not found or not re.fullmatch(r"[\d.,]+", text):
        return ""
    last = found[-1]
    if len(set(found)) > 1:
        return last
    if len(found) > 1:
        return "," if last == "." else "."
    return "" if _GROUPED[last].fullmatch(text) else last


def read_number(text: str, kind: str, mark: str = "") -> Decimal:
    """Return the number that a text says.

    Parameters
    ----------
    text : str
        The cell.
    kind : {"whole", "decimal", "money", "share"}
        Whole and money read "1.500" as 1500; the others refuse it.
    mark : str
        What `decimal_mark` says of the column; it settles "1.500" for all but whole numbers.

    Raises
    ------
    Unreadable
        When the text is not a number, or can be read as two.

    Examples
    --------
    >>> read_number("Rp 1.500,25", "money"), read_number("0,5", "decimal")
    (Decimal('1500.25'), Decimal('0.5'))
    """
    bare = _bare(text, kind)
    if kind == "share" and bare.endswith("%"):
        return read_number(bare[:-1].rstrip(), "decimal", mark).scaleb(-2)
    if _POWER.fullmatch(bare):
        return Decimal(bare)
    sign, digits = (bare[:1], bare[1:]) if bare[:1] in ("+", "-") else ("", bare)
    return Decimal(sign + _plain_digits(digits.strip(), kind, mark))


def _plain_digits(text: str, kind: str, mark: str) -> str:
    """Return the digits with at most one point, the decimal one."""
    if re.fullmatch(r"\d+|\d*[.,]\d+|\d+[.,]", text) and not _GROUPED["."].fullmatch(
        text.replace(",", ".")
    ):
        return text.replace(",", ".")
    shown = _shown_mark(text)
    if not shown:
        shown = _settled_mark(text, kind, mark)
    grouping = "," if shown == "." else "."
    whole, _, fraction = text.partition(shown)
    if not (whole.isdecimal() or _GROUPED[grouping].fullmatch(whole)):
        raise Unreadable("not_number")
    if fraction and not fraction.isdecimal():
        raise Unreadable("not_number")
    return whole.replace(grouping, "") + (f".{fraction}" if fraction else "")


def _settled_mark(text: str, kind: str, mark: str) -> str:
    """Return the decimal mark of a text such as "1.500", which alone does not show it."""
    found = [char for char in text if char in ".,"]
    if not found or not re.fullmatch(r"[\d.,]+", text):
        raise Unreadable("not_number")
    other = "," if found[0] == "." else "."
    if kind == "whole":
        return other
    if len(mark) == 1:
        return mark
    if kind == "money" and not mark:
        return other
    large, small = text.replace(found[0], ""), text.replace(found[0], ".")
    raise Unreadable("ambiguous", large=int(large), small=Decimal(small).normalize())


def read_whole(text: str, *, packs: bool, mark: str = "") -> int:
    """Return the whole number that a text says; with `packs`, "3 kodi" is 60.

    Raises
    ------
    Unreadable
        When the text is not a number, has a fraction, or names an unknown pack.

    Examples
    --------
    >>> read_whole("5 lusin", packs=True), read_whole("1.500", packs=False)
    (60, 1500)
    """
    pack = _PACK.fullmatch(text.strip())
    if pack and packs and not _POWER.fullmatch(text.strip()):
        return whole_of(_units(pack["number"], pack["word"], mark))
    return whole_of(read_number(text, "whole", mark))


def _units(number: str, word: str, mark: str) -> Decimal:
    size = PACKS.get(word.casefold())
    if size is None:
        raise Unreadable("unit_word", word=word)
    return read_number(number, "whole", mark) * size


def whole_of(number: Decimal) -> int:
    """Return the number as an int; raise `Unreadable` where it has a fraction."""
    if number != number.to_integral_value():
        raise Unreadable("fraction")
    return int(number)


def float_of(number: Decimal) -> float:
    """Return the number as a float64 that still holds every digit written."""
    check_digits(number)
    return float(number)


def check_digits(number: Decimal) -> None:
    """Raise `Unreadable` where the number has more digits than a float64 can hold."""
    if len(number.normalize().as_tuple().digits) > MOST_DIGITS:
        raise Unreadable("digits", most=MOST_DIGITS)

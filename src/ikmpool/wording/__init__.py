"""The catalogue of words: a key and its figures become a sentence in English or Indonesian.

One TOML file an area and a language: ``en/faults.toml`` holds the English of all keys that begin
with "faults.". An entry is a string with ``{names}`` of figures, or a table with ``one`` and
``other``, chosen by the figure ``n``.
"""

import string
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files
from math import isfinite
from numbers import Integral
from typing import Any

LANGUAGES = ("en", "id")
"""The languages of the catalogue."""

_EXACT = 1e15  # below it a float holds every whole number
_MARKS = str.maketrans(",.", ".,")


@cache
def _area(language: str, area: str) -> dict[str, Any]:
    import tomllib

    if language not in LANGUAGES:
        raise KeyError(f"no language {language!r}: choose one of {', '.join(LANGUAGES)}")
    path = files("ikmpool.wording").joinpath(language, f"{area}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _entry(key: str, language: str) -> Any:
    area, *rest = key.split(".")
    entry: Any = _area(language, area)
    for part in rest:
        entry = entry.get(part) if isinstance(entry, dict) else None
    return entry


def has_words(key: str, language: str = "en") -> bool:
    """Return whether the catalogue has an entry for `key`."""
    return _entry(key, language) is not None


class Term(str):
    """A word of the tables that each language says in its own way; its text is its key.

    >>> figure(Term("rules.statuses.coached"), "id")
    'dibina'
    """

    __slots__ = ()


def figure(value: object, language: str = "en") -> str:
    """Return a figure as text, with the thousands and decimal marks of the language.

    >>> figure(1500, "id"), figure(0.5, "id"), figure(Decimal("1234.50"))
    ('1.500', '0,5', '1,234.50')
    """
    if isinstance(value, Term):
        return say(value, language)
    if isinstance(value, tuple):
        return ", ".join(figure(part, language) for part in value)
    if isinstance(value, bool) or not isinstance(value, Integral | Decimal | float):
        return str(value)
    if isinstance(value, float):
        if not isfinite(value):
            return str(value)
        value = _short(value)
    text = f"{value:,}" if isinstance(value, Decimal) else f"{int(value):,}"
    return text.translate(_MARKS) if language == "id" else text


def _short(value: float) -> Decimal:
    whole = value.is_integer() and abs(value) < _EXACT
    return Decimal(int(value)) if whole else Decimal(repr(float(value)))


class _Words(string.Formatter):
    """A formatter that writes figures as the language does."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        if not format_spec:
            return figure(value, self.language)
        text = format(value, format_spec)
        is_number = isinstance(value, Integral | Decimal | float)
        return text.translate(_MARKS) if is_number and self.language == "id" else text


@cache
def _words(language: str) -> _Words:
    return _Words(language)


def say(key: str, language: str = "en", **figures: object) -> str:
    """Return the sentence of `key` in `language`, with its figures filled in.

    Parameters
    ----------
    key : str
        The area and the path in its file, such as ``"faults.negative.cure"``.
    language : {"en", "id"}
        The language of the sentence and of the marks in its figures.
    **figures
        The values of the ``{names}`` in the sentence. Whole numbers, floats and decimals get the
        thousands and decimal marks of the language; everything else is written as ``str`` does.
        Where the entry has ``one`` and ``other``, ``n`` chooses.

    Raises
    ------
    KeyError
        When the catalogue has no such key in that language, or a figure is missing.

    Examples
    --------
    >>> say("faults.headline", n=3, tables="2 tables")
    '3 faults in 2 tables.'
    """
    entry = _entry(key, language)
    if isinstance(entry, dict) and "other" in entry:
        entry = entry["one" if figures.get("n") == 1 and "one" in entry else "other"]
    if not isinstance(entry, str):
        raise KeyError(f"the wording catalogue has no {key!r} in language {language!r}")
    try:
        return fill(entry, language, **figures)
    except KeyError as missing:
        raise KeyError(
            f"the wording {key!r} in language {language!r} needs the figure {missing}"
        ) from None


def fill(sentence: str, language: str = "en", **figures: object) -> str:
    """Return a sentence with its figures filled in as the language writes them.

    >>> fill("{n} units.", "id", n=1500)
    '1.500 units.'
    """
    return _words(language).vformat(sentence, (), figures)


def listed(words: Sequence[object], language: str = "en") -> str:
    """Return the words as a list in a sentence.

    >>> listed(["tin", "iron", "lead"])
    'tin, iron and lead'
    """
    *first, last = [figure(word, language) for word in words] or [""]
    joint = {"en": "and", "id": "dan"}[language]
    return f"{', '.join(first)} {joint} {last}" if first else last


__all__ = ["LANGUAGES", "Term", "figure", "fill", "has_words", "listed", "say"]

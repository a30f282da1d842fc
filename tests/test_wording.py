"""The catalogue has every sentence in both languages, with the same figures and the right marks."""

import string
import tomllib
from decimal import Decimal
from importlib.resources import files

import numpy as np
import pandas as pd
import pytest

from ikmpool.wording import LANGUAGES, figure, has_words, listed, say

AREAS = sorted(path.name for path in files("ikmpool.wording").joinpath("en").iterdir())
ENGLISH_ONLY = {("tables.toml", "units")}
"""Units stand in English in the schema; only their translation is in the catalogue."""


def sentences(area, language, prefix=()):
    """Return the sentences of an area by key; singular and plural are one."""
    path = files("ikmpool.wording").joinpath(language, area)
    found = {}

    def walk(entry, key):
        if isinstance(entry, dict) and "other" not in entry:
            for name, inner in entry.items():
                if (area, name) not in ENGLISH_ONLY:
                    walk(inner, (*key, name))
        else:
            found[".".join(key)] = entry

    walk(tomllib.loads(path.read_text(encoding="utf-8")), prefix)
    return found


def names_in(entry):
    """Return the names of the figures in a sentence."""
    texts = entry.values() if isinstance(entry, dict) else [entry]
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_have_the_same_keys(area):
    assert set(sentences(area, "en")) == set(sentences(area, "id"))


@pytest.mark.parametrize("area", AREAS)
def test_a_figure_in_one_language_is_known_in_the_other(area):
    """Only choices are listed in the language itself, and a heading may be left out."""
    free = {"choices", "choices_id", "indonesian"}
    indonesian = sentences(area, "id")
    for key, entry in sentences(area, "en").items():
        assert names_in(entry) - free == names_in(indonesian[key]) - free, key


@pytest.mark.parametrize(
    ("value", "english", "indonesian"),
    [
        (1500, "1,500", "1.500"),
        (np.int64(-1500), "-1,500", "-1.500"),
        (0.5, "0.5", "0,5"),
        (np.float64(1234.5), "1,234.5", "1.234,5"),
        (3.0, "3", "3"),
        (Decimal("1234.50"), "1,234.50", "1.234,50"),
        (float("inf"), "inf", "inf"),
        (True, "True", "True"),
        (pd.Period("2026-11", "M"), "2026-11", "2026-11"),
        ("1,5", "1,5", "1,5"),
    ],
)
def test_figures_have_the_marks_of_the_language(value, english, indonesian):
    assert (figure(value, "en"), figure(value, "id")) == (english, indonesian)


def test_a_format_in_the_sentence_is_kept(monkeypatch):
    monkeypatch.setattr("ikmpool.wording._entry", lambda _key, _language: "{share:.1%} of {n}")
    assert say("any", "id", share=0.125, n=1500) == "12,5% of 1.500"


def test_one_and_many_are_said_rightly():
    assert say("faults.negative.what", n=1) == "1 row is negative."
    assert say("faults.negative.what", n=1500) == "1,500 rows are negative."
    assert say("faults.negative.what", "id", n=1500) == "1.500 baris berisi angka negatif."


@pytest.mark.parametrize("key", ["faults.nothing", "nowhere.what", "faults.negative"])
def test_a_missing_key_names_itself_and_the_language(key):
    with pytest.raises(KeyError) as error:
        say(key, "id", n=1)
    assert error.value.args == (f"the wording catalogue has no {key!r} in language 'id'",)
    assert has_words("faults.negative.what", "id")


def test_a_missing_figure_is_named():
    with pytest.raises(KeyError) as error:
        say("faults.too_low.what", n=2)
    assert error.value.args == (
        "the wording 'faults.too_low.what' in language 'en' needs the figure 'low'",
    )


def test_a_missing_language_names_those_that_are_there():
    with pytest.raises(KeyError, match="no language 'nl': choose one of en, id"):
        say("faults.negative.what", "nl", n=1)
    assert LANGUAGES == ("en", "id")


def test_lists_are_joined_as_in_a_sentence():
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed([1500, 2], "id") == "1.500 dan 2"
    assert (listed(["a"]), listed([])) == ("a", "")

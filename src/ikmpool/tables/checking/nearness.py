"""The nearest name: what somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

MOST_NAMES = 20_000
"""Beyond so many names the search is too slow for a message; only the first are looked at."""


def nearest_name(word: str, names: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the name most like `word`, "" when none is alike.

    Parameters
    ----------
    word : str
        What was written.
    names : iterable of str
        What may be written.
    cutoff : float
        How alike, from 0 to 1, a name must be.

    Examples
    --------
    >>> nearest_name("safty shoe", ["sandal", "safety shoe"])
    'safety shoe'
    """
    by_folded = {name.casefold(): name for name in list(names)[:MOST_NAMES]}
    found = get_close_matches(word.casefold(), by_folded, n=1, cutoff=cutoff)
    return by_folded[found[0]] if found else ""

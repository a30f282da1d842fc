"""Texts compared many at a time, as they are kept: never one by one as Python's own."""

from __future__ import annotations

import pandas as pd


def strangers(texts: pd.Index[str], known: pd.Index[str]) -> pd.Index[str]:
    """Give the texts that are not among the known ones; neither may hold one twice.

    >>> strangers(pd.Index(["a", "c"], dtype="str"), pd.Index(["b", "a"], dtype="str")).tolist()
    ['c']
    """
    if texts is known or texts.equals(known):
        return texts[:0]
    codes, _ = pd.factorize(known.append(texts))
    return texts[codes[len(known) :] >= len(known)]

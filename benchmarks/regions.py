"""Pools of regions that share nothing: what can be solved apart."""

from __future__ import annotations

import pandas as pd

from ikmpool.tables.generators import pooled_tables

#: Digits of a name's number.
DIGITS = 7


def regions_tables(regions: int, n: int, m: int, seed: int = 0) -> dict[str, pd.DataFrame]:
    """Put pools of `pooled` beside each other, each with suppliers and orders of its own.

    Parameters
    ----------
    regions : int
    n, m : int
        Suppliers and orders of a region.
    seed : int
        Of the first region; the others count on.

    Returns
    -------
    dict of DataFrame
    """
    pools = [pooled_tables(n, m, seed=seed + region) for region in range(regions)]
    for region, tables in enumerate(pools):
        for frame in tables.values():
            for column, count in (("supplier", n), ("order", m)):
                if column in frame:
                    frame[column] = _shifted(frame[column], region * count)
    return {name: pd.concat([tables[name] for tables in pools]) for name in pools[0]}


def _shifted(names: pd.Series, by: int) -> pd.Series:
    """Let names go on where those of the regions before end."""
    every = names.unique()
    shifted = [f"{name[0]}{int(name[1:]) + by:0{DIGITS}}" for name in every]
    return names.astype("str").map(dict(zip(every, shifted, strict=True)))

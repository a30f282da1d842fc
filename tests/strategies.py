"""Strategies that draw tiny pools, for random subsets of what the tables can say.

A pool is drawn as plain rows, so that a test can read the same figures without the library.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from hypothesis import strategies as st

from drawing.pools import Drawing
from drawing.rows import Row, Tables
from ikmpool.tables.pool import Pool

__all__ = [
    "APART",
    "FEATURES",
    "GENEROUS",
    "Row",
    "Tables",
    "features_of",
    "pool_of",
    "subsets",
    "tiny_tables",
]

#: What a pool may have beside suppliers, offers and orders: each turns on columns or a table.
FEATURES = (
    "months",
    "lateness",
    "capacity",
    "overtime",
    "ramp_up",
    "calendar",
    "hours",
    "requirements",
    "status",
    "freight",
    "specs",
    "pooled",
    "defects",
    "limits",
    "lead",
    "pairs",
    "quotations",
    "tolerance",
    "second",
    "lots",
    "setup",
    "engagement",
    "producers",
    "all_or_nothing",
    "same_makers",
    "trucks",
    "inspection",
    "tiers",
    "spread",
    "match",
    "stock",
    "actuals",
)
#: Features that refuse hardly anybody, so that there is something to make.
GENEROUS = (
    "months",
    "capacity",
    "overtime",
    "ramp_up",
    "hours",
    "limits",
    "lead",
    "pairs",
    "quotations",
    "tolerance",
    "second",
    "lots",
    "setup",
    "engagement",
    "producers",
    "all_or_nothing",
    "same_makers",
    "trucks",
    "inspection",
    "tiers",
    "spread",
    "match",
    "stock",
    "actuals",
)
#: The feature that a rule needs, where it is not called as the rule; none where every pool has it.
ALONE = {
    "timing": "months",
    "past": "actuals",
    "pooled_quality": "pooled",
    "demand": None,
    "production": None,
}
#: Rules that the oracle leaves out, and why.
APART = {
    "backup": "copies of the program stand beside it: tests/plans/test_reserves.py tries them all",
    "change": "an earlier plan has a stage of its own: tests/rules/test_change.py",
}


def features_of(*rules: str) -> list[str]:
    """Give the features that turn rules on."""
    return [f for f in (ALONE.get(rule, rule) for rule in rules) if f]


def pool_of(tables: Tables) -> Pool:
    """Make the pool of drawn rows."""
    settings = {row["name"]: row["value"] for row in tables.get("settings", [])}
    frames = {name: pd.DataFrame(rows) for name, rows in tables.items() if rows}
    frames.pop("settings", None)
    return Pool(settings=settings, **frames)


@st.composite
def subsets(draw: st.DrawFn, features: Iterable[str] = FEATURES) -> frozenset[str]:
    """Draw any subset of the features, most often a third of them: many leave nothing to make."""
    return frozenset(f for f in features if draw(st.sampled_from((False, False, True))))


@st.composite
def tiny_tables(draw: st.DrawFn, features: Iterable[str] | None = None) -> Tables:
    """Draw the rows of a pool of two or three suppliers, one or two orders, one or two months.

    It has exactly the features given, or any of them.
    """
    return Drawing(draw, frozenset(draw(subsets()) if features is None else features)).tables()

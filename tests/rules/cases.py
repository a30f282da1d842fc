"""Small pools written as rows, and what plans of them say in both languages."""

from __future__ import annotations

import warnings
from typing import Any

import pandas as pd

import ikmpool as ikm
from ikmpool.rules.record import record_of
from ikmpool.tables.kinds import KINDS

type Row = dict[str, Any]

#: Two makers of shoes, and one order of ten pairs.
SUPPLIERS = [{"supplier": "A", "city": "Gresik"}, {"supplier": "B", "city": "Lamongan"}]
OFFERS = [
    {"supplier": "A", "product": "shoe", "unit_cost": 10},
    {"supplier": "B", "product": "shoe", "unit_cost": 20},
]
ORDER = {"order": "T1", "product": "shoe", "quantity": 10}
NOVEMBER_ON = {"start": "2026-11", "end": "2027-02"}


def pool_with(**tables: Any) -> ikm.Pool:
    """Make the base pool with tables replaced or added."""
    given = {"suppliers": SUPPLIERS, "offers": OFFERS, "orders": [ORDER], **tables}
    return ikm.Pool(
        **{n: t if n == "settings" else pd.DataFrame(t) for n, t in given.items()},
    )


def offers(a: Row, b: Row | None = None) -> list[Row]:
    """Give the base offers with cells added to A's and B's."""
    return [OFFERS[0] | a, OFFERS[1] | (b or {})]


def makers(a: Row, b: Row | None = None) -> list[Row]:
    """Give the base suppliers with cells added to A's and B's."""
    return [SUPPLIERS[0] | a, SUPPLIERS[1] | (b or {})]


def plan_of(pool: ikm.Pool, **arguments: Any) -> ikm.Plan:
    """Allocate without a word about columns that no rule reads."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ikm.UnusedColumnWarning)
        return ikm.allocate(pool, **arguments)


def made(pool: ikm.Pool, **arguments: Any) -> dict[str, int]:
    """Allocate, and give the units of each supplier and order, kind and month where they matter."""
    shares = plan_of(pool, **arguments).shares
    names = shares["supplier"].astype(str)
    if pool.size("orders") > 1:
        names += " " + shares["order"]
    if "made" in shares:
        names += " " + shares["made"].map(str).astype(str)
    names += shares["kind"].map({"normal": "", "overtime": " overtime", "stock": " stock"})
    return dict(zip(names, shares["units"].tolist(), strict=True))


def in_indonesian(pool: ikm.Pool) -> ikm.Pool:
    settings = {**pool.all_settings(), "language": "id"}
    return pool.replace(settings=settings)


def refusals(pool: ikm.Pool) -> tuple[list[str], list[str]]:
    """Say every refusal of a pool: supplier, clause and words, in English and Indonesian."""
    both = [plan_of(p).refusals for p in (pool, in_indonesian(pool))]
    return tuple(  # type: ignore[return-value]
        [f"{s} | {c} | {w}" for s, c, w in zip(f["supplier"], f["clause"], f["words"], strict=True)]
        for f in both
    )


def shares_of(*rows: str) -> pd.DataFrame:
    """Read shares as ``"A 5"``, ``"A T2 5 overtime 2026-11"``: any order after supplier's name."""
    parsed = []
    for row in rows:
        words = row.split()
        share: Row = {"supplier": words[0], "order": "T1", "kind": "normal"}
        for word in words[1:]:
            if word.lstrip("-").isdigit():
                share["units"] = int(word)
            elif word in KINDS:
                share["kind"] = word
            elif word[:2] == "20":
                share["delivered" if "made" in share else "made"] = word
            else:
                share["order"] = word
        parsed.append(share)
    return pd.DataFrame(parsed)


def violations(pool: ikm.Pool, *rows: str) -> tuple[list[str], list[str]]:
    """Say every violation of a plan typed by hand, in English and Indonesian."""
    both = [ikm.audit(p, shares_of(*rows))["words"].tolist() for p in (pool, in_indonesian(pool))]
    return both[0], both[1]


def lines(pool: ikm.Pool, *rows: str) -> dict[str, Any]:
    """Give the sum of each item of the money lines of a plan typed by hand."""
    from fractions import Fraction

    record = record_of(pool, shares_of(*rows))
    found: dict[str, Fraction] = {}
    for rule in ikm.rules_of(pool):
        for line in rule.account(record):
            for n, d in zip(line.numerator.tolist(), line.denominator.tolist(), strict=True):
                if n:
                    found[line.item] = found.get(line.item, Fraction(0)) + Fraction(n, d)
    return found


def eased(pool: ikm.Pool, rule: str) -> list[ikm.Pool]:
    """Apply each ease of a rule to the pool."""
    pools = []
    for one in ikm.rules_of(pool):
        if one.name == rule:
            for ease in one.ease(pool):
                frame = pool.tables[ease.table].copy()
                if ease.column not in frame:
                    frame[ease.column] = None
                frame[ease.column] = frame[ease.column].astype(object)
                frame.loc[ease.row, ease.column] = ease.value
                pools.append(pool.replace(**{ease.table: frame}))
    return pools


def vector(pool: ikm.Pool) -> tuple[Any, ...]:
    """Give a plan's lexicographic values, short of fairness."""
    plan = plan_of(pool)
    return (
        int(plan.not_kept["units"].sum()),
        int(plan.orders["short"].sum()),
        int(plan.orders["tolerated"].sum()),
        plan.cost,
    )

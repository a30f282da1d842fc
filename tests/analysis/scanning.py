"""Promises as an exhaustive scan finds them, and the pools that they are looked for in."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pandas as pd
from hypothesis import assume, event
from hypothesis import strategies as st

import ikmpool as ikm
from ikmpool.errors import TableError
from ikmpool.tables.pool import trusted
from strategies import GENEROUS, pool_of, subsets, tiny_tables

MONTHS = ("2026-11", "2026-12")
#: Drawn lots have up to six units: so far beyond a promise another one may be.
BEYOND = 7
SERVICE = ("not_kept", "short", "tolerated", "backup")
#: Features under which a larger order is not simply harder to deliver.
GAPS = (
    "lots",
    "lots",
    "lots",
    "lots",
    "months",
    "limits",
    "producers",
    "spread",
    "match",
    "lead",
    "hours",
)
TERMS: list[dict[str, Any]] = [
    {},
    {"price": 7, "destination": "Taiwan"},
    {"lead": "A"},
    {"lead": "A", "lead_quantity": 2},
    {"min_producers": 2},
    {"max_producers": 1, "contract": "K1"},
    {"all_or_nothing": True, "tolerance_over": 0.5},
    {"contract": "K1", "same_makers": True},
    {"max_late": 1, "late_cost": 2},
    {"lead": "B", "min_producers": 2, "tolerance_over": 0.2},
]


def stage_values(plan: ikm.Plan) -> dict[str, Fraction]:
    """Give what was given up or short, stage by stage."""
    served = [r for r in plan.reached if r.name.startswith(SERVICE)]
    assert all(r.closed for r in served)
    return {r.name: r.value for r in served}


def scan(pool: ikm.Pool, months: tuple[str, ...], terms: Mapping[str, Any], upto: int) -> list[int]:
    """Try every quantity from zero by writing the orders into the pool: those that are delivered.

    The class of the promised orders is 99, after all others.
    """
    own = [{"order": f"P{i}", "due": month} for i, month in enumerate(months)]
    rows = pd.DataFrame(own).assign(product="p", quantity=1, **terms)
    rows["class"] = 99
    if not pool.horizon:
        rows = rows.drop(columns="due")
    orders = pd.concat([pool.orders.astype(object), rows.astype(object)], ignore_index=True)
    tables = pool.replace(orders=orders).tables
    mine = tables["orders"]["order"].str.startswith("P")
    base, found = None, []
    for quantity in range(upto + 1):
        units = tables["orders"]["quantity"].mask(mine, quantity)
        asked = trusted({**tables, "orders": tables["orders"].assign(quantity=units)})
        values = stage_values(ikm.allocate(asked, objective=ikm.Lexicographic(fair=False)))
        if base is None:
            base = values
            assert not sum(value for name, value in values.items() if name.endswith(" 99"))
        if all(value <= base.get(name, 0) for name, value in values.items()):
            found.append(quantity)
    return found


def promised(pool: ikm.Pool, months: object, terms: Mapping[str, Any]) -> ikm.Promise:
    """Promise, where something limits it and the terms suit the pool."""
    try:
        return ikm.promise(pool, "p", months, terms)
    except TableError as error:
        codes = {fault.code for fault in error.list}
        event(str(sorted(codes)))
        assume(False)
        raise


@st.composite
def cases(draw: st.DrawFn) -> tuple[ikm.Pool, tuple[str, ...], dict[str, Any]]:
    """Draw a pool in which something is left to make, the months of a promise, and its terms."""
    has = draw(subsets(GENEROUS)) | {draw(st.sampled_from(GAPS)), draw(st.sampled_from(GAPS))}
    tables = draw(tiny_tables([f for f in GENEROUS if f in has]))
    for row in tables["suppliers"]:
        row["capacity"] = draw(st.integers(2, 5))
    for row in tables["offers"]:
        row |= {name: None for name in ("capacity", "from", "lead_time") if draw(st.booleans())}
        if "lots" in has:
            row["lot_multiple"] = draw(st.sampled_from([None, 2, 3, 3]))
    for row in tables["orders"]:
        row["quantity"] = draw(st.sampled_from([0, 1, row["quantity"]]))
    pool = pool_of(tables)
    months = draw(st.sampled_from([MONTHS, MONTHS[:1], MONTHS[1:]])) if pool.horizon else ("",)
    return pool, months, draw(st.sampled_from(TERMS))

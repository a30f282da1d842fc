"""A plan for other programs: plain values only, money exact."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from numbers import Integral
from typing import Any

import pandas as pd

from ikmpool.plans.facts import cost_by_item
from ikmpool.plans.plan import Plan


def plain_plan(plan: Plan) -> dict[str, Any]:
    """Give a plan as plain lists and dicts, ready for JSON.

    Returns
    -------
    dict
        Keys ``status``, ``interrupted``, ``cost``, ``total``, ``currency``, ``bound_proof``,
        ``canonical``, ``stages``, ``orders``, ``shares``, ``shortages``, ``not_kept``, ``ledger``
        (sums by item), ``audit`` and ``unused``. Amounts are whole numbers, or exact texts
        (``"0.5"``, ``"1/3"``) where they are not whole; months are texts (``"2026-11"``), and what
        is missing is None.

    Examples
    --------
    >>> import ikmpool as ikm
    >>> plan = ikm.allocate(ikm.sample("sidoarjo"))
    >>> {name: plain_plan(plan)[name] for name in ("status", "currency", "shortages")}
    {'status': 'optimal', 'currency': 'IDR', 'shortages': []}
    """
    return {
        "status": plan.status,
        "interrupted": plan.interrupted,
        "cost": _value(plan.cost),
        "total": _value(plan.total),
        "currency": plan.pool.settings.currency,
        "bound_proof": plan.bound_proof,
        "canonical": plan.canonical,
        "stages": records(plan.stages),
        "orders": records(plan.orders),
        "shares": records(plan.shares),
        "shortages": records(plan.shortages),
        "not_kept": records(plan.not_kept),
        "ledger": {item: _value(amount) for item, amount in cost_by_item(plan).items()},
        "audit": records(plan.audit),
        "unused": list(plan.unused),
    }


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give a frame as one dict of plain values a row."""
    columns = {str(name): map(_value, frame[name].tolist()) for name in frame.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _value(value: object) -> object:
    if isinstance(value, Fraction | Decimal):
        return int(value) if value == int(value) else str(value)
    if value is None or value is pd.NaT or value is pd.NA or value != value:  # noqa: PLR0124 - NaN
        return None
    if isinstance(value, bool | str | float):
        return value
    return int(value) if isinstance(value, Integral) else str(value)

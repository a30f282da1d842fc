"""Frames of a plan: from arrays of codes and exact figures to tables with names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from ikmpool.exact import Floats, Ints, plain, product
from ikmpool.program.log import Step
from ikmpool.program.program import Cost, Program
from ikmpool.program.stages import Reached
from ikmpool.rules.capacity import normal_capacity
from ikmpool.rules.classes import class_texts
from ikmpool.rules.draft import Draft
from ikmpool.rules.rule import Lines
from ikmpool.tables import quotations
from ikmpool.tables.coded import BLANK, NEVER
from ikmpool.tables.horizon import first_month
from ikmpool.tables.kinds import KINDS, OVERTIME, STOCK
from ikmpool.tables.pool import Pool
from ikmpool.tables.quantities import tolerance
from ikmpool.wording import say


def amounts(numerator: Ints, denominator: Ints, decimals: int) -> Any:
    """Give exact money: int64 where it is whole rupiah, else Decimals and Fractions."""
    if decimals == 0 and (denominator == 1).all():
        return numerator
    pairs = zip(numerator.tolist(), denominator.tolist(), strict=True)
    return pd.Series([plain(Fraction(n, d), decimals) for n, d in pairs], dtype=object)


def shares(draft: Draft, x: Ints) -> pd.DataFrame:
    """Make the frame of shares from an answer."""
    pool = draft.pool
    used = np.flatnonzero(x[: len(draft)])
    some = draft.behind(used)
    kind = np.where(used < len(draft.candidates), some.kind, OVERTIME)
    names = pool.names("supplier")[some.supplier]
    sort = np.lexsort((kind, some.month, names.astype(str), some.order))
    used, some, kind = used[sort], some.where(sort), kind[sort]
    units, offer, order = x[used], some.offer, some.order
    numerator, denominator = quotations.unit_costs(pool, offer, order)
    premium = quotations.figures(pool, "overtime_premium").units[offer]
    numerator = np.asarray(numerator + np.where(kind == OVERTIME, premium, 0) * denominator)
    numerator = np.where(kind == STOCK, 0, numerator)  # paid when it was made
    frame: dict[str, Any] = {
        "order": pool.names("order")[order],
        "supplier": names[sort],
        "offer": offer_names(pool, offer),
        "class": class_texts(pool, some.supplier, order),
    }
    if pool.horizon:
        frame["made"] = periods(pool, np.where(kind == STOCK, NEVER, some.month))
        frame["delivered"] = periods(pool, some.delivered)
    frame |= {
        "kind": np.array(KINDS, dtype=object)[kind],
        "units": units,
        "unit_cost": amounts(numerator, denominator, pool.money_decimals),
        "cost": amounts(
            product(numerator, units, "Units times unit cost"),
            denominator,
            pool.money_decimals,
        ),
    }
    return pd.DataFrame(frame)


def offer_names(pool: Pool, offer: Ints) -> np.ndarray:
    """Name offers by product, and by what they are quotations for."""
    products = pool.names("product")[pool.codes("offers", "product")[offer]].astype(object)
    for vocabulary in ("destination", "order"):
        code = pool.codes("offers", vocabulary)[offer]
        names = np.append(pool.names(vocabulary), "").astype(object)[code]
        products = np.where(code == BLANK, products, products + " @ " + names)
    return products


def orders(pool: Pool, delivered: Ints) -> pd.DataFrame:
    """Make the frame of orders: what each one gets, and what is missing."""
    quantity = pool.figures("orders", "quantity").units
    missing = np.maximum(quantity - delivered, 0)
    tolerated = np.minimum(missing, tolerance(pool, "tolerance_under"))
    return pd.DataFrame(
        {
            "order": pool.names("order")[: len(quantity)],
            "product": pool.names("product")[pool.codes("orders", "product")],
            "quantity": quantity,
            "delivered": delivered,
            "short": missing - tolerated,
            "tolerated": tolerated,
            "over": np.maximum(delivered - quantity, 0),
        }
    )


def not_kept(draft: Draft, x: Ints) -> pd.DataFrame:
    """Make the frame of what had to be given up."""
    rows = [
        (n.rule, n.scope, *_names(draft.pool, int(n.order[i]), int(n.supplier[i])), int(x[column]))
        for n in draft.not_kept
        for i, column in enumerate(n.column.tolist())
        if x[column]
    ]
    return pd.DataFrame(rows, columns=["rule", "scope", "order", "supplier", "units"])


def _names(pool: Pool, order: int, supplier: int) -> tuple[str, str]:
    return (
        str(pool.names("order")[order]) if order >= 0 else "",
        str(pool.names("supplier")[supplier]) if supplier >= 0 else "",
    )


def ledger(pool: Pool, lines: Iterable[Lines]) -> tuple[pd.DataFrame, Fraction]:
    """Make the ledger, and its exact sum in the smallest money unit."""
    used = [(line, np.flatnonzero(line.numerator)) for line in lines]
    used = [(line, at) for line, at in used if at.size]
    if not used:
        return pd.DataFrame(columns=["item", "order", "supplier", "amount"]), Fraction(0)
    numerator, denominator, order, supplier, month = (
        np.concatenate([getattr(line, name)[at] for line, at in used])
        for name in ("numerator", "denominator", "order", "supplier", "month")
    )
    item = np.array([line.item for line, _ in used], dtype=object)
    frame: dict[str, Any] = {
        "item": item.repeat([at.size for _, at in used]),
        "order": np.append(pool.names("order"), "")[order],
        "supplier": np.append(pool.names("supplier"), "")[supplier],
    }
    if pool.horizon:
        frame["month"] = periods(pool, month)
    frame["amount"] = amounts(numerator, denominator, pool.money_decimals)
    return pd.DataFrame(frame), Cost(numerator, denominator).value(np.ones_like(numerator))


def periods(pool: Pool, month: Ints) -> pd.PeriodIndex:
    """Name months, counted from the pool's first one; ``NEVER`` is none."""
    ordinals = np.where(month == NEVER, NEVER, month + first_month(pool))  # pandas' NaT, too
    return pd.PeriodIndex(pd.arrays.PeriodArray(ordinals, dtype=pd.PeriodDtype("M")))


def stages(reached: Sequence[Reached], asked: Sequence[str]) -> pd.DataFrame:
    """Make the frame of stages; those not asked for have no value."""
    rows: list[tuple[Any, ...]] = [
        (r.name, plain(r.value, 0), plain(r.bound, 0), r.gap, r.proof, True) for r in reached
    ]
    done = {r.name for r in reached}
    rows += [
        (name, None, None, np.nan, "", False) for name in dict.fromkeys(asked) if name not in done
    ]
    return pd.DataFrame(rows, columns=["stage", "value", "bound", "gap", "proof", "asked"])


def solve_log(steps: Sequence[Step], language: str) -> pd.DataFrame:
    """Make the frame of the steps of a solve."""
    figures = ["columns", "value", "bound", "seconds"]
    rows = [(s.stage, s.step, say(f"plan.steps.{s.step}", language)) for s in steps]
    told = pd.DataFrame(rows, columns=["stage", "step", "words"])
    for figure in figures:
        told[figure] = np.array([getattr(s, figure) for s in steps], dtype=float)
    return told.astype({"columns": "int64"})


def utilisation(pool: Pool, shares: pd.DataFrame) -> pd.DataFrame:
    """Make the frame of suppliers: units made in all, normal capacity over the horizon, rate."""
    capacity, known = normal_capacity(pool)
    supplier = pool.position("supplier", shares["supplier"])
    units = shares["units"].where(shares["kind"] != KINDS[STOCK], 0)
    made = np.zeros(len(capacity), dtype=np.int64)
    np.add.at(made, supplier, units.to_numpy(dtype=np.int64))
    rate = np.where(known & (capacity > 0), made / np.maximum(capacity, 1), np.nan)
    return pd.DataFrame(
        {
            "supplier": pool.names("supplier")[: len(capacity)],
            "units": made,
            "capacity": pd.array(np.where(known, capacity, 0), dtype="Int64"),
            "rate": rate,
        }
    ).assign(capacity=lambda f: f["capacity"].where(known))


def row_prices(program: Program, prices: Floats | None, unit: int = 1) -> pd.DataFrame:
    """Name the rows that have a price in a stage's linear relaxation: rule, row, price.

    Parameters
    ----------
    program : Program
    prices : float array, shape (m,) or longer, optional
        The first are those of the program's own rows; None where the stage was not solved.
    unit : int
        What a price is divided by.
    """
    if prices is None:
        return pd.DataFrame(columns=["rule", "row", "price"])
    used = np.flatnonzero(prices[: len(program.low)])
    family = np.searchsorted([f.stop for f in program.rows], used, side="right")
    named = [program.rows[f] for f in family.tolist()]
    return pd.DataFrame(
        {
            "rule": [f.kind for f in named],
            "row": [f.name(i - f.start) for f, i in zip(named, used.tolist(), strict=True)],
            "price": prices[used] / unit,
        }
    )

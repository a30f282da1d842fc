"""Random yields: what a plan delivers when producers keep their word as often as they used to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ikmpool.errors import OptionError
from ikmpool.exact import Floats, Ints
from ikmpool.plans.plan import Plan
from ikmpool.program.sparse import matrix_of
from ikmpool.rules.record import record_of
from ikmpool.tables.history import now
from ikmpool.tables.horizon import due_month, month_count
from ikmpool.tables.pool import Pool
from ikmpool.tables.quantities import tolerance

#: Draws made at once, so that a large pool's do not fill the memory.
CHUNK = 200


@dataclass(frozen=True, slots=True)
class Yields:
    """Outcomes of seeded draws.

    Attributes
    ----------
    orders : DataFrame
        One row an order, and a last one, "", for all together: see ``Stress.yields``.
    delivered : int64 array, shape (draws, orders)
        Units of each order that come.
    assumed : tuple of str
        Suppliers with a part whose record is not stated: they are taken to keep their word.
    """

    orders: pd.DataFrame
    delivered: Ints
    assumed: tuple[str, ...]


def simulate(plan: Plan, draws: int, seed: int, level: float) -> Yields:
    """Draw what comes of a plan, month by month, where nobody steps in.

    In each draw a supplier delivers all that it makes in a month in time with the probability of
    its record, and else nothing: of all yields with that mean these vary most.  What happened
    already, and units in stock, are certain.

    Parameters
    ----------
    plan : Plan
    draws : int
    seed : int
        Equal seeds give equal draws.
    level : float
        Of the conditional value at risk: 0.95 averages the worst 5% of the draws.
    """
    pool = plan.pool
    record, months = record_of(pool, plan.shares), month_count(pool)
    chance = _chances(pool)
    risky = record.makes & (record.made >= now(pool)) & (chance[record.supplier] < 1)
    key = record.supplier * months + record.made
    runs, run = np.unique(key[risky], return_inverse=True)
    size = len(runs), pool.size("orders")
    units = matrix_of(run, record.order[risky], record.units[risky], size)
    in_time = record.delivered <= due_month(pool)[record.order]
    late = matrix_of(
        run, record.order[risky], np.where(in_time[risky], 0, record.units[risky]), size
    )
    sure = np.bincount(
        record.order[~risky], weights=record.units[~risky], minlength=size[1]
    ).astype(np.int64)
    sure_late = np.bincount(record.order[~risky & ~in_time], minlength=size[1]) > 0
    rng = np.random.default_rng(seed)
    delivered, full = [], []
    needed = pool.figures("orders", "quantity").units - tolerance(pool, "tolerance_under")
    for start in range(0, draws, CHUNK):
        keeps = rng.random((min(CHUNK, draws - start), size[0])) < chance[runs // months]
        keeps = keeps.astype(np.int64)
        come = np.asarray(keeps @ units) + sure
        delivered.append(come)
        full.append((come - np.asarray(keeps @ late) >= needed) & ~sure_late)
    come = np.concatenate(delivered)
    named = pool.names("supplier")[np.unique(record.supplier)]
    stated = pool.stated("suppliers", "record")[np.unique(record.supplier)]
    assumed = tuple(str(name) for name in named[~stated])
    return Yields(_frame(plan, come, np.concatenate(full), level), come, assumed)


def _chances(pool: Pool) -> Floats:
    """Give how often each supplier keeps its word; always where no record is stated."""
    record = pool.figures("suppliers", "record")
    return np.where(record.known, record.units / 10**record.power, 1.0)


def _frame(plan: Plan, come: Ints, full: np.ndarray, level: float) -> pd.DataFrame:
    orders = plan.orders
    quantity = orders["quantity"].to_numpy(dtype=np.int64)
    short = np.maximum(quantity - come, 0)
    come = np.column_stack([come, come.sum(axis=1)])
    short = np.column_stack([short, short.sum(axis=1)])
    full = np.column_stack([full, full.all(axis=1)])
    probability = full.mean(axis=0)
    planned = orders["delivered"].to_numpy(dtype=np.int64)
    return pd.DataFrame(
        {
            "order": [*orders["order"], ""],
            "quantity": np.append(quantity, quantity.sum()),
            "planned": np.append(planned, planned.sum()),
            "expected": come.mean(axis=0),
            "in_full": probability,
            "in_full_se": np.sqrt(probability * (1 - probability) / len(full)),
            "short_cvar": [worst_mean(column, level) for column in short.T],
        }
    )


def worst_mean(losses: Ints, level: float) -> float:
    """Average the worst part of equally likely losses: the conditional value at risk.

    Parameters
    ----------
    losses : int64 array, shape (draws,)
    level : float
        ``1 - level`` is the part that is averaged; a draw that lies across its edge counts in part.

    Source
    ------
    Rockafellar, R. T. and Uryasev, S. (2002), Conditional value-at-risk for general loss
    distributions, Journal of Banking & Finance 26.

    Examples
    --------
    >>> worst_mean(np.array([0, 0, 0, 0, 0, 0, 0, 10, 20, 40]), 0.75)
    26.0
    """
    if not 0 <= level < 1:
        raise OptionError(f"The level is {level!r}. Give a fraction from 0 to below 1.")
    worst = np.sort(losses)[::-1]
    part = (1 - level) * len(worst)
    weight = np.clip(part - np.arange(len(worst)), 0, 1)
    return float(worst @ weight / part)

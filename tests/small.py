"""Small pools: one fixed, and random ones that turn many rules on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ikmpool import Pool

type Frames = dict[str, Any]


def two_makers(**tables: Any) -> Pool:
    """Makers A (90 a unit, 300) and B (100 a unit, 200) and one order of 400, or other tables."""
    frames: Frames = {
        "suppliers": pd.DataFrame({"supplier": ["A", "B"], "capacity": [300, 200]}),
        "offers": pd.DataFrame(
            {"supplier": ["A", "B"], "product": ["shoe"] * 2, "unit_cost": [90, 100]}
        ),
        "orders": pd.DataFrame({"order": ["T1"], "product": ["shoe"], "quantity": [400]}),
    }
    return Pool(**(frames | tables))


def random_frames(seed: int) -> Frames:
    """Draw three to five makers and one to three orders, each rule on half of the time."""
    rng = np.random.default_rng(seed)

    def on() -> bool:
        return bool(rng.random() < 0.5)

    makers = [f"S{i}" for i in range(rng.integers(3, 6))]
    orders = [f"T{i}" for i in range(rng.integers(1, 4))]
    n, m = len(makers), len(orders)
    frames: Frames = {
        "suppliers": pd.DataFrame(
            {"supplier": makers, "capacity": rng.integers(5, 40, n), "city": _cities(rng, n)}
        ),
        "offers": pd.DataFrame(
            {"supplier": makers, "product": "goods", "unit_cost": rng.integers(50, 200, n)}
        ),
        "orders": pd.DataFrame(
            {"order": orders, "product": "goods", "quantity": rng.integers(1, 60, m)}
        ),
    }
    _money(rng, frames, on)
    if on():
        _orders(rng, frames, on)
    if on():
        _months(rng, frames)
    if on():
        _quality(rng, frames)
    _freight(rng, frames, n)
    return frames


def random_pool(seed: int) -> Pool:
    return Pool(**random_frames(seed))


def _cities(rng: np.random.Generator, n: int) -> np.ndarray:
    return rng.choice(["Gresik", "Tuban"], n)


def _money(rng: np.random.Generator, frames: Frames, on: Any) -> None:
    offers = frames["offers"]
    if on():
        offers["unit_cost"] = offers["unit_cost"] + rng.choice([0, 0.25, 0.5], len(offers))
    if on():  # one maker quotes for the whole order: a part costs its part, a fraction
        offers["unit_cost"] = offers["unit_cost"].astype(float)
        offers["lump_cost"] = np.nan
        offers.loc[0, ["unit_cost", "lump_cost"]] = [np.nan, float(rng.integers(100, 5000))]
    if on():
        offers["capacity"] = rng.integers(3, 30, len(offers))
    if on():
        offers["overtime_capacity"] = rng.integers(0, 10, len(offers))
        offers["overtime_premium"] = rng.integers(1, 30, len(offers))


def _orders(rng: np.random.Generator, frames: Frames, on: Any) -> None:
    orders = frames["orders"]
    orders["class"] = rng.integers(1, 3, len(orders))
    orders["price"] = rng.integers(100, 400, len(orders))
    orders["weight"] = rng.choice([1, 1.5, 2], len(orders))
    orders["lead"] = rng.choice(frames["suppliers"]["supplier"], len(orders))
    if on():
        orders["tolerance_under"] = rng.choice([0, 0.05, 0.1], len(orders))
        orders["tolerance_over"] = rng.choice([0, 0.05, 0.1], len(orders))


def _months(rng: np.random.Generator, frames: Frames) -> None:
    months = pd.period_range("2026-11", periods=3, freq="M").astype(str)
    frames["settings"] = {"start": months[0], "end": months[-1]}
    frames["orders"]["due"] = rng.choice(months, len(frames["orders"]))
    frames["offers"]["lead_time"] = rng.integers(0, 2, len(frames["offers"]))
    frames["stock"] = pd.DataFrame({"holding_cost": [float(rng.choice([0, 1, 0.5]))]})
    factor = rng.choice([0.5, 0.8, 1], 3)
    frames["calendar"] = pd.DataFrame({"month": months, "factor": factor})


def _quality(rng: np.random.Generator, frames: Frames) -> None:
    n = len(frames["suppliers"])
    frames["quality"] = pd.DataFrame(
        {
            "supplier": frames["suppliers"]["supplier"],
            "attribute": "score",
            "mean": np.round(rng.normal(80, 8, n), 2),
        }
    )
    orders = frames["orders"]["order"]
    frames["specs"] = pd.DataFrame({"order": orders, "attribute": "score", "pooled_min": 80})


def _freight(rng: np.random.Generator, frames: Frames, n: int) -> None:
    if rng.random() < 0.5:
        del frames["suppliers"]["city"]
        return
    frames["orders"]["destination"] = "Taiwan"
    frames["freight"] = pd.DataFrame(
        {
            "city": ["Gresik", "Tuban"],
            "destination": "Taiwan",
            "per_unit": rng.integers(0, 9, 2) + n,
        }
    )

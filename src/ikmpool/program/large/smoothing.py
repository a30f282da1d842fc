"""Smoothing: near-optimal prices of the linking rows, found by Newton's method.

With a price on each linking row, every block earns the best of what its columns do, or nothing.
The sum of that is the dual: concave, but with a kink wherever two columns are equally good.  At a
temperature ``tau`` the best of a block becomes ``tau * log(1 + sum exp(earning / tau))``, which is
smooth; at a lower one it is nearer to the dual (Cominetti & San Martin 1994, Nesterov 2005).  So
the temperature falls step by step, and a few Newton steps follow the best prices each time.

Prices keep their limits by projection.  A step that does not improve is damped more (Levenberg).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ikmpool.exact import Bools, Floats, Ints
from ikmpool.program.large.portion import Portion

#: Newton steps at one temperature.
STEPS = 12
#: A temperature is done when a step gains less than this part of it a unit; the last one is done
#: more finely.
WORTHWHILE, WORTHWHILE_LAST = 1e-4, 1e-6
#: Columns that take less than this part of their block are as good as out.
FAINT = 1e-9
#: A curvature with fewer entries than this part is sparse enough to be ordered first.
SPARSE = 0.2
#: Damping at first, and the most of it that is tried.
DAMPING, MOST_DAMPING = 1e-6, 1e6


@dataclass(frozen=True, slots=True)
class Point:
    """The smoothed dual at some prices: value, gradient, and the part each column takes."""

    prices: Floats
    value: float
    gradient: Floats
    part: Floats


def follow(portion: Portion, prices: Floats, temperatures: Floats) -> Floats:
    """Follow the best prices from one temperature to the next; gives those at the last."""
    damping = DAMPING
    for tau in temperatures[:-1].tolist():
        prices, damping = _climb(portion, prices, tau, damping, WORTHWHILE)
    prices, _ = _climb(portion, prices, float(temperatures[-1]), damping, WORTHWHILE_LAST)
    return prices


def _climb(
    portion: Portion, prices: Floats, tau: float, damping: float, worthwhile: float
) -> tuple[Floats, float]:
    """Take Newton steps at one temperature."""
    here = evaluate(portion, prices, tau)
    worth = tau * float(portion.capacity.sum())
    for _ in range(STEPS):
        held = _held(portion, here)
        free = np.flatnonzero(~held)
        if not len(free):
            break
        curve = _curvature(portion, here.part, tau)[np.ix_(free, free)]
        slope = here.gradient[free]
        while damping <= MOST_DAMPING:
            step = _step(curve, slope, damping)
            there = prices_after(portion, here.prices, free, step)
            new = evaluate(portion, there, tau)
            if new.value > here.value:
                break
            damping *= 10
        else:
            return here.prices, DAMPING
        damping = max(damping / 10, DAMPING)
        gained, here = new.value - here.value, new
        if gained <= worthwhile * worth:
            break
    return here.prices, damping


def _step(curve: Floats, slope: Floats, damping: float) -> Floats:
    """Solve for a damped Newton step."""
    from scipy.sparse import csc_array
    from scipy.sparse.linalg import splu

    diagonal = np.diag(curve)
    floor = 1e-9 * max(float(diagonal.max(initial=0.0)), 1e-300)
    damped = curve + np.diag(damping * diagonal + floor)
    # Not NumPy's: on a busy machine its threads wait longer for each other than they work.
    matrix = csc_array(damped)
    if matrix.nnz < SPARSE * damped.size:
        return np.asarray(splu(matrix, permc_spec="MMD_AT_PLUS_A").solve(slope))
    return np.asarray(splu(matrix, permc_spec="NATURAL").solve(slope))


def prices_after(portion: Portion, prices: Floats, free: Ints, step: Floats) -> Floats:
    """Take a step in the free prices, and keep the limits."""
    moved = prices.copy()
    moved[free] += step
    return np.clip(moved, portion.least, portion.most)


def _held(portion: Portion, point: Point) -> Bools:
    """Tell which prices are at their limits and would leave them."""
    falls = (point.prices <= portion.least) & (point.gradient < 0)
    rises = (point.prices >= portion.most) & (point.gradient > 0)
    return np.asarray(falls | rises)


def evaluate(portion: Portion, prices: Floats, tau: float) -> Point:
    """Evaluate the smoothed dual."""
    earning = (portion.link @ prices - portion.cost) / tau
    best = np.maximum(np.maximum.reduceat(earning, portion.start), 0.0)
    part = np.exp(earning - best[portion.of])
    total = np.add.reduceat(part, portion.start) + np.exp(-best)
    part /= total[portion.of]
    value = float(
        (prices * portion.side).sum() - tau * (portion.capacity * (best + np.log(total))).sum()
    )
    made = portion.capacity[portion.of] * part
    return Point(prices, value, portion.side - portion.link.T @ made, part)


def _curvature(portion: Portion, part: Floats, tau: float) -> Floats:
    """Give the negative second derivative, shape (r, r)."""
    import scipy.sparse as sp

    open_ = np.add.reduceat(part * (1 - part), portion.start) > FAINT
    at = np.flatnonzero(open_[portion.of] & (part > FAINT))
    link, part = portion.link[at], part[at]
    block = portion.of[at]
    weight = portion.capacity[block] * part
    weighted = link.copy()
    weighted.data = link.data * np.repeat(weight, np.diff(link.indptr))
    straight = (link.T @ weighted).toarray()
    distinct, block = np.unique(block, return_inverse=True)
    root = np.sqrt(portion.capacity[distinct])[block] * part
    mean = sp.csr_array((root, (block, np.arange(len(at)))), shape=(len(distinct), len(at))) @ link
    # Sparse on purpose: small dense products wait for threads longer than they take.
    return np.asarray((straight - (mean.T @ mean).toarray()) / tau)

"""Falling: near-optimal prices of a large program, first of a sample, at falling temperatures.

1. Prices of a sample of the blocks, with the sides scaled down to it, are found in the same way; of
   a small program, at falling temperatures from nothing.
2. At these prices most blocks have one clear choice.  Only the others, with the columns competing
   in them, are followed to lower temperatures.  No price moves farther than what is open allows;
   where one would, as many blocks are opened again, else fewer.
"""

from __future__ import annotations

import numpy as np

from ikmpool.exact import Floats
from ikmpool.program.clock import Clock
from ikmpool.program.large import smoothing
from ikmpool.program.large.opening import Opened, opened, width_of
from ikmpool.program.large.portion import portion_of
from ikmpool.program.large.pricing import price
from ikmpool.program.large.sampling import sampled
from ikmpool.program.large.structure import Form, form_of
from ikmpool.program.program import Cost, Program

#: Blocks that are open at last, at least, and a linking row: few enough for the master.
OPEN, OPEN_A_ROW = 300, 5
#: From one round of opening to the next, so many times fewer blocks; at least `FIRST` in the first.
FEWER, FIRST = 5, 30_000
#: From one temperature to the next, it falls by this.
COOLER = 3.0
#: From nothing, temperatures fall from this part of the largest cost to that.
HOTTEST, COLDEST = 0.3, 1e-3
#: No price is worth more than this many times the largest cost, even where nothing can be enough.
HIGHEST = 1e4
#: The last temperature, as a part of the lead that the blocks of the master do not have.
COLD = 0.3
#: No temperature falls below this part of the lead in its round: many blocks may have none.
TORN = 1e-4
#: Rounds of opening.
ROUNDS = 25


def few(form: Form) -> int:
    """Give how many open blocks are few enough for the master."""
    return max(OPEN, OPEN_A_ROW * len(form.side))


def fallen(program: Program, cost: Cost, form: Form, clock: Clock) -> tuple[Floats, float]:
    """Find near-optimal prices of the linking rows; gives the last temperature, too."""
    sample = sampled(cost, form)
    smaller = None if sample is None else form_of(sample[0])
    if sample is None or smaller is None:
        return _from_nothing(form, cost)
    prices, tau = fallen(*sample, smaller, clock)
    blocks, last = len(form.rows), few(form)
    count = min(blocks, max(FIRST, blocks // FEWER))
    for _ in range(ROUNDS):
        if clock.out:
            break
        priced = price(program, cost, form, prices)
        width = width_of(priced, count)
        if width <= 0:  # so many blocks are torn between equals that no price decides them
            break
        portion = portion_of(form, cost, opened(form, priced, width))
        near = portion.near(portion.scaled(prices), width)
        cold = max(COLD * width_of(priced, last), TORN * width)
        found = smoothing.follow(near, near.scaled(prices), _falling(min(tau, width), cold))
        prices, tau = near.plain(found), cold
        if portion.at_limit(found, near):
            continue
        if count <= last * FEWER:
            break
        count //= FEWER
    return prices, tau


def _from_nothing(form: Form, cost: Cost) -> tuple[Floats, float]:
    """Find prices of all blocks at once, from high temperatures on."""
    blocks = np.arange(len(form.rows))
    none, places = np.zeros(0, dtype=np.int64), np.arange(len(form.column))
    side = form.side.astype(np.float64)
    portion = portion_of(form, cost, Opened(blocks, places, form.length, none, np.zeros(0), side))
    spread = float(np.abs(portion.cost).max(initial=1.0))
    temperatures = _falling(spread * HOTTEST, spread * COLDEST)
    portion = portion.near(np.zeros(len(form.side)), spread * HIGHEST)
    prices = smoothing.follow(portion, np.zeros(len(form.side)), temperatures)
    return portion.plain(prices), float(temperatures[-1])


def _falling(first: float, last: float) -> Floats:
    """Give temperatures from one to another, each lower by about `COOLER`."""
    steps = max(int(np.ceil(np.log(max(first / last, 1.0)) / np.log(COOLER))), 1)
    return np.asarray(last * (max(first / last, 1.0) ** (np.arange(steps)[::-1] / steps)))

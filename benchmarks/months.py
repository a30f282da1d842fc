"""Orders over months: our plan beside the plain model in PuLP and HiGHS, on the same pools.

Run ``python benchmarks/months.py``; add ``--seeds 1`` for a short one.  Both sides are given the
same time and the same gap to close.  Before any figure is shown the answers are held against each
other: neither side's bound may be above the other side's cost.  Seconds are end to end, from tables
in memory to an answer: ours includes drafting, exact checks, account and audit.  The seconds of the
processor beside them tell how much of it the run had, should others have been at work.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass

import pandas as pd
from plain_model import PeerAnswer
from plain_months import solve_plain_months

import ikmpool as ikm
from ikmpool.tables.generators.monthly import months

#: Producers, lines, months, products; and the gap that is asked for.
SIZES = (
    ((30, 10, 6, 5), 1e-3),
    ((100, 30, 6, 8), 1e-3),
    ((200, 60, 12, 10), 1e-3),
    ((500, 120, 12, 15), 1e-2),
)


@dataclass(frozen=True, slots=True)
class Race:
    """One pool, and what both sides came to."""

    size: str
    seed: int
    ours: ikm.Plan
    seconds: float
    processor: float
    plain: PeerAnswer

    def check(self) -> None:
        """Refuse to show figures of answers that contradict each other."""
        assert self.ours.audit.empty
        value, bound = self.total
        slack = 1e-9 * value
        assert bound <= self.plain.cost + slack, (bound, self.plain.cost)
        assert self.plain.bound <= value + slack, (self.plain.bound, value)

    @property
    def total(self) -> tuple[float, float]:
        """Cost of our plan, what is short included, and its proven bound."""
        reached = next(r for r in self.ours.reached if r.name == "total")
        return float(reached.value), float(reached.bound)

    def row(self) -> dict[str, object]:
        """Give one line of the table; money in billions of rupiah."""
        value, bound = self.total
        return {
            "pool": self.size,
            "seed": self.seed,
            "ours s": round(self.seconds, 1),
            "cpu s": round(self.processor, 1),
            "cost": f"{value / 1e9:.3f}",
            "bound": f"{bound / 1e9:.3f}",
            "gap": f"{(value - bound) / value:.2%}",
            "plain s": round(self.plain.seconds, 1),
            "plain cost": f"{self.plain.cost / 1e9:.3f}",
            "plain bound": f"{self.plain.bound / 1e9:.3f}",
            "plain gap": f"{(self.plain.cost - self.plain.bound) / self.plain.cost:.2%}",
            "short": f"{int(self.ours.orders['short'].sum())} / {self.plain.short}",
        }


def race(size: tuple[int, int, int, int], seed: int, gap: float, time_limit: float) -> Race:
    """Run both sides on one pool, one after the other."""
    pool = months(*size, seed=seed)
    begun, worked = time.perf_counter(), time.process_time()
    options = ikm.SolveOptions(gap=gap, time_limit=time_limit, threads=2)
    plan = ikm.allocate(pool, objective=ikm.Total(fair=False), options=options)
    seconds, worked = time.perf_counter() - begun, time.process_time() - worked
    plain = solve_plain_months(pool, gap, time_limit)
    return Race(" x ".join(map(str, size[:3])), seed, plan, seconds, worked, plain)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--time-limit", type=float, default=60.0, help="seconds for each side")
    parser.add_argument("--seeds", type=int, default=3, help="pools of each size")
    chosen = parser.parse_args()
    rows = []
    for size, gap in SIZES:
        for seed in range(chosen.seeds):
            one = race(size, seed, gap, chosen.time_limit)
            one.check()
            rows.append(one.row())
            print(pd.DataFrame(rows).to_string(index=False), flush=True)


if __name__ == "__main__":
    main()

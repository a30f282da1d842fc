"""Yes/no rules: our plan beside the plain model in PuLP and HiGHS, on the same pools.

Run ``python benchmarks/yes_no.py``; add ``--time-limit`` for slow machines.  Each side is asked for
a cost proven within 0.01% of the best.  Before any time is shown the answers are held against each
other: neither side's proven bound may be above the other side's cost.  Seconds are end to end, from
tables in memory to an answer: ours includes drafting, exact checks, account and audit.  Where the
plain model runs out of time, the ratio is a least one.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass

import pandas as pd
from plain_model import PeerAnswer, solve_plain

import ikmpool as ikm
from ikmpool.tables.generators import yesno

GAP = 1e-4
SPREAD = 6
#: Suppliers, orders, load, and most producers of an order.
SIZES = ((200, 5, 0.1, 15), (1_000, 10, 0.05, 25))


@dataclass(frozen=True, slots=True)
class Race:
    """One pool, and what both sides came to."""

    size: str
    seed: int
    ours: ikm.Plan
    seconds: float
    plain: PeerAnswer

    @property
    def bound(self) -> float:
        """Our proven bound of the cost."""
        return float(next(r.bound for r in self.ours.reached if r.name == "cost"))

    def check(self) -> None:
        """Refuse to show times of answers that contradict each other."""
        assert self.ours.audit.empty
        short = int(self.ours.orders["short"].sum())
        if short == self.plain.short:
            cost = float(self.ours.exact_cost)
            slack = 1e-9 * cost
            assert self.bound <= self.plain.cost + slack, (self.bound, self.plain.cost)
            assert self.plain.bound <= cost + slack, (self.plain.bound, cost)

    def row(self) -> dict[str, object]:
        """Give one line of the table."""
        cost = float(self.ours.exact_cost)
        reached = self.plain.cost - self.plain.bound <= GAP * self.plain.cost
        ratio = self.plain.seconds / self.seconds
        return {
            "pool": self.size,
            "seed": self.seed,
            "ours s": round(self.seconds, 1),
            "plain s": round(self.plain.seconds, 1),
            "ratio": f"{'' if reached else '>= '}{ratio:.1f}",
            "ours gap": f"{(cost - self.bound) / cost:.1e}",
            "plain gap": f"{(self.plain.cost - self.plain.bound) / self.plain.cost:.1e}",
            "ours cost": f"{cost:,.0f}",
            "plain cost": f"{self.plain.cost:,.0f}",
            "short": f"{int(self.ours.orders['short'].sum())} / {self.plain.short}",
        }


def race(size: tuple[int, int, float, int], seed: int, time_limit: float) -> Race:
    """Run both sides on one pool, one after the other."""
    n, m, load, producers = size
    pool = yesno(n, m, load=load, producers=producers, spread=SPREAD, seed=seed)
    begun = time.perf_counter()
    options = ikm.SolveOptions(gap=GAP, time_limit=time_limit, threads=2)
    plan = ikm.allocate(pool, objective=ikm.Lexicographic(fair=False), options=options)
    seconds = time.perf_counter() - begun
    plain = solve_plain(pool, GAP, time_limit)
    return Race(f"{n} x {m}", seed, plan, seconds, plain)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--time-limit", type=float, default=900.0, help="seconds for each side")
    parser.add_argument("--seeds", type=int, default=1, help="pools of each size")
    chosen = parser.parse_args()
    rows = []
    for size in SIZES:
        for seed in range(chosen.seeds):
            one = race(size, seed, chosen.time_limit)
            one.check()
            rows.append(one.row())
            print(pd.DataFrame(rows).to_string(index=False), flush=True)


if __name__ == "__main__":
    main()

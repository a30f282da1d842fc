"""Registry of instances: seeded pools, who solves them, and what is aimed at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from benchmarks.arrays import Lots, Market, Months
from benchmarks.targets import (
    Closed,
    Faster,
    Growth,
    Lighter,
    NoSlower,
    Proven,
    Target,
    Under,
    Within,
)

LP = ("pulp_highs", "pulp_cbc", "linopy_highs", "highs_simplex", "highs_ipm")
FLOW = ("ours_free", "ortools_flow")
#: Suppliers up to which growth is measured in the small set.
SMALL = 50_000


@dataclass(frozen=True, slots=True)
class Instance:
    """A pool, and how it is solved.

    Attributes
    ----------
    name : str
    generator : str
        Of `ikmpool.tables.generators` or `benchmarks.regions`; none where a contestant makes its
        own pool.
    arguments : dict
    suppliers : int
    contestants : tuple of str
    targets : tuple of Target
    arrays : type
        What peers are given.
    objective : str
        The stage that is compared: ``cost`` or ``total``.
    gap : float
        That everybody may stop at.
    limit : float
        Seconds for our own run.
    claim : float
        A peer is cut off once it took so many times our seconds; 0: it has our limit.
    repeats : int
    small : bool
        Part of the small set.
    """

    name: str
    generator: str
    arguments: dict[str, Any]
    suppliers: int
    contestants: tuple[str, ...]
    targets: tuple[Target, ...] = ()
    arrays: type = Market
    objective: str = "cost"
    gap: float = 1e-6
    limit: float = 1_200.0
    claim: float = 20.0
    repeats: int = 1
    small: bool = False

    @property
    def make(self) -> Callable[..., dict[str, Any]]:
        """The function that makes its tables."""
        home = "benchmarks.regions" if self.generator == "regions" else "ikmpool.tables.generators"
        made: Callable[..., dict[str, Any]]
        made = getattr(import_module(home), f"{self.generator}_tables")
        return made

    @property
    def linear(self) -> bool:
        """Whether peers solve it as a linear program."""
        return self.arrays is Market and bool(self.generator)

    @property
    def seed(self) -> int:
        """The seed of its generator."""
        return int(self.arguments.get("seed", 0))


@dataclass(frozen=True, slots=True)
class Suite:
    """Instances of one kind.

    Attributes
    ----------
    words : str
        What it is, in one sentence.
    instances : tuple of Instance
    growth : Growth or None
    """

    words: str
    instances: tuple[Instance, ...] = field(default=())
    growth: Growth | None = None


def _pooled(n: int, m: int, who: tuple[str, ...], *targets: Target, **how: Any) -> Instance:
    arguments = {"n": n, "m": m, "load": 0.3, "seed": 0}
    return Instance(f"{n:,} x {m}", "pooled", arguments, n, who, targets, **how)


def _country(n: int, who: tuple[str, ...], *targets: Target, **how: Any) -> Instance:
    return Instance(f"{n:,} x 500", "country", {"n": n, "seed": 0}, n, who, targets, **how)


def _regions(regions: int, n: int, m: int, **how: Any) -> Instance:
    arguments = {"regions": regions, "n": n, "m": m, "seed": 0}
    who = ("ours", "ours_processes")
    return Instance(f"{regions} x {n:,} x {m}", "regions", arguments, regions * n, who, **how)


def _yesno(n: int, m: int, rules: tuple[float, int, float], **how: Any) -> Instance:
    load, producers, spread = rules
    arguments = {"n": n, "m": m, "load": load, "producers": producers, "spread": spread, "seed": 0}
    who, kept = ("ours", "plain_yesno"), {"arrays": Lots, "gap": 1e-4, "claim": 10.0} | how
    targets = (Faster(("plain_yesno",), 10, 10), Proven(1e-4))
    return Instance(f"{n:,} x {m}", "yesno", arguments, n, who, targets, **kept)


def _months(size: tuple[int, int, int, int], gap: float, seed: int = 0, **how: Any) -> Instance:
    arguments = dict(zip(("producers", "lines", "periods", "products"), size, strict=True))
    name = " x ".join(map(str, size[:3])) + (f", seed {seed}" if seed else "")
    kept = {"arrays": Months, "objective": "total", "gap": gap, "limit": 60.0, "claim": 0.0} | how
    who = ("ours", "plain_months") if seed else ("ours", "plain_months", "plain_months_cbc")
    return Instance(
        name, "months", arguments | {"seed": seed}, size[0], who, (Proven(gap),), **kept
    )


TINY = Instance(
    "20 x 1, every rule",
    "",
    {},
    20,
    ("ours_second", "ours_second_linear", "ours_import", "ours_import_base", "ours_demo"),
    (
        Within(0.05, "ours_second"),
        Within(0.05, "ours_second_linear"),
        Lighter("ours_import", "ours_import_base", 1.3),
        Within(3.0, "ours_demo"),
    ),
    repeats=5,
    small=True,
)

SUITES = {
    "tiny": Suite("Twenty suppliers and one order: what everybody waits for.", (TINY,)),
    "pooled": Suite(
        "A transport problem in which every order asks a mean score of its makers, load 0.3.",
        (
            _pooled(2_000, 50, ("ours", *LP, *FLOW), repeats=3, small=True),
            _pooled(
                20_000,
                50,
                ("ours", *LP, *FLOW),
                Faster(("pulp_cbc", "pulp_highs", "highs_ipm"), 20, 10),
                Closed(1e-9),
                repeats=3,
                small=True,
            ),
            _pooled(200_000, 50, ("ours", *LP, *FLOW), Closed(1e-9)),
            _pooled(
                1_000_000,
                50,
                ("ours", *FLOW),
                NoSlower("ortools_flow", 1, 1.7),
                Under(3),
                Closed(1e-9),
                limit=3_600.0,
            ),
        ),
    ),
    "yesno": Suite(
        "Least lots, engagement costs, few makers an order, and their scores within six points.",
        (
            _yesno(200, 5, (0.1, 15, 6), repeats=3, small=True, limit=900.0),
            _yesno(1_000, 10, (0.05, 25, 6), limit=900.0),
        ),
    ),
    "months": Suite(
        "Orders over months, with stock, set-ups, least lots and one class a line; 60 s each.",
        (
            _months((30, 10, 6, 5), 1e-3, small=True),
            _months((100, 30, 6, 8), 1e-3),
            *(_months((200, 60, 12, 10), 1e-3, seed) for seed in range(3)),
            *(_months((500, 120, 12, 15), 1e-2, seed) for seed in range(3)),
        ),
    ),
    "growth": Suite(
        "`pooled` of growing size, ours alone: how fast time grows with the suppliers.",
        tuple(
            _pooled(n, 50, ("ours",), limit=3_600.0, small=n <= SMALL)
            for n in (10_000, 31_623, 100_000, 316_228, 1_000_000)
        ),
        Growth(1.1),
    ),
    "scale-out": Suite(
        "Regions that share nothing, in this process and on a pool of two: the same plan.",
        (
            _regions(4, 5_000, 25, small=True),
            _regions(8, 50_000, 25),
        ),
    ),
    "country": Suite(
        "The whole country: 25 products, two a supplier, and 500 orders with a pooled mean.",
        (
            _country(450_000, ("ours", *FLOW), Closed(1e-9)),
            _country(
                4_500_000,
                ("ours", *FLOW),
                Within(300),
                Under(8),
                Closed(1e-9),
                limit=3_600.0,
            ),
        ),
    ),
    "trial": Suite(
        "Very small instances, to see in a minute that all of this runs.",
        (
            _pooled(200, 5, ("ours", *LP, *FLOW), gap=1e-3, claim=100.0),
            _yesno(40, 2, (0.1, 15, 20)),
            _months((10, 3, 3, 2), 1e-3, limit=10.0),
            _regions(2, 400, 3, gap=1e-3),
        ),
    ),
}

#: The suites that `make bench` and `make bench-all` run.
ALL = ("tiny", "pooled", "yesno", "months", "growth", "scale-out")

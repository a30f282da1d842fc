"""Registry of contestants: our own runs, and the peers that solve the same arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any


@dataclass(frozen=True, slots=True)
class Contestant:
    """Who solves an instance.

    Attributes
    ----------
    name : str
        As instances name it.
    words : str
        As a reader sees it.
    run : str
        ``module:function``; a peer's takes arrays and `Terms`, ours a `Job`; both give an `Answer`.
    arguments : dict
        Further arguments by name.
    needs : tuple of str
        Modules that must be installed.
    rule : str
        How its figures are held against ours: see :mod:`benchmarks.comparing`.
    against : str
        Which of our runs it is held against.
    """

    name: str
    words: str
    run: str
    arguments: dict[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    rule: str = "linear"
    against: str = "ours"

    @property
    def ours(self) -> bool:
        """Whether it is a run of this library."""
        return self.name.startswith("ours")

    @property
    def missing(self) -> tuple[str, ...]:
        """What it needs and is not installed."""
        return tuple(name for name in self.needs if find_spec(name) is None)


LP, FLOW, YES_NO, MONTHS, SMALL = (
    "benchmarks.peers.plain_lp:solve",
    "benchmarks.peers.ortools_flow:solve",
    "benchmarks.peers.plain_yesno:solve",
    "benchmarks.peers.plain_months:solve",
    "benchmarks.tiny",
)
HIGHS, CBC = ("pulp", "highspy"), ("pulp", "cbcbox")

CONTESTANTS = {
    contestant.name: contestant
    for contestant in (
        Contestant("ours", "ikmpool", "benchmarks.ours:solve", rule="self"),
        Contestant(
            "ours_free", "ikmpool, no quality", "benchmarks.ours:solve", {"free": True}, rule="self"
        ),
        Contestant(
            "ours_processes",
            "ikmpool, processes",
            "benchmarks.ours:solve",
            {"executor": True},
            rule="same",
        ),
        Contestant("pulp_highs", "PuLP, HiGHS", LP, {"solver": "HiGHS"}, HIGHS),
        Contestant("pulp_cbc", "PuLP, CBC", LP, {"solver": "CBC"}, CBC),
        Contestant(
            "linopy_highs",
            "linopy, HiGHS",
            "benchmarks.peers.linopy_lp:solve",
            needs=("linopy", "highspy"),
        ),
        Contestant(
            "highs_simplex",
            "HiGHS, simplex",
            "benchmarks.peers.highs_lp:solve",
            {"solver": "simplex"},
            ("highspy",),
        ),
        Contestant(
            "highs_ipm",
            "HiGHS, interior point",
            "benchmarks.peers.highs_lp:solve",
            {"solver": "ipm"},
            ("highspy",),
        ),
        Contestant(
            "ortools_flow",
            "OR-Tools, no quality",
            FLOW,
            needs=("ortools",),
            rule="flow",
            against="ours_free",
        ),
        Contestant("plain_yesno", "PuLP, HiGHS", YES_NO, {"solver": "HiGHS"}, HIGHS, "whole"),
        Contestant("plain_yesno_cbc", "PuLP, CBC", YES_NO, {"solver": "CBC"}, CBC, "whole"),
        Contestant("plain_months", "PuLP, HiGHS", MONTHS, {"solver": "HiGHS"}, HIGHS, "whole"),
        Contestant("plain_months_cbc", "PuLP, CBC", MONTHS, {"solver": "CBC"}, CBC, "whole"),
        Contestant("ours_second", "second call, every rule", f"{SMALL}:second_call", rule="self"),
        Contestant(
            "ours_second_linear",
            "second call, no yes or no",
            f"{SMALL}:second_call",
            {"linear": True},
            rule="self",
        ),
        Contestant(
            "ours_import", "import ikmpool", f"{SMALL}:imports", {"modules": "ikmpool"}, rule="self"
        ),
        Contestant(
            "ours_import_base",
            "import pandas, pulp",
            f"{SMALL}:imports",
            {"modules": "pandas, pulp"},
            rule="self",
        ),
        Contestant("ours_demo", "ikmpool demo", f"{SMALL}:demo", rule="self"),
    )
}

"""Where and with what a run was made."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

#: Whose versions are told.
LIBRARIES = (
    "ikmpool", "numpy", "pandas", "scipy", "pulp", "highspy", "cbcbox", "linopy", "ortools",
)  # fmt: skip


def described(seeds: Iterable[int], threads: int) -> dict[str, str]:
    """Describe the machine, the libraries, the day, and what every run has in common."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return {
        "processor": f"{_processor()}, {_cores()} cores",
        "memory": f"{gigabytes:.0f} GB",
        "system": f"{platform.system()}, Python {platform.python_version()}",
        "libraries": ", ".join(_versions()),
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "load": f"{os.getloadavg()[0]:.1f} processes at work when it began",
        "seeds": ", ".join(str(seed) for seed in sorted(set(seeds))),
        "threads": str(threads),
    }


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def _cores() -> int:
    asked = getattr(os, "sched_getaffinity", None)
    return len(asked(0)) if asked else os.cpu_count() or 1


def _versions() -> list[str]:
    found = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"no {name}")
    return found

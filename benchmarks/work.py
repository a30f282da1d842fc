"""What a process of its own does: make an instance's files, or let one contestant solve it.

``python -m benchmarks.work JOB`` reads the job from a file and writes the answer beside it.
"""

from __future__ import annotations

import pickle
import re
import resource
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks import arrays
from benchmarks.answers import OUT_OF_MEMORY, SOLVED, Answer, Terms
from benchmarks.contestants import Contestant
from benchmarks.instances import Instance

#: Bytes of `ru_maxrss`.
MAXRSS = 1 if sys.platform == "darwin" else 1024
#: Where Linux tells a process about itself.
STATUS = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class Job:
    """One contestant on one instance.

    Attributes
    ----------
    instance : Instance
    contestant : Contestant or None
        None makes the instance's files.
    folder : Path
        Where these are.
    limit : float
        Seconds after which the contestant should stop.
    threads : int
    memory : int or None
        Bytes that the process may use.
    """

    instance: Instance
    contestant: Contestant | None
    folder: Path
    limit: float
    threads: int = 2
    memory: int | None = None

    @property
    def tables(self) -> Path:
        """The folder of the tables."""
        return self.folder / "tables"

    @property
    def arrays(self) -> Path:
        """The file of the arrays."""
        return self.folder / "arrays.npz"


def prepare(job: Job) -> Answer:
    """Write the tables as Parquet files, and the arrays that peers read."""
    begun = time.perf_counter()
    instance = job.instance
    tables = instance.make(**instance.arguments)
    job.tables.mkdir(parents=True)
    for name, frame in tables.items():
        months = {column: "str" for column, kind in frame.dtypes.items() if kind == "period[M]"}
        frame.astype(months).to_parquet(job.tables / f"{name}.parquet", index=False)
    arrays.write(instance.arrays.of(tables), job.arrays)
    return Answer(SOLVED, solve=time.perf_counter() - begun)


def compete(job: Job, contestant: Contestant) -> Answer:
    """Let a contestant solve its instance."""
    module, function = contestant.run.split(":")
    solve = getattr(import_module(module), function)
    if contestant.ours:
        return solve(job, **contestant.arguments)
    given = arrays.read(job.instance.arrays, job.arrays)
    return solve(given, Terms(job.limit, job.instance.gap, job.threads), **contestant.arguments)


def main(path: Path) -> None:
    """Do the job of a file."""
    job: Any = pickle.loads(path.read_bytes())  # written by the process that started this one
    if job.memory:
        resource.setrlimit(resource.RLIMIT_AS, (job.memory, job.memory))
    try:
        answer = prepare(job) if job.contestant is None else compete(job, job.contestant)
    except MemoryError:
        answer = Answer(OUT_OF_MEMORY)
    path.with_suffix(".answer").write_bytes(pickle.dumps((answer, peak())))


def peak() -> float:
    """Give the peak memory of this process, or of the largest that it started, in MB.

    Linux lets a new process inherit the peak of the one that started it, but for this file.
    """
    own = re.search(r"VmHWM:\s+(\d+) kB", STATUS.read_text()) if STATUS.exists() else None
    who = (resource.RUSAGE_CHILDREN, *([] if own else [resource.RUSAGE_SELF]))
    largest = max(resource.getrusage(one).ru_maxrss * MAXRSS for one in who)
    return max(largest, int(own[1]) * 1024 if own else 0) / 1e6


if __name__ == "__main__":
    main(Path(sys.argv[1]))

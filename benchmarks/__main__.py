"""``python -m benchmarks WHAT...``: run suites, and keep what they show.

WHAT is ``all`` (all but the country), names of suites, or ``page``, which puts the results into the
page of the docs.  With ``--small`` only small sizes are run, in about ten minutes on two cores.
Results go to ``out/bench`` (of small sizes to ``out/bench/small``): a CSV file with every figure, a
picture, and a table in Markdown a suite, and a JSON file of the machine.  Peers that are not
installed are named as left out: ``pip install -e ".[bench]"`` brings them.  The exit code is 1
where an answer was refused or a run of ours failed.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from pathlib import Path

from benchmarks import machine, page, pictures, tables
from benchmarks.answers import FAILED, OUT_OF_MEMORY, REFUSED
from benchmarks.instances import ALL, SUITES, Instance
from benchmarks.results import Row
from benchmarks.running import Manner, run

OUT = Path("out") / "bench"
#: Seconds that a peer is granted at most, in the small set.
SMALL_MOST = 45.0


def main(arguments: list[str] | None = None) -> int:
    """Run what is asked for; give the exit code."""
    chosen = _parser().parse_args(arguments)
    if chosen.what == ["page"]:
        print("Written:", ", ".join(page.write(chosen.out or OUT)) or "nothing")
        return 0
    out = chosen.out or (OUT / "small" if chosen.small else OUT)
    out.mkdir(parents=True, exist_ok=True)
    most = min(chosen.most, SMALL_MOST) if chosen.small else chosen.most
    manner = Manner(out, chosen.threads, chosen.repeats, most, tell=_tell)
    good = True
    for name in dict.fromkeys(
        s for what in chosen.what for s in (ALL if what == "all" else [what])
    ):
        instances = [i for i in SUITES[name].instances if i.small or not chosen.small]
        if instances:
            good &= _suite(name, instances, manner)
    return 0 if good else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", nargs="+", choices=["all", *SUITES, "page"], metavar="WHAT")
    parser.add_argument("--small", action="store_true", help="small sizes only")
    parser.add_argument("--out", type=Path, help="folder of the results")
    parser.add_argument("--repeats", type=int, help="runs of each, in place of the registry's")
    parser.add_argument("--threads", type=int, default=2, help="threads for everybody")
    parser.add_argument("--most", type=float, default=1_800.0, help="seconds for a peer, at most")
    return parser


def _tell(line: str) -> None:
    print(line, flush=True)


def _suite(name: str, instances: list[Instance], manner: Manner) -> bool:
    """Run a suite; tell whether nothing was refused and nothing of ours failed."""
    suite = SUITES[name]
    _tell(f"\n{name}: {suite.words}")
    where = machine.described((i.seed for i in instances), manner.threads)
    rows: list[Row] = []
    for instance in instances:
        rows += run(instance, manner)
        _keep(name, rows, where, manner.folder)
    _tell("\n" + tables.standings(rows).to_string(index=False))
    for line in _growth(name, rows):
        _tell(line)
    wrong = (FAILED, OUT_OF_MEMORY)
    return not any(
        row.answer.status == REFUSED or (row.contestant.ours and row.answer.status in wrong)
        for row in rows
    )


def _growth(name: str, rows: list[Row]) -> list[str]:
    growth = SUITES[name].growth
    return [] if growth is None else [f"Growth, fitted: {growth.verdict(rows)}."]


def _keep(name: str, rows: list[Row], where: dict[str, str], out: Path) -> None:
    """Write what is known so far: a long run that is broken off leaves what it has."""
    tables.figures(rows).to_csv(out / f"{name}.csv", index=False)
    (out / f"{name}.json").write_text(json.dumps(where, indent=2) + "\n", encoding="utf-8")
    pictures.draw(rows, SUITES[name].words, out / f"{name}.png")
    phases = tables.phases(rows)
    parts = [
        tables.markdown(tables.standings(rows)),
        *_growth(name, rows),
        *([] if phases.empty else ["Seconds by phase:", tables.markdown(phases)]),
        "; ".join(f"{what}: {told}" for what, told in where.items()) + ".",
    ]
    (out / f"{name}.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    # As Ctrl-C does, so that no process is left at work.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())

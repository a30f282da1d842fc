"""The command line: thin commands that read, call and write.

Exit codes: 0 everything is made and the plan is optimal or within its gap; 2 bad input or usage; 3
a shortage, also where a gap is open; 4 an open gap and no shortage; 130 quit by Ctrl-C; 141 a
reader of the output that went away; 1 anything else, also a plan that breaks a rule in ``ikmpool
audit``.  A first Ctrl-C while a pool is allocated ends that with the best plan so far, as when time
is up, and with that plan's code.
"""

from __future__ import annotations

import json
import os
import shlex
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from ikmpool import __version__
from ikmpool.analysis.replanning import keeping
from ikmpool.errors import FileError, IkmpoolError, OptionError, TableError
from ikmpool.plans.allocation import UnusedColumnWarning
from ikmpool.plans.allocation import allocate as allocate_pool
from ikmpool.plans.auditing import audit as audit_shares
from ikmpool.plans.phrases import columns_in, rule_words
from ikmpool.plans.plan import Plan
from ikmpool.program.master import installed, solver_name
from ikmpool.program.options import SolveOptions
from ikmpool.program.thread import lingers
from ikmpool.reports.handmade import read_shares
from ikmpool.reports.language import spoken
from ikmpool.reports.machine import plain_plan
from ikmpool.reports.ticker import ticking
from ikmpool.reports.workbook import write_workbook
from ikmpool.rules.book import rules_of, unused_columns
from ikmpool.tables.files.output import check_free
from ikmpool.tables.files.template import write_template
from ikmpool.tables.files.writing import write_pool
from ikmpool.tables.pool import Pool, read_pool
from ikmpool.tables.samples import SAMPLES, sample
from ikmpool.tables.schema import TABLES
from ikmpool.wording import listed, say

DONE, OTHER, BAD_INPUT, SHORTAGE, OPEN_GAP = 0, 1, 2, 3, 4
QUIT, PIPE_CLOSED = (
    130,
    141,
)  # as a shell reports any tool that Ctrl-C ended, or whose reader went away
SAMPLE = "sample:"
DEMO = "ikmpool-demo"
_LISTED = 50


class Language(StrEnum):
    """A language of the catalogue."""

    en = "en"
    id = "id"


def _reader() -> Language:
    """Give the language of the person's system: what is said before a pool is known."""
    names = ("IKMPOOL_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    set_ = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return Language.id if set_.lower().startswith("id") else Language.en


def _help(key: str) -> str:
    return say(f"cli.help.{key}", _reader())


_PoolPath = Annotated[str, typer.Argument(metavar="POOL", help=_help("pool"))]
_Lang = Annotated[Language | None, typer.Option("--lang", help=_help("lang"))]
_Force = Annotated[bool, typer.Option("--force", help=_help("force"))]

app = typer.Typer(
    help=_help("app"),
    epilog=_help("exit_codes"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command line; names that a console cannot show do not stop it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        app(prog_name="ikmpool")
    except SystemExit as end:
        if lingers():  # all is said and written; what a solver still does is of no use to anybody
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
            os._exit(end.code if isinstance(end.code, int) else OTHER)
        raise


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"ikmpool {__version__}")
        raise typer.Exit


@app.callback()
def _app(
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_show_version, help=_help("version")),
    ] = False,
) -> None:
    pass


@app.command(help=_help("demo"))
def demo(
    to: Annotated[Path, typer.Option("--to", help=_help("to"))] = Path(DEMO),
    lang: _Lang = None,
) -> None:
    """Allocate the bundled samples from real workbooks."""
    with _told(lang):
        _make_folder(to)
        language = lang or Language.en
        plans = {name: _demonstrate(name, to, language) for name in ("sidoarjo", "shoes500")}
        typer.echo(_lead_story(plans["shoes500"], language))
        typer.echo("\n" + say("cli.demo_files", language, folder=to.resolve()))
        for name in plans:
            typer.echo(f"  {name}.xlsx  {name}-plan.xlsx")
    raise typer.Exit(max(code_of(plan) for plan in plans.values()))


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError:
        key = "cli.not_folder" if path.is_file() else "cli.no_new_folder"
        raise FileError(key, path=path) from None


def _demonstrate(name: str, folder: Path, language: Language) -> Plan:
    """Write a sample as a workbook, read it back, allocate it, write and print its plan."""
    path = folder / f"{name}.xlsx"
    pool = spoken(sample(name), language)
    write_pool(pool, path, language=language, overwrite=True)
    plan = _allocated(read_pool(path), SolveOptions())
    write_workbook(plan, folder / f"{name}-plan.xlsx", overwrite=True)
    typer.echo(f"{name}: {SAMPLES[name][language]}\n\n{plan!r}\n")
    return plan


def _lead_story(plan: Plan, language: Language) -> str:
    """Say who keeps how much of the 500 pairs, and how it is proven."""
    order = plan.pool.orders.iloc[0]
    units = plan.shares.groupby("supplier", sort=False)["units"].sum()
    lead = str(order["lead"])
    helpers = [f"{name} {n}" for name, n in units.items() if name != lead]
    return say(
        "cli.lead_story",
        language,
        quantity=int(order["quantity"]),
        lead=lead,
        kept=int(units.get(lead, 0)),
        rest=int(units.drop(lead, errors="ignore").sum()),
        helpers=listed(helpers, language),
        short=int(plan.orders["short"].sum()),
        violations=len(plan.audit),
        gap=float(plan.gap.max()),
    )


@app.command(help=_help("template"))
def template(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_help("template_file"))],
    lang: _Lang = None,
    force: _Force = False,
) -> None:
    """Write a blank workbook to fill in."""
    language = lang or Language.id
    with _told(lang):
        write_template(file, language=language, overwrite=force)
        quoted = shlex.quote(str(file))
        typer.echo(say("cli.template_written", language, path=file, quoted=quoted))


@app.command(help=_help("check"))
def check(pool: _PoolPath, lang: _Lang = None) -> None:
    """Say whether a pool can be used, or everything that is wrong with it."""
    with _told(lang):
        read = _read(pool, lang)
        language = read.settings.language
        counts = [f"{TABLES[t].sheet(language)} {read.size(t)}" for t in read.tables]
        typer.echo(say("cli.good", language, path=pool, tables=", ".join(counts)))
        rules = rules_of(read)
        names = ", ".join(rule_words(rule.name, language) for rule in rules)
        typer.echo(say("cli.rules", language, rules=names))
        if unused := unused_columns(read, rules):
            columns = ", ".join(columns_in(unused, language))
            typer.echo(say("plan.unused_columns", language, columns=columns))


@app.command(help=_help("allocate"))
def allocate(
    pool: _PoolPath,
    out: Annotated[Path | None, typer.Option("-o", "--out", help=_help("out"))] = None,
    solver: Annotated[str, typer.Option("--solver", help=_help("solver"))] = "HiGHS",
    time_limit: Annotated[float, typer.Option("--time-limit", help=_help("time_limit"))] = 60.0,
    planned: Annotated[Path | None, typer.Option("--planned", help=_help("planned"))] = None,
    lang: _Lang = None,
    as_json: Annotated[bool, typer.Option("--json", help=_help("json"))] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=_help("quiet"))] = False,
    force: _Force = False,
) -> None:
    """Make a plan of a pool, print it, and write it as a workbook."""
    with _told(lang):
        _check_options(solver, time_limit)
        if out is not None:
            _check_out(pool, out, force=force)
        options = SolveOptions(solver=solver, time_limit=time_limit)
        read = _read(pool, lang)
        if planned is not None:
            read = keeping(read, read_shares(planned).shares)
        plan = _allocated(read, options, quiet=quiet)
        if out is not None:
            write_workbook(plan, out, overwrite=force)
        if as_json:
            typer.echo(json.dumps(plain_plan(plan), ensure_ascii=False, indent=1))
        else:
            typer.echo(repr(plan))
            key = "cli.plan_written" if out is not None else "cli.plan_not_written"
            typer.echo("\n" + say(key, plan.pool.settings.language, path=out))
    raise typer.Exit(code_of(plan))


@app.command(help=_help("audit"))
def audit(
    pool: _PoolPath,
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help=_help("plan"))],
    lang: _Lang = None,
) -> None:
    """Check a plan, also one typed by hand, against every rule of a pool."""
    with _told(lang):
        read = _read(pool, lang)
        made = read_shares(plan)
        found = audit_shares(read, made.shares, not_kept=made.not_kept, shortages=made.shortages)
        broken = int((~found["given"].astype(bool)).sum())
        for line in _verdict(read, made.shares, found):
            typer.echo(line)
    raise typer.Exit(OTHER if broken else DONE)


def _verdict(pool: Pool, shares: pd.DataFrame, found: pd.DataFrame) -> Iterator[str]:
    """Say what is wrong with a plan, and what it leaves short."""
    language = pool.settings.language
    given = found["given"].astype(bool)
    yield say("cli.audited", language, n=int((~given).sum()), shares=len(shares))
    yield from (f"  {words}" for words in found.loc[~given, "words"].head(_LISTED))
    if len(found) > _LISTED:
        yield "  " + say("cli.more", language, n=len(found) - _LISTED)
    orders = pool.orders
    made = shares.groupby("order")["units"].sum()
    units = orders["order"].map(made).fillna(0).astype("int64")
    missing = (orders["quantity"].astype("int64") - units).clip(lower=0)
    key = "cli.missing" if missing.any() else "cli.complete"
    yield say(key, language, n=int(missing.sum()), orders=int((missing > 0).sum()))


def code_of(plan: Plan) -> int:
    """Give the exit code that says how a plan ended."""
    if (plan.orders["short"] > 0).any():
        return SHORTAGE
    return OPEN_GAP if plan.status == "feasible" else DONE


def _read(path: str, lang: Language | None) -> Pool:
    if not path.startswith(SAMPLE):
        return spoken(read_pool(path), lang)
    name = path.removeprefix(SAMPLE)
    if name not in SAMPLES:
        raise FileError("cli.no_sample", name=name, samples=", ".join(SAMPLES))
    return spoken(sample(name), lang)


def _check_options(solver: str, time_limit: float) -> None:
    """Refuse options in the words of the command line; `SolveOptions` speaks of Python's."""
    if not time_limit > 0:
        raise FileError("cli.time_limit", given=time_limit)
    try:
        solver_name(solver)
    except OptionError:
        raise FileError("cli.no_solver", name=solver, here=tuple(installed())) from None


def _check_out(pool: str, out: Path, *, force: bool) -> None:
    """Refuse, before anything is solved, an output that could not or must not be written."""
    if out.exists() and Path(pool).exists() and out.samefile(pool):
        raise FileError("cli.same_file", path=out)
    if out.suffix.lower() != ".xlsx":
        raise FileError("reports.not_xlsx", path=out)
    check_free(out, overwrite=force)


def _allocated(pool: Pool, options: SolveOptions, *, quiet: bool = False) -> Plan:
    """Allocate beside a live line; columns that are not used are named in the plan itself."""
    with warnings.catch_warnings(), ticking(pool.settings.language, quiet=quiet) as progress:
        warnings.simplefilter("ignore", UnusedColumnWarning)
        return allocate_pool(pool, options=replace(options, progress=progress))


_OF_COMMANDS = {"tables.exists": "cli.exists"}
"""Messages that name an argument of Python, by those that name an option instead."""


@contextmanager
def _told(lang: Language | None) -> Iterator[None]:
    """Tell an error as text on the error stream, and end with its exit code."""
    try:
        yield
    except TableError as error:
        raise _failure(error.told(lang or error.language), BAD_INPUT) from None
    except FileError as error:
        key = _OF_COMMANDS.get(error.key, error.key)
        raise _failure(say(key, lang or _reader(), **error.figures), BAD_INPUT) from None
    except KeyboardInterrupt:
        raise _failure(say("cli.quit", lang or _reader()), QUIT) from None
    except BrokenPipeError:
        with suppress(OSError):  # Python flushes the output once more when it ends
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(PIPE_CLOSED) from None
    except (OptionError, OverflowError) as error:  # a figure too large to be exact says so itself
        raise _failure(str(error), BAD_INPUT) from None
    except (IkmpoolError, OSError) as error:
        raise _failure(str(error), OTHER) from None


def _failure(text: str, code: int) -> typer.Exit:
    typer.echo(text, err=True)
    return typer.Exit(code)

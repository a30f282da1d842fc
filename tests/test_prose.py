"""Everything that the README and the docs show is run, and shows what it says."""

import doctest
import re
import runpy
import shlex
from functools import cached_property
from pathlib import Path

import pytest
from typer.testing import CliRunner

import ikmpool
from ikmpool.cli import app
from ikmpool.rules.book import RULES

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
#: What a plan keeps of the call that made it, and of its making.
NOT_TOLD = {"pool", "rules", "objective", "options", "reached", "exact_cost"}
FENCE = re.compile(r"^```(python|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_what_a_page_shows_happens(page, tmp_path, monkeypatch):
    """Python and console blocks of one page run in order, in one empty folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("IKMPOOL_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    names: dict[str, object] = {"__name__": "page"}
    for kind, block in FENCE.findall(page.read_text(encoding="utf-8")):
        if kind == "console":
            run_console(block)
        elif ">>>" in block:
            run_python(block, names, page.name)
        else:
            exec(compile(block, page.name, "exec"), names)


def run_python(block: str, names: dict[str, object], page: str) -> None:
    test = doctest.DocTestParser().get_doctest(block + "\n", names, page, page, 0)
    report: list[str] = []
    results = doctest.DocTestRunner(optionflags=FLAGS).run(
        test, out=report.append, clear_globs=False
    )
    names.update(test.globs)
    assert not results.failed, "".join(report)


def run_console(block: str) -> None:
    """Run the commands of a block; ``echo $?`` shows the exit code of the one before."""
    code = 0
    for command, wanted in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
        if command == "echo $?":
            shown = f"{code}\n"
        else:
            program, *arguments = shlex.split(command)
            assert program == "ikmpool"
            result = CliRunner().invoke(app, arguments, prog_name="ikmpool")
            code, shown = result.exit_code, result.output
        right = doctest.OutputChecker().check_output(wanted, shown, FLAGS)
        assert right, f"$ {command}\nwanted:\n{wanted}\nshown:\n{shown}"


def test_the_reference_of_the_tables_is_what_the_schema_says():
    """If not: python docs/reference/write_tables.py."""
    folder = ROOT / "docs/reference"
    page = runpy.run_path(str(folder / "write_tables.py"))["page"]
    assert (folder / "tables.md").read_text(encoding="utf-8") == page()


def test_the_reference_lists_every_public_name_and_every_attribute_of_a_plan():
    text = (ROOT / "docs/reference/python.md").read_text(encoding="utf-8")
    fields = {name for name in ikmpool.Plan.__annotations__ if not name.startswith("_")}
    views = {n for n, v in vars(ikmpool.Plan).items() if isinstance(v, property | cached_property)}
    for name in [*((fields | views) - NOT_TOLD), *ikmpool.__all__]:
        assert name == "__version__" or re.search(rf"`[^`]*\b{name}\b", text), name


def test_the_reference_lists_every_rule_with_the_columns_that_turn_it_on():
    text = (ROOT / "docs/reference/rules.md").read_text(encoding="utf-8")
    for rule in RULES:
        row = next(line for line in text.splitlines() if line.startswith(f"| `{rule.name}` |"))
        for column in rule.when:
            assert f"`{column}`" in row, (rule.name, column)


def test_every_link_between_pages_leads_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{named(page)} links to {target}"

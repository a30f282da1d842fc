"""The rules of the house hold in the source, and each rule catches a planted offender."""

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from architecture import (
    FUNCTION_LINES,
    MODULE_LINES,
    find_homeless_modules,
    find_import_circles,
    find_imports_elsewhere,
    find_leftovers,
    find_long_functions,
    find_long_modules,
    find_upward_imports,
    find_work_in_root,
)

SOURCE = Path(__file__).parents[1] / "src" / "ikmpool"
PULP_HOME = "ikmpool.program.master"
HEAVY = {
    "dask", "docx", "jinja2", "matplotlib", "openpyxl",
    "pyarrow", "python_calamine", "rich", "typer", "xlsxwriter",
}  # fmt: skip
"""Libraries that one input or output needs: imported there, never by ``import ikmpool``."""


def find_foreign_pulp(root):
    """Name each import of pulp outside its one home."""
    return find_imports_elsewhere(root, "pulp", PULP_HOME)


RULES = [
    find_homeless_modules,
    find_upward_imports,
    find_import_circles,
    find_foreign_pulp,
    find_work_in_root,
    find_long_modules,
    find_long_functions,
    find_leftovers,
]


@pytest.mark.parametrize("find", RULES)
def test_the_source_keeps_the_rule(find):
    offenders = find(SOURCE)
    assert not offenders, "\n" + "\n".join(offenders)


def test_importing_ikmpool_loads_no_library_of_one_input_or_output():
    """Whatever pandas itself loads is not ours to avoid."""
    extra = (loaded_by("import ikmpool") - loaded_by("import pandas")) & HEAVY
    assert not extra, f"`import ikmpool` loads {sorted(extra)}: import them where they are used."


def loaded_by(statement):
    """Give the modules that a fresh interpreter has loaded after a statement."""
    code = f"{statement}; import json, sys; print(json.dumps(list(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"{statement} fails:\n{run.stderr}"
    return set(json.loads(run.stdout))


@pytest.fixture
def plant(tmp_path):
    """Make a package of the given files, all others empty."""

    def make(files):
        root = tmp_path / "ikmpool"
        for name, text in {"__init__.py": "", **files}.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            (path.parent / "__init__.py").touch()
        return root

    return make


INNOCENT = {
    "__init__.py": '''"""Pool."""
import logging
from importlib.metadata import version

from ikmpool.rules.demand import Demand

__all__ = ["Demand"]
__version__ = version("ikmpool")
logging.getLogger(__name__).addHandler(logging.NullHandler())
''',
    "errors.py": "from ikmpool.wording import say",
    "wording/__init__.py": "def say(): ...",
    "tables/pool.py": "from ikmpool.errors import TableError\nfrom ikmpool.tables import schema",
    "tables/schema.py": (
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from ikmpool.tables.pool import Pool\n"
    ),
    "program/master.py": "import pulp",
    "rules/demand.py": "from ..tables.pool import Pool\nfrom ikmpool.program import master",
    "cli.py": "from ikmpool import __version__",
}


@pytest.mark.parametrize("find", RULES)
def test_an_innocent_package_is_left_in_peace(find, plant):
    assert find(plant(INNOCENT)) == []


@pytest.mark.parametrize(
    ("find", "files", "message"),
    [
        pytest.param(
            find_homeless_modules,
            {"attic.py": ""},
            "ikmpool.attic has no floor: give 'attic' one in tests/architecture.py.",
            id="a module without a floor",
        ),
        pytest.param(
            find_upward_imports,
            {"tables/pool.py": "\nfrom ikmpool.rules.demand import Demand", "rules/demand.py": ""},
            "ikmpool.tables.pool line 2 imports ikmpool.rules.demand: "
            "floor 1 must not know floor 2.",
            id="an import of a higher floor",
        ),
        pytest.param(
            find_upward_imports,
            {"errors.py": "def late():\n    from ikmpool import plans", "plans/__init__.py": ""},
            "ikmpool.errors line 2 imports ikmpool.plans: floor 0 must not know floor 3.",
            id="inside a function",
        ),
        pytest.param(
            find_upward_imports,
            {"exact.py": "import typing as t\nif t.TYPE_CHECKING:\n    import ikmpool.tables"},
            "ikmpool.exact line 3 imports ikmpool.tables: floor 0 must not know floor 1.",
            id="for type checkers",
        ),
        pytest.param(
            find_upward_imports,
            {"rules/demand.py": "from ..reports import page", "reports/page.py": ""},
            "ikmpool.rules.demand line 1 imports ikmpool.reports.page: "
            "floor 2 must not know floor 5.",
            id="by a relative import",
        ),
        pytest.param(
            find_upward_imports,
            {"plans/__init__.py": "from .. import Pool"},
            "ikmpool.plans line 1 imports ikmpool: floor 3 must not know floor 6.",
            id="of the package itself",
        ),
        pytest.param(
            find_upward_imports,
            {"program/program.py": "from ikmpool.tables.pool import Pool", "tables/pool.py": ""},
            "ikmpool.program.program line 1 imports ikmpool.tables.pool: "
            "tables and program must not know each other.",
            id="program knows tables",
        ),
        pytest.param(
            find_upward_imports,
            {"tables/pool.py": "import ikmpool.program"},
            "ikmpool.tables.pool line 1 imports ikmpool.program: "
            "tables and program must not know each other.",
            id="tables knows program",
        ),
        pytest.param(
            find_foreign_pulp,
            {"program/solving.py": "def solve():\n    from pulp.apis import HiGHS"},
            "ikmpool.program.solving line 2 imports pulp: only ikmpool.program.master may.",
            id="pulp away from home",
        ),
        pytest.param(
            find_work_in_root,
            {"__init__.py": '"""Pool."""\n\nfor name in ():\n    pass'},
            "ikmpool/__init__.py line 3 does more than publish names: for name in ():",
            id="work in the package's __init__",
        ),
        pytest.param(
            find_long_modules,
            {"exact.py": "x = 1\n" * (MODULE_LINES + 1)},
            "ikmpool.exact has 351 lines: at most 350.",
            id="a long module",
        ),
        pytest.param(
            find_long_functions,
            {"exact.py": "def sum_up():\n" + "    x = 1\n" * FUNCTION_LINES},
            "ikmpool.exact.sum_up has 46 lines: at most 45.",
            id="a long function",
        ),
        pytest.param(
            find_leftovers,
            {"exact.py": "def show():\n    print(1)"},
            "ikmpool.exact line 2 prints.",
            id="a print",
        ),
        pytest.param(
            find_leftovers,
            {"exact.py": "x = 1  # TODO: later"},
            "ikmpool.exact line 1 leaves work undone: x = 1  # TODO: later",
            id="a note of work undone",
        ),
    ],
)
def test_an_offender_is_named(find, files, message, plant):
    assert find(plant(files)) == [message]


def test_a_circle_is_named_step_by_step(plant):
    root = plant(
        {
            "plans/plan.py": "from ikmpool.plans import saving",
            "plans/saving.py": "def load():\n    from .auditing import audit",
            "plans/auditing.py": "import ikmpool.plans.plan",
        }
    )
    [message] = find_import_circles(root)
    circle = message.removeprefix("import circle: ").removesuffix(".").split(" -> ")
    steps = set(pairwise(circle))
    assert steps == {
        ("ikmpool.plans.plan", "ikmpool.plans.saving"),
        ("ikmpool.plans.saving", "ikmpool.plans.auditing"),
        ("ikmpool.plans.auditing", "ikmpool.plans.plan"),
    }


def test_a_docstring_does_not_make_a_function_long(plant):
    docstring = '    """Sum up.\n' + "\n" * FUNCTION_LINES + '    """\n'
    assert find_long_functions(plant({"exact.py": f"def sum_up():\n{docstring}    return 1"})) == []

"""Every notebook in examples/ runs, and shows what it stored."""

import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

EXAMPLES = Path(__file__).parents[1] / "examples"
NOTEBOOKS = sorted(EXAMPLES.glob("*.ipynb"))
STALE = "what it shows is not what is stored: run .venv/bin/python tools/run_examples"
MACHINE = re.compile(r"/home/|/root/|/tmp/|/work/|/Users/|[A-Z]:\\|ipykernel_\d")


def named(path):
    return path.stem


def outputs(notebook):
    """Give what each code cell shows as text, by the cell's name; not what it says on stderr."""
    return {
        cell.id: [
            output.get("text") or output["data"]["text/plain"]
            for output in cell.outputs
            if output.get("name") != "stderr"
        ]
        for cell in notebook.cells
        if cell.cell_type == "code"
    }


def complaints(notebook):
    """Give what the cells say on stderr; matplotlib says there that it looks for fonts."""
    return "".join(
        output.text
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.get("name") == "stderr"
    )


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home of Jupyter's own, so that nobody's settings, kernels or warnings play a part."""
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    for name in ("PYTHONWARNINGS", "MPLBACKEND", "IKMPOOL_LANG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_there_are_examples():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=named)
def test_a_notebook_runs_and_shows_what_it_stored(path, home):
    """It runs in a copy, warnings as a user sees them: a cell that fails raises, with its text."""
    notebook = nbformat.read(shutil.copy(path, home), as_version=4)
    stored = outputs(notebook)
    NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=120,
        record_timing=False,
        resources={"metadata": {"path": str(home)}},
    ).execute()
    fresh = outputs(notebook)
    assert fresh.keys() == stored.keys(), STALE
    for cell, shown in fresh.items():
        assert shown == stored[cell], f"{cell}: {STALE}"
    assert "Warning" not in complaints(notebook)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=named)
def test_what_is_stored_is_whole_and_of_no_machine(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not any("execution" in cell.metadata for cell in code)
    for cell, shown in outputs(notebook).items():
        assert not MACHINE.search("\n".join(shown)), cell
    assert not complaints(notebook)

"""The page of the docs: its tables, between markers, are what the last runs wrote.

``python -m benchmarks page`` writes them anew, with their pictures; a suite that was not run keeps
what it has.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
MARKED = re.compile(
    r"(<!-- (\S+): written by `python -m benchmarks page` -->\n).*?(<!-- end -->)", re.DOTALL
)
#: Suites whose pictures say more than their tables.
PICTURED = ("pooled", "growth")


def write(folder: Path, page: Path = PAGE) -> list[str]:
    """Put what is in a folder of results between the page's markers.

    Returns
    -------
    list of str
        The suites whose tables were written.
    """
    written: list[str] = []

    def table(found: re.Match[str]) -> str:
        results = folder / f"{found[2]}.md"
        if not results.exists():
            return found[0]
        written.append(found[2])
        text = results.read_text(encoding="utf-8") + _picture(folder / f"{found[2]}.png", page)
        return f"{found[1]}\n{text}\n{found[3]}"

    text = page.read_text(encoding="utf-8")
    page.write_text(MARKED.sub(table, text), encoding="utf-8")
    return written


def _picture(drawn: Path, page: Path) -> str:
    """Copy a picture beside the page; give the line that shows it."""
    if drawn.stem not in PICTURED or not drawn.exists():
        return ""
    beside = page.parent / "pictures" / drawn.name
    beside.parent.mkdir(exist_ok=True)
    shutil.copyfile(drawn, beside)
    return f"\n![Seconds and peak memory against suppliers](pictures/{drawn.name})\n"

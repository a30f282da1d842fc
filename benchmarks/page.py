"""The page of the docs: its tables, between markers, are what the last runs wrote.

``python -m benchmarks page`` writes them anew; a suite that was not run keeps its table.
"""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
MARKED = re.compile(
    r"(<!-- (\S+): written by `python -m benchmarks page` -->\n).*?(<!-- end -->)", re.DOTALL
)


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
        return f"{found[1]}{results.read_text(encoding='utf-8')}{found[3]}"

    text = page.read_text(encoding="utf-8")
    page.write_text(MARKED.sub(table, text), encoding="utf-8")
    return written

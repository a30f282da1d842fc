"""Blocks: columns that share a row, directly or through others, stay together; no others do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ikmpool.program import blocks as module
from ikmpool.program.blocks import blocks
from ikmpool.program.sparse import matrix_of

entries = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5)), max_size=12)


def joined(pairs: list[tuple[int, int]]) -> set[frozenset[int]]:
    """Merge columns row by row until nothing changes."""
    groups = [{c} for c in range(6)]
    for row in range(5):
        inside = {c for r, c in pairs if r == row}
        touched = [g for g in groups if g & inside]
        groups = [g for g in groups if not g & inside]
        groups += [set().union(*touched)] if touched else []
    return {frozenset(g) for g in groups}


@pytest.mark.parametrize(
    ("many", "long"),
    [
        pytest.param(10**6, 1, id="by a search"),
        pytest.param(0, 1, id="by any row"),
        pytest.param(0, 3, id="by rows of three columns"),
    ],
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=entries)
def test_blocks_are_the_connected_parts_the_smallest_first(pairs, many, long, monkeypatch):
    monkeypatch.setattr(module, "MANY", many)
    monkeypatch.setattr(module, "LONG", long)
    monkeypatch.setattr(module, "AT_ONCE", 3)
    row = np.array([r for r, _ in pairs], dtype=np.int64)
    column = np.array([c for _, c in pairs], dtype=np.int64)
    matrix = matrix_of(row, column, np.ones(len(pairs), dtype=np.int64), (5, 6))
    found = blocks(matrix)
    assert {frozenset(b.tolist()) for b in found} == joined(pairs)
    assert [len(b) for b in found] == sorted(len(b) for b in found)
    assert sum(len(b) for b in found) == 6


def test_where_no_few_rows_hold_the_columns_they_are_searched(monkeypatch):
    monkeypatch.setattr(module, "MANY", 0)
    one = np.ones(4, dtype=np.int64)
    matrix = matrix_of(np.array([0, 0, 1, 1]), np.arange(4), one, (2, 4))
    searched = []
    search = module._searched
    monkeypatch.setattr(module, "_searched", lambda m: searched.append(m) or search(m))
    for hubs, rows in ((4, 5), (3, 5), (1, 1)):
        monkeypatch.setattr(module, "HUBS", hubs)
        monkeypatch.setattr(module, "LONG", rows)
        assert [block.tolist() for block in blocks(matrix)] == [[0, 1], [2, 3]]
    assert len(searched) == 2


def test_a_program_without_columns_has_no_block():
    none = np.zeros(0, dtype=np.int64)
    assert blocks(matrix_of(none, none, none, (3, 0))) == []

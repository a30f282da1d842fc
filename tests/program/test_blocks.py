"""Blocks: columns that share a row, directly or through others, stay together; no others do."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

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


@given(entries)
def test_blocks_are_the_connected_parts_the_smallest_first(pairs):
    row = np.array([r for r, _ in pairs], dtype=np.int64)
    column = np.array([c for _, c in pairs], dtype=np.int64)
    matrix = matrix_of(row, column, np.ones(len(pairs), dtype=np.int64), (5, 6))
    found = blocks(matrix)
    assert {frozenset(b.tolist()) for b in found} == joined(pairs)
    assert [len(b) for b in found] == sorted(len(b) for b in found)
    assert sum(len(b) for b in found) == 6


def test_a_program_without_columns_has_no_block():
    none = np.zeros(0, dtype=np.int64)
    assert blocks(matrix_of(none, none, none, (3, 0))) == []

"""Rows, and the few names that drawn pools use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

type Row = dict[str, Any]
type Tables = dict[str, list[Row]]

MONTHS = ("2026-11", "2026-12")
CITIES, SECTORS = ("Gresik", "Lamongan"), ("food", "shoes")
PLACES = ("Taiwan", "Malaysia")
STATUSES = ("export_ready", "coached", "waiting_list")


class Rows:
    """Draws cells, and knows the features and names of one pool."""

    suppliers: list[str]
    orders: list[str]
    goods: list[str]

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any], has: frozenset[str]) -> None:
        self.draw, self.has = draw, has

    def one_of(self, *values: Any) -> Any:
        return self.draw(st.sampled_from(values))

    def maybe(self, *values: Any) -> Any:
        """Draw a value, or leave the cell blank."""
        return self.one_of(None, *values)

    def some_of(self, values: Any, least: int = 1, most: int | None = None) -> list[Any]:
        """Draw different values."""
        strategy = st.lists(st.sampled_from(values), min_size=least, max_size=most, unique=True)
        return list(self.draw(strategy))

    def flip(self) -> bool:
        return bool(self.draw(st.booleans()))

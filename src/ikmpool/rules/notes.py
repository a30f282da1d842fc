"""Notes on columns that deliver nothing: what they stand for, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass

from ikmpool.exact import Ints


@dataclass(frozen=True, slots=True)
class NotKept:
    """Columns of what a rule had to give up: of which order and supplier (-1: none), or scope."""

    rule: str
    order: Ints
    supplier: Ints
    column: Ints
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Joint:
    """Costs of columns that deliver nothing, and whose they are (-1: no one's)."""

    column: Ints
    supplier: Ints
    order: Ints
    numerator: Ints
    denominator: Ints

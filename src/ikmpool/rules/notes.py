"""Notes on columns of a draft: what they stand for, and whose they are."""

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


@dataclass(frozen=True, slots=True)
class Groups:
    """Delivering columns in groups that have a yes/no each.

    Attributes
    ----------
    group : int64 array, shape (d,)
        Group of each delivering column; -1 where it is in none.
    key : int64 array, shape (groups,)
        What the group was made by.
    used : int64 array, shape (groups,)
        The yes/no columns: zero means that nothing is made.
    """

    group: Ints
    key: Ints
    used: Ints

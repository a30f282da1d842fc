"""The interface of a rule, and the small records that its faces give.

A rule has six faces, of which the last ones may be empty: *admit* (which candidates it refuses),
*shape* (rows, columns and costs of the program), *account* (exact money lines), *audit*
(violations, from the tables and the shares alone), *ease* (edits that would loosen it) and its
*words*, which stand in the wording catalogue under ``rules.<name>``.  A rule reads everything from
the pool, so that a what-if is an edit of a table.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from ikmpool.exact import Bools, Ints
from ikmpool.tables.candidates import Candidates
from ikmpool.tables.pool import Pool
from ikmpool.wording import fill, has_words, say

if TYPE_CHECKING:
    from ikmpool.rules.draft import Draft
    from ikmpool.rules.record import Record


@dataclass(frozen=True, slots=True)
class Refusal:
    """Candidates that one clause refuses for one reason.

    A clause is one rule on one order or market; leaving it out is leaving out its refusals.

    Attributes
    ----------
    rule, clause : str
    reason : str
        Key of the words, ``rules.<rule>.<reason>``.
    where : int64 array, shape (k,)
        Positions of the candidates.
    figures : mapping of str to array of shape (k,) or a single value
        What the words speak of.
    """

    rule: str
    clause: str
    reason: str
    where: Ints
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lines:
    """Money lines of one kind, exact.

    Attributes
    ----------
    item : str
        Kind of cost; its words are ``rules.items.<item>``.
    order, supplier, month : int64 array, shape (k,)
        Rows of the orders and suppliers (-1: of none in particular), and month made.
    numerator, denominator : int64 array, shape (k,)
        Amounts in the smallest money unit.
    direct : bool
        Whether every unit costs its part of it; a joint cost (a set-up, a truck) is no unit's own.
    """

    item: str
    order: Ints
    supplier: Ints
    month: Ints
    numerator: Ints
    denominator: Ints
    direct: bool = True


@dataclass(frozen=True, slots=True)
class Violation:
    """One place where a plan breaks a rule.

    Attributes
    ----------
    rule, code : str
        The words are ``rules.<rule>.<code>``.
    order, supplier, month : str
        Names of what it is about, "" where it is about none.
    amount : int
        By how much, in the rule's own whole unit (units of product, smallest money unit, rows).
    figures : mapping
        What the words speak of.
    given : bool
        Whether given facts cause it, not the plan.
    scope : str
        What else tells its place apart from others of the same rule, order, supplier and month.
    exact : Fraction or None
        The amount, where it is no whole number.
    """

    rule: str
    code: str
    order: str = ""
    supplier: str = ""
    month: str = ""
    amount: int = 1
    figures: Mapping[str, Any] = field(default_factory=dict)
    given: bool = False
    scope: str = ""
    exact: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Ease:
    """One edit of the pool that loosens a rule by one step.

    Attributes
    ----------
    rule : str
    table, column : str
        The cell to edit.
    row : hashable
        Index label of the row.
    value : object
        What to write there; None empties the cell.
    """

    rule: str
    table: str
    column: str
    row: Hashable
    value: Any


class Rule:
    """Something that the business wants of a plan.

    Subclasses set `name`, `when` (the columns that turn the rule on, as ``"table.column"``) and
    `uses` (further columns that it reads), and override the faces that they have.  A rule from
    outside the package brings its `words`: a sentence for each reason and violation, by language.
    """

    name: ClassVar[str]
    words: ClassVar[Mapping[str, Mapping[str, str]]] = MappingProxyType({})
    when: ClassVar[tuple[str, ...]] = ()
    uses: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def of(cls, pool: Pool) -> Self | None:
        """Make the rule if the pool's tables ask for it."""
        asked = not cls.when or any(pool.filled(*column.split(".")) for column in cls.when)
        return cls() if asked else None

    def reads(self, pool: Pool) -> Iterable[str]:
        """Name the columns that the rule reads in a pool, as ``table.column``."""
        return (*self.when, *self.uses)

    def admit(self, candidates: Candidates) -> Iterable[Refusal]:
        """Give the candidates that may not be used, and why."""
        return ()

    def shape(self, draft: Draft) -> None:
        """Add rows, columns and costs to the program."""

    def account(self, record: Record) -> Iterable[Lines]:
        """Give the money lines of a plan."""
        return ()

    def audit(self, record: Record) -> Iterable[Violation]:
        """Give the violations of a plan."""
        return ()

    def ease(self, pool: Pool) -> Iterable[Ease]:
        """Give the edits of the pool that would loosen the rule by one step."""
        return ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


def by_code(code: Ints, mask: Bools) -> Iterator[tuple[int, Ints]]:
    """Give the positions where ``mask`` holds, apart for each code: one clause each."""
    where = np.flatnonzero(mask)
    if not where.size:
        return
    where = where[np.argsort(code[where], kind="stable")]
    cuts = np.flatnonzero(np.diff(code[where])) + 1
    for part in np.split(where, cuts):
        yield int(code[part[0]]), part


def name_of(pool: Pool, vocabulary: str, code: int) -> str:
    """Name a code; "" for a blank one."""
    return str(pool.names(vocabulary)[code]) if code >= 0 else ""


def phrase(rules: Iterable[Rule], name: str, code: str, language: str, **figures: Any) -> str:
    """Say a reason or a violation: in the rule's own words, in the catalogue's, or by its name."""
    own = next((rule.words for rule in rules if rule.name == name), {})
    sentence = own.get(code, {}).get(language)
    if sentence is not None:
        return fill(sentence, language, **figures)
    key = f"rules.{name}.{code}"
    return say(key, language, **figures) if has_words(key, language) else f"{name}: {code}"

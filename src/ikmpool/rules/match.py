"""Match: the makers of an order (or of a whole contract) all use one class of an attribute.

One class of each scope is chosen, and a maker may be used only where it offers that class.  Which
classes makers offer, and which one a plan's shares carry, is said in `ikmpool.rules.classes`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import override

import numpy as np

from ikmpool.rules.alike import one_by_one
from ikmpool.rules.classes import Offered, asked, offered, stated_classes
from ikmpool.rules.draft import Draft, at_most, dense
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Ease, Refusal, Rule, Violation, by_code, name_of
from ikmpool.tables.candidates import Candidates
from ikmpool.tables.lookup import join
from ikmpool.tables.pool import Pool

#: So many makers or classes are named in a message.
SHOWN = 6


class Match(Rule):
    """All makers use the same class."""

    name = "match"
    when = ("specs.match",)
    uses = (
        *when,
        "specs.order",
        "specs.contract",
        "specs.product",
        "specs.attribute",
        "orders.contract",
        "quality.supplier",
        "quality.product",
        "quality.attribute",
        "quality.class",
    )

    @override
    def admit(self, candidates: Candidates) -> Iterable[Refusal]:
        pool = candidates.pool
        found = offered(pool, candidates.supplier, candidates.order)
        for scope, pairs in by_code(found.scope, found.count == 0):
            figures = {"attribute": _attribute(pool, scope)}
            yield Refusal(self.name, _clause(pool, scope), "no_class", found.at[pairs], figures)

    @override
    def shape(self, draft: Draft) -> None:
        pool = draft.pool
        found = offered(pool, draft.supplier, draft.order)
        # Where all makers have one class in common, any of them go together.
        open_ = ~np.isin(found.scope, found.common()[0])
        key = found.scope[found.pair] * len(found.rank) + found.class_
        choice, distinct = dense(key, open_[found.pair])
        scope, class_ = np.divmod(distinct, max(len(found.rank), 1))

        def name(i: int) -> str:
            return f"{_clause(pool, int(scope[i]))}.{name_of(pool, 'class', int(class_[i]))}"

        ones = np.ones(len(choice), dtype=np.int64)
        column = draft.drafting.add_columns("class", ones[: len(scope)], name, switch=True)
        row, scopes = dense(scope)
        draft.drafting.add_rows(
            "match",
            (row, column, ones[: len(row)]),
            at_most(np.ones(len(scopes), dtype=np.int64)),
            lambda i: _clause(pool, int(scopes[i])),
        )
        every = np.bincount(scope, minlength=int(found.scope.max(initial=-1)) + 1)
        tied = np.flatnonzero(open_ & (found.count < every[found.scope]))
        for share, one in one_by_one(draft, found.at[tied]):
            row, at = join(tied[one], found.pair)
            draft.gate(share, (row, column[choice[at]], ones[: len(row)]))

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        pool, made = record.pool, record.where(record.units > 0)
        found = offered(pool, made.supplier, made.order)
        offers: list[set[str]] = [set() for _ in found.at]
        for pair, class_ in zip(found.pair.tolist(), found.class_.tolist(), strict=True):
            offers[pair].add(name_of(pool, "class", class_))
        for pair in np.flatnonzero(found.count == 0).tolist():
            yield self._of_share(made, found, pair, "no_class")
        some = found.count > 0
        apart = ~np.isin(found.scope, found.common(some)[0])
        for scope, pairs in by_code(found.scope, some & apart):
            makers = {
                made.supplier_name(int(made.supplier[found.at[pair]])): sorted(offers[pair])
                for pair in pairs.tolist()
            }
            figures = {"makers": _shown([f"{m} ({', '.join(of)})" for m, of in makers.items()])}
            found_apart = self._of_scope(pool, scope, "no_common", figures)
            yield replace(found_apart, amount=_fewest([offers[p] for p in pairs.tolist()]) - 1)
        yield from self._stated(made, found, offers)

    def _stated(
        self, made: Record, found: Offered, offers: Sequence[set[str]]
    ) -> Iterator[Violation]:
        """Hold the classes that shares state against each other, and against what makers offer."""
        if made.class_ is None:
            return
        stated, unclear = stated_classes(made.pool, made.class_, found)
        for pair in unclear:
            figures = {"stated": str(made.class_[found.at[pair]])}
            yield self._of_share(made, found, pair, "unclear", figures)
        for scope, pairs in by_code(found.scope, stated != ""):
            classes = sorted(set(stated[pairs].tolist()))
            if len(classes) > 1:
                yield self._of_scope(made.pool, scope, "mixed", {"classes": _shown(classes)})
            else:  # who states none is taken to use it too
                stated[found.scope == scope] = classes[0]
        for pair in np.flatnonzero((stated != "") & (found.count > 0)).tolist():
            if stated[pair] not in offers[pair]:
                yield self._of_share(made, found, pair, "not_offered", {"stated": stated[pair]})

    def _of_share(
        self,
        made: Record,
        found: Offered,
        pair: int,
        code: str,
        figures: Mapping[str, str] = MappingProxyType({}),
    ) -> Violation:
        share = int(found.at[pair])
        attribute = name_of(made.pool, "attribute", int(found.attribute[pair]))
        return Violation(
            self.name,
            code,
            order=made.order_name(int(made.order[share])),
            supplier=made.supplier_name(int(made.supplier[share])),
            amount=int(made.units[share]),
            figures={"attribute": attribute, **figures},
            scope=attribute,
        )

    def _of_scope(self, pool: Pool, scope: int, code: str, figures: Mapping[str, str]) -> Violation:
        asks = asked(pool)
        contract = name_of(pool, "contract", int(asks.of_contract[scope]))
        return Violation(
            self.name,
            f"{code}_in_contract" if contract else code,
            order=name_of(pool, "order", int(asks.of_order[scope])),
            figures={"attribute": _attribute(pool, scope), "contract": contract, **figures},
            scope=str(scope),
        )

    @override
    def ease(self, pool: Pool) -> Iterable[Ease]:
        """Ask for one class no more."""
        for spec in np.flatnonzero(pool.flags("specs", "match")).tolist():
            yield Ease(self.name, "specs", "match", pool.tables["specs"].index[spec], False)


def _fewest(offers: Sequence[set[str]]) -> int:
    """Count the fewest classes of which every maker offers one."""
    asked = {frozenset(classes) for classes in offers}
    needed = set().union(*(of for of in asked if len(of) == 1))  # of makers who have no other
    left = [of for of in asked if not of & needed]
    classes = sorted(set().union(*left))
    sizes = range(len(classes) + 1)
    choices = (set(some) for size in sizes for some in itertools.combinations(classes, size))
    return len(needed) + next(len(some) for some in choices if all(of & some for of in left))


def _attribute(pool: Pool, scope: int) -> str:
    return name_of(pool, "attribute", int(asked(pool).of_attribute[scope]))


def _clause(pool: Pool, scope: int) -> str:
    """Name a scope: the order or contract that it is, and its attribute."""
    asks = asked(pool)
    order, contract = int(asks.of_order[scope]), int(asks.of_contract[scope])
    place = name_of(pool, "order", order) or name_of(pool, "contract", contract)
    return f"{place}, {_attribute(pool, scope)}"


def _shown(names: Sequence[str]) -> str:
    """List the first names, and tell that there are more."""
    return ", ".join([*sorted(names)[:SHOWN], *(["..."] if len(names) > SHOWN else [])])

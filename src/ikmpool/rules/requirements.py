"""Requirements: what a market asks of whoever makes for it.

Rows with one ``requirement`` are alternatives; different requirements must all hold.  A yearly
limit is an alternative that nobody fails: units admitted *only* by it are counted against it, per
product, destination and year, over all producers together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, override

import numpy as np

from ikmpool.exact import Bools, Ints
from ikmpool.rules.certificates import Need, find, month_days, names_in
from ikmpool.rules.draft import Draft, at_most
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Ease, Refusal, Rule, Violation, name_of
from ikmpool.rules.status import shown
from ikmpool.tables.candidates import Candidates
from ikmpool.tables.cells.parsing import read_choice
from ikmpool.tables.coded import BLANK, NEVER
from ikmpool.tables.horizon import first_month
from ikmpool.tables.pool import Pool
from ikmpool.tables.schema import TABLES
from ikmpool.wording import Term


@dataclass(frozen=True, slots=True)
class Failing:
    """Units that one alternative does not admit, and why."""

    row: int
    reason: str
    at: Ints
    figures: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counted:
    """Units that count against a yearly limit: per product, destination and year."""

    row: int
    at: Ints
    product: Ints
    destination: Ints
    year: Ints


@dataclass(frozen=True, slots=True)
class Units:
    """Units to examine: who makes them for which order, in which month, and when delivered."""

    supplier: Ints
    order: Ints
    made: Ints
    delivered: Ints


class Requirements(Rule):
    """Makers meet what the market of the order asks."""

    name = "requirements"
    when = ("requirements.requirement",)
    uses = (
        *when,
        "requirements.destination",
        "requirements.product",
        "requirements.sector",
        "requirements.kind",
        "requirements.scheme",
        "requirements.issuers",
        "requirements.at",
        "requirements.yearly_limit",
        "requirements.already_used",
        "certificates.holder",
        "certificates.scheme",
        "certificates.product",
        "certificates.issuer",
        "certificates.from",
        "certificates.to",
        "groups.group",
        "groups.supplier",
        "schemes.scheme",
        "schemes.satisfies",
        "suppliers.own_workshop",
        "suppliers.sector",
        "suppliers.status",
        "products.sector",
        "orders.destination",
        "orders.due",
    )

    @override
    def admit(self, candidates: Candidates) -> Iterable[Refusal]:
        at = Units(candidates.supplier, candidates.order, candidates.month, candidates.delivered)
        for failing in _failing(candidates.pool, at):
            name = str(candidates.pool.texts("requirements", "requirement")[failing.row])
            yield Refusal(self.name, name, failing.reason, failing.at, failing.figures)

    @override
    def shape(self, draft: Draft) -> None:
        pool = draft.pool
        delivered = draft.delivered
        units = Units(draft.supplier, draft.order, draft.month, delivered)
        for counted in _counted(pool, units):
            row, keys = _limit_rows(counted)
            most = np.full(len(keys), _limit(pool, counted.row))
            names = [_limit_name(pool, key) for key in keys]
            ones = np.ones(len(row), dtype=np.int64)
            entries = row, draft.column[counted.at], ones
            draft.drafting.add_rows("yearly_limit", entries, at_most(most), names.__getitem__)

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        pool = record.pool
        units = Units(record.supplier, record.order, record.made, record.delivered)
        for failing in _failing(pool, units):
            for i, share in enumerate(failing.at.tolist()):
                yield Violation(
                    self.name,
                    failing.reason,
                    order=record.order_name(int(record.order[share])),
                    supplier=record.supplier_name(int(record.supplier[share])),
                    amount=int(record.units[share]),
                    figures={
                        key: value[i] if isinstance(value, np.ndarray) else value
                        for key, value in failing.figures.items()
                    },
                )
        for counted in _counted(pool, units):
            row, keys = _limit_rows(counted)
            for i, (product, destination, year) in enumerate(keys):
                made = int(record.units[counted.at[row == i]].sum())
                most = _limit(pool, counted.row)
                if made > most:
                    yield Violation(
                        self.name,
                        "yearly_limit",
                        amount=made - most,
                        figures={
                            "made": made,
                            "most": most,
                            "product": name_of(pool, "product", product),
                            "destination": name_of(pool, "destination", destination),
                            "year": str(year),
                        },
                        scope=f"{counted.row} {product} {destination} {year}",
                    )

    @override
    def ease(self, pool: Pool) -> Iterable[Ease]:
        """Extend each dated certificate by a year, and each yearly limit by a unit."""
        ends = pool.days("certificates", "to")
        for row in np.flatnonzero(ends != NEVER).tolist():
            value = np.datetime64(int(ends[row]) + 365, "D").item()
            label = pool.tables["certificates"].index[row]
            yield Ease(self.name, "certificates", "to", label, value)
        limit = pool.figures("requirements", "yearly_limit")
        for row in np.flatnonzero(limit.known).tolist():
            label = pool.tables["requirements"].index[row]
            yield Ease(self.name, "requirements", "yearly_limit", label, int(limit.units[row]) + 1)


def _failing(pool: Pool, units: Units) -> Iterator[Failing]:
    """Give the units that fail a requirement, once for each alternative that they fail."""
    for rows in _requirements(pool):
        bound = [(row, _concerned(pool, units, row)) for row in rows]
        ways = {row: list(_ways(pool, units, row, at)) for row, at in bound}
        count = len(units.order)
        concerned, failed = np.zeros(count, dtype=bool), np.ones(count, dtype=bool)
        for row, at in bound:
            concerned[at] = True
            good = np.zeros(count, dtype=bool)
            good[at] = True
            for failing in ways[row]:
                good[failing.at] = False
            failed &= ~good
        failed &= concerned
        for row, _ in bound:
            for failing in ways[row]:
                kept = failed[failing.at]
                if kept.any():
                    figures = {
                        key: value[kept] if isinstance(value, np.ndarray) else value
                        for key, value in failing.figures.items()
                    }
                    yield Failing(row, failing.reason, failing.at[kept], figures)


def _counted(pool: Pool, units: Units) -> Iterator[Counted]:
    """Give the units that only a yearly limit admits; of several limits the greatest counts."""
    kinds = pool.texts("requirements", "kind")
    for rows in _requirements(pool):
        settled = np.zeros(len(units.order), dtype=bool)
        for row in (row for row in rows if kinds[row] != "yearly_limit"):
            good = np.zeros(len(units.order), dtype=bool)
            at = _concerned(pool, units, row)
            good[at] = True
            for failing in _ways(pool, units, row, at):
                good[failing.at] = False
            settled |= good
        limits = [row for row in rows if kinds[row] == "yearly_limit"]
        for row in sorted(limits, key=lambda row: -_limit(pool, row)):
            at = _concerned(pool, units, row)
            at = at[~settled[at]]
            settled[at] = True
            order = units.order[at]
            yield Counted(
                row,
                at,
                pool.codes("orders", "product")[order],
                pool.codes("orders", "destination")[order],
                _year(pool, units, at),
            )


def _ways(pool: Pool, units: Units, row: int, at: Ints) -> Iterator[Failing]:
    """Give the ways in which concerned units fail one alternative."""
    kind = pool.texts("requirements", "kind")[row]
    supplier = units.supplier[at]
    scheme = str(pool.texts("requirements", "scheme")[row])
    if kind == "workshop":
        yield Failing(row, "no_workshop", at[~pool.flags("suppliers", "own_workshop")[supplier]])
    elif kind == "status":
        status = pool.texts("suppliers", "status")[supplier]
        accepted = [read_choice(word, TABLES["suppliers"]["status"]) for word in names_in(scheme)]
        wrong = ~np.isin(status.astype(str), accepted)
        asked = tuple(Term(f"rules.statuses.{name}") for name in accepted)
        figures = {"status": shown(status[wrong]), "asked": asked}
        yield Failing(row, "wrong_status", at[wrong], figures)
    elif kind == "certificate":
        yield from _certificate_ways(pool, units, row, at, scheme)


def _certificate_ways(
    pool: Pool, units: Units, row: int, at: Ints, scheme: str
) -> Iterator[Failing]:
    issuers = names_in(str(pool.texts("requirements", "issuers")[row]))
    order = units.order[at]
    month = _delivered(pool, units, at)
    if pool.texts("requirements", "at")[row] == "production" and pool.horizon:
        month = units.made[at] + first_month(pool)
    product = pool.codes("orders", "product")[order]
    supplier = units.supplier[at]
    sector = _sector(pool, supplier, product)
    found = find(pool, Need(supplier, product, sector, month), scheme, issuers)
    months = month.astype("datetime64[M]")  # NEVER is what NumPy calls not a time
    wrong = found.scope & ~found.valid
    dated_only = wrong & (month == NEVER)
    late = wrong & ~dated_only & (found.ends < month_days(month)[1])
    shown = {"scheme": scheme, "issuers": ", ".join(issuers)}
    steps: tuple[tuple[str, Bools, dict[str, Ints]], ...] = (
        ("no_certificate", ~found.scheme, {}),
        ("wrong_issuer", found.scheme & ~found.issuer, {}),
        ("out_of_scope", found.issuer & ~found.scope, {}),
        ("no_month", dated_only, {}),
        ("ended", late, {"ends": found.ends}),
        ("not_begun", wrong & ~dated_only & ~late, {"begins": found.begins}),
    )
    for reason, mask, days in steps:
        dated = {key: value[mask].astype("datetime64[D]") for key, value in days.items()}
        figures = {**shown, "month": months[mask], **dated}
        yield Failing(row, reason, at[mask], figures)


def _requirements(pool: Pool) -> Iterator[list[int]]:
    """Give the rows of each requirement: its alternatives."""
    codes = pool.codes("requirements", "requirement")
    for code in np.unique(codes).tolist():
        yield np.flatnonzero(codes == code).tolist()


def _concerned(pool: Pool, units: Units, row: int) -> Ints:
    """Give the positions of units whose market a row is about."""
    mask = np.ones(len(units.order), dtype=bool)
    product = pool.codes("orders", "product")[units.order]
    for column, mine in (
        ("destination", pool.codes("orders", "destination")[units.order]),
        ("product", product),
        ("sector", _sector(pool, units.supplier, product)),
    ):
        code = pool.codes("requirements", column)[row]
        if code != BLANK:
            mask &= mine == code
    return np.flatnonzero(mask)


def _sector(pool: Pool, supplier: Ints, product: Ints) -> Ints:
    """Give the product's sector; where the products table states none, the maker's."""
    of_product = np.full(len(pool.names("product")), BLANK, dtype=np.int64)
    of_product[pool.codes("products", "product")] = pool.codes("products", "sector")
    own = of_product[product]
    return np.where(own == BLANK, pool.codes("suppliers", "sector")[supplier], own)


def _delivered(pool: Pool, units: Units, at: Ints) -> Ints:
    """Give the month number in which units are delivered.

    In a pool without months it is the one in which they are due; without one, that of ``as_of``.
    """
    if pool.horizon:
        return np.asarray(units.delivered[at] + first_month(pool))
    due = pool.months("orders", "due")[units.order[at]]
    as_of = pool.settings.as_of
    now = NEVER if as_of is None else (as_of.year - 1970) * 12 + as_of.month - 1
    return np.where(due == NEVER, now, due)


def _year(pool: Pool, units: Units, at: Ints) -> Ints:
    """Give the year in which units are delivered; zero where no month is known."""
    month = _delivered(pool, units, at)
    return np.where(month == NEVER, 0, 1970 + month // 12)


def _limit(pool: Pool, row: int) -> int:
    """Give what is left of a yearly limit, in each year."""
    limit = int(pool.figures("requirements", "yearly_limit").units[row])
    return max(0, limit - int(pool.figures("requirements", "already_used").units[row]))


def _limit_rows(counted: Counted) -> tuple[Ints, list[tuple[int, int, int]]]:
    """Give each product, destination and year of counted units a number."""
    keys = np.stack([counted.product, counted.destination, counted.year], axis=1)
    distinct, row = np.unique(keys, axis=0, return_inverse=True)
    return row.reshape(-1), [(int(p), int(d), int(y)) for p, d, y in distinct]


def _limit_name(pool: Pool, key: tuple[int, int, int]) -> str:
    product, destination, year = key
    return f"{name_of(pool, 'product', product)}.{name_of(pool, 'destination', destination)}.{year}"

"""The audit: every rule's audit on the pool's tables and the plan's tables alone.

It serves any plan, also one typed by hand.  It never sees a program, a candidate or a solver's
figure, and it counts in whole numbers: there is no tolerance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from ikmpool.errors import OptionError
from ikmpool.rules.book import rules_of
from ikmpool.rules.record import Record, record_of, record_of_history
from ikmpool.rules.rule import Rule, Violation, phrase
from ikmpool.tables.cells.parsing import is_blank, read_text
from ikmpool.tables.kinds import KINDS
from ikmpool.tables.pool import Pool

#: More units than this are a slip of the keyboard.
MOST_UNITS = 10**12

NOT_KEPT_COLUMNS = ("rule", "scope", "order", "supplier", "units")
COLUMNS = ("rule", "code", "order", "supplier", "month", "amount", "given", "words")


def audit(
    pool: Pool,
    shares: pd.DataFrame,
    rules: Sequence[Rule] | None = None,
    not_kept: pd.DataFrame | None = None,
    shortages: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Audit a plan from the tables and its shares alone.

    Parameters
    ----------
    pool : Pool
    shares : DataFrame
        One row a share: ``order``, ``supplier``, ``units``; and, where they matter, ``made`` and
        ``delivered`` (months; by default the order's due month), ``kind`` (``normal``, the default,
        ``overtime`` or ``stock``) and ``class`` (by default any that the makers have in common).
    rules : sequence of Rule, optional
        By default all that the pool's tables ask for.
    not_kept : DataFrame, optional
        What the plan says it gave up of "at least" rules (``plan.not_kept``).
    shortages : DataFrame, optional
        What the plan says is missing (``plan.shortages``): shares and shortages must then add up
        to each order.  Without it, missing units are no violation.

    Returns
    -------
    DataFrame
        One row a violation, empty where there is none: rule, code, order, supplier, month, amount
        (in the rule's own whole unit), given (whether given facts cause it), and words.  Money
        columns of the shares are not read: costs are counted from the pool's tables.

    Raises
    ------
    OptionError
        Where a column is missing, or units are not whole numbers, with the value.

    Examples
    --------
    >>> import ikmpool as ikm
    >>> pool = ikm.sample("shoes500")
    >>> by_hand = ikm.allocate(pool).shares.assign(units=lambda s: s["units"] + 1)
    >>> print(ikm.audit(pool, by_hand)["words"][0])
    TW-500: 504 units are delivered, at most 500 are wanted.
    """
    rules = rules_of(pool) if rules is None else rules
    missing = None if shortages is None else _named(shortages, "order")
    record = record_of(pool, _clean(shares), _clean_not_kept(not_kept), missing)
    return frame_of(violations(record, rules), rules, pool.settings.language)


def violations(
    record: Record, rules: Sequence[Rule], facts: Record | None = None
) -> Iterator[Violation]:
    """Give the violations of a record: names that the pool does not know, then the rules' own.

    Where a place is broken no more than by facts alone, its violations are given; by default the
    facts are those of the past.
    """
    yield from _unknown(record)
    found = list(_broken(record.where(record.known), rules))
    if found and facts is None:
        facts = record_of_history(record.pool)
    given = _amounts(_broken(facts, rules)) if facts is not None and len(facts) else {}
    amounts = _amounts(found) if given else {}
    for v in found:
        place = _place(v)
        yield replace(v, given=place in given and amounts[place] <= given[place])


def _broken(record: Record, rules: Sequence[Rule]) -> Iterator[Violation]:
    record = record.where(record.units != 0)  # a share of nothing breaks nothing
    lines = tuple(line for rule in rules for line in rule.account(record))
    record = replace(record, lines=lines)
    for rule in rules:
        yield from rule.audit(record)


def _amounts(found: Iterable[Violation]) -> dict[tuple[str, ...], Fraction]:
    """Add up by how much each place is broken."""
    amounts: dict[tuple[str, ...], Fraction] = {}
    for v in found:
        exact = Fraction(v.amount) if v.exact is None else v.exact
        amounts[_place(v)] = amounts.get(_place(v), Fraction(0)) + exact
    return amounts


def _place(violation: Violation) -> tuple[str, ...]:
    """Tell which rule is broken, how and where."""
    v = violation
    return v.rule, v.code, v.order, v.supplier, v.month, v.scope


def _unknown(record: Record) -> Iterator[Violation]:
    for i in np.flatnonzero(~record.known).tolist():
        order, supplier = int(record.order[i]), int(record.supplier[i])
        code = "unknown_order" if order < 0 else "unknown_supplier" if supplier < 0 else "no_offer"
        row, *names = (i, "", "") if record.typed is None else map(str, record.typed[i])
        yield Violation(
            "names",
            code,
            order=record.order_name(order),
            supplier=record.supplier_name(supplier),
            amount=int(record.units[i]),
            figures={"row": row, "typed": names[0] if order < 0 else names[1]},
        )


def frame_of(found: Iterable[Violation], rules: Sequence[Rule], language: str) -> pd.DataFrame:
    """Make the frame of violations, with words."""
    rows = [
        (*(getattr(v, column) for column in COLUMNS[:-1]), words_of(v, rules, language))
        for v in found
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def words_of(violation: Violation, rules: Sequence[Rule], language: str) -> str:
    """Say a violation in a sentence."""
    figures = {
        "order": violation.order,
        "supplier": violation.supplier,
        "month": violation.month,
        "amount": violation.amount,
        **violation.figures,
    }
    what = phrase(rules, violation.rule, violation.code, language, **figures)
    place = ", ".join(filter(None, (violation.order, violation.supplier, violation.month)))
    return f"{place}: {what}" if place else what


def _clean(shares: pd.DataFrame) -> pd.DataFrame:
    missing = [c for c in ("order", "supplier", "units") if c not in shares]
    if missing:
        raise OptionError(
            f"The shares have no column {missing[0]!r}; they have {', '.join(map(str, shares))}."
            " Give order, supplier and units."
        )
    units = pd.to_numeric(shares["units"], errors="coerce").astype("float64")
    whole = (units == units.round()) & (units.abs() < MOST_UNITS)
    _refuse(shares["units"], whole, "Units", "Give whole numbers below a million million.")
    if "kind" in shares:
        known = shares["kind"].isna() | shares["kind"].isin(KINDS)
        _refuse(shares["kind"], known, "Kind", f"Give {', '.join(KINDS[:-1])} or {KINDS[-1]}.")
    months = {}
    for column in ("made", "delivered"):
        if column in shares:
            months[column] = _months(shares[column])
            given = shares[column].isna() | months[column].notna()
            _refuse(shares[column], given, column.capitalize(), "Give months such as 2027-03.")
    return _named(shares, "order", "supplier", "class").assign(
        units=units.astype("int64"), **months
    )


def _named(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Read the names of a frame as the tables do; a blank one is ""."""
    read = {c: frame[c].map(_text).astype(object) for c in columns if c in frame}
    return frame.assign(**read)


def _text(cell: Any) -> str:
    return "" if is_blank(cell) else read_text(cell)


def _clean_not_kept(not_kept: pd.DataFrame | None) -> pd.DataFrame | None:
    if not_kept is None:
        return None
    missing = [c for c in NOT_KEPT_COLUMNS if c not in not_kept]
    if missing:
        raise OptionError(
            f"The table of what is not kept has no column {missing[0]!r}. Give rule, scope, order,"
            " supplier and units, as plan.not_kept does."
        )
    units = pd.to_numeric(not_kept["units"], errors="coerce").astype("float64")
    good = (units == units.round()) & units.between(0, MOST_UNITS)
    _refuse(not_kept["units"], good, "Not kept", "Give whole numbers from zero.")
    return _named(not_kept, *NOT_KEPT_COLUMNS[:-1]).assign(units=units.astype("int64"))


def _refuse(cells: pd.Series[Any], good: pd.Series[bool], what: str, cure: str) -> None:
    """Raise where some cells are not good, with the first of them."""
    wrong = cells[~good.astype(bool)]
    if len(wrong):
        more = f" ({len(wrong)} rows in all)" if len(wrong) > 1 else ""
        raise OptionError(
            f"{what} of share {wrong.index[0]!r}: {str(wrong.iloc[0])!r}{more}. {cure}"
        )


def _months(cells: pd.Series[Any]) -> pd.Series[Any]:
    """Read months; what is none becomes blank."""
    if isinstance(cells.dtype, pd.PeriodDtype):
        return pd.Series(cells.dt.asfreq("M"))
    if isinstance(cells.dtype, pd.DatetimeTZDtype):
        cells = cells.dt.tz_localize(None)
    texts = cells.astype("str").str.strip()
    days = pd.to_datetime(texts, format="%Y-%m", errors="coerce")
    days = days.fillna(pd.to_datetime(texts, format="ISO8601", errors="coerce"))
    months: pd.Series[Any] = days.dt.to_period("M")
    return months

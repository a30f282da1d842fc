"""A promise in words: how much, how far that is proven, and what one unit more would break."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from ikmpool.analysis.headroom import AT_HAND, NO_OFFER
from ikmpool.plans import facts
from ikmpool.plans.phrases import rule_words
from ikmpool.wording import listed, say

if TYPE_CHECKING:
    from ikmpool.analysis.promises import Promise

_WIDTH = 100
_SHOWN_ROWS = 3


def text(promise: Promise) -> str:
    """Say a promise in lines for a terminal, in the language of its pool."""
    said = _facts(promise)
    width = max(len(label) for label, _ in said)
    lines = [_title(promise)]
    for label, words in said:
        lines += textwrap.wrap(
            words,
            _WIDTH,
            initial_indent=f"  {label.ljust(width)}  ",
            subsequent_indent=" " * (width + 4),
            break_long_words=False,
            break_on_hyphens=False,
        )
    return "\n".join(lines)


def html(promise: Promise) -> str:
    """Say a promise as a table for a notebook; every name is escaped."""
    rows = "".join(
        f'<tr><th style="text-align:left">{escape(label)}</th>'
        f'<td style="text-align:left">{escape(words)}</td></tr>'
        for label, words in _facts(promise)
    )
    head = f"<p><strong>{escape(_title(promise))}</strong></p>"
    return f"<div>{head}<table>{rows}</table></div>"


def _language(promise: Promise) -> str:
    return promise.plan.pool.settings.language


def _title(promise: Promise) -> str:
    language = _language(promise)
    figures = {"n": promise.quantity, "product": promise.product}
    if not promise.months:
        return say("promise.title_once", language, **figures)
    months = _months(promise.months, language)
    return say("promise.title", language, months=months, **figures)


def _months(months: Sequence[pd.Period], language: str) -> str:
    """Write months as a range where there is no gap between them."""
    first, last = months[0], months[-1]
    if len(months) > 2 and len(months) == (last - first).n + 1:  # noqa: PLR2004 - two are named
        return say("promise.range", language, first=first, last=last)
    return listed(list(months), language)


def _facts(promise: Promise) -> list[tuple[str, str]]:
    language = _language(promise)
    said = [
        ("proof", _proof(promise, language)),
        ("limit", _limit(promise, language)),
        ("beside", _beside(promise, language)),
        ("plan", facts.title(promise.plan)),
    ]
    return [(say(f"promise.labels.{key}", language), words) for key, words in said if words]


def _proof(promise: Promise, language: str) -> str:
    if not promise.proven:
        return say("promise.open", language, upper=promise.upper)
    key = "promise.exact" if promise.bound_proof == "exact" else "promise.word"
    return say(key, language, solver=promise.bound_proof)


def _beside(promise: Promise, language: str) -> str:
    if not promise.proven:
        return ""
    others = len(promise.plan.orders) - len(promise.orders)
    return say("promise.beside", language, n=others)


def _limit(promise: Promise, language: str) -> str:
    """Say what one unit more would break: in single months, or else in all of them together."""
    if not promise.proven:
        return ""
    table = promise.bottlenecks
    short = table[table["short"]]
    alone = short[short["month"].notna()]
    told = alone if len(alone) else short
    if not len(told):
        return say("promise.unknown", language)
    limits = _limits(told, language)
    months = list(dict.fromkeys(alone["month"]))
    if len(promise.months) <= 1:
        return say("promise.too_many", language, limits=limits)
    if not months:
        return say("promise.together", language, limits=limits)
    key = "promise.every_month" if months == list(promise.months) else "promise.some_months"
    return say(key, language, months=listed(months, language), limits=limits)


def _limits(table: pd.DataFrame, language: str) -> str:
    said = []
    for rule, rows in table.groupby("rule", sort=False)["row"]:
        names = list(dict.fromkeys(rows))
        if rule == "":
            said.append(say("promise.whole", language))
        elif rule in {AT_HAND, NO_OFFER}:
            said.append(say(f"promise.{rule!s}", language))
        else:
            names = [name for name in names if name]
            more = len(names) - _SHOWN_ROWS
            shown = ", ".join(names[:_SHOWN_ROWS])
            rest = say("plan.more", language, n=more) if more > 0 else ""
            rows_ = f" ({shown}{rest})" if names else ""
            said.append(rule_words(str(rule), language) + rows_)
    return "; ".join(said)

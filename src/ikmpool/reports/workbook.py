"""The result workbook: a plan for people who work in a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from ikmpool.errors import FileError
from ikmpool.plans.facts import facts, title
from ikmpool.plans.phrases import item_words, reason_words, rule_words
from ikmpool.plans.plan import Plan
from ikmpool.plans.refusing import MOST_WORDED
from ikmpool.plans.summary import makers_in_words, order_lines
from ikmpool.reports.language import retold
from ikmpool.reports.sheets import Sheets
from ikmpool.tables.files.output import whole_file
from ikmpool.tables.files.styling import MOST_ROWS, NEEDED, new_workbook
from ikmpool.wording import say

LISTED_REFUSALS = MOST_WORDED
"""Refused candidates up to which the workbook gives each refusal its row."""

_LABEL_WIDTH, _WORDS_WIDTH, _LINE = 16, 125, 15.5
_MAKERS_WIDTH = 400


def write_workbook(
    plan: Plan, path: str | Path, *, language: str | None = None, overwrite: bool = False
) -> Path:
    """Write a plan as a workbook: summary, shares, schedule, shortages, refusals, ledger and more.

    Parameters
    ----------
    plan : Plan
    path : path
        A name that ends in ``.xlsx``.
    language : {"en", "id"}, optional
        The language of sheets, headings and sentences; by default that of the pool.
    overwrite : bool
        Whether a file that is there already may be replaced.

    Returns
    -------
    Path
        The file written, whole or not at all.

    Raises
    ------
    FileError
        When the file is there already, its folder is not, or its name does not end in ``.xlsx``.
    OptionError
        When there is no such language.

    Examples
    --------
    >>> import tempfile
    >>> import ikmpool as ikm
    >>> plan = ikm.allocate(ikm.sample("sidoarjo"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_workbook(plan, f"{folder}/plan.xlsx").name
    'plan.xlsx'
    """
    path = Path(path)
    if path.suffix.lower() != ".xlsx":
        raise FileError("reports.not_xlsx", path=path)
    plan = retold(plan, language)
    with whole_file(path, overwrite=overwrite) as temporary, new_workbook(temporary) as workbook:
        spoken = plan.pool.settings.language
        sheets = Sheets(workbook, spoken, plan.pool.money_decimals)
        _write_summary(sheets, plan, spoken)
        for name, frame in tables_of(plan).items():
            sheets.add_table(name, frame)
    return path


def tables_of(plan: Plan) -> dict[str, pd.DataFrame]:
    """Give the tables of a plan by sheet, with the words of its language in their cells."""
    language = plan.pool.settings.language
    tables = {"shares": _shares(plan, language)}
    if plan.pool.horizon:
        tables["schedule"] = _schedule(plan)
    tables["shortages"] = _units(plan.shortages)
    if len(plan.reserves):
        tables["reserves"] = _with_kinds(plan.reserves, language)
    if len(plan.not_kept):
        tables["not_kept"] = plan.not_kept
    if len(plan.audit):
        tables["audit"] = violations(plan.audit, language)
    ledger = plan.ledger.assign(item=[item_words(str(i), language) for i in plan.ledger["item"]])
    return {
        **tables,
        "refusals": _refusals(plan, language),
        "utilisation": plan.utilisation,
        "ledger": ledger,
    }


def violations(audit: pd.DataFrame, language: str) -> pd.DataFrame:
    """Give the violations of an audit with its rules named in a language."""
    yes_no = {True: say("reports.yes", language), False: say("reports.no", language)}
    named = {
        "rule": [rule_words(str(rule), language) for rule in audit["rule"]],
        "given": [yes_no[bool(given)] for given in audit["given"]],
    }
    return audit[["rule", "order", "supplier", "month", "given", "words"]].assign(**named)


def _shares(plan: Plan, language: str) -> pd.DataFrame:
    shares = plan.shares
    empty = [] if (shares["class"] != "").any() else ["class"]
    return _with_kinds(shares, language).drop(columns=empty)


def _with_kinds(shares: pd.DataFrame, language: str) -> pd.DataFrame:
    kinds = [say(f"reports.kinds.{kind}", language) for kind in shares["kind"]]
    return shares.assign(kind=kinds)


def _schedule(plan: Plan) -> pd.DataFrame:
    """Tell units made from the month made, which has the same name in shares."""
    names = {"made": "made_units", "delivered": "delivered_units", "utilisation": "rate"}
    schedule = plan.schedule.rename(columns=names)
    return schedule if schedule["hours"].notna().any() else schedule.drop(columns="hours")


def _units(orders: pd.DataFrame) -> pd.DataFrame:
    """Tell units delivered from the month delivered, which has the same name in shares."""
    return orders.rename(columns={"delivered": "delivered_units"})


def _refusals(plan: Plan, language: str) -> pd.DataFrame:
    """List the refusals; of a plan with very many, only how often each reason occurs."""
    raw = plan.refused  # counting them must not make the frame of a large plan
    if sum(len(refusal.where) for refusal in raw) > LISTED_REFUSALS:
        found = pd.DataFrame(
            [(r.rule, r.reason, len(r.where)) for r in raw], columns=["rule", "reason", "times"]
        )
        frame = pd.DataFrame(found.groupby(["rule", "reason"])["times"].sum().reset_index())
        names = ["rule", "reason", "times"]
    else:
        frame, names = plan.refusals, ["order", "supplier", "offer", "rule", "reason", "words"]
    pairs = list(zip(frame["rule"].tolist(), frame["reason"].tolist(), strict=True))
    words = {
        "rule": [rule_words(rule, language) for rule, _ in pairs],
        "reason": [reason_words(rule, reason, language) for rule, reason in pairs],
    }
    return frame.assign(**words)[names]


def _write_summary(sheets: Sheets, plan: Plan, language: str) -> None:
    sheet, styles = sheets.add("summary"), sheets.styles
    sheet.hide_gridlines(2)
    big = styles.get(bold=True, font_size=16, font_color=NEEDED)
    sheet.write_string(0, 0, title(plan), big)
    sheet.set_row(0, 26)
    label, words = styles.get(bold=True), styles.get(text_wrap=True)
    row = 2
    for name, sentence in facts(plan):
        sheet.write_string(row, 0, name, label)
        sheet.merge_range(row, 1, row, 5, sentence, words)
        sheet.set_row(row, _LINE * (1 + len(sentence) // _WORDS_WIDTH))
        row += 1
    orders = _orders(plan, language)
    sheets.write_table(sheet, orders, row + 1)
    _fit_makers(sheet, sheets, orders, row + 2)


def _orders(plan: Plan, language: str) -> pd.DataFrame:
    lines = order_lines(plan, most=MOST_ROWS // 2)
    return pd.DataFrame(
        {
            "order": [line.order for line in lines],
            "product": [line.product for line in lines],
            "quantity": [line.quantity for line in lines],
            "delivered_units": [line.delivered for line in lines],
            "short": [line.short for line in lines],
            "makers": [makers_in_words(line, language, _MAKERS_WIDTH) for line in lines],
        }
    )


def _fit_makers(sheet: Any, sheets: Sheets, orders: pd.DataFrame, top: int) -> None:
    """Give the makers' names lines enough, and the labels above the orders their width."""
    wide = 62
    sheet.set_column(0, 0, _LABEL_WIDTH)
    sheet.set_column(5, 5, wide)
    wrapped = sheets.styles.get(text_wrap=True)
    for row, makers in enumerate(orders["makers"], start=top):
        sheet.write_string(row, 5, makers, wrapped)
        if len(makers) > wide:
            sheet.set_row(row, _LINE * (1 + len(makers) // wide))

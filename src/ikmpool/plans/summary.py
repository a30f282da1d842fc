"""The plan in words: what a person reads first, in a terminal or a notebook."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ikmpool.plans.facts import facts, title
from ikmpool.wording import figure, say

if TYPE_CHECKING:
    from ikmpool.plans.plan import Plan

SHOWN_ORDERS = 15
"""So many orders have a line of their own; where there are more, the least complete come first."""
_WIDTH = 100
_MAKERS_WIDTH = 64
_PRODUCT_WIDTH = 24


@dataclass(frozen=True, slots=True)
class OrderLine:
    """What one order gets: its name and product, the units, and who makes them."""

    order: str
    product: str
    quantity: int
    delivered: int
    short: int
    makers: tuple[tuple[str, int], ...]


def text(plan: Plan) -> str:
    """Say a plan in lines for a terminal, in the language of its pool."""
    language = plan.pool.settings.language
    said = facts(plan)
    width = max(len(label) for label, _ in said)
    lines = [title(plan)]
    for label, words in said:
        indent = " " * (width + 4)
        lines += textwrap.wrap(
            words,
            _WIDTH,
            initial_indent=f"  {label.ljust(width)}  ",
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    shown = order_lines(plan)
    more = len(plan.orders) - len(shown)
    lines += ["", *_columns([_cells(line, language) for line in shown])]
    if more:
        lines.append("  " + say("plan.more_orders", language, n=more))
    return "\n".join(lines)


def html(plan: Plan) -> str:
    """Say a plan as tables for a notebook; every name is escaped."""
    from html import escape

    language = plan.pool.settings.language
    head = f"<p><strong>{escape(title(plan))}</strong></p>"
    said = "".join(
        f'<tr><th style="text-align:left">{escape(label)}</th>'
        f'<td style="text-align:left">{escape(words)}</td></tr>'
        for label, words in facts(plan)
    )
    names = ("order", "product", "quantity", "delivered", "short", "makers")
    headings = "".join(f"<th>{escape(say(f'plan.columns.{n}', language))}</th>" for n in names)
    shown = order_lines(plan)
    rows = "".join(_html_row(line, language) for line in shown)
    more = len(plan.orders) - len(shown)
    rest = f"<p>{escape(say('plan.more_orders', language, n=more))}</p>" if more else ""
    return (
        f"<div>{head}<table>{said}</table><table><thead><tr>{headings}</tr></thead>"
        f"<tbody>{rows}</tbody></table>{rest}</div>"
    )


def order_lines(plan: Plan, most: int = SHOWN_ORDERS) -> list[OrderLine]:
    """List the orders with their makers, at most so many of them."""
    orders = plan.orders
    if len(orders) > most:
        orders = orders.sort_values("short", ascending=False, kind="stable").head(most)
    shares = plan.shares[plan.shares["order"].isin(orders["order"])]
    units = shares.groupby(["order", "supplier"], sort=False)["units"].sum()
    makers: dict[str, list[tuple[str, int]]] = {}
    rows = units.reset_index()
    names = (rows[column].tolist() for column in ("order", "supplier", "units"))
    for order, supplier, made in zip(*names, strict=True):
        makers.setdefault(order, []).append((supplier, made))
    cells = (
        orders[name].tolist() for name in ("order", "product", "quantity", "delivered", "short")
    )
    return [
        OrderLine(order, product, quantity, made, short, _ranked(makers.get(order, [])))
        for order, product, quantity, made, short in zip(*cells, strict=True)
    ]


def _ranked(makers: list[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(makers, key=lambda maker: (-maker[1], maker[0])))


def makers_in_words(line: OrderLine, language: str, width: int = _MAKERS_WIDTH) -> str:
    """Name the makers with their units, as many as fit."""
    if not line.makers:
        return say("plan.no_maker", language)
    shown = [f"{name} {figure(units, language)}" for name, units in line.makers]
    fits = len(shown)
    while fits > 1 and len(", ".join(shown[:fits])) > width:
        fits -= 1
    rest = len(shown) - fits
    return ", ".join(shown[:fits]) + (say("plan.more", language, n=rest) if rest else "")


def _cells(line: OrderLine, language: str) -> tuple[str, ...]:
    of = say("plan.of", language, delivered=line.delivered, quantity=line.quantity)
    short = say("plan.short", language, n=line.short) if line.short else ""
    product = textwrap.shorten(line.product, _PRODUCT_WIDTH, placeholder="...")
    return (line.order, product, of, short, makers_in_words(line, language))


def _columns(rows: list[tuple[str, ...]]) -> list[str]:
    """Set cells in columns, the third one to the right; empty columns are left out."""
    columns = [column for column in enumerate(zip(*rows, strict=True)) if any(column[1])]
    padded = []
    for at, cells in columns:
        width = max(map(len, cells))
        right = at == 2  # noqa: PLR2004 - the units
        padded.append([cell.rjust(width) if right else cell.ljust(width) for cell in cells])
    return [("  " + "  ".join(cells)).rstrip() for cells in zip(*padded, strict=True)]


def _html_row(line: OrderLine, language: str) -> str:
    from html import escape

    figures = (line.quantity, line.delivered, line.short)
    makers = makers_in_words(line, language, width=10 * _MAKERS_WIDTH)
    cells = (line.order, line.product, *(figure(n, language) for n in figures), makers)
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"

"""Names and amounts of a plan in words: rules, reasons, stages, kinds of cost, columns, money."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from ikmpool.exact import Amount
from ikmpool.tables.pool import Pool
from ikmpool.tables.schema import TABLES
from ikmpool.wording import figure, has_words, say


def money(amount: Amount, pool: Pool, language: str) -> str:
    """Write an amount with its currency; one that no decimal says exactly is marked as rounded."""
    written = f"{pool.settings.currency} {rounded(amount, pool, language)}"
    return say("plan.about", language, amount=written) if isinstance(amount, Fraction) else written


def rounded(amount: Amount, pool: Pool, language: str) -> str:
    """Write an amount to the smallest money unit, without its currency."""
    decimals = pool.money_decimals
    return figure(Decimal(round(Fraction(amount) * 10**decimals)).scaleb(-decimals), language)


def reason_words(rule: str, reason: str, language: str) -> str:
    """Say a kind of refusal in a few words; a rule from outside has the name it was given."""
    key = f"plan.reasons.{rule}.{reason}"
    return say(key, language) if has_words(key, language) else f"{rule} {reason}".replace("_", " ")


def rule_words(rule: str, language: str) -> str:
    """Name a rule; one from outside has the name it was given."""
    key = f"plan.rules.{rule}"
    return say(key, language) if has_words(key, language) else rule.replace("_", " ")


def stage_words(stage: str, language: str) -> str:
    """Name a stage, with its class of orders where it has one."""
    kind, _, class_ = stage.partition(" ")
    key = f"plan.stages.{kind}"
    if not has_words(key, language):
        return stage
    return say(key, language) + (f" {class_}" if class_ not in ("", "1") else "")


def item_words(item: str, language: str) -> str:
    """Name a kind of cost; one from outside has the name it was given."""
    key = f"rules.items.{item}"
    return say(key, language) if has_words(key, language) else item.replace("_", " ")


def columns_in(names: Iterable[str], language: str) -> list[str]:
    """Name ``table.column`` as it stands in a workbook of that language."""
    split = (name.partition(".") for name in names)
    return [
        f"{TABLES[table].sheet(language)}.{TABLES[table][column].heading(language)}"
        for table, _, column in split
    ]


def with_rest(shown: Sequence[str], rest: int, language: str) -> str:
    """List some things, and how many more there are."""
    return "; ".join(shown) + (say("plan.more", language, n=rest) if rest > 0 else "")


def percent(share: float, language: str) -> str:
    """Write a share as a percentage of three significant digits."""
    return f"{figure(float(f'{100 * share:.3g}'), language)}%"

"""The language in which a pool or a plan speaks."""

from __future__ import annotations

from dataclasses import replace

from ikmpool.errors import OptionError
from ikmpool.plans.auditing import audit
from ikmpool.plans.plan import Plan
from ikmpool.tables.pool import Pool
from ikmpool.wording import LANGUAGES


def spoken(pool: Pool, language: str | None) -> Pool:
    """Give the pool with its setting ``language`` changed; None leaves it as it is.

    Raises
    ------
    OptionError
        Where there is no such language.

    Examples
    --------
    >>> from ikmpool.tables.samples import sample
    >>> spoken(sample("shoes500"), "id").settings.language
    'id'
    """
    if language is None or language == pool.settings.language:
        return pool
    if language not in LANGUAGES:
        raise OptionError(
            f"There is no language {language!r}. Choose one of: {', '.join(LANGUAGES)}."
        )
    return pool.replace(settings={**pool.all_settings(), "language": language})


def retold(plan: Plan, language: str | None) -> Plan:
    """Give the plan with every sentence of it in another language; None leaves it as it is."""
    pool = spoken(plan.pool, language)
    if pool is plan.pool:
        return plan
    told = replace(plan, pool=pool)
    if not len(plan.audit):
        return told
    return replace(told, audit=audit(pool, plan.shares, plan.rules, plan.not_kept, plan.shortages))

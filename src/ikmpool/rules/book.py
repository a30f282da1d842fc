"""The book of rules: which rules a pool's tables ask for."""

from __future__ import annotations

from collections.abc import Sequence

from ikmpool.rules.all_or_nothing import AllOrNothing
from ikmpool.rules.backup import Backup
from ikmpool.rules.capacity import Capacity
from ikmpool.rules.change import Change
from ikmpool.rules.defects import Defects
from ikmpool.rules.demand import Demand
from ikmpool.rules.engagement import Engagement
from ikmpool.rules.freight import Freight
from ikmpool.rules.hours import Hours
from ikmpool.rules.inspection import Inspection
from ikmpool.rules.lateness import Lateness
from ikmpool.rules.lead import Lead
from ikmpool.rules.limits import Limits
from ikmpool.rules.lots import Lots
from ikmpool.rules.match import Match
from ikmpool.rules.pairs import Pairs
from ikmpool.rules.past import Past
from ikmpool.rules.pooled_quality import PooledQuality
from ikmpool.rules.producers import Producers
from ikmpool.rules.production import Production
from ikmpool.rules.requirements import Requirements
from ikmpool.rules.rule import Rule
from ikmpool.rules.same_makers import SameMakers
from ikmpool.rules.setup import Setup
from ikmpool.rules.specs import Specs
from ikmpool.rules.spread import Spread
from ikmpool.rules.status import Status
from ikmpool.rules.stock import Stock
from ikmpool.rules.tiers import Tiers
from ikmpool.rules.timing import Timing
from ikmpool.rules.trucks import Trucks
from ikmpool.tables.pool import Pool
from ikmpool.tables.schema import TABLES

#: Every rule of the package, in the order in which they shape the program: limits on money come
#: last, since they speak of the costs that the others add.
RULES: tuple[type[Rule], ...] = (
    Status,
    Requirements,
    Specs,
    Timing,
    Past,
    Freight,
    Pairs,
    Demand,
    Production,
    Lateness,
    Capacity,
    Stock,
    Hours,
    PooledQuality,
    Spread,
    Match,
    Defects,
    Lead,
    Trucks,
    Inspection,
    Tiers,
    Lots,
    AllOrNothing,
    Producers,
    SameMakers,
    Change,
    Setup,
    Engagement,
    Limits,
    Backup,
)


#: Columns that describe a row: they matter where some other table, or an analysis, speaks of them.
LABELS = frozenset(
    {
        "suppliers.city",
        "suppliers.sector",
        "suppliers.own_workshop",
        "suppliers.record",
        "products.sector",
        "orders.due",
        "orders.destination",
        "orders.contract",
    }
)


def rules_of(pool: Pool) -> list[Rule]:
    """List the rules that a pool's tables ask for.

    Parameters
    ----------
    pool : Pool

    Returns
    -------
    list of Rule
        Add a rule of your own, or leave one out, and pass the list to ``allocate``.

    Examples
    --------
    >>> from ikmpool import sample
    >>> rules_of(sample("shoes500"))[-1]
    Lead()
    """
    found = (rule.of(pool) for rule in RULES)
    return [rule for rule in found if rule is not None]


def unused_columns(pool: Pool, rules: Sequence[Rule]) -> list[str]:
    """Name the filled columns of a pool that none of the rules reads.

    Returns
    -------
    list of str
        As ``table.column``, in the order of the schema.
    """
    used = LABELS.union(*(rule.reads(pool) for rule in rules))
    return [
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        for column in table.columns
        if table.name != "settings"
        and not column.note
        and f"{table.name}.{column.name}" not in used
        and not (column.key and column.needed)
        and pool.filled(table.name, column.name)
        and not _says_nothing(pool, table.name, column.name)
    ]


def _says_nothing(pool: Pool, table: str, column: str) -> bool:
    """Tell whether every filled cell of a column states its default."""
    spec = TABLES[table][column]
    if not spec.default:
        return False

    def make() -> bool:
        filled = pool.tables[table][column].dropna()
        if spec.kind == "flag":
            return not filled.any()
        if spec.kind in ("whole", "decimal", "money", "share"):
            return bool((filled.astype(float) == float(spec.default)).all())
        return bool((filled == spec.default).all())

    return pool.keep(("says nothing", table, column), make)

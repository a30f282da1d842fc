"""Seeded pools of any size, the same for tests and benchmarks.

`pooled`, `yesno`, `months` and `country` each give a `Pool`; their twins that end in ``_tables``
give the frames before any check, so that a huge instance can be measured apart from reading it.
Equal arguments give equal tables.  In the large tables, names are pandas categoricals: a million
offers take a few bytes each.

Common to all: a unit costs about 100,000 rupiah, so that whole rupiah are exact and still fine.
"""

from ikmpool.tables.generators.flat import (
    country,
    country_tables,
    pooled,
    pooled_tables,
    yesno,
    yesno_tables,
)
from ikmpool.tables.generators.monthly import months, months_tables

__all__ = [
    "country",
    "country_tables",
    "months",
    "months_tables",
    "pooled",
    "pooled_tables",
    "yesno",
    "yesno_tables",
]

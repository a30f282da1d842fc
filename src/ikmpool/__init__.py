"""Split an export order over many small producers: the same product, whoever made it."""

import logging
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from ikmpool.errors import (
    AuditError,
    IkmpoolError,
    OptionError,
    RuleError,
    SolverError,
    TableError,
)
from ikmpool.plans.allocation import UnusedColumnWarning, allocate, write_lp
from ikmpool.plans.auditing import audit
from ikmpool.plans.objective import Lexicographic, Total
from ikmpool.plans.plan import Plan
from ikmpool.program.options import SolveOptions
from ikmpool.program.progress import Progress
from ikmpool.reports.workbook import write_workbook
from ikmpool.rules.book import rules_of
from ikmpool.rules.rule import Rule
from ikmpool.tables.files.template import write_template
from ikmpool.tables.files.writing import write_pool
from ikmpool.tables.pool import Pool, read_pool
from ikmpool.tables.samples import SAMPLES, sample

if TYPE_CHECKING:
    from ikmpool.analysis.promises import Promise, promise
    from ikmpool.analysis.replanning import Replan, replan
    from ikmpool.analysis.stresses import Stress, stress

__version__ = version("ikmpool")

#: Analyses are imported when they are first asked for, so that importing the package stays light.
_ANALYSES = {
    "Promise": "ikmpool.analysis.promises",
    "promise": "ikmpool.analysis.promises",
    "Replan": "ikmpool.analysis.replanning",
    "replan": "ikmpool.analysis.replanning",
    "Stress": "ikmpool.analysis.stresses",
    "stress": "ikmpool.analysis.stresses",
}

__all__ = [
    "SAMPLES",
    "AuditError",
    "IkmpoolError",
    "Lexicographic",
    "OptionError",
    "Plan",
    "Pool",
    "Progress",
    "Promise",
    "Replan",
    "Rule",
    "RuleError",
    "SolveOptions",
    "SolverError",
    "Stress",
    "TableError",
    "Total",
    "UnusedColumnWarning",
    "__version__",
    "allocate",
    "audit",
    "promise",
    "read_pool",
    "replan",
    "rules_of",
    "sample",
    "stress",
    "write_lp",
    "write_pool",
    "write_template",
    "write_workbook",
]

logging.getLogger(__name__).addHandler(logging.NullHandler())


def __getattr__(name: str) -> Any:
    if name in _ANALYSES:
        return getattr(import_module(_ANALYSES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""What no single cell can show: all checks of the typed tables, run together.

Each check is one small function, named as the fault that it finds. It looks at what could be read
and leaves alone what could not, so a fault in one table never hides those in another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from ikmpool.errors import Fault
from ikmpool.tables.checking import actual_checks as actuals
from ikmpool.tables.checking import inspection_checks as inspection
from ikmpool.tables.checking import month_checks as months
from ikmpool.tables.checking import name_checks as names
from ikmpool.tables.checking import row_checks as rows
from ikmpool.tables.checking import stock_checks as stock
from ikmpool.tables.checking import tier_checks as tiers
from ikmpool.tables.checking.faults import origin, table_fault
from ikmpool.tables.checking.frames import Frames
from ikmpool.tables.schema import TABLES

Check = Callable[[Frames], list[Fault]]


def needed_table_is_missing(frames: Frames) -> list[Fault]:
    """Find where a table without which nothing can be planned was not given, or has no rows."""
    needed = [table for table in TABLES.values() if table.needed]
    missing = [table for table in needed if table.name not in frames]
    given = [table for table in needed if table.name in frames]
    empty = [t for t in given if not len(frames[t.name]) and "faults" not in origin(frames[t.name])]
    return [
        *(table_fault(t.name, "missing_table", indonesian=t.sheet_id) for t in missing),
        *(table_fault(t.name, "empty_table", frame=frames[t.name]) for t in empty),
    ]


CHECKS: tuple[Check, ...] = (
    needed_table_is_missing,
    names.rows_repeat_a_key,
    names.setting_is_unknown,
    names.reserved_word_is_a_name,
    months.horizon_has_one_end,
    months.end_is_before_start,
    names.names_no_supplier,
    names.names_no_order,
    names.holder_is_no_supplier_and_no_group,
    names.ordered_product_is_not_offered,
    names.name_is_nearly_a_known_one,
    names.currency_has_no_rate,
    months.due_is_missing,
    months.due_is_outside_the_months,
    months.certificate_ends_before_it_starts,
    rows.cost_is_given_twice,
    rows.cost_is_not_given,
    rows.quotation_is_for_another_product,
    rows.lead_quantity_has_no_lead,
    rows.same_makers_have_no_contract,
    rows.least_is_above_greatest,
    rows.target_is_outside_the_limits,
    rows.capability_has_no_limits,
    rows.spec_is_for_none_or_many,
    rows.quality_says_nothing,
    rows.quality_says_two_things,
    rows.requirement_is_incomplete,
    rows.required_status_is_unknown,
    rows.limit_says_nothing,
    rows.share_limit_is_above_one,
    rows.pair_contradicts_itself,
    tiers.tier_has_no_or_two_prices,
    tiers.tiers_of_a_set_differ,
    tiers.tiers_price_a_unit_twice,
    inspection.aql_is_not_preferred,
    stock.opening_has_no_owner,
    stock.opening_is_not_offered,
    stock.producer_has_two_warehouses,
    stock.opening_is_beyond_a_limit,
    actuals.past_has_no_months,
    actuals.now_is_outside_the_months,
    actuals.actual_is_outside_the_months,
    actuals.actual_is_not_over,
    actuals.made_what_is_not_offered,
    actuals.more_is_rejected_than_made,
    actuals.more_is_overtime_than_good,
    actuals.more_is_delivered_than_there_was,
    rows.money_is_too_fine,
)
"""Every check, in the order in which faults are told."""


def find_faults(frames: Mapping[str, pd.DataFrame]) -> list[Fault]:
    """Return every fault that shows only when cells, rows and tables are compared.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Typed tables, as `reading.convert` returns them.

    Examples
    --------
    >>> [fault.table for fault in find_faults({}) if fault.code == "missing_table"]
    ['suppliers', 'offers', 'orders']
    """
    seen = Frames(frames)
    return [fault for check in CHECKS for fault in check(seen)]

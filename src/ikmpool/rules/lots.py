"""Lots: what a producer makes of an order is none, or enough to start for, and in whole lots.

A lot size (a size run, a carton) counts over all months together, in normal time and in overtime,
and not for units in stock; where an offer has its own multiple and the product a carton, both are
kept by their least common multiple.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import override

import numpy as np

from ikmpool.exact import Ints, product
from ikmpool.rules.draft import Draft, dense
from ikmpool.rules.record import Record
from ikmpool.rules.rule import Ease, Refusal, Rule, Violation, by_code, name_of
from ikmpool.tables import quotations
from ikmpool.tables.candidates import Candidates
from ikmpool.tables.pool import Pool
from ikmpool.tables.quantities import most_units


class Lots(Rule):
    """A producer starts for a min lot at least, and makes whole lots."""

    name = "lots"
    when = ("offers.min_lot", "offers.lot_multiple", "products.carton")
    uses = when

    @override
    def admit(self, candidates: Candidates) -> Iterable[Refusal]:
        pool = candidates.pool
        least, lot = min_lots(pool)[candidates.offer], lots(pool)[candidates.offer]
        most = most_units(pool)[candidates.order]
        pair = candidates.supplier * pool.size("orders") + candidates.order
        begun = np.isin(pair, pair[candidates.is_given & ~candidates.is_stock])
        makes = ~candidates.is_stock & ~begun  # what was begun may go on
        too_much = makes & (least > most)
        for reason, refused in (
            ("min_lot_above_order", too_much),
            ("lot_above_order", makes & ~too_much & (_whole(least, lot) > most)),
        ):
            for order, where in by_code(candidates.order, refused):
                figures = {"min_lot": least[where], "lot": lot[where], "most": most[where]}
                yield Refusal(self.name, name_of(pool, "order", order), reason, where, figures)

    @override
    def shape(self, draft: Draft) -> None:
        pool, offer = draft.pool, draft.offer
        lot = lots(pool)[offer]
        least = _whole(min_lots(pool)[offer], lot)
        groups = draft.used_shares(draft.makes & (least > lot))
        draft.at_least_where_used("min_lot", groups, _of_group(groups.group, least))
        group, key = dense(draft.share_key, draft.makes & (lot > 1))
        size = _of_group(group, lot)
        _, order = draft.share_of(key)

        def name(i: int) -> str:
            return draft.share_name(int(key[i]))

        done = draft.given(group, len(key))
        most = np.maximum(most_units(pool)[order], done)
        count = draft.drafting.add_columns("lots", most // size, name, switch=True)
        # Of a lot that was broken in the past no more need be made.
        broken = np.flatnonzero(done % size)
        rest = draft.drafting.add_columns(
            "broken_lot", (done % size)[broken], lambda i: name(int(broken[i])), switch=True
        )
        ones, zero = np.ones(len(group), dtype=np.int64), np.zeros(len(key), dtype=np.int64)
        at = np.append(np.arange(len(key)), broken)
        extra = at, np.append(count, rest), -np.append(size, np.ones_like(rest))
        draft.add_ties("lots", (group, ones), (zero, zero), name, extra)

    @override
    def audit(self, record: Record) -> Iterable[Violation]:
        made = record.where(record.makes)
        made = made.merged(made.share_key)
        least, lot = min_lots(record.pool)[made.offer], lots(record.pool)[made.offer]
        for code, beyond in (
            ("below_min_lot", np.maximum(least - made.units, 0)),
            ("broken_lot", made.units % lot),
        ):
            for i in np.flatnonzero(beyond).tolist():
                yield Violation(
                    self.name,
                    code,
                    order=record.order_name(int(made.order[i])),
                    supplier=record.supplier_name(int(made.supplier[i])),
                    amount=int(beyond[i]),
                    figures={
                        "made": int(made.units[i]),
                        "min_lot": int(least[i]),
                        "lot": int(lot[i]),
                    },
                )

    @override
    def ease(self, pool: Pool) -> Iterable[Ease]:
        """Lower a min lot by one, or by one lot."""
        own, lot = pool.figures("offers", "min_lot").units, lots(pool)
        for row in np.flatnonzero(own > lot).tolist():
            value = int((own[row] - 1) // lot[row] * lot[row])
            yield Ease(self.name, "offers", "min_lot", pool.tables["offers"].index[row], value)


def min_lots(pool: Pool) -> Ints:
    """Give the fewest units worth starting for, of each offer; zero where any number is."""
    return quotations.figures(pool, "min_lot").units


def lots(pool: Pool) -> Ints:
    """Give the units of which each offer makes a multiple: of its own lots, and of cartons."""

    def make() -> Ints:
        multiple = np.maximum(quotations.figures(pool, "lot_multiple").units, 1)
        carton = np.ones(len(pool.names("product")), dtype=np.int64)
        stated = pool.figures("products", "carton")
        carton[pool.codes("products", "product")[stated.known]] = stated.units[stated.known]
        carton = carton[pool.codes("offers", "product")]
        return product(multiple // np.gcd(multiple, carton), carton, "Lot multiple times carton")

    return pool.keep(("lots",), make)


def _whole(least: Ints, lot: Ints) -> Ints:
    """Give the fewest units that are whole lots, at least one, and no less than the min lot."""
    return np.asarray(np.maximum(-(-least // lot), 1) * lot)


def _of_group(group: Ints, value: Ints) -> Ints:
    """Give a value that all columns of a group have alike, of each group."""
    found = np.zeros(int(group.max(initial=-1)) + 1, dtype=np.int64)
    found[group[group >= 0]] = value[group >= 0]
    return found

"""What the buyer asks of the product: measured means, defects, and that makers are alike."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction

from rules.oracle.rows import Answer, Excesses, Rows, number, once
from strategies import Row

#: Columns of the specs that speak of a maker's mean.
OF_MEANS = ("lsl", "usl", "min_cpk", "pooled_min", "pooled_max", "min_cpm", "max_spread")


class Quality(Rows):
    """Specs, pooled means, defects, spread and match."""

    @once
    def specs_of(self, order: str) -> list[Row]:
        o = self.orders[order]
        return [
            r
            for r in self.rows("specs")
            if r.get("order") == order
            or (r.get("contract") and r.get("contract") == o.get("contract"))
            or r.get("product") == o["product"]
        ]

    @once
    def measured(self, supplier: str, order: str, attribute: str) -> Row | None:
        fits = [
            r
            for r in self.rows("quality")
            if (r["supplier"], r["attribute"]) == (supplier, attribute)
            and r.get("mean") is not None
            and r.get("product") in (None, self.orders[order]["product"])
        ]
        return max(fits, key=lambda r: r.get("product") is not None) if fits else None

    def out_of_spec(self, supplier: str, order: str) -> bool:
        return any(self.fails_spec(r, supplier, order) for r in self.specs_of(order))

    def fails_spec(self, spec: Row, supplier: str, order: str) -> bool:
        if all(spec.get(column) is None for column in OF_MEANS):
            return False
        row = self.measured(supplier, order, spec["attribute"])
        if row is None:
            return True
        mean, sd = number(row["mean"]), number(row.get("sd"))
        lsl, usl, cpk = (number(spec.get(c)) for c in ("lsl", "usl", "min_cpk"))
        rooms = [mean - lsl] if lsl is not None else []
        rooms += [usl - mean] if usl is not None else []
        if any(room < 0 for room in rooms):
            return True
        if sd is None:
            return cpk is not None or spec.get("min_cpm") is not None
        return cpk is not None and min(rooms) < 3 * cpk * sd

    def pooled_badly(self, answer: Answer) -> Excesses:
        for order in self.orders:
            made = [(s, u) for (s, o, *_), u in answer.items() if o == order]
            for spec in self.specs_of(order):
                parts = [(self.measured(s, order, spec["attribute"]), u) for s, u in made]
                parts = [(row, u) for row, u in parts if row is not None]
                at = order, self.rows("specs").index(spec)
                yield from (((*at, code), by) for code, by in self.pooled_beyond(spec, parts))

    @staticmethod
    def pooled_beyond(spec: Row, parts: list[tuple[Row, int]]) -> Excesses:
        """Add up over the units how far each is beyond what is asked of all together."""
        units = sum(u for _, u in parts)
        means = sum((number(row["mean"]) * u for row, u in parts), Fraction(0))
        low, high, cpm = (number(spec.get(c)) for c in ("pooled_min", "pooled_max", "min_cpm"))
        if low is not None:
            yield "low", low * units - means
        if high is not None:
            yield "high", means - high * units
        if cpm is None:
            return
        target, width = number(spec["target"]), number(spec["usl"]) - number(spec["lsl"])
        moment = sum(
            ((number(row.get("sd")) or 0) ** 2 + (number(row["mean"]) - target) ** 2) * u
            for row, u in parts
        )
        yield "cpm", (6 * cpm) ** 2 * moment - width**2 * units

    def limited(self, order: str) -> bool:
        o = self.orders[order]
        return o.get("inspection") == "unsorted" and o.get("max_defect_rate") is not None

    def too_defective(self, answer: Answer) -> Excesses:
        for order in filter(self.limited, self.orders):
            made = [(s, u) for (s, o, *_), u in answer.items() if o == order]
            bad = sum((number(self.cell(s, order, "defect_rate")) or 0) * u for s, u in made)
            limit = number(self.orders[order]["max_defect_rate"])
            yield order, bad - limit * sum(u for _, u in made)

    # -- makers that are alike -----------------------------------------------------------------

    def together(self, spec: Row) -> Iterator[set[str]]:
        """Give the orders whose makers a spec holds against each other."""
        bound = {o for o in self.orders if spec in self.specs_of(o)}
        if spec.get("contract"):
            yield bound
        else:
            yield from ({order} for order in bound)

    def too_spread(self, answer: Answer) -> Excesses:
        for at, spec in enumerate(self.rows("specs")):
            if spec.get("max_spread") is None:
                continue
            for orders in self.together(spec):
                used = [
                    self.measured(s, o, spec["attribute"])
                    for s, o in self.shares(answer)
                    if o in orders
                ]
                means = [number(row["mean"]) for row in used if row is not None]
                if means:
                    yield (
                        (at, *sorted(orders)),
                        max(means) - min(means) - number(spec["max_spread"]),
                    )

    @once
    def classes(self, supplier: str, order: str, attribute: str) -> set[str]:
        """Give the classes that a maker offers; those of the product beat the general ones."""
        mine = [
            r
            for r in self.rows("quality")
            if (r["supplier"], r["attribute"]) == (supplier, attribute)
            and r.get("class") is not None
        ]
        own = [r for r in mine if r.get("product") == self.orders[order]["product"]]
        return {r["class"] for r in own or [r for r in mine if r.get("product") is None]}

    def matched(self, order: str) -> dict[str, bool]:
        """Give the attributes whose class an order's makers share, and whether over a contract."""
        found: dict[str, bool] = {}
        for spec in self.specs_of(order):
            if spec.get("match"):
                whole = found.get(spec["attribute"], False)
                found[spec["attribute"]] = whole or bool(spec.get("contract"))
        return found

    def has_no_class(self, supplier: str, order: str) -> bool:
        return any(not self.classes(supplier, order, a) for a in self.matched(order))

    def unmatched(self, answer: Answer) -> Excesses:
        """Give how many classes more than one there are at least."""
        makers: dict[tuple[str, str], list[set[str]]] = {}
        for s, o in self.shares(answer):
            for attribute, whole in self.matched(o).items():
                key = attribute, self.orders[o]["contract"] if whole else f"order {o}"
                if offered := self.classes(s, o, attribute):
                    makers.setdefault(key, []).append(offered)
        for key, offers in makers.items():
            every = sorted(set().union(*offers))
            sizes = [
                len(some)
                for n in range(len(every) + 1)
                for some in itertools.combinations(every, n)
                if all(offered & set(some) for offered in offers)
            ]
            yield key, min(sizes) - 1

"""Plans as answers: from a frame of shares to cells."""

from __future__ import annotations

import ikmpool as ikm
from rules.oracle import Answer, Oracle


def answer_of(oracle: Oracle, plan: ikm.Plan) -> Answer:
    """Read a plan's shares as an answer; units in stock count as made in the first month."""
    shares = plan.shares
    made, delivered = [0] * len(shares), [0] * len(shares)
    if oracle.has_months:
        made = [oracle.place(m, default=0) for m in shares["made"]]
        delivered = [oracle.place(m, default=0) for m in shares["delivered"]]
    cells = zip(shares["supplier"], shares["order"], made, shares["kind"], delivered, strict=True)
    return dict(zip(cells, shares["units"].tolist(), strict=True))

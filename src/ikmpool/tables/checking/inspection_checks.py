"""Checks of inspection: an AQL must be one for which sampling plans exist."""

from __future__ import annotations

import numpy as np

from ikmpool.errors import Fault
from ikmpool.tables.checking.frames import Frames
from ikmpool.wording import figure

AQLS = (
    0.010,
    0.015,
    0.025,
    0.040,
    0.065,
    0.10,
    0.15,
    0.25,
    0.40,
    0.65,
    1.0,
    1.5,
    2.5,
    4.0,
    6.5,
    10,
)
"""Preferred AQLs in percent nonconforming: the columns of ISO 2859-1, Table 2-A, up to 10."""


def aql_is_not_preferred(frames: Frames) -> list[Fault]:
    """Find where an order has an AQL between the preferred ones, for which there is no plan."""
    if not frames.has("orders", "aql"):
        return []
    given = frames.figures("orders", "aql")
    wrong = ~np.isnan(given) & ~np.isin(given, AQLS)
    shown = {
        "choices": "; ".join(figure(float(aql)) for aql in AQLS),
        "choices_id": "; ".join(figure(float(aql), "id") for aql in AQLS),
    }
    return frames.row_faults("orders", "aql", "aql_not_preferred", wrong, shown)

"""A tiny pool with every rule at once, which benchmarks and tests share."""

from __future__ import annotations

import numpy as np
import pandas as pd

import ikmpool as ikm
from ikmpool.rules.all_or_nothing import AllOrNothing
from ikmpool.rules.engagement import Engagement
from ikmpool.rules.inspection import Inspection
from ikmpool.rules.lots import Lots
from ikmpool.rules.match import Match
from ikmpool.rules.producers import Producers
from ikmpool.rules.same_makers import SameMakers
from ikmpool.rules.setup import Setup
from ikmpool.rules.spread import Spread
from ikmpool.rules.tiers import Tiers
from ikmpool.rules.trucks import Trucks

#: Rules that ask for a yes or no (a limit does so only for what it counts).
YES_NO = {
    AllOrNothing,
    Engagement,
    Inspection,
    Lots,
    Match,
    Producers,
    SameMakers,
    Setup,
    Spread,
    Tiers,
    Trucks,
}


def every_rule_at_once() -> ikm.Pool:
    """Make twenty makers, one order of a month after one that is over, and turn every rule on."""
    rng = np.random.default_rng(0)
    makers = [f"IKM-{i:02}" for i in range(20)]
    return ikm.Pool(
        settings={"start": "2026-10", "end": "2026-11"},
        suppliers=pd.DataFrame(
            {
                "supplier": makers,
                "city": rng.choice(["Gresik", "Tuban"], 20),
                "sector": "shoes",
                "status": rng.choice(["export_ready"] * 9 + ["coached"], 20),
                "own_workshop": True,
                "capacity": rng.integers(40, 100, 20),
                "engagement_cost": 100_000,
            }
        ),
        offers=pd.DataFrame(
            {
                "supplier": makers,
                "product": "shoe",
                "unit_cost": rng.integers(80_000, 120_000, 20),
                "capacity": rng.integers(40, 100, 20),
                "overtime_capacity": 10,
                "overtime_premium": 9000,
                "lead_time": 0,
                "ramp_up": "90%; 100%",
                "defect_rate": rng.choice([0.01, 0.02, 0.04], 20),
                "hours": 1.5,
                "min_lot": 10,
                "setup_cost": 50_000,
            }
        ),
        orders=pd.DataFrame(
            {
                "order": ["TW-500"],
                "product": ["shoe"],
                "quantity": [500],
                "due": ["2026-11"],
                "destination": ["Taiwan"],
                "price": [150_000],
                "lead": ["IKM-03"],
                "lead_quantity": [90],
                "inspection": ["unsorted"],
                "max_defect_rate": [0.03],
                "tolerance_over": [0.02],
                "max_producers": [12],
                "inspection_cost": [20_000],
                "aql": [2.5],
                "all_or_nothing": [True],
                "contract": ["TW"],
                "same_makers": [True],
                "late_cost": [5_000],
            }
        ),
        quality=pd.concat(
            [
                pd.DataFrame(
                    {
                        "supplier": makers,
                        "attribute": "sole",
                        "mean": np.round(rng.normal(4, 0.08, 20), 2),
                        "sd": 0.1,
                    }
                ),
                pd.DataFrame(
                    {
                        "supplier": makers,
                        "attribute": "last",
                        "class": rng.choice(["A", "A", "A", "B"], 20),
                    }
                ),
            ],
            ignore_index=True,
        ),
        specs=pd.DataFrame(
            {
                "order": ["TW-500"] * 2,
                "attribute": ["sole", "last"],
                "lsl": [3.5, None],
                "target": [4.0, None],
                "usl": [4.5, None],
                "min_cpk": [1.0, None],
                "pooled_min": [3.9, None],
                "min_cpm": [0.9, None],
                "max_spread": [0.25, None],
                "match": [None, True],
            }
        ),
        requirements=pd.DataFrame(
            {"requirement": ["SNI"], "destination": ["Taiwan"], "kind": ["workshop"]}
        ),
        pairs=pd.DataFrame({"supplier": ["IKM-05"], "order": ["TW-500"], "forbidden": [True]}),
        freight=pd.DataFrame(
            {
                "city": ["Gresik", "Tuban"],
                "destination": "Taiwan",
                "per_unit": [2000, 3000],
                "fixed": 400_000,
                "truck_capacity": 200,
            }
        ),
        tiers=pd.DataFrame({"supplier": ["IKM-03"], "from_units": [50], "percent_off": [0.02]}),
        limits=pd.DataFrame({"city": ["each"], "greatest": [0.7], "of": ["share"]}),
        hours=pd.DataFrame(
            {
                "supplier": makers,
                "hours": 100,
                "overtime_hours": 20,
                "overtime_premium": 5000,
            }
        ),
        calendar=pd.DataFrame({"month": ["2026-11"], "factor": [0.9]}),
        stock=pd.DataFrame(
            {
                "supplier": [None, "IKM-07"],
                "product": [None, "shoe"],
                "opening": [None, 5],
                "holding_cost": [500, None],
                "limit": [400, None],
            }
        ),
        planned=pd.DataFrame(
            {
                "order": ["TW-500"],
                "supplier": ["IKM-08"],
                "month": ["2026-11"],
                "units": [30],
                "change_price": [1000],
            }
        ),
        actuals=pd.DataFrame(
            {
                "order": ["TW-500"],
                "supplier": ["IKM-01"],
                "month": ["2026-10"],
                "made": [20],
                "rejected": [1],
            }
        ),
    )

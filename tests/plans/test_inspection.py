"""The frame of inspections: one row a lot whose order states an AQL."""

from ikmpool.plans.inspection import COLUMNS
from rules.cases import NOVEMBER_ON, ORDER, offers, plan_of, pool_with


def test_each_lot_has_its_sampling_plan_by_its_size_and_the_aql_of_its_order():
    """A makes 500 of T1 and 20 of T2, B the rest; nobody inspects T3."""
    orders = [
        ORDER | {"quantity": 700, "aql": 1.0},
        ORDER | {"order": "T2", "quantity": 20, "aql": 2.5},
        ORDER | {"order": "T3", "quantity": 9},
    ]
    most = [{"supplier": "A", "order": "T1", "greatest": 500}]
    pool = pool_with(orders=orders, offers=offers({"capacity": 529}), limits=most)
    frame = plan_of(pool).inspection
    assert tuple(frame) == COLUMNS
    assert frame.to_numpy().tolist() == [
        ["T1", "A", 500, 1.0, "H", 50, 1, 2],
        ["T1", "B", 200, 1.0, "H", 50, 1, 2],
        ["T2", "A", 20, 2.5, "C", 5, 0, 1],
    ]
    assert frame.dtypes.astype(str).tolist()[2:] == [
        *("int64", "float64", "object", "int64", "int64", "int64")
    ]


def test_months_and_overtime_of_one_lot_are_one_row():
    pool = pool_with(
        settings=NOVEMBER_ON,
        orders=[ORDER | {"due": "2026-12", "aql": 6.5}],
        offers=offers({"capacity": 4, "overtime_capacity": 2, "overtime_premium": 1}),
    )
    plan = plan_of(pool)
    assert len(plan.shares) > 1
    assert plan.inspection.to_numpy().tolist() == [["T1", "A", 10, 6.5, "A", 2, 0, 1]]


def test_without_an_aql_the_frame_has_its_columns_and_no_rows():
    frame = plan_of(pool_with(orders=[ORDER | {"inspection_cost": 5}])).inspection
    assert (tuple(frame), len(frame)) == (COLUMNS, 0)

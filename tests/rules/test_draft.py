"""The draft: delivering columns, tolerances and groups of columns."""

import numpy as np

from ikmpool.program.program import NONE
from ikmpool.rules.draft import Draft, at_least, at_most, dense
from ikmpool.tables.candidates import candidates_of
from ikmpool.tables.quantities import most_units, tolerance
from rules.cases import NOVEMBER_ON, ORDER, offers, pool_with

JOINT = ("column", "supplier", "order", "numerator")


def test_each_candidate_has_a_column_and_a_second_one_where_overtime_is_possible():
    """Two offers and two months: 4 columns, and 2 more for A, each up to the order's 12."""
    pool = pool_with(
        settings=NOVEMBER_ON,
        orders=[ORDER | {"due": "2026-12", "tolerance_over": 0.25}],
        offers=offers({"overtime_capacity": 3}),
    )
    draft = Draft(candidates_of(pool))
    assert draft.is_overtime.tolist() == [False] * 4 + [True] * 2
    assert draft.supplier.tolist() == [0, 0, 1, 1, 0, 0]
    assert draft.month.tolist() == [0, 1, 0, 1, 0, 1]
    assert draft.drafting.program().upper.tolist() == [12] * 6
    assert draft.drafting.program().columns[1].name(1) == "T1.A.2026-12"


def test_tolerances_are_rounded_down_to_units():
    pool = pool_with(orders=[ORDER | {"quantity": 7, "tolerance_over": 0.3, "tolerance_under": 1}])
    assert tolerance(pool, "tolerance_over").tolist() == [2]
    assert tolerance(pool, "tolerance_under").tolist() == [7]
    assert most_units(pool).tolist() == [9]


def test_keys_are_numbered_in_order_and_others_left_out():
    group, distinct = dense(np.array([7, 3, 7, 9]), np.array([True, True, True, False]))
    assert (group.tolist(), distinct.tolist()) == ([1, 0, 1, -1], [3, 7])
    group, distinct = dense(np.array([5, 5]))
    assert (group.tolist(), distinct.tolist()) == ([0, 0], [5])


def test_bounds_are_one_sided():
    assert [b.tolist() for b in at_most(np.array([4]))] == [[-NONE], [4]]
    assert [b.tolist() for b in at_least(np.array([4]))] == [[4], [NONE]]


def test_what_is_given_up_costs_one_a_unit_and_is_noted():
    draft = Draft(candidates_of(pool_with()))
    column = draft.give_up("not_kept_x", np.array([3]), lambda _: "x")
    draft.note_not_kept("x", np.array([0]), np.array([-1]), column, "scope")
    assert draft.drafting.cost("not_kept").numerator[column].tolist() == [1]
    assert draft.drafting.program().absorbing()[column].all()
    assert [(n.rule, n.scope) for n in draft.not_kept] == [("x", "scope")]


def test_joint_costs_are_told_apart_on_one_column():
    """Column 5 costs A 7 for the order and 4 for no order; column 6 costs B all it costs, 9."""
    draft = Draft(candidates_of(pool_with()))
    assert [getattr(draft.joint_columns(), n).tolist() for n in JOINT] == [[], [], [], []]
    draft.drafting.add_columns("own", np.ones(5, dtype=np.int64), str)
    draft.add_joint_cost(np.array([5]), np.array([7]), np.array([0]), np.array([0]))
    draft.add_joint_cost(np.array([5]), np.array([4]), np.array([0]))
    draft.drafting.add_cost("cost", np.array([6]), np.array([9]), np.array([2]))
    draft.note_joint(np.array([6]), np.array([1]))
    joint = draft.joint_columns()
    assert [getattr(joint, n).tolist() for n in JOINT] == [
        [5, 5, 6],
        [0, 0, 1],
        [0, -1, -1],
        [7, 4, 9],
    ]
    assert joint.denominator.tolist() == [1, 1, 2]
    assert draft.drafting.cost("cost").numerator[5] == 11


def test_what_is_a_fact_has_columns_that_can_be_nothing_else():
    """A made five of T1 in November, two of them in overtime; nobody has a choice there."""
    actual = {"order": "T1", "supplier": "A", "month": "2026-11", "made": 5, "overtime": 2}
    pool = pool_with(settings=NOVEMBER_ON, orders=[ORDER | {"due": "2027-01"}], actuals=[actual])
    draft = Draft(candidates_of(pool))
    program, (column, units) = draft.drafting.program(), draft.facts
    assert units.tolist() == [3, 2]
    assert program.lower[column].tolist() == program.upper[column].tolist() == [3, 2]
    assert program.lower.sum() == 5
    assert draft.given(draft.supplier, 2).tolist() == [5, 0]
    assert draft.given(draft.supplier, 2, np.full(len(draft), 3)).tolist() == [15, 0]
    assert draft.given(np.full(len(draft), -1), 1).tolist() == [0]

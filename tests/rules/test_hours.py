"""Workshop hours: good units take the hours of the bad ones too, overtime hours cost."""

from fractions import Fraction

from rules.cases import (
    NOVEMBER_ON,
    ORDER,
    lines,
    made,
    offers,
    plan_of,
    pool_with,
    violations,
)

ROW = {"supplier": "A", "hours": 8}
HALF_HOURS = offers({"hours": 1.5})


def test_units_take_their_hours():
    """8 hours hold 5 units of 1.5 hours: 7.5."""
    assert made(pool_with(hours=[ROW], offers=HALF_HOURS)) == {"A": 5, "B": 5}


def test_a_sorted_order_takes_the_hours_of_the_units_that_are_taken_out():
    """A fifth is defective: a good unit takes 1.5 / 0.8 = 1.875 hours, and 8 hours hold 4.

    An unsorted order ships all, and 8 hours hold 5.
    """
    pool = pool_with(hours=[ROW], offers=offers({"hours": 1.5, "defect_rate": 0.2}))
    assert made(pool) == {"A": 4, "B": 6}
    unsorted = pool.replace(orders=pool.orders.assign(inspection="unsorted"))
    assert made(unsorted) == {"A": 5, "B": 5}


def test_overtime_hours_are_billed_in_the_smallest_part_of_an_hour_that_the_tables_use():
    """5 units of 1.5 / 0.7 = 2.142857 hours are 10.714286: 2.8 hours of overtime, rounded up.

    At 10 an hour that is 28.
    """
    hours = [ROW | {"overtime_hours": 4, "overtime_premium": 10}]
    pool = pool_with(hours=hours, offers=offers({"hours": 1.5, "defect_rate": 0.3}))
    assert lines(pool, "A 5") == {"production": 50, "overtime_hours": 28}


def test_overtime_hours_are_worked_where_they_are_cheaper_than_another_maker():
    """The sixth unit takes 1 hour of overtime, and the seventh 1.5 more: 2.5 hours at 6 are 15.

    Two units at 10 and 15 of overtime are 35, B's two are 40; an eighth would take 1.5 more at 9
    and cost 19 against 20, but there are only 3 overtime hours.
    """
    hours = [ROW | {"overtime_hours": 3, "overtime_premium": 6}]
    pool = pool_with(hours=hours, offers=HALF_HOURS)
    plan = plan_of(pool)
    assert made(pool) == {"A": 7, "B": 3}
    assert plan.cost == 70 + 15 + 60
    line = plan.ledger[plan.ledger["item"] == "overtime_hours"].iloc[0]
    assert (line["supplier"], line["order"], line["amount"]) == ("A", "", Fraction(15))


def test_a_row_for_a_month_beats_the_general_row_and_the_calendar():
    """General: half of 8 is 4 hours, 2 units; December states 6 hours itself, 4 units."""
    pool = pool_with(
        settings=NOVEMBER_ON,
        hours=[ROW, {"supplier": "A", "month": "2026-12", "hours": 6}],
        calendar=[{"month": m, "factor": 0.5} for m in ("2026-11", "2026-12")],
        offers=HALF_HOURS,
        orders=[ORDER | {"due": "2026-12"}],
    )
    assert {k: v for k, v in made(pool).items() if k[0] == "A"} == {
        "A 2026-11": 2, "A 2026-12": 4
    }  # fmt: skip


def test_too_many_hours_are_a_violation():
    """8 units take 12 hours; with overtime there are 11."""
    pool = pool_with(hours=[ROW | {"overtime_hours": 3}], offers=HALF_HOURS)
    assert violations(pool, "A 8") == (
        ["A: 12 hours are worked, with overtime there are 11."],
        ["A: 12 jam kerja terpakai, dengan lembur tersedia 11."],
    )
    finer = pool_with(hours=[ROW], offers=offers({"hours": 1.7}))
    assert violations(finer, "A 5") == (
        ["A: 8.5 hours are worked, with overtime there are 8."],
        ["A: 8,5 jam kerja terpakai, dengan lembur tersedia 8."],
    )


def test_offers_without_hours_take_none():
    assert made(pool_with(hours=[ROW])) == {"A": 10}

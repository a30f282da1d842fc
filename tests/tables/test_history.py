"""History: the oldest units are delivered first; what is left follows, and what is spare is not."""

import pytest

from ikmpool.tables.history import history, now
from ikmpool.tables.kinds import KINDS
from rules.cases import NOVEMBER_ON, ORDER, offers, pool_with

DUE = ORDER | {"due": "2027-01"}
AT_HAND = [{"supplier": "A", "product": "shoe", "opening": 3}]


def actual(month, made=None, delivered=None, supplier="A", order="T1", **cells):
    row = {"order": order, "supplier": supplier, "month": month, "made": made}
    return row | {"delivered": delivered} | cells


def pool_of(*actuals, order=None, settings=None, **tables):
    given = {"orders": [DUE | (order or {})], "settings": NOVEMBER_ON | (settings or {})}
    return pool_with(**({"actuals": actuals} if actuals else {}), **given | tables)


def told(pool):
    """Tell the facts: supplier, month made, kind, month delivered and units; then what is spare."""
    h, months = history(pool), [*map(str, pool.horizon), "2027-03"]
    rows = [
        f"{pool.names('supplier')[s]} {months[m]} {KINDS[k]} {months[d]} {u}"
        for s, m, k, d, u in zip(
            *(part.tolist() for part in (h.supplier, h.month, h.kind, h.delivered, h.units)),
            strict=True,
        )
    ]
    return rows, int(h.spare.sum())


def test_good_units_are_those_made_less_those_rejected_in_normal_time_and_overtime():
    pool = pool_of(actual("2026-11", 6, rejected=1, overtime=2))
    assert told(pool) == (["A 2026-11 normal 2027-01 3", "A 2026-11 overtime 2027-01 2"], 0)


def test_where_nothing_is_said_units_are_delivered_when_due_or_when_they_arrive():
    slow = offers({"lead_time": 2}, {})
    pool = pool_of(actual("2026-12", 2), order={"max_late": 1}, offers=slow)
    assert told(pool) == (["A 2026-12 normal 2027-02 2"], 0)


def test_what_arrives_too_late_for_its_order_is_spare():
    slow = offers({"lead_time": 2}, {})
    assert told(pool_of(actual("2026-12", 2), offers=slow)) == ([], 2)


def test_the_oldest_units_are_delivered_first_and_what_is_held_follows_now():
    """4 and 5 made; 6 gone in December, and the due month is over: 3 are held until now."""
    pool = pool_of(actual("2026-11", 4, 0), actual("2026-12", 5, 6), order={"due": "2026-11"})
    assert told(pool) == (
        ["A 2026-11 normal 2026-12 4", "A 2026-12 normal 2026-12 2"],
        3,  # January is late
    )
    late = pool_of(
        actual("2026-11", 4, 0), actual("2026-12", 5, 6), order={"due": "2026-11", "max_late": 2}
    )
    assert told(late)[0][-1] == "A 2026-12 normal 2027-01 3"


def test_what_was_delivered_early_was_delivered_then():
    pool = pool_of(actual("2026-11", 4, 3))
    assert told(pool) == (["A 2026-11 normal 2026-11 3", "A 2026-11 normal 2027-01 1"], 0)


def test_what_was_delivered_beyond_what_was_made_came_from_stock():
    pool = pool_of(actual("2026-11", 1, 3), actual("2026-12", 4, 1), stock=AT_HAND)
    assert told(pool) == (
        [
            "A 2026-11 normal 2026-11 1",
            "A 2026-11 stock 2026-11 2",
            "A 2026-12 normal 2026-12 1",
            "A 2026-12 normal 2027-01 3",
        ],
        0,
    )


def test_the_last_made_are_the_first_that_an_order_has_no_place_for():
    """Ten are wanted: 6 of November and 4 of December's 7 count, A's before B's."""
    pool = pool_of(actual("2026-11", 6), actual("2026-12", 3), actual("2026-12", 4, supplier="B"))
    assert told(pool) == (
        ["A 2026-11 normal 2027-01 6", "A 2026-12 normal 2027-01 3", "B 2026-12 normal 2027-01 1"],
        3,
    )


def test_the_order_of_suppliers_does_not_say_whose_units_count():
    suppliers = [{"supplier": "B"}, {"supplier": "A"}]
    rows = actual("2026-11", 8), actual("2026-11", 8, supplier="B")
    found = told(pool_of(*rows, suppliers=suppliers))
    assert (sorted(found[0]), found[1]) == (
        ["A 2026-11 normal 2027-01 8", "B 2026-11 normal 2027-01 2"],
        6,
    )


def test_what_was_delivered_counts_whatever_the_order_takes():
    rows = actual("2026-11", 7), actual("2026-11", 12, 12, supplier="B")
    assert told(pool_of(*rows)) == (["B 2026-11 normal 2026-11 12"], 7)


@pytest.mark.parametrize(
    ("actuals", "settings", "first_open"),
    [
        ([], {}, 0),
        ([actual("2026-12", 1)], {}, 2),
        ([actual("2026-11", 1)], {"now": "2027-01"}, 2),
        ([actual("2027-02", 1)], {}, 4),
        ([], {"now": "2026-12"}, 1),
    ],
)
def test_months_up_to_the_last_told_are_over_or_those_before_now(actuals, settings, first_open):
    assert now(pool_of(*actuals, settings=settings)) == first_open


def test_without_months_there_is_no_past():
    pool = pool_with(stock=AT_HAND)
    assert (now(pool), len(history(pool).units)) == (0, 0)

"""Promises: the largest quantity month after month, as an exhaustive scan finds it."""

from __future__ import annotations

import signal
import warnings
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

import ikmpool as ikm
import small
from analysis.scanning import BEYOND, MONTHS, cases, promised, scan
from ikmpool.analysis import asking, headroom
from ikmpool.errors import TableError
from strategies import pool_of, subsets, tiny_tables

few = settings(max_examples=25, suppress_health_check=list(HealthCheck))


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ikm.UnusedColumnWarning)
        yield


def test_a_promise_is_the_largest_quantity_that_a_scan_finds() -> None:
    """On pools with any rules, and the plan delivers it in every month under its own audit."""
    seen = {"some": 0, "none": 0, "gap": 0}

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(cases())
    def run(case: tuple[ikm.Pool, tuple[str, ...], dict[str, Any]]) -> None:
        pool, months, terms = case
        found = promised(pool, list(months) if pool.horizon else None, terms)
        feasible = scan(pool, months, terms, found.upper + BEYOND)
        assert (found.quantity, found.upper) == (feasible[-1], feasible[-1])
        assert found.proven
        assert found.plan.audit.empty or found.plan.audit["given"].all()
        orders = found.plan.orders.set_index("order").loc[list(found.orders)]
        assert (orders["quantity"] == found.quantity).all()
        assert (orders["delivered"] >= found.quantity).all()
        gaps = set(range(found.quantity)) - set(feasible)
        assert found.failing["quantity"].tolist() == sorted(gaps)
        seen["some" if found.quantity else "none"] += 1
        seen["gap"] += bool(gaps)

    run()
    assert seen["some"] > 10, seen
    assert seen["gap"] > 1, seen


@st.composite
def linear_cases(draw: st.DrawFn) -> tuple[ikm.Pool, tuple[str, ...]]:
    """Draw a pool whose rules are linear: here less can always be delivered, too."""
    linear = ("months", "overtime", "ramp_up", "hours", "second", "quotations", "tolerance")
    tables = draw(tiny_tables([*draw(subsets(linear)), "months"]))
    for row in tables["suppliers"]:
        row["capacity"] = draw(st.integers(1, 9))
    return pool_of(tables), draw(st.sampled_from([MONTHS, MONTHS[:1], MONTHS[1:]]))


@few
@given(linear_cases())
def test_under_linear_rules_bisection_finds_the_same(
    case: tuple[ikm.Pool, tuple[str, ...]],
) -> None:
    pool, months = case
    found = promised(pool, list(months), {})
    asked = asking.ask(pool, "p", months, {})
    base = headroom.serve(asked.at(0), ikm.SolveOptions())
    low, high = 0, 64
    while high - low > 1:
        middle = (low + high) // 2
        held = headroom.serve(asked.at(middle), ikm.SolveOptions()).no_worse_than(base)
        low, high = (middle, high) if held else (low, middle)
    assert (found.quantity, found.proven) == (low, True)


@few
@given(cases(), st.integers(1, 9), st.integers(0, 4))
def test_a_plan_for_less_bounds_what_can_be_had_of_more(
    case: tuple[ikm.Pool, tuple[str, ...], dict[str, Any]], less: int, more: int
) -> None:
    """What can be promised is never more than the bound that a larger quantity gives."""
    pool, months, terms = case
    try:
        asked = asking.ask(pool, "p", list(months) if pool.horizon else None, terms)
    except TableError:
        assume(False)
        raise
    options = ikm.SolveOptions()
    base = headroom.serve(asked.at(0), options)
    held = headroom.serve(asked.at(less), options).no_worse_than(base)
    event(f"held {held}")
    if held and asked.steady:
        room = headroom.headroom(asked, less + more, base, options)
        assert room.most >= less * len(asked.rows)


def makers(**tables: Any) -> ikm.Pool:
    """Makers A (90 a unit) and B (100) of sandals, ten units a month each, and an order of one."""
    frames: dict[str, Any] = {
        "settings": {"start": "2026-11", "end": "2026-12"},
        "suppliers": pd.DataFrame({"supplier": ["A", "B"], "capacity": [10, 10]}),
        "offers": pd.DataFrame(
            {"supplier": ["A", "B"], "product": "sandal", "unit_cost": [90, 100]}
        ),
        "orders": pd.DataFrame(
            {"order": ["T1"], "product": ["sandal"], "quantity": [1], "due": ["2026-11"]}
        ),
    }
    return ikm.Pool(**(frames | tables))


def lots(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame(
        {"supplier": ["A", "B"], "product": "sandal", "unit_cost": [90, 100], **columns}
    )


def test_the_orders_at_hand_come_first() -> None:
    """Of 20 units a month one is T1's; what it leaves of November decides for both months."""
    found = ikm.promise(makers(), "sandal")
    assert (found.quantity, found.upper, found.proven) == (19, 19, True)
    assert [str(month) for month in found.months] == ["2026-11", "2026-12"]
    assert found.orders == ("promise 2026-11", "promise 2026-12")
    assert found.plan.shortages.empty
    assert found.plan.orders["delivered"].tolist() == [1, 19, 19]


def test_an_order_that_is_short_anyway_stays_as_short() -> None:
    """T1 is of shoes, of which nobody can make more than 3."""
    offers = pd.concat(
        [lots(), pd.DataFrame({"supplier": ["A"], "product": "shoe", "unit_cost": 9})],
        ignore_index=True,
    ).assign(capacity=[None, None, 3])
    orders = pd.DataFrame(
        {"order": ["T1"], "product": ["shoe"], "quantity": [50], "due": ["2026-11"]}
    )
    found = ikm.promise(makers(offers=offers, orders=orders), "sandal", 1)
    assert (found.quantity, found.proven) == (17, True)
    assert found.plan.orders["short"].tolist() == [47, 0]


def test_whole_lots_leave_gaps_which_are_listed_with_what_they_deliver() -> None:
    offers = lots(lot_multiple=[3, 5])
    found = ikm.promise(makers(offers=offers), "sandal", ["2026-12"])
    taken = {3 * a + 5 * b for a in range(7) for b in range(5)} - {0}
    assert found.quantity == max(taken) == 38
    gaps = [q for q in range(1, 38) if q not in taken]
    assert found.failing["quantity"].tolist() == gaps == [1, 2, 4, 7, 31, 34, 36, 37]
    assert found.failing["ordered"].tolist() == gaps
    assert found.failing["delivered"].tolist() == [0, 0, 3, 6, 30, 33, 35, 35]
    assert found.failing["proven"].all()


def test_where_every_smaller_quantity_can_be_delivered_none_is_listed() -> None:
    found = ikm.promise(makers(), "sandal", 1)
    assert found.quantity == 19
    assert found.failing.empty
    assert found.failing.columns.tolist() == ["quantity", "ordered", "delivered", "proven"]


def test_the_month_that_binds_is_named_with_what_limits_it() -> None:
    """Nothing keeps for a month, and in December only half as much is made."""
    found = ikm.promise(
        makers(
            products=pd.DataFrame({"product": ["sandal"], "shelf_life": [0]}),
            calendar=pd.DataFrame({"month": ["2026-12"], "factor": [0.5]}),
        ),
        "sandal",
    )
    assert found.quantity == 10
    table = found.bottlenecks
    assert table.columns.tolist() == ["month", "short", "rule", "row", "price"]
    alone = table[table["month"].notna()].astype({"month": str})
    assert dict(zip(alone["month"], alone["short"], strict=True)) == {
        "2026-11": False,
        "2026-12": True,
    }
    december = alone[alone["short"]]
    assert december["rule"].unique().tolist() == ["capacity"]
    assert december["row"].tolist() == ["A.2026-12", "B.2026-12"]
    assert december["price"].tolist() == [1, 1]
    limits = "capacity (A.2026-12, B.2026-12)"
    assert repr(found).splitlines() == [
        "Promise: 10 units of sandal a month, in 2026-11 and 2026-12",
        "  Proof   the largest quantity, proven in exact arithmetic",
        f"  Limit   one unit more is too many in 2026-12, because of: {limits}",
        "  Beside  1 order that the pool has already is served as well as without the promise",
        "  Plan    Plan for 3 orders: 2 of 2 producers make them",
    ]


def test_months_may_bind_only_together_and_the_language_is_the_pools() -> None:
    """Of 39 units in two months 38 are promised; the last one fits in either month."""
    orders = makers().orders.assign(quantity=3)
    pool = makers(
        settings={"start": "2026-11", "end": "2026-12", "language": "id"},
        orders=orders.assign(due="2026-12"),
    )
    found = ikm.promise(pool, "sandal")
    assert found.quantity == 18
    table = found.bottlenecks
    assert not table.loc[table["month"].notna(), "short"].any()
    assert table.loc[table["month"].isna(), "short"].all()
    said = repr(found)
    assert said.startswith("Janji: 18 unit sandal sebulan, pada 2026-11 dan 2026-12")
    assert "satu unit lagi masih muat pada satu bulan mana pun" in said
    assert found.orders[0] == "janji 2026-11"


def test_a_month_in_which_nothing_can_be_made_allows_no_promise_and_is_named() -> None:
    pool = makers(offers=lots(lead_time=[1, 1]), orders=makers().orders.assign(quantity=0))
    found = ikm.promise(pool, "sandal")
    assert (found.quantity, found.proven) == (0, True)
    said = repr(found)
    assert "one unit more is too many in 2026-11, because of: timing (promise 2026-11)" in said
    assert ikm.promise(pool, "sandal", ["2026-12"]).quantity == 20


def test_where_whole_lots_alone_are_in_the_way_no_row_is_blamed() -> None:
    """A makes 18 and B 14 of their 20 in two months; the linear relaxation sees room for more."""
    found = ikm.promise(makers(offers=lots(lot_multiple=[6, 7])), "sandal", ["2026-12"])
    assert found.quantity == 32
    assert found.bottlenecks[["short", "rule", "row"]].to_numpy().tolist() == [[True, "", ""]]
    assert repr(found).splitlines()[2] == (
        "  Limit   one unit more is too many, because of: whole lots and yes/no rules"
    )


def test_what_is_offered_for_other_orders_only_cannot_be_promised() -> None:
    found = ikm.promise(makers(offers=lots(order=["T1", "T1"])), "sandal", 1)
    assert (found.quantity, found.proven) == (0, True)
    assert found.bottlenecks["rule"].tolist() == ["no_offer"]
    assert "because of: no offer but for other orders" in repr(found)


def test_what_orders_at_hand_take_is_not_promised() -> None:
    """T1 takes both makers' November; in December there is room for twenty."""
    orders = makers().orders.assign(quantity=20)
    found = ikm.promise(makers(orders=orders), "sandal")
    assert (found.quantity, found.proven) == (0, True)
    assert "too many in 2026-11, because of: capacity" in repr(found)
    assert ikm.promise(makers(orders=orders), "sandal", ["2026-12"]).quantity == 20


def test_a_notebook_shows_the_same_words_with_names_escaped() -> None:
    offers, orders = lots(), makers().orders
    pool = makers(
        offers=offers.assign(product="a<b"), orders=orders.assign(product="a<b", quantity=0)
    )
    shown = ikm.promise(pool, "a<b", 1)._repr_html_()
    assert "Promise: 20 units of a&lt;b a month, in 2026-11" in shown
    assert shown.count("<tr>") == 4


def test_the_curve_tells_what_each_unit_costs_exactly() -> None:
    """T1 takes one unit of A; the first nine of a promise are A's, the next ten B's."""
    curve = ikm.promise(makers(), "sandal", 1).curve
    assert curve["quantity"].tolist() == [1, 3, 5, 7, 9, 11, 13, 15, 17, 19]
    assert curve["feasible"].all()
    assert curve["proven"].all()
    cost = [90 * min(q, 9) + 100 * max(q - 9, 0) for q in curve["quantity"]]
    assert curve["unit_cost"].tolist() == [
        Fraction(c, q) for c, q in zip(cost, curve["quantity"], strict=True)
    ]
    assert curve["marginal_cost"].tolist() == [90] * 5 + [100] * 5


def test_the_curve_leaves_out_what_cannot_be_delivered() -> None:
    curve = ikm.promise(makers(offers=lots(lot_multiple=[8, 8])), "sandal", ["2026-12"]).curve
    assert curve["quantity"].iloc[-1] == 32
    told = curve.set_index("quantity")
    assert told["feasible"].tolist() == [q % 8 == 0 for q in told.index]
    assert told.loc[~told["feasible"], "unit_cost"].isna().all()
    assert told.loc[16, "unit_cost"] == 90


def test_all_or_nothing_does_not_hide_what_a_smaller_promise_could_be() -> None:
    found = ikm.promise(makers(), "sandal", 1, {"all_or_nothing": True})
    assert (found.quantity, found.proven) == (19, True)
    assert found.plan.pool.orders["all_or_nothing"].tolist()[1:] == [True]


def test_the_strict_order_of_a_plan_decides_what_can_be_promised() -> None:
    """A is to make eight units at least, and has hours for five shoes or ten sandals.

    T1 asks five shoes, so three units are not kept.  From two sandals on A would keep more by
    making those instead of a shoe, as the plan counts that first: T1 would be short, although B
    could make every sandal.
    """
    pool = ikm.Pool(
        suppliers=pd.DataFrame({"supplier": ["A", "B"], "capacity": [50, 5]}),
        offers=pd.DataFrame(
            {
                "supplier": ["A", "A", "B"],
                "product": ["shoe", "sandal", "sandal"],
                "unit_cost": 9,
                "hours": [2, 1, None],
            }
        ),
        hours=pd.DataFrame({"supplier": ["A"], "hours": [10]}),
        limits=pd.DataFrame({"supplier": ["A"], "least": [8]}),
        orders=pd.DataFrame({"order": ["T1"], "product": ["shoe"], "quantity": [5]}),
    )
    found = ikm.promise(pool, "sandal")
    assert (found.quantity, found.upper, found.proven) == (1, 1, True)
    assert found.plan.orders["short"].tolist() == [0, 0]


def test_names_do_not_clash_with_the_orders_of_the_pool() -> None:
    orders = makers().orders.assign(order="promise 2026-12")
    found = ikm.promise(makers(orders=orders), "sandal")
    assert found.orders == ("promise 2 2026-11", "promise 2 2026-12")


def test_a_number_of_months_counts_from_the_first() -> None:
    found = ikm.promise(makers(), "sandal", 1)
    assert [str(month) for month in found.months] == ["2026-11"]


def test_without_months_it_is_one_order() -> None:
    pool = small.two_makers()
    found = ikm.promise(pool, "shoe")
    assert (found.quantity, found.months, found.orders) == (100, (), ("promise",))
    assert repr(found).startswith("Promise: 100 units of shoe\n")
    assert ikm.promise(pool, "shoe", "2027-01").months == (pd.Period("2027-01", "M"),)


def test_terms_are_columns_of_the_orders_in_either_language() -> None:
    limit = pd.DataFrame({"destination": ["Taiwan"], "month": ["each"], "greatest": [7]})
    orders = makers().orders.assign(destination="Japan")
    pool = makers(limits=limit, orders=orders)
    for column in ("destination", "tujuan"):
        found = ikm.promise(pool, "sandal", None, {column: "Taiwan"})
        assert found.quantity == 7
        assert found.plan.pool.orders["destination"].tolist() == ["Japan", "Taiwan", "Taiwan"]


def test_what_a_lead_keeps_and_a_least_number_of_producers_bind_a_promise() -> None:
    """T1 is A's alone: with all of its ten units to keep A can not lead more than nine.

    Where it keeps four, B may top up what it can; and two producers share a unit only in two.
    """
    pairs = pd.DataFrame({"supplier": ["B"], "order": ["T1"], "forbidden": [True]})
    pool, shared = makers(pairs=pairs), {"lead_quantity": 4, "min_producers": 2}
    for terms, most in (({}, 19), ({"lead": "A"}, 9), ({"lead": "A"} | shared, 19)):
        found = ikm.promise(pool, "sandal", 1, terms)
        assert (found.quantity, found.proven) == (most, True)
        assert found.plan.not_kept.empty
    assert ikm.promise(pool, "sandal", 1, {"lead": "A", "min_producers": 2}).quantity == 1


@pytest.mark.parametrize("limit", [1e-9, 0.02, 0.2])
def test_out_of_time_there_is_a_valid_bound_and_no_claim(limit: float) -> None:
    pool = ikm.sample("sidoarjo")
    truth, options = 31, ikm.SolveOptions(time_limit=limit)
    found = ikm.promise(pool, "batik scarf", None, {"destination": "Taiwan"}, options)
    assert found.quantity <= truth <= found.upper
    assert not found.proven or found.quantity == truth
    if limit == 1e-9:
        assert not found.proven
        assert f"no more than {found.upper} can be delivered" in repr(found)
    promise_orders = found.plan.orders["order"].isin(found.orders)
    assert (found.plan.orders.loc[promise_orders, "delivered"] >= found.quantity).all()


def test_frames_are_handed_out_as_copies() -> None:
    found = ikm.promise(makers(), "sandal", 1)
    curve = found.curve
    curve["quantity"] = 0
    assert (found.curve["quantity"] > 0).all()


def test_every_fault_of_the_terms_is_told_at_once() -> None:
    terms = {
        "destinaton": "Taiwan",
        "class": 3,
        "tolerance_under": 0.1,
        "price": "much",
        "lead": "C",
        "same_makers": True,
    }
    with pytest.raises(TableError) as error:
        ikm.promise(makers(), "sandle", None, terms)
    assert (
        str(error.value)
        == """7 faults in 1 table.

orders, column destinaton: the orders have no such column, so it is no term of a promise.
    (did you mean "destination"?)
  Give a column of the orders, such as destination, buyer, contract or price.

orders, column class: a promise fills this column itself.
    3
  Leave it out of the terms; the quantity is what is looked for.

orders, column tolerance_under: a promise is delivered in full, so no share of it may be missing.
    0.1
  Leave tolerance_under out of the terms.

orders, column price: 1 row is not a number.
    "much"
  Give the figure alone, without words.

orders, column lead: 1 row names a producer that the table of suppliers lacks.
    "C"
  Correct the name, or add the producer to the suppliers.

orders, column product: 1 row names a product that no offer has.
    "sandle"  (did you mean "sandal"?)
  Correct the name, or add an offer of that product.

orders, column same_makers: 1 row asks for the same makers all along a contract and names none.
    True
  Name the contract, or leave same_makers blank.

All faulty rows: error.faults (a DataFrame)."""
    )
    assert "janji mengisi kolom ini sendiri" in error.value.in_language("id")


def test_a_price_that_is_worth_no_coin_is_refused() -> None:
    settings = {"start": "2026-11", "end": "2026-12", "rate_USD": 0.001, "money_decimals": 0}
    with pytest.raises(TableError, match="less than half of the smallest money unit"):
        ikm.promise(makers(settings=settings), "sandal", 1, {"price": 1, "currency": "USD"})


def test_a_promise_that_nothing_limits_names_whose_capacity_is_not_known() -> None:
    suppliers = pd.DataFrame({"supplier": ["A", "B"], "capacity": [10, None]})
    with pytest.raises(TableError) as error:
        ikm.promise(makers(suppliers=suppliers), "sandal")
    assert (
        str(error.value)
        == """1 fault in 1 table.

suppliers, column capacity: nothing limits how much sandal can be promised below 10,000,000 \
units a month, with what is known of the capacity of B.
  Give the capacity of these producers, or of their offers.

All faulty rows: error.faults (a DataFrame)."""
    )


@pytest.mark.parametrize(
    ("months", "message"),
    [
        (3, "The promise is for 3 months; the pool has 2. Give a number from 1 to 2, or a list"),
        (0, "The promise is for 0 months; the pool has 2."),
        ([], r"The months of the promise are \[\]. Give a number of months, or a list such as"),
        (2.5, "The months of the promise are 2.5. Give a number of months, or a list such as"),
        (["2026-11", "2026-11"], "are 2026-11, 2026-11. Give each month once"),
        (["2026-10", "2026-11"], "is for 2026-10; the pool has 2026-11 to 2026-12. Give months"),
        (["soon"], "'soon' is not a month. Give the month as 2026-11."),
    ],
)
def test_months_that_cannot_be_used_are_told(months: object, message: str) -> None:
    with pytest.raises(ikm.OptionError, match=message):
        ikm.promise(makers(), "sandal", months)


def test_several_months_need_a_pool_with_months() -> None:
    with pytest.raises(ikm.OptionError, match="in a pool without months, at most one"):
        ikm.promise(small.two_makers(), "shoe", ["2026-11", "2026-12"])


def test_the_pool_is_a_pool() -> None:
    with pytest.raises(ikm.OptionError, match=r"The pool is a dict\. Give an ikmpool.Pool"):
        ikm.promise({}, "sandal")  # type: ignore[arg-type]


def test_where_a_plan_for_less_is_none_for_more_quantities_are_tried_one_by_one() -> None:
    """A makes five, at 100 for the whole order, and nothing for less than 60; B makes four.

    Of an order of nine A's five would be worth 55, so that B's four are all that one maker gives.
    """
    pool = ikm.Pool(
        suppliers=pd.DataFrame({"supplier": ["A", "B"], "capacity": [5, 4]}),
        offers=pd.DataFrame(
            {
                "supplier": ["A", "B"],
                "product": "p",
                "lump_cost": [100, None],
                "unit_cost": [None, 9],
            }
        ),
        orders=pd.DataFrame({"order": ["T1"], "product": ["p"], "quantity": [0]}),
        limits=pd.DataFrame({"supplier": ["A"], "of": "money", "least": 60, "if_used": True}),
    )
    terms = {"max_producers": 1}
    asked = asking.ask(pool, "p", None, terms)
    base = headroom.serve(asked.at(0), ikm.SolveOptions())
    assert not asked.steady
    assert headroom.headroom(asked, 9, base, ikm.SolveOptions()).most == 4
    assert ikm.promise(pool, "p", None, terms).quantity == 5 == scan(pool, ("",), terms, 9)[-1]


def test_a_ctrl_c_ends_the_whole_search_and_keeps_what_is_proven_by_then() -> None:
    """Pressed as soon as anything is told: no quantity is called the largest that is not."""
    pressed: list[ikm.Progress] = []

    def press(progress: ikm.Progress) -> None:
        if not pressed:
            pressed.append(progress)
            signal.raise_signal(signal.SIGINT)

    pool, terms = ikm.sample("sidoarjo"), {"destination": "Taiwan"}
    largest = ikm.promise(pool, "wooden box", terms=terms)
    assert largest.proven
    options = ikm.SolveOptions(progress=press)
    found = ikm.promise(pool, "wooden box", terms=terms, options=options)
    assert pressed
    assert found.quantity <= largest.quantity <= found.upper
    assert not found.proven
    assert found.plan.audit.empty
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler

"""The audit serves any frame of shares, and counts in whole numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import ikmpool as ikm
import small
from ikmpool.plans.auditing import COLUMNS


def by_hand(*rows: tuple[str, str, object]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["order", "supplier", "units"])


def test_a_plan_typed_by_hand_without_months_or_kinds_passes_where_it_keeps_the_rules() -> None:
    pool = small.two_makers()
    assert ikm.audit(pool, by_hand(("T1", "A", 300), ("T1", "B", 100))).empty
    assert ikm.audit(pool, by_hand(("T1", "B", 7))).empty, "a shortage breaks no rule"
    assert ikm.audit(pool, by_hand()).empty


def test_a_violation_says_which_rule_by_how_much_and_in_words() -> None:
    found = ikm.audit(small.two_makers(), by_hand(("T1", "A", 305)))
    assert tuple(found.columns) == COLUMNS
    assert found.to_dict("records") == [
        {
            "rule": "capacity",
            "code": "normal_suppliers",
            "order": "",
            "supplier": "A",
            "month": "",
            "amount": 5,
            "given": False,
            "words": "A: 305 units are made in all, the producer's capacity is 300.",
        }
    ]


def test_shares_of_one_maker_are_added_up() -> None:
    found = ikm.audit(small.two_makers(), by_hand(("T1", "A", 200), ("T1", "A", 150)))
    assert found["amount"].tolist() == [50]


def test_more_than_was_ordered_and_less_than_nothing_are_violations() -> None:
    found = ikm.audit(small.two_makers(), by_hand(("T1", "A", 300), ("T1", "B", 101)))
    assert found["words"].tolist() == ["T1: 401 units are delivered, at most 400 are wanted."]
    found = ikm.audit(small.two_makers(), by_hand(("T1", "B", -3)))
    assert found["words"].tolist() == ["T1, B: a share has -3 units."]


def test_names_that_the_pool_does_not_know_are_told_with_their_row_label() -> None:
    makers = pd.DataFrame({"supplier": ["A", "B", "C"], "capacity": [300, 200, 100]})
    pool = small.two_makers(suppliers=makers)
    shares = by_hand(("T1", "A", 1), ("T9", "A", 2), ("T1", "Z", 3), ("T1", "C", 4))
    shares.index = ["w", "x", "y", "z"]
    found = ikm.audit(pool, shares)
    assert found["code"].tolist() == ["unknown_order", "unknown_supplier", "no_offer"]
    assert found["amount"].tolist() == [2, 3, 4]
    assert found["words"].tolist() == [
        'A: row x of the shares names the order "T9", which the pool does not have.',
        'T1: row y of the shares names the producer "Z", which the pool does not have.',
        "T1, C: the producer has no offer of the order's product.",
    ]


@pytest.mark.parametrize("missing", ["order", "supplier", "units"])
def test_a_missing_column_is_refused_with_the_columns_there_are(missing: str) -> None:
    shares = by_hand(("T1", "A", 1)).rename(columns={missing: "jumlah"})
    with pytest.raises(ikm.OptionError) as error:
        ikm.audit(small.two_makers(), shares)
    assert str(error.value) == (
        f"The shares have no column {missing!r}; they have {', '.join(shares)}."
        " Give order, supplier and units."
    )


@pytest.mark.parametrize(
    ("units", "shown"),
    [
        ("many", "'many'"),
        (None, "'None'"),
        (0.5, "'0.5'"),
        ("2.5", "'2.5'"),
        (np.inf, "'inf'"),
        (2.0**62, "'4.611686018427388e+18'"),
    ],
)
def test_units_that_are_not_whole_are_refused_with_their_row_label(
    units: object, shown: str
) -> None:
    shares = by_hand(("T1", "A", 1), ("T1", "B", 1))
    shares["units"] = pd.Series([1, units], dtype=object)
    shares.index = ["first", "second"]
    with pytest.raises(ikm.OptionError) as error:
        ikm.audit(small.two_makers(), shares)
    assert str(error.value) == (
        f"Units of share 'second': {shown}. Give whole numbers below a million million."
    )


@pytest.mark.parametrize(
    ("column", "cell", "text"),
    [
        ("made", "soon", "Made of share 1: 'soon'. Give months such as 2027-03."),
        ("kind", "weekend", "Kind of share 1: 'weekend'. Give normal, overtime or stock."),
    ],
)
def test_months_and_kinds_that_are_none_are_refused_with_their_row_label(
    column: str, cell: str, text: str
) -> None:
    shares = by_hand(("T1", "A", 1), ("T1", "B", 1))
    shares[column] = [None, cell]
    with pytest.raises(ikm.OptionError) as error:
        ikm.audit(small.two_makers(), shares)
    assert str(error.value) == text


@pytest.mark.parametrize("units", [["300", "100"], [300.0, 100.0], pd.array([300, 100], "Int64")])
def test_whole_units_may_come_as_text_or_floats(units: object) -> None:
    shares = by_hand(("T1", "A", 0), ("T1", "B", 0)).assign(units=units)
    before = shares.copy()
    assert ikm.audit(small.two_makers(), shares).empty
    pd.testing.assert_frame_equal(shares, before)


def months_pool() -> ikm.Pool:
    return small.two_makers(
        settings={"start": "2026-11", "end": "2027-01"},
        orders=pd.DataFrame(
            {"order": ["T1"], "product": ["shoe"], "quantity": [700], "due": ["2026-12"]}
        ),
    )


@pytest.mark.parametrize("as_text", [False, True])
def test_months_may_be_text_and_capacity_counts_month_by_month(*, as_text: bool) -> None:
    made = pd.PeriodIndex(["2026-11", "2026-12"], freq="M")
    shares = by_hand(("T1", "A", 300), ("T1", "A", 301))
    shares["made"] = made.astype(str) if as_text else made
    found = ikm.audit(months_pool(), shares)
    assert found["month"].tolist() == ["2026-12"]
    assert found["amount"].tolist() == [1]


def test_a_share_without_a_month_is_made_when_it_is_due() -> None:
    shares = by_hand(("T1", "A", 200), ("T1", "A", 200))
    assert ikm.audit(months_pool(), shares)["month"].tolist() == ["2026-12"]
    shares["made"] = ["2026-11", None]
    assert ikm.audit(months_pool(), shares).empty


def test_overtime_has_its_own_capacity() -> None:
    offers = pd.DataFrame(
        {
            "supplier": ["A", "B"],
            "product": ["shoe"] * 2,
            "unit_cost": [90, 100],
            "overtime_capacity": [20, None],
        }
    )
    pool = small.two_makers(offers=offers)
    shares = by_hand(("T1", "A", 300), ("T1", "A", 21)).assign(kind=["normal", "overtime"])
    found = ikm.audit(pool, shares)
    assert found["words"].tolist() == [
        "A: 21 units are made in overtime, the overtime capacity is 20."
    ]


def test_only_the_given_rules_are_audited() -> None:
    pool = small.two_makers()
    rules = [r for r in ikm.rules_of(pool) if r.name != "capacity"]
    assert ikm.audit(pool, by_hand(("T1", "A", 400)), rules=rules).empty


def test_what_a_plan_says_that_it_gave_up_is_no_violation_and_what_it_hides_is_one() -> None:
    """The lead is to keep all 400; it can make 300 of them, and keeps 250."""
    orders = pd.DataFrame({"order": ["T1"], "product": ["shoe"], "quantity": [400], "lead": ["A"]})
    pool = small.two_makers(orders=orders)
    shares = by_hand(("T1", "A", 250), ("T1", "B", 150))
    assert ikm.audit(pool, shares)["words"].tolist() == [
        "T1, A: the lead keeps 250 units, it is to keep 300."
    ]
    given_up = pd.DataFrame(
        {"rule": ["lead"], "scope": [""], "order": ["T1"], "supplier": ["A"], "units": [50]}
    )
    assert ikm.audit(pool, shares, not_kept=given_up).empty
    less = ikm.audit(pool, shares, not_kept=given_up.assign(units=49))
    assert less["amount"].tolist() == [1]


def test_the_words_are_in_the_pools_language() -> None:
    pool = small.two_makers(settings={"language": "id"})
    words = ikm.audit(pool, by_hand(("T1", "A", 305)))["words"].tolist()
    assert len(words) == 1
    assert "305" in words[0]
    assert "units are made" not in words[0]


@pytest.mark.parametrize("seed", range(40))
def test_a_full_makers_extra_unit_is_always_caught(seed: int) -> None:
    """Corrupt a proven plan: one more unit for a maker at its capacity, whatever the rules."""
    plan = ikm.allocate(small.random_pool(seed))
    shares = plan.shares.copy()
    if shares.empty:
        pytest.skip("this pool makes nothing")
    months = [*(["made"] if plan.pool.horizon else [])]
    normal = shares[shares["kind"] == "normal"].groupby(["supplier", *months])["units"].sum()
    capacity = plan.pool.suppliers.set_index("supplier")["capacity"]
    most = max(capacity)
    shares.loc[shares.index[0], "units"] += int(most) + int(normal.max())
    found = ikm.audit(plan.pool, shares, not_kept=plan.not_kept)
    assert not found.empty
    assert (found["amount"] > 0).all()
    assert not found["given"].any()
    assert found["words"].str.len().gt(0).all()


@pytest.mark.parametrize("seed", range(40))
def test_a_dropped_share_changes_the_audit_only_by_what_an_at_least_asks(seed: int) -> None:
    """Without pooled quality, making less can break no rule but the lead's."""
    frames = small.random_frames(seed)
    for table in ("specs", "quality"):
        frames.pop(table, None)
    plan = ikm.allocate(ikm.Pool(**frames))
    for row in plan.shares.index:
        found = ikm.audit(plan.pool, plan.shares.drop(index=row), not_kept=plan.not_kept)
        assert set(found["rule"]) <= {"lead"}


def test_swapping_two_makers_of_unequal_room_is_caught() -> None:
    plan = ikm.allocate(small.two_makers())
    swapped = plan.shares.assign(supplier=plan.shares["supplier"].to_numpy()[::-1])
    assert plan.shares["units"].tolist() == [300, 100]
    assert ikm.audit(plan.pool, swapped)["supplier"].tolist() == ["B"]


def test_the_order_of_the_rows_of_a_plan_changes_nothing() -> None:
    plan = ikm.allocate(ikm.sample("sidoarjo"))
    shuffled = plan.shares.sample(frac=1, random_state=3)
    shuffled.index = np.arange(100, 100 + len(shuffled))
    assert ikm.audit(plan.pool, shuffled, not_kept=plan.not_kept).empty


@pytest.mark.parametrize("month", ["2026-10", "2027-02", "2031-05"])
def test_a_share_made_outside_the_horizon_is_charged_to_its_own_maker(month: str) -> None:
    """It is not on time, and it takes nobody's capacity in any month that the pool has."""
    shares = by_hand(("T1", "A", 290), ("T1", "B", 190)).assign(made=[month, "2026-11"])
    found = ikm.audit(months_pool(), shares)
    assert set(found["supplier"]) == {"A"}
    assert set(found["rule"]) == {"timing"}


def test_shares_and_shortages_must_add_up_to_each_order_where_both_are_given() -> None:
    """A row is dropped: nobody states the 100 units that are missing now."""
    pool = small.two_makers(
        orders=pd.DataFrame({"order": ["T1"], "product": ["shoe"], "quantity": [400]})
    )
    plan = ikm.allocate(pool)
    dropped = plan.shares.iloc[:-1]
    lost = int(plan.shares["units"].iloc[-1])
    found = ikm.audit(pool, dropped, shortages=plan.shortages)
    assert found["amount"].tolist() == [lost]
    assert found["words"].tolist() == [
        f"T1: {400 - lost} units are delivered and 0 are said to be missing, of 400 ordered."
    ]
    stated = pd.DataFrame({"order": ["T1"], "short": [lost], "tolerated": [0]})
    assert ikm.audit(pool, dropped, shortages=stated).empty
    assert ikm.audit(pool, plan.shares, shortages=stated)["code"].tolist() == ["not_reconciled"]
    assert ikm.audit(pool, dropped).empty


def test_classes_are_read_as_the_tables_read_them() -> None:
    quality = pd.DataFrame(
        {"supplier": ["A", "B"], "attribute": "last", "class": [42, 42], "mean": None}
    )
    specs = pd.DataFrame({"order": ["T1"], "attribute": ["last"], "match": [True]})
    pool = small.two_makers(quality=quality, specs=specs)
    shares = by_hand(("T1", "A", 1), ("T1", "B", 1))
    for same in ([42.0, " 42 "], [42, None], ["42", np.nan], [pd.NA, "-"]):
        assert ikm.audit(pool, shares.assign(**{"class": same})).empty, same
    found = ikm.audit(pool, shares.assign(**{"class": [42, 43]}))
    assert found["code"].tolist() == ["mixed", "not_offered"]


def test_names_are_read_as_the_tables_read_them() -> None:
    """Codes may be numbers, and white space around a name is none of it."""
    orders = pd.DataFrame({"order": [101], "product": ["shoe"], "quantity": [400], "lead": [7]})
    makers = pd.DataFrame({"supplier": [7, 8], "capacity": [300, 200]})
    offers = pd.DataFrame({"supplier": [7, 8], "product": ["shoe"] * 2, "unit_cost": [90, 100]})
    pool = small.two_makers(suppliers=makers, offers=offers, orders=orders)
    shares = pd.DataFrame({"order": [101, " 101 "], "supplier": [7.0, "8"], "units": [250, 100]})
    given_up = pd.DataFrame(
        {"rule": ["lead"], "scope": [None], "order": [101], "supplier": [7], "units": [50]}
    )
    missing = pd.DataFrame({"order": [101], "short": [50], "tolerated": [0]})
    assert ikm.audit(pool, shares, not_kept=given_up, shortages=missing).empty


def test_locked_units_that_were_given_up_may_leave_the_scope_blank() -> None:
    pairs = pd.DataFrame({"supplier": ["A"], "order": ["T1"], "locked": [5]})
    pool = small.two_makers(pairs=pairs)
    given_up = pd.DataFrame(
        {"rule": ["pairs"], "scope": [None], "order": ["T1"], "supplier": ["A"], "units": [5]}
    )
    assert ikm.audit(pool, by_hand(("T1", "B", 7)), not_kept=given_up).empty


def test_a_share_of_nothing_breaks_no_rule() -> None:
    """A may have no part of the order, was not measured, and has none of it."""
    pool = small.two_makers(
        pairs=pd.DataFrame({"supplier": ["A"], "order": ["T1"], "forbidden": [True]}),
        quality=pd.DataFrame({"supplier": ["B"], "attribute": ["length"], "mean": [27]}),
        specs=pd.DataFrame({"order": ["T1"], "attribute": ["length"], "lsl": [26]}),
    )
    assert ikm.audit(pool, by_hand(("T1", "A", 0), ("T1", "B", 3))).empty
    assert ikm.audit(pool, by_hand(("T1", "A", 1)))["rule"].tolist() == ["specs", "pairs"]


def past_pool(**tables: Any) -> ikm.Pool:
    """A has made two units too many of its three a month; B may make two."""
    return small.two_makers(
        settings={"start": "2026-11", "end": "2026-12"},
        suppliers=pd.DataFrame({"supplier": ["A", "B"], "capacity": [3, 2]}),
        orders=pd.DataFrame(
            {"order": ["T1"], "product": ["shoe"], "quantity": [9], "due": ["2026-12"]}
        ),
        **{
            "actuals": pd.DataFrame(
                {"order": ["T1"], "supplier": ["A"], "month": ["2026-11"], "made": [5]}
            ),
            **tables,
        },
    )


def dated(*rows: tuple[str, str, int]) -> pd.DataFrame:
    shares = by_hand(*(("T1", supplier, units) for supplier, _, units in rows))
    return shares.assign(made=[month for _, month, _ in rows])


def test_what_the_facts_break_is_given_and_what_is_broken_elsewhere_is_not() -> None:
    found = ikm.audit(past_pool(), dated(("A", "2026-11", 5), ("B", "2026-12", 3)))
    assert found[["month", "amount", "given"]].to_numpy().tolist() == [
        ["2026-11", 2, True],
        ["2026-12", 1, False],
    ]
    assert found["words"].tolist() == [
        "A, 2026-11: 5 units are made in all, the producer's capacity is 3.",
        "B, 2026-12: 3 units are made in all, the producer's capacity is 2.",
    ]


def test_a_place_that_is_broken_further_is_not_given() -> None:
    """One unit more in November breaks the capacity further, and is not what happened."""
    found = ikm.audit(past_pool(), dated(("A", "2026-11", 6)))
    assert found[["rule", "amount", "given"]].to_numpy().tolist() == [
        ["past", 1, False],
        ["capacity", 3, False],
    ]


def test_limits_on_one_place_are_told_apart() -> None:
    """A's facts break the limit on A by two; the one on B is the plan's own."""
    limits = pd.DataFrame({"supplier": ["A", "B"], "of": ["units"] * 2, "greatest": [3, 0]})
    rows = dated(("A", "2026-11", 5), ("B", "2026-12", 1))
    found = ikm.audit(past_pool(limits=limits), rows)
    limited = found[found["rule"] == "limits"]
    assert limited[["amount", "given"]].to_numpy().tolist() == [[2, True], [1, False]]


def test_a_part_of_a_unit_beyond_what_is_given_is_beyond_it() -> None:
    """Half of what is made must be B's: A's five lack 2.5, its six would lack three."""
    limits = pd.DataFrame({"supplier": ["B"], "of": ["share"], "least": [0.5]})
    pool = past_pool(limits=limits)
    given = [
        ikm.audit(pool, dated(("A", "2026-11", 5), ("A", "2026-12", more)))
        .set_index("rule")["given"]["limits"]
        for more in (0, 1)
    ]  # fmt: skip
    assert given == [True, False]

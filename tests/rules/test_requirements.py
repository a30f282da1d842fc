"""Requirements: certificates, workshops, statuses and yearly limits of a market."""

import pandas as pd
import pytest

import ikmpool as ikm
from rules.cases import (
    NOVEMBER_ON,
    ORDER,
    eased,
    made,
    makers,
    offers,
    plan_of,
    pool_with,
    refusals,
    vector,
    violations,
)

TO_HK = ORDER | {"destination": "Hong Kong", "due": "2026-11"}
ASKS_SNI = {"requirement": "R", "destination": "Hong Kong", "kind": "certificate", "scheme": "SNI"}
SNI = {"holder": "A", "scheme": "SNI", "issuer": "BSN"}


def pool_of(*requirements, certificates=(SNI,), **tables):
    given = {"orders": [TO_HK], "requirements": list(requirements) or [ASKS_SNI]}
    return pool_with(**given, certificates=list(certificates), **tables)


def refused(pool):
    """Say why A is refused; B holds nothing and never matters."""
    return tuple([w.split(" | ")[2] for w in words if w[0] == "A"] for words in refusals(pool))


def test_only_holders_of_the_certificate_serve_the_market():
    pool = pool_of()
    assert made(pool) == {"A": 10}
    assert refusals(pool) == (
        ["B | R | no SNI certificate."],
        ["B | R | tidak ada sertifikat SNI."],
    )
    assert made(pool.replace(orders=pool.orders.assign(destination="Taiwan"))) == {"A": 10}


@pytest.mark.parametrize(
    ("requirement", "certificate", "english", "indonesian"),
    [
        (
            {"issuers": "BPJPH; JAKIM"},
            {},
            "the SNI certificate is not from an accepted issuer (BPJPH, JAKIM).",
            "sertifikat SNI bukan dari penerbit yang diterima (BPJPH, JAKIM).",
        ),
        (
            {},
            {"product": "bag; food"},
            "the SNI certificate does not cover the product.",
            "sertifikat SNI tidak mencakup produk ini.",
        ),
        (
            {},
            {"to": "2026-11-29"},
            "SNI certificate ends 2026-11-29, it must be valid all through 2026-11.",
            "sertifikat SNI berakhir 2026-11-29, harus berlaku sepanjang 2026-11.",
        ),
        (
            {},
            {"from": "2026-11-02"},
            "SNI certificate begins 2026-11-02, it must be valid all through 2026-11.",
            "sertifikat SNI mulai 2026-11-02, harus berlaku sepanjang 2026-11.",
        ),
    ],
)
def test_a_certificate_that_does_not_count_is_refused_with_its_first_fault(
    requirement, certificate, english, indonesian
):
    pool = pool_of(ASKS_SNI | requirement, certificates=[SNI | certificate])
    assert refused(pool) == ([english], [indonesian])
    assert violations(pool, "A 3") == ([f"T1, A: {english}"], [f"T1, A: {indonesian}"])


@pytest.mark.parametrize(
    ("certificate", "why"),
    [
        ({"from": "2026-11-01", "to": "2026-11-30"}, "the month from first to last day"),
        ({"product": "bag; shoe"}, "the product is in scope"),
        ({"product": "footwear"}, "its sector is in scope"),
        ({"issuer": None}, "no issuer is asked for"),
    ],
)
def test_a_certificate_counts_that_covers_product_and_month(certificate, why):
    products = [{"product": "shoe", "sector": "footwear"}, {"product": "bag"}]
    pool = pool_of(certificates=[SNI | certificate], products=products)
    assert refused(pool)[0] == [], why


def test_of_two_certificates_one_that_counts_is_enough():
    old, new = SNI | {"to": "2025-01-31"}, SNI | {"issuer": "KAN", "from": "2026-01-01"}
    assert refused(pool_of(certificates=[old, new]))[0] == []
    assert refused(pool_of(certificates=[old, new | {"from": "2027-01-01"}]))[0] == [
        "SNI certificate begins 2027-01-01, it must be valid all through 2026-11."
    ]


def test_a_better_scheme_satisfies_a_weaker_one_over_several_steps():
    """MD satisfies SPP-IRT, which satisfies PIRT; not the other way round."""
    schemes = [
        {"scheme": "MD", "satisfies": "SPP-IRT"},
        {"scheme": "SPP-IRT", "satisfies": "PIRT"},
    ]
    asks = ASKS_SNI | {"scheme": "PIRT"}
    assert refused(pool_of(asks, certificates=[SNI | {"scheme": "MD"}], schemes=schemes))[0] == []
    back = pool_of(
        ASKS_SNI | {"scheme": "MD"}, certificates=[SNI | {"scheme": "PIRT"}], schemes=schemes
    )
    assert refused(back)[0] == ["no MD certificate."]


def test_a_groups_certificate_counts_for_its_members():
    groups = [{"group": "Koperasi", "supplier": "B"}]
    pool = pool_of(certificates=[SNI | {"holder": "Koperasi"}], groups=groups)
    assert made(pool) == {"B": 10}


def test_the_month_of_production_may_count_instead_of_the_due_month():
    """Valid in November only, due in December: made in November, and refused where due counts."""
    certificate = SNI | {"from": "2026-11-01", "to": "2026-11-30"}
    tables = {"settings": NOVEMBER_ON, "orders": [TO_HK | {"due": "2026-12"}]}
    asks = ASKS_SNI | {"at": "production"}
    pool = pool_with(requirements=[asks], certificates=[certificate], **tables)
    assert made(pool) == {"A 2026-11": 10}
    assert violations(pool, "A 2 2026-12")[0] == [
        "T1, A: SNI certificate ends 2026-11-30, it must be valid all through 2026-12."
    ]
    at_due = pool_with(requirements=[ASKS_SNI], certificates=[certificate], **tables)
    assert made(at_due) == {}


def test_what_comes_late_is_certified_when_it_comes():
    """Due in November, a month late at most; the certificate ends with November."""
    certificate = SNI | {"to": "2026-11-30"}
    late = TO_HK | {"due": "2026-11", "max_late": 1}
    pool = pool_with(
        requirements=[ASKS_SNI],
        certificates=[certificate],
        settings=NOVEMBER_ON,
        orders=[late],
        offers=offers({"capacity": 6}),
    )
    assert made(pool) == {"A 2026-11": 6}
    assert violations(pool, "A 2 2026-12 2026-12")[0] == [
        "T1, A: SNI certificate ends 2026-11-30, it must be valid all through 2026-12."
    ]


def test_rows_of_one_requirement_are_alternatives_and_different_ones_all_hold():
    workshop = {"requirement": "R", "kind": "workshop"}
    suppliers = makers({"own_workshop": False}, {"own_workshop": True})
    either = pool_of(ASKS_SNI, workshop, suppliers=suppliers)
    assert refusals(either)[0] == []
    both = pool_of(ASKS_SNI, workshop | {"requirement": "W"}, suppliers=suppliers)
    assert refusals(both) == (
        ["A | W | no workshop of its own.", "B | R | no SNI certificate."],
        ["A | W | tidak punya bengkel sendiri.", "B | R | tidak ada sertifikat SNI."],
    )
    neither = pool_of(ASKS_SNI, workshop, certificates=[SNI | {"holder": "B"}])
    assert [w.split(" | ")[2] for w in refusals(neither)[0]] == [
        "no SNI certificate.",
        "no workshop of its own.",
    ]


@pytest.mark.parametrize("asked", ["coached", "Coached", "dibina"])
def test_a_market_may_ask_for_a_status_in_either_language(asked):
    pool = pool_of(
        {"requirement": "S", "kind": "status", "scheme": asked},
        suppliers=makers({"status": "coached"}, {"status": "waiting_list"}),
        settings={"ready_status": "export_ready; coached; waiting_list"},
    )
    assert made(pool) == {"A": 10}
    english = "status is waiting_list, asked is coached."
    indonesian = "status daftar tunggu, yang diminta dibina."
    assert refusals(pool) == ([f"B | S | {english}"], [f"B | S | {indonesian}"])
    assert violations(pool, "B 3") == ([f"T1, B: {english}"], [f"T1, B: {indonesian}"])


def test_any_of_several_accepted_statuses_will_do():
    pool = pool_of(
        {"requirement": "S", "kind": "status", "scheme": "export_ready; coached"},
        suppliers=makers({"status": "coached"}, {"status": "waiting_list"}),
        settings={"ready_status": "export_ready; coached; waiting_list"},
    )
    assert made(pool) == {"A": 10}


def test_a_requirement_is_for_its_destination_product_and_sector():
    for cells in ({"destination": "Taiwan"}, {"product": "bag"}, {"sector": "food"}):
        pool = pool_of(
            {**ASKS_SNI, "destination": None, **cells},
            offers=[*offers({}), {"supplier": "B", "product": "bag", "unit_cost": 1}],
            products=[{"product": "shoe", "sector": "footwear"}, {"product": "bag"}],
        )
        assert refusals(pool)[0] == []


LIMIT = {"requirement": "R", "destination": "Hong Kong", "kind": "yearly_limit"}


def test_only_units_that_nothing_else_admits_count_against_a_yearly_limit():
    """A is certified; B's units rest on the limit of 6, of which 2 are used: 4 of B, 6 of A."""
    pool = pool_of(
        ASKS_SNI,
        LIMIT | {"yearly_limit": 6, "already_used": 2},
        offers=offers({"unit_cost": 30}),
    )
    assert made(pool) == {"A": 6, "B": 4}
    assert violations(pool, "A 5", "B 5") == (
        ["5 units of shoe for Hong Kong in 2026 rest on the yearly limit, of which 4 are left."],
        [
            "5 unit shoe untuk Hong Kong pada 2026 bergantung pada batas tahunan, sisanya 4.",
        ],
    )


def test_each_year_has_its_own_limit_less_what_is_used():
    """Limit 5, 3 used: 2 due in November, 2 due in January."""
    orders = [TO_HK | {"quantity": 9}, TO_HK | {"order": "T2", "due": "2027-01", "quantity": 9}]
    pool = pool_with(
        settings=NOVEMBER_ON,
        orders=orders,
        requirements=[LIMIT | {"yearly_limit": 5, "already_used": 3}],
    )
    assert plan_of(pool).orders["delivered"].tolist() == [2, 2]


def test_a_certificate_that_lasts_a_year_longer_saves_what_it_cost():
    """A's 10 units cost 100, B's 200."""
    pool = pool_of(certificates=[SNI | {"to": "2026-06-30"}, SNI | {"holder": "B"}])
    assert vector(pool)[-1] == 200
    assert [vector(p)[-1] for p in eased(pool, "requirements")] == [100]


def test_a_yearly_limit_of_one_more_is_one_unit_more():
    pool = pool_of(LIMIT | {"yearly_limit": 6}, certificates=[SNI])
    assert vector(pool)[1] == 4
    assert [vector(p)[1] for p in eased(pool, "requirements")] == [3]


def test_a_unit_that_one_certificate_admits_rests_on_no_yearly_limit():
    """Alternatives in any order: halal, or a label, or ten units a year."""
    rows = [
        {"requirement": "R", "kind": "certificate", "scheme": "halal"},
        {"requirement": "R", "kind": "certificate", "scheme": "label"},
        {"requirement": "R", "kind": "yearly_limit", "yearly_limit": 10},
        {"requirement": "R", "product": "p", "kind": "yearly_limit", "yearly_limit": 20},
    ]
    for order in (rows, rows[::-1]):
        for held, units in (("halal", 100), ("label", 100), ("SNI", 20)):
            pool = ikm.Pool(
                settings={"as_of": "2026-11-24"},
                suppliers=pd.DataFrame({"supplier": ["A"]}),
                offers=pd.DataFrame({"supplier": ["A"], "product": ["p"], "unit_cost": [1]}),
                orders=pd.DataFrame({"order": ["T"], "product": ["p"], "quantity": [100]}),
                requirements=pd.DataFrame(order),
                certificates=pd.DataFrame({"holder": ["A"], "scheme": [held], "number": ["1"]}),
            )
            assert ikm.allocate(pool).orders["delivered"].tolist() == [units]

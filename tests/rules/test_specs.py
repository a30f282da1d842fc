"""Specs: each maker's own mean and Cpk."""

import pytest

from rules.cases import ORDER, eased, made, pool_with, refusals, vector, violations

WIDE = {"product": "shoe", "attribute": "sole", "lsl": 3.5, "usl": 4.5}
GOOD = {"supplier": "B", "attribute": "sole", "mean": 4, "sd": 0.1}


def pool_of(spec, measured, **tables):
    """A's measurement is on trial; B's is good."""
    a = [{"supplier": "A", "attribute": "sole", **measured}] if measured else []
    return pool_with(specs=[spec], quality=[*a, GOOD], **tables)


@pytest.mark.parametrize(
    ("spec", "measured", "english", "indonesian"),
    [
        ({}, None, "sole was not measured.", "sole belum diukur."),
        (
            {},
            {"mean": 3.49},
            "mean sole is 3.49, below the limit of 3.5.",
            "rata-rata sole 3,49, di bawah batas 3,5.",
        ),
        (
            {},
            {"mean": 4.51},
            "mean sole is 4.51, above the limit of 4.5.",
            "rata-rata sole 4,51, di atas batas 4,5.",
        ),
        (
            {"min_cpk": 1},
            {"mean": 4},
            "the standard deviation of sole was not measured.",
            "simpangan baku sole belum diukur.",
        ),
        # room min(4.5 - 4.2, 4.2 - 3.5) = 0.3; Cpk = 0.3 / (3 * 0.11) = 0.909...
        (
            {"min_cpk": 1},
            {"mean": 4.2, "sd": 0.11},
            "Cpk of sole is 0.91, asked is 1.",
            "Cpk sole 0,91, yang diminta 1.",
        ),
    ],
)
def test_a_maker_outside_the_spec_is_refused(spec, measured, english, indonesian):
    pool = pool_of(WIDE | spec, measured)
    assert made(pool) == {"B": 10}
    assert refusals(pool) == ([f"A | shoe, sole | {english}"], [f"A | shoe, sole | {indonesian}"])
    assert violations(pool, "A 3") == ([f"T1, A: {english}"], [f"T1, A: {indonesian}"])


@pytest.mark.parametrize(
    ("spec", "measured", "why"),
    [
        ({}, {"mean": 3.5}, "on the lower limit"),
        ({}, {"mean": 4.5}, "on the upper limit"),
        ({"min_cpk": 1}, {"mean": 4.2, "sd": 0.1}, "Cpk = 0.3 / 0.3 = 1, exactly"),
        ({"min_cpk": 1, "usl": None}, {"mean": 4.2, "sd": 0.2}, "one-sided: 0.7 / 0.6"),
        ({"min_cpk": 5}, {"mean": 4, "sd": 0}, "no spread at all"),
    ],
)
def test_a_maker_on_or_inside_the_limits_is_admitted(spec, measured, why):
    assert made(pool_of(WIDE | spec, measured)) == {"A": 10}, why


def test_specs_of_order_contract_and_product_all_hold():
    """A's 4.2 passes the product's 4.5 and the contract's 4.3, and fails the order's 4.1."""
    order = ORDER | {"contract": "K"}
    specs = [
        {"product": "shoe", "attribute": "sole", "usl": 4.5},
        {"contract": "K", "attribute": "sole", "usl": 4.3},
        {"order": "T1", "attribute": "sole", "usl": 4.1},
    ]
    quality = [{"supplier": "A", "attribute": "sole", "mean": 4.2}, GOOD]
    for count in (1, 2):
        assert made(pool_with(orders=[order], specs=specs[:count], quality=quality)) == {"A": 10}
    pool = pool_with(orders=[order], specs=specs, quality=quality)
    assert refusals(pool)[0] == ["A | T1, sole | mean sole is 4.2, above the limit of 4.1."]


def test_widening_a_limit_to_the_nearest_mean_saves_what_it_cost():
    """The upper limit goes to A's 4.7; the lower one has no mean below it."""
    pool = pool_of(WIDE, {"mean": 4.7})
    assert vector(pool)[-1] == 200
    assert [vector(p)[-1] for p in eased(pool, "specs")] == [100]

"""Sampling plans of ISO 2859-1:1999: letters, samples, acceptance numbers, arrows and edges."""

from itertools import pairwise

import pytest

from ikmpool.errors import OptionError
from ikmpool.rules.sampling import LARGEST_LOTS, TABLE_2A, sampling_plan
from ikmpool.tables.checking.inspection_checks import AQLS

LETTERS = "ABCDEFGHJKLMNPQR"
SAMPLES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000)
#: By distance from the place where nothing bad may be found: the table's diagonals.
DIAGONALS = {14: 0, 17: 1, 18: 2, 19: 3, 20: 5, 21: 7, 22: 10, 23: 14, 24: 21}


@pytest.mark.parametrize(
    ("lot", "aql", "letter", "sample", "accept"),
    [
        (500, 2.5, "H", 50, 3),
        (500, 4.0, "H", 50, 5),
        (1200, 1.0, "J", 80, 2),
        (1200, 2.5, "J", 80, 5),
        (3200, 0.65, "K", 125, 2),
        (10_000, 1.5, "L", 200, 7),
        (20, 2.5, "C", 5, 0),
        (8, 6.5, "A", 2, 0),
        (15, 4.0, "B", 3, 0),
        (500_000, 0.015, "P", 800, 0),
        (500_001, 0.010, "Q", 1250, 0),
    ],
)
def test_the_table_is_read_by_lot_and_aql(lot, aql, letter, sample, accept):
    plan = sampling_plan(lot, aql)
    assert (plan.code_letter, plan.sample, plan.accept) == (letter, sample, accept)
    assert plan.reject == accept + 1


@pytest.mark.parametrize(
    ("lot", "aql", "letter", "sample", "accept"),
    [
        (200, 1.0, "H", 50, 1),  # G: the first plan below
        (200, 0.65, "F", 20, 0),  # G: the first plan above
        (200, 0.10, "K", 125, 0),  # G: down over three letters
        (100_000, 10, "K", 125, 21),  # N: up over three letters
        (10_000, 10, "K", 125, 21),
        (600_000, 0.015, "P", 800, 0),  # Q: nothing is below, so above
        (600_000, 0.025, "R", 2000, 1),  # only an arrow leads to R
        (100, 0.010, "Q", 100, 0),  # F: all the way down, and then the whole lot
    ],
)
def test_arrows_are_followed_to_another_letter_and_its_sample(lot, aql, letter, sample, accept):
    plan = sampling_plan(lot, aql)
    assert (plan.code_letter, plan.sample, plan.accept) == (letter, sample, accept)


@pytest.mark.parametrize(
    ("lot", "aql", "sample"), [(1, 6.5, 1), (2, 6.5, 2), (4, 10, 4), (6, 10, 5), (40, 0.25, 40)]
)
def test_a_sample_as_large_as_the_lot_is_the_whole_lot(lot, aql, sample):
    assert sampling_plan(lot, aql).sample == sample


def test_each_letter_begins_one_unit_after_the_one_before_it_ends():
    """At AQL 0.010 every lot goes down to Q, at 0.40 the letters up to G do; so 1.0 tells them."""
    ends = [(8, 9), (15, 16), (25, 26), (50, 51), (90, 91), (150, 151), (280, 281), (500, 501)]
    ends += [(1200, 1201), (3200, 3201), (10_000, 10_001), (35_000, 35_001), (150_000, 150_001)]
    ends += [(500_000, 500_001)]
    assert [end for end, _ in ends] == list(LARGEST_LOTS)
    by_aql = {6.5: 0, 4.0: 1, 2.5: 2, 1.5: 3, 1.0: 4, 0.65: 5, 0.40: 6, 0.25: 7}
    by_aql |= {0.15: 8, 0.10: 9, 0.065: 10, 0.040: 11, 0.025: 12, 0.015: 13}
    for aql, at in by_aql.items():
        last, first = ends[at]
        assert sampling_plan(last, aql).code_letter == LETTERS[at]
        assert sampling_plan(last, aql).accept == 0
        assert sampling_plan(first, aql).code_letter == LETTERS[at], "the arrow leads back up"
        beyond = ends[at + 1][1] if at + 1 < len(ends) else None
        if beyond:
            assert sampling_plan(beyond, aql).accept == 1


def test_every_cell_of_the_table_lies_on_its_diagonal():
    rows = [line.split() for line in TABLE_2A.split("\n") if line]
    assert "".join(row[0] for row in rows) == LETTERS
    assert tuple(int(row[1]) for row in rows) == SAMPLES
    for i, row in enumerate(rows):
        assert len(row) == 2 + len(AQLS)
        for j, cell in enumerate(row[2:]):
            if i + j in DIAGONALS:
                assert cell == str(DIAGONALS[i + j])
            else:
                assert cell in "v^"


def test_a_larger_lot_is_never_sampled_less_save_where_an_arrow_leads_up():
    lots = [1, *LARGEST_LOTS, 10**7]
    for aql in AQLS:
        plans = [sampling_plan(lot, aql) for lot in lots]
        for smaller, larger in pairwise(plans):
            assert larger.accept >= smaller.accept
            assert larger.sample >= smaller.sample or larger.accept == 0
        assert all(plan.sample <= lot for plan, lot in zip(plans, lots, strict=True))


def test_an_empty_lot_and_an_aql_without_plans_are_refused():
    with pytest.raises(OptionError, match=r"^The lot has 0 units\. Give one or more\.$"):
        sampling_plan(0, 2.5)
    with pytest.raises(OptionError) as error:
        sampling_plan(5, 2.0)
    assert str(error.value) == (
        "The AQL is 2.0; ISO 2859-1 has plans for 0.01, 0.015, 0.025, 0.04, 0.065, 0.1, 0.15, "
        "0.25, 0.4, 0.65, 1, 1.5, 2.5, 4, 6.5, 10 percent."
    )

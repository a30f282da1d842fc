"""Exact figures: what Python's own integers and fractions say is what the arrays say."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import assume, given
from hypothesis import strategies as st

from ikmpool.exact import (
    MOST_DECIMALS,
    SAFE,
    decimals_needed,
    dot,
    matvec,
    plain,
    scaled,
    total,
)

BIG = st.integers(-(SAFE - 1), SAFE - 1)
SMALL = st.integers(-1000, 1000)
FIGURES = st.one_of(SMALL, st.integers(-(2**31), 2**31), BIG)


def ints(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.int64)


@given(st.lists(st.tuples(FIGURES, FIGURES), max_size=40))
def test_dot_is_the_sum_that_python_makes(pairs: list[tuple[int, int]]) -> None:
    left, right = ints([a for a, _ in pairs]), ints([b for _, b in pairs])
    assert dot(left, right) == sum(a * b for a, b in pairs)


@given(st.lists(FIGURES, max_size=60))
def test_total_is_the_sum_that_python_makes(values: list[int]) -> None:
    assert total(ints(values)) == sum(values)


def test_a_sum_at_the_size_of_a_country_does_not_overflow() -> None:
    """4.5 million makers, 300 units each, 100,000 rupiah, prices of 20 bits: 1.4e20."""
    units = np.full(4_500_000, 300, dtype=np.int64)
    cost = np.full(4_500_000, 100_000 << 20, dtype=np.int64)
    assert dot(units, cost) == 4_500_000 * 300 * (100_000 << 20)


@given(
    st.integers(1, 5).flatmap(
        lambda n: st.tuples(
            st.lists(st.lists(FIGURES, min_size=n, max_size=n), max_size=6),
            st.lists(FIGURES, min_size=n, max_size=n),
        )
    )
)
def test_matvec_is_the_product_that_python_makes(case: tuple[list[list[int]], list[int]]) -> None:
    rows, vector = case
    matrix = sp.csr_array(np.array(rows, dtype=np.int64).reshape(len(rows), len(vector)))
    expected = [sum(a * b for a, b in zip(row, vector, strict=True)) for row in rows]
    assert [int(v) for v in matvec(matrix, ints(vector))] == expected


def test_matvec_stays_in_machine_words_where_they_suffice() -> None:
    matrix = sp.csr_array(ints([[2**40, 1], [0, 3]]))
    assert matvec(matrix, ints([2**20, 5])).dtype == np.int64
    assert matvec(matrix, ints([2**30, 5])).tolist() == [2**70 + 5, 15]


@st.composite
def written_decimals(draw: st.DrawFn) -> Decimal:
    """A decimal as a table may have it: at most fifteen digits, at most nine behind the point."""
    power = draw(st.integers(0, MOST_DECIMALS))
    return Decimal(draw(st.integers(-(10**14), 10**14))).scaleb(-power)


def finest(texts: list[Decimal]) -> int:
    """The largest figure, counted in the last decimal that any of them has."""
    last = min(0, *(int(d.normalize().as_tuple().exponent) for d in texts))
    return max(abs(int(d.scaleb(-last))) for d in texts)


@given(st.lists(written_decimals(), min_size=1, max_size=20))
def test_a_figure_is_the_decimal_that_was_written(texts: list[Decimal]) -> None:
    """Text to float to scaled integer loses nothing: 0.1 is one tenth."""
    assume(finest(texts) < 2**53)
    result = scaled(np.array([float(str(d)) for d in texts]))
    assert [Fraction(int(u), 10**result.power) for u in result.units] == [
        Fraction(d) for d in texts
    ]


@given(st.lists(written_decimals(), min_size=1, max_size=20))
def test_as_many_decimals_are_kept_as_were_written(texts: list[Decimal]) -> None:
    needed = max(max(0, -int(d.normalize().as_tuple().exponent)) for d in texts)
    assert decimals_needed(np.array([float(str(d)) for d in texts])) == needed


def test_blank_figures_are_zero_and_not_known() -> None:
    result = scaled(np.array([1.5, np.nan]))
    assert result.units.tolist() == [15, 0]
    assert result.known.tolist() == [True, False]


def test_no_figures_need_no_decimals() -> None:
    assert decimals_needed(np.array([])) == decimals_needed(np.array([np.nan])) == 0


def test_a_figure_finer_than_nine_decimals_is_refused_by_its_value() -> None:
    with pytest.raises(ValueError, match="decimals") as error:
        decimals_needed(np.array([0.5, 1 / 3]))
    assert str(error.value) == (
        "0.3333333333333333 has more than 9 decimals. Round it to what was measured."
    )


def test_a_scale_too_coarse_for_a_figure_is_refused() -> None:
    with pytest.raises(ValueError, match="decimals") as error:
        scaled(np.array([0.25]), power=1)
    assert str(error.value) == "A figure has 2 decimals; 1 are kept."


@given(st.lists(written_decimals(), min_size=1, max_size=5), st.integers(0, 3))
def test_a_finer_scale_changes_no_figure(texts: list[Decimal], more: int) -> None:
    assume(finest(texts) < 2**53)
    result = scaled(np.array([float(str(d)) for d in texts]))
    if max(abs(int(u)) for u in result.units) * 10**more < SAFE:
        assert result.at(result.power + more).tolist() == [int(u) * 10**more for u in result.units]


def test_a_coarser_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="decimals") as error:
        scaled(np.array([0.25])).at(1)
    assert str(error.value) == "2 decimals do not fit into 1."


def test_a_scale_that_leaves_62_bits_is_refused_with_the_figure_and_a_cure() -> None:
    with pytest.raises(OverflowError) as error:
        scaled(np.array([1e14])).at(6)
    assert str(error.value) == (
        "The figure 100000000000000 at 6 decimals does not fit into 62 bits."
        " Use a larger unit, or fewer decimals."
    )


@given(st.integers(-(10**27), 10**27), st.integers(0, 6))
def test_plain_money_is_a_whole_number_or_a_decimal_of_equal_value(units: int, power: int) -> None:
    amount = plain(units, power)
    assert Fraction(amount) == Fraction(units, 10**power)
    assert isinstance(amount, Decimal if power else int)


def test_plain_money_keeps_its_decimals() -> None:
    assert str(plain(1500, 2)) == "15.00"


@given(st.fractions(), st.integers(0, 6))
def test_plain_money_that_no_decimal_says_is_a_fraction(units: Fraction, power: int) -> None:
    amount = plain(units, power)
    assert Fraction(amount) == units / 10**power
    assert isinstance(amount, Fraction) == (units.denominator != 1)

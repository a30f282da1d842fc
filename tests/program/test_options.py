"""Solve options check themselves."""

from __future__ import annotations

import dataclasses
import pickle
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from ikmpool import OptionError, SolveOptions


@pytest.mark.parametrize(
    ("option", "text"),
    [
        (
            {"time_limit": 0},
            "SolveOptions.time_limit is 0. Give seconds above zero, or None.",
        ),
        (
            {"time_limit": float("nan")},
            "SolveOptions.time_limit is nan. Give seconds above zero, or None.",
        ),
        ({"gap": 1}, "SolveOptions.gap is 1. Give a fraction from 0 to below 1."),
        ({"gap": -1e-9}, "SolveOptions.gap is -1e-09. Give a fraction from 0 to below 1."),
        (
            {"gap": float("nan")},
            "SolveOptions.gap is nan. Give a fraction from 0 to below 1.",
        ),
        ({"threads": 0}, "SolveOptions.threads is 0. Give a whole number from 1, or None."),
        (
            {"executor": 4},
            (
                "SolveOptions.executor is 4. Give a concurrent.futures.Executor, such as a"
                " ProcessPoolExecutor or Dask's client.get_executor(), or None."
            ),
        ),
    ],
)
def test_a_value_out_of_range_is_refused_with_the_value_and_the_cure(
    option: dict[str, Any], text: str
) -> None:
    with pytest.raises(OptionError) as error:
        SolveOptions(**option)
    assert str(error.value) == text


@pytest.mark.parametrize(
    "option", [{"time_limit": None}, {"time_limit": 0.5}, {"gap": 0}, {"gap": 0.5}, {"threads": 2}]
)
def test_a_value_in_range_is_kept(option: dict[str, Any]) -> None:
    options = SolveOptions(**option)
    assert {name: getattr(options, name) for name in option} == option


def test_options_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        SolveOptions().gap = 0.5  # type: ignore[misc]


def test_an_executor_is_no_part_of_what_is_compared_shown_or_pickled() -> None:
    """So a plan that was made with one can be kept."""
    with ThreadPoolExecutor(1) as executor:
        options = SolveOptions(gap=0.5, executor=executor)
        assert options == SolveOptions(gap=0.5)
        assert "executor" not in repr(options)
        copy = pickle.loads(pickle.dumps(options))
    assert copy == options
    assert copy.executor is None

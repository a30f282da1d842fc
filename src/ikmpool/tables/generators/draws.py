"""Random draws that the seeded generators share, and checks of their arguments."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from ikmpool.errors import OptionError

type Whole = npt.NDArray[np.integer]
type Ints = npt.NDArray[np.int64]
type Floats = npt.NDArray[np.float64]
type Frames = dict[str, pd.DataFrame]

EVENNESS = 5.0
"""Dirichlet concentration of the parts of a total: they spread by about 45%."""


def generator(seed: int) -> np.random.Generator:
    """Start a stream of random numbers."""
    if seed < 0:
        raise OptionError(f"seed is {seed!r}. Give a whole number, zero or more.")
    return np.random.default_rng(seed)


def whole(**arguments: object) -> None:
    """Refuse any argument that is not a whole number of at least one."""
    for name, value in arguments.items():
        if not isinstance(value, (int, np.integer)) or value < 1:
            raise OptionError(f"{name} is {value!r}. Give a whole number, one or more.")


def positive(**arguments: float) -> None:
    """Refuse any argument that is not above zero."""
    for name, value in arguments.items():
        if not value > 0:
            raise OptionError(f"{name} is {value!r}. Give a number above zero.")


def rounded(values: Floats) -> Ints:
    """Round to whole numbers."""
    return np.rint(values).astype(np.int64)


def split(rng: np.random.Generator, total: int, parts: int) -> Ints:
    """Split a whole total by a Dirichlet, at least a unit a part, by largest remainders."""
    if total < parts:
        raise OptionError(
            f"The demand of {total} units is too small for {parts} orders. Raise n or load."
        )
    exact = (total - parts) * rng.dirichlet(np.full(parts, EVENNESS))
    floor = np.floor(exact).astype(np.int64)
    missing = total - parts - int(floor.sum())
    floor[np.argsort(floor - exact, kind="stable")[:missing]] += 1
    return floor + 1


def links(rng: np.random.Generator, size: tuple[int, int], density: float) -> tuple[Whole, Whole]:
    """Draw which cells of a grid are linked, by the gaps between them: memory is per link.

    Returns
    -------
    tuple of ndarray
        Row and column of each link, row by row.
    """
    cells = size[0] * size[1]
    expected = cells * density
    gaps = rng.geometric(density, int(expected + 6 * np.sqrt(expected)) + 16)
    while gaps.sum() < cells:  # six standard deviations: hardly ever
        gaps = np.concatenate([gaps, rng.geometric(density, gaps.size)])
    at = np.cumsum(gaps, out=gaps)
    at = at[: np.searchsorted(at, cells, side="right")] - 1
    row = at // size[1]
    column = at - row * size[1]
    return row.astype(np.int32), column.astype(np.int16 if size[1] < 2**15 else np.int32)


def names(letter: str, count: int) -> "pd.Index[str]":
    """Name things by a letter and a number, all equally long."""
    digits = pd.Series(np.arange(1, count + 1)).astype("str").str.zfill(len(str(count)))
    return pd.Index(letter + digits)


def coded(codes: Whole, categories: "pd.Index[str]") -> "pd.Categorical[str]":
    """Give each code its name, at a few bytes a row."""
    return pd.Categorical.from_codes(codes, categories=categories)


def constant(name: str, count: int) -> "pd.Categorical[str]":
    """Repeat one name, at a byte a row."""
    return coded(np.zeros(count, dtype=np.int8), pd.Index([name]))

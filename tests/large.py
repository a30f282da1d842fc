"""The paths of large pools, taken by tiny ones: a handful of elements is already many."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ikmpool import compact
from ikmpool.program import sparse
from ikmpool.rules import quality
from ikmpool.tables import lookup
from ikmpool.tables.cells import conversion
from ikmpool.tables.files import folders


@contextmanager
def few_are_many(few: int = 3) -> Iterator[None]:
    """Let arrays of so many elements be kept, and looked through, as large ones are."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (compact, sparse, lookup, conversion, folders):
            patch.setattr(module, "LARGE", few)
        patch.setattr(quality, "_AT_ONCE", few)
        yield

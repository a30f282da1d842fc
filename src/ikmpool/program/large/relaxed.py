"""What is known of a large program's linear relaxation."""

from __future__ import annotations

from dataclasses import dataclass

from ikmpool.exact import Floats, Ints
from ikmpool.program import bounds

#: Relative gap between an answer and its bound that counts as closed: what floats are off.
CLOSED = 1e-10


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What is known of the linear relaxation.

    Attributes
    ----------
    x : float array, shape (n,), or None
        An optimal answer that is still to be made whole; None where that is done, or time was up
        before there was one.
    bound : Bound
        The exact bound, which an optimal answer meets.
    whole : int64 array, shape (n,), or None
        A whole answer near it, where one was made already.
    """

    x: Floats | None
    bound: bounds.Bound
    whole: Ints | None = None

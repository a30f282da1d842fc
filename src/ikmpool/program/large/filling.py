"""Filling: a whole answer near a linear one, of a program of blocks.

The linear answer is whole but for a fraction or two per linking row.  It is rounded down, and what
the rows then lack is filled row by row in small integer programs.  They may move what was rounded,
what absorbs, and columns of blocks that hardly gain by being used, or hardly lose: of these a unit
more or less costs next to nothing, so that what rounding loses can be made good in many ways.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ikmpool.exact import Ints, matvec
from ikmpool.program import rounding
from ikmpool.program.clock import Clock
from ikmpool.program.large.mastering import Mastered
from ikmpool.program.large.pricing import Priced
from ikmpool.program.large.structure import Form
from ikmpool.program.polishing import mended
from ikmpool.program.program import NONE, Cost, Program
from ikmpool.program.sparse import matrix_of, stacked

#: Blocks that hardly gain or lose, a linking row; and the most columns of one row that move.
NEAR, WIDTH = 40, 6
#: Seconds for one part, at most.
PART_SECONDS = 1.0
#: Linking rows of one part, round by round.
GROUPS = (1, 2, 3)
#: A round that closes less of the gap than this is the last one.
WORTHWHILE = 0.2


@dataclass(frozen=True, slots=True)
class Rest:
    """What may still move, as a program of its own; the rest is rounded down.

    Attributes
    ----------
    program : Program
        The linking rows come first.
    cost : Cost
    column : int64 array, shape (c,)
        Its columns among all.
    at : int64 array, shape (c,)
        Their values, rounded down, above their lower bounds.
    rows : int64 array
        The linking rows to fill.
    """

    program: Program
    cost: Cost
    column: Ints
    at: Ints
    rows: Ints


def filled(
    program: Program, cost: Cost, form: Form, found: tuple[Mastered, Priced], clock: Clock
) -> Ints | None:
    """Make a linear answer whole; None where that does not succeed.

    Parameters
    ----------
    program, cost, form
        Of which it is an answer.
    found : (answer, priced)
        The answer, and every column at its prices.
    clock : Clock
        Time left, and the gap that the options accept.

    Returns
    -------
    int64 array, shape (n,), or None
        Holds in whole numbers, but for what floats may have left undetected.
    """
    answer, priced = found
    made = np.floor(answer.made + rounding.NEAR).astype(np.int64)
    above = np.zeros(program.size, dtype=np.int64)
    above[answer.column] = made
    rest = _rest(cost, form, above, _moving(form, found, above))
    bound = float(priced.bound.value)
    base = float(cost.value(above)) - float(rest.cost.value(rest.at))
    if program.lower.any():
        base += float(cost.value(program.lower))
    now = _in_parts(rest, bound - base, clock.options.gap * abs(bound), clock)
    if now is None:
        return None
    above[rest.column] = now
    above += program.lower
    return above


def _moving(form: Form, found: tuple[Mastered, Priced], above: Ints) -> tuple[Ints, Ints]:
    """Choose the columns that may move: places among the blocks' columns, and loose ones."""
    answer, priced = found
    fraction = np.abs(answer.made - np.rint(answer.made)) > rounding.NEAR
    fraction &= answer.place >= 0
    # What a unit more or less in a block costs: its price where it is used, else what it lacks.
    price = -priced.bound.prices[form.rows] / 2.0**priced.bound.bits
    matters = np.where(price > 0, price, priced.margin)
    count = min(NEAR * max(len(form.side), 1), len(matters))
    blocks = np.argpartition(matters, count - 1)[:count]
    blocks = blocks[np.argsort(matters[blocks], kind="stable")]
    places, length = form.places(blocks), form.length[blocks]
    behind = priced.bound.reduced[form.column[places]] / form.weight[places]
    order = np.lexsort((behind, np.repeat(np.arange(count), length)))
    near = places[order][np.cumsum(length) - length]  # the best one of each block
    chosen = [answer.place[fraction]]
    for some in (near, _torn(form, priced, count)):
        link = form.links(form.column[some])
        for row in _absorbed(form).tolist():
            mine = some[link.indices[link.indptr[row] : link.indptr[row + 1]]]
            used = above[form.column[mine]] > 0
            chosen += [mine[used][:WIDTH], mine[~used][:WIDTH]]
    return np.unique(np.concatenate(chosen)), form.loose


def _torn(form: Form, priced: Priced, count: int) -> Ints:
    """Give the two best columns of the used blocks in which they are nearest to each other."""
    margin = np.where(priced.best >= 0, priced.margin, np.inf)
    blocks = np.argpartition(margin, count - 1)[:count]
    blocks = blocks[np.argsort(margin[blocks], kind="stable")]
    blocks = blocks[np.isfinite(margin[blocks])]
    places, length = form.places(blocks), form.length[blocks]
    behind = priced.bound.reduced[form.column[places]] / form.weight[places]
    order = np.lexsort((behind, np.repeat(np.arange(len(blocks)), length)))
    first = np.cumsum(length) - length
    second = np.minimum(first + 1, first + length - 1)
    return np.asarray(places[order][np.unique(np.concatenate([first, second]))])


def _absorbed(form: Form) -> Ints:
    """Give the linking rows in which something stands in no block, or all where none does."""
    rows = np.flatnonzero(np.diff(form.links(form.loose).indptr))
    return rows if len(rows) else np.arange(len(form.side))


def _rest(cost: Cost, form: Form, above: Ints, moving: tuple[Ints, Ints]) -> Rest:
    """Make a program of what may move, with all else as it is."""
    places, loose = moving
    column = np.append(form.column[places], loose)
    at = above[column]
    link = form.links(column)
    side = form.side - form.linked(above) + matvec(link, at)
    blocks, of = np.unique(form.block_of(places), return_inverse=True)
    every = form.places(blocks)
    uses = above[form.column[every]] * form.weight[every]
    first = np.cumsum(form.length[blocks]) - form.length[blocks]
    weight = form.weight[places]
    shape = len(blocks), len(column)
    inside = matrix_of(of, np.arange(len(places)), weight, shape)
    capacity = form.capacity[blocks] - np.add.reduceat(uses, first) + inside @ at
    low = np.append(np.where(form.sign >= 0, side, -NONE), np.full(len(blocks), -NONE))
    high = np.append(np.where(form.sign <= 0, side, NONE), capacity)
    room = form.room[column]
    program = Program(np.zeros_like(room), room, stacked(link, inside), low, high)
    return Rest(program, cost.where(column), column, at, _absorbed(form))


def _in_parts(rest: Rest, goal: float, accepted: float, clock: Clock) -> Ints | None:
    """Fill the linking rows in turn, until they come near enough to the goal."""
    x, matrix, held, open_ = rest.at, rest.program.matrix, False, np.inf
    for size in GROUPS:
        for first in range(0, len(rest.rows), size):
            if clock.out and (held or clock.stopped):
                break
            free = np.zeros(rest.program.size, dtype=bool)
            for row in rest.rows[first : first + size].tolist():
                free[matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]] = True
            # Half of what is accepted is shared out: what a row takes may cost the next one more.
            share = 0.5 * size * accepted / len(rest.rows)
            call = replace(clock.call(PART_SECONDS), gap_abs=share)
            x = mended(rest.program, rest.cost, x, free, call)
        held, left = rest.program.holds(x), open_
        open_ = float(rest.cost.value(x)) - goal if held else np.inf
        if clock.out or open_ <= accepted or open_ > (1 - WORTHWHILE) * left:
            break
    return x if held else None

"""Sampling: a smaller program of some of the blocks, whose prices are near the whole one's."""

from __future__ import annotations

import numpy as np

from ikmpool.program.large.structure import Form
from ikmpool.program.program import NONE, Cost, Program
from ikmpool.program.sparse import matrix_of, stacked

#: One block in so many is drawn.
PART = 8
#: Blocks of a sample, at least, and a linking row.
LEAST, LEAST_A_ROW = 1_500, 15
#: Columns of each linking row that a sample has, where there are as many.
COVER = 100


def sampled(cost: Cost, form: Form) -> tuple[Program, Cost] | None:
    """Draw blocks, seeded, and scale the sides and the loose columns down to them.

    None where a sample would be no smaller.
    """
    blocks = len(form.rows)
    size = max(blocks // PART, LEAST, LEAST_A_ROW * len(form.side))
    if 2 * size > blocks:
        return None
    drawn = np.sort(np.random.default_rng(0).permutation(blocks)[:size])
    part = int(form.capacity[drawn].sum()) / max(int(form.capacity.sum()), 1)
    places, length = form.places(drawn), form.length[drawn]
    column = np.append(form.column[places], form.loose)
    room = form.room[column]
    room[len(places) :] = np.ceil(room[len(places) :] * part)
    shape = len(drawn), len(column)
    of, at = np.repeat(np.arange(len(drawn)), length), np.arange(len(places))
    inside = matrix_of(of, at, form.weight[places], shape)
    matrix = stacked(form.links(column), inside)
    side = np.rint(form.side * part).astype(np.int64)
    none = np.full(len(drawn), -NONE)
    low = np.append(np.where(form.sign >= 0, side, -NONE), none)
    high = np.append(np.where(form.sign <= 0, side, NONE), form.capacity[drawn])
    return Program(np.zeros_like(room), room, matrix, low, high), cost.where(column)

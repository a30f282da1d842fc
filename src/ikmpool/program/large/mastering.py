"""Mastering: the open blocks as a linear program for the master."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from ikmpool.exact import Floats, Ints
from ikmpool.program import master
from ikmpool.program.large.opening import Opened
from ikmpool.program.large.structure import Form
from ikmpool.program.program import NONE, Cost, Program
from ikmpool.program.sparse import matrix_of, stacked


@dataclass(frozen=True, slots=True)
class Mastered:
    """An answer of the whole linear program, best among those that keep what is decided.

    Attributes
    ----------
    column : int64 array, shape (c,)
        The columns that are not at their lower bounds.
    place : int64 array, shape (c,)
        Their places among the form's block columns, -1 where they are loose.
    made : float array, shape (c,)
        By how much they are above.
    prices : float array, shape (r,)
        Of the linking rows.
    value : float
        What it costs to make that, beside what the lower bounds cost.
    """

    column: Ints
    place: Ints
    made: Floats
    prices: Floats
    value: float


def mastered(form: Form, cost: Cost, opened: Opened, call: master.Call) -> Mastered | None:
    """Solve the open blocks and the loose columns; None where the solver finds no answer."""
    column = np.append(form.column[opened.places], form.loose)
    held = len(opened.places)
    of = np.repeat(np.arange(len(opened.blocks)), opened.length)
    shape = len(opened.blocks), len(column)
    inside = matrix_of(of, np.arange(held), form.weight[opened.places], shape)
    matrix = stacked(form.links(column), inside)
    low = np.where(form.sign >= 0, opened.side, -NONE)
    high = np.where(form.sign <= 0, opened.side, NONE)
    capacity = form.capacity[opened.blocks]
    # What decided blocks leave of a side may be a fraction; the master takes floats as they are.
    sides = np.append(low, np.full(len(capacity), -NONE)), np.append(high, capacity)
    least, most = (cast("Ints", side) for side in sides)
    room = form.room[column]
    price = cost.where(column).floats()
    reply = master.solve(
        Program(np.zeros_like(room), room, matrix, least, most), price, call, whole=False
    )
    if reply.x is None or reply.prices is None:
        return None
    kept = form.column[opened.kept]
    place = np.append(opened.places, np.full(len(form.loose), -1))
    some = np.flatnonzero(reply.x)
    return Mastered(
        np.concatenate([kept, column[some]]),
        np.concatenate([opened.kept, place[some]]),
        np.concatenate([opened.made, reply.x[some]]),
        reply.prices[: len(form.side)],
        float((price * reply.x).sum() + (cost.where(kept).floats() * opened.made).sum()),
    )

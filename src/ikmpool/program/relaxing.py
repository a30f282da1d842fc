"""Relaxing: the linear relaxation with a row for each gate, and what is worth a look after it.

A large one is solved roughly, by a first-order method: its prices, completed by what the gates
would cost at them, prove a bound as good as any, whatever the solver's tolerance was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ikmpool.exact import Bools, Floats
from ikmpool.program import bounds, master
from ikmpool.program.clock import Clock
from ikmpool.program.gates import Gates
from ikmpool.program.program import Cost

#: Up to so many columns are solved exactly; the others roughly.
EXACTLY = 50_000
#: Columns that are looked at afterwards, those of the most promising groups.
PROMISING = 40_000
#: A rough answer that is further from zero than this opens a switch.
OPEN = 1e-3


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What came of the relaxation.

    Attributes
    ----------
    bound : bounds.Bound
        Proven; its prices are those of the program's own rows, its reduced costs count the gates.
    x : float array, shape (n,)
        The solver's answer.
    chosen : bool array, shape (n,)
        Columns of promising groups, and all that no switch opens.
    """

    bound: bounds.Bound
    x: Floats
    chosen: Bools


def relax(gates: Gates, cost: Cost, clock: Clock) -> Relaxed | None:
    """Solve the relaxation with gates.

    Parameters
    ----------
    gates : Gates
    cost : Cost
    clock : Clock

    Returns
    -------
    Relaxed or None
        None where the solver did not come to an end.
    """
    program, own = gates.stronger, len(gates.program.low)
    rough = program.size > EXACTLY
    call = replace(clock.call(), rough=rough)
    reply = master.solve(program, cost.floats(), call, whole=False)
    if reply.x is None or reply.prices is None:
        return None
    prices = reply.prices
    proof = bounds.prove(program, cost, prices)
    if rough:
        reduced = cost.floats() - gates.program.matrix.T @ prices[:own]
        prices = np.append(prices[:own], gates.completed(reduced))
        other = bounds.prove(program, cost, prices)
        proof = max(proof, other, key=lambda bound: bound.value)
    x = np.clip(reply.x, program.lower, program.upper)
    proof = replace(proof, prices=proof.prices[:own])
    return Relaxed(proof, x, _promising(gates, x, proof))


def _promising(gates: Gates, x: Floats, bound: bounds.Bound) -> Bools:
    """Choose the groups that are open or whose switches cost least, and what is in no group."""
    program = gates.program
    switch = np.unique(gates.switch)
    rank = np.where(x > OPEN, -np.inf, bound.reduced / 2.0**bound.bits)[switch]
    order = switch[np.argsort(rank, kind="stable")]
    columns = np.bincount(gates.switch, minlength=program.size)[order]
    shut = np.zeros(program.size, dtype=bool)
    shut[order[(np.cumsum(columns) > PROMISING) & (x[order] <= OPEN)]] = True
    shut[gates.column[shut[gates.switch]]] = True
    return ~shut

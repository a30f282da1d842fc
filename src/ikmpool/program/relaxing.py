"""Relaxing: the linear relaxation with a row for each gate, and what is worth a look after it.

A large one is solved roughly, by a first-order method: its prices, completed by what the gates
would cost at them, prove a bound as good as any, whatever the solver's tolerance was.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from ikmpool.exact import Bools, Floats
from ikmpool.program import bounds, master
from ikmpool.program.alternatives import told_apart
from ikmpool.program.clock import Clock
from ikmpool.program.gates import Gates
from ikmpool.program.program import Cost

#: Up to so many columns are solved exactly; the others roughly.
EXACTLY = 50_000
#: Telling alternatives apart takes about so many times as long as the relaxation did; it is tried
#: where that leaves some of the time.
APART_TIMES, APART_SHARE = 6, 0.8
#: Columns that are looked at afterwards, those of the most promising groups.
PROMISING = 40_000
#: A rough answer that is further from zero than this opens a switch.
OPEN = 1e-3


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What came of the relaxation.

    Attributes
    ----------
    value : Fraction
        No whole answer costs less.
    bound : bounds.Bound
        The proof, or one that is nearly as good: its prices are those of the program's own rows,
        its reduced costs count the gates.
    x : float array, shape (n,)
        The solver's answer.
    chosen : bool array, shape (n,)
        Columns of promising groups, and all that no switch opens.
    seconds : float
        What it took.
    """

    value: Fraction
    bound: bounds.Bound
    x: Floats
    chosen: Bools
    seconds: float


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
    begun, call = time.monotonic(), replace(clock.call(), rough=rough)
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
    seconds = time.monotonic() - begun
    return Relaxed(proof.value, proof, x, _promising(gates, x, proof), seconds)


def relax_apart(gates: Gates, cost: Cost, relaxed: Relaxed, clock: Clock) -> Relaxed:
    """Raise the bound by telling alternatives apart, where there are some and time allows.

    Parameters
    ----------
    gates : Gates
    cost : Cost
    relaxed : Relaxed
    clock : Clock

    Returns
    -------
    Relaxed
        The same but for its value.
    """
    left = clock.left()
    most = None if left is None else APART_SHARE * left
    late = most is not None and APART_TIMES * relaxed.seconds > most
    apart = None if late or gates.program.size > EXACTLY else told_apart(gates)
    if apart is None:
        return relaxed
    copied = apart.cost(cost)
    reply = master.solve(apart.program, copied.floats(), clock.call(most), whole=False)
    if reply.prices is None:
        return relaxed
    proof = bounds.prove(apart.program, copied, reply.prices)
    return replace(relaxed, value=max(relaxed.value, proof.value))


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

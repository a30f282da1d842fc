"""The frames of refusals: which offers may serve no order, why, and of very many how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ikmpool.exact import Bools, Ints
from ikmpool.plans.frames import offer_names
from ikmpool.rules.rule import Refusal, Rule, name_of, phrase
from ikmpool.tables.candidates import Candidates

#: Reasons up to which each is said in words; of more they are counted.
MOST_WORDED = 100_000
COLUMNS = ("order", "supplier", "offer", "rule", "clause", "reason", "words")
COUNTED_COLUMNS = ("order", "rule", "clause", "reason", "suppliers", "words")


@dataclass(frozen=True, slots=True)
class _Told:
    """Refused offers with a reason, one position each.

    Attributes
    ----------
    refusal, within : int64 array, shape (k,)
        Which refusal, and which of its candidates.
    at : int64 array, shape (k,)
        Position of the candidate.
    """

    refusal: Ints
    within: Ints
    at: Ints

    def where(self, mask: Bools | Ints) -> _Told:
        """Keep some."""
        return _Told(self.refusal[mask], self.within[mask], self.at[mask])


def refusals(
    everything: Candidates, found: Sequence[Refusal], rules: Sequence[Rule], language: str
) -> pd.DataFrame:
    """Make the frame of refused offers, with words; see ``Plan.refusals``."""
    told = _told(everything, found)
    if len(told.at) > MOST_WORDED:
        return _counted(everything, found, told, rules, language)
    return _worded(everything, found, told, rules, language)


def refusals_of(
    everything: Candidates,
    found: Sequence[Refusal],
    rules: Sequence[Rule],
    language: str,
    names: tuple[str | None, str | None],
) -> pd.DataFrame:
    """Make the frame of the refused offers for an order, of a supplier, or of both."""
    told, pool = _told(everything, found), everything.pool
    for name, column, codes in zip(
        names, ("order", "supplier"), (everything.order, everything.supplier), strict=True
    ):
        if name is not None:
            code = int(pool.position(column, pd.Series([name], dtype="str"))[0])
            told = told.where(codes[told.at] == code)
    return _worded(everything, found, told, rules, language)


def _told(everything: Candidates, found: Sequence[Refusal]) -> _Told:
    """Give each offer of which no month is admitted, once for each of its reasons."""
    parts = [np.zeros((3, 0), dtype=np.int64)]
    refused = np.zeros(len(everything), dtype=bool)
    for refusal in found:
        refused[refusal.where] = True
    if refused.any():
        admitted = _admitted_beside(everything, refused)
        for number, refusal in enumerate(found):
            pair = _pair(everything, refusal.where)
            within = np.flatnonzero(~np.isin(pair, admitted))
            # of an offer's months the last one comes nearest to being admitted
            _, last = np.unique(pair[within][::-1], return_index=True)
            within = within[::-1][last]
            which = np.full(len(within), number, dtype=np.int64)
            parts.append(np.stack([which, within, refusal.where[within]]))
    return _Told(*np.concatenate(parts, axis=1))


def _admitted_beside(everything: Candidates, refused: Bools) -> Ints:
    """Give the pairs of order and offer that are admitted in some month, of refused offers."""
    offers = np.zeros(everything.pool.size("offers"), dtype=bool)
    offers[everything.offer[refused]] = True
    beside = offers[everything.offer] & ~refused & ~everything.is_given  # what was done is no offer
    return _pair(everything, np.flatnonzero(beside))


def _pair(everything: Candidates, at: Ints) -> Ints:
    return everything.order[at] * everything.pool.size("offers") + everything.offer[at]


def _worded(
    everything: Candidates,
    found: Sequence[Refusal],
    told: _Told,
    rules: Sequence[Rule],
    language: str,
) -> pd.DataFrame:
    pool, order = everything.pool, everything.order[told.at]
    said = [found[which] for which in told.refusal.tolist()]
    frame = {
        "order": pool.names("order")[order],
        "supplier": pool.names("supplier")[everything.supplier[told.at]],
        "offer": offer_names(pool, everything.offer[told.at]),
        "rule": [refusal.rule for refusal in said],
        "clause": [refusal.clause for refusal in said],
        "reason": [refusal.reason for refusal in said],
        "words": [
            _words(refusal, i, rules, language)
            for refusal, i in zip(said, told.within.tolist(), strict=True)
        ],
    }
    return pd.DataFrame(frame, columns=list(COLUMNS)).sort_values(
        ["order", "supplier", "rule"], ignore_index=True, kind="stable"
    )


def _counted(
    everything: Candidates,
    found: Sequence[Refusal],
    told: _Told,
    rules: Sequence[Rule],
    language: str,
) -> pd.DataFrame:
    """Count the suppliers that each reason keeps from each order, with one of them in words."""
    pool, told = everything.pool, told.where(np.lexsort((told.at, told.refusal)))
    kinds = list(dict.fromkeys((r.rule, r.clause, r.reason) for r in found))
    kind_of = np.array([kinds.index((r.rule, r.clause, r.reason)) for r in found])
    group = kind_of[told.refusal] * pool.size("orders") + everything.order[told.at]
    key = group * pool.size("suppliers") + everything.supplier[told.at]
    distinct, once = np.unique(key, return_index=True)
    groups, first, count = np.unique(
        distinct // pool.size("suppliers"), return_index=True, return_counts=True
    )
    shown = told.where(once[first])
    kind, order = np.divmod(groups, pool.size("orders"))
    words = [
        f"{name_of(pool, 'supplier', s)}: {_words(found[which], i, rules, language)}"
        for s, which, i in zip(
            everything.supplier[shown.at].tolist(),
            shown.refusal.tolist(),
            shown.within.tolist(),
            strict=True,
        )
    ]
    frame = pd.DataFrame([kinds[k] for k in kind.tolist()], columns=["rule", "clause", "reason"])
    frame = frame.assign(order=pool.names("order")[order], suppliers=count, words=words)
    return frame[list(COUNTED_COLUMNS)].sort_values(
        ["order", "rule", "clause", "reason"], ignore_index=True
    )


def _words(refusal: Refusal, i: int, rules: Sequence[Rule], language: str) -> str:
    figures = {
        key: value[i] if isinstance(value, np.ndarray) else value
        for key, value in refusal.figures.items()
    }
    return phrase(rules, refusal.rule, refusal.reason, language, clause=refusal.clause, **figures)

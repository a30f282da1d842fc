"""Shares that several specs tie are tied one spec at a time."""

import numpy as np

from ikmpool.rules.alike import one_by_one, rounds
from rules.cases import ORDER, offers, pool_with
from rules.every_answer import Drafted


def test_each_round_has_a_unit_once_and_all_rounds_have_every_pair():
    at = np.array([2, 0, 2, 2, 1, 0])
    found = [pairs.tolist() for pairs in rounds(at)]
    assert found == [[1, 4, 0], [5, 2], [3]]
    assert list(rounds(np.zeros(0, dtype=np.int64))) == []


def test_months_and_overtime_of_a_share_are_tied_as_one():
    """A makes T1 and T2 in normal time and overtime, B in normal time; T2 is tied twice."""
    pool = pool_with(
        offers=offers({"capacity": 1, "overtime_capacity": 1}),
        orders=[ORDER, ORDER | {"order": "T2"}],
    )
    draft = Drafted(pool).draft
    of_second = np.flatnonzero(draft.order == 1)
    at = np.sort(np.concatenate([np.arange(len(draft)), of_second]))
    (share, pair), (again, other) = one_by_one(draft, at)
    keys = draft.share_key
    assert [len(set(keys[share == s])) for s in range(4)] == [1] * 4
    assert (keys[at[pair]] == [keys[share == s][0] for s in range(4)]).all()
    assert np.flatnonzero(again >= 0).tolist() == of_second.tolist()
    assert set(keys[at[other]]) == set(keys[of_second])

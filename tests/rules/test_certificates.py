"""Certificates: what satisfies what, and which months days cover."""

from datetime import date

import numpy as np
import pytest

from ikmpool.rules.certificates import held, month_days, names_in, satisfying
from rules.cases import ORDER, pool_with, refusals

NOVEMBER = (2026 - 1970) * 12 + 10


def test_a_month_has_a_first_and_a_last_day():
    first, last = month_days(np.array([NOVEMBER, NOVEMBER + 3]))
    days = [date.fromordinal(date(1970, 1, 1).toordinal() + d) for d in (*first, *last)]
    assert [d.isoformat() for d in days] == [
        "2026-11-01", "2027-02-01", "2026-11-30", "2027-02-28"
    ]  # fmt: skip


def test_satisfying_is_closed_over_steps_and_circles():
    """A beats B and B beats C; C beats A closes a circle, and D stands apart."""
    pairs = [("A", "B"), ("B", "C"), ("C", "A"), ("D", "E")]
    pool = pool_with(schemes=[{"scheme": a, "satisfies": b} for a, b in pairs])
    assert satisfying(pool, "B") == {"A", "B", "C"}
    assert satisfying(pool, "E") == {"D", "E"}
    assert satisfying(pool, "F") == {"F"}


def test_a_groups_certificate_stands_once_for_each_member():
    pool = pool_with(
        groups=[{"group": "G", "supplier": s} for s in "AB"],
        certificates=[{"holder": "G", "scheme": "S"}, {"holder": "B", "scheme": "S"}],
    )
    found = held(pool)
    assert sorted(zip(found.supplier.tolist(), found.row.tolist(), strict=True)) == [
        (0, 0), (1, 0), (1, 1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "names"), [("a; b", ["a", "b"]), ("a", ["a"]), ("", []), (" a ;; b;", ["a", "b"])]
)
def test_a_cell_of_several_names_is_split(cell, names):
    assert names_in(cell) == names


def test_without_any_month_only_undated_certificates_count():
    asks = [{"requirement": "R", "kind": "certificate", "scheme": "S"}]
    dated = [{"holder": "A", "scheme": "S", "to": "2030-01-31"}, {"holder": "B", "scheme": "S"}]
    pool = pool_with(requirements=asks, certificates=dated, orders=[ORDER])
    assert refusals(pool) == (
        ["A | R | S certificate is dated; neither a due month nor as_of is given."],
        ["A | R | sertifikat S bertanggal; bulan jatuh tempo maupun per_tanggal tidak diisi."],
    )
    now = pool_with(
        requirements=asks, certificates=dated, settings={"as_of": "2026-11-24"}, orders=[ORDER]
    )
    assert refusals(now)[0] == []

"""An AQL between the preferred ones is a fault, with the list of those that there are."""

import pytest

from ikmpool.errors import TableError
from ikmpool.tables.checking.inspection_checks import AQLS
from rules.cases import ORDER, pool_with


def with_aqls(*aqls):
    orders = [ORDER | {"order": f"T{i}", "aql": aql} for i, aql in enumerate(aqls)]
    return pool_with(orders=orders)


def test_every_preferred_aql_and_a_blank_are_sound():
    assert with_aqls(None, *AQLS).orders["aql"].dropna().tolist() == list(AQLS)
    assert with_aqls("2,5", "0.010", "6.50").orders["aql"].tolist() == [2.5, 0.01, 6.5]


def test_another_aql_is_told_with_the_preferred_ones_in_both_languages():
    with pytest.raises(TableError) as error:
        with_aqls(2.5, 3, 0, 15)
    assert error.value.told("en") == (
        "3 faults in 1 table.\n\n"
        "orders, column aql: 3 rows are no AQLs that ISO 2859-1 has sampling plans for.\n"
        "    row label 1  T1   3\n"
        "    row label 2  T2   0\n"
        "    row label 3  T3  15\n"
        "  Give a preferred value in percent: 0.01; 0.015; 0.025; 0.04; 0.065; 0.1; 0.15; 0.25; "
        "0.4; 0.65; 1; 1.5; 2.5; 4; 6.5; 10."
    )
    assert error.value.told("id").endswith(
        "  Isi nilai baku dalam persen: 0,01; 0,015; 0,025; 0,04; 0,065; 0,1; 0,15; 0,25; "
        "0,4; 0,65; 1; 1,5; 2,5; 4; 6,5; 10."
    )
    assert "3 baris bukan AQL yang memiliki rencana pengambilan sampel di ISO 2859-1." in (
        error.value.told("id")
    )

"""Every check finds its fault, says it in full, and leaves sound tables alone."""

import pandas as pd
import pytest

from ikmpool.errors import TableError
from ikmpool.tables.checking.checks import CHECKS, find_faults
from ikmpool.tables.checking.frames import Frames
from ikmpool.tables.pool import Pool
from ikmpool.tables.reading import convert
from ikmpool.tables.schema import TABLES

MONTHS = {"start": "2026-11", "end": "2027-03"}
SOUND = {
    "suppliers": {"supplier": ["A", "B"], "city": ["Gresik", "Sidoarjo"]},
    "offers": {"supplier": ["A", "B"], "product": ["shoe", "shoe"], "unit_cost": [9, 8]},
    "orders": {"order": ["T1", "T2"], "product": ["shoe", "shoe"], "quantity": [5, 6]},
}


def pool_with(**tables):
    """The sound pool with tables replaced or added."""
    given = {**SOUND, **tables}
    return Pool(
        **{
            name: cells if name == "settings" else pd.DataFrame(cells)
            for name, cells in given.items()
            if cells is not None
        }
    )


def told(**tables):
    """Return what is wrong with the pool, without the first and last line."""
    with pytest.raises(TableError) as error:
        pool_with(**tables)
    return "\n".join(str(error.value).split("\n")[2:-2])


def test_a_sound_pool_has_no_fault():
    assert len(pool_with().offers) == 2


def test_missing_and_empty_tables_are_all_told():
    assert told(suppliers=None, offers={"supplier": [], "product": []}, orders=None) == (
        "suppliers: the table is missing.\n"
        "  Add a sheet or a file with this name (in Indonesian: pemasok).\n\n"
        "orders: the table is missing.\n"
        "  Add a sheet or a file with this name (in Indonesian: pesanan).\n\n"
        "offers: the table has no rows.\n"
        "  Fill at least one row."
    )


RESERVED = (
    'Give another name: in a limit, "each" (Indonesian "tiap", "setiap") means one limit for every '
    "name."
)
FAULTS = [
    (
        "a producer called each, and places called tiap and setiap",
        {
            "suppliers": {"supplier": ["A", "B", "Each"]},
            "orders": {**SOUND["orders"], "destination": ["tiap", "Taiwan"]},
            "certificates": {"holder": ["A"], "scheme": ["SNI"], "product": ["shoe; setiap"]},
        },
        (
            "suppliers, column supplier: 1 row is called by a word that is reserved.\n"
            '    row label 2  "Each"\n'
            f"  {RESERVED}\n\n"
            "certificates, column product: 1 row is called by a word that is reserved.\n"
            '    row label 0  A  SNI  "shoe; setiap"\n'
            f"  {RESERVED}\n\n"
            "orders, column destination: 1 row is called by a word that is reserved.\n"
            '    row label 0  T1  "tiap"\n'
            f"  {RESERVED}"
        ),
    ),
    (
        "a key repeated, with blanks in it",
        {"offers": {"supplier": ["A", "A"], "product": ["shoe", "shoe"], "unit_cost": [9, 8]}},
        (
            "offers: 1 row repeats an earlier one.\n"
            "    row label 1  A  shoe  (the same as row 0)\n"
            "  Keep one row for each, or tell the rows apart in a column of the key."
        ),
    ),
    (
        "an unknown supplier in an optional column",
        {"orders": {**SOUND["orders"], "lead": ["A", "C"]}},
        (
            "orders, column lead: 1 row names a producer that the table of suppliers lacks.\n"
            '    row label 1  T2  "C"\n'
            "  Correct the name, or add the producer to the suppliers."
        ),
    ),
    (
        "an unknown order",
        {"pairs": {"supplier": ["A"], "order": ["T9-x"], "forbidden": [True]}},
        (
            "pairs, column order: 1 row names an order that the table of orders lacks.\n"
            '    row label 0  A  "T9-x"\n'
            "  Correct the name, or add the order."
        ),
    ),
    (
        "an unknown holder",
        {"certificates": {"holder": ["Koperasi"], "scheme": ["SNI"]}},
        (
            "certificates, column holder: 1 row names a holder that is neither a producer nor a "
            "group.\n"
            '    row label 0  SNI  "Koperasi"\n'
            "  Correct the name, or add the producer or the group."
        ),
    ),
    (
        "an ordered product that nobody offers",
        {"orders": {"order": ["T1"], "product": ["shoes"], "quantity": [5]}},
        (
            "orders, column product: 1 row names a product that no offer has.\n"
            '    row label 0  T1  "shoes"  (did you mean "shoe"?)\n'
            "  Correct the name, or add an offer of that product."
        ),
    ),
    (
        "a city of a limit that is a slip of the pen",
        {"limits": {"city": ["Gresk", "each", "Malang"], "greatest": [5, 6, 7]}},
        (
            "limits, column city: 1 row has a name that nothing else uses, and that is nearly "
            "another one.\n"
            '    row label 0  "Gresk"  (did you mean "Gresik"?)\n'
            "  Correct the name, or use the same name everywhere."
        ),
    ),
    (
        "an unknown setting",
        {"settings": {"curency": "IDR"}},
        (
            "settings, column name: 1 row is no setting that is known.\n"
            '    row label 0  "curency"  (did you mean "currency"?)\n'
            "  Give one of: start, end, now, currency, money_decimals, as_of, language, "
            "ready_status, rate_USD and the like."
        ),
    ),
    (
        "a currency without a rate",
        {"orders": {**SOUND["orders"], "price": [1.5, 2], "currency": ["USD", "IDR"]}},
        (
            "orders, column currency: 1 row has a currency without a rate.\n"
            '    row label 0  T1  "USD"\n'
            "  Give the rate in the settings, for example rate_USD = IDR for one USD; or correct "
            "the currency."
        ),
    ),
    (
        "a start without an end",
        {"settings": {"start": "2026-11"}},
        (
            "settings, column value: there is no end, only the other end of the months.\n"
            "  Give both start and end, or neither."
        ),
    ),
    (
        "an end before the start",
        {
            "settings": {"start": "2026-11", "end": "2026-10"},
            "orders": {**SOUND["orders"], "due": ["2026-11", "2026-11"]},
        },
        (
            "settings, column value: the end 2026-10 is before the start 2026-11.\n"
            "  Exchange the two, or correct one."
        ),
    ),
    (
        "no due month where there are months",
        {"settings": MONTHS, "orders": {**SOUND["orders"], "due": ["2026-12", None]}},
        (
            "orders, column due: 1 row has no month, and the settings have months.\n"
            "    row label 1  T2\n"
            "  Give the month in which the order is due."
        ),
    ),
    (
        "a due month outside the plan",
        {"settings": MONTHS, "orders": {**SOUND["orders"], "due": ["2026-10", "2026-11"]}},
        (
            "orders, column due: 1 row is outside the months 2026-11 to 2027-03 of the settings.\n"
            "    row label 0  T1  2026-10\n"
            "  Correct the month, or move start or end."
        ),
    ),
    (
        "a certificate that ends before it starts",
        {
            "certificates": {
                "holder": ["A"],
                "scheme": ["SNI"],
                "from": ["2026-05-02"],
                "to": ["2026-05-01"],
            }
        },
        (
            "certificates, column to: 1 row ends before it starts.\n"
            "    row label 0  A  SNI  2026-05-01  (starts 2026-05-02)\n"
            "  Correct one of the two days."
        ),
    ),
    (
        "two costs on one offer",
        {"offers": {**SOUND["offers"], "lump_cost": [50, None]}},
        (
            "offers, column lump_cost: 1 row has both a unit cost and a lump cost.\n"
            "    row label 0  A  shoe  50\n"
            "  Keep one of unit_cost and lump_cost."
        ),
    ),
    (
        "a quotation without a cost and without a general row",
        {
            "offers": {
                "supplier": ["A", "A", "B"],
                "product": ["shoe", "shoe", "shoe"],
                "order": [None, "T1", "T1"],
                "unit_cost": [9, None, None],
            }
        },
        (
            "offers, column unit_cost: 1 row has no cost, and no more general row of the offer has "
            "one.\n"
            "    row label 2  B  shoe  T1\n"
            "  Fill unit_cost or lump_cost, here or in the row without order and destination; a "
            "gift costs 0."
        ),
    ),
    (
        "a quotation for an order of another product",
        {
            "offers": {
                "supplier": ["A", "A"],
                "product": ["shoe", "sandal"],
                "order": [None, "T1"],
                "unit_cost": [9, 9],
            }
        },
        (
            "offers, column order: 1 row quotes for an order of another product.\n"
            '    row label 1  A  sandal  "T1"  (that order is of "shoe")\n'
            "  Correct the order or the product."
        ),
    ),
    (
        "a quantity for a lead that is not named",
        {"orders": {**SOUND["orders"], "lead_quantity": [3, None]}},
        (
            "orders, column lead_quantity: 1 row gives a quantity for the lead and no lead.\n"
            "    row label 0  T1  3\n"
            "  Fill lead, or leave lead_quantity blank."
        ),
    ),
    (
        "a least above the greatest",
        {"limits": {"supplier": ["A"], "least": [9], "greatest": [5]}},
        (
            "limits, column least: 1 row is above the greatest beside it.\n"
            "    row label 0  A  9  (above 5)\n"
            "  Exchange the two, or correct one."
        ),
    ),
    (
        "a target outside the limits",
        {"specs": {"product": ["shoe"], "attribute": ["x"], "lsl": [1], "target": [9], "usl": [5]}},
        (
            "specs, column target: 1 row is outside the spec limits beside it.\n"
            "    row label 0  shoe  x  9\n"
            "  Give a target from lsl to usl."
        ),
    ),
    (
        "a Cpm without a target",
        {
            "specs": {
                "product": ["shoe"],
                "attribute": ["x"],
                "lsl": [1],
                "usl": [5],
                "min_cpm": [1],
            }
        },
        (
            "specs, column min_cpm: 1 row asks a Cpm without lsl, target and usl.\n"
            "    row label 0  shoe  x  1\n"
            "  Fill lsl, target and usl, or leave min_cpm blank."
        ),
    ),
    (
        "a Cpk without any limit",
        {"specs": {"product": ["shoe"], "attribute": ["x"], "min_cpk": [1.33]}},
        (
            "specs, column min_cpk: 1 row asks a Cpk without lsl or usl.\n"
            "    row label 0  shoe  x  1.33\n"
            "  Fill lsl, usl or both, or leave min_cpk blank."
        ),
    ),
    (
        "a spec for nothing, and one for two things",
        {
            "specs": {
                "order": [None, "T1"],
                "product": [None, "shoe"],
                "attribute": ["x", "x"],
                "usl": [1, 1],
            }
        },
        (
            "specs: 2 rows are not for exactly one of order, contract and product.\n"
            "    row label 0  x\n"
            "    row label 1  T1  shoe  x\n"
            "  Fill exactly one of order, contract and product."
        ),
    ),
    (
        "a measurement without a figure",
        {"quality": {"supplier": ["A"], "attribute": ["x"], "sd": [0.1]}},
        (
            "quality, column mean: 1 row has neither a mean nor a class.\n"
            "    row label 0  A  x\n"
            "  Fill mean or class."
        ),
    ),
    (
        "a measurement and a class in one row",
        {
            "quality": {
                "supplier": ["A", "A", "A"],
                "attribute": ["x", "x", "y"],
                "class": ["grade A", None, "grade B"],
                "mean": [4, 4, None],
            }
        },
        (
            "quality, column class: 1 row has both a mean and a class.\n"
            '    row label 0  A  x  "grade A"\n'
            "  Give the class in a row of its own, and leave its mean blank."
        ),
    ),
    (
        "requirements that lack what their kind needs",
        {
            "requirements": {
                "requirement": ["a", "b", "c"],
                "kind": ["certificate", "status", "batas tahunan"],
            }
        },
        (
            "requirements, column scheme: 1 row asks a certificate and names no scheme.\n"
            "    row label 0  a  certificate\n"
            "  Name the scheme.\n\n"
            "requirements, column scheme: 1 row asks a status and names none.\n"
            "    row label 1  b  status\n"
            "  Name the accepted statuses in column scheme, separated by semicolons.\n\n"
            "requirements, column yearly_limit: 1 row is of kind yearly_limit and gives no limit.\n"
            "    row label 2  c  yearly_limit\n"
            "  Fill yearly_limit."
        ),
    ),
    (
        "a status that does not exist",
        {
            "requirements": {
                "requirement": ["a"],
                "kind": ["status"],
                "scheme": ["export_ready; coachd"],
            }
        },
        (
            "requirements, column scheme: 1 row names a status that does not exist.\n"
            '    row label 0  a  status  "export_ready; coachd"  (did you mean "coached"?)\n'
            "  Give, separated by semicolons, any of: export_ready, coached, waiting_list."
        ),
    ),
    (
        "a limit that limits nothing",
        {"limits": {"supplier": ["A"], "if_used": [True]}},
        "limits: 1 row limits nothing.\n    row label 0  A\n  Fill least, greatest or fixed_cost.",
    ),
    (
        "a limit on a share above one",
        {"limits": {"supplier": ["A"], "of": ["bagian"], "greatest": [40]}},
        (
            "limits, column greatest: 1 row is a share above 1.\n"
            "    row label 0  A  share  40\n"
            '  Give a share from 0 to 1; five percent is 0.05, or the text "5%".'
        ),
    ),
    (
        "pairs that contradict themselves",
        {
            "pairs": {
                "supplier": ["A", "B", "B"],
                "order": ["T1", "T1", "T2"],
                "forbidden": [True, True, None],
                "locked": [50, None, None],
                "forced": [None, True, None],
                "other_supplier": [None, None, "B"],
            }
        },
        (
            "pairs, column locked: 1 row is forbidden and yet has locked units.\n"
            "    row label 0  A  T1  50\n"
            "  Clear forbidden or locked.\n\n"
            "pairs, column forced: 1 row is both forbidden and forced.\n"
            "    row label 1  B  T1  True\n"
            "  Clear forbidden or forced.\n\n"
            "pairs, column other_supplier: 1 row names the same producer twice.\n"
            '    row label 2  B  T2  "B"\n'
            "  Name another producer, or leave other_supplier blank."
        ),
    ),
    (
        "a tier with two prices",
        {
            "tiers": {
                "supplier": ["A"],
                "from_units": [10],
                "unit_cost": [8],
                "percent_off": ["5%"],
            }
        },
        (
            "tiers: 1 row has not exactly one price.\n"
            "    row label 0  A  10\n"
            "  Fill either unit_cost or percent_off."
        ),
    ),
    (
        "money finer than the settings allow",
        {
            "settings": {"money_decimals": 1},
            "offers": {**SOUND["offers"], "unit_cost": [9.25, 8.5]},
        },
        (
            "offers, column unit_cost: 1 row has more decimals than 1.\n"
            "    row label 0  A  shoe  9.25\n"
            "  Round the money, or raise money_decimals in the settings (now 1, at most 6)."
        ),
    ),
]


@pytest.mark.parametrize(("tables", "text"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_the_fault_is_told_in_full(tables, text):
    assert told(**tables) == text


@pytest.mark.parametrize("tables", [f[1] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_the_fault_is_told_in_indonesian_too(tables):
    """No wording is missing, and none is left in English."""
    with pytest.raises(TableError) as error:
        pool_with(**tables)
    text = error.value.in_language("id")
    assert "kesalahan dalam" in text
    assert " row" not in text.replace("label", "")


@pytest.mark.parametrize(
    "tables",
    [
        {"offers": {"supplier": ["A"], "product": ["shoe"], "lump_cost": [500]}},
        {"offers": {**SOUND["offers"], "product": ["shoe", "boot"]}},
        {"limits": {"city": ["Malang"], "greatest": [5]}},
        {"limits": {"supplier": ["A"], "fixed_cost": [5]}},
        {"specs": {"product": ["shoe"], "attribute": ["x"], "lsl": [1], "min_cpk": [1]}},
        {
            "settings": {"rate_USD": 15000, "money_decimals": 0},
            "orders": {**SOUND["orders"], "price": [1.25, 2], "currency": ["USD", "IDR"]},
        },
        {
            "certificates": {"holder": ["Koperasi"], "scheme": ["SNI"]},
            "groups": {"group": ["Koperasi"], "supplier": ["A"]},
        },
    ],
    ids=[
        "a lump cost without an order holds for the whole order",
        "an offered product that nobody orders",
        "a limit on a city where nobody works",
        "a fixed cost alone is a limit",
        "a one-sided Cpk",
        "cents in the price of another currency",
        "a certificate of a group",
    ],
)
def test_what_is_odd_but_sound_is_no_fault(tables):
    assert pool_with(**tables).tables


def test_an_unreadable_cell_is_not_also_a_missing_one():
    offers = {**SOUND["offers"], "unit_cost": ["cheap", 8]}
    assert told(offers=offers).startswith("offers, column unit_cost: 1 row is not a number.")
    assert "no cost" not in told(offers=offers)


def test_a_fault_in_one_table_hides_none_in_another():
    text = told(
        suppliers={"suplier": ["A"]},
        offers={"supplier": ["A"], "product": ["shoe"], "unit_cost": ["x"]},
        orders={"order": ["T1"], "product": ["boot"], "quantity": [-5]},
    )
    assert [line.partition(":")[0] for line in text.split("\n") if not line.startswith(" ")] == [
        *("suppliers, column supplier", ""),
        *("offers, column unit_cost", ""),
        *("orders, column quantity", ""),
        "orders, column product",
    ]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_no_check_crashes_on_empty_or_partial_tables(check):
    """Each table is tried with no columns, and with each of its columns alone."""
    assert isinstance(check(Frames({})), list)
    for name, table in TABLES.items():
        empty = {other: pd.DataFrame(index=[0]) for other in TABLES}
        assert isinstance(check(Frames(empty)), list)
        for column in table.columns:
            typed, _ = convert(name, pd.DataFrame({column.name: [column.example]}))
            assert isinstance(check(Frames({**empty, name: typed})), list)


def test_a_row_with_everything_filled_by_its_example_is_read():
    """The examples of the template are readable, every one."""
    for name, table in TABLES.items():
        for language in ("en", "id"):
            cells = {c.heading(language): [c.example_in(language)] for c in table.columns}
            typed, faults = convert(name, pd.DataFrame(cells))
            assert faults == []
            assert typed.notna().all(axis=None)


def test_faults_come_in_the_order_of_the_tables_first_mentioned():
    codes = [fault.code for fault in find_faults({})]
    assert codes == ["missing_table"] * 3


def test_every_spelling_of_each_opens_the_scope_of_a_limit():
    words = ["each", "Tiap", "setiap"]
    for word in words:
        pool = pool_with(limits={"supplier": [word], "city": [word], "greatest": [5]})
        assert pool.limits[["supplier", "city"]].to_numpy().tolist() == [["each", "each"]]


def test_whole_sums_are_never_too_fine_however_large():
    costs = [1_000_000_000_039, 1_000_000_000_000.1]
    assert pool_with(offers={**SOUND["offers"], "unit_cost": costs}).money_decimals == 1


@pytest.mark.parametrize("capacity", [99_999_999_999_999, "99999999999999", "1e30"])
def test_a_figure_that_means_without_limit_is_refused_in_words(capacity):
    shown = f'"{capacity}"' if isinstance(capacity, str) else f"{capacity:,}"
    assert told(offers={**SOUND["offers"], "capacity": [capacity, 5]}) == (
        "offers, column capacity: 1 row is beyond 1,000,000,000,000.\n"
        f"    row label 0  A  shoe  {shown}\n"
        "  Give a figure that a producer can make; leave blank for no limit."
    )


def test_a_sum_that_nobody_pays_is_refused_in_words():
    assert told(offers={**SOUND["offers"], "unit_cost": ["1e16", 5]}) == (
        "offers, column unit_cost: 1 row is beyond 1,000,000,000,000,000.\n"
        '    row label 0  A  shoe  "1e16"\n'
        "  Give a figure that can be paid or measured; leave blank for no limit."
    )


def test_a_maker_without_one_good_unit_is_no_maker():
    assert told(offers={**SOUND["offers"], "defect_rate": [0.5, 1]}) == (
        "offers, column defect_rate: 1 row is not a share below 1.\n"
        "    row label 1  B  shoe  1\n"
        '  Give a share below 1; five percent is 0.05, or the text "5%". An offer without one '
        "good unit is no offer."
    )


def test_currencies_are_read_in_any_case():
    pool = pool_with(
        settings={"currency": "idr", "rate_usd": 15000},
        orders={**SOUND["orders"], "price": [1.5, 2], "currency": ["usd", "Idr"]},
    )
    assert pool.orders["currency"].tolist() == ["USD", "IDR"]
    assert pool.settings.rates == {"USD": 15000}


def test_a_key_in_the_index_is_told_as_such():
    with pytest.raises(TableError) as error:
        Pool(
            suppliers=pd.DataFrame(SOUND["suppliers"])[["supplier"]].set_index("supplier"),
            offers=pd.DataFrame(SOUND["offers"]).set_index(["supplier", "product"]),
            orders=pd.DataFrame(SOUND["orders"]),
        )
    index = "the column stands in the index of the DataFrame, not among its columns."
    cure = "Call reset_index() on the DataFrame first."
    assert str(error.value) == (
        "3 faults in 2 tables.\n\n"
        f"suppliers, column supplier: {index}\n  {cure}\n\n"
        f"offers, column supplier: {index}\n  {cure}\n\n"
        f"offers, column product: {index}\n  {cure}\n\n"
        "All faulty rows: error.faults (a DataFrame)."
    )

"""Production: unit costs, parts of a lump quotation, and the premium of overtime."""

from decimal import Decimal
from fractions import Fraction

from rules.cases import ORDER, lines, offers, plan_of, pool_with


def test_a_unit_costs_what_its_offer_says():
    """3 at 10 and 7 at 20 are 170."""
    assert lines(pool_with(), "A 3", "B 7") == {"production": 3 * 10 + 7 * 20}


def test_an_overtime_unit_costs_its_premium_on_top():
    """4 normal and 2 overtime at 10 are 60, and 2 premiums of 3 are 6."""
    pool = pool_with(offers=offers({"overtime_capacity": 5, "overtime_premium": 3, "capacity": 4}))
    assert lines(pool, "A 4", "A 2 overtime") == {"production": 60, "overtime": 6}


def test_a_part_of_a_lump_quotation_costs_its_part():
    """3 tenths of 100 are 30; 3 sevenths of 100 stay a fraction."""
    lump = [{"supplier": "A", "product": "shoe", "lump_cost": 100}]
    assert lines(pool_with(offers=lump), "A 3") == {"production": 30}
    seven = pool_with(offers=lump, orders=[ORDER | {"quantity": 7}])
    assert lines(seven, "A 3") == {"production": Fraction(300, 7)}
    assert plan_of(seven).cost == 100


def test_the_most_specific_quotation_is_paid():
    """10 in general, 9 to Taiwan, 8 for T1; a quotation without a cost takes the next one's."""
    quotes = [
        {"supplier": "A", "product": "shoe", "unit_cost": 10},
        {"supplier": "A", "product": "shoe", "destination": "Taiwan", "unit_cost": 9},
        {"supplier": "A", "product": "shoe", "order": "T1", "capacity": 50},
        {"supplier": "A", "product": "shoe", "order": "T2", "unit_cost": 8},
    ]
    orders = [ORDER | {"destination": place} for place in ("Taiwan", "Taiwan", "Malaysia")]
    orders = [o | {"order": f"T{i}", "quantity": 1} for i, o in enumerate(orders, 1)]
    pool = pool_with(offers=quotes, orders=orders)
    assert [lines(pool, f"A {o} 1")["production"] for o in ("T1", "T2", "T3")] == [9, 8, 10]


def test_the_cheaper_maker_is_chosen_and_the_ledger_adds_up():
    """A makes 6 at 10.25 and B 4 at 20: 141.5, exactly."""
    pool = pool_with(offers=offers({"unit_cost": 10.25, "capacity": 6}))
    plan = plan_of(pool)
    assert plan.cost == Decimal("141.5")
    assert sum(plan.ledger["amount"]) == plan.cost

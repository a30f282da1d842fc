"""Status: only producers that are ready serve orders."""

from rules.cases import eased, made, makers, pool_with, refusals, vector, violations

WAITING = makers({"status": "coached"}, {"status": "export_ready"})


def test_who_is_not_ready_is_refused_with_the_status():
    pool = pool_with(suppliers=WAITING)
    assert made(pool) == {"B": 10}
    assert refusals(pool) == (
        ["A |  | status is coached; it is not ready to serve orders."],
        ["A |  | status dibina; belum siap melayani pesanan."],
    )


def test_who_states_no_status_is_refused_where_others_do():
    pool = pool_with(suppliers=makers({}, {"status": "export_ready"}))
    assert refusals(pool)[0] == ["A |  | status is not stated; it is not ready to serve orders."]


def test_the_settings_say_which_statuses_are_ready():
    assert made(pool_with(suppliers=WAITING, settings={"ready_status": "coached"})) == {"A": 10}


def test_a_share_of_a_producer_that_is_not_ready_is_a_violation():
    assert violations(pool_with(suppliers=WAITING), "A 4") == (
        ["T1, A: status is coached; it is not ready to serve orders."],
        ["T1, A: status dibina; belum siap melayani pesanan."],
    )


def test_making_a_producer_ready_saves_what_the_dearer_one_cost():
    """A's 10 units cost 100, B's 200."""
    pool = pool_with(suppliers=WAITING)
    assert vector(pool)[-1] == 200
    assert [vector(p)[-1] for p in eased(pool, "status")] == [100]

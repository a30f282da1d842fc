"""Scaled out: on threads, processes and a Dask cluster the plan is the same, to the unit.

So it is where the workers die in the middle.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from dask.distributed import Client

import ikmpool as ikm
from executors import Silent, cluster, die_once_solved, fail_once_solved, processes
from ikmpool.program import apart, sending
from ikmpool.tables.generators import pooled
from interrupts import nothing_left, pressing

#: Products, each with makers and orders of its own.
PRODUCTS = 3


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "ENOUGH", 30)


def several() -> ikm.Pool:
    """Pools that have nothing in common, as one."""
    tables: dict[str, list[pd.DataFrame]] = {}
    for number in range(PRODUCTS):
        for name, frame in pooled(50, 2, load=0.6, seed=number).tables.items():
            if name != "settings":
                own = [c for c in ("supplier", "order", "product") if c in frame]
                marked = frame.assign(**{c: frame[c].astype("str") + f"-{number}" for c in own})
                tables.setdefault(name, []).append(marked)
    return ikm.Pool(**{name: pd.concat(frames) for name, frames in tables.items()})


@pytest.fixture(scope="module")
def here() -> ikm.Plan:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apart, "ENOUGH", 30)
        plan = ikm.allocate(several())
    assert plan.canonical
    return plan


@pytest.fixture(scope="module")
def workers() -> Iterator[Executor]:
    with processes() as executor:
        yield executor


@pytest.fixture(scope="module")
def dask() -> Iterator[Client]:
    with cluster() as client:
        yield client


def check(plan: ikm.Plan, here: ikm.Plan) -> None:
    """Compare plans to the unit, with what is proven of them."""
    assert plan.reached == here.reached
    for name in ("shares", "orders", "ledger", "prices"):
        pd.testing.assert_frame_equal(getattr(plan, name), getattr(here, name))
    assert plan.audit.empty


def elsewhere(executor: Executor) -> ikm.Plan:
    return ikm.allocate(several(), options=ikm.SolveOptions(executor=executor))


def test_the_pool_falls_into_parts(here: ikm.Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else this module tests nothing; and solved whole the plan is the same, too."""
    parts: list[int] = []
    parts_of = apart.parts_of
    monkeypatch.setattr(apart, "parts_of", lambda *a: parts.append(len(a[3])) or parts_of(*a))
    check(ikm.allocate(several()), here)
    assert set(parts) == {PRODUCTS}
    monkeypatch.setattr(apart, "ENOUGH", 10**6)
    assert ikm.allocate(several()).shares.equals(here.shares)


def test_threads_make_the_same_plan(here: ikm.Plan) -> None:
    with ThreadPoolExecutor(3) as executor:
        check(elsewhere(executor), here)


def test_processes_make_the_same_plan(here: ikm.Plan, workers: Executor) -> None:
    check(elsewhere(workers), here)


def test_a_dask_cluster_makes_the_same_plan(here: ikm.Plan, dask: Client) -> None:
    check(elsewhere(dask.get_executor()), here)


def test_processes_that_die_in_the_middle_leave_the_plan_as_it_is(
    here: ikm.Plan, caplog: pytest.LogCaptureFixture
) -> None:
    with processes(die_once_solved) as executor:
        check(elsewhere(executor), here)
    assert "was lost and is done here: BrokenProcessPool" in caplog.text


def test_dask_workers_that_die_in_the_middle_leave_the_plan_as_it_is(
    here: ikm.Plan, caplog: pytest.LogCaptureFixture
) -> None:
    with cluster() as client:
        client.run(die_once_solved)
        check(elsewhere(client.get_executor()), here)
    assert "was lost and is done here: KilledWorker" in caplog.text


def test_a_bug_comes_out_as_it_would_in_this_process() -> None:
    with processes(fail_once_solved) as executor, pytest.raises(ArithmeticError) as error:
        elsewhere(executor)
    assert str(error.value) == "a planted bug"


def test_a_ctrl_c_keeps_what_is_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "GRACE", 0.1)
    tell, told = pressing(lambda now: now.best is not None)
    options = ikm.SolveOptions(time_limit=None, progress=tell, executor=Silent(begun=True))
    with nothing_left():
        plan = ikm.allocate(several(), options=options)
    assert plan.interrupted
    assert plan.status == "feasible"
    assert plan.audit.empty
    assert (told[-1].done, told[-1].of) == (len(plan.stages),) * 2


def test_a_promise_is_the_same_elsewhere(
    workers: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each drop-out alone, the points of its curve, what cannot be delivered and what limits it."""
    submit, sent = workers.submit, set[str]()

    def noted(tried: Any, work: Any, *rest: Any) -> Future[Any]:
        sent.add(work.__name__)
        return submit(tried, work, *rest)

    monkeypatch.setattr(workers, "submit", noted)
    pool = ikm.sample("shoes500")
    pool = pool.replace(dropouts=pd.DataFrame({"supplier": ["IKM-01", "IKM-02"]}))
    found, again = (
        ikm.promise(pool, "leather shoe", options=ikm.SolveOptions(executor=executor))
        for executor in (None, workers)
    )
    assert (again.quantity, again.upper, again.proven) == (found.quantity, found.upper, True)
    short = [replace(one, quantity=3) for one in (found, again)]  # one and two are tried
    pd.testing.assert_frame_equal(*(one.failing for one in short))
    for name in ("curve", "bottlenecks"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(found, name))
    assert sent >= {"_least_short", "_outcome", "_served", "_headroom"}


def test_a_stress_test_is_the_same_elsewhere(workers: Executor) -> None:
    plan = ikm.allocate(ikm.sample("shoes500"))
    test = ikm.stress(plan, draws=20)
    told: list[ikm.Progress] = []
    options = ikm.SolveOptions(executor=workers, progress=told.append)
    again = ikm.stress(replace(plan, options=options), draws=20)
    pd.testing.assert_frame_equal(again.drop_outs, test.drop_outs)
    pd.testing.assert_frame_equal(again.helpers, test.helpers)
    assert np.array_equal(again.delivered, test.delivered)
    done = [now.done for now in told]
    assert done == sorted(done)
    assert (told[-1].done, told[-1].of) == (len(test.drop_outs),) * 2

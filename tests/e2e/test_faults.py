"""A cut of ``make faults``: killed under load at seeded moments, on SQLite and on PostgreSQL; short outages."""

import asyncio

import pytest

from bench import database
from bench.faults import outages, suite
from bench.faults.lane import killed
from bench.faults.ledger import Ledger, Sent
from tests.support.postgres import REQUIRED

SEED = 2026


@pytest.mark.e2e
@pytest.mark.parametrize(("engine", "points"), [("sqlite", 13), ("postgres", 7)])
async def test_kills_under_load_lose_nothing_and_repeat_nothing(engine: str, points: int) -> None:
    if not REQUIRED and (why := await _unusable(engine)):
        pytest.skip(why)
    run, _ = await killed(engine, points, SEED)
    assert run.ledger.wrong == []
    assert run.kills == points
    assert run.ledger.accepted, "nothing was accepted at all"
    assert run.ledger.finished, "no kill came after a finished step, so nothing was proved"
    assert run.doubtful, "no kill caught an act between intent and outcome, so nothing was proved"


async def _unusable(engine: str) -> str:
    return await asyncio.to_thread(database.usable, engine)


@pytest.mark.e2e
@pytest.mark.long
async def test_a_full_disk_is_said_and_gets_over() -> None:
    _gets_over(await outages.disk_full())


@pytest.mark.e2e
@pytest.mark.long
async def test_a_database_that_takes_no_writes_is_said_and_gets_over() -> None:
    outage = await outages.read_only()
    if outage is None:
        pytest.skip("files can't be made immutable here (chattr as root)")
    _gets_over(outage)


@pytest.mark.e2e
@pytest.mark.long
async def test_a_server_that_takes_no_writes_is_said_and_gets_over() -> None:
    if not REQUIRED and (why := await _unusable("postgres")):
        pytest.skip(why)
    _gets_over(await outages.read_only_postgres())


def _gets_over(outage: outages.Outage) -> None:
    assert outage.wrong is None
    assert outage.refused
    assert outage.finished >= outage.accepted > 10


@pytest.mark.e2e
@pytest.mark.long
async def test_a_dead_service_holds_up_its_own_workflow_only() -> None:
    outage = await outages.dead_service("sqlite", 2.0)
    assert outage.wrong is None
    assert outage.finished >= outage.accepted > 0


def test_a_suite_that_runs_out_of_time_has_not_kept_its_promise() -> None:
    assert suite.short("sqlite", 500, 500) == []
    assert suite.short("sqlite", 12, 500) == ["sqlite: 12 of 500 kills; there was no time for more"]


def test_the_account_finds_what_is_lost_repeated_or_doubled() -> None:
    book = Ledger()
    for number, name, total in ((1, "action", "129.00"), (2, "action", "50.00"), (3, "mail", "500.00")):
        book.take(Sent(number, name, total))
    body = b'{"order_id": 5600000000001, "step": "tell"}'
    book.called("r1/tell~0", body)
    book.mail("Subject: Order #3")
    book.done([("r1", "tell")])
    ended = [(1, "action", "done"), (2, "action", "done"), (3, "mail", "done")]
    book.settle(ended)
    assert book.wrong == []
    book.settle(ended[:-1])
    assert book.lost == 1
    book.called("r1/tell~0", body)
    assert book.repeated == 1
    book.called("r2/tell~0", body)
    book.mail("Subject: Order #3")
    book.settle(ended)
    assert any("called under" in sentence for sentence in book.wrong)
    assert any("got 2 mails" in sentence for sentence in book.wrong)
    book.called("r2/tell~0", body + b" ")
    book.settle(ended)
    assert any("different bodies" in sentence for sentence in book.wrong)

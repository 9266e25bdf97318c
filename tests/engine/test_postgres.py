"""The same engine on PostgreSQL: kills, several processes on one database, and a server that goes away."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, func, select, text

from app.core.document import Workflow
from app.core.effects import CountEvent
from app.core.events import Event
from app.engine.services import Services, assemble
from app.errors import Busy
from app.settings import Settings
from app.store import inbox, journal, memory, queue, workflows
from app.store.inbox import TakenIn
from app.store.journal import Record
from app.store.postgres import PostgresDatabase, open_postgres
from app.store.secrets import Vault
from tests.engine.lives import START, Story, plans
from tests.engine.postgres_disk import PostgresDisk
from tests.engine.scenes import DRAWINGS, story
from tests.support.cluster import Cluster, cluster
from tests.support.waiting import until

CUT = (
    "plain",
    "mail",
    "wait",
    "wait for event",
    "count",
    "parallel",
    "ladder",
    "loop",
    "pages",
    "large values",
)
KEY = SecretStr("qF2XQhXlGgY0sW4q1nZ8mJd6cK3vB7tR9yL5pE0aUoM=")


@pytest.fixture(scope="module")
def url(postgres_url: str) -> str:
    """A migrated database for this file."""
    asyncio.run(_migrated(postgres_url))
    return postgres_url


async def _migrated(url: str) -> None:
    await open_postgres(url).close()


@pytest.fixture
async def two(url: str) -> AsyncIterator[tuple[PostgresDatabase, PostgresDatabase]]:
    """Two processes' databases."""
    async with opened(url) as one, opened(url) as other:
        yield one, other


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[PostgresDatabase]:
    db = PostgresDatabase(url)
    try:
        yield db
    finally:
        await db.close()


def services(url: str, folder: Path) -> Services:
    return assemble(Settings(data_dir=folder, database_url=url), PostgresDatabase(url), Vault(KEY))


def on_postgres(name: str, url: str) -> Story:
    return story(name, grouped=True, make_disk=lambda grouped: PostgresDisk(url))


# ------------------------------------------------------------------------------------------------------- kills


@pytest.mark.parametrize("name", [name for name in DRAWINGS if name in CUT])
def test_killed_at_some_writes_it_ends_as_if_nobody_had(name: str, url: str) -> None:
    whole = on_postgres(name, url).run()
    expected = whole.outcome()
    assert expected == story(name, grouped=True).run().outcome()
    for plan in random.Random(name).sample(plans(whole.disk.writes), k=min(6, 2 * whole.disk.writes)):
        killed = on_postgres(name, url).run(plan)
        mine = killed.outcome()
        keys = [key for key, _ in killed.outside.mails]
        assert len(keys) == len(set(keys)), "a mail was sent twice"
        if "doubt" in str(mine["status"]) or "possibly done" in str(mine["steps"]):
            assert len(mine["mails"]) <= len(expected["mails"])
        else:
            assert mine == expected


# --------------------------------------------------------------------------------------------- the four methods


async def test_a_call_that_fails_harms_nobody_else(two: tuple[PostgresDatabase, PostgresDatabase]) -> None:
    db, _ = two

    def note(conn: Connection, name: str) -> str:
        conn.execute(text("INSERT INTO preferences (name, value) VALUES (:name, '1')"), {"name": name})
        return name

    async def guilty() -> None:
        with pytest.raises(ZeroDivisionError):
            await db.write(lambda conn: 1 // 0)

    good = [f"harmless.{n}" for n in range(20)]
    told = await asyncio.gather(*(db.write(note, name) for name in good[:10]), guilty(), guilty())
    for name in good[10:]:
        db.lazy(note, name)
    await db.write(lambda conn: None)
    assert told[:10] == good[:10]
    found = await db.read(
        lambda conn: conn.execute(
            text("SELECT count(*) FROM preferences WHERE name LIKE 'harmless.%'")
        ).scalar()
    )
    assert found == 20


def delivery(key: str) -> dict[str, Any]:
    from app.store.types import new_id

    return {
        "id": new_id(), "connection": "shop", "key": key, "topic": "t", "headers": {}, "body": b"{}",
        "at": START, "state": "new", "error": None, "attempts": 0, "next_try": None,
    }  # fmt: skip


async def test_of_two_processes_that_are_told_the_same_one_stores_it(
    two: tuple[PostgresDatabase, PostgresDatabase],
) -> None:
    for n in range(20):
        told = await asyncio.gather(*(db.write(inbox.accept, delivery(f"same-{n}")) for db in two * 3))
        assert sum(told) == 1
        event = Event("order.created", f"order:same-{n}", START, f"same-{n}", {})
        taken = [TakenIn(None, "shop", [(event, [("w", 1)])])]
        started = await asyncio.gather(*(db.write(inbox.take_in, taken, START, 1) for db in two * 3))
        assert sum(len(each.begun) + len(each.runs) for each in started) == 1


async def _begun(db: PostgresDatabase, number: int, name: str) -> journal.Begun:
    event = Event("order.created", f"order:{name}-{number}", START, f"{name}-{number}", {})
    started = await db.write(inbox.take_in, [TakenIn(None, "shop", [(event, [("w", 1)])])], START, 1)
    return started.begun[0]


async def test_a_wait_and_its_event_never_miss_each_other(
    two: tuple[PostgresDatabase, PostgresDatabase],
) -> None:
    one, other = two
    for n in range(30):
        begun = await _begun(one, n, "missed")
        subject = f"order:missed-{n}"
        paid = Event("order.paid", subject, START + timedelta(seconds=1), f"paid-{n}", {"order": {}})
        intent = Record(begun.lease, "s", 0, "intent", START, {})
        waits = one.write(journal.await_, intent, START + timedelta(days=3), "order.paid", subject, START)
        comes = other.write(inbox.take_in, [TakenIn(None, "shop", [(paid, [])])], START)
        waited, _ = await asyncio.gather(waits, comes)
        left = await one.read(
            lambda conn, run: conn.execute(select(journal.waits).where(journal.waits.c.run == run)).all(),
            begun.lease.run,
        )
        woke = await one.read(
            lambda conn, run: conn.execute(
                select(journal.steps).where(journal.steps.c.run == run, journal.steps.c.kind == "woke")
            ).all(),
            begun.lease.run,
        )
        assert not left
        assert len(woke) == 1
        assert waited is not False


async def test_two_processes_count_each_number_once(two: tuple[PostgresDatabase, PostgresDatabase]) -> None:
    begun = [await _begun(db, n, "counted") for n, db in enumerate(two * 10)]
    effect = CountEvent(name="orders", subject="counted", at=START, window=timedelta(hours=1))
    counts = await asyncio.gather(
        *(
            db.write(memory.remember, each.lease, "s", 0, START, effect, {})
            for db, each in zip(two * 10, begun, strict=True)
        )
    )
    assert sorted(each["count"] for each in counts) == list(range(1, 21))


async def test_processes_that_start_at_once_migrate_once(fresh_postgres_url: str) -> None:
    async def start() -> str | None:
        db = await asyncio.to_thread(open_postgres, fresh_postgres_url)
        try:
            return await db.read(
                lambda conn: conn.execute(text("SELECT version_num FROM alembic_version")).scalar()
            )
        finally:
            await db.close()

    assert len(set(await asyncio.gather(*(start() for _ in range(4))))) == 1


# ------------------------------------------------------------------------------------------- several processes


async def _of_a_dead_process(url: str, work: Callable[[PostgresDatabase], Any]) -> Any:
    """What a process did that then died without a word: nobody renews its lease."""
    async with opened(url) as db:
        await db.write(queue.beat)
        result = await work(db)
        await db.write(
            lambda conn: conn.execute(
                text(
                    "UPDATE pgqueuer SET heartbeat = heartbeat - interval '16 seconds' WHERE entrypoint = 'process'"
                )
            )
        )
        return result


async def test_what_a_dead_process_had_begun_is_finished_by_another(
    fresh_postgres_url: str, tmp_path: Path
) -> None:
    await asyncio.to_thread(lambda: asyncio.run(_migrated(fresh_postgres_url)))
    document = Workflow.model_validate({
        "version": 1, "id": "w", "name": "W", "slots": {}, "edges": [],
        "steps": [{"id": "start", "type": "order.created", "settings": {}}],
    })  # fmt: skip

    async def begins(db: PostgresDatabase) -> list[str]:
        await db.write(workflows.create, document, {})
        await db.write(workflows.publish, "w")
        return [(await _begun(db, n, "dead")).lease.run for n in range(5)]

    runs = await _of_a_dead_process(fresh_postgres_url, begins)
    survivor = services(fresh_postgres_url, tmp_path)
    async with survivor.running():
        await on_disk(survivor, lambda conn: _done(conn) == len(runs))


async def test_a_message_that_a_dead_process_had_accepted_is_taken_in(
    fresh_postgres_url: str, tmp_path: Path
) -> None:
    await asyncio.to_thread(lambda: asyncio.run(_migrated(fresh_postgres_url)))
    await _of_a_dead_process(fresh_postgres_url, lambda db: db.write(inbox.accept, delivery("left")))
    survivor = services(fresh_postgres_url, tmp_path)
    async with survivor.running():
        await on_disk(survivor, lambda conn: not _new(conn))


async def test_a_process_that_is_asked_to_stop_leaves_its_runs_to_others_at_once(
    two: tuple[PostgresDatabase, PostgresDatabase],
) -> None:
    one, _ = two
    await one.write(queue.beat)
    begun = await _begun(one, 0, "left behind")
    await one.write(queue.leave)
    key = f"{begun.lease.run}/1"
    found = await one.read(
        lambda conn: conn.execute(
            text("SELECT status::text FROM pgqueuer WHERE dedupe_key = :key"), {"key": key}
        ).scalar()
    )
    assert found == "queued"


async def test_processes_divide_what_services_allow(fresh_postgres_url: str, tmp_path: Path) -> None:
    await asyncio.to_thread(lambda: asyncio.run(_migrated(fresh_postgres_url)))
    one, other = services(fresh_postgres_url, tmp_path), services(fresh_postgres_url, tmp_path)
    assert one.watch
    async with one.running():
        assert one.connections.limits.processes == 1
        async with other.running():
            assert other.connections.limits.processes == 2
            await one.watch.arrive()
            assert one.connections.limits.processes == 2
        await one.watch.arrive()
        assert one.connections.limits.processes == 1


async def test_what_one_process_publishes_the_other_sees(fresh_postgres_url: str, tmp_path: Path) -> None:
    await asyncio.to_thread(lambda: asyncio.run(_migrated(fresh_postgres_url)))
    document = Workflow.model_validate({
        "version": 1, "id": "w", "name": "W", "slots": {}, "edges": [],
        "steps": [{"id": "start", "type": "order.created", "settings": {}}],
    })  # fmt: skip
    other = services(fresh_postgres_url, tmp_path)
    async with other.running(), opened(fresh_postgres_url) as one:
        assert not await other.flows.live()
        await one.write(workflows.create, document, {})
        await one.write(workflows.publish, "w")
        await until(lambda: live(other))


async def on_disk(parts: Services, come: Callable[[Connection], bool]) -> None:
    """Waits until it has come true on disk."""
    await until(lambda: parts.db.read(come))


async def live(parts: Services) -> bool:
    return bool(await parts.flows.live())


def _done(conn: Connection) -> int:
    return conn.execute(
        select(func.count()).select_from(journal.runs).where(journal.runs.c.status == "done")
    ).scalar_one()


def _new(conn: Connection) -> int:
    new = journal.deliveries.c.state == "new"
    return conn.execute(select(func.count()).select_from(journal.deliveries).where(new)).scalar_one()


# ---------------------------------------------------------------------------------- the server goes away


@pytest.fixture(scope="module")
def server() -> Any:
    """A PostgreSQL of our own, to be restarted at will."""
    with cluster() as made:
        yield made


@pytest.mark.parametrize("how", ["fast", "immediate"])
async def test_a_restart_under_load_loses_and_doubles_nothing(server: Cluster, how: str) -> None:
    await asyncio.to_thread(lambda: asyncio.run(_migrated(server.url)))
    accepted: set[str] = set()
    stop = asyncio.Event()
    async with opened(server.url) as db:

        async def store(line: int) -> None:
            number = 0
            while not stop.is_set():
                number += 1
                key = f"{how}-{line}-{number}"
                try:
                    if await db.write(inbox.accept, delivery(key)):
                        accepted.add(key)
                except Busy:
                    await asyncio.sleep(0.02)

        async def more(count: int) -> None:
            enough = len(accepted) + count

            async def come() -> bool:
                return len(accepted) >= enough

            await until(come)

        lines = [asyncio.create_task(store(line)) for line in range(8)]
        for _ in range(3):
            await more(300)
            await asyncio.to_thread(server.restart, how)
        await more(100)
        stop.set()
        await asyncio.gather(*lines)
        found = await db.read(lambda conn: set(conn.execute(select(journal.deliveries.c.key)).scalars()))
    assert accepted <= found, "what was accepted is gone"


async def test_while_the_server_is_away_the_door_says_so_and_what_is_lazy_is_kept(server: Cluster) -> None:
    await asyncio.to_thread(lambda: asyncio.run(_migrated(server.url)))
    async with opened(server.url) as db:
        assert await db.write(inbox.accept, delivery("before"))
        await asyncio.to_thread(server.stop, "fast")
        db.lazy(inbox.accept, delivery("kept"))
        with pytest.raises(Busy):
            await db.write(inbox.accept, delivery("refused"))
        with pytest.raises(Busy):
            await db.read(lambda conn: conn.execute(text("SELECT 1")).scalar())
        await asyncio.to_thread(server.start)
        await until(lambda: stored(db, "after"))
        found = await db.read(lambda conn: set(conn.execute(select(journal.deliveries.c.key)).scalars()))
    assert {"before", "kept", "after"} <= found
    assert "refused" not in found


async def stored(db: PostgresDatabase, key: str) -> bool:
    try:
        return await db.write(inbox.accept, delivery(key))
    except Busy:
        return False

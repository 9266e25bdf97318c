"""What is cleared away and what stays, in any number of processes, while others write; and the file gets smaller."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, select

from app.core.effects import CountEvent, Effect
from app.core.limits import Limit
from app.core.sentence import because
from app.engine.housekeeping import Cleared, Housekeeping
from app.errors import InvalidInput
from app.store import housekeeping as store
from app.store import journal, memory
from app.store.database import Database, open_database
from app.store.journal import deliveries, echoes, events, later, runs, steps, waits
from app.store.sizes import sizes
from app.store.types import id_at

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    """A new data folder."""
    made = open_database(tmp_path)
    yield made
    await made.close()


async def no_rest(_: float) -> None:
    """Goes on at once."""
    await asyncio.sleep(0)


def tidy(db: Database, now: datetime = NOW) -> Housekeeping:
    return Housekeeping(db, lambda: now, no_rest)


def came(
    conn: Connection,
    days: float,
    n: int,
    *,
    status: str | None = "done",
    state: str = "done",
    subject: str = "",
    ended: float | None = None,
    body: bytes = b"{}",
    event: bool = True,
) -> str:
    """A message of so many days ago with its event and its run (``status`` None: it started nothing)."""
    at = NOW - timedelta(days=days) + timedelta(milliseconds=n)
    id_ = id_at(at)
    conn.execute(
        insert(deliveries).values(
            id=id_,
            connection="c",
            key=f"k{days}-{n}",
            topic="t",
            headers={},
            body=body,
            at=at,
            state=state,
            attempts=0,
        )
    )
    if not event:
        return id_
    conn.execute(
        insert(events).values(
            id=id_,
            connection="c",
            delivery=id_,
            name="order.created",
            subject=subject or f"order:{days}-{n}",
            at=at,
            seen=at,
            dedupe=f"d{days}-{n}",
            data={},
        )
    )
    if status is not None:
        over = NOW - timedelta(days=days if ended is None else ended)
        conn.execute(
            insert(runs).values(
                id=id_,
                workflow="w",
                version=1,
                event=id_,
                subject=subject or f"order:{days}-{n}",
                status=status,
                lane="",
                depth=0,
                epoch=1,
                bell=0,
                created=at,
                updated=over,
            )
        )
        conn.execute(
            insert(steps).values(
                run=id_, step="a", turn=0, kind="done", epoch=1, at=at, body={"port": "next"}
            )
        )
    return id_


async def ids(db: Database, table: Any) -> set[str]:
    column = table.c.run if "run" in table.c and table is not events else table.c.id
    return set(await db.read(lambda conn: list(conn.execute(select(column)).scalars())))


async def test_each_outcome_has_its_own_time(db: Database) -> None:
    def fill(conn: Connection) -> dict[str, str]:
        return {
            f"{status} {days}": came(conn, days, n, status=status)
            for n, (status, days) in enumerate(
                (status, days)
                for status in (
                    "done",
                    "stopped",
                    "cancelled",
                    "failed",
                    "doubt",
                    "waiting",
                    "running",
                    "ready",
                    "held",
                )
                for days in (10, 100, 400)
            )
        }

    made = await db.write(fill)
    cleared = await tidy(db).tidy()
    gone = {"done 100", "stopped 100", "cancelled 100"} | {
        f"{status} 400" for status in ("done", "stopped", "cancelled", "failed", "doubt")
    }
    assert cleared.runs == len(gone)
    left = {made[name] for name in made if name not in gone}
    for table in (runs, steps, events, deliveries):
        assert await ids(db, table) == left, table.name
    assert await tidy(db).tidy() == Cleared()


async def test_what_ended_lately_stays_however_long_it_took(db: Database) -> None:
    run = await db.write(came, 400, 1, ended=3)
    await tidy(db).tidy()
    assert await ids(db, runs) == {run}


async def test_a_run_with_a_promise_stays_until_it_is_kept(db: Database) -> None:
    def promise(conn: Connection, run: str) -> None:
        conn.execute(
            insert(later).values(
                run=run, step="a", turn=0, due=NOW, effect={}, connection="c", state="promised"
            )
        )

    run = await db.write(came, 400, 1)
    await db.write(promise, run)
    await tidy(db).tidy()
    assert await ids(db, runs) == {run}
    await db.write(lambda conn: conn.execute(later.update().values(state="done")) and None)
    assert (await tidy(db).tidy()).runs == 1
    assert await ids(db, later) == set()


async def test_events_that_started_nothing_go_unless_something_open_may_look_back_for_them(
    db: Database,
) -> None:
    def fill(conn: Connection) -> list[str]:
        came(conn, 40, 1, status=None)
        came(conn, 40, 2, status=None, state="ignored", event=False)
        kept = [
            came(conn, 20, 3, status=None),
            came(conn, 40, 4, status=None, subject="order:7"),
            came(conn, 60, 5, status="waiting", subject="order:7"),
            came(conn, 40, 6, status=None, subject="order:8"),
            came(conn, 40, 7, status="failed"),
        ]
        conn.execute(
            insert(waits).values(run="r", step="s", turn=0, due=NOW, event="order.created", subject="order:8")
        )
        return kept

    kept = await db.write(fill)
    unread = [await db.write(came, days, 9, state="unreadable", event=False) for days in (40, 400)]
    new = await db.write(came, 40, 10, state="new", event=False)
    cleared = await tidy(db).tidy()
    assert cleared.events == 1
    assert await ids(db, events) == set(kept)
    assert await ids(db, deliveries) == {*kept, new, unread[0]}


async def test_small_things_that_are_over_go_too(db: Database) -> None:
    def fill(conn: Connection) -> None:
        for days in (1, 10):
            conn.execute(
                insert(echoes).values(
                    connection="c", key=f"k{days}", run="r", step="s", at=NOW - timedelta(days=days)
                )
            )
        for days in (10, 400):
            at = NOW - timedelta(days=days)
            conn.execute(
                insert(store.outbox).values(
                    id=id_at(at), key=f"k{days}", at=at, run="", to="a", subject="s", html="", text=""
                )
            )
            conn.execute(
                insert(store.sessions).values(
                    id=f"s{days}", user="u", csrf="", created=at, seen=at, expires=NOW + timedelta(days=1)
                )
            )
            conn.execute(insert(store.refusals).values(connection="c", hour=at, reason="size", count=1))

    await db.write(fill)
    assert (await tidy(db).tidy()).others == 4

    def count(conn: Connection) -> list[int]:
        tables = (echoes, store.outbox, store.sessions, store.refusals)
        return [conn.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]

    assert await db.read(count) == [1, 1, 1, 1]


async def test_what_was_counted_or_kept_goes_when_nobody_can_ask_for_it_any_more(db: Database) -> None:
    """By the steps' own effects: once a day, once ever, and a count within an hour."""
    at = NOW - timedelta(days=200)

    def put(conn: Connection) -> None:
        run = came(conn, 200, 1, status="running")
        epoch = conn.execute(select(runs.c.epoch).where(runs.c.id == run)).scalar_one()
        lease = journal.Lease(run, epoch, 0, "w", 1, run, at)
        day, ever = (Limit("once", "anna", at, "mine", window) for window in (timedelta(days=1), None))
        effects: list[Effect] = [day.first(), day.own(), ever.own()]
        effects += [CountEvent(name="orders", subject="all", at=at, window=timedelta(hours=1))]
        for turn, effect in enumerate(effects):
            assert memory.remember(conn, lease, "s", turn, at, effect, because("x").pack())

    await db.write(put)

    def left(conn: Connection) -> tuple[list[str], int]:
        kept = sorted(conn.execute(select(store.kept.c.subject)).scalars())
        return kept, conn.execute(select(func.count()).select_from(store.marks)).scalar_one()

    await tidy(db, at + timedelta(days=60)).tidy()
    assert (len((await db.read(left))[0]), (await db.read(left))[1]) == (3, 1)
    await tidy(db).tidy()
    assert await db.read(left) == (["ever|anna"], 0)


async def test_several_processes_tidy_at_once_and_the_file_gets_smaller(tmp_path: Path) -> None:
    first, second = open_database(tmp_path), open_database(tmp_path)
    try:

        def fill(conn: Connection) -> None:
            for n in range(1500):
                came(conn, 200, n, body=b"x" * 6000)

        await first.write(fill)
        stay = await first.write(came, 5, 1)
        before = (await first.read(store.free_pages))[1]
        cleared = await asyncio.gather(tidy(first).tidy(), tidy(second).tidy())
        assert sum(one.runs for one in cleared) == 1500
        for table in (runs, events, deliveries):
            assert await ids(first, table) == {stay}
        free, pages = await first.read(store.free_pages)
        assert pages < before / 5
        assert free <= 200
        assert await first.read(lambda conn: conn.exec_driver_sql("PRAGMA integrity_check").scalar()) == "ok"
    finally:
        await second.close()
        await first.close()
    assert (tmp_path / "storeflow.db").stat().st_size < 2_000_000


async def test_the_owner_chooses_how_long(db: Database) -> None:
    assert await db.read(store.get_retention) == store.Retention()
    await db.write(store.set_retention, replace(store.Retention(), done=5))
    assert (await db.read(store.get_retention)).done == 5
    await db.write(came, 10, 1)
    assert (await tidy(db).tidy()).runs == 1
    assert await ids(db, events) != set(), "its event is not that old yet"
    for days in (0, 4000):
        with pytest.raises(InvalidInput, match="1 to"):
            await db.write(store.set_retention, replace(store.Retention(), failed=days))


async def test_old_events_are_looked_at_again_after_a_day(db: Database) -> None:
    now = NOW
    house = Housekeeping(db, lambda: now, no_rest)
    await house.tidy()
    await db.write(came, 40, 1, status=None)
    assert (await house.tidy()).events == 1
    late = await db.write(came, 45, 1, status="waiting")
    await house.tidy()
    await db.write(lambda conn: conn.execute(runs.delete()) and None)
    now += timedelta(days=1)
    assert (await house.tidy()).events == 1
    assert late not in await ids(db, events)


async def test_the_same_on_postgresql(tmp_path: Path, fresh_postgres_url: str) -> None:
    first = open_database(tmp_path, fresh_postgres_url)
    second = open_database(tmp_path, fresh_postgres_url)
    try:

        def fill(conn: Connection) -> None:
            for n in range(120):
                came(conn, 200, n)
                came(conn, 40, n, status=None)
            for days in (1, 10):
                at = NOW - timedelta(days=days)
                conn.execute(insert(echoes).values(connection="c", key=f"k{days}", run="r", step="s", at=at))

        await first.write(fill)
        stay = {await first.write(came, 5, 1), await first.write(came, 200, 500, status="failed")}
        cleared = await asyncio.gather(tidy(first).tidy(), tidy(second).tidy())
        assert sum(one.runs for one in cleared) == 120
        assert sum(one.pages for one in cleared) == 0
        for table in (runs, steps, events, deliveries):
            assert await ids(first, table) == stay, table.name
        room = await first.read(sizes)
        assert (room.runs, room.empty) == (2, 0)
        assert room.bytes > 1_000_000
    finally:
        await second.close()
        await first.close()

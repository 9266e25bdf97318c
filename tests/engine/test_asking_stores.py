"""Asking a store what changed: what is missing comes in once, late words start nothing, and what fails says so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.connectors.base import Changes
from app.core.sentence import Sentence, because
from app.engine.asking_stores import GRACE, OVERLAP
from app.errors import Permanent, Temporary
from app.store import asking, events, housekeeping, journal, seen_counts
from app.store import connections as saved
from app.store.database import Database, open_database
from app.store.secrets import Vault, secret_key
from tests.engine.hostile import START, Chaos, Life, Store, connected, life
from tests.support.stores import shopify

QUIET = Chaos(drop=0, double=0, delay=0)


class Told(Store):
    """A store in which happens what a test says. ``refuses``: what it answers instead, in turn."""

    def __init__(self) -> None:
        super().__init__(0, 1, 1, START, QUIET)
        self.refuses: list[Exception] = []
        self.since: list[datetime] = []

    def do(self, number: int, *steps: str, at: datetime | None = None) -> None:
        for step in steps:
            self._happens(at or self.now, number, step)

    def listed(self, since: datetime, cursor: str) -> Changes:
        if self.refuses:
            raise self.refuses.pop(0)
        self.since.append(since)
        return super().listed(since, cursor)


@pytest.fixture
async def disk(tmp_path: Path) -> AsyncIterator[Database]:
    db = open_database(tmp_path)
    yield db
    await db.close()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(secret_key(tmp_path, None))


@dataclass
class Here:
    """A store, and a process that is connected to it."""

    store: Told
    life: Life
    db: Database

    @property
    def connection(self) -> str:
        return self.life.connection

    async def minute(self) -> None:
        await self.life.minute(self.store)


@pytest.fixture
async def here(disk: Database, vault: Vault) -> AsyncIterator[Here]:
    """The store sends no message by itself, and is asked every minute."""
    store = Told()
    connection = await connected(disk, vault, START)
    async with life(disk, vault, connection, lambda: store.now, store, url="") as made:
        await made.asking.look()
        yield Here(store, made, disk)


async def send(here: Here, topic: str, number: int, message: str, **changes: Any) -> str:
    """A signed message, taken in."""
    headers, body = shopify(topic, {**here.store.orders[number].body, **changes}, message)
    headers["X-Shopify-Triggered-At"] = here.store.now.isoformat()
    said = await here.life.intake.accept(here.connection, {k.lower(): v for k, v in headers.items()}, body)
    await here.life.intake.retry(everything=True)
    return said


async def keys(here: Here) -> list[str]:
    found = await here.db.read(
        lambda conn: (
            conn.execute(select(journal.events.c.dedupe).order_by(journal.events.c.id)).scalars().all()
        )
    )
    return [key for key in found if ".updated" not in key]


async def started(here: Here) -> list[str]:
    """The workflows that ran."""
    return await here.db.read(
        lambda conn: list(conn.execute(select(journal.runs.c.workflow).order_by(journal.runs.c.id)).scalars())
    )


async def row(here: Here) -> asking.Asked:
    [found] = await here.db.read(asking.rows, here.connection)
    return found


async def test_a_message_that_comes_first_brings_what_was_before_it(here: Here) -> None:
    """Paid before created came: both start in order, and the late message starts nothing more."""
    here.store.now += timedelta(minutes=3)
    here.store.do(1, "made", "paid")
    assert await send(here, "orders/paid", 1, "w1") == "stored"
    assert await started(here) == ["made", "paid"]
    await send(here, "orders/create", 1, "w2", financial_status="pending")
    assert await keys(here) == ["order.created:order:1", "order.paid:order:1"]
    assert await started(here) == ["made", "paid"]


async def test_what_no_message_told_is_fetched_and_a_message_after_all_is_noted(
    here: Here, disk: Database
) -> None:
    here.store.do(1, "made")
    here.store.do(2, "made", "paid")
    await here.minute()
    assert await keys(here) == ["order.created:order:1", "order.created:order:2", "order.paid:order:2"]
    today = START.date()
    assert (await disk.read(seen_counts.days, here.connection, today))[0] == seen_counts.Day(today, 2, 2, 2)
    await send(here, "orders/create", 1, "w1")
    assert (await disk.read(seen_counts.days, here.connection, today))[0] == seen_counts.Day(today, 2, 2, 1)
    assert await started(here) == ["made", "made", "paid"]


async def test_an_older_word_is_kept_and_says_that_it_came_too_late(here: Here, disk: Database) -> None:
    here.store.now += timedelta(minutes=3)
    store = here.store
    store.do(1, "made")
    await send(here, "orders/create", 1, "w0")
    old, new = (store.now + timedelta(seconds=seconds) for seconds in (10, 20))
    await send(here, "orders/updated", 1, "w2", updated_at=new.isoformat(), note="second")
    await send(here, "orders/updated", 1, "w1", updated_at=old.isoformat(), note="first")
    assert await started(here) == ["made", "changed"]
    [late] = (await disk.read(events.list_deliveries, state="late")).items
    assert "as it was before" in str(Sentence.unpack(late.error))


async def test_the_late_message_of_a_change_that_was_asked_for_is_seen(here: Here) -> None:
    here.store.do(1, "made", "noted")
    await here.minute()
    before = await started(here)
    here.store.do(1, "noted", at=here.store.now)
    body = dict(here.store.orders[1].body)
    await here.minute()
    assert await started(here) == [*before, "changed"]
    await send(here, "orders/updated", 1, "w1", **body)
    assert await started(here) == [*before, "changed"]


async def test_a_first_start_brings_nothing_of_before(here: Here) -> None:
    """Orders made before the store was connected, or before this was kept, start nothing though they change now."""
    here.store.do(1, "made", "paid", at=START - timedelta(days=40))
    here.store.do(1, "noted")
    await here.minute()
    await send(here, "orders/updated", 1, "w1")
    assert await keys(here) == []
    assert await started(here) == []


async def test_what_was_cleared_away_is_not_taken_for_missing(here: Here, disk: Database) -> None:
    here.store.do(1, "made", "paid")
    await here.minute()
    await disk.write(lambda conn: conn.execute(journal.runs.delete()))
    await disk.write(lambda conn: conn.execute(journal.events.delete()))
    here.store.now += timedelta(days=housekeeping.Retention().events + 1)
    here.store.do(1, "noted")
    await here.minute()
    assert await keys(here) == []


async def test_a_change_whose_message_may_be_on_its_way_is_left_for_the_next_time(
    disk: Database, vault: Vault
) -> None:
    store = Told()
    connection = await connected(disk, vault, START)
    await disk.write(saved.note_seen, connection, START)
    async with life(disk, vault, connection, lambda: store.now, store) as process:
        here = Here(store, process, disk)
        await process.go_on()
        store.now += timedelta(minutes=10)
        store.do(1, "made")
        await process.go_on()
        assert await keys(here) == []
        store.now += GRACE
        await process.go_on()
        assert await keys(here) == [], "it is asked every five minutes"
        store.now += timedelta(minutes=3)
        await process.go_on()
        assert await keys(here) == ["order.created:order:1"]


async def test_it_is_asked_from_the_store_s_own_last_time_on(here: Here) -> None:
    """A store whose clock is behind misses nothing: the mark is the last change that it told of."""
    behind = timedelta(minutes=30)
    here.store.now += timedelta(hours=1)
    here.store.do(1, "made", at=here.store.now - behind)
    await here.minute()
    here.store.since.clear()
    here.store.do(2, "made", at=here.store.now - behind)
    await here.minute()
    assert here.store.since == [here.store.now - timedelta(minutes=2) - behind - OVERLAP]
    assert await keys(here) == ["order.created:order:1", "order.created:order:2"]


async def test_what_is_in_the_way_is_said_and_it_is_tried_again(here: Here) -> None:
    here.store.do(1, "made")
    here.store.refuses = [
        Temporary(because("The store does not answer."), 30),
        Permanent(because("The access token was refused.")),
        KeyError("nodes"),
    ]
    await here.minute()
    found = await row(here)
    assert str(Sentence.unpack(found.problem)) == "The store does not answer."
    assert found.due >= here.store.now + timedelta(seconds=30)
    await here.minute()
    assert str(Sentence.unpack((await row(here)).problem)) == "The access token was refused."
    for _ in range(2):
        await here.minute()
    assert str(Sentence.unpack((await row(here)).problem)) == "Storeflow met a fault of its own: 'nodes'"
    for _ in range(8):
        await here.minute()
    found = await row(here)
    assert (found.problem, found.tries, found.done is not None) == (None, 0, True)
    assert await keys(here) == ["order.created:order:1"]


async def test_on_demand_it_is_asked_at_once(here: Here) -> None:
    await here.minute()
    here.store.do(1, "made")
    await here.life.asking.look()
    assert await keys(here) == []
    await here.life.asking.now(here.connection)
    await here.life.asking.look()
    assert await keys(here) == ["order.created:order:1"]


async def test_of_two_processes_one_asks_and_who_dies_is_followed(here: Here, disk: Database) -> None:
    await here.minute()
    now = here.store.now + timedelta(minutes=2)
    mine = await disk.write(asking.claim, here.connection, "order", "mine", now)
    assert mine is not None
    assert await disk.write(asking.claim, here.connection, "order", "other", now) is None
    later = now + asking.LEASE + timedelta(seconds=1)
    assert await disk.write(asking.claim, here.connection, "order", "other", later) is not None
    assert not await disk.write(asking.went, mine, {"listed": 1})

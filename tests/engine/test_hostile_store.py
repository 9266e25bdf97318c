"""No event missed: whatever a store does with its messages, each event is seen once, in order, and counted right."""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from app.store import journal, seen_counts
from app.store.database import Database, open_database
from app.store.postgres import PostgresDatabase, open_postgres
from app.store.secrets import Vault, secret_key
from tests.engine.hostile import START, Chaos, Life, Store, berlin, connected, life, ours
from tests.engine.lives import Disk, Killed

LARGE = os.environ.get("STOREFLOW_SOAK") == "1"
PER_ORDER = 5
"""Messages that an order makes on average, a little less."""


def seen(conn: Connection) -> dict[str, list[Any]]:
    """All events by what they are about, as they were taken in."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in conn.execute(select(journal.events).order_by(journal.events.c.id)):
        found[row.subject].append(row)
    return found


def started(conn: Connection) -> list[Any]:
    """Which workflow each event started, in the order of the runs."""
    c, e = journal.runs.c, journal.events.c
    joined = select(c.workflow, c.subject, e.dedupe, e.at).join(journal.events, e.id == c.event)
    return list(conn.execute(joined.order_by(c.id)))


async def everything_was_seen(db: Database, store: Store) -> None:
    """Every event once, per order in the order in which they happened; nothing that did not happen; no step back."""
    found = await db.read(seen)
    assert {f"order:{number}" for number in store.orders} == set(found)
    for number, order in store.orders.items():
        rows = found[f"order:{number}"]
        assert [row.dedupe for row in rows if row.name != "order.updated"] == order.happened, number
        last = max((row.at for row in rows if row.name == "order.updated"), default=None)
        assert last is not None, number
        assert last.isoformat() == order.body["updated_at"], number
    runs = await db.read(started)
    assert Counter(run.dedupe for run in runs).most_common(1)[0][1] == 1
    wanted = Counter(key.split(":")[0] for order in store.orders.values() for key in order.happened)
    named = {
        "made": "order.created",
        "paid": "order.paid",
        "sent": "order.fulfilled",
        "cancelled": "order.cancelled",
    }
    assert {name: sum(run.workflow == name for run in runs) for name in named} == {
        name: wanted[event] for name, event in named.items()
    }
    newest: dict[str, Any] = {}
    for run in runs:
        if run.workflow == "changed":
            assert newest.get(run.subject, run.at) <= run.at, (
                "an older word started something after a newer one"
            )
            newest[run.subject] = run.at


async def counts_are_right(db: Database, store: Store, connection: str, *, told: bool = True) -> None:
    """Each day's orders to the unit, and how many of them no message told of."""
    days = Counter(berlin(order.body["created_at"]) for order in store.orders.values())
    untold = Counter(berlin(order.body["created_at"]) for order in store.orders.values() if not order.told)
    last = date.fromisoformat(berlin(store.now.isoformat()))
    found = await db.read(seen_counts.days, connection, last)
    assert {day.day.isoformat(): (day.total, day.seen, day.fetched) for day in found if day.total} == {
        day: (count, count, untold[day]) for day, count in days.items()
    }
    if told:
        assert 0 < sum(untold.values()) < sum(days.values()), "the store was not hostile enough"


async def lived(here: Life, store: Store, subscriptions_go: float = 0.0) -> None:
    """Until all has happened and has been asked for; now and then the store gives our subscriptions up."""
    dice = random.Random(5)
    await here.go_on()
    wanted = ours(store)
    gone_since = None
    left = timedelta(hours=1)
    while left > timedelta(0):
        await here.minute(store)
        if store.over:
            left -= timedelta(minutes=1)
        if gone_since is not None and ours(store) == wanted:
            gone_since = None
        assert gone_since is None or store.now - gone_since <= timedelta(minutes=5)
        if dice.random() < subscriptions_go:
            for topic in dice.sample(
                sorted(store.subscriptions), dice.randrange(1, len(store.subscriptions) + 1)
            ):
                del store.subscriptions[topic]
            gone_since = gone_since or store.now


@pytest.fixture
async def disk(tmp_path: Path) -> AsyncIterator[Database]:
    db = open_database(tmp_path)
    yield db
    await db.close()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(secret_key(tmp_path, None))


async def test_a_hostile_store_loses_nothing(disk: Database, vault: Vault) -> None:
    """10,000 messages in ``make soak``, 2,000 in the suite: dropped, doubled, late, shuffled, unsubscribed midway."""
    messages = 10_000 if LARGE else 2_000
    store = Store(messages // PER_ORDER, 12, 1, START, Chaos())
    connection = await connected(disk, vault, START)
    async with life(disk, vault, connection, lambda: store.now, store) as here:
        assert ours(store) == set()
        await lived(here, store, subscriptions_go=0.005)
    assert store.sent["all"] >= messages
    assert 0.25 < store.sent["dropped"] / store.sent["all"] < 0.35
    await everything_was_seen(disk, store)
    await counts_are_right(disk, store, connection)


async def test_without_any_message_asking_is_enough(disk: Database, vault: Vault) -> None:
    """No public address: nothing is subscribed, the store is asked every minute."""
    store = Store(60, 4, 2, START, Chaos())
    connection = await connected(disk, vault, START)
    async with life(disk, vault, connection, lambda: store.now, store, url="") as here:
        await lived(here, store)
    assert not store.sent
    found = await disk.read(seen)
    for number, order in store.orders.items():
        rows = found[f"order:{number}"]
        assert [row.dedupe for row in rows if row.name != "order.updated"] == order.happened
    await counts_are_right(disk, store, connection, told=False)


async def killed_again_and_again(db: Database, vault: Vault, store: Store) -> str:
    """The process dies when it asks for a page, or between two; whoever comes after it goes on."""
    store.page, store.kill_at = 5, frozenset(range(5, 3000, 7))
    connection = await connected(db, vault, START)
    lives, left = 0, timedelta(hours=1)
    while left > timedelta(0):
        lives += 1
        async with life(db, vault, connection, lambda: store.now, store) as here:
            try:
                await here.go_on()
                while left > timedelta(0):
                    await here.minute(store)
                    left -= timedelta(minutes=1) if store.over else timedelta(0)
            except Killed:
                store.now += timedelta(seconds=20)
    assert lives > 10
    return connection


@pytest.mark.long
async def test_kills_lose_nothing_and_do_nothing_twice(vault: Vault) -> None:
    store = Store(40, 4, 3, START, Chaos(drop=0.7))
    db = Disk(grouped=False)
    connection = await killed_again_and_again(db, vault, store)
    await everything_was_seen(db, store)
    await counts_are_right(db, store, connection)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[PostgresDatabase]:
    db = await asyncio.to_thread(_fresh, url)
    try:
        yield db
    finally:
        await db.close()


def _fresh(url: str) -> PostgresDatabase:
    asyncio.run(open_postgres(url).close())
    return PostgresDatabase(url)


@pytest.mark.long
async def test_the_same_on_postgresql(fresh_postgres_url: str, vault: Vault) -> None:
    store = Store(40, 4, 3, START, Chaos(drop=0.7))
    async with opened(fresh_postgres_url) as db:
        connection = await killed_again_and_again(db, vault, store)
        await everything_was_seen(db, store)
        await counts_are_right(db, store, connection)

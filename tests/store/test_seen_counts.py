"""Counting what a store lists against what was seen."""

from datetime import UTC, date, datetime, timedelta

from app.core.events import Event
from app.store import inbox, seen_counts
from app.store.inbox import TakenIn
from app.store.seen_counts import Day, Listed
from tests.engine.lives import Disk

NOW = datetime(2026, 3, 27, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 27)


def key(number: int) -> str:
    return f"order.created:order:{number}"


async def seen(db: Disk, number: int, delivery: str | None) -> None:
    event = Event("order.created", f"order:{number}", NOW, key(number), {})
    await db.write(inbox.take_in, [TakenIn(delivery, "shop", [(event, [])])], NOW)


def listed(*numbers: int, day: date = TODAY) -> list[Listed]:
    return [Listed(f"order:{number}", day, key(number)) for number in numbers]


async def test_each_order_counts_once_however_often_it_is_listed() -> None:
    db = Disk(grouped=False)
    await seen(db, 1, "a message")
    await seen(db, 2, None)
    for _ in range(2):
        await db.write(seen_counts.note, "shop", listed(1, 2, 3))
    assert (await db.read(seen_counts.days, "shop", TODAY))[0] == Day(TODAY, total=3, seen=2, fetched=1)


async def test_what_is_seen_later_counts_then() -> None:
    db = Disk(grouped=False)
    await db.write(seen_counts.note, "shop", listed(1))
    assert (await db.read(seen_counts.days, "shop", TODAY))[0] == Day(TODAY, 1, 0, 0)
    await seen(db, 1, None)
    await db.write(seen_counts.note, "shop", listed(1))
    assert (await db.read(seen_counts.days, "shop", TODAY))[0] == Day(TODAY, 1, 1, 1)
    await seen(db, 1, "a message after all")
    assert (await db.read(seen_counts.days, "shop", TODAY))[0] == Day(TODAY, 1, 1, 0)


async def test_fourteen_days_the_newest_first_and_older_ones_are_dropped() -> None:
    db = Disk(grouped=False)
    await db.write(seen_counts.note, "shop", listed(1, day=TODAY - timedelta(days=1)))
    await db.write(seen_counts.note, "shop", listed(2, day=TODAY - timedelta(days=40)))
    days = await db.read(seen_counts.days, "shop", TODAY)
    assert [day.total for day in days] == [0, 1, *[0] * 12]
    assert await db.write(seen_counts.forget, NOW) == 1
    assert await db.write(seen_counts.forget, NOW) == 0

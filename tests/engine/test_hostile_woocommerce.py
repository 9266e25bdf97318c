"""No event missed with WooCommerce, over HTTP: messages that are dropped, doubled, late and shuffled, webhooks that are
switched off or deleted."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.store import journal, seen_counts
from app.store.database import open_database
from app.store.secrets import Vault, secret_key
from tests.engine.hostile import START, URL, berlin, connected, door, life
from tests.fakes.clock import Clock
from tests.fakes.woocommerce.deliveries import Chaos
from tests.fakes.woocommerce.orders import Orders
from tests.fakes.woocommerce.seed import cancel, disable_webhooks, pay, place_order, refund, seed
from tests.fakes.woocommerce.server import Fake, running
from tests.fakes.woocommerce.shop import Shop

STORIES = (
    ("order.created", "order.paid", "order.fulfilled"),
    ("order.created", "order.cancelled"),
    ("order.created", "order.paid", "refund.created"),
    ("order.created",),
)
COUNTED = frozenset(name for story in STORIES for name in story)
"""What an order tells for as long as it is there; that it was once on hold it tells only while it is."""


def happens(shop: Shop, order: int, what: str) -> None:
    match what:
        case "order.paid":
            pay(shop, order)
        case "order.fulfilled":
            orders = Orders(shop)
            orders.update(orders.things[order], {"status": "completed"})
        case "order.cancelled":
            cancel(shop, order)
        case "refund.created":
            refund(shop, order, "1.00")


async def test_a_hostile_woocommerce_loses_nothing(tmp_path: Path) -> None:
    dice, shop = random.Random(3), seed(Shop(Clock(START), zone="Europe/Berlin"))
    db, vault = open_database(tmp_path), Vault(secret_key(tmp_path, None))
    stories: dict[int, tuple[str, ...]] = {}
    async with running(shop) as fake:
        fake.scheduler.chaos = Chaos(drop=0.3, double=0.2, delay=0.3, shuffle=0.3, seed=3)
        secrets = {
            "consumer_key": shop.keys[0].key,
            "consumer_secret": shop.keys[0].secret,
            "webhook_secret": "s3cret",
        }
        connection = await connected(db, vault, START, "woocommerce", secrets, url=fake.url)
        async with life(db, vault, connection, shop.now) as here, door(here.accept) as address:
            shop.roads[URL] = address
            plan: dict[int, list[tuple[int, str]]] = {}
            off_since = None
            for minute in range(300):
                if minute < 120 and dice.random() < 0.25:
                    order = place_order(shop)["id"]
                    stories[order], later = dice.choice(STORIES), minute
                    for what in stories[order][1:]:
                        later += dice.randrange(1, 40)
                        plan.setdefault(later, []).append((order, what))
                for order, what in plan.get(minute, ()):
                    happens(shop, order, what)
                if minute in (40, 90):
                    disable_webhooks(shop)
                    off_since = minute
                if minute == 70:
                    shop.things["webhook"].clear()
                    off_since = minute
                await fake.advance(60)
                await here.go_on()
                if all_on(shop):
                    off_since = None
                assert off_since is None or minute - off_since < 5
        assert stories
        await everything_was_seen(db, fake, stories, connection)
    await db.close()


def all_on(shop: Shop) -> bool:
    on = {one["topic"] for one in shop.things["webhook"].values() if one["status"] == "active"}
    return {"order.created", "order.updated"} <= on


async def everything_was_seen(
    db: Any, fake: Fake, stories: dict[int, tuple[str, ...]], connection: str
) -> None:
    c = journal.events.c
    rows = await db.read(lambda conn: list(conn.execute(select(c.name, c.subject).order_by(c.id))))
    for order, story in stories.items():
        assert [row.name for row in rows if row.subject == f"order:{order}" and row.name in COUNTED] == list(
            story
        )
    told = {json.loads(one.body).get("id") for one in fake.scheduler.sent if one.status == 200}
    made = {order: berlin(fake.shop.things["order"][order]["date_created"].isoformat()) for order in stories}
    total, untold = Counter(made.values()), Counter(day for order, day in made.items() if order not in told)
    last = date.fromisoformat(berlin((fake.shop.now() + timedelta(0)).isoformat()))
    days = await db.read(seen_counts.days, connection, last)
    assert {day.day.isoformat(): (day.total, day.seen, day.fetched) for day in days if day.total} == {
        day: (count, count, untold[day]) for day, count in total.items()
    }

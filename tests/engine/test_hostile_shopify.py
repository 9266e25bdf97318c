"""No event missed with Shopify, over HTTP: its messages and its GraphQL API tell of the same events, whatever of them
arrives, and subscriptions that it deletes are made anew."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.store import journal, seen_counts
from app.store.database import open_database
from app.store.secrets import Vault, secret_key
from tests.engine.hostile import START, Life, berlin, connected, door, life
from tests.fakes.clock import Clock
from tests.fakes.deliveries import Chaos
from tests.fakes.shopify import money, orders, parcels
from tests.fakes.shopify.cost import Bucket
from tests.fakes.shopify.seed import variant
from tests.fakes.shopify.server import Fake, running
from tests.fakes.shopify.store import Shop, Thing, number

STORIES = (
    ("order.created", "order.paid", "order.fulfilled"),
    ("order.created", "order.cancelled"),
    ("order.created", "order.paid", "refund.created"),
    ("order.created",),
)
WITH = {"order.cancelled": ("refund.created", "order.cancelled")}
"""Shopify cancels by a refund, of no money where none came, that puts the goods back."""
COUNTED = frozenset(name for story in STORIES for name in story)
MINUTE = timedelta(minutes=1)


def happens(shop: Shop, order: Thing, what: str) -> None:
    match what:
        case "order.paid":
            money.pay(shop, order)
        case "order.fulfilled":
            parcels.send(shop, [(part, {}) for part in shop.these(order["fulfillmentOrders"])], [])
        case "order.cancelled":
            orders.cancel(shop, order)
        case "refund.created":
            money.give_back(shop, order, [(order["lineItems"][0], 1, "RETURN")])


async def test_a_hostile_shopify_loses_nothing(tmp_path: Path) -> None:
    dice, clock = random.Random(3), Clock(START - timedelta(days=1))
    db, vault = open_database(tmp_path), Vault(secret_key(tmp_path, None))
    stories: dict[str, tuple[str, ...]] = {}
    here: list[Life] = []

    async def accept(headers: Mapping[str, str], body: bytes) -> object:
        return await here[0].accept(headers, body)

    async with running(clock=clock, bucket=Bucket(10**6, 10**6)) as fake, door(accept) as address:
        shop = fake.shop
        clock.set(START)
        fake.post.chaos = Chaos(
            drop=0.3, double=0.2, delay=0.3, shuffle=0.3, seed=3, latest=timedelta(hours=1)
        )
        secrets = {"access_token": shop.app.token, "webhook_secret": shop.app.secret}
        settings = {"shop_domain": shop.domain, "base_url": fake.address}
        connection = await connected(db, vault, START, "shopify", secrets, **settings)
        async with life(db, vault, connection, clock.now, url=address) as process:
            here.append(process)
            plan: dict[int, list[tuple[str, str]]] = {}
            wanted = 0
            gone_since = None
            for minute in range(170):
                if minute < 60 and dice.random() < 0.4:
                    made = orders.place(
                        shop,
                        [(variant(shop, "CUP"), 2)],
                        email="guest@example.com",
                        paid="pending",
                    )
                    stories[made["id"]], later = dice.choice(STORIES), minute
                    for what in stories[made["id"]][1:]:
                        later += dice.randrange(1, 20)
                        plan.setdefault(later, []).append((made["id"], what))
                for order, what in plan.get(minute, ()):
                    happens(shop, shop.the(order), what)
                if minute == 40:
                    wanted, gone_since = len(shop.all("WebhookSubscription")), minute
                    for one in shop.all("WebhookSubscription"):
                        shop.remove(one["id"])
                clock.advance(MINUTE)
                await fake.post.deliver()
                await process.go_on()
                if gone_since is not None and len(shop.all("WebhookSubscription")) == wanted:
                    gone_since = None
                assert gone_since is None or minute - gone_since < 5
        assert wanted
        await everything_was_seen(db, fake, stories, connection)
    await db.close()


async def everything_was_seen(
    db: Any, fake: Fake, stories: dict[str, tuple[str, ...]], connection: str
) -> None:
    c = journal.events.c
    rows = await db.read(lambda conn: list(conn.execute(select(c.name, c.subject).order_by(c.id))))
    for order, story in stories.items():
        subject = f"order:{number(order)}"
        expected = [name for step in story for name in WITH.get(step, (step,))]
        assert [row.name for row in rows if row.subject == subject and row.name in COUNTED] == expected
        sent = sum(row.subject == subject and row.name == "fulfilment.created" for row in rows)
        assert sent == ("order.fulfilled" in story)
    r = journal.runs.c
    changed = await db.read(
        lambda conn: set(conn.execute(select(r.subject).where(r.workflow == "changed")).scalars())
    )
    quiet = {f"order:{number(order)}" for order, story in stories.items() if len(story) == 1}
    assert quiet
    assert changed
    assert not changed & quiet, "that the API tells an order otherwise than a message is no change"
    assert not [row for row in rows if row.name == "order.created" and row.subject not in _subjects(stories)]
    told = {json.loads(one.letter.body).get("id") for one in fake.post.sent if one.status == 200}
    made = {order: berlin(fake.shop.the(order)["createdAt"]) for order in stories}
    untold = Counter(day for order, day in made.items() if int(number(order)) not in told)
    last = date.fromisoformat(berlin(fake.shop.clock.now().isoformat()))
    days = await db.read(seen_counts.days, connection, last)
    assert {day.day.isoformat(): (day.total, day.seen, day.fetched) for day in days if day.total} == {
        day: (count, count, untold[day]) for day, count in Counter(made.values()).items()
    }


def _subjects(stories: Mapping[str, object]) -> set[str]:
    return {f"order:{number(order)}" for order in stories}

"""A store that drops, doubles, delays and shuffles its messages and gives up subscriptions; and a Storeflow beside it.

The store speaks as Shopify does and knows the truth: what happened to each order, in order. The time is a test's.
"""

from __future__ import annotations

import heapq
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from aiohttp import web

from app.connectors.base import Allowance, Changes, Subscription
from app.connectors.http import Http
from app.connectors.shopify import map as to
from app.connectors.shopify.connector import Shopify, ShopifySettings
from app.core.document import Edge, Step, Workflow
from app.core.node import Node
from app.core.sentence import Json
from app.engine.asking_stores import Asking
from app.engine.connections import Connections, Open
from app.engine.dispatch.in_process import InProcess
from app.engine.flows import Flows
from app.engine.intake import Intake
from app.engine.limits import Limits
from app.engine.runner import Runner
from app.engine.subscriptions import Subscriptions
from app.engine.world import World
from app.errors import AppError
from app.nodes import catalogue
from app.store import connections, workflows
from app.store.database import Database
from app.store.secrets import Vault
from tests.engine.lives import Killed
from tests.support.stores import SHOP, SHOPIFY_SECRET, shopify

URL = "https://flow.example.com"
ZONE = "Europe/Berlin"
TICK = timedelta(minutes=1)
STARTS = {
    "made": "order.created", "paid": "order.paid", "sent": "order.fulfilled",
    "cancelled": "order.cancelled", "changed": "order.changed",
}  # fmt: skip
"""The workflows that are on, each with its start."""


@dataclass
class Chaos:
    """Shares of all messages. ``longest``: minutes that a delayed one takes."""

    drop: float = 0.3
    double: float = 0.15
    delay: float = 0.25
    longest: int = 180


@dataclass
class Order:
    """``happened``: the keys of what happened to it, in order."""

    body: dict[str, Any]
    happened: list[str] = field(default_factory=list)
    told: bool = False
    """Whether any message about it arrived."""


class Store:
    """``now`` moves with ``tick``; what is due then happens."""

    def __init__(self, orders: int, hours: int, seed: int, start: datetime, chaos: Chaos) -> None:
        self.dice, self.chaos, self.now = random.Random(seed), chaos, start
        self.orders: dict[int, Order] = {}
        self.subscriptions: dict[str, Subscription] = {}
        self.sent: Counter[str] = Counter()
        self.page, self.pages, self.kill_at = 50, 0, frozenset[int]()
        self._plan: list[tuple[datetime, int, int, str]] = []
        self._wire: list[tuple[datetime, int, int, dict[str, str], bytes]] = []
        self._numbers = iter(range(1, 10**9))
        for number in range(1, orders + 1):
            at = start + timedelta(seconds=self.dice.randrange(60, hours * 3600))
            for step, pause in self._story():
                at += pause
                self._plan.append((at, next(self._numbers), number, step))
        heapq.heapify(self._plan)

    def _story(self) -> Iterator[tuple[str, timedelta]]:
        """What will happen to an order; each step some seconds or hours after the one before."""
        told = self.dice.choice(
            [
                ("made", "paid", "sent"), ("made", "paid", "noted", "sent"), ("made", "cancelled"),
                ("made", "noted", "noted"), ("made", "paid", "refunded", "cancelled"),
                ("made", "paid", "sent", "refunded"), ("made", "noted", "paid"),
            ]
        )  # fmt: skip
        yield told[0], timedelta(0)
        for step in told[1:]:
            quick = self.dice.random() < 0.4
            yield (
                step,
                timedelta(seconds=self.dice.randrange(1, 30) if quick else self.dice.randrange(60, 9000)),
            )

    @property
    def over(self) -> bool:
        """Nothing more will happen, and no message is on its way."""
        return not self._plan and not self._wire

    def tick(self) -> list[tuple[dict[str, str], bytes]]:
        """A minute goes by: the messages that arrive now, in whatever order."""
        self.now += TICK
        while self._plan and self._plan[0][0] <= self.now:
            at, _, number, step = heapq.heappop(self._plan)
            self._happens(at, number, step)
        arrived: list[tuple[dict[str, str], bytes]] = []
        while self._wire and self._wire[0][0] <= self.now:
            _, _, number, headers, body = heapq.heappop(self._wire)
            self.orders[number].told = True
            arrived.append((headers, body))
        self.dice.shuffle(arrived)
        return arrived

    # ------------------------------------------------------------------------------------------ what happens

    def _happens(self, at: datetime, number: int, step: str) -> None:
        moment, mine = at.isoformat(), f"order:{number}"
        if step == "made":
            self.orders[number] = Order(
                {
                    "id": number, "name": f"#{number}", "created_at": moment, "currency": "EUR",
                    "total_price": "10.00", "financial_status": "pending", "note": "", "line_items": [],
                    "fulfillments": [], "refunds": [],
                }
            )  # fmt: skip
        order = self.orders[number]
        body, happened = order.body, order.happened
        body["updated_at"] = moment
        topic = ""
        match step:
            case "made":
                topic = "orders/create"
                happened.append(f"order.created:{mine}")
            case "paid":
                topic, body["financial_status"] = "orders/paid", "paid"
                happened.append(f"order.paid:{mine}")
            case "noted":
                body["note"] += "x"
            case "sent":
                topic, body["fulfillment_status"] = "orders/fulfilled", "fulfilled"
                body["fulfillments"] = [
                    {"id": number * 10, "order_id": number, "status": "success", "created_at": moment}
                ]
                happened += [f"fulfilment.created:{mine}:{number * 10}", f"order.fulfilled:{mine}"]
            case "refunded":
                body["financial_status"] = "partially_refunded"
                body["refunds"] = [{"id": number * 10, "order_id": number, "created_at": moment}]
                happened.append(f"refund.created:{mine}:{number * 10}")
            case "cancelled":
                topic, body["cancelled_at"] = "orders/cancelled", moment
                happened.append(f"order.cancelled:{mine}")
        for name in filter(None, (topic, "orders/updated")):
            self._send(name, number, at)

    def _send(self, topic: str, number: int, at: datetime) -> None:
        if topic not in self.subscriptions:
            return
        self.sent["all"] += 1
        if self.dice.random() < self.chaos.drop:
            self.sent["dropped"] += 1
            return
        cause = next(self._numbers)
        for _ in range(2 if self.dice.random() < self.chaos.double else 1):
            again = cause if self.dice.random() < 0.5 else next(self._numbers)
            headers, body = shopify(topic, self.orders[number].body, f"w{again}", event_id=f"e{cause}")
            headers["X-Shopify-Triggered-At"] = at.isoformat()
            late = self.dice.random() < self.chaos.delay
            due = self.now + timedelta(minutes=self.dice.randrange(1, self.chaos.longest) if late else 0)
            lower = {name.lower(): value for name, value in headers.items()}
            heapq.heappush(self._wire, (due, next(self._numbers), number, lower, body))

    # ------------------------------------------------------------------------------------------ being asked

    def listed(self, since: datetime, cursor: str) -> Changes:
        """The orders changed since then, the one that was changed longest ago first."""
        self.pages += 1
        if self.pages in self.kill_at:
            raise Killed
        after = tuple(cursor.split("|")) if cursor else ("", "")
        found = sorted(
            (order.body["updated_at"], f"{number:09}", order.body)
            for number, order in self.orders.items()
            if order.body["updated_at"] >= since.isoformat()
        )
        rest = [one for one in found if one[:2] > after]
        page = rest[: self.page]
        more = "|".join(page[-1][:2]) if len(rest) > len(page) else None
        return Changes([to.order(body) for *_, body in page], more)


class Connector(Shopify):
    """Shopify's messages and keys; what it is asked, the store answers itself."""

    allowance: ClassVar[Allowance] = Allowance(at_once=0)
    listed: ClassVar[tuple[str, ...]] = ("order",)
    store: Store

    async def permissions(self) -> None:  # type: ignore[override]
        return None

    async def changed(self, thing: str, since: datetime, cursor: str = "") -> Changes:
        return self.store.listed(since, cursor)

    async def subscriptions(self) -> list[Subscription]:
        return list(self.store.subscriptions.values())

    async def subscribe(self, topic: str, address: str) -> Subscription:
        made = Subscription(f"s-{topic}", topic, address)
        self.store.subscriptions[topic] = made
        return made

    async def unsubscribe(self, id: str) -> None:
        self.store.subscriptions.pop(id.removeprefix("s-"), None)

    async def revive(self, id: str, address: str) -> None:
        topic = id.removeprefix("s-")
        self.store.subscriptions[topic] = replace(
            self.store.subscriptions[topic], address=address, active=True
        )


@dataclass
class Life:
    """A process: all that takes part in seeing what happens in a store."""

    db: Database
    connection: str
    intake: Intake
    asking: Asking
    subscriptions: Subscriptions

    async def accept(self, headers: Mapping[str, str], body: bytes) -> object:
        """A message arrives."""
        return await self.intake.accept(self.connection, headers, body)

    async def go_on(self) -> None:
        """What was accepted is taken in, and what is due is done."""
        await self.intake.retry(everything=True)
        await self.subscriptions.look()
        await self.asking.look()

    async def minute(self, store: Store) -> None:
        """What arrives in a minute is taken in."""
        for headers, body in store.tick():
            await self.accept(headers, body)
        await self.go_on()


@asynccontextmanager
async def door(accept: Callable[[Mapping[str, str], bytes], Awaitable[object]]) -> AsyncIterator[str]:
    """Where messages arrive over HTTP; answers its address."""

    async def take(request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            await accept(headers, await request.read())
        except AppError:
            return web.Response(status=401)
        return web.Response()

    app = web.Application()
    app.router.add_post("/hooks/{connection}", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def life(
    db: Database,
    vault: Vault,
    connection: str,
    now: Callable[[], datetime],
    store: Store | None = None,
    url: str = URL,
) -> AsyncIterator[Life]:
    """A process begins on a database, and ends with all that it knew. Without a ``store`` its connection leads to a
    server on this machine."""
    http = Http(("127.0.0.1",))
    parts = Connections(db, vault, http, url)
    parts.limits = Limits(clock=lambda: 1000 * time.monotonic())  # nobody waits for a store's budget here
    flows, dispatcher = Flows(db, dict[str, type[Node]](catalogue())), InProcess()
    world = World(
        flow=flows.get, performer=parts.performer, now=now, dice=lambda: 0.5, shop=lambda: {"zone": ZONE},
    )  # fmt: skip
    intake = Intake(db, world, parts, flows, Runner(db, world, dispatcher))
    if store is not None:
        connector = Connector(
            ShopifySettings.model_validate(
                {"shop_domain": SHOP, "access_token": "shpat_x", "webhook_secret": SHOPIFY_SECRET}
            ),
            http,
        )
        connector.store = store
        parts._open[connection] = Open(await db.read(connections.get, connection), connector)
    asking = Asking(db, world, parts, intake, public=bool(url))
    try:
        yield Life(db, connection, intake, asking, Subscriptions(db, flows, parts, now, url))
    finally:
        await http.close()


async def connected(
    db: Database, vault: Vault, now: datetime, kind: str = "shopify", secrets: Json = None, **settings: Json
) -> str:
    """A saved connection to such a store, with the workflows of ``STARTS`` on."""
    row = await db.write(
        connections.create, kind=kind, name="Leaf", now=now,
        settings=settings or {"shop_domain": SHOP}, secrets=vault.lock(secrets or {}),
    )  # fmt: skip
    for name, start in STARTS.items():
        drawn = Workflow(
            id=name, name=name,
            steps=[Step(id="start", type=start), Step(id="end", type="logic.stop")],
            edges=[Edge(source="start", target="end")],
        )  # fmt: skip
        await db.write(workflows.create, drawn, {"shop": row.id})
        await db.write(workflows.publish, name)
    return row.id


def ours(store: Store) -> set[str]:
    """The topics that the store sends us."""
    return {
        topic
        for topic, one in store.subscriptions.items()
        if urlsplit(one.address).netloc == urlsplit(URL).netloc
    }


def berlin(moment: str) -> str:
    """The store's day of a moment."""
    return datetime.fromisoformat(moment).astimezone(ZoneInfo(ZONE)).date().isoformat()


START = datetime(2026, 3, 26, 14, 0, tzinfo=UTC)

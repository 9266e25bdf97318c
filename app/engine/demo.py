"""The demo store's buttons: each changes the store, and its messages arrive by the door that real stores use."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from pydantic import SecretStr
from sqlalchemy import Connection

from app.connectors.demo import day
from app.connectors.demo.acts import delivery
from app.connectors.demo.catalogue import SHOP, Fact
from app.connectors.demo.connector import Demo
from app.connectors.demo.state import Message, State, open_store
from app.engine.starters import starters
from app.store import connections, demo, preferences, workflows
from app.store.database import Database
from app.store.secrets import Vault
from app.store.tables import ConnectionRow

if TYPE_CHECKING:
    from app.engine.services import Services

Deliver = Callable[[Mapping[str, str], bytes], Awaitable[object]]
"""The intake's door for this store's connection: ``deliver(headers, body)``."""
Act = Callable[[State, datetime], list[Message]]
OPENED = "demo.opened"
"""The preference that says that a demo store was once opened here."""
ORDERS_AT_HAND = 100
"""How many of the latest orders a refund is looked for in."""


class DemoStore:
    """One demo store. Each act answers how many messages it sent; all raise NotFound, Busy."""

    def __init__(
        self,
        db: Database,
        connection_id: str,
        secret: SecretStr,
        deliver: Deliver,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._db, self._connection, self._secret = db, connection_id, secret
        self._deliver, self._now = deliver, now

    async def ensure(self) -> None:
        """Fills the shelf and invites the customers, where that has not been done."""
        await self._db.write(self._change, lambda state, now: [], None, self._now())

    async def place_order(self) -> int:
        """A customer orders and pays."""
        return await self._happens(day.place_order)

    async def abandon_cart(self) -> int:
        """A customer fills a cart and leaves."""
        return await self._happens(day.abandon_cart)

    async def sell_out(self, product_id: str | None = None) -> int:
        """The last piece of a product goes; without an id, of the one with the fewest left."""
        return await self._happens(lambda state, now: day.sell_out(state, now, product_id))

    async def ask_refund(self, order_id: str | None = None) -> int:
        """A customer sends an order back; without an id, the latest paid one."""
        return await self._happens(lambda state, now: day.ask_refund(state, now, order_id), order_id)

    async def busy_day(self, told: Callable[[int, int], None] | None = None) -> int:
        """200 messages of a whole day. ``told``: hears after each how many of how many have arrived."""
        return await self._happens(day.busy_day, told=told)

    async def orders(self, limit: int = 20) -> list[Fact]:
        """The latest orders, the newest first."""
        return await self._db.read(demo.latest, self._connection, "order", limit)

    async def products(self) -> list[Fact]:
        """Everything on the shelf."""
        return State(await self._db.read(demo.load, self._connection, ("product",))).all("product")

    async def _happens(
        self, act: Act, order_id: str | None = None, told: Callable[[int, int], None] | None = None
    ) -> int:
        messages = await self._db.write(self._change, act, order_id, self._now())
        for count, message in enumerate(messages, 1):
            await self._deliver(*delivery(self._secret, message, str(uuid4())))
            if told is not None:
                told(count, len(messages))
        return len(messages)

    def _change(self, conn: Connection, act: Act, order_id: str | None, now: datetime) -> list[Message]:
        """In one transaction: the state read, the act done, what it changed written."""
        state = State(demo.load(conn, self._connection, ("product", "customer", "counter")))
        if not state.things["product"]:
            state = open_store(now)
        named = demo.read(conn, self._connection, "order", order_id) if order_id else None
        at_hand = [named] if named else demo.latest(conn, self._connection, "order", ORDERS_AT_HAND)
        state.things["order"] = {order["id"]: order for order in at_hand}
        messages = act(state, now)
        demo.save(conn, self._connection, state.changed, now)
        return messages


async def ensure(services: Services) -> None:
    """At the very first start: opens a demo store, with its workflows on. A removed one is not opened again."""
    await services.db.write(_first_start, _locked_secret(services.vault), services.world.now())
    services.flows.changed()


async def open_demo(services: Services) -> str:
    """The id of the demo store's connection, which is made and filled where there is none (any more)."""
    found, _ = await services.db.write(_open, _locked_secret(services.vault), services.world.now())
    return found


async def demo_store(services: Services) -> DemoStore | None:
    """The demo store with its buttons; None where it was removed."""
    row = await services.db.read(_find)
    if row is None:
        return None
    secret = SecretStr(services.vault.unlock(row.secrets)["webhook_secret"])
    return DemoStore(services.db, row.id, secret, partial(services.intake.accept, row.id), services.world.now)


def _locked_secret(vault: Vault) -> bytes:
    return vault.lock({"webhook_secret": secrets.token_urlsafe(32)})


def _find(conn: Connection) -> ConnectionRow | None:
    return next((row for row in connections.list_all(conn) if row.kind == Demo.kind), None)


def _open(conn: Connection, locked: bytes, now: datetime) -> tuple[str, bool]:
    """The connection's id, and whether it is new."""
    row = _find(conn)
    if row is not None:
        return row.id, False
    row = connections.create(conn, kind=Demo.kind, name=SHOP, settings={}, secrets=locked, now=now)
    demo.save(conn, row.id, open_store(now).changed, now)
    return row.id, True


def _first_start(conn: Connection, locked: bytes, now: datetime) -> None:
    if preferences.get_preference(conn, OPENED):
        return
    preferences.set_preference(conn, OPENED, True)
    connection, new = _open(conn, locked, now)
    for document in starters() if new else ():
        workflows.create(conn, document, {"shop": connection})
        workflows.publish(conn, document.id)

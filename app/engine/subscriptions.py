"""The messages that stores send us: asked for where a live workflow needs them, watched, mended, and given back.

Only where Storeflow has an address that a store can reach. A subscription is ours if it leads to this connection's own
path, under whatever host: one that leads to an older address of ours is mended, those of other programs are left alone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from app.connectors.base import ShopConnector, Subscription
from app.core.abilities import SHOP
from app.core.calls import quietly
from app.core.changed import READ_OFF
from app.core.node import Node, Trigger
from app.core.sentence import Sentence, because
from app.engine.acts import sentence_of
from app.engine.connections import Connections, kinds
from app.engine.flows import Flows
from app.engine.world import LiveFlow
from app.errors import AppError, StepError, Temporary
from app.store import connections as saved
from app.store import subscriptions as store
from app.store.database import Database
from app.store.subscriptions import Known
from app.store.tables import ConnectionRow

log = logging.getLogger(__name__)
EVERY = 5
"""Seconds between two looks at whether it is time to ask a store."""
AGAIN = timedelta(seconds=60)
"""How often each store is asked."""


@dataclass(slots=True)
class Work:
    """What is being done for one store."""

    row: ConnectionRow
    address: str
    wanted: frozenset[str]
    known: Known
    now: datetime
    on: dict[str, datetime] = field(default_factory=dict)
    news: list[tuple[datetime, str, str]] = field(default_factory=list)
    problem: Sentence | None = None

    def did(self, topic: str, what: str) -> None:
        """Something was done about a topic."""
        self.news.insert(0, (self.now, topic, what))


class Subscriptions:
    """``url``: Storeflow's own address, "" where it has none. ``stopped``: whether nothing may leave."""

    def __init__(
        self,
        db: Database,
        flows: Flows,
        parts: Connections,
        now: Callable[[], datetime],
        url: str,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self.db, self.flows, self.parts, self._now = db, flows, parts, now
        self._url, self._stopped = url.rstrip("/"), stopped
        self._seen: dict[str, int] = {}
        """Which state of the workflows and connections each store was asked for."""

    async def look(self) -> None:
        """Asks each store whose time has come, or for which something was changed here."""
        if not self._url or self._stopped():
            return
        for row in await self.db.read(saved.list_all):
            kind = kinds().get(row.kind)
            if (
                kind is None
                or not issubclass(kind, ShopConnector)
                or kind.subscriptions is ShopConnector.subscriptions
            ):
                continue
            try:
                await self._ask(row)
            except Exception:
                log.exception("the messages of a store could not be seen to; it is tried again")

    async def _ask(self, row: ConnectionRow) -> None:
        connector = await self.parts.shop(row.id)
        if not connector.asks():
            return
        now, generation = self._now(), self.flows.generation
        early = self._seen.get(row.id) != generation
        if not await self.db.write(store.claim, row.id, now, early=early):
            return
        self._seen[row.id] = generation
        known = await self.db.read(store.get, row.id)
        wanted = type(connector).topics(await self.needed(row.id))
        work = Work(row, f"{self._url}/hooks/{row.id}", wanted, known, now)
        try:
            await self._settle(work)
        except StepError as error:
            work.problem = sentence_of(error)
        finally:
            await self.db.write(store.save, row.id, self._outcome(work, connector), now + AGAIN)

    def _outcome(self, work: Work, connector: ShopConnector) -> Known:
        asked = bool(work.on) or work.problem is None
        on = work.on if asked else work.known.on
        return replace(
            work.known,
            at=work.now if work.problem is None else work.known.at,
            on=on,
            off=sorted(work.wanted - set(on)),
            news=[*work.news, *work.known.news],
            notes=connector.warnings(work.now.date()),
            problem=work.problem,
        )

    async def _settle(self, work: Work) -> None:
        """Makes what the store sends what is wanted. Raises StepError where the store can't be asked at all."""
        id = work.row.id
        may = await self.parts.listing(id, lambda shop: shop.permissions())
        work.known = replace(work.known, may=may)
        found = await self.parts.listing(id, lambda shop: shop.subscriptions())
        path = urlsplit(work.address).path
        ours: dict[str, list[Subscription]] = {}
        for one in found:
            if urlsplit(one.address).path == path:
                ours.setdefault(one.topic, []).append(one)
        for topic in sorted(work.wanted | set(ours)):
            try:
                await self._topic(work, topic, ours.get(topic, []))
            except Temporary:
                raise
            except StepError as error:
                work.problem = work.problem or sentence_of(error)

    async def _topic(self, work: Work, topic: str, there: list[Subscription]) -> None:
        id, address = work.row.id, work.address
        if topic not in work.wanted:
            for one in there:
                await self.parts.listing(id, lambda shop, one=one: shop.unsubscribe(one.id))  # type: ignore[misc]
            work.did(topic, "removed")
            return
        best = sorted(there, key=lambda one: (one.address != address, not one.active, one.id))
        for one in best[1:]:
            await self.parts.listing(id, lambda shop, one=one: shop.unsubscribe(one.id))  # type: ignore[misc]
        if not best:
            await self.parts.listing(id, lambda shop: shop.subscribe(topic, address))
            work.did(topic, "revived" if topic in work.known.on else "made")
        elif not best[0].active or best[0].address != address:
            await self.parts.listing(id, lambda shop: shop.revive(best[0].id, address))
            work.did(topic, "moved" if best[0].active else "revived")
        mended = bool(work.news) and work.news[0][1] == topic
        work.on[topic] = work.now if mended else work.known.on.get(topic, work.now)

    async def needed(self, connection: str) -> frozenset[str]:
        """The events of a store that live workflows, and what these call, start with, wait for or look back at."""
        found: set[str] = set()
        for candidate in await self.flows.live():
            if candidate.live.bindings.get(SHOP) == connection:
                found |= await self._heard(candidate.live, set())
        return frozenset(found)

    async def _heard(self, live: LiveFlow, been: set[str]) -> set[str]:
        found: set[str] = set()
        for node in live.flow.steps.values():
            found |= _of_node(node)
            call = quietly(node.calls)
            if call is None or call.workflow in been:
                continue
            been.add(call.workflow)
            try:
                version = await self.flows.live_version(call.workflow)
                found |= await self._heard(await self.flows.get(call.workflow, version), been)
            except AppError:
                continue  # it is told where the workflow is drawn
        return found


async def give_back(connector: ShopConnector, path: str) -> None:
    """Asks a store to send no more to a path of ours. One that can't be asked gives it up by itself after a while."""
    if type(connector).subscriptions is ShopConnector.subscriptions or not connector.asks():
        return
    try:
        for one in await connector.subscriptions():
            if urlsplit(one.address).path == path:
                await connector.unsubscribe(one.id)
    except StepError as error:
        log.warning("a store that was removed could not be asked to send no more: %s", error)


def _of_node(node: Node) -> set[str]:
    """The events of the store that a step needs."""
    listens: Iterable[str] = node.listens if isinstance(node, Trigger) else ()
    names = {*listens, *node.hears, *(quietly(node.awaits) or ())}
    watched = {f"{fact}.{what}" for fact in quietly(node.watches) or () for what in ("created", "updated")}
    return {READ_OFF.get(name, name) for name in names | watched}


_SAID: Mapping[str, Sentence] = {
    "made": because("Storeflow asked {shop} for messages on “{event}” on {at}."),
    "moved": because("{shop} sent messages on “{event}” to another address; on {at} this was put right."),
    "revived": because("“{event}” was switched off by {shop}; on {at} this was noticed, and it is on again."),
    "removed": because(
        "No workflow needs “{event}” any more; on {at} {shop} was asked to send it no longer."
    ),
}


def said(what: str, shop: str, event: Sentence, at: datetime) -> Sentence:
    """What was done about a store's messages, in words."""
    return because(_SAID[what].id, shop=shop, event=event, at=at)

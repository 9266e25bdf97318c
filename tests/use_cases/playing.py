"""Plays a use case: signed messages come in by the stores' door, the real runner works, the clock jumps, and everything
that is asked of shop, mail and web is noted and answered."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Connection, create_engine, func, select
from sqlalchemy.pool import StaticPool
from sqlmodel import SQLModel

from app.connectors.demo.acts import delivery
from app.connectors.demo.state import Message
from app.core.document import Workflow
from app.core.effects import Effect, GetFact, GetWithOrder, HttpRequest
from app.core.effects.records import GetRecords
from app.core.fields import blank, shape_of
from app.core.sentence import Json
from app.engine import connecting, publishing
from app.engine.services import Services, assemble
from app.settings import Settings
from app.store import connections, journal, preferences, runs, sheets, timetable
from app.store.database import MemoryDatabase
from app.store.preferences import Shop
from app.store.secrets import Vault, secret_key
from tests.support.stores import FIXTURES, SHOP, SHOPIFY_SECRET, WOO_SECRET, shopify, sign, wire

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday, ten in the morning for a shop in Berlin."""
MOST_WAITS = 1000
DEMO_SECRET = "a-demo-store-signs-with-this"
SETTINGS: Mapping[str, Mapping[str, Json]] = {
    "shopify": {"shop_domain": SHOP, "access_token": "shpat_x", "webhook_secret": SHOPIFY_SECRET},
    "woocommerce": {
        "url": "https://leaf-and-clay.example",
        "consumer_key": "ck_1",
        "consumer_secret": "cs_2",
        "webhook_secret": WOO_SECRET,
    },
    "demo": {"webhook_secret": DEMO_SECRET},
    "web_call": {},
}


class Outside:
    """Shop, mail and web at once. ``asked`` holds what was asked of them, in order, each doing once."""

    def __init__(self, case: Mapping[str, Any]) -> None:
        self.case = case
        self.facts: Mapping[str, Any] = case.get("facts") or {}
        self.records: Any = case.get("records")
        self.asked: list[Effect] = []
        self.undone: list[Effect] = []
        self.told: dict[str, dict[str, Json]] = {}
        """What the store's messages told last of each kind of thing."""
        self._keys: set[str] = set()

    async def perform(self, effect: Effect, key: str) -> Json:
        """As a connector does."""
        if key not in self._keys or effect.kind == "read":
            self._keys.add(key)
            (self.undone if key.endswith("!") else self.asked).append(effect)
        match effect:
            case GetFact():
                return self._fact(effect.thing, effect.id)
            case GetWithOrder():
                return {"fact": self._fact(effect.thing, effect.id), "order": self._fact("order", "")}
            case GetRecords() if self.records is not None:
                items = [whole(effect.thing, one) for one in self._listed(effect.thing)]
                return {"items": items[: effect.most or None], "next": None}
            case HttpRequest():
                for address, answer in (self.case.get("answers") or {}).items():
                    if effect.url.startswith(address):
                        return {"status": 200, "headers": {}, "body": "", **answer}
        return effect.assume().value

    def _listed(self, thing: str) -> list[Mapping[str, Json]]:
        if isinstance(self.records, Mapping):
            return self.records.get(thing) or []
        return self.records or []

    def _fact(self, thing: str, thing_id: str) -> dict[str, Json]:
        """As listed, or as told last, and by the case; an order has its customer in it, as stores answer it."""
        named = {"id": thing_id} if thing_id else {}
        listed = (one for one in self._listed(thing) if one.get("id") == thing_id)
        known = next(listed, None) or {**self.told.get(thing, {}), **named}
        found = merged(known, self.facts.get(thing, {}))
        if thing == "order" and "customer" in self.facts:
            found["customer"] = merged(found.get("customer") or blank("Customer"), self.facts["customer"])
        return whole(thing, found)


def whole(thing: str, fact: Mapping[str, Json]) -> dict[str, Json]:
    """A fact with all its fields, those unknown empty."""
    shape = shape_of(thing)
    return merged(blank(shape) if shape else {}, fact)


def merged(below: Mapping[str, Json], above: Mapping[str, Json]) -> dict[str, Json]:
    """Both, where ``above`` wins; mappings are merged, all else is replaced."""
    found = dict(below)
    for name, value in above.items():
        lower = found.get(name)
        if isinstance(value, Mapping) and isinstance(lower, Mapping):
            value = merged(lower, value)
        found[name] = value
    return found


class Play:
    """One use case under way."""

    def __init__(self, case: Mapping[str, Any], services: Services) -> None:
        self.case, self.services, self.now = case, services, START
        self.outside = Outside(case)
        self.bound: dict[str, str] = {}
        self.drawn: list[str] = []

        async def performer(slot: str, connection: str) -> Outside:
            return self.outside

        world = replace(services.world, performer=performer, now=lambda: self.now, dice=lambda: 0.5)
        services.world = services.intake.world = services.runner.world = services.clock.world = world

    async def draw(self) -> list[tuple[str | None, str | None, str]]:
        """Connects the store and whatever else the workflow has slots for; what the check says of what is drawn."""
        self.bound["shop"] = await self._connect(self.case["store"])
        found = []
        for number, drawn in enumerate([self.case["workflow"], *self.case.get("also", ())]):
            document = Workflow.model_validate({"id": f"workflow-{number}", **drawn})
            for slot, place in document.slots.items():
                if slot not in self.bound:
                    self.bound[slot] = await self._connect(place.kind[0])
            bound = {slot: self.bound[slot] for slot in document.slots}
            saved = await publishing.create(self.services, document, bound)
            found += await publishing.problems_of(self.services, saved.document, saved.bindings)
            self.drawn.append(saved.id)
        return [(problem.step, problem.field, str(problem.because)) for problem in found]

    async def _connect(self, kind: str) -> str:
        if kind in SETTINGS:
            return (await connecting.add(self.services, kind, kind, SETTINGS[kind])).id
        none = self.services.vault.lock({})  # nobody speaks to it: all is noted
        row = await self.services.db.write(
            connections.create, kind=kind, name=kind, settings={}, secrets=none, now=START
        )
        return row.id

    async def run(self) -> None:
        """Published, from the first message until nothing is left to wait for; then, where asked for, what was
        promised back."""
        for workflow in self.drawn:
            await publishing.publish(self.services, workflow)
        for number, told in enumerate(self.case["events"]):
            await self._until(START + timedelta(minutes=told.get("minutes", 0)))
            await self._tell(told, number)
            await self._settle()
        await self._until(None)
        if "undone" in self.case:
            while (due := await self.services.db.read(_next_undo)) is not None:
                self.now = max(self.now, due)
                await self.services.clock.take_back()

    async def _until(self, end: datetime | None) -> None:
        """Lets the time pass up to ``end``; None: past every wait."""
        for _ in range(MOST_WAITS):
            due = await self.services.db.read(_next_wait)
            if due is None or (end is not None and due > end):
                self.now = max(self.now, end or self.now)
                return
            self.now = max(self.now, due)
            await self.services.clock.wake()
            await self._settle()
        raise AssertionError(f"it waited {MOST_WAITS} times and came to no end")

    async def _settle(self) -> None:
        while ready := await self.services.db.read(journal.open_runs):
            for run in ready:
                await self.services.runner.handle(run)

    async def _tell(self, told: Mapping[str, Any], number: int) -> None:
        if told["topic"] == "schedule.due":
            await self._strike()
            return
        slot = "call" if told["topic"] == "web.called" else "shop"
        headers, body = await self._message(told, f"m{number}")
        lower = {name.lower(): value for name, value in headers.items()}
        assert await self.services.intake.accept(self.bound[slot], lower, body) == "stored"
        await self.services.intake.retry(everything=True)
        facts = await self.services.db.read(_last_told)
        self.outside.told |= {name: dict(fact) for name, fact in facts.items() if isinstance(fact, Mapping)}

    async def _message(self, told: Mapping[str, Any], name: str) -> tuple[dict[str, str], bytes]:
        """A message as the store signs and sends it."""
        body, topic, store = told.get("body"), told["topic"], self.case["store"]
        if topic == "web.called":
            row = await self.services.db.read(connections.get, self.bound["call"])
            return {"?": (connecting.hook_path(row) or "").partition("?")[2]}, wire(body)
        if "sample" in told:
            recorded = json.loads((FIXTURES / store / f"{told['sample']}.json").read_text())
            body = merged(recorded, told.get("changes") or {})
        if store == "shopify":
            headers, raw = shopify(topic, body, name)
            return headers | {"X-Shopify-Triggered-At": self.now.isoformat()}, raw
        if store == "demo":
            facts = {thing: whole(thing, fact) for thing, fact in (body or {}).items()}
            return delivery(SecretStr(DEMO_SECRET), Message(topic, self.now, facts), name)
        raw, (about, _, past) = wire(body), topic.partition(".")
        return {
            "X-WC-Webhook-Source": SETTINGS["woocommerce"]["url"] + "/",
            "X-WC-Webhook-Topic": topic,
            "X-WC-Webhook-Resource": about,
            "X-WC-Webhook-Event": past,
            "X-WC-Webhook-Signature": sign(WOO_SECRET, raw),
            "X-WC-Webhook-ID": "1",
            "X-WC-Webhook-Delivery-ID": name,
        }, raw

    async def _strike(self) -> None:
        """The clock goes on to the time that the workflow's schedule names next."""
        await self.services.clock.schedules()
        due = await self.services.db.read(_next_schedule)
        assert due is not None, "the workflow's schedule names no time after the beginning"
        await self._until(due)
        await self.services.clock.schedules()

    async def ended(self) -> list[tuple[str, str]]:
        """How each run ended, and why."""
        lines = (await self.services.db.read(runs.list_runs, limit=200)).items
        return [(line.status, str(line.because or "")) for line in reversed(lines)]

    async def table(self, name: str) -> list[Mapping[str, Json]]:
        """The rows of a table that Storeflow keeps, the oldest first."""
        return [cells for _, cells in reversed(await self.services.db.read(sheets.latest, name))]


@asynccontextmanager
async def playing(case: Mapping[str, Any], folder: Path) -> AsyncIterator[Play]:
    """A Storeflow of its own for a use case."""
    db = MemoryDatabase()
    db._conn.connection.driver_connection.deserialize(_empty())  # type: ignore[union-attr]
    services = assemble(Settings(data_dir=folder), db, Vault(secret_key(folder, None)))
    shop = Shop(name="Leaf & Clay", zone="Europe/Berlin", currency="EUR")
    await db.write(preferences.set_shop, shop)
    await services.shop.read()
    try:
        yield Play(case, services)
    finally:
        await services.http.close()
        await db.close()


@cache
def _empty() -> bytes:
    """A database with all tables and nothing in them, to be copied."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    SQLModel.metadata.create_all(engine)
    with engine.connect() as conn:
        return conn.connection.driver_connection.serialize()  # type: ignore[union-attr, no-any-return]


def _last_told(conn: Connection) -> Mapping[str, Json]:
    """The facts of the last event that the store told."""
    told = journal.events.c
    facts = conn.execute(
        select(told.data).where(told.delivery.is_not(None)).order_by(told.id.desc())
    ).scalar()
    return facts or {}


def _next_wait(conn: Connection) -> datetime | None:
    return conn.execute(select(func.min(journal.waits.c.due))).scalar()


def _next_undo(conn: Connection) -> datetime | None:
    later = journal.later.c
    return conn.execute(select(func.min(later.due)).where(later.state == "promised")).scalar()


def _next_schedule(conn: Connection) -> datetime | None:
    return conn.execute(select(func.min(timetable.schedules.c.due))).scalar()

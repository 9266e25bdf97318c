"""The door for stores when things go wrong behind it: what was answered "stored" is never lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.connectors.base import ConnectorSettings, ShopConnector, Taken
from app.connectors.reading import parse
from app.core.document import Workflow
from app.core.effects import HttpRequest
from app.core.events import Event
from app.core.sentence import Sentence
from app.engine import connecting, flows, intake
from app.engine.connections import Open
from app.engine.services import Services, assemble
from app.errors import Busy, Permanent
from app.settings import Settings
from app.store import connections, inbox, journal, workflows
from app.store.secrets import Vault, secret_key
from app.store.tables import ConnectionRow
from tests.engine.lives import Disk
from tests.support.stores import SHOP, SHOPIFY_SECRET, shopify, shopify_order

SETTINGS = {"shop_domain": SHOP, "access_token": "shpat_x", "webhook_secret": SHOPIFY_SECRET}
NOW = datetime(2026, 3, 27, 9, 0, tzinfo=UTC)


class Shaky(Disk):
    """A disk that refuses a kind of write for some times."""

    def __init__(self) -> None:
        super().__init__(grouped=False)
        self.refuses: dict[Any, int] = {}

    def _may(self, fn: Any) -> None:
        if self.refuses.get(fn, 0) > 0:
            self.refuses[fn] -= 1
            raise Busy("The disk is full.", retry_after=1)

    async def write(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        self._may(fn)
        return await super().write(fn, *args, **kwargs)

    async def read(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        self._may(fn)
        return await super().read(fn, *args, **kwargs)


@pytest.fixture
def disk() -> Shaky:
    return Shaky()


@pytest.fixture
async def services(disk: Shaky, tmp_path: Path) -> AsyncIterator[Services]:
    """All parts over a disk that may fail; none of them is at work yet."""
    made = assemble(Settings(data_dir=tmp_path), disk, Vault(secret_key(tmp_path, None)))
    yield made
    await made.http.close()


@asynccontextmanager
async def translating(services: Services) -> AsyncIterator[None]:
    task = asyncio.create_task(services.intake.serve())
    await asyncio.sleep(0)  # it has taken up what lay there
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def send(services: Services, shop: str, number: int) -> str:
    headers, body = shopify("orders/create", shopify_order(number), f"w{number}")
    return await services.intake.accept(shop, {n.lower(): v for n, v in headers.items()}, body)


def states(disk: Disk) -> dict[str, int]:
    """How many deliveries are in which state."""
    c = journal.deliveries.c
    found = disk._conn.execute(select(c.state, func.count().label("n")).group_by(c.state))
    return {row.state: row.n for row in found}


async def until(right: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not right():  # noqa: ASYNC110 - it is on disk, not in an event
            await asyncio.sleep(0)  # the work goes on in this very loop


async def test_more_than_memory_has_room_for_is_read_from_the_disk(
    services: Services, disk: Shaky, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "ROOM", 2)
    shop = (await connecting.add(services, "shopify", "Leaf", SETTINGS)).id
    async with translating(services):
        assert [await send(services, shop, n) for n in range(12)] == ["stored"] * 12
        await until(lambda: states(disk) == {"done": 12})
        assert await send(services, shop, 3) == "seen"
    assert disk._conn.execute(select(func.count()).select_from(journal.events)).scalar() == 12


async def test_what_the_database_did_not_take_is_tried_again(
    services: Services, disk: Shaky, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "PAUSE", 0.0)
    shop = (await connecting.add(services, "shopify", "Leaf", SETTINGS)).id
    async with translating(services):
        disk.refuses[inbox.take_in] = 2
        await send(services, shop, 1)
        await until(lambda: states(disk) == {"done": 1})
    assert disk.refuses[inbox.take_in] == 0


async def test_what_was_left_by_a_power_failure_is_taken_up_also_by_a_slow_start(
    services: Services, disk: Shaky, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "PAUSE", 0.0)
    shop = (await connecting.add(services, "shopify", "Leaf", SETTINGS)).id
    for n in range(3):
        await send(services, shop, n)
    services.intake._waiting = asyncio.Queue()  # what was in memory is gone
    disk.refuses[inbox.open_deliveries] = 2
    async with translating(services):
        await until(lambda: states(disk) == {"done": 3})


async def test_a_busy_moment_makes_no_message_unreadable(
    services: Services, disk: Shaky, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "PAUSE", 0.0)
    shop = (await connecting.add(services, "shopify", "Leaf", SETTINGS)).id
    await send(services, shop, 1)
    services.connections.changed(shop)
    disk.refuses[connections.get] = 1
    async with translating(services):
        await until(lambda: states(disk) == {"done": 1})


async def test_a_message_of_a_connection_that_was_removed_says_so(services: Services, disk: Shaky) -> None:
    shop = (await connecting.add(services, "shopify", "Leaf", SETTINGS)).id
    await send(services, shop, 1)
    await connecting.remove(services, shop)
    async with translating(services):
        await until(lambda: states(disk) != {"new": 1})
    assert why(disk) == "The connection that it came by was removed."


class Odd(ShopConnector):
    """A connector with a fault in it."""

    kind = "odd"
    title = "Odd"
    settings_model = ConnectorSettings

    def take(self, headers: Mapping[str, str], body: bytes) -> Taken:
        return Taken("1", "odd", {})

    def to_events(self, topic: str, note: Mapping[str, str], body: bytes, received: datetime) -> list[Event]:
        return [Event("order.created", "order:1", received, "1", {"order": parse(body)["order"]})]


def why(disk: Disk) -> str:
    packed = disk._conn.execute(select(journal.deliveries.c.error)).scalar_one()
    return str(Sentence.unpack(packed))


async def test_a_fault_in_a_connector_keeps_the_message_and_stops_nothing(
    services: Services, disk: Shaky
) -> None:
    row = ConnectionRow(id="odd", kind="odd", name="Odd", settings={}, secrets=b"", created=NOW)
    services.connections._open["odd"] = Open(row, Odd())
    async with translating(services):
        assert await services.intake.accept("odd", {}, b"{}") == "stored"
        await until(lambda: states(disk) == {"unreadable": 1})
    assert why(disk) == "Storeflow can't read this message: 'order'"
    [kept] = disk._conn.execute(select(journal.deliveries.c.attempts, journal.deliveries.c.next_try))
    assert kept.attempts == 1
    assert kept.next_try is not None


# ------------------------------------------------------------------------------- who carries a step's effects out


async def test_who_carries_out_what(services: Services) -> None:
    shop = (await connecting.add(services, "shopify", "Leaf", SETTINGS)).id
    assert await services.connections.performer("shop", shop)
    assert await services.connections.performer("", "")
    outbox = await services.connections.performer("mail", "")
    with pytest.raises(Permanent, match="can't do this"):
        await outbox.perform(HttpRequest(url="https://example.com"), "k")
    with pytest.raises(Permanent, match="No store is chosen"):
        await services.connections.performer("shop", "")
    await connecting.remove(services, shop)
    with pytest.raises(Permanent, match="was removed"):
        await services.connections.performer("shop", shop)


# ------------------------------------------------------------------------------------- workflows as they run


def drawn(name: str, **more: Any) -> Workflow:
    steps = [{"id": "start", "type": "order.created", "settings": {}}]
    return Workflow.model_validate({"id": name, "name": name, "steps": steps, "edges": [], **more})


async def test_runs_of_one_lane_are_about_the_same_thing_or_the_same_customer(services: Services) -> None:
    db = services.db
    for name in ("subject", "customer"):
        await db.write(workflows.create, drawn(name, one_at_a_time=name), {})
        await db.write(workflows.publish, name)
    await db.write(workflows.create, drawn("free"), {})
    await db.write(workflows.publish, "free")
    services.flows.changed()
    event = Event("order.created", "order:1", NOW, "1", {"customer": {"id": 7}})
    guest = replace(event, data={"customer": None})
    nothing = Event("schedule.due", "", NOW, "1", {})

    async def lanes(of: Event) -> dict[str, str]:
        return {live.id: live.target(of)[2] for live in await services.flows.live()}

    assert await lanes(event) == {"subject": "subject|order:1", "customer": "customer|customer:7", "free": ""}
    assert (await lanes(guest))["customer"] == "customer|order:1"
    assert await lanes(nothing) == {"subject": "", "customer": "", "free": ""}


async def test_a_workflow_is_called_at_its_live_version_on_or_off(services: Services) -> None:
    db = services.db
    for name in ("published", "draft"):
        await db.write(workflows.create, drawn(name), {})
    await db.write(workflows.publish, "published")
    await db.write(workflows.pause, "published")
    assert await services.flows.live_version("published") == 1
    for missing in ("draft", "deleted"):
        with pytest.raises(Permanent, match="is not published"):
            await services.flows.live_version(missing)


async def test_only_so_many_versions_stay_in_memory(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flows, "KEPT", 2)
    for name in ("a", "b", "c"):
        await services.db.write(workflows.create, drawn(name), {})
        await services.db.write(workflows.publish, name)
    first = await services.flows.get("a", 1)
    assert await services.flows.get("a", 1) is first
    for name in ("b", "c"):
        await services.flows.get(name, 1)
    again = await services.flows.get("a", 1)
    assert again is not first
    assert again == first

"""A copy is quiet: another folder, another machine, another store or a restored backup, through the real command."""

from __future__ import annotations

import json
import shutil
import sqlite3
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import delete

from app.engine import connecting, quiet
from app.engine.services import Services, assemble
from app.settings import Settings
from app.store import place
from app.store.database import open_database
from app.store.secrets import Vault, secret_key
from tests.fakes.shopify.server import running
from tests.support.server import Storeflow
from tests.support.stores import SHOP, SHOPIFY_SECRET, shopify, shopify_order
from tests.support.waiting import until, wait

Start = Callable[..., Storeflow]
NOTED = "on this machine is noted as the real one; nothing holds it back."
DOCUMENT = {
    "version": 1, "id": "later", "name": "Later", "slots": {"shop": {"kind": ["shopify"]}, "mail": {"kind": ["email"]}},
    "steps": [
        {"id": "start", "type": "order.created", "settings": {}},
        {"id": "wait", "type": "time.wait", "settings": {"amount": 2, "unit": "days"}},
        {"id": "tell", "type": "message.team_email",
         "settings": {"to": ["team@example.com"], "subject": "Look", "body": "An order."}},
    ],
    "edges": [
        {"source": "start", "port": "next", "target": "wait"}, {"source": "wait", "port": "next", "target": "tell"},
    ],
}  # fmt: skip


class Installation:
    """A server with a token and a workflow that mails two days after an order."""

    def __init__(self, server: Storeflow) -> None:
        self.server = server
        self.token = server.command("token", "create", "test", "--role", "owner").stdout.strip()
        self.hook = ""

    def prepare(self, folder: Path) -> None:
        settings = {"shop_domain": SHOP, "access_token": "shpat_x", "webhook_secret": SHOPIFY_SECRET}
        sets = [part for name, value in settings.items() for part in ("--set", f"{name}={value}")]
        made = self.server.command("connect", "shopify", "--name", "Leaf & Clay", *sets)
        connection = json.loads(made.stdout)
        (folder / "later.json").write_text(json.dumps(DOCUMENT))
        told = self.server.command(
            "import", str(folder / "later.json"), "--publish", "--bind", f"shop={connection['id']}"
        )
        assert told.returncode == 0, told.stderr
        self.hook = connection["hook_path"]
        self.server.restart()

    def at(self, server: Storeflow) -> Installation:
        """The same elsewhere: token and hook are in the copied data."""
        other = object.__new__(Installation)
        other.server, other.token, other.hook = server, self.token, self.hook
        return other

    def ask(self, method: str, path: str) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        request = urllib.request.Request(self.server.url + path, method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def order(self, number: int) -> int:
        headers, body = shopify("orders/create", shopify_order(number), f"wh-{number}")
        request = urllib.request.Request(self.server.url + self.hook, body, headers, method="POST")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)

    def statuses(self) -> list[str]:
        return sorted(run["status"] for run in self.ask("GET", "/api/v1/runs")["items"])

    def mails(self) -> list[str]:
        return [mail["subject"] for mail in self.ask("GET", "/api/v1/outbox")["items"]]


def two_days_pass(data: Path) -> None:
    """Every wait is over; nothing runs meanwhile."""
    with sqlite3.connect(data / "storeflow.db") as conn:
        conn.execute("UPDATE waits SET due = 1")


@pytest.mark.long
def test_a_copied_folder_sends_nothing_until_a_person_says_so(start_storeflow: Start, tmp_path: Path) -> None:
    first = Installation(start_storeflow(data=tmp_path / "first"))
    first.prepare(tmp_path)
    assert first.ask("GET", "/api/v1/stop")["stopped"] is False, "the first start only notes where it is"
    first.order(1)
    wait(lambda: first.statuses() == ["waiting"])
    first.server.stop()
    two_days_pass(first.server.data)
    shutil.copytree(tmp_path / "first", tmp_path / "copy")

    second = first.at(start_storeflow(data=tmp_path / "copy"))
    found = second.ask("GET", "/api/v1/stop")
    assert found["stopped"] is True
    assert found["quiet"] == [f"The data folder was {tmp_path / 'first'} and is {tmp_path / 'copy'} now."]
    assert second.order(2) in (200, 202), "what happens in the store is still taken in"
    wait(lambda: second.statuses() == ["paused", "waiting"])
    assert second.ask("POST", "/api/v1/go-on")["stopped"] is True, "the red button is not what holds it"
    assert second.mails() == []
    told = second.server.command("doctor").stdout
    assert "The data folder was" in told
    assert "storeflow here" in told

    assert second.ask("POST", "/api/v1/place/copy")["is_copy"] is True
    second.server.restart()
    assert second.ask("GET", "/api/v1/stop")["is_copy"] is True
    assert second.mails() == []

    assert second.ask("POST", "/api/v1/place/real")["stopped"] is False
    wait(lambda: second.mails() == ["Look"])
    wait(lambda: second.statuses() == ["done", "waiting"])
    second.server.restart()
    assert second.ask("GET", "/api/v1/stop")["stopped"] is False, "it is known now"
    assert second.mails() == ["Look"]


@pytest.mark.long
def test_another_machine_is_asked_about_and_a_command_answers(start_storeflow: Start, tmp_path: Path) -> None:
    first = Installation(start_storeflow(data=tmp_path / "data", env={"STOREFLOW_MACHINE": "one"}))
    assert first.ask("GET", "/api/v1/stop")["stopped"] is False
    first.server.kill9()
    first.server.start()
    assert first.ask("GET", "/api/v1/stop")["stopped"] is False, "a restart is no copy"
    first.server.stop()
    other = first.at(start_storeflow(data=tmp_path / "data", env={"STOREFLOW_MACHINE": "two"}))
    assert other.ask("GET", "/api/v1/stop")["quiet"] == ["This is another machine than before."]
    said = other.server.command("here")
    assert NOTED in said.stdout
    wait(lambda: other.ask("GET", "/api/v1/stop")["stopped"] is False)


# ---------------------------------------------------------------------------------------------- without a server


def _folder(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


@asynccontextmanager
async def opened(folder: Path, **settings: Any) -> AsyncIterator[Services]:
    """A Storeflow on a folder, none of whose parts runs."""
    made = Settings(data_dir=_folder(folder), **settings)
    db = open_database(folder, made.database_url)
    services = assemble(made, db, Vault(secret_key(folder, None)))
    try:
        yield services
    finally:
        await services.http.close()
        await db.close()


async def start(folder: Path, **settings: Any) -> list[str]:
    """Starts and ends; what it is quiet about."""
    async with opened(folder, **settings) as services:
        await services.quiet.arrive()
        await services.brakes.read()
        return [str(why) for why in services.quiet.why()]


async def test_a_restored_backup_is_asked_about(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert await start(folder) == []
    async with opened(folder) as services:
        await services.db.write(place.restored, datetime(2026, 5, 3, tzinfo=UTC))
    assert await start(folder) == ["A backup was put back on 2026-05-03T00:00:00+00:00."]


async def test_an_older_database_in_the_same_folder_is_known_by_its_starts(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert await start(folder) == []
    kept = (folder / "storeflow.db").read_bytes()
    assert await start(folder) == []
    (folder / "storeflow.db").write_bytes(kept)
    [why] = await start(folder)
    assert "a backup was put back" in why


async def test_a_database_without_its_folder_is_asked_about(tmp_path: Path) -> None:
    assert await start(tmp_path / "data") == []
    (tmp_path / "data" / quiet.FILE).unlink()
    assert await start(tmp_path / "data") == [
        "The database and the data folder come from two different installations."
    ]


async def test_an_upgrade_only_notes_where_it_is(tmp_path: Path) -> None:
    assert await start(tmp_path / "data") == []
    async with opened(tmp_path / "data") as services:
        await services.db.write(lambda conn: conn.execute(delete(place.places)))
    assert await start(tmp_path / "data") == []


async def test_a_machine_without_a_number_is_told_apart_by_its_folder_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "machine-id").write_text("uninitialized\n")
    monkeypatch.setattr(quiet, "MACHINE", tmp_path / "machine-id")
    assert await start(tmp_path / "data") == []
    monkeypatch.setattr(quiet, "MACHINE", tmp_path / "none")
    assert await start(tmp_path / "data") == []


@asynccontextmanager
async def wordpress(said: dict[str, str]) -> AsyncIterator[str]:
    """A store's own page about itself."""

    async def index(_: web.Request) -> web.Response:
        return web.json_response({"home": said["home"], "namespaces": ["wc/v3"]})

    app = web.Application()
    app.router.add_get("/wp-json/", index)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def test_a_store_that_calls_itself_otherwise_is_asked_about(tmp_path: Path) -> None:
    said = {"home": "https://shop.example"}
    folder, door = tmp_path / "data", {"allow_private_addresses": ("127.0.0.1",)}
    async with wordpress(said) as url:
        async with opened(folder, **door) as services:
            keys = {"consumer_key": "ck_1", "consumer_secret": "cs_2", "webhook_secret": "whsec"}
            await connecting.add(services, "woocommerce", "Leaf", {"url": url, **keys})
            await services.quiet.look()
        said["home"] = "http://www.shop.example/"
        async with opened(folder, **door) as services:
            await services.quiet.meet()
            assert services.brakes.stopped() is False, "it is the same by another door"
        said["home"] = "https://staging.shop.example"
        async with opened(folder, **door) as services, services.running():
            await until(lambda: _stopped(services))
            assert [str(why) for why in services.quiet.why()] == [
                "The store behind “Leaf” called itself shop.example; at the same address it is "
                "staging.shop.example now."
            ]
            await services.quiet.real("Anna")
            assert services.brakes.stopped() is False
        async with opened(folder, **door) as services:
            await services.quiet.meet()
            assert services.brakes.stopped() is False


async def test_a_shopify_store_is_known_by_the_domain_that_never_changes(tmp_path: Path) -> None:
    async with (
        running() as fake,
        opened(tmp_path / "data", allow_private_addresses=("127.0.0.1",)) as services,
    ):
        keys = {"access_token": fake.shop.app.token, "webhook_secret": "x", "base_url": fake.address}
        await connecting.add(services, "shopify", "Leaf", {"shop_domain": fake.shop.domain, **keys})
        await services.quiet.look()
        await services.quiet.meet()
        assert services.brakes.stopped() is False
        fake.shop.domain = "another.myshopify.com"
        await services.quiet.meet()
        assert services.brakes.stopped() is True


async def _stopped(services: Services) -> bool:
    return services.brakes.stopped()


async def test_a_store_that_does_not_answer_says_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path / "data", allow_private_addresses=("127.0.0.1",)) as services:
        keys = {"consumer_key": "ck_1", "consumer_secret": "cs_2", "webhook_secret": "whsec"}
        made = await connecting.add(services, "woocommerce", "Leaf", {"url": "http://127.0.0.1:9", **keys})
        await services.db.write(
            place.note, {f"{place.STORE}{made.id}": "https://shop.example"}, datetime.now(UTC)
        )
        await services.quiet.meet()
        assert services.brakes.stopped() is False


async def test_processes_of_one_postgres_have_folders_of_their_own(
    tmp_path: Path, fresh_postgres_url: str
) -> None:
    shared = {"database_url": fresh_postgres_url}
    assert await start(tmp_path / "one", **shared, machine="one") == []
    assert await start(tmp_path / "two", **shared, machine="two") == []
    assert await start(tmp_path / "one", **shared, machine="three") == []
    assert await start(tmp_path / "elsewhere", machine="one") == []
    shutil.copy(tmp_path / "elsewhere" / quiet.FILE, tmp_path / "two" / quiet.FILE)
    assert await start(tmp_path / "two", **shared) == [
        "The database and the data folder come from two different installations."
    ]

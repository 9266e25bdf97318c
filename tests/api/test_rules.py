"""Security rules tried at the doors themselves: secrets at rest (R5), one-time links (R13), exports (R21)."""

from __future__ import annotations

import asyncio
import json
import re
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner
from sqlalchemy import Connection

from app.commands.documents import export_command
from app.core.document import Workflow
from app.store import connections, links, sessions, tokens, users
from app.web.links import invitation_path, owner_reset_path
from tests.api.conftest import Api, document
from tests.support.stores import SHOP
from tests.web.asking import Browser

ROOT = Path(__file__).resolve().parent.parent.parent
SHIPPED = sorted((ROOT / "workflows").glob("*.json"))
TEMPLATES = sorted((ROOT / "templates").glob("*.json"))
SERVICES = {"hooks.slack.com", "a.klaviyo.com", "api.loyaltylion.com"}
"""Addresses that stand in templates as answers to begin with, each of a service that has one for everybody."""
PASSWORD = "four quiet green teapots"
SECRETS = {
    "shopify": {
        "shop_domain": SHOP,
        "access_token": "shpat_4f1dd7c04f1dd7c0",
        "webhook_secret": "shpss_one_9d0ab1\nshpss_two_9d0ab2",
    },
    "woocommerce": {
        "url": "https://shop.example.com",
        "consumer_key": "ck_77aa01bb77aa01bb",
        "consumer_secret": "cs_88cc02dd88cc02dd",
        "webhook_secret": "whsec_99ee03ff",
    },
    "email": {
        "host": "smtp.example.com",
        "from": "a@example.com",
        "username": "anna",
        "password": "pw-66f1e2",
    },
}
HIDDEN = [
    "shpat_4f1dd7c04f1dd7c0", "shpss_one_9d0ab1", "shpss_two_9d0ab2", "ck_77aa01bb77aa01bb", "cs_88cc02dd88cc02dd",
    "whsec_99ee03ff", "pw-66f1e2",
]  # fmt: skip
"""Each secret value above."""


async def connected(api: Api) -> dict[str, str]:
    """A connection of every kind, each with its secrets: kind -> id."""
    made = {}
    for kind, settings in SECRETS.items():
        reply = await api.ok("POST", "/connections", {"kind": kind, "name": kind, "settings": settings})
        made[kind] = reply["id"]
    return made


def disk(folder: Path) -> bytes:
    """All that lies in the data folder but the key."""
    return b"".join(
        path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "secret.key"
    )


# ------------------------------------------------------------------------------------------------ R5


async def test_r5_key_secrets_and_sessions_are_not_one_file_away(api: Api) -> None:
    """The key has a file of its own, only its user's; the rest of the folder holds nothing that opens anything."""
    await connected(api)
    folder = api.services.settings.data_dir
    key = folder / "secret.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) & 0o077 == 0
    now = datetime.now(UTC)

    def secrets(conn: Connection) -> list[str]:
        who = users.create(conn, email="v@example.com", name="V", password="x", role="viewer", now=now)
        return [
            sessions.open_session(conn, who.id, now),
            tokens.create_token(conn, "a program", "viewer", now),
            invitation_path(conn, who.id, now).partition("link=")[2],
        ]

    opening = await api.services.db.write(secrets)
    lies = disk(folder)
    assert b"smtp.example.com" in lies, "what was saved is on disk by now"
    assert key.read_bytes().strip() not in lies
    assert [secret for secret in (*HIDDEN, *opening) if secret.encode() in lies] == []
    for path in folder.rglob("*"):  # nor may anybody else of the machine read the database
        assert not path.is_file() or stat.S_IMODE(path.parent.stat().st_mode) & 0o077 == 0


# ----------------------------------------------------------------------------------------------- R13


class Keys:
    """One of everything that opens a door: three one-time links, a browser's session, a program's token."""

    def __init__(self, api: Api, given: dict[str, str]) -> None:
        self.api, self.given = api, given

    async def opens(self, door: str) -> set[str]:
        """Which of them open a door."""
        return {name for name, secret in self.given.items() if await self._tried(door, secret)}

    async def _tried(self, door: str, secret: str) -> bool:
        stranger = Browser(self.api.app)
        match door:
            case "the set-up page":
                return (await stranger.get(f"/set-up?link={secret}")).status == 200
            case "setting up":
                await stranger.post("/set-up", {"link": secret, **FIRST})
                return "storeflow" in stranger.cookies  # signed in as the first owner
            case "the password page":
                return (await stranger.get(f"/new-password?link={secret}")).status == 200
            case "setting a password":
                reply = await stranger.post("/new-password", {"link": secret, "password": PASSWORD})
                return reply.status == 303 and "password-set" in str(reply.headers)
            case "a page":
                stranger.cookies["storeflow"] = secret
                return (await stranger.get("/settings")).status == 200
            case "a page, by token":
                return (await stranger.get("/settings", authorization=f"Bearer {secret}")).status == 200
            case "a form":
                stranger.cookies["storeflow"] = stranger.csrf = secret
                reply = await stranger.post("/settings/look", {"theme": "dark"})
                return reply.status == 303 and reply.headers["location"] != "/sign-in"
            case "the API":
                program = Browser(self.api.app, {"authorization": f"Bearer {secret}"})
                return (await program.get("/api/v1/workflows")).status == 200
            case "the API, by cookie":
                stranger.cookies["storeflow"] = secret
                return (await stranger.get("/api/v1/workflows")).status == 200
            case "the figures":
                program = Browser(self.api.app, {"authorization": f"Bearer {secret}"})
                return (await program.get("/metrics")).status == 200
        raise AssertionError(door)


FIRST = {"shop_name": "Leaf", "name": "Anna", "email": "anna@example.com", "password": PASSWORD}
DOORS = {
    "the set-up page": set[str](),
    "setting up": set[str](),
    "the password page": {"owner-reset", "invitation"},
    "a page": {"session"},
    "a page, by token": set[str](),
    "a form": set[str](),
    "the API": {"token"},
    "the API, by cookie": set[str](),
    "the figures": {"token"},
    "setting a password": {"owner-reset", "invitation"},
}
"""Once Storeflow is set up: each door, and all that may open it. A form asks for the page's own token beside."""


async def keys(api: Api) -> Keys:
    """One of each, for people that are there."""
    now = datetime.now(UTC)

    def make(conn: Connection) -> dict[str, str]:
        owner = users.people(conn)[0]
        guest = users.create(conn, email="guest@example.com", name="G", password="", role="viewer", now=now)
        return {
            "set-up": links.make_link(conn, "set-up", "", now),
            "owner-reset": owner_reset_path(conn, now).rpartition("link=")[2],
            "invitation": invitation_path(conn, guest.id, now).rpartition("link=")[2],
            "session": sessions.open_session(conn, owner.id, now),
            "token": tokens.create_token(conn, "a program", "owner", now),
        }

    return Keys(api, await api.services.db.write(make))


async def test_r13_before_an_owner_exists_only_the_set_up_link_makes_one(fresh: Api) -> None:
    now = datetime.now(UTC)

    def make(conn: Connection) -> dict[str, str]:
        purposes: tuple[links.Purpose, ...] = ("set-up", "owner-reset", "invitation")
        made: dict[str, str] = {
            purpose: links.make_link(conn, purpose, "somebody", now) for purpose in purposes
        }
        return {**made, "token": tokens.create_token(conn, "a program", "owner", now)}

    tried = Keys(fresh, await fresh.services.db.write(make))
    assert await tried.opens("the set-up page") == {"set-up"}
    for door in DOORS.keys() - {"the set-up page", "setting up", "the API", "the figures"}:
        assert await tried.opens(door) == set(), door
    others = Keys(fresh, {name: secret for name, secret in tried.given.items() if name != "set-up"})
    assert await others.opens("setting up") == set()
    assert not await fresh.services.db.read(users.owner_exists)
    assert await tried.opens("setting up") == {"set-up"}
    assert await fresh.services.db.read(users.owner_exists)


async def test_r13_every_key_opens_its_own_door_only(api: Api) -> None:
    tried = await keys(api)
    for door, may in DOORS.items():
        assert await tried.opens(door) == may, door
    assert {who.email for who in await api.services.db.read(users.people)} == {
        "ann@example.com",
        "guest@example.com",
    }
    for door in ("the password page", "setting a password"):
        assert await tried.opens(door) == set(), "a link works once"
    assert await tried.opens("a page") == set(), "a new password signs every browser of that person out"


async def test_r13_a_link_is_for_one_person_and_the_newest_only(api: Api) -> None:
    now = datetime.now(UTC)

    def invited(conn: Connection) -> tuple[str, str]:
        guest = users.create(conn, email="guest@example.com", name="G", password="", role="viewer", now=now)
        first, second = (invitation_path(conn, guest.id, now).rpartition("link=")[2] for _ in range(2))
        return first, second

    old, new = await api.services.db.write(invited)
    assert await Keys(api, {"old": old, "new": new}).opens("setting a password") == {"new"}
    for email, may in (("guest@example.com", 303), ("ann@example.com", 422)):
        reply = await Browser(api.app).post("/sign-in", {"email": email, "password": PASSWORD})
        assert reply.status == may, email


# ----------------------------------------------------------------------------------------------- R21


def leaks(text: str, given: list[str]) -> list[str]:
    """Which of the values stand in a text, as they are or as JSON writes them."""
    return [value for value in given if value in text or json.dumps(value)[1:-1] in text]


def test_something_is_shipped() -> None:
    assert len(SHIPPED) >= 5


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_r21_a_shipped_document_names_slots_and_nothing_of_a_shop(path: Path) -> None:
    text = path.read_text("utf-8")
    found = Workflow.model_validate(orjson.loads(text))
    assert found.to_json() == orjson.loads(text), "a document is shipped as it would be exported"
    assert leaks(text, KEYS) == []
    assert hosts(text) <= {"example.com"}, "nobody's own address"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_r21_a_template_names_slots_and_nothing_of_a_shop(path: Path) -> None:
    text = path.read_text("utf-8")
    assert leaks(text, KEYS[2:]) == []  # “stock_low” has the beginning of a WooCommerce key in it
    own = {
        one
        for one in hosts(text.replace("gid://shopify", ""))
        if not re.search(r"(^|\.)example(\.com)?$", one)
    }
    assert own <= SERVICES, "nobody's own address"


def hosts(text: str) -> set[str]:
    return {*re.findall(r"@([\w.-]+)", text), *re.findall(r"://([^/\s\"\\]+)", text)}


KEYS = ["ck_", "cs_", "shpat_", "shpss_", "whsec", "storeflow_", "Bearer ", "Basic ", "password"]


async def test_r21_no_export_holds_a_secret_or_a_connection(api: Api, tmp_path: Path) -> None:
    """Every document there is, bound to connections that have secrets, by both ways out."""
    made = await connected(api)
    bindings = {"shop": made["shopify"], "mail": made["email"]}
    documents: list[Any] = [orjson.loads(path.read_bytes()) for path in SHIPPED]
    documents += [document(id="mine", name="Mine"), document(id="woo", name="Woo")]
    for one in documents:
        bound = bindings if one["id"] != "woo" else {**bindings, "shop": made["woocommerce"]}
        slots = {slot: bound[slot] for slot in one["slots"]}
        if (await api("PUT", f"/workflows/{one['id']}", {"document": one, "bindings": slots})).status == 404:
            await api.ok("POST", "/workflows", {"document": one, "bindings": slots})
        assert (await api.ok("GET", f"/workflows/{one['id']}"))["bindings"] == slots
    there = await api.services.db.read(connections.list_all)
    hidden = [*HIDDEN, *(row.id for row in there)]
    for row in there:
        unlocked = api.services.vault.unlock(row.secrets)
        hidden += [value for value in unlocked.values() if isinstance(value, str) and value]
    listed = (await api.ok("GET", "/workflows"))["items"]
    assert {one["id"] for one in documents} <= {line["id"] for line in listed}
    for line in listed:
        reply = await api("GET", f"/workflows/{line['id']}/export")
        assert (reply.status, leaks(reply.text, hidden)) == (200, []), line["id"]
    out = tmp_path / "out"
    ordered = ["--out", str(out), "--data", str(api.services.settings.data_dir)]
    done = await asyncio.to_thread(CliRunner().invoke, export_command, ordered)
    assert done.exit_code == 0, done.output
    written = [path.read_text("utf-8") for path in out.glob("*.json")]
    assert len(written) == len(listed)
    assert [found for text in (*written, done.output) if (found := leaks(text, hidden))] == []

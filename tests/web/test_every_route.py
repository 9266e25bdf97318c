"""Rule R18 over the real application: every route times everybody. Nothing stands behind the gate here."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import RouteContext, iter_route_contexts
from sqlalchemy import Connection

from app.main import create_app
from app.settings import Settings
from app.store import sessions, tokens, users
from app.web import Gate
from app.web.access import Access, at_least, declared
from tests.web.asking import Browser

RANKS: tuple[users.Role, ...] = ("viewer", "editor", "owner")
FREE = {
    "/healthz": ("public", True),
    "/hooks/{connection_id}": ("public", True),
    "/static/{version}/{name:path}": ("public", True),
    "/api/openapi.json": ("public", False),
    "/sign-in": ("public", False),
    "/new-password": ("public", False),
    "/unsubscribe/{token}": ("public", False),
    "/answer/{token}": ("public", False),
    "/connect/woocommerce/keys": ("public", False),
    "/set-up": ("setting_up", True),
}
"""All that a stranger may use; whatever else becomes open has to be written down here, with who reviewed it."""
OWNERS = (
    "/settings/people",
    "/settings/tokens",
    "/settings/storage",
    "/settings/memory",
    "/settings/shop",
    "/connections/new",
    "/demo/open",
)
"""What begins like this is the owner's alone."""

VIEWERS = {
    "/sign-out",
    "/settings/look",
    "/settings/password",
    "/settings/sign-out-everywhere",
    "/workflows/x1/check",
    "/api/v1/workflows/x1/check",
    "/api/v1/workflows/x1/test",
}
"""What a viewer may post: about oneself only, or without changing anything."""


PAGES: dict[users.Role, str] = {
    "viewer": """/ /runs /runs/x1 /runs/x1/now /events /events/x1 /outbox /outbox/x1 /outbox/x1/body /outbox/x1/files/x1
        /connections /connections/x1 /connections/x1/traffic /connections/x1/mirror
        /demo /demo/latest /demo/progress /settings
        /workflows/x1 /workflows/x1/status /workflows/x1/facts /workflows/x1/list /workflows/x1/graph
        /workflows/x1/told /workflows/x1/versions /workflows/x1/steps/x1 /workflows/x1/steps/x1/values
        /workflows/x1/steps/x1/mail /metrics /catalogue /catalogue/x1 /tables /tables/rows /tables/download
        /why /help /help/x1 /templates /templates/x1 /export""",
    "editor": """/new-workflow /stop /quiet /workflows/x1/picker /workflows/x1/publish /workflows/x1/settings
        /workflows/x1/test /workflows/x1/test/mail/x1 /workflows/x1/run /workflows/x1/run/progress
        /settings/unsubscribed /pick/x1 /start /templates/x1/preview
        /import /workflows/x1/look""",
    "owner": """/connections/new/x1 /connections/x1/back /settings/people /settings/storage /settings/tokens
        /settings/memory /connections/x1/demands/x1
        /connect/shopify /connect/shopify/callback /connect/shopify/x1 /connect/shopify/x1/go""",
}
"""Who may look at what: each page and part of a page, by the least that one has to be."""


async def passed(scope: Any, receive: Any, send: Any) -> None:
    """Stands where the application would: answers what no gate answers."""
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b""})


class House:
    def __init__(self, folder: Path) -> None:
        self.app = create_app(Settings(data_dir=folder))
        self.services = self.app.state.services

        async def behind(scope: Any, receive: Any, send: Any) -> None:
            await self.gate({**scope, "app": self.app}, receive, send)

        self.gate = Gate(passed, self.app, self.services)
        self.door: Callable[..., Any] = behind

    def routes(self) -> list[RouteContext]:
        return list(iter_route_contexts(self.app.routes))

    def doors(self) -> list[tuple[str, str, Access]]:
        """(method, path with something in its places, what was declared) of every route."""
        found = []
        for route in self.routes():
            access = declared(route.endpoint)
            assert access is not None, f"{route.path} declares nothing"
            for method in sorted((route.methods or {"GET"}) - {"HEAD", "OPTIONS"}):
                found.append((method, re.sub(r"\{[^}]+\}", "x1", str(route.path)), access))
        return found


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    folder = tmp_path / "data"
    folder.mkdir()
    made = House(folder)
    yield made
    await made.services.db.close()


async def clients(house: House) -> dict[str, tuple[Browser, Browser]]:
    """For each role a signed-in browser and a program; for nobody, two strangers."""
    now = datetime.now(UTC)
    made = {"nobody": (Browser(house.door), Browser(house.door))}
    for role in RANKS:

        def add(conn: Connection, role: users.Role = role) -> tuple[str, str, str]:
            who = users.create(conn, email=f"{role}@example.com", name=role, password="x", role=role, now=now)
            cookie = sessions.open_session(conn, who.id, now)
            found = sessions.find_session(conn, sessions.hashed(cookie), now)
            assert found
            return cookie, found[1], tokens.create_token(conn, role, role, now)

        cookie, csrf, token = await house.services.db.write(add)
        browser = Browser(house.door, {"x-csrf-token": csrf})
        browser.cookies["storeflow"] = cookie
        made[role] = (browser, Browser(house.door, {"authorization": f"Bearer {token}"}))
    return made


async def test_every_route_says_who_may_use_it_and_only_the_known_ones_are_open(house: House) -> None:
    free = {
        str(route.path): (access.who, access.always)
        for route in house.routes()
        if (access := declared(route.endpoint)) and access.who in ("public", "setting_up")
    }
    assert free == FREE
    assert all(declared(route.endpoint) for route in house.routes())


async def test_what_is_the_owners_is_the_owners_alone(house: House) -> None:
    for method, path, access in house.doors():
        if path.startswith(OWNERS) or (method in ("PATCH", "DELETE") and "/connections" in path):
            assert access.who == "owner", f"{method} {path}"
        if method not in ("GET", "HEAD") and access.who == "viewer":
            assert path in VIEWERS, path


async def test_who_may_look_at_what_is_written_down(house: House) -> None:
    """The table above against what the routes declare: a page that becomes freer, or is new, is looked at here."""
    found = {
        path: access.who
        for method, path, access in house.doors()
        if method == "GET" and not path.startswith("/api/") and access.who not in ("public", "setting_up")
    }
    assert found == {path: role for role, paths in PAGES.items() for path in paths.split()}


async def test_every_route_for_everybody(house: House) -> None:
    wrong = []
    everybody = await clients(house)
    for method, path, access in house.doors():
        machine = path.startswith(("/api/", "/metrics"))
        for name, (browser, program) in everybody.items():
            for client, right_door in ((browser, not machine), (program, machine)):
                status = (await client.ask(method, path)).status
                if access.who == "setting_up":
                    expected = {303}
                elif access.who == "public":
                    expected = {299}
                elif name == "nobody" or not right_door:
                    expected = {401} if machine else {303}
                elif at_least(name, access.who):  # type: ignore[arg-type]
                    expected = {299}
                else:
                    expected = {403}
                if status not in expected:
                    wrong.append(f"{method} {path} for {name}: {status}, expected {expected}")
    assert wrong == []


async def test_every_change_on_a_page_needs_the_sessions_token(house: House) -> None:
    browser, _ = (await clients(house))["owner"]
    browser.headers.clear()
    open_ = [
        f"{method} {path}"
        for method, path, access in house.doors()
        if method not in ("GET", "HEAD")
        and not path.startswith(("/api/", "/hooks/"))
        and access.who != "setting_up"
        if (await browser.ask(method, path)).status != 403
    ]
    assert open_ == []


async def test_before_an_owner_exists_every_route_is_shut(house: House) -> None:
    stranger = Browser(house.door)
    for method, path, access in house.doors():
        status = (await stranger.ask(method, path)).status
        assert status == (299 if access.always else 403), f"{method} {path}"


async def test_a_new_route_without_a_word_is_shut(house: House) -> None:
    async def forgotten() -> None:
        """Says nothing about who may use it."""

    house.app.add_api_route("/forgotten", forgotten)
    browser, _ = (await clients(house))["owner"]
    assert (await browser.get("/forgotten")).status == 403

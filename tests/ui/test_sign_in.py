"""Set-up, signing in and out, and one-time links, through the door that people use."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from sqlmodel import SQLModel

from app import web
from app.settings import Settings
from app.store import links, sessions, users
from app.store.database import SqliteDatabase
from app.store.preferences import get_shop
from app.ui import error_page, setup, sign_in
from app.web.links import invitation_path, owner_reset_path, set_up_path
from tests.web.asking import Browser

PASSWORD = "four quiet green teapots"
FORM = {
    "shop_name": "Leaf & Clay",
    "locale": "en",
    "zone": "Europe/Berlin",
    "currency": "EUR",
    "name": "Anna O'Neill <b>",
    "email": "Anna@example.com",
    "password": PASSWORD,
}


class Shop:
    def __init__(self, db: SqliteDatabase, settings: Settings) -> None:
        self.db = db
        self.app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        self.app.include_router(setup.router)
        self.app.include_router(sign_in.router)

        @self.app.get("/")
        @web.allow("viewer")
        async def first() -> str:
            return "the first page"

        self.heard = 0
        parts = SimpleNamespace(db=db, settings=settings, changed=self.changed)
        web.install(self.app, parts, error_page)  # type: ignore[arg-type]

    async def changed(self) -> None:
        self.heard += 1

    async def link(self) -> str:
        path = await self.db.write(set_up_path, datetime.now(UTC))
        assert path
        return path.partition("=")[2]

    async def set_up(self) -> Browser:
        browser = Browser(self.app)
        reply = await browser.post("/set-up", FORM | {"link": await self.link()})
        assert (reply.status, reply.headers["location"]) == (303, "/start?said=welcome"), reply.text
        return browser


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    db = SqliteDatabase(tmp_path / "storeflow.db")
    await db.write(lambda conn: SQLModel.metadata.create_all(conn))
    yield Shop(db, Settings(data_dir=tmp_path))
    await db.close()


async def test_the_link_opens_the_set_up_page_and_makes_the_owner_once(shop: Shop) -> None:
    link = await shop.link()
    browser = Browser(shop.app)
    reply = await browser.get(f"/set-up?link={link}")
    assert reply.status == 200
    assert "Welcome to Storeflow" in reply.text
    reply = await browser.post("/set-up", FORM | {"link": link})
    assert reply.status == 303
    assert (await browser.get("/")).status == 200, "who set up is signed in"
    assert shop.heard == 1, "the engine hears of the shop's name and zone"
    kept = await shop.db.read(get_shop)
    assert (kept.name, kept.zone, kept.locale, kept.currency) == ("Leaf & Clay", "Europe/Berlin", "en", "EUR")
    assert (
        await Browser(shop.app).post("/set-up", FORM | {"link": link, "email": "b@example.com"})
    ).status == 303
    assert len(await shop.db.read(users.people)) == 1
    assert await shop.db.write(set_up_path, datetime.now(UTC)) is None


@pytest.mark.parametrize("link", ["", "wrong", "a" * 500])
async def test_without_the_link_there_is_no_owner(shop: Shop, link: str) -> None:
    browser = Browser(shop.app)
    assert (await browser.get(f"/set-up?link={link}")).status == 403
    assert (await browser.post("/set-up", FORM | {"link": link})).status == 403
    assert await shop.db.read(users.people) == []


async def test_what_is_wrong_is_said_all_at_once_and_what_was_typed_stays(shop: Shop) -> None:
    link = await shop.link()
    typed = FORM | {"link": link, "email": "anna", "password": "short", "shop_name": " "}
    reply = await Browser(shop.app).post("/set-up", typed)
    assert reply.status == 422
    for field in ("email", "password", "shop_name"):
        assert f'id="{field}-error"' in reply.text
    assert "Anna O&#39;Neill &lt;b&gt;" in reply.text
    assert "short" not in reply.text, "a password is not sent back"
    assert (await Browser(shop.app).post("/set-up", FORM | {"link": link, "zone": "Mars/X"})).status == 422
    assert (await Browser(shop.app).post("/set-up", FORM | {"link": link})).status == 303, (
        "the link still works"
    )


async def test_signing_in_and_out(shop: Shop) -> None:
    await shop.set_up()
    browser = Browser(shop.app)
    assert (await browser.get("/")).headers["location"] == "/sign-in"
    reply = await browser.post(
        "/sign-in", {"email": " ANNA@example.com", "password": PASSWORD, "next": "/runs?x=1"}
    )
    assert (reply.status, reply.headers["location"]) == (303, "/runs?x=1")
    cookie = reply.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.casefold()
    stolen = dict(browser.cookies)
    found = await shop.db.read(
        sessions.find_session, sessions.hashed(browser.cookies["storeflow"]), datetime.now(UTC)
    )
    assert found
    assert (await browser.post("/sign-out")).status == 403, "signing out needs the page's token"
    browser.csrf = found[1]
    assert (await browser.post("/sign-out")).status == 303
    assert "storeflow" not in browser.cookies
    browser.cookies = stolen
    assert (await browser.get("/")).status == 303, "the session has ended on the server too"


@pytest.mark.parametrize(
    "next", ["//evil.example", "/\\evil.example", "https://evil.example", "", "javascript:x", "/a\nb"]
)
async def test_signing_in_leads_nowhere_else(shop: Shop, next: str) -> None:
    await shop.set_up()
    reply = await Browser(shop.app).post(
        "/sign-in", {"email": FORM["email"], "password": PASSWORD, "next": next}
    )
    assert reply.headers["location"] == "/"


async def test_a_wrong_password_and_an_unknown_address_look_the_same(shop: Shop) -> None:
    await shop.set_up()
    browser = Browser(shop.app)
    replies = [
        await browser.post("/sign-in", {"email": email, "password": "wrong password"})
        for email in (FORM["email"], "other@example.com")
    ]
    assert [reply.status for reply in replies] == [422, 422]
    assert replies[0].text == replies[1].text.replace("other@example.com", FORM["email"])


async def test_guessing_is_slowed_down_per_account_and_per_address(shop: Shop) -> None:
    await shop.set_up()
    throttles = sign_in.Throttles()
    shop.app.state.throttles = throttles
    for _ in range(10):
        throttles.account.failed("anna@example.com")
    reply = await Browser(shop.app, client="198.51.100.7").post(
        "/sign-in", {"email": "anna@example.com", "password": PASSWORD}
    )
    assert reply.status == 429
    assert int(reply.headers["retry-after"]) > 0
    for _ in range(30):
        throttles.address.failed("203.0.113.9")
    one = Browser(shop.app, client="203.0.113.9")
    assert (await one.post("/sign-in", {"email": "b@example.com", "password": "x"})).status == 429


async def test_each_link_works_for_its_own_purpose_once(shop: Shop) -> None:
    await shop.set_up()
    now = datetime.now(UTC)
    reset = (await shop.db.write(owner_reset_path, now)).partition("=")[2]
    set_up = await shop.db.write(links.make_link, "set-up", "", now)
    browser = Browser(shop.app)
    assert (await browser.get(f"/new-password?link={set_up}")).status == 403
    assert (await browser.get(f"/set-up?link={reset}")).status == 303
    assert (await browser.get(f"/new-password?link={reset}")).status == 200
    assert (await browser.post("/new-password", {"link": reset, "password": "short"})).status == 422
    assert (
        await browser.post("/new-password", {"link": reset, "password": "a whole new password"})
    ).status == 303
    assert (
        await browser.post("/new-password", {"link": reset, "password": "a whole new password"})
    ).status == 403
    entry = {"email": FORM["email"], "password": "a whole new password"}
    assert (await browser.post("/sign-in", entry)).status == 303


async def test_an_invitation_lets_a_person_set_the_first_password(shop: Shop) -> None:
    await shop.set_up()
    now = datetime.now(UTC)
    ben = await shop.db.write(
        lambda conn: users.create(
            conn, email="ben@example.com", name="Ben", password="", role="viewer", now=now
        )
    )
    browser = Browser(shop.app)
    nothing = {"email": "ben@example.com", "password": ""}
    assert (await browser.post("/sign-in", nothing)).status == 422, "no password is not an empty one"
    old = await shop.db.write(invitation_path, ben.id, now - timedelta(days=8))
    assert (await browser.get(old)).status == 403
    path = await shop.db.write(invitation_path, ben.id, now)
    form = {"link": path.partition("=")[2], "password": "bens own password"}
    assert (await browser.post("/new-password", form)).status == 303
    assert (
        await browser.post("/sign-in", {"email": "ben@example.com", "password": "bens own password"})
    ).status == 303


async def test_over_tls_the_cookie_is_bound_to_it(tmp_path: Path, shop: Shop) -> None:
    await shop.set_up()
    secured = Shop(shop.db, Settings(data_dir=tmp_path, public_url="https://flows.example"))
    reply = await Browser(secured.app, {"host": "flows.example"}).post(
        "/sign-in", {"email": FORM["email"], "password": PASSWORD}
    )
    assert reply.headers["set-cookie"].startswith("__Host-storeflow=")
    assert "Secure" in reply.headers["set-cookie"]

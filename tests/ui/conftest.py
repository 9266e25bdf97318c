"""The whole application in this process, with people signed in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import Connection

from app.engine.services import Services
from app.main import create_app
from app.settings import Settings
from app.store import runs, sessions, users
from app.store.preferences import Shop, set_shop
from app.store.runs import RunLine
from tests.web.asking import Browser, Reply

MINE = Shop("Leaf & Clay", "Europe/Berlin", "en", "EUR")


class House:
    """A running Storeflow."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.services: Services = app.state.services

    async def someone(self, role: users.Role, locale: str = "") -> Browser:
        """A browser in which a person of that role is signed in."""

        def add(conn: Connection) -> tuple[str, str]:
            now = datetime.now(UTC)
            email = f"{role}{len(users.people(conn))}@example.com"
            who = users.create(
                conn, email=email, name=f"Anna {role}", password="x", role=role, now=now, locale=locale
            )
            cookie = sessions.open_session(conn, who.id, now)
            found = sessions.find_session(conn, sessions.hashed(cookie), now)
            assert found
            return cookie, found[1]

        browser = Browser(self.app)
        browser.cookies["storeflow"], browser.csrf = await self.services.db.write(add)
        return browser

    async def runs(self, fits: Callable[[list[RunLine]], bool]) -> list[RunLine]:
        """The runs, as soon as they fit."""
        async with asyncio.timeout(20):
            found: list[RunLine] = []
            while not found or not fits(found):
                found = (await self.services.db.read(runs.list_runs, limit=200)).items
        return found


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Set up, with its demo store and its workflows, and nobody in it but the first owner."""
    async with AsyncExitStack() as stack:
        folder = tmp_path / "data"
        folder.mkdir()
        app = create_app(Settings(data_dir=folder))
        await stack.enter_async_context(app.router.lifespan_context(app))
        made = House(app)
        await made.services.db.write(set_shop, replace(MINE))
        await made.services.changed()
        yield made


@pytest.fixture
async def owner(house: House) -> Browser:
    """A signed-in owner."""
    return await house.someone("owner")


def where(reply: Reply) -> str:
    """Where an answer leads to."""
    assert reply.status == 303, (reply.status, reply.text[:2000])
    return reply.headers["location"]

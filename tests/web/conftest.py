"""A small application behind the real gate, on a real database file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI, Request
from sqlalchemy import Connection
from sqlmodel import SQLModel

from app.settings import Settings
from app.store import sessions, tokens, users
from app.store.database import SqliteDatabase
from app.store.preferences import Shop, set_shop
from app.web import allow, always, install, public, setting_up, visit
from tests.web.asking import Browser

router = APIRouter()


def _door(path: str, mark: Any, *methods: str) -> None:
    async def endpoint(request: Request) -> dict[str, str]:
        who = visit(request)
        body = (await request.body()).decode()
        return {"path": path, "role": who.role or "", "body": body}

    router.add_api_route(path, mark(endpoint) if mark else endpoint, methods=list(methods or ("GET", "POST")))


for _role in ("viewer", "editor", "owner"):
    _door(f"/{_role}", allow(_role))  # type: ignore[arg-type]
    _door(f"/api/v1/{_role}", allow(_role))  # type: ignore[arg-type]
_door("/open", public)
_door("/api/v1/open", public)
_door("/undeclared", None)
_door("/api/v1/undeclared", None)
_door("/set-up", setting_up)
_door("/healthz", always, "GET")
_door("/hooks/{connection}", None, "POST")


@router.get("/broken")
@public
async def broken() -> None:
    raise RuntimeError("a secret in a trace")


class House:
    """The application, its database and its people."""

    def __init__(self, db: SqliteDatabase, settings: Settings) -> None:
        self.db = db
        self.settings = settings
        self.app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        self.app.include_router(router)
        install(self.app, SimpleNamespace(db=db, settings=settings))  # type: ignore[arg-type]

    async def someone(self, role: users.Role) -> Browser:
        """A browser in which a person of that role is signed in, with the session's CSRF token."""

        def add(conn: Connection) -> tuple[str, str]:
            now = datetime.now(UTC)
            who = users.create(conn, email=f"{role}@example.com", name=role, password="x", role=role, now=now)
            cookie = sessions.open_session(conn, who.id, now)
            found = sessions.find_session(conn, sessions.hashed(cookie), now)
            assert found
            return cookie, found[1]

        browser = Browser(self.app)
        browser.cookies["storeflow"], browser.csrf = await self.db.write(add)
        return browser

    async def program(self, role: users.Role) -> Browser:
        """A program with a token of that role."""
        token = await self.db.write(tokens.create_token, f"a {role}", role, datetime.now(UTC))
        return Browser(self.app, {"authorization": f"Bearer {token}"})

    def nobody(self) -> Browser:
        """A browser that nobody is signed in with."""
        return Browser(self.app)


@pytest.fixture
async def empty_house(tmp_path: Path) -> AsyncIterator[House]:
    """Before an owner exists."""
    db = SqliteDatabase(tmp_path / "storeflow.db")
    await db.write(lambda conn: SQLModel.metadata.create_all(conn))
    yield House(db, Settings(data_dir=tmp_path))
    await db.close()


@pytest.fixture
async def house(empty_house: House) -> House:
    """Set up, with an owner."""

    def settle(conn: Connection) -> None:
        now = datetime.now(UTC)
        users.create(conn, email="first@example.com", name="First", password="x", role="owner", now=now)
        set_shop(conn, Shop("Leaf & Clay", "Europe/Berlin", "en", "EUR"))

    await empty_house.db.write(settle)
    return empty_house

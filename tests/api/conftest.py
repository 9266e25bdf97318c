"""The whole application in this process, asked as a program asks it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Connection

from app.engine.services import Services
from app.main import create_app
from app.settings import Settings
from app.store import users
from app.store.tokens import create_token
from tests.support.stores import SHOP, SHOPIFY_SECRET
from tests.web.asking import Browser, Reply

ENDED = {"done", "stopped", "failed", "doubt", "cancelled"}


class Program(Browser):
    """A program with a token, or without one."""

    async def send(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        named = {"content-type": "application/json", **headers} if body is not None else headers
        return await self.ask(method, path, raw, named)


class Api:
    """A running Storeflow with one program per role; ``owner`` is used for short."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.services: Services = app.state.services
        self.nobody = Program(app)
        self.programs: dict[str, Program] = {"nobody": self.nobody}

    async def enter(self) -> None:
        for role in ("viewer", "editor", "owner"):
            token = await self.services.db.write(create_token, role, role, datetime.now(UTC))
            self.programs[role] = Program(self.app, {"authorization": f"Bearer {token}"})

    async def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        return await self.programs["owner"].send(method, f"/api/v1{path}", body, **headers)

    async def ok(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of an answer that must be a good one."""
        reply = await self(method, path, body)
        assert reply.status < 300, (reply.status, reply.text)
        return reply.json() if reply.body else None

    async def shopify(self) -> str:
        """The id of a new Shopify connection."""
        settings = {"shop_domain": SHOP, "access_token": "shpat_x", "webhook_secret": SHOPIFY_SECRET}
        made = await self.ok(
            "POST", "/connections", {"kind": "shopify", "name": "Leaf", "settings": settings}
        )
        return str(made["id"])

    async def until(self, path: str, right: Callable[[Any], bool]) -> Any:
        """Asks again until the answer is right; the work goes on meanwhile in this very loop."""
        async with asyncio.timeout(20):
            while True:
                found = await self.ok(
                    "GET", path
                )  # reading takes a thread, so that the loop is free meanwhile
                if right(found):
                    return found


def document(**changes: Any) -> dict[str, Any]:
    """Tags big orders, waits three days, and writes to the customer."""
    drawn = {
        "version": 1,
        "id": "thanks",
        "name": "Thank customers for big orders",
        "slots": {"shop": {"kind": ["shopify", "woocommerce", "demo"]}, "mail": {"kind": ["email"]}},
        "steps": [
            {"id": "start", "type": "order.created", "settings": {}},
            {
                "id": "big",
                "type": "logic.check",
                "settings": {"all": [{"field": "order.total", "operator": "greater_than", "value": "100"}]},
            },
            {"id": "tag", "type": "order.add_tags", "settings": {"tags": ["vip"]}},
            {"id": "wait", "type": "time.wait", "settings": {"amount": 3, "unit": "days"}},
            {
                "id": "mail",
                "type": "message.email",
                "settings": {"to": "customer", "subject": "Thank you", "body": "Dear {{ customer.name }}"},
            },
        ],
        "edges": [
            {"source": "start", "port": "next", "target": "big"},
            {"source": "big", "port": "then", "target": "tag"},
            {"source": "tag", "port": "next", "target": "wait"},
            {"source": "wait", "port": "next", "target": "mail"},
        ],
    }
    return {**drawn, **changes}


def noting(**changes: Any) -> dict[str, Any]:
    """Ends at once, without asking anybody for anything."""
    steps = [
        {"id": "start", "type": "order.created", "settings": {}},
        {"id": "end", "type": "logic.stop", "settings": {}},
    ]
    edges = [{"source": "start", "port": "next", "target": "end"}]
    return {"version": 1, "id": "note", "name": "Note", "steps": steps, "edges": edges, **changes}


@pytest.fixture
async def fresh(tmp_path: Path) -> AsyncIterator[Api]:
    """Before an owner exists."""
    async with AsyncExitStack() as stack:
        app = create_app(Settings(data_dir=tmp_path / "data", max_body=100_000))
        await stack.enter_async_context(app.router.lifespan_context(app))
        found = Api(app)
        await found.enter()
        yield found


@pytest.fixture
async def api(fresh: Api) -> Api:
    """With an owner."""

    def settle(conn: Connection) -> None:
        now = datetime.now(UTC)
        users.create(conn, email="ann@example.com", name="Ann", password="x", role="owner", now=now)

    await fresh.services.db.write(settle)
    return fresh

"""A Shopify over HTTP for one test: answers by the root field, and files in ranges as Google's storage does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import graphql
import orjson
from aiohttp import web
from pydantic import SecretStr

from app.connectors.http import Http
from app.connectors.shopify.connector import Shopify, ShopifySettings
from tests.support.shops import VERSIONS, complaints

BROKEN = [{"message": "Internal error", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]
"""An answer after which nobody knows whether what was asked for was done."""


class Graph:
    """``answers``: the value of a root field, a list of GraphQL errors, or a function of the variables that gives one.

    ``asked``: (root field, variables) of each request; each document is held against both schemas.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.file = b""
        self.url = ""
        self.shop: Shopify

    def wrote(self, name: str) -> int:
        """How often a field was asked for."""
        return sum(1 for one, _ in self.asked if one == name)

    async def graph(self, request: web.Request) -> web.Response:
        query = orjson.loads(await request.read())
        for version in VERSIONS:
            assert complaints(query["query"], version) == []
        operation: Any = graphql.parse(query["query"]).definitions[0]
        data: dict[str, Any] = {}
        for field in operation.selection_set.selections:
            name, variables = field.name.value, query.get("variables") or {}
            self.asked.append((name, variables))
            told = self.answers.get(name)
            told = told(variables) if callable(told) else told
            if isinstance(told, list):
                return web.Response(body=orjson.dumps({"errors": told}))
            data[field.alias.value if field.alias else name] = told
        return web.Response(body=orjson.dumps({"data": data}), content_type="application/json")

    async def part(self, request: web.Request) -> web.Response:
        first, _, last = request.headers["Range"].removeprefix("bytes=").partition("-")
        if int(first) >= len(self.file):
            return web.Response(status=416)
        part = self.file[int(first) : int(last) + 1]
        said = f"bytes {first}-{int(first) + len(part) - 1}/{len(self.file)}"
        return web.Response(status=206, body=part, headers={"Content-Range": said})


@asynccontextmanager
async def graph_store() -> AsyncIterator[Graph]:
    """One that answers on loopback, with a connector that speaks to it."""
    store, app = Graph(), web.Application()
    app.router.add_get("/file.jsonl", store.part)
    app.router.add_post("/{path:.*}", store.graph)
    runner, http = web.AppRunner(app, shutdown_timeout=0.1), Http(("127.0.0.1",))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    store.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    store.shop = Shopify(
        ShopifySettings(
            shop_domain="leaf.myshopify.com",
            access_token=SecretStr("shpat_x"),
            webhook_secret=SecretStr("s"),
            base_url=store.url,
        ),
        http,
    )
    store.shop.looks_at_file = (0.0,)  # type: ignore[misc]
    store.shop.asks_again = (0.0, 0.0)  # type: ignore[misc]
    yield store
    await http.close()
    await runner.cleanup()

"""Stores for tests of effects: each answers over HTTP on loopback (the demo store: in memory) and keeps what it was
asked.

``ShopifyStore`` refuses what Shopify's real schema does not allow, in both versions that we speak.
"""

import gzip
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import graphql
import orjson
from aiohttp import web
from pydantic import SecretStr

from app.connectors.demo.acts import Doors
from app.connectors.demo.catalogue import Fact
from app.connectors.demo.connector import Demo, DemoSettings
from app.connectors.demo.state import open_store
from app.connectors.http import Http
from app.connectors.shopify.connector import Shopify, ShopifySettings
from app.connectors.woocommerce.connector import WooCommerce, WooCommerceSettings
from app.core.example import NOW

SCHEMAS = Path(__file__).resolve().parent.parent / "fixtures" / "shopify"
VERSIONS = ("2026-07", "2026-10")
IDEMPOTENT = frozenset(
    {"inventoryAdjustQuantities", "inventorySetQuantities", "inventoryActivate", "refundCreate"}
)
"""Mutations that Shopify refuses without ``@idempotent(key:)`` from 2026-04 on, though the schema does not say so."""


@cache
def schema(version: str) -> graphql.GraphQLSchema:
    """Shopify's Admin API as Shopify publishes it."""
    told = json.loads(gzip.decompress((SCHEMAS / f"admin_{version}.json.gz").read_bytes()))
    return graphql.build_client_schema(told["data"], assume_valid=True)


def complaints(document: str, version: str) -> list[str]:
    """What Shopify would say of a document, idempotency included."""
    parsed = graphql.parse(document)
    found = [error.message for error in graphql.validate(schema(version), parsed)]
    for name in IDEMPOTENT:
        for use in re.finditer(rf"\b{name}\s*(?:\([^)]*\))?([^{{]*)\{{", document):
            if "@idempotent" not in use.group(1):
                found.append(f"The @idempotent directive is required for {name} but was not provided.")
    return found


class ShopifyStore:
    """``answers``: the payload by the name of the root field, or a function of the variables that makes it; a mutation
    that is not there succeeds with nothing. ``asked``: (root field, variables) of each request."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.shop: Shopify
        self._runner: web.AppRunner
        self._http: Http

    async def __aenter__(self) -> "ShopifyStore":
        app = web.Application()
        app.router.add_post("/{path:.*}", self._serve)
        self._runner, self._http = web.AppRunner(app, shutdown_timeout=0.1), Http(("127.0.0.1",))
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        settings = ShopifySettings(
            shop_domain="leaf.myshopify.com",
            access_token=SecretStr("shpat_x"),
            webhook_secret=SecretStr("s"),
            base_url=f"http://127.0.0.1:{self._runner.addresses[0][1]}",
        )
        self.shop = Shopify(settings, self._http)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()
        await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.Response:
        query = orjson.loads(await request.read())
        for version in VERSIONS:
            wrong = complaints(query["query"], version)
            assert not wrong, f"{version}: {wrong}"
        parsed = graphql.parse(query["query"])
        operation = next(d for d in parsed.definitions if isinstance(d, graphql.OperationDefinitionNode))
        data: dict[str, Any] = {}
        for field in operation.selection_set.selections:
            assert isinstance(field, graphql.FieldNode)
            name = field.name.value
            self.asked.append((name, query.get("variables") or {}))
            told = self.answers.get(name, {} if operation.operation.value == "mutation" else None)
            data[field.alias.value if field.alias else name] = (
                told(query.get("variables") or {}) if callable(told) else told
            )
        return web.Response(body=orjson.dumps({"data": data}), content_type="application/json")


class WooStore:
    """``answers``: (status, JSON), or a function of (query, body) that makes it, by ``"PUT orders/23"``; ``wrote``: all
    that was sent to change something."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.asked: list[tuple[str, dict[str, str], Any]] = []
        self.shop: WooCommerce
        self._runner: web.AppRunner
        self._http: Http

    async def __aenter__(self) -> "WooStore":
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._runner, self._http = web.AppRunner(app, shutdown_timeout=0.1), Http(("127.0.0.1",))
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        settings = WooCommerceSettings(
            url=f"http://127.0.0.1:{self._runner.addresses[0][1]}",
            consumer_key=SecretStr("ck_1"),
            consumer_secret=SecretStr("cs_2"),
            webhook_secret=SecretStr("s"),
        )
        self.shop = WooCommerce(settings, self._http)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()
        await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.Response:
        path = request.path.removeprefix("/wp-json/wc/v3/")
        raw = await request.read()
        body = orjson.loads(raw) if raw else None
        query = {name: value for name, value in request.query.items() if not name.startswith("oauth_")}
        self.asked.append((f"{request.method} {path}", query, body))
        told = self.answers.get(
            f"{request.method} {path}", (404, {"code": "rest_no_route", "message": "no route"})
        )
        status, answer = told(query, body) if callable(told) else told
        return web.Response(status=status, body=orjson.dumps(answer), content_type="application/json")

    @property
    def wrote(self) -> list[tuple[str, Any]]:
        return [(what, body) for what, _, body in self.asked if not what.startswith("GET ")]


class DemoStore:
    """A demo store in memory. ``told``: the messages that it sent, as (topic, facts)."""

    def __init__(self) -> None:
        self.state = open_store(NOW)
        self.told: list[tuple[str, Any]] = []
        doors = Doors(self._read, self._change, self._add, self._page, self._tell)
        self.shop = Demo(DemoSettings(webhook_secret=SecretStr("a secret of the demo store")), doors)

    async def _read(self, kind: str, thing: str) -> Fact | None:
        return self.state.things.get(kind, {}).get(thing)

    async def _change(self, kind: str, thing: str, fn: Callable[[Fact], Fact]) -> tuple[Fact, bool] | None:
        before = await self._read(kind, thing)
        if before is None:
            return None
        after = self.state.put(kind, fn(before))
        return after, after != before

    async def _add(self, kind: str, make: Callable[[str], Fact]) -> Fact:
        return self.state.put(kind, make(str(8001 + len(self.state.things.get(kind, {})))))

    async def _page(self, kind: str, after: str, limit: int) -> list[Fact]:
        found = [fact for fact in self.state.all(kind) if (len(fact["id"]), fact["id"]) > (len(after), after)]
        return found[:limit]

    async def _tell(self, headers: Mapping[str, str], body: bytes) -> None:
        message = orjson.loads(body)
        self.told.append((message["topic"], message["data"]))

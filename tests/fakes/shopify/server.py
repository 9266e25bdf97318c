"""The fake as a server: Admin API, install page, files of bulk operations, and a page with buttons.

async with running() as fake:
    fake.shop, fake.faults, fake.post, fake.address
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import graphql
import orjson
from aiohttp import web

from tests.fakes.clock import Clock
from tests.fakes.deliveries import Post
from tests.fakes.shopify import pages
from tests.fakes.shopify.cost import DEAREST, Bucket, actual, requested
from tests.fakes.shopify.execute import Asked, execute, prepared
from tests.fakes.shopify.faults import Fault, Faults
from tests.fakes.shopify.registry import MUTATIONS
from tests.fakes.shopify.seed import seeded
from tests.fakes.shopify.shops import OLD, VERSIONS
from tests.fakes.shopify.store import Shop, Thing
from tests.fakes.shopify.webhooks import Webhooks
from tests.support.shops import schema

JSON = "application/json"


class Fake:
    """One store with its server. ``asked``: (root fields, variables) of every request that was carried out."""

    def __init__(self, shop: Shop, bucket: Bucket | None = None) -> None:
        self.shop = shop
        self.post = Post(shop.clock)
        self.webhooks = Webhooks(shop, self.post)
        self.faults = Faults()
        self.bucket = bucket or Bucket()
        self.asked: list[tuple[list[str], Thing]] = []
        self._runner: web.AppRunner | None = None
        self._sending: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        return self.shop.address

    async def start(self, port: int = 0) -> None:
        """Serves on loopback, on any port that is free. By the machine's clock it also sends by itself."""
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.router.add_post("/admin/api/{version}/graphql.json", self._graphql)
        app.router.add_get("/bulk/{name}.jsonl", self._file)
        pages.enter(app, self)
        # a caller who gives up ends the wait of a request that nobody answers
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.shop.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        if not self.shop.clock.stands:
            self._sending = asyncio.create_task(self.post.run())

    async def stop(self) -> None:
        if self._sending:
            self._sending.cancel()
            await asyncio.gather(self._sending, return_exceptions=True)
        await self.post.close()
        if self._runner:
            await self._runner.cleanup()

    # ------------------------------------------------------------------------------------------ GraphQL

    async def _graphql(self, request: web.Request) -> web.StreamResponse:
        if self.shop.state != "open":
            status = {"frozen": 402, "locked": 423}[self.shop.state]
            return _told({"errors": "Unavailable Shop" if status == 402 else "Locked"}, status)
        version = request.match_info["version"]
        used = VERSIONS.get(version) or (VERSIONS["2026-07"] if version in OLD else None)
        if used is None:
            return _told({"errors": "Not Found"}, 404)
        if not secrets.compare_digest(request.headers.get("X-Shopify-Access-Token", ""), self.shop.app.token):
            wrong = "[API] Invalid API key or access token (unrecognized login or wrong password)"
            return _told({"errors": wrong}, 401)
        try:
            sent = orjson.loads(await request.read())
            text, variables = str(sent["query"]), dict(sent.get("variables") or {})
        except (orjson.JSONDecodeError, KeyError, TypeError):
            return _told({"errors": {"query": "Required parameter missing or invalid"}}, 400)
        document, _ = prepared(text, used)
        roots = _roots(document)
        fault = self.faults.take([*roots, *("mutation" for root in roots[:1] if root in MUTATIONS)])
        if fault and "after" not in fault.kind:
            return await self._fail(request, fault)
        answer = self._answer(used, text, variables, roots, sent.get("operationName"))
        if fault:
            return await self._fail(request, fault)
        headers = {"X-Shopify-API-Version": "2026-07" if version in OLD else version}
        return _told(answer, 200, headers)

    def _answer(self, version: str, text: str, variables: Thing, roots: list[str], name: Any) -> Thing:
        document, wrong = prepared(text, version)
        if wrong or document is None:
            return execute(Asked(self.shop, version), text, variables, name)
        cost = requested(schema(version), document, variables)
        if cost > DEAREST:
            message = f"Query cost is {cost}, which exceeds the single query max cost limit ({DEAREST})."
            error = {"code": "MAX_COST_EXCEEDED", "cost": cost, "maxCost": DEAREST}
            return {"errors": [{"message": message, "extensions": error}]}
        if not self.bucket.take(cost):
            throttled: Thing = {"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]}
            return throttled | self._cost(cost, None)
        self.asked.append((roots, variables))
        asked = Asked(self.shop, version)
        answer = execute(asked, text, variables, name)
        used = actual(cost, answer.get("data"))
        self.bucket.give_back(cost - used)
        told = self._cost(cost, used)
        if asked.ignored:
            told["extensions"]["search"] = [{"warnings": asked.ignored}]
        return answer | told

    def _cost(self, cost: int, used: int | None) -> Thing:
        status = self.bucket.told()
        return {
            "extensions": {
                "cost": {"requestedQueryCost": cost, "actualQueryCost": used, "throttleStatus": status}
            }
        }

    async def _fail(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        kind = fault.kind.partition(" ")[0]
        if kind.isdecimal():
            headers = {"Retry-After": str(fault.retry_after)} if kind == "429" else {}
            return _told({"errors": "Something went wrong"}, int(kind), headers)
        if kind == "silent":
            await asyncio.Event().wait()  # until the caller gives up
        if kind == "cut":
            assert request.transport is not None
            request.transport.abort()
        if kind == "bad":
            return web.Response(text='{"data": {"shop"', content_type=JSON)
        if kind == "throttled":
            error = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
            return _told({"errors": [error]} | self._cost(10, None))
        inside = {"message": "Internal error.", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}
        return _told({"errors": [inside]})

    async def _file(self, request: web.Request) -> web.StreamResponse:
        """The file of a bulk operation, or a stretch of it."""
        found = self.shop.get(f"gid://shopify/BulkOperation/{request.match_info['name']}")
        if not found or "_file" not in found:
            return web.Response(status=404)
        whole: bytes = found["_file"]
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", request.headers.get("Range", ""))
        if not wanted:
            return web.Response(body=whole, content_type="application/jsonl")
        start = int(wanted[1])
        if start >= len(whole):
            return web.Response(status=416, headers={"Content-Range": f"bytes */{len(whole)}"})
        end = min(int(wanted[2] or len(whole) - 1), len(whole) - 1)
        told = {"Content-Range": f"bytes {start}-{end}/{len(whole)}"}
        return web.Response(status=206, body=whole[start : end + 1], headers=told)


def _roots(document: graphql.DocumentNode | None) -> list[str]:
    return [
        field.name.value
        for one in (document.definitions if document else ())
        if isinstance(one, graphql.OperationDefinitionNode)
        for field in one.selection_set.selections
        if isinstance(field, graphql.FieldNode)
    ]


def _told(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(status=status, body=orjson.dumps(body), content_type=JSON, headers=headers)


@asynccontextmanager
async def running(
    shop: Shop | None = None, *, clock: Clock | None = None, bucket: Bucket | None = None, port: int = 0
) -> AsyncIterator[Fake]:
    """A store on loopback, with something in it where none is given."""
    fake = Fake(shop or seeded(Shop(clock)), bucket)
    await fake.start(port)
    try:
        yield fake
    finally:
        await fake.stop()

"""The page where an owner lets an application in: it makes a key, posts it to the application, and leads back."""

import html
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import aiohttp
from aiohttp import web

from tests.fakes.woocommerce.answers import php
from tests.fakes.woocommerce.shop import Key, Shop

_NEEDED = ("app_name", "user_id", "return_url", "callback_url", "scope")
SCOPES = ("read", "write", "read_write")


class Connecting:
    """``plain_callbacks``: takes callbacks over http too, which the real one refuses; for tests on loopback only."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.plain_callbacks = False

    def problem(self, query: Mapping[str, str]) -> str:
        """What is wrong with a request; "" for nothing."""
        for name in _NEEDED:
            if not query.get(name):
                return f"Missing parameter {name}"
        if query["scope"] not in SCOPES:
            return f"Invalid scope {query['scope']}"
        for name in ("return_url", "callback_url"):
            if not urlsplit(query[name]).netloc:
                return f"The {name} is not a valid URL"
        if not query["callback_url"].startswith("https://") and not self.plain_callbacks:
            return "The callback_url needs to be over SSL"
        return ""

    async def authorize(self, request: web.Request) -> web.Response:
        """The question: approve or deny."""
        if problem := self.problem(request.query):
            return _page(f"<p>Error: {html.escape(problem)}</p>", 401)
        asked = urlencode(request.query)
        name, back = html.escape(request.query["app_name"]), request.query["return_url"]
        deny = _with(back, success="0", user_id=request.query["user_id"])
        return _page(
            f"<h1>{name} would like to connect to your store</h1>"
            f"<p>This will give {name} {html.escape(request.query['scope'])} access.</p>"
            f'<a class="button" href="/wc-auth/v1/access_granted?{html.escape(asked)}">Approve</a> '
            f'<a class="button" href="{html.escape(deny)}">Deny</a>'
        )

    async def granted(self, request: web.Request) -> web.Response:
        """Makes a key, posts it, and leads back. Unless the application answers 200, the key is thrown away."""
        if problem := self.problem(request.query):
            return _page(f"<p>Error: {html.escape(problem)}</p>", 401)
        scope: Any = request.query["scope"]
        key = Key(permissions=scope)
        told = {
            "key_id": len(self.shop.keys) + 1, "user_id": request.query["user_id"], "consumer_key": key.key,
            "consumer_secret": key.secret, "key_permissions": scope,
        }  # fmt: skip
        self.shop.keys.append(key)
        if await _post(self.shop.road(request.query["callback_url"]), php(told)) != 200:
            self.shop.keys.remove(key)
            return _page(
                "<p>Error: An error occurred in the request and at the time were unable to send the consumer data</p>",
                401,
            )
        raise web.HTTPFound(_with(request.query["return_url"], success="1", user_id=request.query["user_id"]))


async def _post(url: str, body: bytes) -> int:
    headers = {"Content-Type": "application/json;charset=UTF-8"}
    timeout = aiohttp.ClientTimeout(total=60)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(url, data=body, headers=headers, ssl=False, allow_redirects=False) as got,
        ):
            return got.status
    except (aiohttp.ClientError, OSError, TimeoutError):
        return 0


def _with(url: str, **more: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(more)}"


def _page(body: str, status: int = 200) -> web.Response:
    return web.Response(
        text=f"<!doctype html><title>WooCommerce</title>{body}", status=status, content_type="text/html"
    )

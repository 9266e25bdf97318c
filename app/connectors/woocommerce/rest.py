"""WooCommerce's REST API (wc/v3): one request at a time, its answers judged (``judging``).

Over https the two keys go as Basic authorization; over plain http WooCommerce takes only queries signed by
OAuth 1.0a, so that the secret itself never travels.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import orjson

from app.connectors.base import Unreadable
from app.connectors.http import Http, HttpAnswer
from app.connectors.woocommerce import map as to
from app.connectors.woocommerce import map_goods as goods
from app.connectors.woocommerce.judging import Refusal as Refusal
from app.connectors.woocommerce.judging import judge, read
from app.connectors.woocommerce.map_drafts import draft
from app.core.sentence import Json, because
from app.errors import Permanent, Unasked

PLACES = {
    "order": "orders",
    "customer": "customers",
    "product": "products",
    "variant": "products",  # a variation is found by its own number there too
    "inventory": "products",
    "inventory_item": "products",
    "collection": "products/categories",
    "discount": "coupons",
    "draft_order": "orders",  # those that wait for their payment
}
"""Where each kind of thing lies."""
READ = {
    "order": to.order,
    "customer": to.customer,
    "product": goods.product,
    "variant": goods.variant,
    "inventory": goods.inventory,
    "inventory_item": goods.inventory,
    "collection": goods.collection,
    "discount": goods.discount,
    "draft_order": draft,
}
"""How each is put into the shop's language."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, how many pages and how many things there are in all."""

    items: list[dict[str, Any]]
    pages: int
    total: int | None


class Rest:
    """The API of one store."""

    def __init__(self, url: str, key: str, secret: str, http: Http) -> None:
        self._base = f"{url}/wp-json/wc/v3"
        self.host = urlsplit(url).hostname or url
        self._signs = not url.startswith("https:")
        self._key, self._secret, self._http = key, secret, http

    async def call(
        self, method: str, path: str, query: Mapping[str, str] | None = None, body: Json = None
    ) -> Any:
        """The answer's JSON. Raises Temporary, Permanent, Missing for 404, and Refusal for what has a reason."""
        return judge(await self._asked(method, path, query or {}, body), self.host, method)

    async def page(self, path: str, query: Mapping[str, str]) -> Page:
        """A page of a list. Raises like ``call``."""
        answer = await self._asked("GET", path, query, None)
        found = judge(answer, self.host, "GET")
        if not isinstance(found, list):
            raise Permanent(because("{shop} gave an answer that Storeflow can't read.", shop=self.host))
        said = [answer.headers.get(f"x-wp-{name}", "") for name in ("totalpages", "total")]
        pages, total = (int(one) if one.isdecimal() else None for one in said)
        return Page([one for one in found if isinstance(one, dict)], pages or 1, total)

    async def _asked(self, method: str, path: str, query: Mapping[str, str], body: Json) -> HttpAnswer:
        if not self._key or not self._secret:
            raise Unasked(
                because(
                    "The connection to {shop} has no API keys, so Storeflow can only listen to it. Make a key under "
                    "WooCommerce → Settings → Advanced → REST API and add it to the connection.",
                    shop=self.host,
                )
            )
        answer = await self._sent(method, path, query, body, self._signs)
        if self._signs and method == "GET" and answer.status == 401:
            # a question is sent twice by itself where the connection broke, but each signature counts only once
            answer = await self._sent(method, path, query, body, signs=True)
        if not self._signs and _stranger(answer):
            # some web servers drop the header with the keys before PHP sees it; signed queries come through, and
            # WooCommerce takes them over https too
            answer = await self._sent(method, path, query, body, signs=True)
            self._signs = answer.status != 401
        return answer

    async def _sent(
        self, method: str, path: str, query: Mapping[str, str], body: Json, signs: bool
    ) -> HttpAnswer:
        url = f"{self._base}/{path}"
        sent = dict(query)
        headers = {"Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if signs:
            sent = self._signed(method, url, sent)
        else:
            pair = base64.b64encode(f"{self._key}:{self._secret}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
        if sent:
            url = f"{url}?{urlencode(sent, quote_via=quote, safe='-._~')}"
        data = None if body is None else orjson.dumps(body)
        # a redirect would lose the keys, and turn a change into a question
        return await self._http.request(method, url, headers=headers, body=data, follow=False)

    async def fact(self, kind: str, id: str) -> Json:
        """A thing in the shop's language. Raises Missing where there is none."""
        node = await self.get(kind, id)
        try:
            return READ[kind](node)
        except Unreadable as error:
            raise Permanent(error.because) from error

    async def get(self, kind: str, id: str) -> dict[str, Any]:
        """The same as WooCommerce tells it."""
        answer = await self.call("GET", self.place(kind, id))
        if not isinstance(answer, dict):
            raise Permanent(because("{shop} gave an answer that Storeflow can't read.", shop=self.host))
        return answer

    def place(self, kind: str, id: str) -> str:
        """The path of a thing. Raises Permanent for what has none."""
        if kind not in PLACES or not id.isdecimal():
            raise Permanent(
                because("WooCommerce can't be asked for the {thing} with the id {id}.", thing=kind, id=id)
            )
        return f"{PLACES[kind]}/{id}"

    def _signed(self, method: str, url: str, query: Mapping[str, str]) -> dict[str, str]:
        """The query with its OAuth 1.0a signature (RFC 5849, 3.4; WooCommerce's one-legged form)."""
        sent = {
            **query,
            "oauth_consumer_key": self._key,
            "oauth_timestamp": str(int(time.time())),
            "oauth_nonce": secrets.token_hex(16),
            "oauth_signature_method": "HMAC-SHA256",
        }
        parameters = "&".join(f"{_quoted(name)}={_quoted(sent[name])}" for name in sorted(sent))
        base = "&".join((method, _quoted(url), _quoted(parameters)))
        signature = hmac.digest(f"{self._secret}&".encode(), base.encode(), hashlib.sha256)
        return {**sent, "oauth_signature": base64.b64encode(signature).decode()}


def _stranger(answer: HttpAnswer) -> bool:
    """Whether WooCommerce saw no key at all; one who is known and may not gets 403."""
    told = read(answer.body) if answer.status == 401 else None
    return isinstance(told, dict) and str(told.get("code")).startswith("woocommerce_rest_cannot")


def _quoted(value: str) -> str:
    return quote(value, safe="-._~")

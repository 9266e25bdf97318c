"""Shopify's Admin API: one request at a time, its answers judged, its complaints put into sentences.

GraphQL answers 200 for nearly everything: throttling, refusals and mistakes stand in the body. A budget of points
refills by the second; Shopify says how many, so we say when to come again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

import orjson

from app.connectors.base import Left, Unreadable
from app.connectors.http import Http, tried_later
from app.connectors.reading import Body
from app.connectors.shopify import graphql
from app.connectors.shopify.documents import DOCUMENTS
from app.connectors.shopify.facts import READINGS
from app.core.sentence import Json, Sentence, because
from app.errors import Missing, Permanent, Temporary

_KINDS = {
    "order": "Order",
    "draft_order": "DraftOrder",
    "customer": "Customer",
    "product": "Product",
    "variant": "ProductVariant",
    "inventory": "InventoryItem",
    "location": "Location",
    "collection": "Collection",
    "fulfilment_order": "FulfillmentOrder",
    "fulfilment": "Fulfillment",
    "return": "Return",
    "refund": "Refund",
    "discount": "DiscountCodeNode",
    "any_discount": "DiscountNode",
    "checkout": "AbandonedCheckout",
    "subscription": "SubscriptionContract",
    "dispute": "ShopifyPaymentsDispute",
    "payment_schedule": "PaymentSchedule",
    "company": "Company",
    "company_location": "CompanyLocation",
    "segment": "Segment",
    "transfer": "InventoryTransfer",
    "transaction": "OrderTransaction",
    "shop": "Shop",
}
"""Shopify's name of each kind of thing."""
_MOST_LINES = 2000
_BROKEN = frozenset({500, 502, 504})
"""Statuses after which what was asked for may have been done."""


class TooDear(Permanent):
    """A request costs more points than Shopify allows for one: the same for fewer things may do."""


ASKING: ContextVar[str] = ContextVar("asking", default="")
"""Which kind of effect the requests of this task belong to."""


class Admin:
    """The API of one store. ``base`` is its address, ``name`` the shop as sentences call it."""

    def __init__(self, base: str, name: str, token: str, version: str, http: Http) -> None:
        self._url = f"{base}/admin/api/{version}/graphql.json"
        self._host = urlsplit(base).hostname or base
        self._name, self._token, self._version, self._http = name, token, version, http
        self.costs: dict[str, float] = {}
        """Points that the requests of each kind of effect were last reckoned at."""
        self.left: Left | None = None
        """What the last answer said of the budget."""
        self.spoken = ""
        """The API's version that the last answer was given in."""

    async def call(self, document: str, **variables: Json) -> dict[str, Any]:
        """The ``data`` of an answer. Raises Temporary or Permanent."""
        return await self.ask(DOCUMENTS[document], variables)

    async def ask(self, text: str, variables: Json) -> dict[str, Any]:
        """The same for a GraphQL text that is none of ours."""
        if not self._token:
            raise Permanent(
                because(
                    "The connection to {shop} has no access token, so Storeflow can only listen to it. "
                    "Add the Admin API access token of your app to the connection.",
                    shop=self._name,
                )
            )
        answer = await self._http.request(
            "POST",
            self._url,
            headers={
                "Content-Type": "application/json",
                "Accept": "application/json",
                "X-Shopify-Access-Token": self._token,
            },
            body=orjson.dumps({"query": text, "variables": variables}),
            follow=False,
        )
        writes = text.lstrip().startswith("mutation")
        later = tried_later(answer, self._host)
        if later is not None:
            later.unclear = writes and answer.status in _BROKEN
            raise later
        self._refuse(answer.status, answer.headers)
        self.spoken = answer.headers.get("x-shopify-api-version", self.spoken)
        try:
            told = orjson.loads(answer.body)
        except orjson.JSONDecodeError as error:
            said = because("{shop} gave an answer that is not JSON.", shop=self._name)
            raise Temporary(said, unclear=writes) from error
        told = told if isinstance(told, dict) else {}
        self._reckon(told)
        return self._data(told)

    async def mutate(self, document: str, what: Sentence, **variables: Json) -> dict[str, Any]:
        """The payload of a mutation's only field. ``what`` was asked for, as in "cancels #1001".

        Raises Permanent with Shopify's own words where it declines (``userErrors``), Temporary.
        """
        return self.done(await self.call(document, **variables), what)

    def done(self, data: dict[str, Any], what: Sentence) -> dict[str, Any]:
        """The payload of the only field of a mutation's answer. Raises Permanent where Shopify declines."""
        done = next((value for value in data.values() if isinstance(value, dict)), {})
        errors = [
            str(error.get("message", ""))
            for name, entries in done.items()
            if name.lower().endswith("usererrors") and isinstance(entries, list)
            for error in entries
            if isinstance(error, dict)
        ]
        if errors:
            said = "; ".join(errors)[:500].rstrip(".")
            raise Permanent(
                because(
                    "{shop} declined: {said}. Nothing was changed ({what}).",
                    shop=self._name,
                    said=said,
                    what=what,
                )
            )
        return done

    async def tags(self, mutation: str, kind: str, id: str, tags: Sequence[str], what: Sentence) -> Json:
        """``tagsAdd`` or ``tagsRemove`` on an order, draft order, customer or product: ``{"tags": [...]}``."""
        await self.mutate(mutation, what, id=self.gid(kind, id), tags=list(tags))
        return {"tags": list(tags)}

    async def read(self, kind: str, id: str) -> Json:
        """A thing in the shop's language. Raises Missing where there is none, Permanent for what can't be read."""
        how = READINGS.get(kind)
        gid = self.gid(how.kind or kind if how else kind, id)
        if how is None and kind != "order":
            raise Permanent(
                because("Shopify can't be asked for the {thing} with the id {id}.", thing=kind, id=id)
            )
        node = (await self.call(kind, id=gid)).get(how.root if how else kind)
        if not isinstance(node, dict) or not node:
            raise Missing(
                because(
                    "{shop} has no {thing} with the id {id} any more.", shop=self._name, thing=kind, id=id
                )
            )
        try:
            return how.fact(node) if how else graphql.order(node, await self.lines(gid, node))
        except Unreadable as error:
            raise Permanent(error.because) from error

    async def check(self) -> Sentence:
        """The shop's name, or what is missing. Raises Temporary or Permanent."""
        data = await self.call("shop")
        shop = data.get("shop")
        name = shop.get("name") if isinstance(shop, dict) else None
        return because("Connected to {shop}.", shop=name or self._name)

    async def permissions(self) -> frozenset[str]:
        """What our app may do there. Raises Temporary or Permanent."""
        app = (await self.call("permissions")).get("currentAppInstallation")
        scopes = app.get("accessScopes") if isinstance(app, dict) else None
        return frozenset(str(one.get("handle")) for one in scopes or () if isinstance(one, dict))

    async def lines(self, gid: str, node: Body) -> list[Body]:
        """All lines of an order; half an order would make conditions wrong."""
        lines = graphql.nodes(node, "lineItems")
        page = node.get("lineItems")
        while isinstance(page, dict) and len(lines) < _MOST_LINES:
            info = page.get("pageInfo")
            if not isinstance(info, dict) or not info.get("hasNextPage"):
                break
            more = (await self.call("more_lines", id=gid, after=info.get("endCursor"))).get("order")
            found = graphql.nodes(more, "lineItems") if isinstance(more, dict) else []
            if not found or not isinstance(more, dict):
                break
            lines = [*lines, *found]
            page = more.get("lineItems")
        return lines

    def gid(self, kind: str, id: str) -> str:
        """Shopify's global id of a thing. Raises Permanent for what can be none."""
        if kind not in _KINDS or not id.isdecimal():
            raise Permanent(
                because("Shopify can't be asked for the {thing} with the id {id}.", thing=kind, id=id)
            )
        return f"gid://shopify/{_KINDS[kind]}/{id}"

    def _refuse(self, status: int, headers: Mapping[str, str]) -> None:
        there = urlsplit(headers.get("location", "")).hostname or ""
        if 300 <= status < 400 and there.endswith(".myshopify.com") and there != self._host:
            raise Permanent(
                because(
                    "{shop} is now at {there}. Put that address into the connection.",
                    shop=self._name,
                    there=there,
                )
            )
        if 300 <= status < 400 or ("text/html" in headers.get("content-type", "") and status == 200):
            raise Permanent(
                because(
                    "At {shop} a page for visitors answers, not Shopify's API. Put the address that ends in "
                    ".myshopify.com into the connection; a password on the shop's pages does no harm then.",
                    shop=self._name,
                )
            )
        if status in (401, 403):
            raise Permanent(
                because(
                    "{shop} refuses the access token. Open the connection and paste the Admin API access token "
                    "of your app again.",
                    shop=self._name,
                )
            )
        if status in (402, 423):
            raise Permanent(
                because(
                    "{shop} is frozen or locked by Shopify. Open your Shopify admin to see why.",
                    shop=self._name,
                )
            )
        if status == 404:
            raise Permanent(
                because(
                    "There is no shop at {shop}, or it does not know the API version {version}. Check both in the "
                    "connection.",
                    shop=self._name,
                    version=self._version,
                )
            )
        if status != 200:
            raise Permanent(
                because("{shop} refused the request (status {status}).", shop=self._name, status=status)
            )

    def _reckon(self, told: dict[str, Any]) -> None:
        """Keeps what the answer says of its cost and of the budget that is left."""
        try:
            cost = told["extensions"]["cost"]
            self.costs[ASKING.get()] = float(cost["requestedQueryCost"])
            bucket = cost["throttleStatus"]
            self.left = Left(
                float(bucket["currentlyAvailable"]),
                float(bucket["maximumAvailable"]),
                float(bucket["restoreRate"]),
            )
        except (KeyError, TypeError, ValueError):
            return

    def _data(self, told: dict[str, Any]) -> dict[str, Any]:
        errors = told.get("errors")
        if errors:
            raise self._complaint(errors, told)
        data = told.get("data")
        if not isinstance(data, dict):
            raise Temporary(because("{shop} gave an answer without data.", shop=self._name), unclear=True)
        return data

    def _complaint(self, errors: Json, told: dict[str, Any]) -> Temporary | Permanent:
        entries = [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
        codes = {_code(error) for error in entries}
        if "THROTTLED" in codes:
            return Temporary(
                because("{shop} asks for a pause: its API budget is used up.", shop=self._name), _pause(told)
            )
        if "MAX_COST_EXCEEDED" in codes:
            return TooDear(because("{shop} finds this request too dear.", shop=self._name))
        if codes & {"INTERNAL_SERVER_ERROR", "TIMEOUT"}:
            return Temporary(because("{shop} had an error inside.", shop=self._name), unclear=True)
        said = "; ".join(str(error.get("message", "")) for error in entries) or str(errors)
        if "ACCESS_DENIED" in codes:
            return Permanent(
                because(
                    "{shop} does not let your app do this: {said}. Give your app that permission in the Shopify "
                    "admin, then connect again.",
                    shop=self._name,
                    said=said[:300].rstrip("."),
                )
            )
        return Permanent(because("{shop} refused the request: {said}", shop=self._name, said=said[:300]))


def _code(error: Body) -> str:
    inside = error.get("extensions")
    return str(inside.get("code", "")) if isinstance(inside, dict) else ""


def _pause(told: Body) -> float:
    """Seconds until the bucket holds enough points for the same request."""
    try:
        cost = told["extensions"]["cost"]
        bucket = cost["throttleStatus"]
        lacking = float(cost["requestedQueryCost"]) - float(bucket["currentlyAvailable"])
        return max(1.0, lacking / float(bucket["restoreRate"]))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return 2.0

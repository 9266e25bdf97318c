"""Webhook subscriptions: made, listed, moved, deleted, given up; and the messages that they send."""

from __future__ import annotations

import json
import re
import uuid
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.deliveries import Letter, Post, signed
from tests.fakes.shopify.bodies import body, wire
from tests.fakes.shopify.registry import Args, Declined, found, mutation, query
from tests.fakes.shopify.store import Shop, Thing, token
from tests.support.shops import SCHEMAS

GIVES_UP = 8
"""Failures in a row after which Shopify deletes a subscription."""
NO_SUBSCRIPTION = "Webhook subscription does not exist"


@cache
def topics() -> dict[str, Thing]:
    """Shopify's topics by their name in GraphQL."""
    told = json.loads((SCHEMAS / "topics.json").read_text())["topics"]
    return {one["graphql_enum"]: one for one in told if one["graphql_enum"]}


class Webhooks:
    """Listens to a shop and posts what its subscriptions ask for."""

    def __init__(self, shop: Shop, post: Post) -> None:
        self.shop, self.post = shop, post
        self.deleted: list[Thing] = []
        """Subscriptions that were given up."""
        self._number = 0
        post.settled = self._settled
        shop.listeners.append(self.hear)

    def hear(self, topic: str, thing: Thing) -> None:
        asked = [one for one in self.shop.all("WebhookSubscription") if one["_topic"] == topic]
        if asked:
            told = wire(body(self.shop, topic, thing))
            for subscription in asked:
                self.send(subscription, topic, told)

    def send(self, subscription: Thing, topic: str, told: bytes) -> None:
        """Puts a message on its way."""
        self._number += 1
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Shopify-Captain-Hook",
            "X-Shopify-Topic": topic,
            "X-Shopify-Hmac-Sha256": signed(self.shop.app.secret, told),
            "X-Shopify-Shop-Domain": self.shop.domain,
            "X-Shopify-API-Version": subscription["apiVersion"]["handle"],
            "X-Shopify-Webhook-Id": str(
                uuid.uuid5(uuid.NAMESPACE_URL, f"{self.shop.domain}/message/{self._number}")
            ),
            "X-Shopify-Event-Id": self.shop.cause or str(uuid.uuid4()),
            "X-Shopify-Triggered-At": self.shop.clock.now().strftime("%Y-%m-%dT%H:%M:%S.%f000Z"),
        }
        if subscription["name"]:
            headers["X-Shopify-Name"] = subscription["name"]
        self.post.post(Letter(subscription["id"], topic, subscription["uri"], headers, told))

    def comply(self, topic: str, address: str, told: Thing) -> None:
        """A message that Shopify sends to every app, such as ``customers/redact``: to the address of its settings."""
        version = {"handle": self.shop.version}
        self.send({"id": "", "uri": address, "apiVersion": version, "name": None}, topic, wire(told))

    def uninstall(self) -> None:
        """The owner removes the app: its token is worth nothing, and it hears of that and of nothing more."""
        self.shop.tell("app/uninstalled", self.shop.the("gid://shopify/Shop/1"))
        self.shop.app.token, self.shop.app.installed = token("gone_"), False
        for one in self.shop.all("WebhookSubscription"):
            self.shop.remove(one["id"])

    def _settled(self, letter: Letter, taken: bool) -> None:
        subscription = self.shop.get(letter.sender)
        if subscription is None:
            return
        subscription["_failures"] = 0 if taken else subscription["_failures"] + 1
        if subscription["_failures"] >= GIVES_UP:
            self.shop.remove(subscription["id"])
            self.post.forget(subscription["id"])
            self.deleted.append(subscription)


def ask_for(shop: Shop, topic: str, uri: str, **fields: Any) -> Thing:
    """A subscription to a topic, as ``orders/create``."""
    enum = re.sub(r"[/.]", "_", topic).upper()
    version = {"handle": shop.version, "displayName": shop.version, "supported": True}
    made = shop.add(
        "WebhookSubscription",
        topic=enum,
        uri=uri,
        callbackUrl=uri,
        format="JSON",
        name=None,
        filter=None,
        includeFields=[],
        metafieldNamespaces=[],
        apiVersion=version,
        _topic=topic,
        _failures=0,
    )
    made.update(fields)
    return made


def _uri(sent: Thing) -> str:
    """Where to. Only https, but for this machine's own addresses, which the real one could not reach."""
    uri = str(sent.get("uri") or sent.get("callbackUrl") or "")
    where = urlsplit(uri)
    if not where.hostname:
        raise Declined("Address is invalid", "webhookSubscription", "uri")
    if where.scheme != "https" and where.hostname not in ("127.0.0.1", "localhost"):
        raise Declined(f"Address protocol {where.scheme}:// is not supported", "webhookSubscription", "uri")
    return uri


def _free(shop: Shop, topic: str, uri: str, but: str = "") -> None:
    for one in shop.all("WebhookSubscription"):
        if one["topic"] == topic and one["uri"] == uri and one["id"] != but:
            raise Declined("Address for this topic has already been taken", "webhookSubscription", "uri")


@mutation("webhookSubscriptionCreate", "")
def create(shop: Shop, args: Args) -> Thing:
    sent, told = args["webhookSubscription"], topics()[args["topic"]]
    uri = _uri(sent)
    needed = told["access_scopes"] or ()
    if needed and not any(shop.app.may(f"read_{scope}") for scope in needed):
        raise Declined(
            f"You do not have permission to create or update webhooks with {told['topic']} topic.",
            "webhookSubscription",
        )
    _free(shop, args["topic"], uri)
    return {"webhookSubscription": ask_for(shop, told["topic"], uri, name=sent.get("name"))}


@mutation("webhookSubscriptionUpdate", "")
def update(shop: Shop, args: Args) -> Thing:
    one = found(shop, args["id"], NO_SUBSCRIPTION, "id", kind="WebhookSubscription")
    sent = args["webhookSubscription"]
    if sent.get("uri") or sent.get("callbackUrl"):
        uri = _uri(sent)
        _free(shop, one["topic"], uri, one["id"])
        one.update(uri=uri, callbackUrl=uri, _failures=0)
    shop.touch(one)
    return {"webhookSubscription": one}


@mutation("webhookSubscriptionDelete", "")
def delete(shop: Shop, args: Args) -> Thing:
    one = found(shop, args["id"], NO_SUBSCRIPTION, "id", kind="WebhookSubscription")
    shop.remove(one["id"])
    return {"deletedWebhookSubscriptionId": one["id"]}


@query("webhookSubscriptions")
def subscriptions(shop: Shop, args: Args) -> list[Thing]:
    wanted, uri = args.get("topics"), args.get("uri") or args.get("callbackUrl")
    return [
        one
        for one in shop.all("WebhookSubscription")
        if (not wanted or one["topic"] in wanted) and (not uri or one["uri"] == uri)
    ]

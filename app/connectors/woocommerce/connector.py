"""WooCommerce: takes its signed messages, and is asked and changed through its REST API.

What breaks a naive receiver: the delivery id repeats within a second (five orders came with one), nothing is ever
sent twice, the body is built later than the event, and where the object is gone by then a signed error arrives.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from pydantic import SecretStr, ValidationInfo, field_validator

from app.connectors.base import (
    Allowance,
    ConnectorSettings,
    Ignored,
    ShopConnector,
    Taken,
    Unreadable,
    Unsigned,
)
from app.connectors.http import Http
from app.connectors.reading import parse
from app.connectors.woocommerce.changed import Changed
from app.connectors.woocommerce.connecting import at_the_store, look, may_write
from app.connectors.woocommerce.coupons import CouponActs
from app.connectors.woocommerce.customers import CustomerActs
from app.connectors.woocommerce.events import TELLS, TOPICS, happened, implied
from app.connectors.woocommerce.fields import FieldActs
from app.connectors.woocommerce.judging import read
from app.connectors.woocommerce.orders import OrderActs
from app.connectors.woocommerce.products import ProductActs
from app.connectors.woocommerce.records import RecordReads
from app.connectors.woocommerce.rest import Rest
from app.connectors.woocommerce.subscribing import Subscriptions
from app.connectors.woocommerce.tags import change
from app.core.effects import AddTags, Effect, GetFact, RemoveTags
from app.core.events import Event
from app.core.node import setting
from app.core.sentence import Json, Sentence, because

_KEPT = ("topic", "resource", "event", "id", "delivery-id", "source")
_PING = re.compile(rb"webhook_id=[0-9]{1,20}")
_ENTITIES = {
    "&lt;": "<",
    "&#060;": "<",
    "&gt;": ">",
    "&#062;": ">",
    "&quot;": '"',
    "&#034;": '"',
    "&#x22;": '"',
    "&#039;": "'",
    "&#x27;": "'",
    "&amp;": "&",
    "&#038;": "&",
    "&#x26;": "&",
}


class WooCommerceSettings(ConnectorSettings):
    """What a WooCommerce connection needs."""

    url: str = setting("Shop address", "The address of your shop, such as https://shop.example.com.")
    consumer_key: SecretStr = setting("Consumer key", "It begins with ck_.", SecretStr(""))
    consumer_secret: SecretStr = setting("Consumer secret", "It begins with cs_.", SecretStr(""))
    webhook_secret: SecretStr = setting(
        "Webhook secret",
        "Leave it empty where there are keys: Storeflow then makes the webhooks, and a secret for them.",
        SecretStr(""),
        validate_default=True,
    )

    @field_validator("url")
    @classmethod
    def an_address(cls, value: str) -> str:
        """An address of the web, without the slash or the admin's path at its end."""
        if "://" not in value:
            value = f"https://{value}"
        value = re.sub(r"/(?:wp-admin|wp-json)(?:/.*)?$", "", value).rstrip("/")
        if not re.fullmatch(r"https?://[^\s/?#@]+(?:/[^\s?#]*)?", value):
            raise ValueError("This is not the address of a shop. It looks like https://shop.example.com")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def compulsory(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        """No store without a secret: ours where we can make the webhooks, else the one that the owner entered there."""
        if value.get_secret_value():
            return value
        key = info.data.get("consumer_key")
        if key is None or not key.get_secret_value():
            raise ValueError("Paste the two parts of a key above, or the secret of your webhooks here")
        return SecretStr(secrets.token_urlsafe(32))


class WooCommerce(
    OrderActs,
    CustomerActs,
    ProductActs,
    CouponActs,
    FieldActs,
    RecordReads,
    Changed,
    Subscriptions,
    ShopConnector,
):
    """One WooCommerce store."""

    kind: ClassVar[str] = "woocommerce"
    title: ClassVar[str] = "WooCommerce"
    icon: ClassVar[str] = "store"
    settings_model: ClassVar[type[ConnectorSettings]] = WooCommerceSettings
    allowance: ClassVar[Allowance] = Allowance(at_once=4, points=10, per_second=5)
    """A shop's own server, often a small one, which its customers need more than we do."""

    def __init__(self, settings: WooCommerceSettings, http: Http) -> None:
        self.settings = settings
        self.rest = Rest(
            settings.url,
            settings.consumer_key.get_secret_value(),
            settings.consumer_secret.get_secret_value(),
            http,
        )
        self._http = http
        self.secret = settings.webhook_secret.get_secret_value()
        self._secrets = _keys(self.secret)

    @classmethod
    def tells(cls) -> frozenset[str]:
        """The names of the events that its messages can tell of; of checkouts it tells when it is asked."""
        return TELLS | {"checkout.created", "checkout.updated"}

    def take(self, headers: Mapping[str, str], body: bytes) -> Taken | Ignored:
        """Verifies and names a message; its ping, which is never signed, is ignored. Raises Unsigned."""
        if not headers.get("x-wc-webhook-signature"):
            headers = {name.lower(): value for name, value in headers.items()}
        signature = headers.get("x-wc-webhook-signature", "")
        if not signature:
            if _PING.fullmatch(body) and "x-wc-webhook-topic" not in headers:
                return Ignored(
                    because("WooCommerce said hello: the webhook was created and reaches Storeflow.")
                )
            raise Unsigned(because("A message came without WooCommerce's signature and was refused."))
        given = signature.strip().encode("utf-8", "surrogateescape")
        right = False
        for secret in self._secrets:  # all of them, so that the time taken says nothing
            signed = base64.b64encode(hmac.digest(secret, body, "sha256"))
            right |= hmac.compare_digest(signed, given)
        if not right:
            raise Unsigned(
                because(
                    "A message's signature was not made with this connection's webhook secret, so it was refused. "
                    "If it came from your shop, enter the same secret in WooCommerce and here."
                )
            )
        note = {
            f"x-wc-webhook-{name}": value for name in _KEPT if (value := headers.get(f"x-wc-webhook-{name}"))
        }
        topic = note.get("x-wc-webhook-topic", "")
        named = "\n".join(
            (note.get("x-wc-webhook-id", ""), note.get("x-wc-webhook-delivery-id", ""), topic, "")
        )
        return Taken(hashlib.sha256(named.encode("utf-8", "replace") + body).hexdigest(), topic, note)

    def to_events(self, topic: str, note: Mapping[str, str], body: bytes, received: datetime) -> list[Event]:
        """The message in the shop's language. Raises Unreadable."""
        if not topic:
            raise Unreadable(because("The message does not say what it is about (no topic)."))
        if topic not in TOPICS:
            return []
        found = happened(topic, parse(body))
        digest = hashlib.sha256(body).hexdigest()[:32]
        delivery = f"{note.get('x-wc-webhook-delivery-id', '')}:{digest}"
        return [
            Event(
                one.name,
                one.subject,
                one.at or received,
                f"{one.name}:{one.subject}:{one.once or (delivery if one.bare else digest)}",
                one.data,
            )
            for one in found
        ]

    def implied(self, thing: str, fact: Mapping[str, Json], since: datetime) -> list[Event]:
        """See ``ShopConnector.implied``."""
        return [
            Event(one.name, one.subject, one.at or since, f"{one.name}:{one.subject}:{one.once}", one.data)
            for one in implied(thing, fact, since)
        ]

    def instructions(self, hook_url: str) -> list[Sentence]:
        """What the owner does in WordPress, step by step."""
        return at_the_store(hook_url)

    def price(self, effect: Effect) -> float:
        """A read is one request; a change is read before it is written, so that what is right already stays."""
        return 1.0 if effect.kind == "read" else 2.0

    def asks(self) -> bool:
        """Whether it has keys."""
        return bool(self.settings.consumer_key.get_secret_value())

    async def identity(self) -> str:
        """The address that WordPress gives itself; that it moved from http to https makes it no other store."""
        where, accept = f"{self.settings.url}/wp-json/", {"Accept": "application/json"}
        told = read((await self._http.request("GET", where, headers=accept)).body)
        home = str(told.get("home") or "") if isinstance(told, dict) else ""
        return re.sub(r"^https?://(www\.)?", "", home.strip().casefold()).rstrip("/")

    async def check(self) -> Sentence:
        """Looks whether the store is there and the keys open it. Raises Temporary or Permanent with the way out."""
        await look(self.settings.url, self._http)
        return await may_write(self.rest, self.settings.url)

    async def add_tags(self, effect: AddTags, key: str) -> Json:
        """Adds tags: real ones to a product, in our meta field to an order or a customer."""
        return {"tags": await change(self.rest, effect.thing, effect.id, add=effect.tags)}

    async def remove_tags(self, effect: RemoveTags, key: str) -> Json:
        """Takes tags away."""
        return {"tags": await change(self.rest, effect.thing, effect.id, remove=effect.tags)}

    async def get_fact(self, effect: GetFact, key: str) -> Json:
        """An order, customer or product as the store has it now."""
        return await self.rest.fact(effect.thing, effect.id)


def _keys(secret: str) -> tuple[bytes, ...]:
    """WordPress keeps ``&`` as ``&amp;`` and signs with the plain one; whichever was pasted here fits."""
    decoded = re.sub("|".join(map(re.escape, _ENTITIES)), lambda found: _ENTITIES[found.group()], secret)
    return tuple({one.encode(): None for one in (secret, decoded)})

"""Shopify: takes its signed messages, and is asked and changed through its Admin API (GraphQL).

Signature: base64 HMAC-SHA256 of the raw body; headers are not covered. Deliveries come at least once, in no order:
``X-Shopify-Webhook-Id`` names a delivery, ``X-Shopify-Event-Id`` what happened in the shop, which can give several
topics, and several deliveries where a topic has two subscriptions.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from pydantic import SecretStr, ValidationInfo, field_validator

from app.connectors.base import Allowance, ConnectorSettings, Left, ShopConnector, Taken, Unreadable, Unsigned
from app.connectors.http import Http
from app.connectors.reading import parse, when
from app.connectors.shopify import scopes
from app.connectors.shopify.admin import ASKING, Admin
from app.connectors.shopify.changed import ChangedReads
from app.connectors.shopify.customers import CustomerActs
from app.connectors.shopify.discounts import DiscountActs
from app.connectors.shopify.drafts import DraftActs
from app.connectors.shopify.events import TELLS, TOPICS, happened
from app.connectors.shopify.fields import FieldActs
from app.connectors.shopify.fulfilment import FulfilmentActs
from app.connectors.shopify.orders import OrderActs
from app.connectors.shopify.products import ProductActs
from app.connectors.shopify.records import RecordReads
from app.connectors.shopify.stock import StockActs
from app.connectors.shopify.subscribing import Subscribing
from app.connectors.shopify.versions import DEFAULT, PATTERN, warnings
from app.core import milestones
from app.core.effects import AddTags, Effect, GetFact, GetWithOrder, RemoveTags
from app.core.events import Event
from app.core.node import setting
from app.core.sentence import Json, Sentence, because

_KEPT = ("topic", "webhook-id", "event-id", "triggered-at", "api-version", "shop-domain", "name", "sub-topic")
_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\.myshopify\.com")
_STORE_PAGE = re.compile(r"(?:https?://)?admin\.shopify\.com/store/([a-z0-9-]+).*")
_LONGEST_KEY = 200


class ShopifySettings(ConnectorSettings):
    """What a Shopify connection needs."""

    shop_domain: str = setting(
        "Shop address", "The address that ends in .myshopify.com. You find it under Settings → Domains."
    )
    access_token: SecretStr = setting(
        "Access token", "The Admin API access token of your app. It begins with shpat_.", SecretStr("")
    )
    client_id: str = setting("Client ID", "Of your app, if you connect by one. It is no secret.", "")
    client_secret: SecretStr = setting(
        "Client secret",
        "Of your app, if you connect by one. Shopify then signs its messages with it.",
        SecretStr(""),
    )
    webhook_secret: SecretStr = setting(
        "Webhook secret",
        "What Shopify signs its messages with: for those that Storeflow asks for, your app's API secret key; for those "
        "set up by hand, the code below the list. Put each in a line of its own.",
        SecretStr(""),
        widget="area",
        validate_default=True,
    )
    api_version: str = setting(
        "API version", "Leave it unless you know why.", DEFAULT, pattern=f"^(?:{PATTERN.pattern})$"
    )
    base_url: str = setting(
        "Other API address", "For tests only: an address that answers in Shopify's place.", ""
    )

    @field_validator("shop_domain")
    @classmethod
    def plain_domain(cls, value: str) -> str:
        """Takes what people copy: a link, the admin's address, or the bare name."""
        value = value.strip().lower()
        page = _STORE_PAGE.fullmatch(value)
        name = page.group(1) if page else re.sub(r"^https?://", "", value).partition("/")[0]
        domain = name if "." in name else f"{name}.myshopify.com"
        if not _DOMAIN.fullmatch(domain):
            raise ValueError("The shop address must end in .myshopify.com")
        return domain

    @field_validator("webhook_secret", mode="before")
    @classmethod
    def one_a_line(cls, value: Any) -> Any:
        """A list of two, as after a rotation, is kept as two lines."""
        if isinstance(value, (list, tuple)):
            parts = [part.get_secret_value() if isinstance(part, SecretStr) else part for part in value]
            if all(isinstance(part, str) for part in parts):
                return "\n".join(parts)
        return value

    @field_validator("webhook_secret")
    @classmethod
    def compulsory(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        """No store without a secret, unless its app has one."""
        app = info.data.get("client_secret")
        if not secrets(value) and not (app and app.get_secret_value()):
            raise ValueError("The webhook secret is missing")
        return value

    @field_validator("base_url")
    @classmethod
    def an_address(cls, value: str) -> str:
        """An address of the web, without the slash at its end."""
        if value and not re.match(r"https?://[^/\s]+", value):
            raise ValueError("This must begin with https:// or http://")
        return value.rstrip("/")


class Shopify(
    OrderActs,
    FulfilmentActs,
    CustomerActs,
    ProductActs,
    StockActs,
    DiscountActs,
    DraftActs,
    FieldActs,
    RecordReads,
    ChangedReads,
    Subscribing,
    ShopConnector,
):
    """One Shopify store."""

    kind: ClassVar[str] = "shopify"
    title: ClassVar[str] = "Shopify"
    icon: ClassVar[str] = "shopping-bag"
    settings_model: ClassVar[type[ConnectorSettings]] = ShopifySettings
    allowance: ClassVar[Allowance] = Allowance(at_once=8, points=2000, per_second=100)
    """What Shopify gives an app on an ordinary plan; its answers say where it is more."""

    def __init__(self, settings: ShopifySettings, http: Http) -> None:
        self.settings, self.http = settings, http
        self.admin = Admin(
            settings.base_url or f"https://{settings.shop_domain}",
            settings.shop_domain,
            settings.access_token.get_secret_value(),
            settings.api_version,
            http,
        )
        self._secrets = (*secrets(settings.client_secret), *secrets(settings.webhook_secret))

    @classmethod
    def tells(cls) -> frozenset[str]:
        """The names of the events that its messages can tell of."""
        return TELLS

    def take(self, headers: Mapping[str, str], body: bytes) -> Taken:
        """Verifies and names a message. Raises Unsigned."""
        if not headers.get("x-shopify-hmac-sha256"):
            headers = {name.lower(): value for name, value in headers.items()}
        signature = _header(headers, "hmac-sha256")
        if not signature:
            raise Unsigned(because("A message came without Shopify's signature and was refused."))
        given = signature.strip().encode("utf-8", "surrogateescape")
        right = False
        for secret in self._secrets:  # all of them, so that the time taken says nothing
            signed = base64.b64encode(hmac.digest(secret, body, "sha256"))
            right |= hmac.compare_digest(signed, given)
        if not right:
            raise Unsigned(
                because(
                    "A message's signature was not made with this connection's webhook secret, so it was refused. "
                    "If it came from your shop, compare the secret with the one that Shopify shows."
                )
            )
        note = {f"x-shopify-{name}": value for name in _KEPT if (value := _header(headers, name))}
        topic = note.get("x-shopify-topic", "")
        key = note.get("x-shopify-webhook-id", "")
        if not 0 < len(key) <= _LONGEST_KEY:
            key = hashlib.sha256(topic.encode("utf-8", "replace") + b"\n" + body).hexdigest()
        told = note.get("x-shopify-event-id") or note.get("x-shopify-webhook-id") or ""
        return Taken(key, topic, {**note, "told": told} if 0 < len(told) <= _LONGEST_KEY else note)

    def to_events(self, topic: str, note: Mapping[str, str], body: bytes, received: datetime) -> list[Event]:
        """The message in the shop's language. Raises Unreadable."""
        if not topic:
            raise Unreadable(because("The message does not say what it is about (no topic)."))
        if topic not in TOPICS:
            return []
        told = parse(body)
        found = happened(topic, told)
        at = (
            when(note.get("x-shopify-triggered-at"), told.get("updated_at"), told.get("created_at"))
            or received
        )
        cause = note.get("told") or note.get("x-shopify-event-id") or hashlib.sha256(body).hexdigest()
        changed = when(told.get("updated_at")) or at
        events: list[Event] = []
        for one in found:
            once = milestones.key(one.name, one.subject, one.data)
            key = once or f"{cause}:{one.name}:{one.subject}"
            moment = changed if one.name in milestones.UPDATED else at
            by = f"{topic}:{cause}" if once and "told" in note else ""
            events.append(Event(one.name, one.subject, moment, key, one.data, by))
        return events

    def implied(self, thing: str, fact: Mapping[str, Json], since: datetime) -> list[Event]:
        """See ``ShopConnector.implied``."""
        return milestones.implied(thing, fact, since)

    def instructions(self, hook_url: str) -> list[Sentence]:
        """What the owner does in Shopify, step by step."""
        return [
            because("In your Shopify admin open Settings → Notifications → Webhooks."),
            because(
                "Choose “Create webhook”, the event “Order creation”, the format JSON and the newest stable API "
                "version, and paste this address as URL: {url}",
                url=hook_url,
            ),
            because(
                "Do the same for every event you want workflows to start with, such as “Order payment”, “Order "
                "update”, “Order cancellation”, “Order fulfillment”, “Refund create”, “Customer creation”, “Product "
                "update” and “Checkout creation”."
            ),
            because(
                "Below the list Shopify says “Your webhooks will be signed with” and a long code. Paste that code "
                "into this connection as the webhook secret."
            ),
            because("Beside one of the webhooks choose “Send test notification”. It shows up here."),
        ]

    async def perform(self, effect: Effect, key: str) -> Json:
        """See ``Connector.perform``. What Shopify says of its cost is remembered for effects of this kind."""
        ASKING.set(_asks(effect))
        return await super().perform(effect, key)

    def price(self, effect: Effect) -> float:
        """Points as Shopify last reckoned them for such an effect; before that what such requests cost as a rule."""
        return self.admin.costs.get(_asks(effect), 10.0 if effect.kind == "write" else 40.0)

    def left(self) -> Left | None:
        """As the last answer said."""
        said, self.admin.left = self.admin.left, None
        return said

    def asks(self) -> bool:
        """Whether there is an access token."""
        return bool(self.settings.access_token.get_secret_value())

    async def permissions(self) -> frozenset[str]:
        """Shopify's access scopes; to write is to read too."""
        return scopes.widened(await self.admin.permissions())

    @classmethod
    def takes(
        cls, effects: Collection[type[Effect]], events: Collection[str], thing: str = ""
    ) -> frozenset[str]:
        """Access scopes."""
        found = [scopes.of_effect(one, thing) for one in effects] + [scopes.of_event(one) for one in events]
        return frozenset().union(*found)

    def warnings(self, today: date) -> list[Sentence]:
        """Of the API's version."""
        return warnings(self.settings.api_version, self.admin.spoken, today)

    async def identity(self) -> str:
        """Its first domain, which never changes."""
        return str(((await self.admin.call("shop")).get("shop") or {}).get("myshopifyDomain") or "")

    async def check(self) -> Sentence:
        """Asks the store for its name and what we may do. Raises Temporary or Permanent."""
        return await self.admin.check()

    async def add_tags(self, effect: AddTags, key: str) -> Json:
        """Adds tags to an order, customer or product."""
        return await self.admin.tags("tagsAdd", effect.thing, effect.id, effect.tags, effect.sentence())

    async def remove_tags(self, effect: RemoveTags, key: str) -> Json:
        """Takes tags away."""
        return await self.admin.tags("tagsRemove", effect.thing, effect.id, effect.tags, effect.sentence())

    async def get_fact(self, effect: GetFact, key: str) -> Json:
        """A thing as the store has it now."""
        return await self.admin.read(effect.thing, effect.id)

    async def get_with_order(self, effect: GetWithOrder, key: str) -> Json:
        """A thing that belongs to an order, and the order."""
        fact = await self.admin.read(effect.thing, effect.id)
        order = fact.get("order_id")
        return {"fact": fact, "order": await self.admin.read("order", order) if order else None}


def _asks(effect: Effect) -> str:
    """An order costs more to read than a customer."""
    return f"{type(effect).__name__} {getattr(effect, 'thing', '')}"


def secrets(value: SecretStr) -> tuple[bytes, ...]:
    """The secrets, one a line."""
    lines = (line.strip() for line in value.get_secret_value().splitlines())
    return tuple(line.encode() for line in lines if line)


def _header(headers: Mapping[str, str], name: str) -> str:
    """Shopify's newer messages leave the ``X-`` away."""
    return headers.get(f"x-shopify-{name}") or headers.get(f"shopify-{name}") or ""

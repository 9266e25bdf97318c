"""The demo store: a shop that lives inside Storeflow and speaks like one outside.

Its messages are JSON in the shop's language, ``{"topic", "id", "at", "data": {facts by name}}``, signed with base64
HMAC-SHA256 of the raw body in ``X-Demo-Signature``; ``X-Demo-Delivery`` names the delivery. What it is and what is
changed in it comes and goes by the doors handed in, so it knows no database.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

import orjson
from pydantic import SecretStr, field_validator

from app.connectors.base import Allowance, ConnectorSettings, ShopConnector, Taken, Unreadable, Unsigned
from app.connectors.demo.acts import Doors, gone, signature
from app.connectors.demo.catalogue import SHOP
from app.connectors.demo.customers import CustomerActs
from app.connectors.demo.fields import FieldActs
from app.connectors.demo.orders import OrderActs
from app.connectors.demo.products import ProductActs
from app.connectors.demo.records import RecordReads
from app.connectors.reading import parse, when
from app.core.effects import AddTags, GetFact, GetWithOrder, RemoveTags
from app.core.events import Event
from app.core.fields import blank, shape_of
from app.core.node import setting
from app.core.sentence import Json, Sentence, because
from app.errors import Permanent

log = logging.getLogger(__name__)

OF_ORDER = frozenset({"refund", "return", "fulfilment", "fulfilment_order", "transaction", "dispute"})
"""Things that are about their order: waits for it and its turn in the queue go by that."""
TELLS = frozenset(
    {
        *(
            f"order.{past}"
            for past in ("created", "paid", "updated", "cancelled", "fulfilled", "deleted", "edited")
        ),
        *(f"order.{past}" for past in ("partially_fulfilled", "held", "accepted")),
        *(f"customer.{past}" for past in ("created", "updated", "deleted", "tags_added", "tags_removed")),
        *(
            f"customer.{channel}_consent_{said}"
            for channel in ("email", "sms")
            for said in ("given", "withdrawn")
        ),
        *(f"product.{past}" for past in ("created", "updated", "deleted", "sold_out")),
        *(f"variant.{past}" for past in ("sold_out", "restocked")),
        *(f"draft_order.{past}" for past in ("created", "updated", "deleted")),
        *(f"discount.{past}" for past in ("created", "updated", "deleted")),
        *(
            f"return.{past}"
            for past in ("requested", "approved", "declined", "cancelled", "closed", "reopened")
        ),
        *(f"fulfilment.{past}" for past in ("created", "updated", "cancelled", "delivered")),
        *(f"fulfilment_order.{past}" for past in ("held", "released", "moved")),
        "checkout.created",
        "refund.created",
        "transaction.created",
        "inventory.updated",
    }
)
"""What the demo store can come to tell, by its own days and by what workflows do in it. Its messages are understood
whatever they tell of, as long as it is a fact of the shop's language."""


class DemoSettings(ConnectorSettings):
    """What a demo store needs."""

    webhook_secret: SecretStr = setting(
        "Signing secret", "What the demo store signs its messages with.", min_length=16
    )

    @field_validator("webhook_secret")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value().strip():
            raise ValueError("The signing secret is missing")
        return value


class Demo(OrderActs, CustomerActs, ProductActs, FieldActs, RecordReads, ShopConnector):
    """One demo store."""

    kind: ClassVar[str] = "demo"
    title: ClassVar[str] = "Demo store"
    icon: ClassVar[str] = "store"
    settings_model: ClassVar[type[ConnectorSettings]] = DemoSettings
    allowance: ClassVar[Allowance] = Allowance(at_once=0)

    def __init__(self, settings: DemoSettings, doors: Doors) -> None:
        self._secret, self.doors = settings.webhook_secret, doors

    @classmethod
    def tells(cls) -> frozenset[str]:
        """The names of the events that its messages can tell of."""
        return TELLS

    def take(self, headers: Mapping[str, str], body: bytes) -> Taken:
        """Verifies and names a message. Raises Unsigned."""
        given = headers.get("x-demo-signature", "")
        if not given:
            raise Unsigned(because("A message came without the demo store's signature and was refused."))
        right = signature(self._secret, body).encode()
        if not hmac.compare_digest(right, given.strip().encode("utf-8", "surrogateescape")):
            raise Unsigned(
                because("A message was not signed with the demo store's secret, so it was refused.")
            )
        try:
            topic = orjson.loads(body)["topic"]
        except (orjson.JSONDecodeError, TypeError, KeyError, IndexError):
            topic = ""
        digest = hashlib.sha256(body).hexdigest()
        key = headers.get("x-demo-delivery", "")
        return Taken(key if 0 < len(key) <= 200 else digest, topic if isinstance(topic, str) else "", {})

    def to_events(self, topic: str, note: Mapping[str, str], body: bytes, received: datetime) -> list[Event]:
        """The message is in the shop's language already. Raises Unreadable."""
        message = parse(body)
        about, dot, past = topic.partition(".")
        if not (dot and past and shape_of(about)):
            return []
        data, at, name = message.get("data"), when(message.get("at")), message.get("id")
        if not isinstance(data, dict) or not all(
            isinstance(fact, dict) and shape_of(key) for key, fact in data.items()
        ):
            raise Unreadable(because("The demo store's message holds no facts."))
        fact = data.get(about, {})
        order = fact.get("order_id") if about in OF_ORDER else None
        thing = order or fact.get("id")
        if not isinstance(thing, str) or not thing or not isinstance(name, str):
            raise Unreadable(because("The demo store's message does not say what it is about."))
        subject = f"{'order' if order else about}:{thing}"
        return [Event(topic, subject, at or received, f"{name}:{topic}", data)]

    def instructions(self, hook_url: str) -> list[Sentence]:
        """There is nothing to paste."""
        return [
            because("The demo store is connected already. Place an order on its page and see what happens.")
        ]

    async def check(self) -> Sentence:
        """Looks at its shelf."""
        if await self.doors.read("product", "301") is None:
            raise Permanent(because("The demo store is empty. Open its page to fill it."))
        return because("{shop} is open.", shop=SHOP)

    async def add_tags(self, effect: AddTags, key: str) -> Json:
        """``{"tags"}`` as they are now."""

        def add(had: list[str]) -> list[str]:
            tags: dict[str, str] = {}
            for tag in (*had, *effect.tags):
                tags.setdefault(tag.casefold(), tag)
            return list(tags.values())

        return await self._tags(effect, add)

    async def remove_tags(self, effect: RemoveTags, key: str) -> Json:
        """``{"tags"}`` as they are now."""
        off = {tag.casefold() for tag in effect.tags}
        return await self._tags(effect, lambda had: [tag for tag in had if tag.casefold() not in off])

    async def get_fact(self, effect: GetFact, key: str) -> Json:
        """The thing as it is now; an order with its customer as that is now. Raises Permanent where it is gone."""
        fact = await self.doors.read(effect.thing, effect.id)
        if fact is None and effect.thing in ("variant", "inventory", "inventory_item"):
            fact = await self._of_a_product(effect.thing, effect.id)
        if fact is None:
            raise gone(effect.thing, effect.id)
        customer = fact.get("customer")
        if isinstance(customer, dict) and customer.get("id"):
            return {**fact, "customer": await self.doors.read("customer", customer["id"]) or customer}
        return fact

    async def get_with_order(self, effect: GetWithOrder, key: str) -> Json:
        """A thing that belongs to an order, and the order."""
        fact = await self.get_fact(GetFact(thing=effect.thing, id=effect.id), key)
        order = fact.get("order_id")
        return {
            "fact": fact,
            "order": await self.get_fact(GetFact(thing="order", id=order), key) if order else None,
        }

    async def _of_a_product(self, thing: str, id: str) -> dict[str, Json] | None:
        """A variant, or its stock: both lie in their product."""
        after, own = "", "id" if thing == "variant" else "inventory_id"
        while products := await self.doors.page("product", after, 100):
            for product in products:
                for one in product["variants"]:
                    if one[own] == id:
                        return dict(one) if thing == "variant" else _stock(one)
            after = products[-1]["id"]
        return None

    async def _tags(self, effect: AddTags | RemoveTags, fn: Callable[[list[str]], list[str]]) -> Json:
        fact = await self.change(
            effect.thing, effect.id, lambda fact: {"tags": fn(list(fact.get("tags") or []))}
        )
        return {"tags": fact["tags"]}


def _stock(variant: Mapping[str, Json]) -> dict[str, Json]:
    """The stock of a variant."""
    same = ("product_id", "sku", "tracked", "cost", "weight_grams", "created_at", "updated_at")
    told = {name: variant.get(name) for name in same}
    own = {"id": variant["inventory_id"], "variant_id": variant["id"], "available": variant["stock"]}
    return {**blank("Inventory"), **told, **own}

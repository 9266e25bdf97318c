"""Which messages the store sends us: asked for, moved and given back by Shopify's webhook subscriptions.

Shopify deletes a subscription after eight failures in a row, so one that it gave up is simply not there any more. It
shows an app its own subscriptions only, and signs what it sends for them with the app's secret.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from app.connectors.base import Subscription
from app.connectors.reading import ident
from app.connectors.shopify.acts import Acts
from app.connectors.shopify.events import FOLLOW_FROM, TOPICS
from app.core.sentence import because
from app.errors import Permanent

BY_ORDER = frozenset({"customers/data_request", "customers/redact", "shop/redact"})
"""Topics that Shopify sends to every app, to the address that its settings name; nobody can subscribe to them."""
_NAMES = {
    topic.replace("/", "_").replace(".", "_").upper(): topic for topic in TOPICS if topic not in BY_ORDER
}
"""The topics by Shopify's name in GraphQL."""
_ENUM = {topic: name for name, topic in _NAMES.items()}


class Subscribing(Acts):
    """See ``ShopConnector.subscriptions`` and its neighbours."""

    @classmethod
    def topics(cls, events: Collection[str]) -> frozenset[str]:
        """The topics that tell of these events, also of those that are told together with another."""
        wanted = set(events)
        return frozenset(
            topic
            for topic, (name, _) in TOPICS.items()
            if topic in _ENUM and (name in wanted or not wanted.isdisjoint(FOLLOW_FROM.get(topic, ())))
        )

    @classmethod
    def told_by(cls, topic: str) -> str:
        """The event that comes before those that follow from it."""
        return TOPICS[topic][0] if topic in TOPICS else ""

    async def subscriptions(self) -> list[Subscription]:
        """All of this app's; a topic that means nothing to us goes by Shopify's name."""
        found: list[Subscription] = []
        after: str | None = None
        while True:
            page = (await self.admin.call("subscriptions", after=after)).get("webhookSubscriptions") or {}
            found += [_told(one) for one in page.get("nodes") or () if isinstance(one, dict)]
            info = page.get("pageInfo") or {}
            after = info.get("endCursor")
            if not info.get("hasNextPage") or not after:
                return found

    async def subscribe(self, topic: str, address: str) -> Subscription:
        """One that is there already, as after a time-out, is taken as it is."""
        try:
            done = await self.admin.mutate(
                "subscriptionCreate",
                because("asks for messages on {topic}", topic=topic),
                topic=_ENUM[topic],
                to={"uri": address, "format": "JSON"},
            )
        except Permanent:
            there = [
                one for one in await self.subscriptions() if (one.topic, one.address) == (topic, address)
            ]
            if not there:
                raise
            return there[0]
        return _told(done.get("webhookSubscription") or {})

    async def unsubscribe(self, id: str) -> None:
        """Gone is gone."""
        gid = f"gid://shopify/WebhookSubscription/{id}"
        if (await self.admin.call("subscriptionOne", id=gid)).get("webhookSubscription"):
            await self.admin.mutate("subscriptionDelete", because("asks for no more messages"), id=gid)

    async def revive(self, id: str, address: str) -> None:
        """Lets it lead to this address."""
        await self.admin.mutate(
            "subscriptionUpdate",
            because("asks for messages at another address"),
            id=f"gid://shopify/WebhookSubscription/{id}",
            to={"uri": address},
        )


def _told(node: dict[str, Any]) -> Subscription:
    name = str(node.get("topic"))
    return Subscription(ident(node.get("id")), _NAMES.get(name, name), str(node.get("uri") or ""))

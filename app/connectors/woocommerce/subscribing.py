"""WooCommerce's webhooks, made and mended through its REST API with this connection's secret.

WooCommerce tries a delivery once and turns a webhook off at the seventh failure in a row. How many there were it tells
nobody, only the status; so a webhook that is ``paused`` or ``disabled`` is what there is to see. A webhook that is made
without a secret gets one that no answer ever shows, so the secret is always sent.
"""

from __future__ import annotations

from collections.abc import Collection

from app.connectors.base import Subscription
from app.connectors.reading import ident, text
from app.connectors.woocommerce.acts import Acts
from app.connectors.woocommerce.events import TOPICS
from app.connectors.woocommerce.judging import Refusal
from app.core.sentence import Json
from app.errors import Missing

_RESOURCES = {"discount": "coupon"}
"""What WooCommerce calls a thing of the shop's language."""
_PER_PAGE = 100


class Subscriptions(Acts):
    """The part of the connector that looks after its webhooks."""

    secret: str

    @classmethod
    def topics(cls, events: Collection[str]) -> frozenset[str]:
        """The topics that tell of these events. That an order was paid, cancelled or refunded is read off the order,
        which may be so already when it is told of first."""
        found: set[str] = set()
        for name in events:
            thing, _, what = name.partition(".")
            topic = f"{_RESOURCES.get(thing, thing)}.{what}"
            if topic in TOPICS:
                found.add(topic)
            elif thing in ("order", "refund"):
                found |= {"order.created", "order.updated"}
        return frozenset(found)

    async def subscriptions(self) -> list[Subscription]:
        """All webhooks of the store, those of other programs too. Raises Temporary or Permanent."""
        found: list[Subscription] = []
        number, pages = 0, 1
        while number < pages:
            number += 1
            query = {"per_page": str(_PER_PAGE), "page": str(number), "orderby": "id", "order": "asc"}
            page = await self.rest.page("webhooks", query)
            found, pages = [*found, *map(_read, page.items)], page.pages
        return found

    async def subscribe(self, topic: str, address: str) -> Subscription:
        """Makes a webhook. Raises Temporary or Permanent."""
        body: Json = {"name": f"Storeflow: {topic}", "topic": topic, **self._settings(address)}
        return _read(await self.rest.call("POST", "webhooks", body=body))

    async def unsubscribe(self, id: str) -> None:
        """Deletes one; one that is gone is no error. Raises Temporary or Permanent."""
        try:
            await self.rest.call("DELETE", f"webhooks/{ident(id)}", {"force": "true"})
        except Missing:
            return
        except Refusal as refusal:
            if not str(refusal.answer.get("code")).endswith("_invalid_id"):
                raise

    async def revive(self, id: str, address: str) -> None:
        """Turns one on again, with our address and secret. Raises Temporary or Permanent."""
        await self.rest.call("PUT", f"webhooks/{ident(id)}", body=self._settings(address))

    def _settings(self, address: str) -> dict[str, Json]:
        return {"delivery_url": address, "secret": self.secret, "status": "active"}


def _read(told: dict[str, Json]) -> Subscription:
    status = text(told.get("status"))
    return Subscription(
        ident(told.get("id")),
        text(told.get("topic")) or "",
        text(told.get("delivery_url")) or "",
        active=status == "active",
    )

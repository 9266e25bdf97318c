"""Webhooks: kept by REST, and delivered later by the queue, once, whatever comes of it."""

import hashlib
import html
import secrets
from typing import Any, ClassVar

from tests.fakes.deliveries import signed
from tests.fakes.woocommerce.answers import Refused, Thing, php
from tests.fakes.woocommerce.collection import Collection, Query
from tests.fakes.woocommerce.shop import VERSION, WORDPRESS

TOPICS = frozenset(
    f"{thing}.{what}" for thing in ("order", "customer", "product", "coupon")
    for what in ("created", "updated", "deleted", "restored")
) - {"customer.restored"}  # fmt: skip
PATIENCE = 5
"""Failures in a row that are put up with: six go by, and the next one switches the webhook off."""
_STATUSES = ("active", "paused", "disabled")
USER_AGENT = f"WooCommerce/{VERSION} Hookshot (WordPress/{WORDPRESS})"


class Webhooks(Collection):
    """``/webhooks``"""

    path, kind, type, title, sequence, bin = (
        "webhooks",
        "webhook",
        "shop_webhook",
        "Webhook",
        "webhook",
        False,
    )
    sorts = {"date": "date_created", "id": "id", "title": "name"}
    schema: ClassVar[dict[str, Any]] = {
        "name": "string", "status": _STATUSES, "topic": "string", "delivery_url": "string", "secret": "string",
    }  # fmt: skip

    def fits(self, thing: Thing, query: Query) -> bool:
        if query.get("status", "all") not in ("all", thing["status"]):
            return False
        return super().fits(thing, query)

    def show(self, thing: Thing) -> Thing:
        shown = super().show(thing)
        resource, _, event = thing["topic"].partition(".")
        return shown | {"resource": resource, "event": event, "hooks": [f"woocommerce_{resource}_{event}"]}

    def create(self, body: Any) -> Thing:
        """It is made whatever the address answers to the ping, and always active."""
        told = self.checked(body)
        self._valid(told, required=True)
        now = self.shop.now()
        made = {
            "id": self.shop.new_id("webhook"), "status": "active", "topic": told["topic"].lower(),
            "name": told.get("name") or f"Webhook created on {now:%b %d, %Y @ %I:%M %p}",
            "delivery_url": told["delivery_url"], "date_created": now, "date_modified": None,
            "_secret": told.get("secret") or secrets.token_urlsafe(37), "_failures": 0,
        }  # fmt: skip
        self.things[made["id"]] = made
        self.shop.pings.append(made["id"])
        return made

    def update(self, thing: Thing, body: Any) -> Thing:
        """Another address is greeted; the count of failures stays, so one that is revived has one try."""
        told = self.checked(body)
        self._valid(told, required=False)
        moved = told.get("delivery_url") not in (None, "", thing["delivery_url"])
        for name in ("name", "status", "topic", "delivery_url"):
            thing[name] = told.get(name) or thing[name]
        thing["_secret"] = told.get("secret") or thing["_secret"]
        self.touch(thing)
        if moved and thing["status"] == "active":
            self.shop.pings.append(thing["id"])
        return thing

    @staticmethod
    def _valid(told: Thing, *, required: bool) -> None:
        topic, url = told.get("topic", ""), told.get("delivery_url", "")
        if (topic or required) and topic.lower() not in TOPICS:
            text = (
                "Webhook topic is required and must be valid." if required else "Webhook topic must be valid."
            )
            raise Refused(400, "woocommerce_rest_shop_webhook_invalid_topic", text)
        if (url or required) and not url.startswith(("http://", "https://")):
            text = "Webhook delivery URL must be a valid URL starting with http:// or https://."
            raise Refused(400, "woocommerce_rest_shop_webhook_invalid_delivery_url", text)


def settle(webhook: Thing, status: int) -> None:
    """What an answer (0: none) makes of a webhook: 200 to 302 is success, the 7th failure in a row the end."""
    if 200 <= status < 303:
        webhook["_failures"] = 0
    elif webhook["_failures"] > PATIENCE:
        webhook["status"] = "disabled"
    else:
        webhook["_failures"] += 1


def message(webhook: Thing, payload: Thing, source: str, second: int) -> tuple[dict[str, str], bytes]:
    """A delivery as it goes over the wire. Its id is made of the webhook and the second, so it is not unique."""
    body = php(payload)
    resource, _, event = webhook["topic"].partition(".")
    headers = {
        "User-Agent": USER_AGENT, "Content-Type": "application/json", "X-WC-Webhook-Source": f"{source}/",
        "X-WC-Webhook-Topic": webhook["topic"], "X-WC-Webhook-Resource": resource, "X-WC-Webhook-Event": event,
        "X-WC-Webhook-Signature": signed(html.unescape(webhook["_secret"]), body),
        "X-WC-Webhook-ID": str(webhook["id"]),
        "X-WC-Webhook-Delivery-ID": hashlib.md5(f"{webhook['id']}{second}".encode()).hexdigest(),
    }  # fmt: skip
    return headers, body


def ping(webhook: Thing) -> tuple[dict[str, str], bytes]:
    """The greeting: a form, without a signature and without WooCommerce's headers."""
    headers = {"User-Agent": USER_AGENT, "Content-Type": "application/x-www-form-urlencoded"}
    return headers, f"webhook_id={webhook['id']}".encode()

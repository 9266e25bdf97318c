"""What each of WooCommerce's webhook topics means in the shop's language.

WooCommerce tells of an order only that it was created, updated, deleted or restored. That it was paid, completed,
cancelled, put on hold or refunded is read off the order itself: such an event has a key of its own, so it happens once
however many messages show it, and where the order says when, only if that is fresh: an old order that is edited does
not count as paid today. Coupons are what the shop's language calls discounts.

``product.deleted`` also arrives for coupons and orders of older stores, with nothing but an id that then belongs to
another kind of thing. The message can't show it; the event holds just the id, and reading it finds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.connectors.base import Unreadable
from app.connectors.reading import Body, ident, text, when
from app.connectors.woocommerce import map as to
from app.connectors.woocommerce import map_goods as goods
from app.core.sentence import Json, because

FRESH = timedelta(days=1)
"""How much older than the order's last change a payment may be to count as news."""

_THINGS = {"order": "order", "customer": "customer", "product": "product", "coupon": "discount"}
"""What each kind of thing is in the shop's language."""
_WHAT = ("created", "updated", "deleted", "restored")
TOPICS = frozenset(f"{thing}.{what}" for thing in _THINGS for what in _WHAT)

_STATES = {
    "cancelled": "order.cancelled",
    "on-hold": "order.held",
    "processing": "order.accepted",
    "failed": "order.failed",
}
"""What happened to an order that is in a state; an order comes into it once, as far as we can tell."""
TELLS = frozenset(
    {
        *(f"{name}.{what}" for name in _THINGS.values() for what in _WHAT),
        *_STATES.values(),
        "order.paid",
        "order.fulfilled",
        "refund.created",
    }
) - {"customer.restored"}
"""Customers have no bin that they could come back from."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a message. ``once``: what makes it the same event in every message that shows it.

    ``at`` is None where the message has no time; ``bare``: it tells nothing but an id.
    """

    name: str
    subject: str
    at: datetime | None
    data: dict[str, Json]
    once: str = ""
    bare: bool = False


def happened(topic: str, body: Body) -> list[Happened]:
    """The events of a message, the cause before what follows from it. Raises Unreadable."""
    _refuse_error(body)
    kind, _, what = topic.partition(".")
    thing, found = _THINGS[kind], ident(body.get("id"))
    name, subject = f"{thing}.{what}", f"{thing}:{found}"
    if what == "deleted":
        return [Happened(name, subject, None, {thing: {"id": found}}, bare=True)]
    data = _data(thing, body)
    fact = data[thing]
    created, changed = fact["created_at"], fact["updated_at"]
    if what == "created":
        first = Happened(name, subject, when(created, changed), data, once=created or "")
    else:
        first = Happened(name, subject, when(changed, created), data)
    return [first, *_of_order(subject, data, when(changed))] if thing == "order" else [first]


def implied(thing: str, fact: Mapping[str, Json], since: datetime) -> list[Happened]:
    """What a thing's state says happened since then. What has no time counts as if a message had told of it."""
    since = since.replace(microsecond=0)  # WooCommerce knows whole seconds only
    subject, created = f"{thing}:{fact.get('id')}", when(fact.get("created_at"))
    customer = fact.get("customer")
    data: dict[str, Json] = {thing: fact, "customer": customer} if customer else {thing: fact}
    found = list(_of_order(subject, data, when(fact.get("updated_at")), since)) if thing == "order" else []
    if created is not None and created >= since:
        found.insert(0, Happened(f"{thing}.created", subject, created, data, once=str(fact["created_at"])))
    return found


def _data(thing: str, body: Body) -> dict[str, Json]:
    if thing == "order":
        order = to.order(body)
        return {"order": order, "customer": order["customer"]} if order["customer"] else {"order": order}
    read = {"customer": to.customer, "product": goods.product, "discount": goods.discount}[thing]
    return {thing: read(body)}


def _of_order(
    subject: str, data: dict[str, Json], changed: datetime | None, since: datetime | None = None
) -> Iterator[Happened]:
    """Paid, fulfilled, cancelled, refunded ...: read off the order. ``since``: how old news may be at the most."""
    order = data["order"]
    since = since or (changed - FRESH if changed else None)
    for name, field in (("order.paid", "paid_at"), ("order.fulfilled", "closed_at")):
        at = when(order[field])
        if at is not None and (since is None or at >= since):
            yield Happened(name, subject, at, data, once=at.isoformat())
    status = order["store_status"] or ""
    begun = when(order["paid_at"], order["created_at"])
    old = status == "processing" and since is not None and begun is not None and begun < since
    if status in _STATES and not old:
        yield Happened(_STATES[status], subject, changed, data, once=status)
    for refund in order["refunds"]:
        yield Happened("refund.created", subject, changed, {"refund": refund, **data}, once=refund["id"])


def _refuse_error(body: Body) -> None:
    """The thing was gone when WooCommerce built the message: it signs and sends its own error."""
    code = body.get("code")
    if "id" not in body and isinstance(code, str):
        raise Unreadable(
            because(
                "WooCommerce sent an error instead of the thing it meant to tell of ({code}). Most often it had been "
                "deleted before the message left.",
                code=(text(code) or "")[:80],
            )
        )

"""Reading Shopify's messages: each gives the events that it tells, with their facts.

Facts that a message tells only in part (an edited order is just its id) hold what was told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.connectors.reading import (
    Body,
    amount,
    ident,
    ident_or_none,
    moment,
    tags,
    text,
    thing,
    things,
    whole,
)
from app.connectors.shopify import map as to
from app.connectors.shopify import map_deals as deals
from app.connectors.shopify import map_goods as goods
from app.connectors.shopify import map_sending as sending
from app.connectors.shopify.parts import Fact, consent_state, customer
from app.core.sentence import Json


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a message: its name, whom it is about, its facts."""

    name: str
    subject: str
    data: dict[str, Json]


Reader = Callable[[str, Body], Iterator[Happened]]

ON_THE_WAY = {
    "in_transit": "fulfilment.in_transit",
    "out_for_delivery": "fulfilment.out_for_delivery",
    "attempted_delivery": "fulfilment.delivery_attempted",
    "ready_for_pickup": "fulfilment.ready_for_pickup",
    "delivered": "fulfilment.delivered",
    "delayed": "fulfilment.delayed",
    "failure": "fulfilment.failed",
}
"""News of a parcel that are events of their own."""
_SAID = {"subscribed": "given", "unsubscribed": "withdrawn"}


def order(name: str, body: Body) -> Iterator[Happened]:
    yield _with_customer(name, "order", to.order(body))


def draft(name: str, body: Body) -> Iterator[Happened]:
    yield _with_customer(name, "draft_order", to.draft(body))


def edited(name: str, body: Body) -> Iterator[Happened]:
    edit = thing(body.get("order_edit"), "order_edit") or {}
    found = ident(edit.get("order_id"), "order_id")
    yield Happened(name, f"order:{found}", {"order": {"id": found}})


def order_id(name: str, body: Body) -> Iterator[Happened]:
    """Messages that name an order and tell little else of it; some name none, and then nothing happened to one."""
    found = ident_or_none(body.get("order_id"))
    if found:
        fact: Fact = {"id": found}
        if name == "order.risk_changed":
            fact["risk_level"] = to.risk_level(body.get("risk_level"))
        yield Happened(name, f"order:{found}", {"order": fact})


def gone(fact: str) -> Reader:
    """What was deleted: nothing but an id."""

    def read(name: str, body: Body) -> Iterator[Happened]:
        found = ident(body.get("id") or body.get("admin_graphql_api_id"))
        yield Happened(name, f"{fact}:{found}", {fact: {"id": found}})

    return read


def plain(fact: str, read_fact: Callable[[Body], Fact]) -> Reader:
    """A message that is the thing itself."""

    def read(name: str, body: Body) -> Iterator[Happened]:
        found = read_fact(body)
        yield Happened(name, f"{fact}:{found['id']}", {fact: found})

    return read


def of_order(fact: str, read_fact: Callable[[Body], Fact]) -> Reader:
    """A message that is a thing which belongs to an order."""

    def read(name: str, body: Body) -> Iterator[Happened]:
        yield _of_order(name, fact, read_fact(body))

    return read


def customer_named(name: str, body: Body) -> Iterator[Happened]:
    """Messages of the newer kind: the customer's id, in one of its spellings, and what is new of the customer."""
    inside = thing(body.get("customer"), "customer") or {}
    who = _first(body, "customer_id", "customerId") or inside.get("id") or body.get("id")
    found: Fact = {"id": ident(who, "customer_id")}
    email = text(body.get("email_address")) or text(inside.get("email"))
    if email:
        found["email"] = email
    if name == "customer.spending_changed":
        spent = thing(body.get("amountSpent"), "amountSpent") or {}
        found["orders_count"] = whole(body.get("numberOfOrders"))
        found["total_spent"] = amount(spent.get("amount"), "amountSpent")
        found["currency"] = text(spent.get("currencyCode"))
        found["last_order_id"] = ident_or_none(body.get("lastOrderId"))
    happened = _about_customer(name, found)
    if name in ("customer.tags_added", "customer.tags_removed"):
        happened.data["tags"] = tags(body.get("tags"))
    if name in ("customer.data_requested", "customer.erasure_requested"):
        found["phone"] = text(inside.get("phone"))
        listed = _first(body, "orders_requested", "orders_to_redact")
        orders = listed if isinstance(listed, list) else []
        happened.data["order_ids"] = [one for each in orders if (one := ident_or_none(each))]
    segment = ident_or_none(_first(body, "segment_id", "segmentId"))
    if segment:
        happened.data["segment"] = segment
    yield happened


def consent(channel: str, field: str) -> Reader:
    """What a customer said about marketing by a channel. Agreeing and withdrawing are events of their own."""

    def read(name: str, body: Body) -> Iterator[Happened]:
        told = thing(body.get(field), field) or {}
        state = consent_state(told)
        found: Fact = {"id": ident(_first(body, "customer_id", "id"), "customer_id")}
        if channel != "whatsapp":
            found[f"{channel}_consent"] = state
            found[f"{channel}_consent_at"] = moment(told.get("consent_updated_at"))
            found["accepts_marketing" if channel == "email" else "accepts_sms"] = state == "subscribed"
        for key, value in (
            ("email", body.get("email_address")),
            ("phone", _first(body, "phone", "phone_number")),
        ):
            if text(value):
                found[key] = text(value)
        yield _about_customer(name, found)
        if state in _SAID:
            yield _about_customer(f"customer.{channel}_consent_{_SAID[state]}", found)

    return read


def merged(name: str, body: Body) -> Iterator[Happened]:
    """Two accounts became one; a merge that failed changed nobody."""
    if body.get("status") != "failed":
        kept = ident(body.get("admin_graphql_api_customer_kept_id"), "admin_graphql_api_customer_kept_id")
        happened = _about_customer(name, {"id": kept})
        happened.data["merged_id"] = ident_or_none(body.get("admin_graphql_api_customer_deleted_id"))
        yield happened


def shop(name: str, body: Body) -> Iterator[Happened]:
    found = ident(body.get("shop_id"), "shop_id")
    yield Happened(name, f"shop:{found}", {"shop": {"id": found, "domain": text(body.get("shop_domain"))}})


def saved_card(name: str, body: Body) -> Iterator[Happened]:
    found = deals.payment_method(body)
    who = found["customer_id"]
    yield Happened(name, f"customer:{who}", {"payment_method": found, "customer": {"id": who}})


def checkout(name: str, body: Body) -> Iterator[Happened]:
    happened = _with_customer(name, "checkout", to.checkout(body))
    yield happened
    if happened.data["checkout"]["completed_at"]:
        yield Happened("checkout.completed", happened.subject, happened.data)


def checkout_gone(name: str, body: Body) -> Iterator[Happened]:
    found = to.checkout_id(body)
    yield Happened(name, f"checkout:{found}", {"checkout": {"id": found}})


def cart(name: str, body: Body) -> Iterator[Happened]:
    yield _with_customer(name, "cart", to.checkout(body))


def fulfilment(name: str, body: Body) -> Iterator[Happened]:
    happened = _of_order(name, "fulfilment", sending.fulfilment(body))
    yield happened
    if name == "fulfilment.updated" and happened.data["fulfilment"]["status"] == "cancelled":
        yield Happened("fulfilment.cancelled", happened.subject, happened.data)


def tracked(name: str, body: Body) -> Iterator[Happened]:
    """News of a parcel on its way. Its arrival, and what else owners ask for, are events of their own."""
    news = sending.fulfilment_event(body)
    found: Fact = {
        "id": news["fulfilment_id"],
        "order_id": news["order_id"],
        "shipment_status": news["status"],
        "updated_at": news["happened_at"],
    }
    happened = _of_order(name, "fulfilment", found)
    happened.data["fulfilment_event"] = news
    yield happened
    if news["status"] in ON_THE_WAY:
        yield Happened(ON_THE_WAY[news["status"]], happened.subject, happened.data)


def fulfilment_order(name: str, body: Body) -> Iterator[Happened]:
    """What happened to the part of an order that one place is to send. Messages tell little more than its id."""
    merges = body.get("fulfillment_order_merges")
    listed = things(merges, "fulfillment_order_merges") if isinstance(merges, list) else [merges]
    inside = thing(listed[0] if listed else None, "fulfillment_order_merges") or {}
    told = thing(
        _first(body, "moved_fulfillment_order", "submitted_fulfillment_order", "fulfillment_order")
        or inside.get("fulfillment_order"),
        "fulfillment_order",
    )
    asked = thing(body.get("fulfillment_order_merchant_request"), "fulfillment_order_merchant_request") or {}
    report = thing(body.get("progress_report"), "progress_report") or {}
    before = thing(body.get("source_location"), "source_location") or {}
    other = thing(
        _first(body, "remaining_fulfillment_order", "replacement_fulfillment_order"), "fulfillment_order"
    )
    found = sending.fulfilment_order(
        {
            **(told or {}),
            "message": _first(body, "message") or asked.get("message") or report.get("reason_notes"),
            "previous_location_id": before.get("id"),
            "remaining_id": (other or {}).get("id"),
        }
    )
    yield _of_order(name, "fulfilment_order", found)


def billing_attempt(name: str, body: Body) -> Iterator[Happened]:
    found = deals.billing_attempt(body)
    of = found["subscription_id"]
    yield Happened(name, f"subscription:{of}", {"billing_attempt": found, "subscription": {"id": of}})


def subscription(name: str, body: Body) -> Iterator[Happened]:
    found = deals.subscription(body)
    data: dict[str, Json] = {"subscription": found}
    if found["customer_id"]:
        data["customer"] = {"id": found["customer_id"]}
    yield Happened(name, f"subscription:{found['id']}", data)


def contact(name: str, body: Body) -> Iterator[Happened]:
    """A person of a company; where a role was given or taken, the message holds the branch too."""
    inside = thing(body.get("company_contact"), "company_contact")
    found = deals.company_contact(inside or body)
    data: dict[str, Json] = {"company_contact": found}
    if found["company"]:
        data["company"] = found["company"]
    branch = thing(body.get("company_location"), "company_location")
    if branch:
        data["company_location"] = deals.company_location(branch)
    yield Happened(name, f"company_contact:{found['id']}", data)


def branch(name: str, body: Body) -> Iterator[Happened]:
    found = deals.company_location(body)
    data: dict[str, Json] = {"company_location": found}
    if found["company"]:
        data["company"] = found["company"]
    yield Happened(name, f"company_location:{found['id']}", data)


def discount(name: str, body: Body) -> Iterator[Happened]:
    found = deals.discount(body)
    yield Happened(name, f"discount:{found['id']}", {"discount": found})


about_customer = plain("customer", customer)
product = plain("product", goods.product)
variant = plain("variant", goods.variant)


def _with_customer(name: str, fact: str, found: Fact) -> Happened:
    """An order or checkout: its customer is a fact of the event too."""
    data: dict[str, Json] = {fact: found}
    if found["customer"] is not None:
        data["customer"] = found["customer"]
    return Happened(name, f"{fact}:{found['id']}", data)


def _about_customer(name: str, found: Fact) -> Happened:
    return Happened(name, f"customer:{found['id']}", {"customer": found})


def _of_order(name: str, fact: str, found: Fact) -> Happened:
    """What belongs to an order is about the order: waits for it and its turn in the queue go by that."""
    of = found["order_id"]
    return Happened(name, f"order:{of}" if of else f"{fact}:{found['id']}", {fact: found})


def _first(body: Body, *names: str) -> Json:
    return next((body[name] for name in names if body.get(name) is not None), None)

"""What each of Shopify's webhook topics means in the shop's language.

A topic that is not here means nothing to us yet: its message is kept, and gives no event. Facts that a message tells
only in part (an edited order is just its id) hold what was told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.connectors.reading import Body, amount, ident, ident_or_none, moment, tags, text, thing, whole
from app.connectors.shopify import map as to
from app.connectors.shopify.parts import Fact, customer
from app.core.sentence import Json


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a message: its name, whom it is about, its facts."""

    name: str
    subject: str
    data: dict[str, Json]


Reader = Callable[[str, Body], Iterator[Happened]]


def _order(name: str, body: Body) -> Iterator[Happened]:
    yield _with_customer(name, "order", to.order(body))


def _draft(name: str, body: Body) -> Iterator[Happened]:
    yield _with_customer(name, "draft_order", to.order(body))


def _edited(name: str, body: Body) -> Iterator[Happened]:
    edit = thing(body.get("order_edit"), "order_edit") or {}
    found = ident(edit.get("order_id"), "order_id")
    yield Happened(name, f"order:{found}", {"order": {"id": found}})


def _order_id(name: str, body: Body) -> Iterator[Happened]:
    """Messages that name an order and tell nothing else of it; some name none, and then nothing happened to one."""
    found = ident_or_none(body.get("order_id"))
    if found:
        yield Happened(name, f"order:{found}", {"order": {"id": found}})


def _gone(thing_name: str) -> Reader:
    def read(name: str, body: Body) -> Iterator[Happened]:
        found = ident(body.get("id"))
        yield Happened(name, f"{thing_name}:{found}", {thing_name: {"id": found}})

    return read


def _customer(name: str, body: Body) -> Iterator[Happened]:
    yield _about_customer(name, customer(body))


def _customer_named(name: str, body: Body) -> Iterator[Happened]:
    """Messages of the newer kind: the customer's id, in one of its spellings, and what is new of the customer."""
    inside = thing(body.get("customer"), "customer") or {}
    who = _first(body, "customer_id", "customerId") or inside.get("id") or body.get("id")
    found: Fact = {"id": ident(who, "customer_id")}
    email = text(body.get("email_address")) or text(inside.get("email"))
    if email:
        found["email"] = email
    if name == "customer.email_consent_changed":
        consent = thing(body.get("email_marketing_consent"), "email_marketing_consent") or {}
        found["accepts_marketing"] = consent.get("state") == "subscribed"
    if name == "customer.spending_changed":
        spent = thing(body.get("amountSpent"), "amountSpent") or {}
        found["orders_count"] = whole(body.get("numberOfOrders"))
        found["total_spent"] = amount(spent.get("amount"), "amountSpent")
        found["currency"] = text(spent.get("currencyCode"))
    happened = _about_customer(name, found)
    if name in ("customer.tags_added", "customer.tags_removed"):
        happened.data["tags"] = tags(body.get("tags"))
    segment = ident_or_none(_first(body, "segment_id", "segmentId"))
    if segment:
        happened.data["segment"] = segment
    yield happened


def _merged(name: str, body: Body) -> Iterator[Happened]:
    """Two accounts became one; a merge that failed changed nobody."""
    if body.get("status") != "failed":
        kept = ident(body.get("admin_graphql_api_customer_kept_id"), "admin_graphql_api_customer_kept_id")
        yield _about_customer(name, {"id": kept})


def _product(name: str, body: Body) -> Iterator[Happened]:
    found = to.product(body)
    yield Happened(name, f"product:{found['id']}", {"product": found})


def _variant(name: str, body: Body) -> Iterator[Happened]:
    found = to.variant(body)
    yield Happened(name, f"variant:{found['id']}", {"variant": found})


def _inventory(fact: str) -> Reader:
    def read(name: str, body: Body) -> Iterator[Happened]:
        found = to.inventory(body)
        yield Happened(name, f"{fact}:{found['id']}", {fact: found})

    return read


def _checkout(name: str, body: Body) -> Iterator[Happened]:
    happened = _with_customer(name, "checkout", to.checkout(body))
    yield happened
    if happened.data["checkout"]["completed_at"]:
        yield Happened("checkout.completed", happened.subject, happened.data)


def _checkout_gone(name: str, body: Body) -> Iterator[Happened]:
    found = to.checkout_id(body)
    yield Happened(name, f"checkout:{found}", {"checkout": {"id": found}})


def _cart(name: str, body: Body) -> Iterator[Happened]:
    yield _with_customer(name, "cart", to.checkout(body))


def _refund(name: str, body: Body) -> Iterator[Happened]:
    yield _of_order(name, "refund", to.refund(body))


def _fulfilment(name: str, body: Body) -> Iterator[Happened]:
    yield _of_order(name, "fulfilment", to.fulfilment(body))


def _tracked(name: str, body: Body) -> Iterator[Happened]:
    """News of a parcel on its way. Its arrival is an event of its own."""
    found: Fact = {
        "id": ident(body.get("fulfillment_id"), "fulfillment_id"),
        "order_id": ident_or_none(body.get("order_id")),
        "shipment_status": to.shipment_status(body.get("status")),
        "updated_at": moment(body.get("happened_at")),
    }
    happened = _of_order(name, "fulfilment", found)
    yield happened
    if found["shipment_status"] == "delivered":
        yield Happened("fulfilment.delivered", happened.subject, happened.data)


def _return(name: str, body: Body) -> Iterator[Happened]:
    yield _of_order(name, "return", to.returned(body))


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


TOPICS: dict[str, tuple[str, Reader]] = {
    "orders/create": ("order.created", _order),
    "orders/updated": ("order.updated", _order),
    "orders/paid": ("order.paid", _order),
    "orders/cancelled": ("order.cancelled", _order),
    "orders/fulfilled": ("order.fulfilled", _order),
    "orders/partially_fulfilled": ("order.partially_fulfilled", _order),
    "orders/edited": ("order.edited", _edited),
    "orders/delete": ("order.deleted", _gone("order")),
    "orders/link_requested": ("order.link_requested", _order),
    "orders/risk_assessment_changed": ("order.risk_changed", _order_id),
    "orders/shopify_protect_eligibility_changed": ("order.protection_changed", _order_id),
    "draft_orders/create": ("draft_order.created", _draft),
    "draft_orders/update": ("draft_order.updated", _draft),
    "draft_orders/delete": ("draft_order.deleted", _gone("draft_order")),
    "customers/create": ("customer.created", _customer),
    "customers/update": ("customer.updated", _customer),
    "customers/delete": ("customer.deleted", _gone("customer")),
    "customers/enable": ("customer.enabled", _customer),
    "customers/disable": ("customer.disabled", _customer),
    "customers/merge": ("customer.merged", _merged),
    "customers/purchasing_summary": ("customer.spending_changed", _customer_named),
    "customers/data_request": ("customer.data_requested", _customer_named),
    "customers/redact": ("customer.erasure_requested", _customer_named),
    "customer.tags_added": ("customer.tags_added", _customer_named),
    "customer.tags_removed": ("customer.tags_removed", _customer_named),
    "customer.joined_segment": ("customer.segment_joined", _customer_named),
    "customer.left_segment": ("customer.segment_left", _customer_named),
    "customers_email_marketing_consent/update": ("customer.email_consent_changed", _customer_named),
    "customers_marketing_consent/update": ("customer.sms_consent_changed", _customer_named),
    "customers_whats_app_marketing_consent/update": ("customer.whatsapp_consent_changed", _customer_named),
    "products/create": ("product.created", _product),
    "products/update": ("product.updated", _product),
    "products/delete": ("product.deleted", _gone("product")),
    "variants/in_stock": ("variant.restocked", _variant),
    "variants/out_of_stock": ("variant.sold_out", _variant),
    "inventory_levels/connect": ("inventory.connected", _inventory("inventory")),
    "inventory_levels/update": ("inventory.updated", _inventory("inventory")),
    "inventory_levels/disconnect": ("inventory.disconnected", _inventory("inventory")),
    "inventory_items/create": ("inventory_item.created", _inventory("inventory_item")),
    "inventory_items/update": ("inventory_item.updated", _inventory("inventory_item")),
    "inventory_items/delete": ("inventory_item.deleted", _gone("inventory_item")),
    "checkouts/create": ("checkout.created", _checkout),
    "checkouts/update": ("checkout.updated", _checkout),
    "checkouts/delete": ("checkout.deleted", _checkout_gone),
    "carts/create": ("cart.created", _cart),
    "carts/update": ("cart.updated", _cart),
    "refunds/create": ("refund.created", _refund),
    "fulfillments/create": ("fulfilment.created", _fulfilment),
    "fulfillments/update": ("fulfilment.updated", _fulfilment),
    "fulfillment_events/create": ("fulfilment.tracked", _tracked),
    "returns/request": ("return.requested", _return),
    "returns/approve": ("return.approved", _return),
    "returns/decline": ("return.declined", _return),
    "returns/cancel": ("return.cancelled", _return),
    "returns/close": ("return.closed", _return),
    "returns/reopen": ("return.reopened", _return),
    "returns/update": ("return.updated", _return),
    "returns/process": ("return.processed", _return),
}


def happened(topic: str, body: Body) -> list[Happened]:
    """The events of a message, the cause before what follows from it. Raises Unreadable."""
    name, read = TOPICS[topic]
    return list(read(name, body))

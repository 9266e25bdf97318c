"""Reading any one thing of a store: which document asks for it, and how its answer becomes a fact.

Like ``graphql``, each brings an answer into the form of a webhook, so that one mapping reads both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.connectors.reading import Body, amount, text, thing, things
from app.connectors.shopify import graphql
from app.connectors.shopify import map as to
from app.connectors.shopify import map_deals as deals
from app.connectors.shopify import map_goods as goods
from app.connectors.shopify import map_sending as sending
from app.connectors.shopify.graphql import id_of, nodes, shop_amount, small
from app.connectors.shopify.parts import Fact
from app.core.sentence import Json

_AMOUNTS = {
    "total_price": "total_price_set",
    "subtotal_price": "subtotal_price_set",
    "total_discounts": "total_discounts_set",
    "total_tax": "total_tax_set",
}


def draft(node: Body) -> Fact:
    """A draft of an order."""
    off, one = (
        thing(node.get("appliedDiscount"), "appliedDiscount"),
        thing(node.get("shippingLine"), "shippingLine"),
    )
    return to.draft(
        {
            **node,
            **_amounts(node),
            "status": small(node.get("status")),
            "order_id": id_of(node, "order"),
            "customer": graphql.buyer(node.get("customer")),
            "line_items": [graphql.line(item) for item in nodes(node, "lineItems")],
            "shipping_line": graphql.shipping(one) if one else None,
            "tax_lines": graphql.taxes(node),
            "applied_discount": off
            and {**off, "amount": shop_amount(off, "amountSet"), "value_type": small(off.get("value_type"))},
            "metafields": nodes(node, "metafields"),
        }
    )


def variant(node: Body) -> Fact:
    """A variant with its stock at each place."""
    of, stock = thing(node.get("product"), "product") or {}, thing(node.get("stock"), "stock") or {}
    cost = thing(stock.get("unitCost"), "unitCost") or {}
    media = nodes(node, "media")
    image = graphql.picture(media[0]) if media else None
    return goods.variant(
        {
            **graphql.variant(node, of.get("id")),
            "product_title": of.get("title"),
            "cost": cost.get("amount"),
            "image_src": image.get("src") if image else None,
            "levels": _levels(stock, node.get("id"), of.get("id")),
        }
    )


def inventory(node: Body) -> Fact:
    """The stock of an article, at all places together."""
    of: Body = next(iter(nodes(node, "variants")), {})
    levels = _levels(node, of.get("id"), id_of(of, "product"))
    counted = ("available", "on_hand", "committed", "incoming")
    totals = {
        name: sum(one for level in levels if isinstance(one := level.get(name), int)) for name in counted
    }
    return goods.inventory(
        {**_article(node, of.get("id"), id_of(of, "product")), **(totals if levels else {})}
    )


def collection(node: Body) -> Fact:
    """A collection."""
    count = thing(node.get("productsCount"), "productsCount") or {}
    order = small(node.get("sort_order"))
    return goods.collection(
        {
            **node,
            "sort_order": order.replace("_", "-") if order else None,
            "products_count": count.get("count"),
            "metafields": nodes(node, "metafields"),
        }
    )


def fulfilment(node: Body) -> Fact:
    """A parcel."""
    of, service = thing(node.get("order"), "order") or {}, thing(node.get("service"), "service") or {}
    return sending.fulfilment(
        {
            **graphql.fulfilment(node, of),
            "service": service.get("handle"),
            "email": of.get("email"),
            "destination": of.get("shipping_address"),
            "line_items": [_part(item, item.get("quantity")) for item in nodes(node, "fulfillmentLineItems")],
        }
    )


def fulfilment_order(node: Body) -> Fact:
    """The part of an order that one place is to send."""
    at = thing(node.get("assignedLocation"), "assignedLocation") or {}
    method = thing(node.get("deliveryMethod"), "deliveryMethod") or {}
    holds = things(node.get("fulfillment_holds"), "fulfillment_holds")
    return sending.fulfilment_order(
        {
            **node,
            "status": small(node.get("status")),
            "request_status": small(node.get("request_status")),
            "assigned_location_id": id_of(at, "location"),
            "location": at.get("name"),
            "delivery_method": {"method_type": small(method.get("method_type"))},
            "fulfillment_holds": [{**hold, "reason": small(hold.get("reason"))} for hold in holds],
            "line_items": [
                {**_part(item, item.get("total_quantity")), "fulfillable_quantity": item.get("left")}
                for item in nodes(node, "lineItems")
            ],
        }
    )


def returned(node: Body) -> Fact:
    """A return with its items."""
    declined = thing(node.get("decline"), "decline")
    return sending.returned(
        {
            **node,
            "decline": declined and {**declined, "reason": small(declined.get("reason"))},
            "return_line_items": [_return_line(item) for item in nodes(node, "returnLineItems")],
        }
    )


def refund(node: Body) -> Fact:
    """A refund with its items."""
    both = thing(node.get("totalRefundedSet"), "totalRefundedSet") or {}
    money = thing(both.get("shopMoney"), "totalRefundedSet") or {}
    of = thing(node.get("order"), "order") or {}
    found = sending.refund(
        {
            **node,
            "order_id": of.get("id"),
            "transactions": [graphql.transaction(item, of) for item in nodes(node, "transactions")],
            "refund_line_items": [
                {
                    **item,
                    "restock_type": small(item.get("restock_type")),
                    "subtotal": shop_amount(item, "subtotalSet"),
                    "total_tax": shop_amount(item, "totalTaxSet"),
                    "line_item": _part(item, item.get("quantity")),
                }
                for item in nodes(node, "refundLineItems")
            ],
        },
        text(money.get("currencyCode")),
    )
    told = amount(money.get("amount"), "totalRefundedSet")
    return {**found, "amount": told or found["amount"]}


def checkout(node: Body) -> Fact:
    """A checkout that became no order yet."""
    codes = node.get("discountCodes")
    return to.checkout(
        {
            **node,
            **_amounts(node),
            "customer": graphql.buyer(node.get("customer")),
            "email": (graphql.buyer(node.get("customer")) or {}).get("email"),
            "line_items": [graphql.line(item) for item in nodes(node, "lineItems")],
            "tax_lines": graphql.taxes(node),
            "currency": _currency(node, "total_price_set"),
            "discount_codes": [{"code": code} for code in codes] if isinstance(codes, list) else [],
        }
    )


def discount(node: Body) -> Fact:
    """A discount, with a code or without."""
    found = thing(node.get("discount"), "discount") or {}
    codes = nodes(found, "codes")
    kind = text(found.get("__typename")) or ""
    worth = thing((thing(found.get("customerGets"), "customerGets") or {}).get("value"), "value") or {}
    money = thing(worth.get("money"), "money") or {}
    least = thing(found.get("minimumRequirement"), "minimumRequirement") or {}
    minimum = thing(least.get("greaterThanOrEqualToSubtotal"), "minimumRequirement") or {}
    share = worth.get("percentage")
    return deals.discount(
        {
            **found,
            "id": node.get("id"),
            "code": codes[0].get("code") if codes else None,
            "automatic": kind.startswith("DiscountAutomatic"),
            "kind": "shipping"
            if kind.endswith("FreeShipping")
            else "percentage"
            if share is not None
            else "fixed_amount"
            if money
            else None,
            "free_shipping": kind.endswith("FreeShipping"),
            "percent": round(share * 100, 4) if isinstance(share, (int, float)) else None,
            "amount": money.get("amount"),
            "currency": money.get("currencyCode") or minimum.get("currencyCode"),
            "minimum": minimum.get("amount"),
            "metafields": nodes(node, "metafields"),
            "admin_graphql_api_id": None,
        }
    )


def subscription(node: Body) -> Fact:
    """A subscription contract."""
    policies = {
        name: {**policy, "interval": small(policy.get("interval"))}
        for name in ("billing_policy", "delivery_policy")
        if (policy := thing(node.get(name), name))
    }
    return deals.subscription(
        {
            **node,
            **policies,
            "status": small(node.get("status")),
            "last_payment_status": small(node.get("last_payment_status")),
            "customer_id": id_of(node, "customer"),
            "customer": graphql.buyer(node.get("customer")),
            "origin_order_id": id_of(node, "originOrder"),
        }
    )


def dispute(node: Body) -> Fact:
    """A dispute."""
    money, why = (
        thing(node.get("amount"), "amount") or {},
        thing(node.get("reasonDetails"), "reasonDetails") or {},
    )
    return sending.dispute(
        {
            **node,
            **why,
            "order_id": id_of(node, "order"),
            "type": small(node.get("type")),
            "status": small(node.get("status")),
            "reason": small(why.get("reason")),
            "amount": money.get("amount"),
            "currency": money.get("currencyCode"),
        }
    )


def payment_schedule(node: Body) -> Fact:
    """When how much of an order is to be paid."""
    left, whole = (
        thing(node.get("balanceDue"), "balanceDue") or {},
        thing(node.get("totalBalance"), "totalBalance") or {},
    )
    return sending.payment_schedule(
        {
            **node,
            "order_id": id_of(thing(node.get("paymentTerms"), "paymentTerms") or {}, "order"),
            "amount": whole.get("amount"),
            "balance_due": left.get("amount"),
            "currency": left.get("currencyCode"),
        }
    )


def company(node: Body) -> Fact:
    """A business that buys."""
    count, spent = (
        thing(node.get("ordersCount"), "ordersCount") or {},
        thing(node.get("totalSpent"), "totalSpent") or {},
    )
    return deals.company(
        {
            **node,
            "main_contact_admin_graphql_api_id": id_of(node, "mainContact"),
            "orders_count": count.get("count"),
            "total_spent": {"amount": spent.get("amount"), "currency": spent.get("currencyCode")},
            "metafields": nodes(node, "metafields"),
        }
    )


def transfer(node: Body) -> Fact:
    """Goods that go from one place to another."""
    places = {
        name: {"id": id_of(place, "location"), "name": place.get("name")}
        for name in ("origin", "destination")
        if (place := thing(node.get(name), name))
    }
    return goods.transfer({**node, **places})


@dataclass(frozen=True, slots=True)
class Reading:
    """``root``: the answer's field that holds the thing. ``kind``: as which kind it is asked for, if as another."""

    root: str
    fact: Callable[[Body], Fact]
    kind: str = ""


READINGS: Mapping[str, Reading] = {
    "customer": Reading("customer", graphql.customer),
    "product": Reading("product", graphql.product),
    "draft_order": Reading("draftOrder", draft),
    "variant": Reading("productVariant", variant),
    "inventory": Reading("inventoryItem", inventory),
    "collection": Reading("collection", collection),
    "fulfilment": Reading("fulfillment", fulfilment),
    "fulfilment_order": Reading("fulfillmentOrder", fulfilment_order),
    "return": Reading("return", returned),
    "refund": Reading("refund", refund),
    "checkout": Reading("node", checkout),
    "discount": Reading("discountNode", discount, "any_discount"),
    "subscription": Reading("subscriptionContract", subscription),
    "dispute": Reading("dispute", dispute),
    "payment_schedule": Reading("node", payment_schedule),
    "company": Reading("company", company),
    "transfer": Reading("inventoryTransfer", transfer),
}
"""What can be read by its id, besides an order, whose lines come in pages."""


def _amounts(node: Body) -> dict[str, Json]:
    return {name: shop_amount(node, field) for name, field in _AMOUNTS.items()}


def _currency(node: Body, field: str) -> Json:
    both = thing(node.get(field), field) or {}
    return (thing(both.get("shop_money"), field) or {}).get("currency_code")


def _part(item: Body, quantity: Json) -> dict[str, Json]:
    """A line of an order as part of something else."""
    line = thing(item.get("lineItem"), "lineItem") or {}
    return {**graphql.line(line), "quantity": quantity}


def _return_line(item: Body) -> dict[str, Json]:
    inside = thing(item.get("fulfillmentLineItem"), "fulfillmentLineItem") or {}
    line = thing(inside.get("lineItem"), "lineItem") or {}
    why = thing(item.get("definition"), "definition") or {}
    return {
        **item,
        "return_reason": why.get("handle"),
        "line_item": {**line, "product_id": id_of(line, "product"), "variant_id": id_of(line, "variant")},
    }


def _article(stock: Body, variant_id: Json, product_id: Json) -> dict[str, Json]:
    cost = thing(stock.get("unitCost"), "unitCost") or {}
    return {
        **stock,
        "variant_id": variant_id,
        "product_id": product_id,
        "cost": cost.get("amount"),
        "weight_value": graphql.weight(stock),
        "weight_unit": "g",
    }


def _levels(stock: Body, variant_id: Json, product_id: Json) -> list[dict[str, Json]]:
    """The stock at each place."""
    found = []
    for level in nodes(stock, "inventoryLevels"):
        at = thing(level.get("location"), "location") or {}
        counts = {
            str(one.get("name")): one.get("quantity") for one in things(level.get("quantities"), "quantities")
        }
        article = _article(stock, variant_id, product_id)
        place = {"location_id": at.get("id"), "location": at.get("name")}
        found.append({**article, **counts, **place, "updated_at": level.get("updated_at")})
    return found

"""Orders: placed by customers, changed, closed and cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tests.fakes.shopify import derived, money
from tests.fakes.shopify.fulfilment import close_parts, plan_parts
from tests.fakes.shopify.people import address_of, valid_email
from tests.fakes.shopify.registry import Args, Declined, field, found, mutation, query
from tests.fakes.shopify.stock import move_stock
from tests.fakes.shopify.store import Shop, Thing, cents, number, one_action

NO_ORDER = "Order does not exist"


@one_action
def place(
    shop: Shop,
    lines: Sequence[tuple[str, int]],
    *,
    customer: str | None = None,
    email: str | None = None,
    paid: str = "paid",
    shipping: str = "4.90",
    percent_off: int = 0,
    code: str = "",
    **fields: Any,
) -> Thing:
    """An order of (variant, pieces), with these ``fields``. ``paid``: ``paid``, ``authorized`` or ``pending``."""
    buyer = shop.get(customer) if customer else None
    at = shop.next_order
    shop.next_order += 1
    address = buyer["_addresses"][0] if buyer and buyer["_addresses"] else None
    order = shop.add(
        "Order",
        name=f"#{at}",
        number=at,
        email=email or (buyer or {}).get("email"),
        phone=None,
        note=None,
        tags=[],
        test=False,
        processedAt=shop.now(),
        cancelledAt=None,
        cancelReason=None,
        closedAt=None,
        currencyCode=shop.currency,
        presentmentCurrencyCode=shop.currency,
        customer=customer,
        customerLocale="en",
        sourceName="web",
        confirmationNumber=f"LC{at:07}",
        statusPageUrl=f"https://{shop.domain}/orders/{at}",
        paymentGatewayNames=["bogus" if paid != "pending" else "manual"],
        taxesIncluded=True,
        billingAddress=address,
        shippingAddress=address,
        customAttributes=[],
        lineItems=[],
        shippingLines=_shipping(shop, shipping),
        taxLines=[],
        discountApplications=[],
        additionalFees=[],
        transactions=[],
        refunds=[],
        fulfillments=[],
        fulfillmentOrders=[],
        returns=[],
        paymentTerms=None,
        risk={"assessments": [{"riskLevel": "LOW"}], "recommendation": "ACCEPT"},
    )
    order.update(fields)
    for variant, quantity in lines:
        add_line(shop, order, shop.the(variant), quantity)
    if percent_off:
        _take_off(shop, order, percent_off, code)
    order["taxLines"] = [{"title": "VAT", "rate": 0.19, "priceSet": _vat(derived.total(shop, order))}]
    plan_parts(shop, order)
    for line in shop.these(order["lineItems"]):
        move_stock(shop, line, available=-line["quantity"], committed=line["quantity"])
    if buyer:
        buyer["_orders"].append(order["id"])
    if paid == "authorized":
        money.authorise(shop, order)
    shop.tell("orders/create", order)
    if paid == "paid":
        money.pay(shop, order, quiet=True)
        shop.tell("orders/paid", order)
    return order


def add_line(shop: Shop, order: Thing, variant: Thing, quantity: int) -> Thing:
    product = shop.the(variant["product"])
    line = shop.add(
        "LineItem",
        order=order["id"],
        title=product["title"],
        name=product["title"],
        variantTitle=None if variant["title"] == "Default Title" else variant["title"],
        sku=variant["sku"],
        vendor=product["vendor"],
        quantity=quantity,
        isGiftCard=product["isGiftCard"],
        requiresShipping=shop.the(variant["inventoryItem"])["requiresShipping"],
        taxable=variant["taxable"],
        product=product["id"],
        variant=variant["id"],
        originalUnitPriceSet=variant["price"],
        discountAllocations=[],
        taxLines=[],
        customAttributes=[],
    )
    order["lineItems"].append(line["id"])
    return line


def _shipping(shop: Shop, price: str) -> list[Thing]:
    if not price:
        return []
    made = {"title": "DHL Paket", "code": "standard", "carrierIdentifier": None, "originalPriceSet": price}
    return [{"id": shop.new_id("ShippingLine"), **made, "taxLines": []}]


def _vat(total: Decimal) -> Decimal:
    return cents(total * Decimal(19) / Decimal(119))


def _take_off(shop: Shop, order: Thing, percent: int, code: str) -> None:
    applied = {
        "__typename": "DiscountCodeApplication" if code else "AutomaticDiscountApplication",
        "code": code,
        "title": code or f"{percent} % off",
        "targetType": "LINE_ITEM",
        "value": {"__typename": "PricingPercentageValue", "percentage": float(percent)},
    }
    order["discountApplications"] = [applied]
    for line in shop.these(order["lineItems"]):
        worth = cents(cents(line["originalUnitPriceSet"]) * line["quantity"] * percent / 100)
        line["discountAllocations"] = [{"allocatedAmountSet": worth, "discountApplication": applied}]


# ----------------------------------------------------------------------------------------------- what the API changes


@field("Order.discountCodes")
def _codes(shop: Shop, order: Thing, args: Args) -> list[str]:
    return [one["code"] for one in order["discountApplications"] if one.get("code")]


@field("Order.closed")
def _closed(shop: Shop, order: Thing, args: Args) -> bool:
    return bool(order["closedAt"])


@mutation("orderUpdate", "write_orders")
def update(shop: Shop, args: Args) -> Thing:
    sent = args["input"]
    order = found(shop, sent["id"], NO_ORDER, "id", kind="Order")
    if sent.get("email") and not valid_email(sent["email"]):
        raise Declined("Email is invalid", "email")
    changed: Thing = {}
    for name in ("note", "email", "phone", "poNumber"):
        if name in sent:
            changed[name] = sent[name] or None
    if "tags" in sent:
        changed["tags"] = sorted(set(sent["tags"]))
    if "customAttributes" in sent:
        changed["customAttributes"] = [dict(one) for one in sent["customAttributes"]]
    if sent.get("shippingAddress"):
        changed["shippingAddress"] = address_of(sent["shippingAddress"], "shippingAddress")
    order.update(changed)
    shop.changed(order, "orders/updated")
    return {"order": order}


@mutation("orderClose", "write_orders")
def close(shop: Shop, args: Args) -> Thing:
    order = found(shop, args["input"]["id"], NO_ORDER, "id", kind="Order")
    order["closedAt"] = order["closedAt"] or shop.now()
    shop.changed(order, "orders/updated")
    return {"order": order}


@mutation("orderOpen", "write_orders")
def open_again(shop: Shop, args: Args) -> Thing:
    order = found(shop, args["input"]["id"], NO_ORDER, "id", kind="Order")
    order["closedAt"] = None
    shop.changed(order, "orders/updated")
    return {"order": order}


@mutation("orderCancel", "write_orders")
def order_cancel(shop: Shop, args: Args) -> Thing:
    """The job is done the second time that somebody looks."""
    order = found(shop, args["orderId"], NO_ORDER, "orderId", kind="Order")
    if order["cancelledAt"]:
        raise Declined("Cannot cancel an order that is already canceled", "orderId")
    if any(one["status"] == "SUCCESS" for one in shop.these(order["fulfillments"])):
        raise Declined("Cannot cancel an order that has fulfillments", "orderId")
    refund = bool(args.get("refund") or (args.get("refundMethod") or {}).get("originalPaymentMethodsRefund"))
    job = shop.put(
        {
            "__typename": "Job",
            "id": shop.new_id("Job"),
            "done": False,
            "_looks": 0,
            "_cancels": (order["id"], args["reason"], refund, args["restock"], args.get("staffNote")),
        }
    )
    if args.get("notifyCustomer"):
        shop.mail("order cancelled", order["email"] or "", order)
    return {"job": job}


@query("job")
def job(shop: Shop, args: Args) -> Thing | None:
    found_one = shop.get(args["id"])
    if found_one and "_cancels" in found_one and not found_one["done"]:
        found_one["_looks"] += 1
        if found_one["_looks"] > 1:
            order, reason, refund, restock, note = found_one["_cancels"]
            cancel(shop, shop.the(order), reason, refund=refund, restock=restock, note=note)
            found_one["done"] = True
    return found_one


@one_action
def cancel(
    shop: Shop,
    order: Thing,
    reason: str = "CUSTOMER",
    *,
    refund: bool = True,
    restock: bool = True,
    note: Any = None,
) -> None:
    """As the admin does it."""
    left = {line["id"]: derived.current_quantity(shop, line) for line in derived.lines(shop, order)}
    order.update(cancelledAt=shop.now(), cancelReason=reason, closedAt=shop.now(), _staff_note=note)
    close_parts(shop, order, "CANCELLED")
    money.void_all(shop, order)
    how = "CANCEL" if restock else "NO_RESTOCK"
    pieces = [(line, quantity, how) for line, quantity in left.items() if quantity]
    if pieces:
        worth = derived.received(shop, order) - derived.refunded(shop, order) if refund else cents(0)
        money.give_back(shop, order, pieces, amount=worth, shipping=refund)
    shop.touch(order)
    shop.tell("orders/cancelled", order)
    shop.tell("orders/updated", order)


@query("orderByIdentifier")
def by_identifier(shop: Shop, args: Args) -> Thing | None:
    wanted = args["identifier"]
    if gid := wanted.get("id"):
        return shop.get(gid)
    return None


def numbered(shop: Shop, name: str) -> Thing:
    """The order of a name, as ``#1001``."""
    return next(one for one in shop.all("Order") if one["name"] == name or number(one["id"]) == name)

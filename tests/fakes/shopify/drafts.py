"""Draft orders: made, changed, sent, completed, deleted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.fakes.shopify.fields import give_fields
from tests.fakes.shopify.orders import place
from tests.fakes.shopify.people import address_of, valid_email
from tests.fakes.shopify.registry import Args, Declined, field, found, mutation
from tests.fakes.shopify.store import Shop, Thing, cents

SCOPE = "write_draft_orders"
NO_DRAFT = "Draft order not found"


def make(shop: Shop, lines: list[tuple[str, int]], **fields: Any) -> Thing:
    """A draft of (variant, pieces)."""
    draft = shop.add(
        "DraftOrder",
        name=f"#D{len(shop.all('DraftOrder')) + 1}",
        status="OPEN",
        note2=None,
        tags=[],
        email=None,
        phone=None,
        currencyCode=shop.currency,
        presentmentCurrencyCode=shop.currency,
        taxesIncluded=True,
        taxExempt=False,
        poNumber=None,
        invoiceUrl=f"https://{shop.domain}/invoices/{len(shop.all('DraftOrder')) + 1}",
        invoiceSentAt=None,
        completedAt=None,
        customAttributes=[],
        customer=None,
        order=None,
        billingAddress=None,
        shippingAddress=None,
        shippingLine=None,
        appliedDiscount=None,
        taxLines=[],
        lineItems=[_line(shop, shop.the(variant), quantity) for variant, quantity in lines],
    )
    draft.update(fields)
    shop.tell("draft_orders/create", draft)
    return draft


def _line(shop: Shop, variant: Thing, quantity: int) -> Thing:
    product = shop.the(variant["product"])
    return {
        "id": shop.new_id("DraftOrderLineItem"),
        "title": product["title"],
        "name": product["title"],
        "variantTitle": None if variant["title"] == "Default Title" else variant["title"],
        "sku": variant["sku"],
        "vendor": product["vendor"],
        "quantity": quantity,
        "isGiftCard": product["isGiftCard"],
        "requiresShipping": True,
        "taxable": variant["taxable"],
        "product": product["id"],
        "variant": variant["id"],
        "originalUnitPriceSet": variant["price"],
        "totalDiscountSet": cents(0),
        "customAttributes": [],
    }


def _whole(draft: Thing) -> Decimal:
    return sum((cents(one["originalUnitPriceSet"]) * one["quantity"] for one in draft["lineItems"]), cents(0))


def _off(draft: Thing) -> Decimal:
    off = draft["appliedDiscount"]
    if not off:
        return cents(0)
    share = _whole(draft) * Decimal(str(off["value"])) / 100
    return cents(
        share if off["valueType"] == "PERCENTAGE" else min(Decimal(str(off["value"])), _whole(draft))
    )


@field("DraftOrder.totalPriceSet", "DraftOrder.subtotalPriceSet")
def _total(shop: Shop, draft: Thing, args: Args) -> Any:
    return _whole(draft) - _off(draft)


@field("DraftOrder.totalLineItemsPriceSet")
def _lines(shop: Shop, draft: Thing, args: Args) -> Any:
    return _whole(draft)


@field("DraftOrder.totalDiscountsSet")
def _discounts(shop: Shop, draft: Thing, args: Args) -> Any:
    return _off(draft)


def _terms(shop: Shop, sent: Thing) -> Thing:
    """The fields as they are kept. Raises Declined."""
    kept: Thing = {name: sent[name] for name in ("email", "phone", "poNumber", "taxExempt") if name in sent}
    if "note" in sent:
        kept["note2"] = sent["note"] or None
    if sent.get("email") and not valid_email(sent["email"]):
        raise Declined("Email is invalid", "email")
    if "tags" in sent:
        kept["tags"] = sorted(set(sent["tags"]))
    if "customAttributes" in sent:
        kept["customAttributes"] = [dict(one) for one in sent["customAttributes"]]
    if "lineItems" in sent:
        if not sent["lineItems"]:
            raise Declined("Add at least 1 product")
        kept["lineItems"] = []
        for at, one in enumerate(sent["lineItems"]):
            variant = found(
                shop,
                one["variantId"],
                f"Product with ID {one['variantId']} is no longer available.",
                "lineItems",
                str(at),
            )
            if one["quantity"] < 1:
                raise Declined(
                    "Quantity must be greater than or equal to 1", "lineItems", str(at), "quantity"
                )
            kept["lineItems"].append(_line(shop, variant, one["quantity"]))
    if gid := (sent.get("purchasingEntity") or {}).get("customerId"):
        customer = found(shop, gid, "Customer does not exist", "purchasingEntity", kind="Customer")
        kept["customer"] = gid
        kept.setdefault("email", customer["email"])
        if sent.get("useCustomerDefaultAddress") and customer["_addresses"]:
            kept["shippingAddress"] = kept["billingAddress"] = customer["_addresses"][0]
    if sent.get("shippingAddress"):
        kept["shippingAddress"] = address_of(sent["shippingAddress"], "shippingAddress")
    if off := sent.get("appliedDiscount"):
        kept["appliedDiscount"] = {
            "title": off.get("title"),
            "description": off.get("description") or "",
            **off,
        }
    return kept


@field("DraftOrderAppliedDiscount.amountSet")
def _amount(shop: Shop, off: Thing, args: Args) -> Any:
    drafts = [one for one in shop.all("DraftOrder") if one["appliedDiscount"] is off]
    return _off(drafts[0]) if drafts else cents(0)


@mutation("draftOrderCreate", SCOPE)
def create(shop: Shop, args: Args) -> Thing:
    terms = _terms(shop, args["input"])
    if "lineItems" not in terms:
        raise Declined("Add at least 1 product")
    draft = make(shop, [], **terms)
    give_fields(shop, draft, args["input"])
    return {"draftOrder": draft}


def _open(shop: Shop, gid: str) -> Thing:
    draft = found(shop, gid, NO_DRAFT, "id", kind="DraftOrder")
    if draft["status"] == "COMPLETED":
        raise Declined("This order has been paid", "id")
    return draft


@mutation("draftOrderUpdate", SCOPE)
def update(shop: Shop, args: Args) -> Thing:
    draft = _open(shop, args["id"])
    draft.update(_terms(shop, args["input"]))
    shop.changed(draft, "draft_orders/update")
    return {"draftOrder": draft}


@mutation("draftOrderInvoiceSend", SCOPE)
def invoice(shop: Shop, args: Args) -> Thing:
    draft = _open(shop, args["id"])
    to = (args.get("email") or {}).get("to") or draft["email"]
    if not to:
        raise Declined("Recipient email can't be blank", "email")
    draft.update(status="INVOICE_SENT", invoiceSentAt=shop.now())
    shop.mail("draft invoice", to, {"draft": draft["id"], **(args.get("email") or {})})
    shop.changed(draft, "draft_orders/update")
    return {"draftOrder": draft}


@mutation("draftOrderComplete", SCOPE)
def complete(shop: Shop, args: Args) -> Thing:
    draft = _open(shop, args["id"])
    order = place(
        shop,
        [(one["variant"], one["quantity"]) for one in draft["lineItems"]],
        customer=draft["customer"],
        email=draft["email"],
        paid="pending" if args.get("paymentPending") else "paid",
        shipping="",
        percent_off=int((draft["appliedDiscount"] or {}).get("value") or 0),
        note=draft["note2"],
        tags=list(draft["tags"]),
        sourceName="shopify_draft_order",
    )
    draft.update(status="COMPLETED", completedAt=shop.now(), order=order["id"])
    shop.changed(draft, "draft_orders/update")
    return {"draftOrder": draft}


@mutation("draftOrderDelete", SCOPE)
def delete(shop: Shop, args: Args) -> Thing:
    draft = found(shop, args["input"]["id"], NO_DRAFT, "id", kind="DraftOrder")
    if draft["status"] == "COMPLETED":
        raise Declined("Completed draft orders can't be deleted", "id")
    shop.remove(draft["id"])
    shop.tell("draft_orders/delete", draft)
    return {"deletedId": draft["id"]}

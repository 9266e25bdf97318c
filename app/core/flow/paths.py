"""Flow's paths (camel case, Shopify's own objects) and ours, one into the other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.fields import FACTS, FieldType, field_info
from app.core.flow.report import Unmappable
from app.core.sentence import because


@dataclass(frozen=True, slots=True)
class Ref:
    """Something of ours that a path leads to. ``shape``: of it, or of its items if ``type`` is ``list``."""

    path: str
    type: FieldType
    shape: str = ""


Scope = Mapping[str, Ref]
"""What a path may begin with beside the facts: loops' items and what earlier steps gave."""

ROOTS: Mapping[str, str] = {
    "order": "order", "customer": "customer", "product": "product", "productVariant": "variant",
    "draftOrder": "draft_order", "fulfillment": "fulfilment", "fulfillmentOrder": "fulfilment_order",
    "fulfillmentEvent": "fulfilment_event", "return": "return", "refund": "refund", "dispute": "dispute",
    "collection": "collection", "company": "company", "companyContact": "company_contact",
    "companyLocation": "company_location", "orderTransaction": "transaction", "tenderTransaction": "tender_transaction",
    "paymentSchedule": "payment_schedule", "customerPaymentMethod": "payment_method",
    "abandonedCheckout": "checkout", "inventoryItem": "inventory_item", "inventoryTransfer": "transfer",
    "subscriptionContract": "subscription", "subscriptionBillingAttempt": "billing_attempt",
    "sellingPlanGroup": "selling_plan", "metaobject": "entry",
}  # fmt: skip
"""Flow's facts: their names there and here."""

ALONE: Mapping[str, Ref] = {
    "shop.name": Ref("shop.name", "text"),
    "shop.currencyCode": Ref("shop.currency", "text"),
    "orderRiskLevel": Ref("order.risk_level", "choice"),
    "scheduledAt": Ref("event.at", "moment"),
}
"""Whole paths that are called otherwise."""

_ADDRESS = {
    "address1": "line1", "address2": "line2", "zip": "postcode", "province": "region", "provinceCode": "region_code",
    "countryCodeV2": "country_code", "firstName": "first_name", "lastName": "last_name",
}  # fmt: skip
NAMES: Mapping[str, Mapping[str, str]] = {
    "Order": {
        "publication.name": "channel", "channelInformation.channelDefinition.channelName": "channel",
        "totalPrice": "total", "subtotalPrice": "subtotal", "totalDiscounts": "discount_total",
        "totalShippingPrice": "shipping_total", "totalTax": "tax_total", "totalRefunded": "refunded_total",
        "totalOutstanding": "outstanding", "currentTotalPrice": "current_total", "riskLevel": "risk_level",
        "displayFinancialStatus": "financial_status", "displayFulfillmentStatus": "fulfilment_status",
        "subtotalLineItemsQuantity": "item_count", "customAttributes": "attributes", "clientIp": "ip_address",
        "customerLocale": "language", "currencyCode": "currency", "totalWeight": "weight_grams",
        "fulfillments": "fulfilments", "cancelledAt": "cancelled_at",
    },
    "DraftOrder": {
        "totalPrice": "total", "subtotalPrice": "subtotal", "totalTax": "tax_total", "note2": "note",
        "totalShippingPrice": "shipping_total", "customAttributes": "attributes", "currencyCode": "currency",
        "invoiceUrl": "invoice_url",
    },
    "Customer": {
        "numberOfOrders": "orders_count", "amountSpent.amount": "total_spent", "displayName": "name",
        "amountSpent.currencyCode": "currency", "defaultAddress": "address", "locale": "language",
    },
    "LineItem": {
        "name": "title", "originalUnitPrice": "price", "discountedTotal": "total", "customAttributes": "properties",
        "unfulfilledQuantity": "to_send", "product.id": "product_id", "variant.id": "variant_id",
    },
    "Variant": {"inventoryQuantity": "stock", "product.id": "product_id", "product.title": "product_title"},
    "Product": {"totalInventory": "stock", "descriptionHtml": "description", "onlineStoreUrl": "url"},
    "Attribute": {"key": "name"},
    "Address": _ADDRESS,
    "Checkout": {"totalPrice": "total", "subtotalPrice": "subtotal", "abandonedCheckoutUrl": "url"},
    "Fulfilment": {"displayStatus": "shipment_status"},
}  # fmt: skip
"""What a shape's field is called there and not simply here in other letters."""


def ours(path: str | Sequence[str], scope: Scope) -> Ref:
    """What a path of Flow is here. Raises Unmappable."""
    parts = path.split(".") if isinstance(path, str) else list(path)
    parts[0] = parts[0][:1].lower() + parts[0][1:]
    whole = ".".join(parts)
    if whole in ALONE:
        return ALONE[whole]
    root = parts[0]
    if root in scope:
        here = scope[root]
    elif root in ROOTS:
        here = Ref(ROOTS[root], "shape", FACTS[ROOTS[root]])
    else:
        raise unknown(whole)
    rest = _plain_money(parts[1:])
    while rest:
        here, rest = _step(here, rest, whole)
    return here


def unknown(path: str) -> Unmappable:
    """The refusal of a path."""
    return Unmappable(because("it uses “{path}”, which there is no value for here", path=path))


def theirs(path: str, scope: Mapping[str, str], refs: Scope) -> str:
    """What a path of ours is called there. ``scope``: our beginnings to theirs. Raises Unmappable."""
    for flow, ref in ALONE.items():
        if ref.path == path:
            return flow
    heads = {**{here: there for there, here in ROOTS.items()}, **scope}
    head = max((head for head in heads if path == head or path.startswith(f"{head}.")), key=len, default="")
    if not head:
        raise unknown(path)
    said = heads[head]
    here = ours(said, refs)
    for part in path[len(head) + 1 :].split(".") if path != head else []:
        for name in (
            *[there for there, own in NAMES.get(here.shape, {}).items() if own == part],
            _camel(part),
        ):
            tail = f"{name}Set.shopMoney.amount" if _is_money(here, part) and "." not in name else name
            try:
                found = ours(f"{said}.{tail}", refs)
            except Unmappable:
                continue
            if found.path == (f"{here.path}.{part}"):
                said, here = f"{said}.{tail}", found
                break
        else:
            raise unknown(path)
    return said


def _is_money(here: Ref, part: str) -> bool:
    info = field_info(f"it.{part}", {"it": here.shape})
    return (
        info is not None
        and info.type == "money"
        and here.shape in ("Order", "DraftOrder", "LineItem", "Checkout")
    )


def _step(here: Ref, rest: list[str], whole: str) -> tuple[Ref, list[str]]:
    if here.type != "shape":
        raise unknown(whole)
    names = NAMES.get(here.shape, {})
    for n in range(len(rest), 0, -1):
        name = names.get(".".join(rest[:n])) or (_snake(rest[0]) if n == 1 else "")
        info = field_info(f"it.{name}", {"it": here.shape}) if name else None
        if info is not None:
            return Ref(f"{here.path}.{name}", info.type, info.shape), rest[n:]
    raise unknown(whole)


def _plain_money(parts: list[str]) -> list[str]:
    """``totalPriceSet.shopMoney.amount`` is the amount; its currency is the order's."""
    if len(parts) >= 3 and parts[-3].endswith("Set") and parts[-2:] == ["shopMoney", "amount"]:
        return [*parts[:-3], parts[-3].removesuffix("Set")]
    return parts


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower().replace("fulfillment", "fulfilment")


def _camel(name: str) -> str:
    head, *more = name.replace("fulfilment", "fulfillment").split("_")
    return head + "".join(part.capitalize() for part in more)

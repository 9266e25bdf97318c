"""Which permission (access scope) each effect and each event takes. Tests compare with what Shopify says of topics."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from app.core.effects.base import Effect

AREAS: Mapping[str, str] = {
    "order": "orders",
    "transaction": "orders",
    "tender_transaction": "orders",
    "refund": "orders",
    "checkout": "orders",
    "cart": "orders",
    "customer": "customers",
    "segment": "customers",
    "company": "companies",
    "company_contact": "companies",
    "company_location": "companies",
    "product": "products",
    "variant": "products",
    "collection": "products",
    "selling_plan": "products",
    "inventory": "inventory",
    "inventory_item": "inventory",
    "location": "locations",
    "transfer": "inventory_transfers",
    "draft_order": "draft_orders",
    "discount": "discounts",
    "fulfilment": "fulfillments",
    "fulfilment_order": "merchant_managed_fulfillment_orders",
    "return": "returns",
    "dispute": "shopify_payments_disputes",
    "payment_schedule": "payment_terms",
    "subscription": "own_subscription_contracts",
    "billing_attempt": "own_subscription_contracts",
    "entry": "metaobjects",
}
"""Shopify's name of the area that a thing belongs to: it takes ``read_`` or ``write_`` and that."""
_EVENTS: Mapping[str, str] = {
    "customer.merged": "read_customer_merge",
    "customer.payment_method_added": "read_customer_payment_methods",
    "customer.payment_method_updated": "read_customer_payment_methods",
    "customer.payment_method_revoked": "read_customer_payment_methods",
    "customer.data_requested": "",
    "customer.erasure_requested": "",
    "shop.erasure_requested": "",
}
"""Events that take another permission than their area's, or none."""
_MODULES: Mapping[str, tuple[str, ...]] = {
    "orders": ("write_orders",),
    "order_details": ("write_orders",),
    "payments": ("write_orders",),
    "fulfilment": ("write_merchant_managed_fulfillment_orders",),
    "returns": ("write_returns",),
    "customers": ("write_customers",),
    "companies": ("write_companies",),
    "products": ("write_products",),
    "variants": ("write_products",),
    "collections": ("write_products",),
    "stock": ("write_inventory", "read_locations"),
    "discounts": ("write_discounts",),
    "drafts": ("write_draft_orders",),
    "publishing": ("write_publications",),
    "redirects": ("write_online_store_navigation",),
}
"""What the effects of an area take; a read takes the same to read."""
_EFFECTS: Mapping[str, tuple[str, ...]] = {
    "GiveStoreCredit": ("write_store_credit_account_transactions",),
    "TakeStoreCredit": ("write_store_credit_account_transactions",),
    "AddOrderLine": ("write_order_edits", "read_products"),
    "RemoveOrderLine": ("write_order_edits",),
    "MoveFulfilment": ("write_merchant_managed_fulfillment_orders", "read_locations"),
    "PublishProduct": ("write_publications", "read_products"),
    "HideProduct": ("write_publications", "read_products"),
    "CreateCollection": ("write_products", "write_publications"),
    "GetFact variant": ("read_products", "read_inventory"),
}
"""Effects that take others than their area does, some of them with the thing that they are about."""
_BY_THING = frozenset({"shop", "facts", "records", "fields"})
"""Areas whose effects take what the thing does that they are about."""
ALWAYS = frozenset({"read_orders", "read_customers", "read_products"})
"""What asking a store for what changed takes, without which nothing can be said to be complete."""


def of_effect(effect: type[Effect], thing: str) -> frozenset[str]:
    """What an effect takes. ``thing``: what it is about, where that is not in its name."""
    found = _EFFECTS.get(f"{effect.__name__} {thing}") or _EFFECTS.get(effect.__name__)
    area = effect.__module__.rpartition(".")[2]
    if found is None and area in _BY_THING:
        found = (f"write_{AREAS[thing]}",) if thing in AREAS else ()
    if found is None:
        found = _MODULES.get(area, ())
    if effect.kind == "read":
        found = tuple(one.replace("write_", "read_") for one in found)
    return frozenset(found)


def of_event(event: str) -> frozenset[str]:
    """What it takes to be told of an event."""
    scope = _EVENTS.get(event)
    if scope is None:
        area = AREAS.get(event.partition(".")[0])
        scope = f"read_{area}" if area else ""
    return frozenset({scope} - {""})


def widened(scopes: Collection[str]) -> frozenset[str]:
    """Who may write may read."""
    return frozenset(scopes) | {one.replace("write_", "read_") for one in scopes if one.startswith("write_")}

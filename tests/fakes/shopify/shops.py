"""The shop itself, the app that is installed in it, and checkouts that became no order."""

from __future__ import annotations

from typing import Any

from tests.fakes.shopify.registry import Args, field, query
from tests.fakes.shopify.store import Shop, Thing, cents, number

VERSIONS = {"2026-07": "2026-07", "2026-10": "2026-10", "unstable": "2026-10"}
"""The versions that are answered, and by which schema."""
OLD = ("2025-10", "2026-01", "2026-04")
"""Versions that are over: Shopify answers them with the oldest that it still has."""


@query("shop")
def shop_itself(shop: Shop, args: Args) -> Thing:
    return {
        **shop.the("gid://shopify/Shop/1"),
        "currencyCode": shop.currency,
        "ianaTimezone": shop.zone,
        "timezoneAbbreviation": "CET",
        "myshopifyDomain": shop.domain,
        "email": f"owner@{shop.domain.partition('.')[0]}.example",
        "contactEmail": f"hello@{shop.domain.partition('.')[0]}.example",
        "url": f"https://{shop.domain}",
        "primaryDomain": {
            "id": "gid://shopify/Domain/1",
            "host": shop.domain,
            "url": f"https://{shop.domain}",
        },
        "plan": {
            "displayName": "Basic",
            "publicDisplayName": "Basic",
            "partnerDevelopment": False,
            "shopifyPlus": False,
        },
        "taxesIncluded": True,
    }


@query("currentAppInstallation")
def installation(shop: Shop, args: Args) -> Thing:
    return {
        "id": "gid://shopify/AppInstallation/1",
        "accessScopes": [{"handle": scope, "description": scope} for scope in sorted(shop.app.scopes)],
        "app": {
            "id": "gid://shopify/App/1",
            "title": "Storeflow",
            "handle": "storeflow",
            "apiKey": shop.app.client_id,
        },
    }


@query("publicApiVersions")
def versions(shop: Shop, args: Args) -> list[Thing]:
    return [{"handle": one, "displayName": one, "supported": one != "unstable"} for one in VERSIONS]


def abandon(shop: Shop, lines: list[tuple[str, int]], *, customer: str | None = None, **fields: Any) -> Thing:
    """A checkout of (variant, pieces) that somebody begins."""
    checkout = shop.add(
        "AbandonedCheckout",
        name="",
        note="",
        customer=customer,
        abandonedCheckoutUrl=f"https://{shop.domain}/checkouts/recover",
        completedAt=None,
        discountCodes=[],
        customAttributes=[],
        billingAddress=None,
        shippingAddress=None,
        taxLines=[],
        lineItems=[_line(shop, shop.the(variant), quantity) for variant, quantity in lines],
    )
    checkout["name"] = f"#{number(checkout['id'])}"
    checkout.update(fields)
    shop.tell("checkouts/create", checkout)
    return checkout


def _line(shop: Shop, variant: Thing, quantity: int) -> Thing:
    return {
        "__typename": "AbandonedCheckoutLineItem",
        "id": shop.new_id("AbandonedCheckoutLineItem"),
        "title": shop.the(variant["product"])["title"],
        "variantTitle": None if variant["title"] == "Default Title" else variant["title"],
        "sku": variant["sku"],
        "quantity": quantity,
        "product": variant["product"],
        "variant": variant["id"],
        "originalUnitPriceSet": variant["price"],
        "customAttributes": [],
    }


def worth(checkout: Thing) -> Any:
    return sum(
        (cents(one["originalUnitPriceSet"]) * one["quantity"] for one in checkout["lineItems"]), cents(0)
    )


@field("AbandonedCheckout.totalPriceSet", "AbandonedCheckout.subtotalPriceSet")
def _total(shop: Shop, checkout: Thing, args: Args) -> Any:
    return worth(checkout)

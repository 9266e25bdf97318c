"""The GraphQL documents that are sent to Shopify's Admin API, by area. Tests check each against Shopify's schema."""

from __future__ import annotations

from app.connectors.shopify.documents import (
    changes,
    customers,
    discounts,
    drafts,
    fields,
    fulfilment,
    orders,
    products,
    reading,
    records,
    settling,
    stock,
    subscriptions,
    tags,
    things,
)

AREAS = (
    reading,
    things,
    tags,
    orders,
    fulfilment,
    customers,
    products,
    stock,
    discounts,
    drafts,
    fields,
    records,
    changes,
    subscriptions,
    settling,
)
DOCUMENTS: dict[str, str] = {name: text for area in AREAS for name, text in area.DOCUMENTS.items()}
"""By a name that only one area uses."""

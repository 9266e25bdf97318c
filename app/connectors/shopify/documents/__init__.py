"""The GraphQL documents that are sent to Shopify's Admin API, by area. Tests check each against Shopify's schema."""

from __future__ import annotations

from app.connectors.shopify.documents import (
    customers,
    discounts,
    drafts,
    fields,
    fulfilment,
    orders,
    products,
    reading,
    records,
    stock,
    tags,
    things,
)

DOCUMENTS: dict[str, str] = {
    **reading.DOCUMENTS,
    **things.DOCUMENTS,
    **tags.DOCUMENTS,
    **orders.DOCUMENTS,
    **fulfilment.DOCUMENTS,
    **customers.DOCUMENTS,
    **products.DOCUMENTS,
    **stock.DOCUMENTS,
    **discounts.DOCUMENTS,
    **drafts.DOCUMENTS,
    **fields.DOCUMENTS,
    **records.DOCUMENTS,
}

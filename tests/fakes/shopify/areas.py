"""All areas: importing them enters what they can do."""

from tests.fakes.shopify import (  # noqa: F401
    bulk,
    collections,
    companies,
    customers,
    derived,
    discounts,
    drafts,
    editing,
    fields,
    fulfilment,
    money,
    orders,
    parcels,
    products,
    returns,
    shops,
    stock,
    tags,
    webhooks,
)

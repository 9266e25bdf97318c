"""A shop with something in it: tea things, a few customers and orders, everything that steps may ask for."""

from __future__ import annotations

from typing import Any

from tests.fakes.shopify import collections, companies, customers, discounts, drafts, products, stock
from tests.fakes.shopify.orders import place
from tests.fakes.shopify.people import address_of
from tests.fakes.shopify.shops import abandon
from tests.fakes.shopify.store import Shop, Thing, number

GOODS = (
    ("Teapot", "POT", "89.00", 6, "Ceramics"),
    ("Tea cup", "CUP", "14.50", 40, "Ceramics"),
    ("Green tea", "TEA-G", "9.90", 120, "Tea"),
    ("Black tea", "TEA-B", "8.90", 3, "Tea"),
    ("Tea towel", "TOWEL", "12.00", 25, "Textiles"),
)
"""Title, SKU, price, stock, type."""
PEOPLE = (
    ("Anna", "Berger", "anna@example.com", "SUBSCRIBED", "Berlin"),
    ("Ben", "Clarke", "ben@example.com", "NOT_SUBSCRIBED", "Hamburg"),
    ("Chloe", "Durand", "chloe@example.com", "UNSUBSCRIBED", "Potsdam"),
)
"""First and last name, e-mail address, consent, city."""


def seeded(shop: Shop) -> Shop:
    """The shop, with places, channels, goods, people and three orders."""
    for name in ("Berlin", "Hamburg", "Acme Fulfilment"):
        place_of = shop.add(
            "Location", name=name, isActive=True, isPrimary=name == "Berlin", fulfillsOnlineOrders=True
        )
        place_of["_service"] = name == "Acme Fulfilment"
    for name in ("Online Store", "Point of Sale"):
        _channel(shop, name)
    for title, sku, price, pieces, kind in GOODS:
        goods(shop, title, sku, price, pieces, productType=kind)
    _shirt(shop)
    _drop_shipped(shop)
    tea = collections.make(shop, "Tea")
    tea["_products"] = [one["id"] for one in shop.all("Product") if one["productType"] == "Tea"]
    collections.make(shop, "Gifts")
    for first, last, email, consent, city in PEOPLE:
        person(shop, first, last, email, consent=consent, city=city)
    segment = shop.add("Segment", name="Fans of tea", query="orders_count > 1")
    segment["_members"] = [shop.all("Customer")[0]["id"]]
    companies.make(shop, "Berger & Co")
    discounts.make(shop, "Basic", "TEATIME", customerGets=_percent(0.1), summary="10% off")
    shop.add("UrlRedirect", path="/old-teapot", target="/products/teapot")
    drafts.make(shop, [(variant(shop, "CUP"), 2)], email="ben@example.com")
    place(
        shop,
        [(variant(shop, "POT"), 1), (variant(shop, "CUP"), 2)],
        customer=by_email(shop, "anna@example.com"),
    )
    place(shop, [(variant(shop, "TEA-G"), 3)], customer=by_email(shop, "ben@example.com"), paid="authorized")
    place(shop, [(variant(shop, "TOWEL"), 1)], customer=by_email(shop, "anna@example.com"), paid="pending")
    abandon(shop, [(variant(shop, "POT"), 1)], customer=by_email(shop, "chloe@example.com"))
    return shop


def _percent(share: float) -> Thing:
    return {"value": {"__typename": "DiscountPercentage", "percentage": share}}


def _channel(shop: Shop, name: str) -> None:
    handle = name.lower().replace(" ", "_")
    channel = shop.add("Channel", name=name, handle=handle)
    catalog = {"__typename": "AppCatalog", "id": shop.new_id("AppCatalog"), "title": name, "status": "ACTIVE"}
    shop.add("Publication", name=name, catalog=catalog, channels=[channel["id"]])


def goods(shop: Shop, title: str, sku: str, price: str, pieces: int, **fields: Any) -> Thing:
    """A product with one variant, in stock at the first place, shown in the online shop."""
    product = products.make(shop, title, **fields)
    product["_shown"] = {shop.all("Publication")[0]["id"]: shop.now()}
    made = products.add_variant(shop, product, price=price, sku=sku, cost="3.10", grams=500)
    stock.keep_at(shop, shop.the(made["inventoryItem"]), shop.all("Location")[0]["id"], pieces)
    return product


def _shirt(shop: Shop) -> None:
    """A product with several variants."""
    product = products.make(shop, "Shirt", productType="Textiles", tags=["cotton"])
    product["options"] = [
        {"id": shop.new_id("ProductOption"), "name": "Size", "position": 1, "values": ["S", "M", "L"]}
    ]
    for size in ("S", "M", "L"):
        made = products.add_variant(shop, product, title=size, price="25.00", sku=f"SHIRT-{size}")
        stock.keep_at(shop, shop.the(made["inventoryItem"]), shop.all("Location")[0]["id"], 10)


def _drop_shipped(shop: Shop) -> None:
    """A product that a service sends."""
    service = shop.all("Location")[2]["id"]
    product = products.make(shop, "Tea table", productType="Furniture", _sent_from=service)
    made = products.add_variant(shop, product, price="240.00", sku="TABLE")
    stock.keep_at(shop, shop.the(made["inventoryItem"]), service, 4)


def person(shop: Shop, first: str, last: str, email: str, *, city: str = "Berlin", **fields: Any) -> Thing:
    """A customer with an address."""
    consent = fields.pop("consent", "NOT_SUBSCRIBED")
    sent = {"firstName": first, "lastName": last, "address1": "Teestraße 1", "zip": "10969", "city": city}
    address = address_of({**sent, "countryCode": "DE", "provinceCode": "BE"})
    address["id"] = shop.new_id("MailingAddress")
    return customers.make(
        shop,
        email,
        consent=consent,
        firstName=first,
        lastName=last,
        _addresses=[address],
        phone=fields.pop("phone", None),
        **fields,
    )


def variant(shop: Shop, sku: str) -> str:
    """The id of the variant with that SKU."""
    return next(str(one["id"]) for one in shop.all("ProductVariant") if one["sku"] == sku)


def by_email(shop: Shop, email: str) -> str:
    """The id of the customer with that address."""
    return next(str(one["id"]) for one in shop.all("Customer") if one["email"] == email)


def plain_id(thing: Thing) -> str:
    """As the product names it."""
    return number(thing["id"])

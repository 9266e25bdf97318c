"""A small shop to begin with: teas, a mug in two colours, a customer, a coupon."""

from typing import Any

from tests.fakes.woocommerce.answers import Thing
from tests.fakes.woocommerce.order_parts import Refunds
from tests.fakes.woocommerce.orders import Orders
from tests.fakes.woocommerce.people import Coupons, Customers
from tests.fakes.woocommerce.products import Products, Variations
from tests.fakes.woocommerce.shop import Shop
from tests.fakes.woocommerce.terms import Categories, Tags

ANNA = {
    "first_name": "Anna", "last_name": "Berg", "company": "", "address_1": "Lindenweg 4", "address_2": "",
    "city": "Berlin", "state": "", "postcode": "10969", "country": "DE", "phone": "+49 30 000000",
}  # fmt: skip


def seed(shop: Shop) -> Shop:
    """Fills it. Products: TEE-100 counts its stock, MUG has the variations MUG-R and MUG-B."""
    bio = Tags(shop).create({"name": "bio"})
    cafe = Categories(shop).create({"name": "Café & Thé"})
    Categories(shop).create({"name": "Sale"})
    products = Products(shop)
    products.create(
        {"name": "Grüner Tee — 緑茶 100 g", "regular_price": "9.90", "sku": "TEE-100", "manage_stock": True,
         "stock_quantity": 40, "description": "<p>Loose leaf</p>", "tags": [{"id": bio["id"]}],
         "categories": [{"id": cafe["id"]}]}
    )  # fmt: skip
    mug = products.create({"name": "Mug", "type": "variable", "sku": "MUG"})
    for colour in ("Red", "Blue"):
        Variations(shop, mug).create(
            {"regular_price": "9.50", "sku": f"MUG-{colour[0]}", "manage_stock": True, "stock_quantity": 10,
             "attributes": [{"id": 0, "name": "Colour", "option": colour}]}
        )  # fmt: skip
    products.create({"name": "Gift wrap", "regular_price": "2.00", "sku": "WRAP"})
    Customers(shop).create(
        {"email": "anna@example.com", "first_name": "Anna", "last_name": "Berg", "shipping": ANNA,
         "billing": {**ANNA, "email": "anna@example.com"}}
    )  # fmt: skip
    Coupons(shop).create({"code": "SPRING15", "discount_type": "percent", "amount": "15"})
    shop.mails.clear()
    return shop


def by_sku(shop: Shop, sku: str) -> Thing:
    """The product or variation of that SKU."""
    return next(one for one in shop.things["product"].values() if one["sku"] == sku)


def place_order(shop: Shop, **fields: Any) -> Thing:
    """An order of Anna's, not paid yet, as the checkout makes it."""
    anna = next(one for one in shop.things["customer"].values() if one["email"] == "anna@example.com")
    tea = by_sku(shop, "TEE-100")
    order = {
        "customer_id": anna["id"], "billing": anna["billing"], "shipping": anna["shipping"], "payment_method": "stripe",
        "payment_method_title": "Card", "created_via": "checkout", "customer_note": "Ring twice",
        "line_items": [{"product_id": tea["id"], "quantity": 2}],
        "shipping_lines": [{"method_id": "flat_rate", "method_title": "Flat rate", "total": "4.90"}],
    }  # fmt: skip
    return Orders(shop).create({**order, **fields})


def pay(shop: Shop, order: int) -> Thing:
    return Orders(shop).update(shop.things["order"][order], {"set_paid": True})


def cancel(shop: Shop, order: int) -> Thing:
    return Orders(shop).update(shop.things["order"][order], {"status": "cancelled"})


def refund(shop: Shop, order: int, amount: str = "") -> Thing:
    found = shop.things["order"][order]
    return Refunds(shop, found).create({"amount": amount or found["total"], "api_refund": False})


def disable_webhooks(shop: Shop) -> None:
    """As after seven failures in a row."""
    for webhook in shop.things["webhook"].values():
        webhook |= {"status": "disabled", "_failures": 6}

"""How an order of the demo store comes about: what is chosen from the shelf, what it costs, how it is written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from app.connectors.demo import catalogue
from app.connectors.demo.catalogue import CURRENCY, FREE_FROM, SHIPPING, SITE, TAX, Fact
from app.connectors.demo.state import Dice, State, restock
from app.core.fields import blank
from app.core.sentence import because
from app.errors import NotFound

BIG = Decimal("80")
"""A big order holds a piece that costs at least this much, and something beside it: always above 100 in all."""
BESIDE = Decimal("16")
_CENT = Decimal("0.01")


def choose_lines(state: State, dice: Dice, now: datetime, *, big: bool) -> list[Fact]:
    """One to three lines of what is on the shelf; it is filled up when little is left. What the owner hid or made
    dearer is as the owner wants it: then the nearest there is. Raises NotFound where nothing is for sale."""
    shelf = _on_shelf(state)
    prices = [Decimal(variant["price"]) for _, variant in shelf]
    if len(shelf) < 5 or max(prices) < BIG or not any(BESIDE <= price < 30 for price in prices):
        restock(state, now)
        shelf = _on_shelf(state)
    if not shelf:
        raise NotFound(
            because("Nothing is for sale in the demo store: all its products are hidden or drafts.")
        )
    chosen: dict[str, tuple[Fact, Fact, int]] = {}
    if big:
        dear = [pair for pair in shelf if Decimal(pair[1]["price"]) >= BIG]
        product, variant = dice.pick(dear or [max(shelf, key=lambda pair: Decimal(pair[1]["price"]))])
        chosen[variant["id"]] = (product, variant, 1)
    least, most = (BESIDE, BIG) if big else (Decimal(0), Decimal(30))
    small = [pair for pair in shelf if least <= Decimal(pair[1]["price"]) < most] or shelf
    for _ in range(2 if big else 1 + dice.below(3)):
        product, variant = dice.pick(small)
        chosen[variant["id"]] = (product, variant, min(1 + dice.below(2), variant["stock"]))
    return [order_line(str(state.number("line")), *choice) for choice in chosen.values()]


def _on_shelf(state: State) -> list[tuple[Fact, Fact]]:
    return [
        (product, variant)
        for product in state.all("product")
        for variant in product["variants"]
        if variant["stock"] > 0 and product["published_at"] and product["status"] == "active"
    ]


def order_line(id: str, product: Fact, variant: Fact, quantity: int) -> Fact:
    """A line of an order."""
    return {
        **blank("LineItem"),
        "id": id,
        "product_id": product["id"],
        "variant_id": variant["id"],
        "title": product["title"],
        "variant_title": variant["title"],
        "sku": variant["sku"],
        "vendor": product["vendor"],
        "quantity": quantity,
        "current_quantity": quantity,
        "to_send": quantity,
        "fulfilment_status": "unfulfilled",
        "price": variant["price"],
        "discount": "0.00",
        "total": str(Decimal(variant["price"]) * quantity),
        "gift_card": False,
        "requires_shipping": True,
        "taxable": True,
        "weight_grams": catalogue.grams(product, variant),
        "properties": [],
    }


def amounts_of(lines: Sequence[Fact]) -> dict[str, str]:
    subtotal = sum((Decimal(line["total"]) for line in lines), Decimal("0.00"))
    shipping = SHIPPING if subtotal < FREE_FROM else Decimal("0.00")
    total = subtotal + shipping
    tax = (total * TAX / (1 + TAX)).quantize(_CENT)
    return {"subtotal": str(subtotal), "shipping": str(shipping), "total": str(total), "tax": str(tax)}


def make_order(number: int, customer: Fact, lines: list[Fact], now: datetime, *, paid: bool) -> Fact:
    amounts, at = amounts_of(lines), now.isoformat()
    return {
        **blank("Order"),
        "id": str(number),
        "name": f"#{number}",
        "number": str(number),
        "status": "open",
        "store_status": "open",
        "financial_status": "paid" if paid else "pending",
        "fulfilment_status": "unfulfilled",
        "currency": CURRENCY,
        "total": amounts["total"],
        "subtotal": amounts["subtotal"],
        "discount_total": "0.00",
        "shipping_total": amounts["shipping"],
        "tax_total": amounts["tax"],
        "refunded_total": "0.00",
        "outstanding": "0.00" if paid else amounts["total"],
        "current_total": amounts["total"],
        "fee_total": "0.00",
        "tip": "0.00",
        "risk_level": "low",
        "is_first": customer["orders_count"] == 0,
        "total_presented": amounts["total"],
        "currency_presented": CURRENCY,
        "taxes_included": True,
        "item_count": sum(line["quantity"] for line in lines),
        "weight_grams": sum(line["weight_grams"] * line["quantity"] for line in lines),
        "email": customer["email"],
        "phone": None,
        "billing_address": customer["address"],
        "shipping_address": customer["address"],
        "line_items": lines,
        "shipping_lines": [
            {**blank("ShippingLine"), "title": "Standard", "code": "standard", "price": amounts["shipping"]}
        ],
        "tax_lines": [{"title": "VAT", "rate": float(TAX), "amount": amounts["tax"]}],
        "discounts": [],
        "discount_codes": [],
        "refunds": [],
        "fulfilments": [],
        "tags": [],
        "note": None,
        "attributes": [],
        "channel": "web",
        "gateway": "card" if paid else "bank_transfer",
        "payment_method": "Card" if paid else "Bank transfer",
        "language": customer["language"],
        "accepts_marketing": customer["accepts_marketing"],
        "ip_address": None,
        "url": f"{SITE}/orders/{number}",
        "test": False,
        "cancel_reason": None,
        "created_at": at,
        "processed_at": at,
        "paid_at": at if paid else None,
        "updated_at": at,
        "cancelled_at": None,
        "closed_at": None,
    }


def take_from_shelf(state: State, line: Fact, now: datetime) -> None:
    product, at = state.get("product", line["product_id"]), now.isoformat()
    variants = [
        {**variant, "stock": variant["stock"] - line["quantity"], "updated_at": at}
        if variant["id"] == line["variant_id"]
        else variant
        for variant in product["variants"]
    ]
    stock = sum(variant["stock"] for variant in variants)
    state.put(
        "product", {**product, "variants": variants, "stock": stock, "in_stock": stock > 0, "updated_at": at}
    )

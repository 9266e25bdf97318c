"""What can happen in the demo store, as pure functions: a state in, changed things and the store's messages out.

Nothing here is left to chance: the same number of an order makes the same order in every demo store, so that the
first one a newcomer places is known (#1001, a big one).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from app.connectors.demo.catalogue import CURRENCY, SITE, Fact
from app.connectors.demo.order import amounts_of, choose_lines, make_order, take_from_shelf
from app.connectors.demo.state import FIRST, Dice, Message, State, restock
from app.core.fields import blank
from app.core.sentence import because
from app.errors import NotFound

BUSY_DAY = 200
"""Messages of a busy day."""
BUSY_HOURS = timedelta(hours=9)


def place_order(state: State, now: datetime, *, paid: bool = True) -> list[Message]:
    """A customer orders. ``paid``: at once; else the order waits for a bank transfer."""
    number = state.number("order")
    dice = Dice("order", number)
    customer = _customer(state, number - FIRST["order"], dice)
    lines = choose_lines(state, dice, now, big=(number - FIRST["order"]) % 3 == 0)
    order = make_order(number, customer, lines, now, paid=paid)
    customer = state.put(
        "customer",
        {
            **customer,
            "has_bought": bool(customer.get("has_bought")) or paid,
            "orders_count": customer["orders_count"] + 1,
            "last_order_id": str(number),
            "total_spent": str(Decimal(customer["total_spent"]) + Decimal(order["total"])),
            "updated_at": now.isoformat(),
        },
    )
    order = state.put("order", {**order, "customer": customer})
    for line in lines:
        take_from_shelf(state, line, now)
    data = {"order": order, "customer": customer}
    return [
        Message(topic, now, data)
        for topic in (("order.created", "order.paid") if paid else ("order.created",))
    ]


def abandon_cart(state: State, now: datetime) -> list[Message]:
    """A customer fills a cart, gets as far as the e-mail address, and leaves."""
    number = state.number("checkout")
    dice = Dice("checkout", number)
    customer = _customer(state, number - FIRST["checkout"] + 7, dice)
    lines = choose_lines(state, dice, now, big=(number - FIRST["checkout"]) % 3 == 0)
    amounts = amounts_of(lines)
    begun = now - timedelta(minutes=4)
    checkout = {
        **blank("Checkout"),
        "id": str(number),
        "customer": customer,
        "email": customer["email"],
        "phone": None,
        "currency": CURRENCY,
        "total": amounts["total"],
        "subtotal": amounts["subtotal"],
        "discount_total": "0.00",
        "tax_total": amounts["tax"],
        "item_count": sum(line["quantity"] for line in lines),
        "line_items": lines,
        "discount_codes": [],
        "billing_address": None,
        "shipping_address": customer["address"],
        "note": None,
        "attributes": [],
        "channel": "web",
        "language": customer["language"],
        "accepts_marketing": customer["accepts_marketing"],
        "url": f"{SITE}/checkouts/{number}",
        "completed_at": None,
        "created_at": begun.isoformat(),
        "updated_at": now.isoformat(),
    }
    state.put("checkout", checkout)
    return [Message("checkout.created", now, {"checkout": checkout, "customer": customer})]


def sell_out(state: State, now: datetime, product_id: str | None = None) -> list[Message]:
    """The last piece of a product is sold over the counter. Without an id: the one with the fewest pieces left.

    Raises NotFound for an unknown product, and where nothing is left to sell out.
    """
    if product_id is None:
        left = [product for product in state.all("product") if product["in_stock"]]
        if not left:
            raise NotFound(because("Everything in the demo store is sold out already."))
        product_id = min(left, key=lambda product: product["stock"])["id"]
    before = state.get("product", product_id)
    at = now.isoformat()
    variants = [{**variant, "stock": 0, "updated_at": at} for variant in before["variants"]]
    product = state.put(
        "product", {**before, "variants": variants, "stock": 0, "in_stock": False, "updated_at": at}
    )
    gone = [new for new, old in zip(variants, before["variants"], strict=True) if old["stock"] > 0]
    return [
        *(Message("variant.sold_out", now, {"variant": variant, "product": product}) for variant in gone),
        Message("product.sold_out", now, {"product": product}),
        Message("product.updated", now, {"product": product}),
    ]


def ask_refund(state: State, now: datetime, order_id: str | None = None) -> list[Message]:
    """A customer sends an order back, and the money goes back at once. Without an id: the latest order not yet
    refunded. Raises NotFound for an unknown order, and where there is none to refund."""
    open_orders = [order for order in state.all("order") if order["financial_status"] == "paid"]
    if order_id is None and not open_orders:
        raise NotFound(because("There is no paid order in the demo store yet. Place one first."))
    order = state.get("order", order_id) if order_id else open_orders[-1]
    if order["financial_status"] != "paid":
        raise NotFound(
            because("The money for order {order} went back already, or was never paid.", order=order["name"])
        )
    at, number = now.isoformat(), state.number("refund")
    wish = state.put(
        "return",
        {
            **blank("Return"),
            "id": str(state.number("return")),
            "order_id": order["id"],
            "name": f"{order['name']}-R1",
            "status": "requested",
            "quantity": order["item_count"],
            "exchanges": 0,
            "items": [_coming_back(line) for line in order["line_items"]],
            "created_at": at,
        },
    )
    refund = state.put(
        "refund",
        {
            **blank("Refund"),
            "id": str(number),
            "order_id": order["id"],
            "amount": order["total"],
            "currency": CURRENCY,
            "reason": Dice("refund", number).pick(
                ("Arrived broken", "Not what I expected", "Ordered twice", "Changed my mind")
            ),
            "restocked": False,
            "items": order["line_items"],
            "created_at": at,
            "processed_at": at,
        },
    )
    refunded = state.put(
        "order",
        {
            **order,
            "financial_status": "refunded",
            "refunded_total": order["total"],
            "current_total": "0.00",
            "refunds": [*order["refunds"], refund],
            "updated_at": at,
        },
    )
    customer = state.get("customer", order["customer"]["id"])
    return [
        Message("return.requested", now, {"return": wish, "order": order, "customer": customer}),
        Message("refund.created", now, {"refund": refund, "order": refunded, "customer": customer}),
        Message("order.updated", now, {"order": refunded, "customer": customer}),
    ]


def _coming_back(line: Fact) -> Fact:
    told = {name: line[name] for name in ("product_id", "variant_id", "title", "sku", "quantity")}
    return {**blank("ReturnItem"), **told, "id": line["id"], "line_id": line["id"]}


def busy_day(state: State, now: datetime, count: int = BUSY_DAY) -> list[Message]:
    """A whole day's messages, exactly ``count``, from the morning until ``now``; the shelf is filled up before."""
    restock(state, now)
    latest = max(
        (datetime.fromisoformat(order["created_at"]) for order in state.all("order")),
        default=now - BUSY_HOURS,
    )
    start = max(latest, now - BUSY_HOURS)
    dice = Dice("day", state.things.get("counter", {}).get("order", {"last": 0})["last"])
    messages: list[Message] = []
    while len(messages) < count:
        at = start + (now - start) * (len(messages) + 1) / count
        messages += _something(state, at, dice, count - len(messages))
    return messages


def _something(state: State, at: datetime, dice: Dice, room: int) -> list[Message]:
    """The next thing of a busy day, in at most ``room`` messages."""
    throw = dice.below(100)
    acts: tuple[tuple[int, int, Callable[[], list[Message]]], ...] = (
        (2, 6, lambda: sell_out(state, at) if any(one["in_stock"] for one in state.all("product")) else []),
        (6, 3, lambda: ask_refund(state, at) if _has_paid(state) else []),
        (22, 1, lambda: abandon_cart(state, at)),
        (34, 1, lambda: place_order(state, at, paid=False)),
        (100, 2, lambda: place_order(state, at)),
    )
    for limit, most, act in acts:
        if throw < limit and most <= room:
            return act()
    return abandon_cart(state, at)


def _has_paid(state: State) -> bool:
    return any(order["financial_status"] == "paid" for order in state.all("order"))


def _customer(state: State, position: int, dice: Dice) -> Fact:
    """Everybody once in turn, so that all scripts and countries are seen early; then as it comes."""
    everybody = state.all("customer")
    return everybody[position] if 0 <= position < len(everybody) else dice.pick(everybody)

"""What hangs on an order: refunds, notes, and the mails that can be sent again."""

from typing import Any, ClassVar

from tests.fakes.woocommerce.answers import PlainRefused, Refused, Thing, cents, checked, invalid, money
from tests.fakes.woocommerce.collection import Collection, Query
from tests.fakes.woocommerce.orders import Orders
from tests.fakes.woocommerce.shop import Shop

_FITS = {
    "customer_completed_order": ("completed",),
    "customer_processing_order": ("processing",),
    "customer_on_hold_order": ("on-hold",),
    "customer_failed_order": ("failed",),
    "customer_refunded_order": ("refunded",),
    "customer_partially_refunded_order": ("processing", "completed"),
}
"""Which mail fits which status."""


class Part(Collection):
    """A collection below one order. ``order``: whose it is."""

    bin = False

    def __init__(self, shop: Shop, order: Thing) -> None:
        super().__init__(shop)
        self.order = order
        self.orders = Orders(shop)

    def listed(self, query: Query) -> list[Thing]:
        return [one for one in self.things.values() if one["parent_id"] == self.order["id"]]

    def find(self, id: int) -> Thing:
        found = super().find(id)
        if found["parent_id"] != self.order["id"]:
            raise Refused(404, f"woocommerce_rest_invalid_{self.type}_id", "Invalid ID.")
        return found

    def show(self, thing: Thing) -> Thing:
        shown = super().show(thing)
        del shown["parent_id"]
        return shown


class Refunds(Part):
    """``/orders/N/refunds``"""

    path, kind, type, title = "refunds", "refund", "order_refund", "Refund"
    schema: ClassVar[dict[str, Any]] = {
        "amount": "string", "reason": "string", "api_refund": "boolean", "api_restock": "boolean",
        "line_items": "array", "meta_data": "array",
    }  # fmt: skip

    def create(self, body: Any) -> Thing:
        told = self.checked(body)
        lines = {line["id"]: line for line in told.get("line_items") or ()}
        amount = money(told.get("amount") or sum(_worth(line) for line in lines.values()))
        left = money(self.order["total"]) - sum(
            money(one["amount"]) for one in self.orders.refunds(self.order["id"])
        )
        if amount < 0 or amount > left:
            raise PlainRefused(500, "woocommerce_rest_cannot_create_order_refund", "Invalid refund amount.")
        id = self.shop.new_id("post")
        paid_back = told.get("api_refund", True)
        if paid_back:
            self._pay_back(amount)
        refund: Thing = {
            "id": id, "parent_id": self.order["id"], "date_created": self.shop.now(), "amount": cents(amount),
            "reason": told.get("reason", ""), "refunded_by": 1, "refunded_payment": paid_back, "meta_data": [],
            "line_items": [self._negative(line, lines[line["id"]]) for line in self.order["line_items"]
                           if line["id"] in lines],
            "shipping_lines": [], "tax_lines": [], "fee_lines": [],
        }  # fmt: skip
        self.shop.meta(refund, told.get("meta_data"))
        self.things[id] = refund
        if told.get("api_restock", True):
            self._restock(lines)
        if left - amount <= 0:
            self.orders.update(self.order, {"status": "refunded"})
        self.orders.update(self.order, {})
        return refund

    def _pay_back(self, amount: Any) -> None:
        gateway = self.order["payment_method"]
        wrong = ""
        if gateway not in self.shop.gateways:
            wrong = "The payment gateway for this order does not exist."
        elif "refunds" not in self.shop.gateways[gateway]:
            wrong = "The payment gateway for this order does not support automatic refunds."
        if wrong:
            raise PlainRefused(500, "woocommerce_rest_cannot_create_order_refund", wrong)
        self.shop.refunded_by_gateway.append((self.order["id"], cents(amount)))

    def _negative(self, line: Thing, told: Thing) -> Thing:
        taxes = [
            {"id": one["id"], "total": cents(-money(one["refund_total"]))}
            for one in told.get("refund_tax") or ()
        ]
        total = cents(-money(told.get("refund_total")))
        return {
            **{name: line[name] for name in ("name", "product_id", "variation_id", "tax_class", "sku", "parent_name")},
            "id": self.shop.new_id("item"), "quantity": -int(told.get("quantity", 0)), "subtotal": total,
            "total": total,
            "taxes": taxes, "price": line["price"],
            "total_tax": cents(sum(money(one["total"]) for one in taxes)),
            "meta_data": [{"id": self.shop.new_id("meta"), "key": "_refunded_item_id", "value": str(line["id"])}],
        }  # fmt: skip

    def _restock(self, lines: dict[int, Thing]) -> None:
        for line in self.order["line_items"]:
            product = self.shop.things["product"].get(line["variation_id"] or line["product_id"])
            taken = next((one for one in line["meta_data"] if one["key"] == "_reduced_stock"), None)
            back = int(lines.get(line["id"], {}).get("quantity", 0))
            if product is not None and taken is not None and back and product["manage_stock"] is True:
                product["stock_quantity"] += back
                taken["value"] = taken["display_value"] = str(int(taken["value"]) - back)

    def erase(self, thing: Thing) -> None:
        super().erase(thing)
        self.orders.update(self.order, {})


def _worth(line: Thing) -> Any:
    return money(line.get("refund_total")) + sum(
        money(one.get("refund_total")) for one in line.get("refund_tax") or ()
    )


class Notes(Part):
    """``/orders/N/notes``: the newest first, without pages."""

    path, kind, type, title, sequence = "notes", "note", "order_note", "order note", "comment"
    gone = "woocommerce_rest_invalid_order_note_id"

    def page(self, query: Query) -> tuple[list[Thing], int, int]:
        wanted = {"customer": True, "internal": False}.get(query.get("type", "any"))
        notes = [one for one in self.listed(query) if wanted is None or one["customer_note"] is wanted]
        notes.sort(key=lambda one: -int(one["id"]))
        return notes, len(notes), 1

    def create(self, body: Any) -> Thing:
        told = checked(body, {"note": "string", "customer_note": "boolean"})
        if not told.get("note"):
            raise invalid("note", "note is required.", "rest_missing_callback_param")
        return self.add(told["note"], customer=told.get("customer_note", False))

    def add(self, note: str, *, customer: bool = False) -> Thing:
        """A note; one to the customer is mailed. Each is an update of the order to its webhook."""
        made = {
            "id": self.shop.new_id("comment"), "parent_id": self.order["id"], "author": "WooCommerce",
            "date_created": self.shop.now(), "note": note, "customer_note": customer,
        }  # fmt: skip
        self.things[made["id"]] = made
        if customer:
            self.shop.mails.append(("customer_note", self.order["billing"]["email"], self.order["id"]))
        self.shop.happened("order.updated", self.order["id"])
        return made


def act(shop: Shop, order: Thing, action: str, body: Any) -> Thing:
    """``/orders/N/actions/...``: sends a mail and notes it down."""
    told, billing = (
        checked(body, {"email": "string", "force_email_update": "boolean", "template_id": "string"}),
        order["billing"],
    )
    if action == "send_order_details":
        _address(order, told)
        template, note = "customer_invoice", f"Order details sent to {billing['email']}, via REST API."
    elif action == "send_email":
        template = told.get("template_id", "")
        if template != "customer_invoice" and order["status"] not in _FITS.get(template, ()):
            text = f"{template} is not a valid template for this order."
            raise Refused(400, "woocommerce_rest_invalid_email_template", text)
        _address(order, told)
        note = f'Email template "{template}" sent to {billing["email"]}, via REST API.'
    else:
        raise Refused(404, "rest_no_route", "No route was found matching the URL and request method.")
    shop.mails.append((template, billing["email"], order["id"]))
    Notes(shop, order).add(note)
    return {"message": note}


def _address(order: Thing, told: Thing) -> None:
    """An address is taken in where the order has none, else only when it is forced."""
    email, billing = told.get("email", ""), order["billing"]
    if email and billing["email"] and billing["email"] != email and not told.get("force_email_update"):
        raise Refused(
            400, "woocommerce_rest_order_billing_email_exists", "Order already has a billing email."
        )
    if email:
        billing["email"] = email
    if not billing["email"]:
        raise Refused(400, "woocommerce_rest_missing_email", "Order does not have an email address.")

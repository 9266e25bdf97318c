"""Orders: made, changed, paid, binned; what a status brings with it."""

import secrets
from typing import Any, ClassVar

from tests.fakes.woocommerce.answers import Refused, Thing, cents, invalid, money
from tests.fakes.woocommerce.collection import Collection, Query
from tests.fakes.woocommerce.order_items import ITEMS, move_stock, put_items, reckon
from tests.fakes.woocommerce.shop import VERSION, person

STATUSES = ("auto-draft", "pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed",
            "checkout-draft")  # fmt: skip
_TAKES = ("processing", "completed", "on-hold")
_GIVES_BACK = ("cancelled", "pending")


class Orders(Collection):
    """``/orders``"""

    path, kind, type, title = "orders", "order", "shop_order", "order"
    sorts = {**Collection.sorts, "include": "id", "title": "id", "slug": "id"}
    schema: ClassVar[dict[str, Any]] = {
        "status": STATUSES, "currency": "string", "customer_id": "integer", "customer_note": "string",
        "billing": "object", "shipping": "object", "payment_method": "string", "payment_method_title": "string",
        "transaction_id": "string", "meta_data": "array", "set_paid": "boolean", "parent_id": "integer",
        "created_via": "string", **dict.fromkeys(ITEMS, "array"),
    }  # fmt: skip

    def show(self, thing: Thing) -> Thing:
        shown = super().show(thing)
        status, total = thing["status"], money(thing["total"])
        unpaid = status in ("pending", "failed") and total > 0
        shown |= {
            "number": str(thing["id"]), "currency_symbol": "€",
            "refunds": [
                {"id": one["id"], "reason": one["reason"], "total": cents(-money(one["amount"]))}
                for one in sorted(self.refunds(thing["id"]), key=lambda one: -int(one["id"]))
            ],
            "payment_url": f"{self.shop.url}/checkout/order-pay/{thing['id']}/?key={thing['order_key']}",
            "is_editable": status in ("pending", "on-hold", "auto-draft"), "needs_payment": unpaid,
            "needs_processing": bool(thing["line_items"]),
        }  # fmt: skip
        return shown

    def refunds(self, order: int) -> list[Thing]:
        return [one for one in self.shop.things["refund"].values() if one["parent_id"] == order]

    def fits(self, thing: Thing, query: Query) -> bool:
        wanted = [one.removeprefix("wc-") for one in query.get("status", "any").split(",") if one]
        for one in wanted:
            if one not in (*STATUSES, "any", "trash"):
                text = f"status[0] is not one of any, trash, {', '.join(STATUSES)}."
                raise invalid("status", text, "rest_not_in_enum")
        # "any" leaves out what lies in the bin and what was never finished, but not the drafts of the checkout
        hidden = thing["status"] in ("trash", "auto-draft")
        if thing["status"] not in wanted and ("any" not in wanted or hidden):
            return False
        if (customer := query.get("customer")) and str(thing["customer_id"]) != customer:
            return False
        if product := query.get("product"):
            sold = {
                str(line[name]) for line in thing["line_items"] for name in ("product_id", "variation_id")
            }
            if product not in sold:
                return False
        if search := query.get("search", "").casefold():
            billing, lines = thing["billing"], thing["line_items"]
            texts = [str(thing["id"]), *billing.values(), *(line["name"] for line in lines)]
            if not any(search in text.casefold() for text in texts):
                return False
        return super().fits(thing, query)

    def create(self, body: Any) -> Thing:
        """An empty body makes an order too."""
        told, now = self.checked(body), self.shop.now()
        blank = person(0, "", "", now)
        order: Thing = {
            "id": self.shop.new_id("post"), "parent_id": 0, "status": "pending",
            "currency": told.get("currency", self.shop.currency), "version": VERSION, "prices_include_tax": False,
            "date_created": now, "date_modified": now, "discount_total": "0.00", "discount_tax": "0.00",
            "shipping_total": "0.00", "shipping_tax": "0.00", "cart_tax": "0.00", "total": "0.00", "total_tax": "0.00",
            "customer_id": 0, "order_key": f"wc_order_{secrets.token_urlsafe(9)}", "billing": blank["billing"],
            "shipping": blank["shipping"], "payment_method": "", "payment_method_title": "", "transaction_id": "",
            "customer_ip_address": "", "customer_user_agent": "", "created_via": told.get("created_via", "rest-api"),
            "customer_note": "", "date_completed": None, "date_paid": None, "cart_hash": "", "meta_data": [],
            "line_items": [], "tax_lines": [], "shipping_lines": [], "fee_lines": [], "coupon_lines": [],
        }  # fmt: skip
        self._put(order, {name: value for name, value in told.items() if name != "status"})
        self.things[order["id"]] = order
        status = told.get("status", "pending")
        if status != "pending":
            self._become(order, status)
        if told.get("set_paid") and order["date_paid"] is None:
            self._pay(order)
        if order["status"] != "auto-draft":
            # the webhook of what is updated hears of each new order too, now before, now after the other
            both = ["order.created", "order.updated"]
            self.shop.dice.shuffle(both)
            for topic in both:
                self.shop.happened(topic, order["id"])
        return order

    def update(self, thing: Thing, body: Any) -> Thing:
        told = self.checked(body)
        self._put(thing, told)
        if "status" in told and told["status"] != thing["status"]:
            self._become(thing, told["status"])
        if told.get("set_paid") and thing["status"] in ("pending", "failed") and money(thing["total"]) > 0:
            self._pay(thing)
        self._saved(thing)
        return thing

    def _put(self, order: Thing, told: Thing) -> None:
        if (customer := told.get("customer_id", 0)) and customer not in self.shop.things["customer"]:
            raise Refused(400, "woocommerce_rest_invalid_customer_id", "Customer ID is invalid.")
        for name in ("currency", "customer_id", "customer_note", "payment_method", "payment_method_title",
                     "transaction_id"):  # fmt: skip
            order[name] = told.get(name, order[name])
        for name in ("billing", "shipping"):
            known = {key: value for key, value in (told.get(name) or {}).items() if key in order[name]}
            order[name] = order[name] | known
        self.shop.meta(order, told.get("meta_data"))
        if put_items(self.shop, order, told):
            reckon(self.shop, order)

    def _become(self, order: Thing, status: str) -> None:
        """A status with what WooCommerce does on it: times, stock, and the refund that ``refunded`` implies."""
        order["status"] = status
        if status in ("processing", "completed") and order["date_paid"] is None:
            order["date_paid"] = self.shop.now()
        if status == "completed" and order["date_completed"] is None:
            order["date_completed"] = self.shop.now()
        if status in _TAKES:
            move_stock(self.shop, order, out=True)
        elif status in _GIVES_BACK:
            move_stock(self.shop, order, out=False)
        elif status == "refunded":
            self._refund_rest(order)
        if status in ("processing", "completed", "on-hold", "refunded") and order["billing"]["email"]:
            self.shop.mails.append((f"customer_{status}_order", order["billing"]["email"], order["id"]))

    def _refund_rest(self, order: Thing) -> None:
        left = money(order["total"]) - sum(money(one["amount"]) for one in self.refunds(order["id"]))
        if left > 0:
            id = self.shop.new_id("post")
            self.shop.things["refund"][id] = {
                "id": id, "parent_id": order["id"], "date_created": self.shop.now(), "amount": cents(left),
                "reason": "Order fully refunded.", "refunded_by": 0, "refunded_payment": False, "meta_data": [],
                "line_items": [], "shipping_lines": [], "tax_lines": [], "fee_lines": [],
            }  # fmt: skip

    def _pay(self, order: Thing) -> None:
        order["date_paid"] = self.shop.now()
        self._become(order, "processing" if order["line_items"] else "completed")

    def _saved(self, order: Thing) -> None:
        self.touch(order)
        self.shop.happened("order.updated", order["id"])

    def trash(self, thing: Thing) -> None:
        super().trash(thing)
        self.shop.happened("order.deleted", thing["id"])
        if not self.shop.hpos:  # a post like any other: the webhook of products can't tell it from one
            self.shop.happened("product.deleted", thing["id"])

    def restore(self, id: int) -> None:
        """Out of the bin, as the admin page does it."""
        order = self.find(id)
        order["status"] = order.pop("_was")
        self.touch(order)
        self.shop.happened("order.restored", id)
        if not self.shop.hpos:
            self.shop.happened("product.restored", id)

    def erase(self, thing: Thing) -> None:
        """For good: WooCommerce sends nothing about it."""
        for kind in ("refund", "note"):
            for one in [one for one in self.shop.things[kind].values() if one["parent_id"] == thing["id"]]:
                del self.shop.things[kind][one["id"]]
        super().erase(thing)

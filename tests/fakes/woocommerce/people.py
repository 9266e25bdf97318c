"""Customers and coupons."""

import re
from typing import Any, ClassVar

from tests.fakes.woocommerce.answers import Refused, Thing, cents, invalid, money
from tests.fakes.woocommerce.collection import Collection, Query
from tests.fakes.woocommerce.shop import person


class Customers(Collection):
    """``/customers``: no bin, and no question for what changed since."""

    path, kind, type, title, sequence = "customers", "customer", "customer", "Customer", "user"
    gone, bin, first = "woocommerce_rest_invalid_id", False, "asc"
    sorts = {"name": "username", "id": "id", "include": "id", "registered_date": "date_created"}
    schema: ClassVar[dict[str, Any]] = {
        "email": "string", "first_name": "string", "last_name": "string", "username": "string", "password": "string",
        "billing": "object", "shipping": "object", "meta_data": "array",
    }  # fmt: skip

    def show(self, thing: Thing) -> Thing:
        return super().show(thing) | {
            "avatar_url": f"https://secure.gravatar.com/avatar/{thing['id']}?s=96&d=mm&r=g"
        }

    def fits(self, thing: Thing, query: Query) -> bool:
        role = query.get("role", "customer")
        if role not in ("all", thing["role"]):
            return False
        if (email := query.get("email")) and thing["email"].casefold() != email.casefold():
            return False
        texts = (str(thing[name]).casefold() for name in ("email", "first_name", "last_name", "username"))
        if (search := query.get("search", "").casefold()) and not any(search in text for text in texts):
            return False
        return super().fits(thing, {name: query[name] for name in ("include", "exclude") if name in query})

    def create(self, body: Any) -> Thing:
        told = self.checked(body)
        if not told.get("email"):
            raise invalid("email", "Missing parameter(s): email", "rest_missing_callback_param")
        self._address(told["email"])
        if self._has(told["email"]):
            text = f"An account is already registered with {told['email']}. Please log in or use another."
            raise Refused(400, "registration-error-email-exists", text)
        made = person(self.shop.new_id("user"), told["email"], "customer", self.shop.now())
        self._put(made, told)
        self.things[made["id"]] = made
        self.shop.mails.append(("customer_new_account", made["email"], 0))
        self.shop.happened("customer.created", made["id"])
        return made

    def update(self, thing: Thing, body: Any) -> Thing:
        told = self.checked(body)
        email = str(told.get("email", thing["email"]))
        if email != thing["email"]:
            self._address(email)
            if self._has(email):
                raise Refused(400, "woocommerce_rest_customer_invalid_email", "Email address is invalid.")
        self._put(thing, told)
        self.touch(thing)
        self.shop.happened("customer.updated", thing["id"])
        return thing

    def _put(self, thing: Thing, told: Thing) -> None:
        for name in ("email", "first_name", "last_name", "username"):
            thing[name] = told.get(name, thing[name])
        for name in ("billing", "shipping"):
            known = {key: value for key, value in told.get(name, {}).items() if key in thing[name]}
            thing[name] = thing[name] | known
        self.shop.meta(thing, told.get("meta_data"))

    def _has(self, email: str) -> bool:
        return any(one["email"].casefold() == email.casefold() for one in self.things.values())

    @staticmethod
    def _address(email: str) -> None:
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
            raise invalid("email", "Invalid email address.", "rest_invalid_email")

    def erase(self, thing: Thing) -> None:
        super().erase(thing)
        self.shop.happened("customer.deleted", thing["id"])


class Coupons(Collection):
    """``/coupons``: codes are in lower case, whatever was typed."""

    path, kind, type, title = "coupons", "coupon", "shop_coupon", "coupon"
    sorts = {**Collection.sorts, "include": "id", "title": "code", "slug": "code"}
    schema: ClassVar[dict[str, Any]] = {
        "code": "string", "amount": "string", "discount_type": ("percent", "fixed_cart", "fixed_product"),
        "description": "string", "date_expires": "date", "date_expires_gmt": "date", "individual_use": "boolean",
        "usage_limit": "null-integer", "usage_limit_per_user": "null-integer", "free_shipping": "boolean",
        "minimum_amount": "string", "maximum_amount": "string", "email_restrictions": "array", "product_ids": "array",
        "meta_data": "array", "status": "string",
    }  # fmt: skip

    def fits(self, thing: Thing, query: Query) -> bool:
        if thing["status"] == "trash" and query.get("status") != "trash":
            return False
        if "code" in query and thing["code"] != query["code"].lower():
            return False
        if (search := query.get("search", "").casefold()) and search not in thing["code"]:
            return False
        return super().fits(thing, query)

    def create(self, body: Any) -> Thing:
        told, now = self.checked(body), self.shop.now()
        if not told.get("code"):
            raise invalid("code", "Missing parameter(s): code", "rest_missing_callback_param")
        coupon: Thing = {
            "id": 0, "code": "", "amount": "0.00", "status": "publish", "date_created": now, "date_modified": now,
            "discount_type": "fixed_cart", "description": "", "date_expires": None, "usage_count": 0,
            "individual_use": False, "product_ids": [], "excluded_product_ids": [], "usage_limit": None,
            "usage_limit_per_user": None, "limit_usage_to_x_items": None, "free_shipping": False,
            "product_categories": [], "excluded_product_categories": [], "exclude_sale_items": False,
            "minimum_amount": "0.00", "maximum_amount": "0.00", "email_restrictions": [], "used_by": [],
            "meta_data": [],
        }  # fmt: skip
        self._put(coupon, told)
        coupon["id"] = self.shop.new_id("post")
        self.things[coupon["id"]] = coupon
        self.shop.happened("coupon.created", coupon["id"])
        return coupon

    def update(self, thing: Thing, body: Any) -> Thing:
        self._put(thing, self.checked(body))
        self.touch(thing)
        self.shop.happened("coupon.updated", thing["id"])
        return thing

    def _put(self, coupon: Thing, told: Thing) -> None:
        if "code" in told:
            told["code"] = told["code"].strip().lower()
            same = (
                one
                for one in self.things.values()
                if one["code"] == told["code"] and one["status"] == "publish"
            )
            if any(one["id"] != coupon["id"] for one in same):
                text = "The coupon code already exists"
                raise Refused(400, "woocommerce_rest_coupon_code_already_exists", text)
        kind, amount = (
            told.get("discount_type", coupon["discount_type"]),
            told.get("amount", coupon["amount"]),
        )
        if money(amount) < 0 or (kind == "percent" and money(amount) > 100):
            raise Refused(400, "coupon_invalid_amount", "Invalid discount amount.")
        for name in ("amount", "minimum_amount", "maximum_amount"):
            if name in told:
                told[name] = cents(told[name])
        for name in ("usage_limit", "usage_limit_per_user"):
            if name in told:
                told[name] = told[name] or None
        coupon |= {name: value for name, value in told.items() if name in coupon and name != "meta_data"}
        coupon |= self.dates(told, "date_expires")
        self.shop.meta(coupon, told.get("meta_data"))

    def trash(self, thing: Thing) -> None:
        super().trash(thing)
        self.shop.happened("coupon.deleted", thing["id"])
        self.shop.happened("product.deleted", thing["id"])

    def restore(self, id: int) -> None:
        coupon = self.find(id)
        coupon["status"] = coupon.pop("_was")
        self.shop.happened("coupon.restored", id)
        self.shop.happened("product.restored", id)

    def erase(self, thing: Thing) -> None:
        super().erase(thing)
        self.shop.happened("coupon.deleted", thing["id"])

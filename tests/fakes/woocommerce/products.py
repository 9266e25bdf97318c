"""Products and their variations, which share one row of posts."""

import re
from copy import deepcopy
from datetime import datetime
from typing import Any, ClassVar

from tests.fakes.woocommerce.answers import Refused, Thing, invalid, money
from tests.fakes.woocommerce.collection import Collection, Query
from tests.fakes.woocommerce.shop import Shop
from tests.fakes.woocommerce.terms import named

STATUSES = ("draft", "pending", "private", "publish", "future", "auto-draft", "trash")
_SHARED: dict[str, Any] = {
    "status": STATUSES, "description": "string", "sku": "string", "global_unique_id": "string",
    "regular_price": "string", "sale_price": "string", "date_on_sale_from": "date", "date_on_sale_from_gmt": "date",
    "date_on_sale_to": "date", "date_on_sale_to_gmt": "date", "stock_quantity": "null-integer",
    "backorders": ("no", "notify", "yes"), "low_stock_amount": "null-integer", "tax_status": "string",
    "weight": "string", "menu_order": "integer", "meta_data": "array", "attributes": "array", "image": "any",
    "stock_status": ("instock", "outofstock", "onbackorder"), "manage_stock": "any",
}  # fmt: skip

_ASIDE: dict[str, Any] = {
    "downloadable": False, "downloads": [], "download_limit": -1, "download_expiry": -1, "virtual": False,
    "dimensions": {"length": "", "width": "", "height": ""}, "shipping_class": "", "shipping_class_id": 0,
}  # fmt: skip
_ASIDE_PRODUCT: dict[str, Any] = {
    "external_url": "", "button_text": "", "sold_individually": False, "shipping_taxable": True,
    "reviews_allowed": True,
    "upsell_ids": [], "cross_sell_ids": [], "purchase_note": "", "default_attributes": [], "grouped_products": [],
    "price_html": "", "related_ids": [], "has_options": False, "post_password": "",
}  # fmt: skip
"""What stands in every answer and plays no part here."""


class Goods(Collection):
    """What products and variations have in common."""

    kind, type, title = "product", "product", "product"
    sorts = {**Collection.sorts, "include": "id", "title": "name", "slug": "slug", "menu_order": "menu_order"}

    def show(self, thing: Thing) -> Thing:
        shown = super().show(thing)
        on_sale = is_on_sale(thing, self.shop.now())
        managed, quantity = thing["manage_stock"] is True, thing["stock_quantity"]
        if managed:
            enough = (quantity or 0) > 0
            lacks = "onbackorder" if thing["backorders"] != "no" else "outofstock"
            shown["stock_status"] = "instock" if enough else lacks
        elif thing["manage_stock"] == "parent":
            shown["stock_quantity"] = self.things[thing["parent_id"]]["stock_quantity"]
        price = thing["sale_price"] if on_sale else thing["regular_price"]
        return _ASIDE | shown | {
            "price": price, "on_sale": on_sale, "purchasable": bool(price),
            "stock_quantity": shown["stock_quantity"] if thing["manage_stock"] else None,
            "backorders_allowed": thing["backorders"] != "no",
            "backordered": managed and (quantity or 0) < 0, "permalink": f"{self.shop.url}/product/{thing['slug']}/",
        }  # fmt: skip

    def blank(self) -> Thing:
        now = self.shop.now()
        return {
            "id": self.shop.new_id("post"), "name": "", "slug": "", "date_created": now, "date_modified": now,
            "type": "simple", "status": "publish", "description": "", "sku": "", "global_unique_id": "",
            "regular_price": "", "sale_price": "", "price": "", "date_on_sale_from": None, "date_on_sale_to": None,
            "manage_stock": False, "stock_quantity": None, "stock_status": "instock", "backorders": "no",
            "low_stock_amount": None, "tax_status": "taxable", "tax_class": "", "weight": "", "menu_order": 0,
            "parent_id": 0, "meta_data": [], "attributes": [],
        }  # fmt: skip

    def put(self, thing: Thing, told: Thing) -> None:
        """Sets fields; codes must be the shop's only ones."""
        for name, code, text in (
            ("sku", "product_invalid_sku", "Invalid or duplicated SKU."),
            (
                "global_unique_id",
                "product_invalid_global_unique_id",
                "Invalid or duplicated GTIN, UPC, EAN or ISBN.",
            ),
        ):
            wanted = (told.get(name) or "").casefold()
            same = (one for one in self.things.values() if wanted and one[name].casefold() == wanted)
            other = next((one for one in same if one["id"] != thing["id"] and one["status"] != "trash"), None)
            if other is not None:
                raise Refused(400, code, text, resource_id=other["id"])
        if told.get("global_unique_id") and not re.fullmatch(r"[0-9-]+", told["global_unique_id"]):
            raise Refused(
                400, "product_invalid_global_unique_id", "Invalid or duplicated GTIN, UPC, EAN or ISBN."
            )
        thing |= {name: value for name, value in told.items() if name in thing and name != "meta_data"}
        thing |= self.dates(told, "date_on_sale_from", "date_on_sale_to")
        if thing["manage_stock"] is True and thing["stock_quantity"] is None:
            thing["stock_quantity"] = 0
        if thing["manage_stock"] is False:
            thing["stock_quantity"] = None
        self.shop.meta(thing, told.get("meta_data"))

    def save(self, thing: Thing, topic: str = "product.updated") -> Thing:
        self.touch(thing)
        self.shop.happened(topic, thing["id"])
        return thing


class Products(Goods):
    """``/products``"""

    path = "products"
    schema: ClassVar[dict[str, Any]] = {
        **_SHARED, "name": "string", "slug": "string", "type": ("simple", "grouped", "external", "variable"),
        "short_description": "string", "catalog_visibility": ("visible", "catalog", "search", "hidden"),
        "featured": "boolean", "virtual": "boolean", "manage_stock": "boolean", "categories": "array", "tags": "array",
        "images": "array",
    }  # fmt: skip

    def listed(self, query: Query) -> list[Thing]:
        """A search by SKU finds variations too; nothing else does."""
        return [one for one in self.things.values() if "sku" in query or one["type"] != "variation"]

    def fits(self, thing: Thing, query: Query) -> bool:
        status = query.get("status", "any")
        if status not in (*STATUSES, "any"):
            raise invalid("status", f"status is not one of any, {', '.join(STATUSES)}.", "rest_not_in_enum")
        if thing["status"] != status and (status != "any" or thing["status"] in ("trash", "auto-draft")):
            return False
        if "sku" in query and thing["sku"].casefold() not in query["sku"].casefold().split(","):
            return False  # upper and lower case are the same to the database
        for name in ("slug", "type"):
            if name in query and thing[name] != query[name]:
                return False
        for name, field in (("category", "categories"), ("tag", "tags")):
            if name in query and not set(query[name].split(",")) & {
                str(one) for one in thing["_terms"][field]
            }:
                return False
        if (search := query.get("search", "").casefold()) and search not in thing["name"].casefold():
            return False
        return super().fits(thing, query)

    def show(self, thing: Thing) -> Thing:
        if thing["type"] == "variation":
            return {**Variations(self.shop, self.things[thing["parent_id"]]).show(thing), "variations": []}
        shown = _ASIDE_PRODUCT | super().show(thing)
        for field, kind in (("categories", "category"), ("tags", "tag")):
            shown[field] = [named(self.shop.things[kind][id]) for id in thing["_terms"][field]]
        children = [one for one in self.things.values() if one["parent_id"] == thing["id"]]
        shown["variations"] = sorted(one["id"] for one in children if one["type"] == "variation")
        if children:
            prices = [money(Variations(self.shop, thing).show(one)["price"]) for one in children]
            shown["price"] = str(min(prices))
        return shown

    def create(self, body: Any) -> Thing:
        told = self.checked(body)
        product = self.blank() | {
            "short_description": "", "catalog_visibility": "visible", "featured": False, "virtual": False,
            "total_sales": 0, "average_rating": "0.00", "rating_count": 0, "images": [], "shipping_required": True,
            "shipping_class": "", "brands": [], "_terms": {"categories": [], "tags": []},
        }  # fmt: skip
        product["name"] = "Product"
        product["type"] = told.get("type", "simple")
        self._put(product, told)
        product["slug"] = product["slug"] or slug(product["name"])
        self.things[product["id"]] = product
        self.shop.happened("product.created", product["id"])
        return product

    def update(self, thing: Thing, body: Any) -> Thing:
        if thing["type"] == "variation":
            text = "To manipulate product variations you should use the variations endpoint."
            raise Refused(404, "woocommerce_rest_invalid_product_id", text)
        self._put(thing, self.checked(body))
        return self.save(thing)

    def _put(self, product: Thing, told: Thing) -> None:
        terms = product["_terms"]
        for field, kind in (("categories", "category"), ("tags", "tag")):
            if field in told:
                known = self.shop.things[kind]
                terms[field] = [one["id"] for one in told.pop(field) if one.get("id") in known]
        terms["categories"] = terms["categories"] or [self.shop.default_category]
        self.put(product, told)

    def duplicate(self, thing: Thing, body: Any) -> Thing:
        """A draft with ``(Copy)`` behind its name, made of the product as the body would change it. Codes are the
        shop's only ones, so the copy gets others or none."""
        told = self.checked(body)
        copy = self._copy(thing)
        self.shop.meta(copy, told.get("meta_data"))
        copy |= {"name": f"{told.get('name', thing['name'])} (Copy)", "status": "draft"}
        copy["slug"] = slug(copy["name"])
        for child in [one for one in self.things.values() if one["parent_id"] == thing["id"]]:
            self._copy(child)["parent_id"] = copy["id"]
        self.shop.happened("product.created", copy["id"])
        return copy

    def _copy(self, thing: Thing) -> Thing:
        now, copy = self.shop.now(), deepcopy(thing)
        sku = f"{thing['sku']}-1" if thing["sku"] else ""
        copy |= {"id": self.shop.new_id("post"), "sku": sku, "global_unique_id": "", "total_sales": 0}
        copy |= {"date_created": now, "date_modified": now}
        for one in copy["meta_data"]:
            one["id"] = self.shop.new_id("meta")
        self.things[copy["id"]] = copy
        return copy

    def trash(self, thing: Thing) -> None:
        super().trash(thing)
        for child in [one for one in self.things.values() if one["parent_id"] == thing["id"]]:
            child["status"] = "trash"
        self._told_apart("deleted", thing["id"])

    def restore(self, id: int) -> None:
        product = self.find(id)
        product["status"] = product.pop("_was")
        self._told_apart("restored", id)

    def _told_apart(self, what: str, id: int) -> None:
        """The webhook of coupons hears of it too: to it a post in the bin is a post in the bin."""
        self.shop.happened(f"product.{what}", id)
        self.shop.happened(f"coupon.{what}", id)

    def erase(self, thing: Thing) -> None:
        for child in [one for one in self.things.values() if one["parent_id"] == thing["id"]]:
            super().erase(child)
        super().erase(thing)
        self.shop.happened("product.deleted", thing["id"])


class Variations(Goods):
    """``/products/N/variations``"""

    path = "variations"
    type, title, bin = "product_variation", "product variation", False
    schema: ClassVar[dict[str, Any]] = _SHARED

    def __init__(self, shop: Shop, parent: Thing) -> None:
        super().__init__(shop)
        self.parent = parent

    def listed(self, query: Query) -> list[Thing]:
        mine = (one for one in self.things.values() if one["parent_id"] == self.parent["id"])
        return [one for one in mine if one["type"] == "variation"]

    def find(self, id: int) -> Thing:
        found = super().find(id)
        if found["type"] != "variation" or found["parent_id"] != self.parent["id"]:
            raise Refused(404, "woocommerce_rest_product_variation_invalid_id", "Invalid ID.")
        return found

    def show(self, thing: Thing) -> Thing:
        shown = super().show(thing)
        options = [one.get("option", "") for one in thing["attributes"]]
        del shown["slug"]
        return shown | {"name": ", ".join(options), "parent_id": thing["parent_id"], "gallery_image_ids": []}

    def create(self, body: Any) -> Thing:
        made = self.blank() | {"type": "variation", "parent_id": self.parent["id"], "image": None}
        # what the variation does not count itself is counted with its product, where that counts
        made["manage_stock"] = "parent" if self.parent["manage_stock"] else False
        self.put(made, self._checked(body))
        made["name"] = ", ".join(one.get("option", "") for one in made["attributes"])
        self.things[made["id"]] = made
        self.save(self.parent)
        return made

    def update(self, thing: Thing, body: Any) -> Thing:
        self.put(thing, self._checked(body))
        self.save(thing)
        self.shop.happened("product.updated", self.parent["id"])
        return thing

    def _checked(self, body: Any) -> Thing:
        told = self.checked(body)
        if "manage_stock" in told:
            if told["manage_stock"] not in (True, False, "parent"):
                raise invalid("manage_stock", "manage_stock is not of type boolean.")
            if told["manage_stock"] is False and self.parent["manage_stock"]:
                told["manage_stock"] = "parent"
        return told


def is_on_sale(thing: Thing, now: datetime) -> bool:
    """Whether the lower of its two prices holds."""
    if not thing["sale_price"] or money(thing["sale_price"]) >= money(thing["regular_price"]):
        return False
    begins, ends = thing["date_on_sale_from"], thing["date_on_sale_to"]
    return (begins is None or begins <= now) and (ends is None or now <= ends)


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")

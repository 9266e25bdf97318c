"""Categories and tags of products. Their names come with HTML's entities."""

import html
import re
from typing import Any, ClassVar

from tests.fakes.woocommerce.answers import Refused, Thing, invalid
from tests.fakes.woocommerce.collection import Collection, Query


class Terms(Collection):
    """What both have in common."""

    sequence, bin, first = "term", False, "asc"
    sorts = {"name": "name", "id": "id", "include": "id", "slug": "slug", "description": "description"}
    schema: ClassVar[dict[str, Any]] = {
        "name": "string", "slug": "string", "parent": "integer", "description": "string", "display": "string",
        "image": "any", "menu_order": "integer",
    }  # fmt: skip
    field: ClassVar[str]
    """What a product calls them."""
    gone = "woocommerce_rest_term_invalid"

    def show(self, thing: Thing) -> Thing:
        shown = super().show(thing)
        products = self.shop.things["product"].values()
        listed = (one for one in products if one["type"] != "variation" and one["status"] == "publish")
        shown["count"] = sum(thing["id"] in one["_terms"][self.field] for one in listed)
        return shown | {"name": html.escape(thing["name"], quote=False)}

    def fits(self, thing: Thing, query: Query) -> bool:
        if (search := query.get("search", "").casefold()) and search not in thing["name"].casefold():
            return False
        for name in ("slug", "parent"):
            if name in query and str(thing.get(name, "")) != query[name]:
                return False
        return super().fits(thing, query)

    def create(self, body: Any) -> Thing:
        told = self.checked(body)
        if not told.get("name"):
            raise invalid("name", "Missing parameter(s): name", "rest_missing_callback_param")
        parent = told.get("parent", 0)
        for one in self.things.values():
            if one["name"].casefold() == told["name"].casefold() and one.get("parent", 0) == parent:
                text = "A term with the name provided already exists with this parent."
                raise Refused(400, "term_exists", text, resource_id=one["id"])
        made = {
            "id": self.shop.new_id("term"), "name": told["name"], "slug": re.sub(r"\W+", "-", told["name"].lower()),
            "parent": parent, "description": told.get("description", ""),
        }  # fmt: skip
        self.things[made["id"]] = made
        return made

    def update(self, thing: Thing, body: Any) -> Thing:
        thing |= self.checked(body)
        return thing

    def erase(self, thing: Thing) -> None:
        for product in self.shop.things["product"].values():
            if "_terms" in product and thing["id"] in product["_terms"][self.field]:
                product["_terms"][self.field].remove(thing["id"])
        super().erase(thing)


class Categories(Terms):
    """``/products/categories``"""

    path, kind, type, title, field = "products/categories", "category", "term", "Resource", "categories"


class Tags(Terms):
    """``/products/tags``"""

    path, kind, type, title, field = "products/tags", "tag", "term", "Resource", "tags"


def named(term: Thing) -> Thing:
    """A term as a product names it."""
    return {"id": term["id"], "name": html.escape(term["name"], quote=False), "slug": term["slug"]}

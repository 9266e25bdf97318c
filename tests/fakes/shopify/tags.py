"""Tags of orders, drafts, customers and products."""

from __future__ import annotations

from tests.fakes.shopify.registry import Args, Declined, mutation
from tests.fakes.shopify.store import Shop, Thing

TOPICS = {
    "Order": "orders/updated",
    "DraftOrder": "draft_orders/update",
    "Customer": "customers/update",
    "Product": "products/update",
}
SCOPES = {"Order": "orders", "DraftOrder": "draft_orders", "Customer": "customers", "Product": "products"}
LONGEST = {"Product": 255}


def _tagged(shop: Shop, args: Args) -> tuple[Thing, list[str]]:
    thing = shop.get(args["id"])
    if thing is None or thing["__typename"] not in TOPICS:
        raise Declined("Resource does not exist", "id")
    kind = thing["__typename"]
    if not shop.app.may(f"write_{SCOPES[kind]}"):
        raise Declined(f"Access denied. Required access: `write_{SCOPES[kind]}` access scope.", "id")
    tags = [one.strip() for text in args["tags"] for one in text.split(",") if one.strip()]
    for one in tags:
        if len(one) > LONGEST.get(kind, 40):
            raise Declined(f"{kind} tags exceeded the maximum length of {LONGEST.get(kind, 40)}", "tags")
    return thing, tags


@mutation("tagsAdd", "")
def add(shop: Shop, args: Args) -> Thing:
    """A tag that differs only in capitals is the same."""
    thing, tags = _tagged(shop, args)
    had = {one.casefold() for one in thing["tags"]}
    new = [one for at, one in enumerate(tags) if one.casefold() not in had and one not in tags[:at]]
    if new:
        thing["tags"] = sorted([*thing["tags"], *new])
        shop.changed(thing, TOPICS[thing["__typename"]])
    return {"node": thing}


@mutation("tagsRemove", "")
def remove(shop: Shop, args: Args) -> Thing:
    thing, tags = _tagged(shop, args)
    gone = {one.casefold() for one in tags}
    kept = [one for one in thing["tags"] if one.casefold() not in gone]
    if kept != thing["tags"]:
        thing["tags"] = kept
        shop.changed(thing, TOPICS[thing["__typename"]])
    return {"node": thing}

"""Which path of wc/v3 leads where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.fakes.woocommerce import system
from tests.fakes.woocommerce.answers import Refused, Thing
from tests.fakes.woocommerce.collection import Collection, truthy
from tests.fakes.woocommerce.order_parts import Notes, Refunds, act
from tests.fakes.woocommerce.orders import Orders
from tests.fakes.woocommerce.people import Coupons, Customers
from tests.fakes.woocommerce.products import Products, Variations
from tests.fakes.woocommerce.shop import Shop
from tests.fakes.woocommerce.terms import Categories, Tags
from tests.fakes.woocommerce.webhooks import Webhooks

_TOP: dict[str, type[Collection]] = {
    one.path: one for one in (Orders, Customers, Products, Coupons, Webhooks, Categories, Tags)
}


@dataclass
class Said:
    """An answer: what goes out as JSON."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def no_route() -> Refused:
    return Refused(404, "rest_no_route", "No route was found matching the URL and request method.")


def answer(shop: Shop, method: str, path: str, query: Mapping[str, str], body: Any) -> Said:
    """``path``: below ``wc/v3/``. Raises Refused."""
    parts = path.strip("/").split("/")
    if parts[0] in system.PLACES and method == "GET":
        return Said(system.PLACES[parts[0]](shop, parts[1:]))
    if parts[0] == "products" and parts[1:2] in (["categories"], ["tags"]):
        collection: Collection = _TOP["/".join(parts[:2])](shop)
        rest = parts[2:]
    elif parts[0] in _TOP:
        collection, rest = _TOP[parts[0]](shop), parts[1:]
    else:
        raise no_route()
    if len(rest) > 1 and rest[0].isdecimal():
        below = _below(shop, collection, int(rest[0]), rest[1], rest[2:], method, body)
        if isinstance(below, Said):
            return below
        collection, rest = below, rest[2:]
    return _plain(collection, method, path, rest, query, body)


def _below(
    shop: Shop, collection: Collection, id: int, name: str, rest: list[str], method: str, body: Any
) -> Collection | Said:
    """What lies below one order or one product."""
    found = collection.find(id)
    if isinstance(collection, Orders):
        if name == "refunds":
            return Refunds(shop, found)
        if name == "notes":
            return Notes(shop, found)
        if name == "actions" and method == "POST" and rest:
            return Said(act(shop, found, rest[0], body))
    if isinstance(collection, Products):
        if name == "variations":
            return Variations(shop, found)
        if name == "duplicate" and method == "POST":
            return Said(collection.show(collection.duplicate(found, body)))
    raise no_route()


def _plain(
    collection: Collection, method: str, path: str, rest: list[str], query: Mapping[str, str], body: Any
) -> Said:
    if not rest and method == "GET":
        return _list(collection, path, query)
    if not rest and method == "POST":
        made = collection.create(body)
        url = f"{collection.shop.url}/wp-json/wc/v3/{path}/{made['id']}"
        return Said(collection.show(made), 201, {"Location": url})
    if rest == ["batch"] and method in ("POST", "PUT", "PATCH"):
        return Said(collection.batch(body))
    if len(rest) != 1 or not rest[0].isdecimal():
        raise no_route()
    if method == "DELETE" and not collection.bin and not truthy(query, "force"):
        return Said(collection.delete({}, force=False))
    thing = collection.find(int(rest[0]))
    if method == "GET":
        return Said(_fields(collection.show(thing), query))
    if method in ("PUT", "POST", "PATCH"):
        return Said(collection.show(collection.update(thing, body)))
    if method == "DELETE":
        return Said(collection.delete(thing, force=truthy(query, "force")))
    raise no_route()


def _list(collection: Collection, path: str, query: Mapping[str, str]) -> Said:
    items, total, pages = collection.page(query)
    number = int(query.get("page", 1))
    url = f"{collection.shop.url}/wp-json/wc/v3/{path}"
    kept = {name: value for name, value in query.items() if not name.startswith("oauth_")}
    ways = [("prev", number - 1)] if number > 1 else []
    ways += [("next", number + 1)] if number < pages else []
    links = [f'<{url}?{urlencode({**kept, "page": to})}>; rel="{way}"' for way, to in ways]
    headers = {"X-WP-Total": str(total), "X-WP-TotalPages": str(pages)}
    if links:
        headers["Link"] = ", ".join(links)
    return Said([_fields(collection.show(one), query) for one in items], 200, headers)


def _fields(shown: Thing, query: Mapping[str, str]) -> Thing:
    """Only what ``_fields`` names; a name with dots stands for the field at its beginning."""
    if not (asked := query.get("_fields")):
        return shown
    wanted = {one.strip().partition(".")[0] for one in asked.split(",")}
    return {name: value for name, value in shown.items() if name in wanted}

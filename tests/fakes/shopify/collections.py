"""Collections, and the redirects of the shop's pages."""

from __future__ import annotations

from typing import Any

from tests.fakes.shopify.products import handle_of
from tests.fakes.shopify.registry import Args, Declined, field, found, mutation
from tests.fakes.shopify.store import Shop, Thing

NAVIGATION = "write_online_store_navigation"


def make(shop: Shop, title: str, **fields: Any) -> Thing:
    collection = shop.add(
        "Collection",
        title=title,
        handle=handle_of(shop, title, "Collection"),
        descriptionHtml="",
        sortOrder="BEST_SELLING",
        templateSuffix=None,
        image=None,
        _products=[],
        _shown={},
    )
    collection.update(fields)
    return collection


@field("Collection.productsCount")
def _count(shop: Shop, collection: Thing, args: Args) -> int:
    return len(collection["_products"])


@field("Collection.products")
def _products(shop: Shop, collection: Thing, args: Args) -> list[str]:
    return list(collection["_products"])


@field("Collection.hasProduct")
def _has(shop: Shop, collection: Thing, args: Args) -> bool:
    return args["id"] in collection["_products"]


@mutation("collectionCreate", "write_products")
def create(shop: Shop, args: Args) -> Thing:
    sent = args.get("collection") or args.get("input") or {}
    if not (sent.get("title") or "").strip():
        raise Declined("Title can't be blank", "collection", "title")
    made = make(shop, sent["title"], descriptionHtml=sent.get("descriptionHtml") or "")
    shop.tell("collections/create", made)
    return {"collection": made}


def _redirect(shop: Shop, sent: Thing, but: str = "") -> tuple[str, str]:
    path, target = (sent.get("path") or "").strip(), (sent.get("target") or "").strip()
    if not path:
        raise Declined("Path can't be blank", "urlRedirect", "path", code="BLANK")
    if not target:
        raise Declined("Target can't be blank", "urlRedirect", "target", code="BLANK")
    path = path if path.startswith("/") else f"/{path}"
    for one in shop.all("UrlRedirect"):
        if one["path"].casefold() == path.casefold() and one["id"] != but:
            raise Declined("Path has already been taken", "urlRedirect", "path", code="TAKEN")
    return path, target


@mutation("urlRedirectCreate", NAVIGATION)
def redirect_create(shop: Shop, args: Args) -> Thing:
    path, target = _redirect(shop, args["urlRedirect"])
    return {"urlRedirect": shop.add("UrlRedirect", path=path, target=target)}


@mutation("urlRedirectUpdate", NAVIGATION)
def redirect_update(shop: Shop, args: Args) -> Thing:
    one = found(shop, args["id"], "Redirect does not exist", "id", kind="UrlRedirect")
    path, target = _redirect(shop, {**one, **args["urlRedirect"]}, one["id"])
    one.update(path=path, target=target)
    return {"urlRedirect": one}


@mutation("urlRedirectDelete", NAVIGATION)
def redirect_delete(shop: Shop, args: Args) -> Thing:
    one = found(shop, args["id"], "Redirect does not exist", "id", kind="UrlRedirect")
    shop.remove(one["id"])
    return {"deletedUrlRedirectId": one["id"]}

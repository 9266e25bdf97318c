"""Products and their variants: made, changed, copied, deleted, shown on sales channels, with redirects."""

from __future__ import annotations

import copy
import re
from typing import Any

from tests.fakes.shopify.fields import give_fields
from tests.fakes.shopify.registry import Args, Declined, field, found, mutation, query
from tests.fakes.shopify.store import Shop, Thing, cents

NO_PRODUCT = "Product does not exist"
_TEXTS = ("title", "descriptionHtml", "vendor", "productType", "status", "templateSuffix", "handle")


def handle_of(shop: Shop, title: str, kind: str = "Product") -> str:
    """An address that no other has."""
    plain = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-") or "thing"
    taken = {one.get("handle") for one in shop.all(kind)}
    at, name = 1, plain
    while name in taken:
        name, at = f"{plain}-{at}", at + 1
    return name


def make(shop: Shop, title: str, **fields: Any) -> Thing:
    """A product without variants."""
    product = shop.add(
        "Product",
        title=title,
        handle=handle_of(shop, title),
        status="ACTIVE",
        vendor=shop.name,
        productType="",
        descriptionHtml="",
        tags=[],
        publishedAt=shop.now(),
        isGiftCard=False,
        templateSuffix=None,
        category=None,
        seo={"title": None, "description": None},
        options=[
            {"id": shop.new_id("ProductOption"), "name": "Title", "position": 1, "values": ["Default Title"]}
        ],
        media=[],
        variants=[],
        _shown={},
    )
    product.update(fields)
    return product


def add_variant(
    shop: Shop, product: Thing, *, title: str = "Default Title", price: Any = "0.00", **fields: Any
) -> Thing:
    weight = fields.pop("grams", 0)
    item = shop.add(
        "InventoryItem",
        tracked=fields.pop("tracked", True),
        requiresShipping=not product["isGiftCard"],
        unitCost=fields.pop("cost", None),
        countryCodeOfOrigin=None,
        harmonizedSystemCode=None,
        measurement={
            "id": shop.new_id("InventoryItemMeasurement"),
            "weight": {"value": weight / 1000, "unit": "KILOGRAMS"},
        },
        _levels={},
    )
    variant = shop.add(
        "ProductVariant",
        product=product["id"],
        title=title,
        displayName=f"{product['title']} - {title}",
        price=cents(price),
        compareAtPrice=None,
        sku=None,
        barcode=None,
        position=len(product["variants"]) + 1,
        taxable=True,
        inventoryPolicy="DENY",
        inventoryItem=item["id"],
        selectedOptions=[{"name": product["options"][0]["name"], "value": title}],
        media=[],
    )
    variant.update(fields)
    product["variants"].append(variant["id"])
    return variant


@field("Product.variantsCount")
def _count(shop: Shop, product: Thing, args: Args) -> int:
    return len(product["variants"])


@field("Product.featuredMedia")
def _featured(shop: Shop, product: Thing, args: Args) -> Any:
    return next(iter(product["media"]), None)


@field("Product.tracksInventory")
def _tracks(shop: Shop, product: Thing, args: Args) -> bool:
    return any(shop.the(one["inventoryItem"])["tracked"] for one in shop.these(product["variants"]))


@field("Product.onlineStoreUrl")
def _url(shop: Shop, product: Thing, args: Args) -> str | None:
    shown = product["status"] == "ACTIVE" and shop.all("Publication")[0]["id"] in product["_shown"]
    return f"https://{shop.domain}/products/{product['handle']}" if shown else None


@field("Product.resourcePublicationsV2", "Collection.resourcePublicationsV2")
def _shown(shop: Shop, product: Thing, args: Args) -> list[Thing]:
    return [
        {"isPublished": True, "publication": place, "publishDate": at}
        for place, at in product["_shown"].items()
    ]


@field("Product.inCollection")
def _inside(shop: Shop, product: Thing, args: Args) -> bool:
    collection = shop.get(args["id"])
    return bool(collection and product["id"] in collection["_products"])


@field("Product.collections")
def _collections(shop: Shop, product: Thing, args: Args) -> list[Thing]:
    return [one for one in shop.all("Collection") if product["id"] in one["_products"]]


# ----------------------------------------------------------------------------------------------- mutations


def _checked(shop: Shop, sent: Thing) -> None:
    if "title" in sent and not (sent["title"] or "").strip():
        raise Declined("Title can't be blank", "title")
    for name in ("collectionsToJoin", "collectionsToLeave"):
        for gid in sent.get(name) or ():
            collection = found(shop, gid, "Collection does not exist", name, kind="Collection")
            if collection.get("_automatic"):
                raise Declined("Can't manually add a product to a smart collection", name)


def _write(shop: Shop, product: Thing, sent: Thing) -> None:
    product.update({name: sent[name] for name in _TEXTS if sent.get(name) is not None})
    if "tags" in sent:
        product["tags"] = sorted(set(sent["tags"]))
    for gid in sent.get("collectionsToJoin") or ():
        inside = shop.the(gid)["_products"]
        if product["id"] not in inside:
            inside.append(product["id"])
    for gid in sent.get("collectionsToLeave") or ():
        inside = shop.the(gid)["_products"]
        if product["id"] in inside:
            inside.remove(product["id"])


@mutation("productCreate", "write_products")
def create(shop: Shop, args: Args) -> Thing:
    sent = args.get("product") or args.get("input") or {}
    _checked(shop, {"title": "", **sent})
    product = make(shop, sent["title"], publishedAt=None)
    _write(shop, product, sent)
    variant = add_variant(shop, product, tracked=False)
    shop.the(variant["inventoryItem"])["_levels"] = {}
    give_fields(shop, product, sent)
    shop.tell("products/create", product)
    return {"product": product}


@mutation("productUpdate", "write_products")
def update(shop: Shop, args: Args) -> Thing:
    sent = args.get("product") or args.get("input") or {}
    product = found(shop, sent.get("id"), NO_PRODUCT, "id", kind="Product")  # type: ignore[arg-type]
    _checked(shop, sent)
    _write(shop, product, sent)
    shop.changed(product, "products/update")
    return {"product": product}


@mutation("productDuplicate", "write_products")
def duplicate(shop: Shop, args: Args) -> Thing:
    old = found(shop, args["productId"], NO_PRODUCT, "productId", kind="Product")
    made = make(shop, args["newTitle"])
    kept = ("descriptionHtml", "vendor", "productType", "tags", "options", "media", "templateSuffix", "seo")
    made.update({name: copy.deepcopy(old[name]) for name in kept})
    made.update(status=args.get("newStatus") or old["status"], publishedAt=None)
    for variant in shop.these(old["variants"]):
        same = ("sku", "barcode", "compareAtPrice", "taxable", "inventoryPolicy", "selectedOptions")
        add_variant(
            shop, made, title=variant["title"], price=variant["price"], **{n: variant[n] for n in same}
        )
    shop.tell("products/create", made)
    return {"newProduct": made}


@mutation("productDelete", "write_products")
def delete(shop: Shop, args: Args) -> Thing:
    product = found(shop, args["input"]["id"], NO_PRODUCT, "id", kind="Product")
    for gid in product["variants"]:
        shop.remove(gid)
    shop.remove(product["id"])
    for collection in shop.all("Collection"):
        collection["_products"] = [one for one in collection["_products"] if one != product["id"]]
    shop.tell("products/delete", product)
    return {"deletedProductId": product["id"]}


@mutation("productVariantsBulkUpdate", "write_products")
def update_variants(shop: Shop, args: Args) -> Thing:
    product = found(shop, args["productId"], NO_PRODUCT, "productId", kind="Product")
    for at, sent in enumerate(args["variants"]):
        if sent.get("id") not in product["variants"]:
            raise Declined("Product variant does not exist", "variants", str(at), "id")
        if sent.get("price") is not None and cents(sent["price"]) < 0:
            raise Declined("Price must be greater than or equal to 0", "variants", str(at), "price")
    for sent in args["variants"]:
        variant = shop.the(sent["id"])
        for name in ("barcode", "compareAtPrice", "inventoryPolicy", "taxable"):
            if name in sent:
                variant[name] = sent[name]
        if sent.get("price") is not None:
            variant["price"] = cents(sent["price"])
        if variant["compareAtPrice"] is not None:
            variant["compareAtPrice"] = cents(variant["compareAtPrice"])
        item = sent.get("inventoryItem") or {}
        if "sku" in item:
            variant["sku"] = item["sku"]
        if "tracked" in item:
            shop.the(variant["inventoryItem"])["tracked"] = item["tracked"]
        shop.touch(variant)
    shop.changed(product, "products/update")
    return {"product": product}


@mutation("productVariantsBulkDelete", "write_products")
def delete_variants(shop: Shop, args: Args) -> Thing:
    product = found(shop, args["productId"], NO_PRODUCT, "productId", kind="Product")
    wanted = set(args["variantsIds"])
    if not wanted <= set(product["variants"]):
        raise Declined("At least one variant does not belong to the product", "variantsIds")
    if wanted == set(product["variants"]):
        raise Declined("Cannot delete all variants of a product", "variantsIds")
    for gid in wanted:
        shop.remove(gid)
    product["variants"] = [one for one in product["variants"] if one not in wanted]
    shop.changed(product, "products/update")
    return {"product": product}


@query("publications")
def publications(shop: Shop, args: Args) -> list[Thing]:
    return shop.all("Publication")


def _publish(shop: Shop, args: Args) -> tuple[Thing, list[str]]:
    thing = found(shop, args["id"], "Resource does not exist", "id")
    places = [one.get("publicationId") or "" for one in args["input"]]
    for at, place in enumerate(places):
        found(
            shop, place, "Publication does not exist or is not publishable", "input", str(at), "publicationId"
        )
    return thing, places


@mutation("publishablePublish", "write_publications")
def publish(shop: Shop, args: Args) -> Thing:
    thing, places = _publish(shop, args)
    for place in places:
        thing["_shown"].setdefault(place, shop.now())
    thing["publishedAt"] = thing.get("publishedAt") or shop.now()
    shop.changed(thing, "products/update" if thing["__typename"] == "Product" else "collections/update")
    return {"publishable": thing}


@mutation("publishableUnpublish", "write_publications")
def unpublish(shop: Shop, args: Args) -> Thing:
    thing, places = _publish(shop, args)
    for place in places:
        thing["_shown"].pop(place, None)
    shop.changed(thing, "products/update" if thing["__typename"] == "Product" else "collections/update")
    return {"publishable": thing}

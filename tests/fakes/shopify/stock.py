"""Stock by place: counted, moved by orders, set and adjusted under a key."""

from __future__ import annotations

from typing import Any

from tests.fakes.shopify import derived
from tests.fakes.shopify.registry import Args, Declined, field, found, mutation, query
from tests.fakes.shopify.store import Shop, Thing, number

REASONS = frozenset(
    "correction cycle_count_available damaged movement_created movement_updated movement_received movement_canceled "
    "other promotion quality_control received reservation_created reservation_deleted reservation_updated restock "
    "safety_stock shrinkage".split()
)


def level_at(shop: Shop, item: Thing, place: str) -> Thing | None:
    gid = item["_levels"].get(place)
    return shop.get(gid) if gid else None


def keep_at(shop: Shop, item: Thing, place: str, available: int) -> Thing:
    """From now on the article is kept at the place."""
    gid = f"{shop.new_id('InventoryLevel')}?inventory_item_id={number(item['id'])}"
    level = shop.add(
        "InventoryLevel",
        id=gid,
        item=item["id"],
        location=place,
        isActive=True,
        _counts={"available": available, "committed": 0, "incoming": 0},
    )
    item["_levels"][place] = level["id"]
    return level


def move_stock(shop: Shop, line: Thing, *, available: int = 0, committed: int = 0) -> None:
    """What an order's line does to the stock of its article, at the first place that keeps it."""
    item = shop.the(shop.the(line["variant"])["inventoryItem"]) if shop.get(line["variant"]) else None
    if item is None or not item["tracked"] or not item["_levels"]:
        return
    count(shop, shop.the(next(iter(item["_levels"].values()))), available=available, committed=committed)


def count(shop: Shop, level: Thing, **by: int) -> None:
    for name, more in by.items():
        level["_counts"][name] += more
    shop.changed(level, "inventory_levels/update")
    for variant in shop.all("ProductVariant"):
        if variant["inventoryItem"] == level["item"]:
            shop.touch(variant)


@field("InventoryLevel.quantities")
def quantities(shop: Shop, level: Thing, args: Args) -> list[Thing]:
    counts = level["_counts"] | {"on_hand": level["_counts"]["available"] + level["_counts"]["committed"]}
    return [
        {
            "id": f"{level['id']}-{name}",
            "name": name,
            "quantity": counts.get(name, 0),
            "updatedAt": level["updatedAt"],
        }
        for name in args["names"]
    ]


@field("InventoryItem.inventoryLevel")
def _level(shop: Shop, item: Thing, args: Args) -> Thing | None:
    return level_at(shop, item, args["locationId"])


@field("InventoryItem.inventoryLevels")
def _levels(shop: Shop, item: Thing, args: Args) -> list[Thing]:
    return derived.levels(shop, item)


@field("InventoryItem.variants")
def _variants(shop: Shop, item: Thing, args: Args) -> list[Thing]:
    return [one for one in shop.all("ProductVariant") if one["inventoryItem"] == item["id"]]


@field("InventoryItem.sku")
def _sku(shop: Shop, item: Thing, args: Args) -> Any:
    return next((one["sku"] for one in _variants(shop, item, {})), None)


@query("location")
def location(shop: Shop, args: Args) -> Thing | None:
    """Without an id the main one."""
    return shop.get(args["id"]) if args.get("id") else next(iter(shop.all("Location")), None)


def _place(shop: Shop, one: Thing, *path: str) -> Thing:
    item = shop.get(one["inventoryItemId"])
    if item is None:
        raise Declined(
            "The specified inventory item could not be found.", *path, code="INVALID_INVENTORY_ITEM"
        )
    if shop.get(one["locationId"]) is None:
        raise Declined("The specified location could not be found.", *path, code="INVALID_LOCATION")
    level = level_at(shop, item, one["locationId"])
    if level is None:
        raise Declined(
            "The specified inventory item is not stocked at the location.",
            *path,
            code="ITEM_NOT_STOCKED_AT_LOCATION",
        )
    was = one.get("changeFromQuantity")
    if was is not None and was != level["_counts"]["available"]:
        raise Declined(
            "The compare quantity is stale: the quantity has changed.",
            *path,
            code="CHANGE_FROM_QUANTITY_STALE",
        )
    return level


def _reason(sent: Thing) -> None:
    if sent["reason"] not in REASONS:
        raise Declined("The specified reason is invalid.", "input", "reason", code="INVALID_REASON")
    if sent["name"] not in ("available", "on_hand"):
        raise Declined("The specified quantity name is invalid.", "input", "name", code="INVALID_NAME")


def _group(shop: Shop, reason: str) -> Thing:
    return {"inventoryAdjustmentGroup": shop.add("InventoryAdjustmentGroup", reason=reason)}


@mutation("inventorySetQuantities", "write_inventory", keyed=True)
def set_quantities(shop: Shop, args: Args) -> Thing:
    sent = args["input"]
    _reason(sent)
    levels = [
        (_place(shop, one, "input", "quantities", str(at)), one["quantity"])
        for at, one in enumerate(sent["quantities"])
    ]
    for level, wanted in levels:
        count(shop, level, available=wanted - level["_counts"]["available"])
    return _group(shop, sent["reason"])


@mutation("inventoryAdjustQuantities", "write_inventory", keyed=True)
def adjust_quantities(shop: Shop, args: Args) -> Thing:
    sent = args["input"]
    _reason(sent)
    levels = [
        (_place(shop, one, "input", "changes", str(at)), one["delta"])
        for at, one in enumerate(sent["changes"])
    ]
    for level, delta in levels:
        count(shop, level, available=delta)
    return _group(shop, sent["reason"])


@mutation("inventoryActivate", "write_inventory", keyed=True)
def activate(shop: Shop, args: Args) -> Thing:
    item = found(shop, args["inventoryItemId"], "The product couldn't be found.", "inventoryItemId")
    place = found(shop, args["locationId"], "The location couldn't be found.", "locationId", kind="Location")
    level = level_at(shop, item, place["id"])
    if level is not None and args.get("available") is not None:
        raise Declined(
            "Not allowed to set available quantity when the item is already active at the location.",
            "available",
        )
    level = level or keep_at(shop, item, place["id"], args.get("available") or 0)
    shop.tell("inventory_levels/connect", level)
    return {"inventoryLevel": level}


@mutation("inventoryItemUpdate", "write_inventory")
def item_update(shop: Shop, args: Args) -> Thing:
    item, sent = found(shop, args["id"], "The inventory item couldn't be found.", "id"), args["input"]
    for name in ("tracked", "requiresShipping", "countryCodeOfOrigin", "harmonizedSystemCode"):
        if name in sent:
            item[name] = sent[name]
    if "cost" in sent:
        item["unitCost"] = sent["cost"]
    if "sku" in sent:
        for variant in _variants(shop, item, {}):
            variant["sku"] = sent["sku"]
    shop.changed(item, "inventory_items/update")
    return {"inventoryItem": item}

"""Parcels (fulfilments): made of parts, tracked, cancelled."""

from __future__ import annotations

from typing import Any

from tests.fakes.shopify import derived
from tests.fakes.shopify.fulfilment import NO_PART, SCOPE, add_part
from tests.fakes.shopify.registry import Args, Declined, found, mutation
from tests.fakes.shopify.stock import move_stock
from tests.fakes.shopify.store import Shop, Thing, one_action


def _tracking(sent: Thing | None) -> list[Thing]:
    sent = sent or {}
    numbers = sent.get("numbers") or ([sent["number"]] if sent.get("number") else [])
    urls = sent.get("urls") or ([sent["url"]] if sent.get("url") else [])
    rows = max(len(numbers), len(urls), 1 if sent.get("company") else 0)
    return [
        {
            "company": sent.get("company"),
            "number": numbers[at] if at < len(numbers) else None,
            "url": urls[at] if at < len(urls) else None,
        }
        for at in range(rows)
    ]


@mutation("fulfillmentCreate", SCOPE)
def create(shop: Shop, args: Args) -> Thing:
    """Of parts that lie at one place and are to be sent."""
    sent = args["fulfillment"]
    wanted = [
        (
            found(shop, one["fulfillmentOrderId"], NO_PART, "fulfillment", kind="FulfillmentOrder"),
            {row["id"]: row["quantity"] for row in one.get("fulfillmentOrderLineItems") or ()},
        )
        for one in sent["lineItemsByFulfillmentOrder"]
    ]
    for part, _ in wanted:
        if part["status"] not in ("OPEN", "IN_PROGRESS"):
            raise Declined(
                f"Fulfillment order {part['id']} has an unfulfillable status= {part['status'].lower()}.",
                "fulfillment",
            )
    if len({part["_place"] for part, _ in wanted}) > 1:
        raise Declined("All fulfillment orders must be assigned to the same location.", "fulfillment")
    if len({part["order"] for part, _ in wanted}) > 1:
        raise Declined("All fulfillment orders must belong to the same order.", "fulfillment")
    parcel = send(shop, wanted, _tracking(sent.get("trackingInfo")))
    if sent.get("notifyCustomer"):
        shop.mail("shipping confirmation", shop.the(parcel["order"])["email"] or "", parcel)
    return {"fulfillment": parcel}


@one_action
def send(shop: Shop, wanted: list[tuple[Thing, dict[str, int]]], tracking: list[Thing]) -> Thing:
    """A parcel of parts; which rows of them how often, or all of what is left."""
    order = shop.the(wanted[0][0]["order"])
    rows: list[dict[str, Any]] = []
    for part, chosen in wanted:
        for one in part["lineItems"]:
            pieces = min(
                chosen.get(one["id"], 0) if chosen else one["remainingQuantity"], one["remainingQuantity"]
            )
            if pieces:
                one["remainingQuantity"] -= pieces
                row = {"__typename": "FulfillmentLineItem", "id": shop.new_id("FulfillmentLineItem")}
                rows.append(
                    shop.put({**row, "lineItem": one["lineItem"], "quantity": pieces, "_part": part["id"]})
                )
                move_stock(shop, shop.the(one["lineItem"]), committed=-pieces)
        if not any(one["remainingQuantity"] for one in part["lineItems"]):
            part["status"] = "CLOSED"
        shop.touch(part)
    parcel = shop.add(
        "Fulfillment",
        order=order["id"],
        name=f"{order['name']}-F{len(order['fulfillments']) + 1}",
        status="SUCCESS",
        displayStatus="FULFILLED",
        deliveredAt=None,
        location=wanted[0][0]["_place"],
        service={"id": "gid://shopify/FulfillmentService/1", "handle": "manual", "serviceName": "Manual"},
        trackingInfo=tracking,
        fulfillmentLineItems=[row["id"] for row in rows],
        totalQuantity=sum(row["quantity"] for row in rows),
    )
    order["fulfillments"].append(parcel["id"])
    shop.touch(order)
    shop.tell("fulfillments/create", parcel)
    whole = derived.fulfilment_status(shop, order) == "FULFILLED"
    shop.tell("orders/fulfilled" if whole else "orders/partially_fulfilled", order)
    shop.tell("orders/updated", order)
    return parcel


@mutation("fulfillmentCancel", SCOPE)
def cancel(shop: Shop, args: Args) -> Thing:
    """What was sent is to be sent again, as a new part."""
    parcel = found(shop, args["id"], "Fulfillment not found.", "id", kind="Fulfillment")
    if parcel["status"] == "CANCELLED":
        raise Declined("Fulfillment is already cancelled.", "id")
    parcel.update(status="CANCELLED", displayStatus="CANCELED")
    order = shop.the(parcel["order"])
    rows = shop.these(parcel["fulfillmentLineItems"])
    add_part(shop, order, parcel["location"], [(row["lineItem"], row["quantity"]) for row in rows])
    for row in rows:
        move_stock(shop, shop.the(row["lineItem"]), committed=row["quantity"])
    shop.changed(parcel, "fulfillments/update")
    shop.changed(order, "orders/updated")
    return {"fulfillment": parcel}


@mutation("fulfillmentTrackingInfoUpdate", SCOPE)
def track(shop: Shop, args: Args) -> Thing:
    parcel = found(shop, args["fulfillmentId"], "Fulfillment not found.", "fulfillmentId", kind="Fulfillment")
    if parcel["status"] == "CANCELLED":
        raise Declined("Fulfillment is cancelled.", "fulfillmentId")
    parcel["trackingInfo"] = _tracking(args["trackingInfoInput"])
    if args.get("notifyCustomer"):
        shop.mail("shipping update", shop.the(parcel["order"])["email"] or "", parcel)
    shop.changed(parcel, "fulfillments/update")
    return {"fulfillment": parcel}

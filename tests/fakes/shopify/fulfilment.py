"""Fulfilment orders: the parts of an order that one place each is to send. Held, moved, asked for, put off."""

from __future__ import annotations

from typing import Any

from tests.fakes.shopify import derived
from tests.fakes.shopify.registry import Args, Declined, field, found, mutation
from tests.fakes.shopify.store import Shop, Thing, number

SCOPE = "write_merchant_managed_fulfillment_orders"
NO_PART = "Fulfillment order does not exist."


def plan_parts(shop: Shop, order: Thing) -> None:
    """One part for each place: where the goods lie, or the service that sends them."""
    places: dict[str, list[Thing]] = {}
    for line in shop.these(order["lineItems"]):
        product = shop.the(line["product"])
        place = product.get("_sent_from") or shop.all("Location")[0]["id"]
        places.setdefault(place, []).append(line)
    for place, lines in places.items():
        add_part(shop, order, place, [(line["id"], line["quantity"]) for line in lines])


def add_part(shop: Shop, order: Thing, place: str, pieces: list[tuple[str, int]], **fields: Any) -> Thing:
    later = order.get("_send_at")
    part = shop.add(
        "FulfillmentOrder",
        order=order["id"],
        orderId=order["id"],
        orderName=order["name"],
        orderProcessedAt=order["processedAt"],
        status="SCHEDULED" if later else "OPEN",
        requestStatus="UNSUBMITTED",
        fulfillAt=later or shop.now(),
        fulfillBy=None,
        deliveryMethod={"id": shop.new_id("DeliveryMethod"), "methodType": "SHIPPING"},
        destination=order["shippingAddress"]
        and {"id": shop.new_id("Destination"), **order["shippingAddress"]},
        fulfillmentHolds=[],
        lineItems=[],
        _place=place,
    )
    part.update(fields)
    for line, quantity in pieces:
        put_into(shop, part, line, quantity)
    order["fulfillmentOrders"].append(part["id"])
    return part


def put_into(shop: Shop, part: Thing, line: str, quantity: int) -> None:
    row = {"id": shop.new_id("FulfillmentOrderLineItem"), "lineItem": line}
    part["lineItems"].append({**row, "totalQuantity": quantity, "remainingQuantity": quantity})


def close_parts(shop: Shop, order: Thing, status: str) -> None:
    for part in shop.these(order["fulfillmentOrders"]):
        if part["status"] in derived.OPEN:
            part["status"] = status
            for one in part["lineItems"]:
                one["remainingQuantity"] = 0


@field("FulfillmentOrder.assignedLocation")
def _assigned(shop: Shop, part: Thing, args: Args) -> Thing:
    place = shop.the(part["_place"])
    return {"name": place["name"], "location": place["id"], "countryCode": "DE"}


@field("FulfillmentOrder.supportedActions")
def _actions(shop: Shop, part: Thing, args: Args) -> list[Thing]:
    service = bool(shop.the(part["_place"]).get("_service"))
    asked = part["requestStatus"] in ("SUBMITTED", "ACCEPTED")
    can = {
        "OPEN": ["REQUEST_FULFILLMENT" if service else "CREATE_FULFILLMENT", "MOVE", "HOLD", "SPLIT"],
        "IN_PROGRESS": ["REQUEST_CANCELLATION"] if service else ["CREATE_FULFILLMENT"],
        "ON_HOLD": ["RELEASE_HOLD", "HOLD", "MOVE"],
        "SCHEDULED": ["MARK_AS_OPEN", "MOVE"],
    }.get(part["status"], [])
    return [{"action": one} for one in can if not (asked and one == "REQUEST_FULFILLMENT")]


def _part(shop: Shop, gid: str) -> Thing:
    return found(shop, gid, NO_PART, "id", kind="FulfillmentOrder")


def _changed(shop: Shop, part: Thing, what: str) -> Thing:
    shop.touch(part)
    shop.tell(f"fulfillment_orders/{what}", part)
    shop.changed(shop.the(part["order"]), "orders/updated")
    return part


@mutation("fulfillmentOrderHold", SCOPE)
def hold(shop: Shop, args: Args) -> Thing:
    part, sent = _part(shop, args["id"]), args["fulfillmentHold"]
    if part["status"] not in derived.OPEN:
        raise Declined("Fulfillment order is not in a state that can be put on hold", "id", code="INVALID")
    if any(one["handle"] == sent.get("handle") for one in part["fulfillmentHolds"]):
        raise Declined(
            "Handle has already been taken",
            "fulfillmentHold",
            "handle",
            code="DUPLICATE_FULFILLMENT_HOLD_HANDLE",
        )
    made = {
        "id": shop.new_id("FulfillmentHold"),
        "reason": sent["reason"],
        "reasonNotes": sent.get("reasonNotes"),
        "handle": sent.get("handle"),
        "displayReason": sent["reason"].replace("_", " ").capitalize(),
        "heldByRequestingApp": True,
    }
    part["fulfillmentHolds"].append(made)
    part.setdefault("_before_hold", part["status"])
    part["status"] = "ON_HOLD"
    _changed(shop, part, "placed_on_hold")
    return {"fulfillmentHold": made, "fulfillmentOrder": part}


@mutation("fulfillmentOrderReleaseHold", SCOPE)
def release(shop: Shop, args: Args) -> Thing:
    part, wanted = _part(shop, args["id"]), args.get("holdIds")
    if not part["fulfillmentHolds"]:
        raise Declined("Fulfillment order is not on hold", "id", code="INVALID_STATE")
    known = {one["id"] for one in part["fulfillmentHolds"]}
    if wanted is not None and not set(wanted) <= known:
        raise Declined("Fulfillment hold does not exist", "holdIds", code="FULFILLMENT_HOLD_NOT_FOUND")
    gone = known if wanted is None else set(wanted)
    part["fulfillmentHolds"] = [one for one in part["fulfillmentHolds"] if one["id"] not in gone]
    if not part["fulfillmentHolds"]:
        part["status"] = part.pop("_before_hold", "OPEN")
    _changed(shop, part, "hold_released")
    return {"fulfillmentOrder": part}


@mutation("fulfillmentOrderMove", SCOPE)
def move(shop: Shop, args: Args) -> Thing:
    part = _part(shop, args["id"])
    place = found(shop, args["newLocationId"], "Location does not exist.", "newLocationId", kind="Location")
    if part["status"] not in ("OPEN", "ON_HOLD", "SCHEDULED"):
        raise Declined("Fulfillment order can't be moved in its state.", "id")
    if part["_place"] == place["id"]:
        raise Declined("Fulfillment order is already assigned to this location.", "newLocationId")
    part["_place"] = place["id"]
    _changed(shop, part, "moved")
    return {
        "movedFulfillmentOrder": part,
        "originalFulfillmentOrder": part,
        "remainingFulfillmentOrder": None,
    }


@mutation("fulfillmentOrderSubmitFulfillmentRequest", SCOPE)
def request(shop: Shop, args: Args) -> Thing:
    part = _part(shop, args["id"])
    if not any(one["action"] == "REQUEST_FULFILLMENT" for one in _actions(shop, part, {})):
        raise Declined("Fulfillment order can't be submitted to its location.", "id")
    part["requestStatus"] = "SUBMITTED"
    part["_message"] = args.get("message")
    _changed(shop, part, "fulfillment_request_submitted")
    return {
        "submittedFulfillmentOrder": part,
        "originalFulfillmentOrder": part,
        "unsubmittedFulfillmentOrder": None,
    }


@mutation("fulfillmentOrderReschedule", SCOPE)
def reschedule(shop: Shop, args: Args) -> Thing:
    part = _part(shop, args["id"])
    if part["status"] != "SCHEDULED":
        raise Declined(
            "Fulfillment order must be scheduled to be rescheduled.", "id", code="FULFILLMENT_ORDER_NOT_FOUND"
        )
    part["fulfillAt"] = args["fulfillAt"]
    _changed(shop, part, "rescheduled")
    return {"fulfillmentOrder": part}


def part_numbered(shop: Shop, wanted: str) -> Thing:
    return next(one for one in shop.all("FulfillmentOrder") if number(one["id"]) == wanted)

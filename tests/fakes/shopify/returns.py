"""Returns: what of what was sent can come back, asked for, approved, declined, closed, called off."""

from __future__ import annotations

from typing import Any

from tests.fakes.shopify.registry import Args, Declined, field, found, mutation, query
from tests.fakes.shopify.store import Shop, Thing, one_action

LIVE = ("OPEN", "REQUESTED", "CLOSED")
"""States in which a return keeps its pieces from being returned again."""


def returned_pieces(shop: Shop, row: str) -> int:
    """How many of a row of a parcel are in returns."""
    return sum(
        one["quantity"]
        for back in shop.all("Return")
        if back["status"] in LIVE
        for one in back["returnLineItems"]
        if one["fulfillmentLineItem"] == row
    )


@query("returnableFulfillments")
def returnable(shop: Shop, args: Args) -> list[Thing]:
    order = shop.get(args["orderId"])
    parcels = shop.these(order["fulfillments"]) if order else []
    rows = []
    for parcel in parcels:
        left = [
            {"quantity": row["quantity"] - returned_pieces(shop, row["id"]), "fulfillmentLineItem": row["id"]}
            for row in shop.these(parcel["fulfillmentLineItems"])
        ]
        if parcel["status"] == "SUCCESS" and any(one["quantity"] for one in left):
            kept = [one for one in left if one["quantity"]]
            gid = parcel["id"].replace("/Fulfillment/", "/ReturnableFulfillment/")
            rows.append({"id": gid, "fulfillment": parcel["id"], "returnableFulfillmentLineItems": kept})
    return rows


@one_action
def ask_back(shop: Shop, order: Thing, lines: list[Thing], status: str) -> Thing:
    """A return of rows of parcels, as ``ReturnLineItemInput``."""
    back = shop.add(
        "Return",
        order=order["id"],
        name=f"{order['name']}-R{len(order['returns']) + 1}",
        status=status,
        closedAt=None,
        decline=None,
        totalQuantity=sum(one["quantity"] for one in lines),
        returnLineItems=[_line(shop, one) for one in lines],
        refunds=[],
    )
    order["returns"].append(back["id"])
    shop.tell("returns/request" if status == "REQUESTED" else "returns/approve", back)
    return back


def _line(shop: Shop, sent: Thing) -> Thing:
    reason = sent.get("returnReason") or "OTHER"
    return {
        "__typename": "ReturnLineItem",
        "id": shop.new_id("ReturnLineItem"),
        "quantity": sent["quantity"],
        "fulfillmentLineItem": sent["fulfillmentLineItemId"],
        "returnReason": reason,
        "returnReasonNote": sent.get("returnReasonNote") or "",
        "returnReasonDefinition": {
            "id": f"gid://shopify/ReturnReasonDefinition/{len(reason)}",
            "handle": reason.lower(),
            "name": reason.title(),
        },
        "customerNote": sent.get("customerNote"),
    }


@field("ReturnLineItem.refundableQuantity")
def _refundable(shop: Shop, line: Thing, args: Args) -> Any:
    return line["quantity"]


@mutation("returnCreate", "write_returns")
def create(shop: Shop, args: Args) -> Thing:
    sent = args["returnInput"]
    order = found(shop, sent["orderId"], "Order does not exist.", "returnInput", "orderId", kind="Order")
    if not sent["returnLineItems"]:
        raise Declined("Return must have at least one line item.", "returnInput", code="BLANK")
    for at, one in enumerate(sent["returnLineItems"]):
        row = shop.get(one["fulfillmentLineItemId"])
        path = ("returnInput", "returnLineItems", str(at))
        if row is None:
            raise Declined("Fulfillment line item does not exist.", *path, code="NOT_FOUND")
        if not 0 < one["quantity"] <= row["quantity"] - returned_pieces(shop, row["id"]):
            raise Declined("Return line item has an invalid quantity.", *path, "quantity", code="INVALID")
    return {"return": ask_back(shop, order, sent["returnLineItems"], "OPEN")}


def _in_state(shop: Shop, gid: str, *states: str) -> Thing:
    back = found(shop, gid, "Return does not exist.", "id", kind="Return")
    if back["status"] not in states:
        raise Declined("Return status is invalid.", "id", code="INVALID_STATE")
    return back


def _becomes(shop: Shop, back: Thing, status: str, topic: str) -> Thing:
    back["status"] = status
    back["closedAt"] = shop.now() if status == "CLOSED" else None
    shop.changed(back, topic)
    return {"return": back}


@mutation("returnApproveRequest", "write_returns")
def approve(shop: Shop, args: Args) -> Thing:
    return _becomes(shop, _in_state(shop, args["input"]["id"], "REQUESTED"), "OPEN", "returns/approve")


@mutation("returnDeclineRequest", "write_returns")
def decline(shop: Shop, args: Args) -> Thing:
    sent = args["input"]
    back = _in_state(shop, sent["id"], "REQUESTED")
    back["decline"] = {"reason": sent["declineReason"], "note": sent.get("declineNote")}
    return _becomes(shop, back, "DECLINED", "returns/decline")


@mutation("returnClose", "write_returns")
def close(shop: Shop, args: Args) -> Thing:
    return _becomes(shop, _in_state(shop, args["id"], "OPEN"), "CLOSED", "returns/close")


@mutation("returnReopen", "write_returns")
def reopen(shop: Shop, args: Args) -> Thing:
    return _becomes(shop, _in_state(shop, args["id"], "CLOSED"), "OPEN", "returns/reopen")


@mutation("returnCancel", "write_returns")
def cancel(shop: Shop, args: Args) -> Thing:
    return _becomes(shop, _in_state(shop, args["id"], "OPEN"), "CANCELED", "returns/cancel")

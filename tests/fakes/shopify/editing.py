"""Order editing: begun, changed, committed. What was not committed is forgotten."""

from __future__ import annotations

from typing import Any

from tests.fakes.shopify import derived
from tests.fakes.shopify.fulfilment import add_part
from tests.fakes.shopify.orders import add_line
from tests.fakes.shopify.registry import Args, Declined, found, mutation
from tests.fakes.shopify.stock import move_stock
from tests.fakes.shopify.store import Shop, Thing, cents

SCOPE = "write_order_edits"


@mutation("orderEditBegin", SCOPE)
def begin(shop: Shop, args: Args) -> Thing:
    order = found(shop, args["id"], "The order does not exist.", "id", kind="Order")
    if order["cancelledAt"]:
        raise Declined("The order cannot be edited.", "id")
    rows = [
        {
            "id": line["id"].replace("/LineItem/", "/CalculatedLineItem/"),
            "title": line["title"],
            "sku": line["sku"],
            "quantity": derived.current_quantity(shop, line),
            "editableQuantity": derived.unfulfilled(shop, line),
            "_line": line["id"],
        }
        for line in derived.lines(shop, order)
    ]
    edit = shop.put(
        {
            "__typename": "CalculatedOrder",
            "id": shop.new_id("CalculatedOrder"),
            "order": order["id"],
            "lineItems": rows,
        }
    )
    edit["_restock"] = {}
    return {"calculatedOrder": edit}


def _edit(shop: Shop, gid: str) -> Thing:
    return found(shop, gid, "The edit does not exist.", "id", kind="CalculatedOrder")


def _row(edit: Thing, gid: str) -> Thing:
    for row in edit["lineItems"]:
        if row["id"] == gid:
            return row  # type: ignore[no-any-return]
    raise Declined("The line item does not exist.", "lineItemId")


@mutation("orderEditAddVariant", SCOPE)
def add_variant(shop: Shop, args: Args) -> Thing:
    edit = _edit(shop, args["id"])
    variant = found(
        shop, args["variantId"], "The variant does not exist.", "variantId", kind="ProductVariant"
    )
    if args["quantity"] < 1:
        raise Declined("Quantity must be greater than 0.", "quantity")
    same = any(row["sku"] == variant["sku"] and row["quantity"] for row in edit["lineItems"])
    if same and not args.get("allowDuplicates"):
        raise Declined("The variant is already on the order.", "variantId")
    row: dict[str, Any] = {
        "id": shop.new_id("CalculatedLineItem"),
        "title": shop.the(variant["product"])["title"],
        "sku": variant["sku"],
        "quantity": args["quantity"],
        "editableQuantity": args["quantity"],
        "_variant": variant["id"],
        "_percent": 0.0,
    }
    edit["lineItems"].append(row)
    return {"calculatedLineItem": row, "calculatedOrder": edit}


@mutation("orderEditAddLineItemDiscount", SCOPE)
def add_discount(shop: Shop, args: Args) -> Thing:
    edit = _edit(shop, args["id"])
    row = _row(edit, args["lineItemId"])
    if "_variant" not in row:
        raise Declined("Only added line items can be discounted.", "lineItemId")
    row["_percent"] = float(args["discount"].get("percentValue") or 0)
    return {"calculatedLineItem": row, "calculatedOrder": edit}


@mutation("orderEditSetQuantity", SCOPE)
def set_quantity(shop: Shop, args: Args) -> Thing:
    edit = _edit(shop, args["id"])
    row, wanted = _row(edit, args["lineItemId"]), args["quantity"]
    if not row["quantity"] - row["editableQuantity"] <= wanted <= row["quantity"]:
        raise Declined("Quantity is not editable to that number.", "quantity")
    row["editableQuantity"] -= row["quantity"] - wanted
    row["quantity"] = wanted
    edit["_restock"][row["id"]] = bool(args.get("restock"))
    return {"calculatedLineItem": row, "calculatedOrder": edit}


@mutation("orderEditCommit", SCOPE)
def commit(shop: Shop, args: Args) -> Thing:
    edit = _edit(shop, args["id"])
    order = shop.the(edit["order"])
    for row in edit["lineItems"]:
        if "_variant" in row:
            line = add_line(shop, order, shop.the(row["_variant"]), row["quantity"])
            if row["_percent"]:
                worth = cents(
                    cents(line["originalUnitPriceSet"]) * row["quantity"] * int(row["_percent"]) / 100
                )
                line["discountAllocations"] = [{"allocatedAmountSet": worth}]
            add_part(shop, order, shop.all("Location")[0]["id"], [(line["id"], row["quantity"])])
            move_stock(shop, line, available=-row["quantity"], committed=row["quantity"])
        else:
            line = shop.the(row["_line"])
            gone = derived.current_quantity(shop, line) - row["quantity"]
            if gone:
                line["_removed"] = line.get("_removed", 0) + gone
                _take_from_parts(shop, order, line, gone, restock=edit["_restock"].get(row["id"], False))
    shop.remove(edit["id"])
    if args.get("notifyCustomer"):
        shop.mail("order edited", order["email"] or "", order)
    order["_staff_note"] = args.get("staffNote")
    shop.touch(order)
    shop.tell("orders/edited", order)
    shop.tell("orders/updated", order)
    return {"order": order}


def _take_from_parts(shop: Shop, order: Thing, line: Thing, gone: int, *, restock: bool) -> None:
    left = gone
    for part in shop.these(order["fulfillmentOrders"]):
        for one in part["lineItems"]:
            if one["lineItem"] == line["id"] and part["status"] in derived.OPEN and left:
                taken = min(left, one["remainingQuantity"])
                one["remainingQuantity"] -= taken
                left -= taken
        if part["status"] in derived.OPEN and not any(one["remainingQuantity"] for one in part["lineItems"]):
            part["status"] = "CLOSED"
    move_stock(shop, line, available=gone if restock else 0, committed=-gone)

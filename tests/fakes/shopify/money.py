"""The money of orders: authorised, captured, marked as paid, given back, asked for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tests.fakes.shopify import derived
from tests.fakes.shopify.registry import Args, Declined, field, found, mutation
from tests.fakes.shopify.stock import move_stock
from tests.fakes.shopify.store import Shop, Thing, cents, one_action

Piece = tuple[str, int, str]
"""A line, how many of it, and what becomes of them (``CANCEL``, ``RETURN``, ``NO_RESTOCK``)."""


def transaction(shop: Shop, order: Thing, kind: str, amount: Any, **fields: Any) -> Thing:
    made = shop.add(
        "OrderTransaction",
        order=order["id"],
        kind=kind,
        status="SUCCESS",
        gateway=order["paymentGatewayNames"][0],
        test=True,
        paymentId=f"{order['name']}.{len(order['transactions']) + 1}",
        errorCode=None,
        processedAt=shop.now(),
        manualPaymentGateway=order["paymentGatewayNames"][0] == "manual",
        accountNumber=None if order["paymentGatewayNames"][0] == "manual" else "•••• •••• •••• 1",
        amountSet=cents(amount),
        parentTransaction=None,
    )
    made.update(fields)
    order["transactions"].append(made["id"])
    buyer = shop.get(order["customer"])
    if buyer and kind in ("SALE", "CAPTURE", "REFUND"):
        buyer["_spent"] += made["amountSet"] * (-1 if kind == "REFUND" else 1)
    return made


def authorise(shop: Shop, order: Thing) -> Thing:
    return transaction(shop, order, "AUTHORIZATION", derived.total(shop, order))


@one_action
def pay(shop: Shop, order: Thing, *, quiet: bool = False) -> None:
    """All that is outstanding."""
    due = derived.outstanding(shop, order)
    if due:
        transaction(shop, order, "SALE", due)
    if not quiet:
        shop.touch(order)
        shop.tell("orders/paid", order)
        shop.tell("orders/updated", order)


def void_all(shop: Shop, order: Thing) -> None:
    for one in shop.these(list(order["transactions"])):
        if left := derived.unsettled(shop, one):
            transaction(shop, order, "VOID", left, parentTransaction=one["id"])


@one_action
def give_back(
    shop: Shop,
    order: Thing,
    pieces: Sequence[Piece],
    *,
    amount: Any = None,
    shipping: bool = False,
    **fields: Any,
) -> Thing:
    """A refund. ``amount``: the money; None: what the pieces and the shipping cost."""
    rows = [_row(shop, *piece) for piece in pieces]
    ship = derived.shipping(order) if shipping else cents(0)
    worth = cents(amount) if amount is not None else sum((row["subtotalSet"] for row in rows), ship)
    refund = shop.add(
        "Refund",
        order=order["id"],
        note=None,
        processedAt=shop.now(),
        totalRefundedSet=worth,
        refundLineItems=rows,
        transactions=[],
        _shipping=ship,
        **{"return": None},
    )
    refund.update(fields)
    order["refunds"].append(refund["id"])
    if worth:
        paid = next(
            (one["id"] for one in shop.these(order["transactions"]) if one["kind"] in ("SALE", "CAPTURE")),
            None,
        )
        made = transaction(shop, order, "REFUND", worth, parentTransaction=paid)
        refund["transactions"] = [made["id"]]
    for line_id, quantity, how in pieces:
        line = shop.the(line_id)
        _take_out_of_parts(shop, order, line_id, quantity)
        if how == "CANCEL":
            move_stock(shop, line, available=quantity, committed=-quantity)
        elif how == "RETURN":
            move_stock(shop, line, available=quantity)
    shop.touch(order)
    shop.tell("refunds/create", refund)
    return refund


def _row(shop: Shop, line_id: str, quantity: int, how: str) -> Thing:
    line = shop.the(line_id)
    each = derived.line_total(line) / max(line["quantity"] - line.get("_removed", 0), 1)
    return {
        "id": shop.new_id("RefundLineItem"),
        "lineItem": line_id,
        "quantity": quantity,
        "restockType": how,
        "restocked": how != "NO_RESTOCK",
        "location": None if how == "NO_RESTOCK" else shop.all("Location")[0]["id"],
        "priceSet": cents(each),
        "subtotalSet": cents(each * quantity),
        "totalTaxSet": cents(0),
    }


def _take_out_of_parts(shop: Shop, order: Thing, line: str, quantity: int) -> None:
    """What is refunded before it was sent needn't be sent."""
    for part in shop.these(order["fulfillmentOrders"]):
        for one in part["lineItems"]:
            if one["lineItem"] == line and part["status"] in derived.OPEN and quantity:
                taken = min(quantity, one["remainingQuantity"])
                one["remainingQuantity"] -= taken
                quantity -= taken
        if part["status"] in derived.OPEN and not any(one["remainingQuantity"] for one in part["lineItems"]):
            part["status"] = "CLOSED"


# ----------------------------------------------------------------------------------------------- mutations


@mutation("orderMarkAsPaid", "write_orders")
def mark_as_paid(shop: Shop, args: Args) -> Thing:
    order = found(shop, args["input"]["id"], "Order does not exist", "id", kind="Order")
    if derived.financial_status(shop, order) not in ("PENDING", "AUTHORIZED", "PARTIALLY_PAID"):
        raise Declined("Order cannot be marked as paid.", "id")
    order["paymentGatewayNames"] = [*dict.fromkeys([*order["paymentGatewayNames"], "manual"])]
    transaction(
        shop, order, "SALE", derived.outstanding(shop, order), gateway="manual", manualPaymentGateway=True
    )
    shop.touch(order)
    shop.tell("orders/paid", order)
    shop.tell("orders/updated", order)
    return {"order": order}


@mutation("orderCapture", "write_orders")
def capture(shop: Shop, args: Args) -> Thing:
    sent = args["input"]
    order = found(shop, sent["id"], "Order does not exist", "id", kind="Order")
    parent = shop.get(sent["parentTransactionId"])
    if parent is None or parent["order"] != order["id"] or parent["kind"] != "AUTHORIZATION":
        raise Declined("Transaction does not exist", "parentTransactionId")
    left, amount = derived.unsettled(shop, parent), cents(sent["amount"])
    if not 0 < amount <= left:
        raise Declined("The amount to capture is greater than the remaining authorized amount.", "amount")
    made = transaction(
        shop, order, "CAPTURE", amount, parentTransaction=parent["id"], _final=bool(sent.get("finalCapture"))
    )
    shop.touch(order)
    if derived.financial_status(shop, order) == "PAID":
        shop.tell("orders/paid", order)
    shop.tell("orders/updated", order)
    return {"transaction": made}


@field("Order.suggestedRefund")
def suggested(shop: Shop, order: Thing, args: Args) -> Thing:
    """Shopify's own reckoning, never more than is left of the payments."""
    lines = args.get("refundLineItems") or []
    rows = [
        _row(shop, one["lineItemId"], one["quantity"], one.get("restockType") or "NO_RESTOCK")
        for one in lines
    ]
    left = derived.received(shop, order) - derived.refunded(shop, order)
    if args.get("suggestFullRefund"):
        worth = left
    else:
        ship = derived.shipping(order) if args.get("refundShipping") else cents(0)
        worth = min(sum((row["subtotalSet"] for row in rows), ship), left)
    paid = [one for one in shop.these(order["transactions"]) if one["kind"] in ("SALE", "CAPTURE")]
    return {
        "amountSet": worth,
        "subtotalSet": sum((row["subtotalSet"] for row in rows), cents(0)),
        "maximumRefundableSet": left,
        "refundLineItems": rows,
        "suggestedTransactions": [
            _suggestion(shop, one, worth if one is paid[0] else cents(0)) for one in paid
        ],
    }


def _suggestion(shop: Shop, paid: Thing, worth: Decimal) -> Thing:
    back = sum(
        (
            cents(one["amountSet"])
            for one in shop.these(shop.the(paid["order"])["transactions"])
            if one["kind"] == "REFUND" and one["parentTransaction"] == paid["id"]
        ),
        cents(0),
    )
    most = cents(paid["amountSet"]) - back
    return {
        "kind": "SUGGESTED_REFUND",
        "gateway": paid["gateway"],
        "amountSet": min(worth, most),
        "maximumRefundableSet": most,
        "parentTransaction": paid["id"],
    }


@mutation("refundCreate", "write_orders", keyed=True)
def refund_create(shop: Shop, args: Args) -> Thing:
    sent = args["input"]
    order = found(shop, sent["orderId"], "Order does not exist", "orderId", kind="Order")
    pieces: list[Piece] = []
    for at, one in enumerate(sent.get("refundLineItems") or ()):
        line = shop.get(one["lineItemId"])
        if line is None or line["order"] != order["id"]:
            raise Declined("Line item does not exist", "refundLineItems", str(at), "lineItemId")
        if not 0 < one["quantity"] <= derived.current_quantity(shop, line):
            raise Declined(
                "Quantity cannot refund more items than were purchased",
                "refundLineItems",
                str(at),
                "quantity",
            )
        how = one.get("restockType") or "NO_RESTOCK"
        if how != "NO_RESTOCK" and not one.get("locationId"):
            raise Declined("Location must be given to restock", "refundLineItems", str(at), "locationId")
        pieces.append((line["id"], one["quantity"], how))
    worth = sum((cents(one["amount"]) for one in sent.get("transactions") or ()), cents(0))
    if worth > derived.received(shop, order) - derived.refunded(shop, order):
        raise Declined("Refund amount cannot be greater than the amount that was paid.", "transactions")
    full = bool((sent.get("shipping") or {}).get("fullRefund"))
    refund = give_back(shop, order, pieces, amount=worth, shipping=full, note=sent.get("note"))
    if sent.get("notify"):
        shop.mail("refund", order["email"] or "", refund)
    shop.tell("orders/updated", order)
    return {"refund": refund, "order": order}


@mutation("orderInvoiceSend", "write_orders")
def invoice_send(shop: Shop, args: Args) -> Thing:
    order = found(shop, args["id"], "Order does not exist", "id", kind="Order")
    to = (args.get("email") or {}).get("to") or order["email"]
    if not to:
        raise Declined("No recipient email address was provided", "email")
    shop.mail("invoice", to, {"order": order["id"], **(args.get("email") or {})})
    return {"order": order}


@mutation("paymentReminderSend", "write_orders")
def reminder_send(shop: Shop, args: Args) -> Thing:
    schedule = found(shop, args["paymentScheduleId"], "Payment schedule does not exist", "paymentScheduleId")
    if schedule["completedAt"]:
        raise Declined("Payment schedule is already completed", "paymentScheduleId")
    order = shop.the(shop.the(schedule["paymentTerms"])["order"])
    shop.mail("payment reminder", order["email"] or "", schedule)
    return {"success": True}

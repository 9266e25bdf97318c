"""What follows from a shop's things: totals, payment and sending of orders, what customers bought, what is in stock."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.fakes.shopify.registry import Args, field
from tests.fakes.shopify.store import Shop, Thing, cents, number

OPEN = ("OPEN", "IN_PROGRESS", "SCHEDULED", "ON_HOLD")
"""States of a fulfilment order of which something can still be sent."""

# ----------------------------------------------------------------------------------------------- amounts of an order


def lines(shop: Shop, order: Thing) -> list[Thing]:
    return shop.these(order["lineItems"])


def line_off(line: Thing) -> Decimal:
    """What discounts take off a line."""
    return sum((cents(one["allocatedAmountSet"]) for one in line.get("discountAllocations") or ()), cents(0))


def line_total(line: Thing) -> Decimal:
    left: int = line["quantity"] - line.get("_removed", 0)
    return cents(line["originalUnitPriceSet"]) * left - cents(line_off(line) * left / line["quantity"])


def subtotal(shop: Shop, order: Thing) -> Decimal:
    return sum((line_total(line) for line in lines(shop, order)), cents(0))


def shipping(order: Thing) -> Decimal:
    return sum((cents(one["originalPriceSet"]) for one in order.get("shippingLines") or ()), cents(0))


def tax(order: Thing) -> Decimal:
    return sum((cents(one["priceSet"]) for one in order.get("taxLines") or ()), cents(0))


def total(shop: Shop, order: Thing) -> Decimal:
    """Before refunds; taxes are in the prices."""
    return max(subtotal(shop, order) + shipping(order), cents(0))


def moved(shop: Shop, order: Thing, *kinds: str) -> Decimal:
    """The money of an order's transactions of these kinds."""
    return sum(
        (
            cents(one["amountSet"])
            for one in shop.these(order["transactions"])
            if one["kind"] in kinds and one["status"] == "SUCCESS"
        ),
        cents(0),
    )


def received(shop: Shop, order: Thing) -> Decimal:
    return moved(shop, order, "SALE", "CAPTURE")


def refunded(shop: Shop, order: Thing) -> Decimal:
    return moved(shop, order, "REFUND")


def back(shop: Shop, order: Thing) -> Decimal:
    """What of the order's worth was taken back, by refunds with or without money."""
    worth = cents(0)
    for one in shop.these(order["refunds"]):
        goods = sum((cents(line["subtotalSet"]) for line in one["refundLineItems"]), cents(one["_shipping"]))
        worth += max(goods, cents(one["totalRefundedSet"]))
    return worth


def current_total(shop: Shop, order: Thing) -> Decimal:
    return max(total(shop, order) - back(shop, order), cents(0))


def outstanding(shop: Shop, order: Thing) -> Decimal:
    if order.get("cancelledAt"):
        return cents(0)
    return max(current_total(shop, order) - received(shop, order) + refunded(shop, order), cents(0))


def unsettled(shop: Shop, transaction: Thing) -> Decimal:
    """What is left of an authorisation."""
    if transaction["kind"] != "AUTHORIZATION" or transaction["status"] != "SUCCESS":
        return cents(0)
    taken = cents(0)
    for one in shop.these(shop.the(transaction["order"])["transactions"]):
        if one.get("parentTransaction") == transaction["id"] and one["status"] == "SUCCESS":
            if one["kind"] == "VOID" or one.get("_final"):
                return cents(0)
            taken += cents(one["amountSet"]) if one["kind"] == "CAPTURE" else 0
    return max(cents(transaction["amountSet"]) - taken, cents(0))


def financial_status(shop: Shop, order: Thing) -> str:
    came, went = received(shop, order), refunded(shop, order)
    if not came:
        asked = [one for one in shop.these(order["transactions"]) if one["kind"] == "AUTHORIZATION"]
        if any(unsettled(shop, one) for one in asked):
            return "AUTHORIZED"
        if asked or order.get("cancelledAt"):
            return "VOIDED"
        return "PENDING" if total(shop, order) else "PAID"
    if went:
        return "REFUNDED" if went >= came else "PARTIALLY_REFUNDED"
    return "PARTIALLY_PAID" if came < current_total(shop, order) else "PAID"


@field("Order.totalPriceSet")
def _total(shop: Shop, order: Thing, args: Args) -> Any:
    return total(shop, order)


@field("Order.currentTotalPriceSet")
def _current(shop: Shop, order: Thing, args: Args) -> Any:
    return current_total(shop, order)


@field("Order.subtotalPriceSet", "Order.currentSubtotalPriceSet")
def _subtotal(shop: Shop, order: Thing, args: Args) -> Any:
    return subtotal(shop, order)


@field("Order.totalDiscountsSet")
def _discounts(shop: Shop, order: Thing, args: Args) -> Any:
    return sum((line_off(line) for line in lines(shop, order)), cents(0))


@field("Order.totalShippingPriceSet")
def _shipping(shop: Shop, order: Thing, args: Args) -> Any:
    return shipping(order)


@field("Order.totalTaxSet")
def _tax(shop: Shop, order: Thing, args: Args) -> Any:
    return tax(order)


@field("Order.totalOutstandingSet")
def _outstanding(shop: Shop, order: Thing, args: Args) -> Any:
    return outstanding(shop, order)


@field("Order.totalRefundedSet")
def _refunded(shop: Shop, order: Thing, args: Args) -> Any:
    return refunded(shop, order)


@field("Order.totalReceivedSet")
def _received(shop: Shop, order: Thing, args: Args) -> Any:
    return received(shop, order)


@field("Order.displayFinancialStatus")
def _financial(shop: Shop, order: Thing, args: Args) -> str:
    return financial_status(shop, order)


@field("Order.canMarkAsPaid")
def _can_mark(shop: Shop, order: Thing, args: Args) -> bool:
    return financial_status(shop, order) in ("PENDING", "AUTHORIZED", "PARTIALLY_PAID")


@field("Order.capturable")
def _capturable(shop: Shop, order: Thing, args: Args) -> bool:
    return any(unsettled(shop, one) for one in shop.these(order["transactions"]))


@field("Order.transactions")
def _transactions(shop: Shop, order: Thing, args: Args) -> list[str]:
    if args.get("capturable"):
        return [one for one in order["transactions"] if unsettled(shop, shop.the(one))]
    return list(order["transactions"])


@field("OrderTransaction.totalUnsettledSet")
def _unsettled(shop: Shop, transaction: Thing, args: Args) -> Any:
    return unsettled(shop, transaction)


# ----------------------------------------------------------------------------------------------- pieces of an order


def refunded_pieces(shop: Shop, line: Thing) -> int:
    order = shop.the(line["order"])
    return sum(
        one["quantity"]
        for refund in shop.these(order["refunds"])
        for one in refund["refundLineItems"]
        if one["lineItem"] == line["id"]
    )


def current_quantity(shop: Shop, line: Thing) -> int:
    return int(line["quantity"] - line.get("_removed", 0) - refunded_pieces(shop, line))


def unfulfilled(shop: Shop, line: Thing) -> int:
    """What is still to be sent."""
    parts = shop.these(shop.the(line["order"])["fulfillmentOrders"])
    return sum(
        one["remainingQuantity"]
        for part in parts
        if part["status"] in OPEN
        for one in part["lineItems"]
        if one["lineItem"] == line["id"]
    )


def fulfilment_status(shop: Shop, order: Thing) -> str:
    parts = shop.these(order["fulfillmentOrders"])
    left = [part for part in parts if part["status"] in OPEN]
    sent = [one for one in shop.these(order["fulfillments"]) if one["status"] == "SUCCESS"]
    if sent:
        return "PARTIALLY_FULFILLED" if left else "FULFILLED"
    for state in ("ON_HOLD", "SCHEDULED", "IN_PROGRESS"):
        if any(part["status"] == state for part in left):
            return state
    return "UNFULFILLED"


@field("Order.displayFulfillmentStatus")
def _fulfilment(shop: Shop, order: Thing, args: Args) -> str:
    return fulfilment_status(shop, order)


@field("LineItem.currentQuantity", "LineItem.refundableQuantity")
def _current_quantity(shop: Shop, line: Thing, args: Args) -> int:
    return current_quantity(shop, line)


@field("LineItem.unfulfilledQuantity", "LineItem.fulfillableQuantity")
def _unfulfilled(shop: Shop, line: Thing, args: Args) -> int:
    return unfulfilled(shop, line)


@field("LineItem.totalDiscountSet")
def _line_off(shop: Shop, line: Thing, args: Args) -> Any:
    return line_off(line)


@field("Order.subtotalLineItemsQuantity", "Order.currentSubtotalLineItemsQuantity")
def _pieces(shop: Shop, order: Thing, args: Args) -> int:
    return sum(current_quantity(shop, line) for line in lines(shop, order))


# ----------------------------------------------------------------------------------------------- customers


def orders_of(shop: Shop, customer: Thing) -> list[Thing]:
    """The oldest first, as they were placed."""
    return [one for gid in customer["_orders"] if (one := shop.get(gid))]


def spent(shop: Shop, customer: Thing) -> Decimal:
    """Kept with each movement of money: customers of a test may have thousands of orders."""
    return cents(customer["_spent"])


@field("Customer.numberOfOrders")
def _number_of_orders(shop: Shop, customer: Thing, args: Args) -> int:
    return sum(gid in shop.things["Order"] for gid in customer["_orders"])


@field("Customer.amountSpent")
def _spent(shop: Shop, customer: Thing, args: Args) -> Any:
    return spent(shop, customer)


@field("Customer.lastOrder")
def _last_order(shop: Shop, customer: Thing, args: Args) -> Thing | None:
    return next((one for gid in reversed(customer["_orders"]) if (one := shop.get(gid))), None)


@field("Customer.orders")
def _orders(shop: Shop, customer: Thing, args: Args) -> list[Thing]:
    return orders_of(shop, customer)


@field("Customer.canDelete")
def _can_delete(shop: Shop, customer: Thing, args: Args) -> bool:
    return _last_order(shop, customer, args) is None


# ----------------------------------------------------------------------------------------------- goods


def levels(shop: Shop, item: Thing) -> list[Thing]:
    return shop.these(item["_levels"].values())


def stock_of(shop: Shop, variant: Thing) -> int:
    """What can be sold of a variant, at all places."""
    item = shop.the(variant["inventoryItem"])
    return sum(level["_counts"]["available"] for level in levels(shop, item))


@field("ProductVariant.inventoryQuantity")
def _stock(shop: Shop, variant: Thing, args: Args) -> int:
    return stock_of(shop, variant)


@field("*.legacyResourceId")
def _legacy_id(shop: Shop, thing: Thing, args: Args) -> str:
    return number(thing["id"])

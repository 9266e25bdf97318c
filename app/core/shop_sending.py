"""What goes to the customer and comes back: lines, parcels and their news, what is to be sent, returns, money."""

from __future__ import annotations

from app.core.shop_base import Address, Attribute, Moment, Money, Shape, fact
from app.core.shop_choices import (
    FULFILMENT,
    FULFILMENT_ORDER,
    FULFILMENT_STATE,
    HOLD,
    REQUEST,
    RETURN_STATUS,
    SHIPMENT,
    TRANSACTION,
    TRANSACTION_STATUS,
    FulfilmentOrderStatus,
    FulfilmentState,
    FulfilmentStatus,
    HoldReason,
    RequestStatus,
    ReturnStatus,
    ShipmentStatus,
    TransactionKind,
    TransactionStatus,
)


class LineItem(Shape):
    """One line of an order, a checkout, a refund or a parcel."""

    id: str | None = fact("Line ID", "The store's own number of this line.")
    product_id: str | None = fact("Product ID", "The store's own number of the product.")
    variant_id: str | None = fact("Variant ID", "The store's own number of the variant.")
    title: str | None = fact("Product title", "What was bought.")
    variant_title: str | None = fact("Variant title", "Which kind of it, such as Red / XL.")
    sku: str | None = fact("SKU", "The shop's stock code of the article.")
    barcode: str | None = fact("Barcode", "The EAN, UPC or ISBN, where the store tells it.")
    vendor: str | None = fact("Vendor", "The maker or brand.")
    quantity: int | None = fact("Quantity", "How many pieces.")
    current_quantity: int | None = fact("Quantity now", "How many are left after changes and refunds.")
    to_send: int | None = fact("Still to be sent", "How many pieces are not sent yet.")
    fulfilment_status: FulfilmentStatus | None = fact(
        "Fulfilment status of the line", "Whether this line was sent.", choices=FULFILMENT
    )
    fulfilment_service: str | None = fact("Sent by", "Who sends this line, such as manual.")
    price: Money | None = fact("Price of one", "The price of one piece before discounts.")
    discount: Money | None = fact("Discount on this line", "What was taken off this line in all.")
    total: Money | None = fact("Line total", "Price times quantity, less the discount.")
    tax: Money | None = fact("Tax on this line", "How much tax there is on this line.")
    gift_card: bool | None = fact("Is a gift card", "Whether this line is a gift card.")
    requires_shipping: bool | None = fact("Needs shipping", "Whether this line must be sent.")
    taxable: bool | None = fact("Is taxed", "Whether tax is charged on this line.")
    weight_grams: float | None = fact("Weight in grams", "The weight of one piece.")
    image: str | None = fact("Picture", "The address of its picture, where the store tells it.")
    properties: list[Attribute] = fact("Extra answers", "What the customer entered for this line.", list)


class ShippingLine(Shape):
    """A way of shipping that was chosen, with its price."""

    title: str | None = fact("Shipping method", "What the way of shipping is called.")
    code: str | None = fact("Shipping method code", "The store's own code for the way of shipping.")
    carrier: str | None = fact("Carrier of the shipping method", "Whose offer it is, where the store tells.")
    price: Money | None = fact("Shipping price", "What this shipping costs.")
    tax: Money | None = fact("Tax on shipping", "How much tax there is on it.")


class Transaction(Shape):
    """One movement of money, or the try of one."""

    id: str | None = fact("Transaction ID", "The store's own number of the movement.")
    order_id: str | None = fact("Order ID", "The store's own number of the order.")
    kind: TransactionKind | None = fact("Kind of transaction", "What was done.", choices=TRANSACTION)
    status: TransactionStatus | None = fact(
        "Transaction status", "Whether it went through.", choices=TRANSACTION_STATUS
    )
    amount: Money | None = fact("Amount", "How much money.")
    currency: str | None = fact("Currency", "The currency of the amount, such as EUR.")
    gateway: str | None = fact("Payment provider", "The code of the payment provider, such as paypal.")
    method: str | None = fact("Payment method", "What was paid with, such as visa.")
    card: str | None = fact("Card number", "The last digits of the card.")
    reference: str | None = fact("Payment number", "The payment provider's own number of it.")
    authorization: str | None = fact("Authorisation", "The code of the authorisation.")
    parent_id: str | None = fact("Follows", "The number of the transaction that it follows from.")
    message: str | None = fact("Message", "What the payment provider said.")
    error_code: str | None = fact(
        "Code of what went wrong", "The payment provider's code; empty if all went well."
    )
    channel: str | None = fact("Sales channel", "Where it was made, such as web or pos.")
    manual: bool | None = fact("Paid by hand", "Whether the money comes outside of the store's checkout.")
    test: bool | None = fact("Is a test", "Whether it is only a test.")
    created_at: Moment | None = fact("Transaction at", "When it was made.")
    processed_at: Moment | None = fact("Processed at", "When the payment provider had done it.")


class Refund(Shape):
    """Money that went back."""

    id: str | None = fact("Refund ID", "The store's own number of the refund.")
    order_id: str | None = fact("Order ID", "The store's own number of the order.")
    return_id: str | None = fact("Return ID", "The store's own number of the return it belongs to.")
    amount: Money | None = fact("Refunded amount", "How much money went back.")
    currency: str | None = fact("Currency", "The currency of the refund, such as EUR.")
    reason: str | None = fact("Reason", "The reason that was written down.")
    restocked: bool | None = fact("Back in stock", "Whether the goods went back into stock.")
    items: list[LineItem] = fact("Refunded items", "Which items were refunded.", list)
    transactions: list[Transaction] = fact("Movements of money", "How the money went back.", list)
    created_at: Moment | None = fact("Refunded at", "When the refund was made.")
    processed_at: Moment | None = fact("Processed at", "When the refund took effect.")


class Fulfilment(Shape):
    """A parcel, or whatever else was handed over."""

    id: str | None = fact("Fulfilment ID", "The store's own number of the parcel.")
    order_id: str | None = fact("Order ID", "The store's own number of the order.")
    name: str | None = fact("Fulfilment number", "The number shown in the store, such as #1001.1.")
    status: FulfilmentState | None = fact(
        "Fulfilment state", "Whether it was handed over.", choices=FULFILMENT_STATE
    )
    shipment_status: ShipmentStatus | None = fact("Shipment status", "Where the parcel is.", choices=SHIPMENT)
    service: str | None = fact("Sent by", "Who sends it, such as manual.")
    location_id: str | None = fact("Location ID", "The store's own number of the place it was sent from.")
    location: str | None = fact("Location", "The place it was sent from, where the store tells it.")
    carrier: str | None = fact("Carrier", "Who carries the parcel.")
    tracking_number: str | None = fact("Tracking number", "The carrier's number of the parcel.")
    tracking_url: str | None = fact("Tracking link", "Where the customer can follow the parcel.")
    tracking_numbers: list[str] = fact(
        "All tracking numbers", "The carrier's numbers of all its boxes.", list
    )
    tracking_urls: list[str] = fact("All tracking links", "Where all its boxes can be followed.", list)
    email: str | None = fact("E-mail of the recipient", "Where news about the parcel go.")
    address: Address | None = fact("Destination", "Where the parcel goes.")
    items: list[LineItem] = fact("Items in it", "What is in the parcel.", list)
    created_at: Moment | None = fact("Fulfilled at", "When it was handed over.")
    updated_at: Moment | None = fact("Fulfilment last changed", "When its state last changed.")
    delivered_at: Moment | None = fact("Delivered at", "When it arrived, where the store tells it.")


class FulfilmentEvent(Shape):
    """News of a parcel on its way."""

    id: str | None = fact("News ID", "The store's own number of the news.")
    fulfilment_id: str | None = fact("Fulfilment ID", "The store's own number of the parcel.")
    order_id: str | None = fact("Order ID", "The store's own number of the order.")
    status: ShipmentStatus | None = fact("Shipment status", "Where the parcel is.", choices=SHIPMENT)
    message: str | None = fact("Message", "The carrier's words.")
    city: str | None = fact("City", "Where it happened: the city.")
    region: str | None = fact("Region", "Where it happened: the state or province.")
    country: str | None = fact("Country", "Where it happened: the country.")
    postcode: str | None = fact("Postcode", "Where it happened: the postal code.")
    happened_at: Moment | None = fact("Happened at", "When it happened.")
    estimated_delivery_at: Moment | None = fact("Expected at", "When the parcel should arrive.")


class FulfilmentOrder(Shape):
    """The part of an order that one place is to send."""

    id: str | None = fact("Fulfilment order ID", "The store's own number of this part.")
    order_id: str | None = fact("Order ID", "The store's own number of the order.")
    order_name: str | None = fact(
        "Order number", "The number of the order shown in the store, such as #1001."
    )
    status: FulfilmentOrderStatus | None = fact(
        "Fulfilment order status", "How far the sending is.", choices=FULFILMENT_ORDER
    )
    request_status: RequestStatus | None = fact(
        "Request status", "What became of handing it on to a service.", choices=REQUEST
    )
    location_id: str | None = fact("Location ID", "The store's own number of the place that sends it.")
    location: str | None = fact("Location", "The place that sends it.")
    previous_location_id: str | None = fact("Location before", "The place that was to send it before.")
    method: str | None = fact("Way of delivery", "How it is handed over, such as shipping or pick-up.")
    hold_reason: HoldReason | None = fact("Reason for holding", "Why it is held.", choices=HOLD)
    hold_note: str | None = fact("Note on holding", "What was written about why it is held.")
    message: str | None = fact("Message", "What was said with this.")
    remaining_id: str | None = fact("The other part", "The number of the part that was split off.")
    items: list[LineItem] = fact("Items in it", "What is to be sent.", list)
    address: Address | None = fact("Destination", "Where it goes.")
    fulfil_at: Moment | None = fact("To be sent at", "When it is to be sent.")
    fulfil_by: Moment | None = fact("To be sent by", "Until when it has to be sent.")
    created_at: Moment | None = fact("Fulfilment order created", "When this part was made.")
    updated_at: Moment | None = fact("Fulfilment order last changed", "When this part was last changed.")


class ReturnItem(Shape):
    """One line of a return."""

    id: str | None = fact("Return line ID", "The store's own number of this line.")
    line_id: str | None = fact("Line ID", "The number of the order's line that comes back.")
    product_id: str | None = fact("Product ID", "The store's own number of the product.")
    variant_id: str | None = fact("Variant ID", "The store's own number of the variant.")
    title: str | None = fact("Product title", "What comes back.")
    sku: str | None = fact("SKU", "The shop's stock code of the article.")
    quantity: int | None = fact("Quantity", "How many pieces come back.")
    reason: str | None = fact("Reason", "Why it comes back, such as wrong_item.")
    note: str | None = fact("Note on the reason", "What was written about why it comes back.")
    customer_note: str | None = fact("Customer's words", "What the customer wrote.")


class Return(Shape):
    """Goods that a customer wants to send back, or has sent back."""

    id: str | None = fact("Return ID", "The store's own number of the return.")
    order_id: str | None = fact("Order ID", "The store's own number of the order.")
    name: str | None = fact("Return number", "The number shown in the store, such as #1001-R1.")
    status: ReturnStatus | None = fact("Return status", "How far the return is.", choices=RETURN_STATUS)
    quantity: int | None = fact("Number of items", "How many pieces come back.")
    exchanges: int | None = fact("Number of exchanges", "How many pieces go out in exchange.")
    items: list[ReturnItem] = fact("Items", "What comes back and why, where the store tells it.", list)
    fee: Money | None = fact("Fee", "What the customer pays for sending it back.")
    decline_reason: str | None = fact("Reason for declining", "Why the return was declined.")
    decline_note: str | None = fact("Note on declining", "What was written about why it was declined.")
    created_at: Moment | None = fact("Return asked for at", "When the return was made.")
    closed_at: Moment | None = fact("Return closed at", "When the return was closed.")


class PaymentSchedule(Shape):
    """When how much of an order is to be paid."""

    id: str | None = fact("Payment ID", "The store's own number of the payment.")
    order_id: str | None = fact("Order ID", "The store's own number of the order.")
    amount: Money | None = fact("Amount", "How much is to be paid.")
    balance: Money | None = fact("Still to pay", "How much of it is not paid yet.")
    currency: str | None = fact("Currency", "The currency of the amounts, such as EUR.")
    issued_at: Moment | None = fact("Issued at", "When the payment was asked for.")
    due_at: Moment | None = fact("Due at", "When it is to be paid.")
    completed_at: Moment | None = fact("Paid at", "When it was paid; empty while it is open.")

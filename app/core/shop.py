"""The shop's language: what every platform's things are put into, and all that workflows ever see of them.

Facts travel as JSON of these shapes: money is a decimal string in major units (``"129.00"``) with its currency
beside it, ids are text, times are ISO 8601 with zone; what a store did not say is None. The models declare the
vocabulary (titles, types, choices); the platforms' mappings write the JSON directly, because intake takes thousands
of messages a second. A fact that the store sent only in part (``{"id": "1001"}``) may leave fields out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.core.sentence import Json
from app.core.shop_choices import (
    DISCOUNT_KINDS,
    FINANCIAL,
    FULFILMENT,
    FULFILMENT_STATE,
    ORDER_STATUS,
    PRODUCT_STATUS,
    RETURN_STATUS,
    SHIPMENT,
    DiscountKind,
    FinancialStatus,
    FulfilmentState,
    FulfilmentStatus,
    OrderStatus,
    ProductStatus,
    ReturnStatus,
    ShipmentStatus,
)


@dataclass(frozen=True, slots=True)
class Kind:
    """Marks text that means more than text: ``money`` or ``moment``."""

    name: str


Money = Annotated[str, Kind("money")]
Moment = Annotated[str, Kind("moment")]


def fact(
    title: str, description: str, default: Any = None, *, choices: Mapping[str, str] | None = None
) -> Any:
    """One field: its plain title, one sentence about it, and for a choice what each value is called."""
    extra: Json = {"choices": dict(choices or {})}
    if default is list:
        return Field(default_factory=list, title=title, description=description, json_schema_extra=extra)
    return Field(default, title=title, description=description, json_schema_extra=extra)


class Shape(BaseModel):
    """A thing of the shop."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Attribute(Shape):
    """An extra answer that the shop asks for, such as the text of an engraving."""

    name: str = fact("Name", "What the extra field is called.", "")
    value: str | None = fact("Value", "What was entered or chosen.")


class Address(Shape):
    """Where something is sent or billed to."""

    name: str | None = fact("Name", "First and last name at this address.")
    first_name: str | None = fact("First name", "The person's first name.")
    last_name: str | None = fact("Last name", "The person's last name.")
    company: str | None = fact("Company", "The company, if one was given.")
    line1: str | None = fact("Street", "Street and number.")
    line2: str | None = fact("Address, second line", "Flat, floor or whatever else belongs to the street.")
    city: str | None = fact("City", "The city or town.")
    postcode: str | None = fact("Postcode", "The postal code, as text: leading zeros stay.")
    region: str | None = fact("Region", "State, province or county, by name or code as the store keeps it.")
    region_code: str | None = fact("Region code", "The short code of the state or province, such as BY.")
    country: str | None = fact("Country", "The country's name, where the store tells it, else its code.")
    country_code: str | None = fact("Country code", "The two-letter code of the country, such as DE.")
    phone: str | None = fact("Phone at this address", "The phone number given with the address.")


class Customer(Shape):
    """Somebody who buys. A guest has no id."""

    id: str | None = fact("Customer ID", "The store's own number of the customer; empty for a guest.")
    name: str | None = fact("Customer's name", "First and last name.")
    first_name: str | None = fact("Customer's first name", "The customer's first name.")
    last_name: str | None = fact("Customer's last name", "The customer's last name.")
    email: str | None = fact("Customer's e-mail", "The e-mail address in the customer's account.")
    phone: str | None = fact("Customer's phone", "The phone number in the customer's account.")
    language: str | None = fact(
        "Customer's language", "Code of the language the customer shops in, such as en."
    )
    accepts_marketing: bool | None = fact(
        "Accepts marketing", "Whether the customer agreed to marketing e-mails."
    )
    verified_email: bool | None = fact(
        "E-mail confirmed", "Whether the customer has confirmed the e-mail address."
    )
    tax_exempt: bool | None = fact("Tax exempt", "Whether the customer pays no tax.")
    orders_count: int | None = fact("Number of orders", "How many orders the customer has placed in all.")
    total_spent: Money | None = fact("Total spent", "What the customer has spent in this shop in all.")
    currency: str | None = fact("Currency", "The currency of the total spent, such as EUR.")
    tags: list[str] | None = fact("Customer tags", "The tags on the customer, where the store sends them.")
    note: str | None = fact("Note about the customer", "The note that the shop keeps about the customer.")
    address: Address | None = fact("Customer's address", "The customer's main address.")
    created_at: Moment | None = fact("Customer since", "When the customer's account was made.")
    updated_at: Moment | None = fact("Customer last changed", "When the account was last changed.")


class LineItem(Shape):
    """One line of an order, a checkout, a refund or a parcel."""

    id: str | None = fact("Line ID", "The store's own number of this line.")
    product_id: str | None = fact("Product ID", "The store's own number of the product.")
    variant_id: str | None = fact("Variant ID", "The store's own number of the variant.")
    title: str | None = fact("Product title", "What was bought.")
    variant_title: str | None = fact("Variant title", "Which kind of it, such as Red / XL.")
    sku: str | None = fact("SKU", "The shop's stock code of the article.")
    vendor: str | None = fact("Vendor", "The maker or brand.")
    quantity: int | None = fact("Quantity", "How many pieces.")
    price: Money | None = fact("Price of one", "The price of one piece before discounts.")
    discount: Money | None = fact("Discount on this line", "What was taken off this line in all.")
    total: Money | None = fact("Line total", "Price times quantity, less the discount.")
    gift_card: bool | None = fact("Is a gift card", "Whether this line is a gift card.")
    requires_shipping: bool | None = fact("Needs shipping", "Whether this line must be sent.")
    taxable: bool | None = fact("Is taxed", "Whether tax is charged on this line.")
    weight_grams: float | None = fact("Weight in grams", "The weight of one piece.")
    properties: list[Attribute] = fact("Extra answers", "What the customer entered for this line.", list)


class ShippingLine(Shape):
    """A way of shipping that was chosen, with its price."""

    title: str | None = fact("Shipping method", "What the way of shipping is called.")
    code: str | None = fact("Shipping method code", "The store's own code for the way of shipping.")
    price: Money | None = fact("Shipping price", "What this shipping costs.")


class TaxLine(Shape):
    """One tax in an order."""

    title: str | None = fact("Tax", "What the tax is called.")
    rate: float | None = fact("Tax rate", "The rate as a fraction: 0.19 is 19 %.")
    amount: Money | None = fact("Tax amount", "How much of this tax.")


class Discount(Shape):
    """A code or an automatic discount that was used."""

    code: str | None = fact("Discount code", "The code that was entered; empty for an automatic discount.")
    title: str | None = fact("Discount", "What the discount is called.")
    amount: Money | None = fact("Discount amount", "What it took off, where the store tells it.")
    kind: DiscountKind | None = fact(
        "Kind of discount", "How the discount is worked out.", choices=DISCOUNT_KINDS
    )


class Refund(Shape):
    """Money that went back."""

    id: str | None = fact("Refund ID", "The store's own number of the refund.")
    order_id: str | None = fact("Order ID", "The store's own number of the order.")
    amount: Money | None = fact("Refunded amount", "How much money went back.")
    currency: str | None = fact("Currency", "The currency of the refund, such as EUR.")
    reason: str | None = fact("Reason", "The reason that was written down.")
    items: list[LineItem] = fact("Refunded items", "Which items were refunded.", list)
    created_at: Moment | None = fact("Refunded at", "When the refund was made.")


class Fulfilment(Shape):
    """A parcel, or whatever else was handed over."""

    id: str | None = fact("Fulfilment ID", "The store's own number of the parcel.")
    order_id: str | None = fact("Order ID", "The store's own number of the order.")
    name: str | None = fact("Fulfilment number", "The number shown in the store, such as #1001.1.")
    status: FulfilmentState | None = fact(
        "Fulfilment state", "Whether it was handed over.", choices=FULFILMENT_STATE
    )
    shipment_status: ShipmentStatus | None = fact("Shipment status", "Where the parcel is.", choices=SHIPMENT)
    carrier: str | None = fact("Carrier", "Who carries the parcel.")
    tracking_number: str | None = fact("Tracking number", "The carrier's number of the parcel.")
    tracking_url: str | None = fact("Tracking link", "Where the customer can follow the parcel.")
    email: str | None = fact("E-mail of the recipient", "Where news about the parcel go.")
    address: Address | None = fact("Destination", "Where the parcel goes.")
    items: list[LineItem] = fact("Items in it", "What is in the parcel.", list)
    created_at: Moment | None = fact("Fulfilled at", "When it was handed over.")
    updated_at: Moment | None = fact("Fulfilment last changed", "When its state last changed.")


class Order(Shape):
    """An order (a draft of one has the same fields)."""

    id: str = fact("Order ID", "The store's own number of the order.", "")
    name: str | None = fact("Order number", "The number shown in the store, such as #1001.")
    number: str | None = fact("Order number without sign", "The number alone, such as 1001.")
    status: OrderStatus | None = fact(
        "Order status", "How far the order is as a whole.", choices=ORDER_STATUS
    )
    store_status: str | None = fact("Status in the store's words", "The store's own word, such as on-hold.")
    financial_status: FinancialStatus | None = fact(
        "Payment status", "Whether the order is paid.", choices=FINANCIAL
    )
    fulfilment_status: FulfilmentStatus | None = fact(
        "Fulfilment status", "Whether the goods were sent.", choices=FULFILMENT
    )
    currency: str | None = fact("Currency", "The shop's currency, such as EUR; all amounts are in it.")
    total: Money | None = fact("Order total", "What the order costs in all, in the shop's currency.")
    subtotal: Money | None = fact("Subtotal", "All items after discounts, without shipping.")
    discount_total: Money | None = fact("Discount total", "What all discounts took off.")
    shipping_total: Money | None = fact("Shipping total", "What shipping costs.")
    tax_total: Money | None = fact("Tax total", "All taxes.")
    refunded_total: Money | None = fact("Refunded total", "How much money went back so far.")
    outstanding: Money | None = fact("Still to pay", "What has not been paid yet.")
    total_presented: Money | None = fact(
        "Total as the customer saw it", "The total in the customer's currency."
    )
    currency_presented: str | None = fact("Customer's currency", "The currency the customer paid in.")
    taxes_included: bool | None = fact("Prices include tax", "Whether the prices already contain the tax.")
    item_count: int | None = fact("Number of items", "How many pieces were ordered in all.")
    email: str | None = fact("E-mail of the order", "Where news about this order go.")
    phone: str | None = fact("Phone of the order", "The phone number given with the order.")
    customer: Customer | None = fact("Customer", "Who placed the order.")
    billing_address: Address | None = fact("Billing address", "Where the invoice goes.")
    shipping_address: Address | None = fact("Shipping address", "Where the goods go.")
    line_items: list[LineItem] = fact("Items", "What was ordered.", list)
    shipping_lines: list[ShippingLine] = fact("Shipping methods", "How it is sent.", list)
    tax_lines: list[TaxLine] = fact("Taxes", "Each tax in the order.", list)
    discounts: list[Discount] = fact("Discounts", "Each discount that was used.", list)
    discount_codes: list[str] = fact("Discount codes", "The codes that were entered.", list)
    refunds: list[Refund] = fact("Refunds", "Money that went back.", list)
    fulfilments: list[Fulfilment] = fact("Fulfilments", "What was sent so far.", list)
    tags: list[str] = fact("Order tags", "The tags on the order.", list)
    note: str | None = fact("Order note", "The note on the order.")
    attributes: list[Attribute] = fact("Extra answers", "Extra fields of the order.", list)
    channel: str | None = fact("Sales channel", "Where it was sold, such as web or pos.")
    gateway: str | None = fact("Payment provider", "The code of the payment provider, such as paypal.")
    payment_method: str | None = fact("Payment method", "The way of paying as the customer saw it.")
    language: str | None = fact("Language", "Code of the language the order was placed in.")
    accepts_marketing: bool | None = fact("Accepts marketing", "Whether the customer agreed to marketing.")
    ip_address: str | None = fact("IP address", "The internet address the order came from.")
    url: str | None = fact("Link to the order", "The page where the customer sees the order.")
    test: bool | None = fact("Is a test", "Whether it is only a test order.")
    cancel_reason: str | None = fact("Reason for cancelling", "Why the order was cancelled.")
    created_at: Moment | None = fact("Ordered at", "When the order was placed.")
    updated_at: Moment | None = fact("Order last changed", "When the order was last changed.")
    cancelled_at: Moment | None = fact("Cancelled at", "When the order was cancelled; empty if it was not.")
    closed_at: Moment | None = fact("Closed at", "When the order was finished; empty while it is open.")


class Variant(Shape):
    """One kind of a product that can be bought."""

    id: str | None = fact("Variant ID", "The store's own number of the variant.")
    product_id: str | None = fact("Product ID", "The store's own number of the product.")
    inventory_id: str | None = fact("Inventory ID", "The store's own number of its stock.")
    title: str | None = fact("Variant title", "What the variant is called, such as Red / XL.")
    sku: str | None = fact("SKU", "The shop's stock code of the article.")
    barcode: str | None = fact("Barcode", "The EAN, UPC or ISBN.")
    price: Money | None = fact("Price", "What it costs now.")
    compare_at_price: Money | None = fact("Price before", "The higher price that is crossed out.")
    stock: int | None = fact("Stock", "How many pieces are there; empty where stock is not counted.")
    sells_when_out: bool | None = fact("Sells without stock", "Whether it can be bought at zero stock.")
    options: list[str] = fact("Options", "What makes the variant, such as Red and XL.", list)
    created_at: Moment | None = fact("Variant created", "When the variant was made.")
    updated_at: Moment | None = fact("Variant last changed", "When the variant was last changed.")


class Product(Shape):
    """Something the shop sells."""

    id: str = fact("Product ID", "The store's own number of the product.", "")
    title: str | None = fact("Product title", "What the product is called.")
    handle: str | None = fact("Name in the address", "The product's name in web addresses.")
    status: ProductStatus | None = fact("Product status", "Whether it is on sale.", choices=PRODUCT_STATUS)
    product_type: str | None = fact("Product type", "What kind of product it is.")
    vendor: str | None = fact("Vendor", "The maker or brand.")
    categories: list[str] = fact("Categories", "Where the shop files the product.", list)
    tags: list[str] = fact("Product tags", "The tags on the product.", list)
    description: str | None = fact("Description", "The product's text, as HTML.")
    sku: str | None = fact("SKU", "The stock code of the product or its first variant.")
    price: Money | None = fact("Price", "What it costs now; the lowest price of its variants.")
    compare_at_price: Money | None = fact("Price before", "The higher price that is crossed out.")
    stock: int | None = fact("Stock", "Pieces of all variants; empty where stock is not counted.")
    in_stock: bool | None = fact("In stock", "Whether at least one variant can be bought.")
    url: str | None = fact("Link to the product", "The product's page in the shop.")
    image: str | None = fact("Picture", "The address of the main picture.")
    variants: list[Variant] = fact("Variants", "The kinds of it that can be bought.", list)
    created_at: Moment | None = fact("Product created", "When the product was made.")
    updated_at: Moment | None = fact("Product last changed", "When the product was last changed.")
    published_at: Moment | None = fact("Published at", "When the product went on sale.")


class Inventory(Shape):
    """The stock of an article at a place."""

    id: str | None = fact("Inventory ID", "The store's own number of the stock.")
    location_id: str | None = fact("Location ID", "The store's own number of the place.")
    sku: str | None = fact("SKU", "The shop's stock code of the article.")
    available: int | None = fact("Available", "How many pieces can be sold there.")
    tracked: bool | None = fact("Stock is counted", "Whether the store counts this article.")
    cost: Money | None = fact("Cost", "What one piece costs the shop.")
    updated_at: Moment | None = fact("Stock last changed", "When the stock was last changed.")


class Checkout(Shape):
    """A cart or a checkout that was begun."""

    id: str = fact("Checkout ID", "The store's own number of the checkout.", "")
    customer: Customer | None = fact("Customer", "Who shops.")
    email: str | None = fact("E-mail of the checkout", "The e-mail address entered so far.")
    phone: str | None = fact("Phone of the checkout", "The phone number entered so far.")
    currency: str | None = fact("Currency", "The currency of the amounts, such as EUR.")
    total: Money | None = fact("Checkout total", "What it would cost in all.")
    subtotal: Money | None = fact("Subtotal", "All items after discounts, without shipping.")
    discount_total: Money | None = fact("Discount total", "What all discounts take off.")
    tax_total: Money | None = fact("Tax total", "All taxes.")
    item_count: int | None = fact("Number of items", "How many pieces in all.")
    line_items: list[LineItem] = fact("Items", "What lies in it.", list)
    discount_codes: list[str] = fact("Discount codes", "The codes that were entered.", list)
    billing_address: Address | None = fact("Billing address", "Where the invoice would go.")
    shipping_address: Address | None = fact("Shipping address", "Where the goods would go.")
    note: str | None = fact("Note", "What the customer wrote.")
    attributes: list[Attribute] = fact("Extra answers", "Extra fields of the cart.", list)
    channel: str | None = fact("Sales channel", "Where it was begun, such as web.")
    language: str | None = fact("Language", "Code of the customer's language.")
    accepts_marketing: bool | None = fact("Accepts marketing", "Whether the customer agreed to marketing.")
    url: str | None = fact("Link back to the checkout", "Where the customer can go on shopping.")
    completed_at: Moment | None = fact("Completed at", "When it became an order; empty if it has not.")
    created_at: Moment | None = fact("Begun at", "When it was begun.")
    updated_at: Moment | None = fact("Checkout last changed", "When it was last changed.")


class Return(Shape):
    """Goods that a customer wants to send back, or has sent back."""

    id: str | None = fact("Return ID", "The store's own number of the return.")
    order_id: str | None = fact("Order ID", "The store's own number of the order.")
    name: str | None = fact("Return number", "The number shown in the store, such as #1001-R1.")
    status: ReturnStatus | None = fact("Return status", "How far the return is.", choices=RETURN_STATUS)
    quantity: int | None = fact("Number of items", "How many pieces come back.")

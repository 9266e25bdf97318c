"""Orders, drafts of orders, carts and checkouts."""

from __future__ import annotations

from app.core.shop_base import Address, Attribute, Custom, Moment, Money, Shape, fact, own_fields
from app.core.shop_choices import (
    DISCOUNT_KINDS,
    DRAFT,
    FINANCIAL,
    FULFILMENT,
    ORDER_STATUS,
    RISK,
    DiscountKind,
    DraftStatus,
    FinancialStatus,
    FulfilmentStatus,
    OrderStatus,
    RiskLevel,
)
from app.core.shop_people import Customer
from app.core.shop_sending import Fulfilment, LineItem, Refund, ShippingLine, Transaction


class TaxLine(Shape):
    """One tax in an order."""

    title: str | None = fact("Tax", "What the tax is called.")
    rate: float | None = fact("Tax rate", "The rate as a fraction: 0.19 is 19 %.")
    amount: Money | None = fact("Tax amount", "How much of this tax.")


class Fee(Shape):
    """Something that costs extra, such as wrapping."""

    title: str | None = fact("Fee", "What the fee is for.")
    amount: Money | None = fact("Fee amount", "How much it is.")
    tax: Money | None = fact("Tax on the fee", "How much tax there is on it.")


class Discount(Shape):
    """A code or an automatic discount that was used."""

    code: str | None = fact("Discount code", "The code that was entered; empty for an automatic discount.")
    title: str | None = fact("Discount", "What the discount is called.")
    amount: Money | None = fact("Discount amount", "What it took off, where the store tells it.")
    percent: float | None = fact("Percent off", "How many percent it takes off, where the store tells it.")
    kind: DiscountKind | None = fact(
        "Kind of discount", "How the discount is worked out.", choices=DISCOUNT_KINDS
    )


class Order(Shape):
    """An order."""

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
    risk_level: RiskLevel | None = fact(
        "Risk of fraud", "How likely it is that the order is fraud, as the store sees it.", choices=RISK
    )
    is_first: bool | None = fact("Is the first order", "Whether it is the customer's first, where told.")
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
    current_total: Money | None = fact("Total now", "The total after changes and refunds, where told.")
    duties_total: Money | None = fact("Duties total", "All customs duties.")
    fee_total: Money | None = fact("Fees total", "All fees that cost extra.")
    tip: Money | None = fact("Tip", "What the customer gave on top.")
    taxes_included: bool | None = fact("Prices include tax", "Whether the prices already contain the tax.")
    item_count: int | None = fact("Number of items", "How many pieces were ordered in all.")
    weight_grams: float | None = fact("Weight in grams", "The weight of the whole order.")
    email: str | None = fact("E-mail of the order", "Where news about this order go.")
    phone: str | None = fact("Phone of the order", "The phone number given with the order.")
    customer: Customer | None = fact("Customer", "Who placed the order.")
    billing_address: Address | None = fact("Billing address", "Where the invoice goes.")
    shipping_address: Address | None = fact("Shipping address", "Where the goods go.")
    line_items: list[LineItem] = fact("Items", "What was ordered.", list)
    shipping_lines: list[ShippingLine] = fact("Shipping methods", "How it is sent.", list)
    tax_lines: list[TaxLine] = fact("Taxes", "Each tax in the order.", list)
    fees: list[Fee] = fact("Fees", "What costs extra.", list)
    discounts: list[Discount] = fact("Discounts", "Each discount that was used.", list)
    discount_codes: list[str] = fact("Discount codes", "The codes that were entered.", list)
    transactions: list[Transaction] = fact("Movements of money", "How it was paid, where told.", list)
    refunds: list[Refund] = fact("Refunds", "Money that went back.", list)
    fulfilments: list[Fulfilment] = fact("Fulfilments", "What was sent so far.", list)
    tags: list[str] = fact("Order tags", "The tags on the order.", list)
    note: str | None = fact("Order note", "The note on the order.")
    attributes: list[Attribute] = fact("Extra answers", "Extra fields of the order.", list)
    channel: str | None = fact("Sales channel", "Where it was sold, such as web or pos.")
    gateway: str | None = fact("Payment provider", "The code of the payment provider, such as paypal.")
    payment_method: str | None = fact("Payment method", "The way of paying as the customer saw it.")
    transaction_id: str | None = fact("Payment number", "The payment provider's own number of the payment.")
    payment_terms: str | None = fact("Payment terms", "What was agreed on paying later, such as Net 30.")
    payment_due_at: Moment | None = fact("Payment due at", "When it is to be paid at the latest.")
    po_number: str | None = fact("Purchase order number", "The buyer's own number of the order.")
    company_id: str | None = fact("Company ID", "The store's own number of the company that buys.")
    company_location_id: str | None = fact("Branch ID", "The store's own number of the branch that buys.")
    confirmation_number: str | None = fact("Confirmation number", "The code that the customer was shown.")
    location_id: str | None = fact("Location ID", "The store's own number of the place it was sold at.")
    staff_id: str | None = fact("Staff ID", "The store's own number of who entered the order.")
    referrer: str | None = fact("Came from", "The page that led the customer to the shop.")
    landing_page: str | None = fact("First page", "The first page of the shop that the customer saw.")
    language: str | None = fact("Language", "Code of the language the order was placed in.")
    accepts_marketing: bool | None = fact("Accepts marketing", "Whether the customer agreed to marketing.")
    ip_address: str | None = fact("IP address", "The internet address the order came from.")
    browser: str | None = fact("Browser", "What the customer's browser said about itself.")
    url: str | None = fact("Link to the order", "The page where the customer sees the order.")
    test: bool | None = fact("Is a test", "Whether it is only a test order.")
    cancel_reason: str | None = fact("Reason for cancelling", "Why the order was cancelled.")
    custom: Custom = own_fields()
    created_at: Moment | None = fact("Ordered at", "When the order was placed.")
    processed_at: Moment | None = fact("Processed at", "When the store took the order in.")
    paid_at: Moment | None = fact("Paid at", "When it was paid, where the store tells it.")
    updated_at: Moment | None = fact("Order last changed", "When the order was last changed.")
    cancelled_at: Moment | None = fact("Cancelled at", "When the order was cancelled; empty if it was not.")
    closed_at: Moment | None = fact("Closed at", "When the order was finished; empty while it is open.")


class DraftOrder(Shape):
    """An order that the shop is still putting together, such as an offer or an invoice."""

    id: str = fact("Draft ID", "The store's own number of the draft.", "")
    name: str | None = fact("Draft number", "The number shown in the store, such as #D1.")
    status: DraftStatus | None = fact("Draft status", "How far the draft is.", choices=DRAFT)
    order_id: str | None = fact("Order ID", "The store's own number of the order that it became.")
    currency: str | None = fact("Currency", "The currency of the amounts, such as EUR.")
    total: Money | None = fact("Draft total", "What it costs in all.")
    subtotal: Money | None = fact("Subtotal", "All items after discounts, without shipping.")
    discount_total: Money | None = fact("Discount total", "What all discounts take off.")
    shipping_total: Money | None = fact("Shipping total", "What shipping costs.")
    tax_total: Money | None = fact("Tax total", "All taxes.")
    taxes_included: bool | None = fact("Prices include tax", "Whether the prices already contain the tax.")
    tax_exempt: bool | None = fact("Tax exempt", "Whether no tax is charged.")
    item_count: int | None = fact("Number of items", "How many pieces in all.")
    email: str | None = fact("E-mail of the draft", "Where the invoice goes.")
    phone: str | None = fact("Phone of the draft", "The phone number given with the draft.")
    customer: Customer | None = fact("Customer", "Whom it is for.")
    billing_address: Address | None = fact("Billing address", "Where the invoice goes.")
    shipping_address: Address | None = fact("Shipping address", "Where the goods go.")
    line_items: list[LineItem] = fact("Items", "What is offered.", list)
    shipping_lines: list[ShippingLine] = fact("Shipping methods", "How it would be sent.", list)
    tax_lines: list[TaxLine] = fact("Taxes", "Each tax in it.", list)
    discounts: list[Discount] = fact("Discounts", "Each discount in it.", list)
    tags: list[str] = fact("Draft tags", "The tags on the draft.", list)
    note: str | None = fact("Draft note", "The note on the draft.")
    attributes: list[Attribute] = fact("Extra answers", "Extra fields of the draft.", list)
    payment_terms: str | None = fact("Payment terms", "What was agreed on paying later, such as Net 30.")
    payment_due_at: Moment | None = fact("Payment due at", "When it is to be paid at the latest.")
    po_number: str | None = fact("Purchase order number", "The buyer's own number of the order.")
    invoice_url: str | None = fact("Link to the invoice", "Where the customer can pay.")
    invoice_sent_at: Moment | None = fact(
        "Invoice sent at", "When the invoice was sent; empty if it was not."
    )
    custom: Custom = own_fields()
    completed_at: Moment | None = fact("Completed at", "When it became an order; empty if it has not.")
    created_at: Moment | None = fact("Draft created", "When the draft was made.")
    updated_at: Moment | None = fact("Draft last changed", "When the draft was last changed.")


class Checkout(Shape):
    """A cart or a checkout that was begun."""

    id: str = fact("Checkout ID", "The store's own number of the checkout.", "")
    customer: Customer | None = fact("Customer", "Who shops.")
    name: str | None = fact("Checkout number", "The number shown in the store.")
    email: str | None = fact("E-mail of the checkout", "The e-mail address entered so far.")
    phone: str | None = fact("Phone of the checkout", "The phone number entered so far.")
    currency: str | None = fact("Currency", "The currency of the amounts, such as EUR.")
    total: Money | None = fact("Checkout total", "What it would cost in all.")
    subtotal: Money | None = fact("Subtotal", "All items after discounts, without shipping.")
    discount_total: Money | None = fact("Discount total", "What all discounts take off.")
    tax_total: Money | None = fact("Tax total", "All taxes.")
    shipping_total: Money | None = fact("Shipping total", "What shipping would cost.")
    item_count: int | None = fact("Number of items", "How many pieces in all.")
    line_items: list[LineItem] = fact("Items", "What lies in it.", list)
    shipping_lines: list[ShippingLine] = fact("Shipping methods", "How it would be sent.", list)
    tax_lines: list[TaxLine] = fact("Taxes", "Each tax in it.", list)
    discount_codes: list[str] = fact("Discount codes", "The codes that were entered.", list)
    billing_address: Address | None = fact("Billing address", "Where the invoice would go.")
    shipping_address: Address | None = fact("Shipping address", "Where the goods would go.")
    note: str | None = fact("Note", "What the customer wrote.")
    attributes: list[Attribute] = fact("Extra answers", "Extra fields of the cart.", list)
    channel: str | None = fact("Sales channel", "Where it was begun, such as web.")
    language: str | None = fact("Language", "Code of the customer's language.")
    accepts_marketing: bool | None = fact("Accepts marketing", "Whether the customer agreed to marketing.")
    accepts_sms: bool | None = fact("Accepts SMS", "Whether the customer agreed to marketing by SMS.")
    weight_grams: float | None = fact("Weight in grams", "The weight of all items.")
    gateway: str | None = fact("Payment provider", "The code of the payment provider, such as paypal.")
    referrer: str | None = fact("Came from", "The page that led the customer to the shop.")
    landing_page: str | None = fact("First page", "The first page of the shop that the customer saw.")
    url: str | None = fact("Link back to the checkout", "Where the customer can go on shopping.")
    custom: Custom = own_fields()
    completed_at: Moment | None = fact("Completed at", "When it became an order; empty if it has not.")
    created_at: Moment | None = fact("Begun at", "When it was begun.")
    updated_at: Moment | None = fact("Checkout last changed", "When it was last changed.")

"""What the shop offers and agrees on: discounts, subscriptions, disputes, entries of its own lists."""

from __future__ import annotations

from app.core.shop_base import Custom, Moment, Money, Shape, fact, own_fields
from app.core.shop_choices import (
    CODE_STATUS,
    DISCOUNT_KINDS,
    DISPUTE,
    DISPUTE_KIND,
    INTERVAL,
    SUBSCRIPTION,
    CodeStatus,
    DiscountKind,
    DisputeKind,
    DisputeStatus,
    Interval,
    SubscriptionStatus,
)
from app.core.shop_people import Customer


class DiscountCode(Shape):
    """A discount of the shop: a code (in WooCommerce a coupon), or one that comes by itself."""

    id: str | None = fact("Discount ID", "The store's own number of the discount.")
    title: str | None = fact("Discount", "What the discount is called.")
    code: str | None = fact("Discount code", "The code to enter; empty for an automatic discount.")
    automatic: bool | None = fact("Comes by itself", "Whether it needs no code.")
    description: str | None = fact("Description", "What the shop wrote about it.")
    status: CodeStatus | None = fact("Discount status", "Whether it can be used now.", choices=CODE_STATUS)
    kind: DiscountKind | None = fact(
        "Kind of discount", "How the discount is worked out.", choices=DISCOUNT_KINDS
    )
    percent: float | None = fact("Percent off", "How many percent it takes off.")
    amount: Money | None = fact("Amount off", "Which amount it takes off.")
    currency: str | None = fact("Currency", "The currency of the amounts, such as EUR.")
    minimum: Money | None = fact("Minimum", "From which order total on it counts.")
    maximum: Money | None = fact("Maximum", "Up to which order total it counts.")
    free_shipping: bool | None = fact("Free shipping", "Whether shipping is free with it.")
    usage_count: int | None = fact("Times used", "How often it was used so far.")
    usage_limit: int | None = fact("Times at most", "How often it can be used in all; empty: any number.")
    usage_limit_per_customer: int | None = fact(
        "Times at most per customer", "How often one customer can use it; empty: any number."
    )
    alone: bool | None = fact("Only by itself", "Whether it can't be used together with others.")
    emails: list[str] = fact("Only for", "The e-mail addresses that may use it; none: everybody.", list)
    product_ids: list[str] = fact("Only for products", "The products it counts for; none: all.", list)
    custom: Custom = own_fields()
    starts_at: Moment | None = fact("Valid from", "When the discount begins.")
    ends_at: Moment | None = fact("Valid until", "When the discount ends; empty: never.")
    created_at: Moment | None = fact("Discount created", "When the discount was made.")
    updated_at: Moment | None = fact("Discount last changed", "When the discount was last changed.")


class Subscription(Shape):
    """A contract by which a customer gets and pays something again and again."""

    id: str | None = fact("Subscription ID", "The store's own number of the contract.")
    status: SubscriptionStatus | None = fact(
        "Subscription status", "Whether the contract runs.", choices=SUBSCRIPTION
    )
    customer_id: str | None = fact("Customer ID", "The store's own number of the customer.")
    customer: Customer | None = fact("Customer", "Who subscribed, where the store tells it.")
    order_id: str | None = fact("First order ID", "The store's own number of the order it began with.")
    currency: str | None = fact("Currency", "The currency of the contract, such as EUR.")
    billing_interval: Interval | None = fact(
        "Billed each", "The unit of time between bills.", choices=INTERVAL
    )
    billing_count: int | None = fact("Billed every", "How many of those units lie between two bills.")
    least_cycles: int | None = fact("Bills at least", "After how many bills it can be ended.")
    most_cycles: int | None = fact("Bills at most", "After how many bills it ends.")
    delivery_interval: Interval | None = fact(
        "Delivered each", "The unit of time between deliveries.", choices=INTERVAL
    )
    delivery_count: int | None = fact(
        "Delivered every", "How many of those units lie between two deliveries."
    )
    next_billing_at: Moment | None = fact("Next bill", "When the next bill is due.")
    last_payment: str | None = fact("Last payment", "Whether the last bill was paid.")
    note: str | None = fact("Note", "The note on the contract.")
    created_at: Moment | None = fact("Subscribed at", "When the contract was made.")
    updated_at: Moment | None = fact("Subscription last changed", "When the contract was last changed.")


class BillingAttempt(Shape):
    """One try to bill a subscription."""

    id: str | None = fact("Billing ID", "The store's own number of the try.")
    subscription_id: str | None = fact("Subscription ID", "The store's own number of the contract.")
    order_id: str | None = fact("Order ID", "The store's own number of the order that came of it.")
    ready: bool | None = fact("Is finished", "Whether the try has come to an end.")
    error: str | None = fact("What went wrong", "The payment provider's words; empty if all went well.")
    error_code: str | None = fact("Code of what went wrong", "The payment provider's code for it.")
    completed_at: Moment | None = fact("Billed at", "When the try came to an end.")
    created_at: Moment | None = fact("Tried at", "When the try was made.")


class SellingPlanGroup(Shape):
    """An offer to subscribe, with the ways of paying and delivering it."""

    id: str | None = fact("Selling plan ID", "The store's own number of the offer.")
    name: str | None = fact("Selling plan", "What the offer is called.")
    code: str | None = fact("Code of the selling plan", "The shop's own code for it.")
    description: str | None = fact("Description", "What the shop wrote about it.")
    summary: str | None = fact("Summary", "The store's own words for what is offered.")
    options: list[str] = fact("Options", "What can be chosen, such as how often it is delivered.", list)


class Dispute(Shape):
    """A customer's bank asks for the money back, or asks what it was for."""

    id: str | None = fact("Dispute ID", "The store's own number of the dispute.")
    order_id: str | None = fact("Order ID", "The store's own number of the order.")
    kind: DisputeKind | None = fact(
        "Kind of dispute", "Whether money was taken back already.", choices=DISPUTE_KIND
    )
    status: DisputeStatus | None = fact("Dispute status", "How far the dispute is.", choices=DISPUTE)
    amount: Money | None = fact("Disputed amount", "How much money it is about.")
    currency: str | None = fact("Currency", "The currency of the amount, such as EUR.")
    reason: str | None = fact("Reason", "Why the bank asks, such as fraudulent.")
    reason_code: str | None = fact("Reason code", "The card network's code of the reason.")
    evidence_due_by: Moment | None = fact("Answer due by", "Until when the shop can answer.")
    evidence_sent_at: Moment | None = fact("Answered at", "When the shop's answer was sent.")
    finalized_at: Moment | None = fact("Decided at", "When it was decided.")
    initiated_at: Moment | None = fact("Disputed at", "When the bank began to ask.")


class Entry(Shape):
    """An entry of a list that the shop has made itself, or a form that was sent in."""

    id: str | None = fact("Entry ID", "The store's own number of the entry.")
    type: str | None = fact("List", "Which list it is an entry of.")
    handle: str | None = fact("Name in the address", "The entry's own short name.")
    title: str | None = fact("Entry", "What the entry is called.")
    custom: Custom = own_fields()
    created_at: Moment | None = fact("Entry created", "When the entry was made.")
    updated_at: Moment | None = fact("Entry last changed", "When the entry was last changed.")

"""The shop's language: what every platform's things are put into, and all that workflows ever see of them.

Facts travel as JSON of these shapes: money is a decimal string in major units (``"129.00"``) with its currency
beside it, ids are text, times are ISO 8601 with zone; what a store did not say is None. The models declare the
vocabulary (titles, types, choices); the platforms' mappings write the JSON directly, because intake takes thousands
of messages a second. A fact that the store sent only in part (``{"id": "1001"}``) may leave fields out.

The shapes lie in ``shop_base``, ``shop_people``, ``shop_goods``, ``shop_sending``, ``shop_orders``, ``shop_deals`` and
``shop_own``.
"""

from __future__ import annotations

from app.core.shop_base import Address, Attribute, Custom, Kind, Moment, Money, Shape
from app.core.shop_deals import (
    BillingAttempt,
    DiscountCode,
    Dispute,
    Entry,
    SellingPlanGroup,
    Subscription,
)
from app.core.shop_goods import Collection, Inventory, Product, ProductOption, Transfer, Variant
from app.core.shop_orders import Checkout, Discount, DraftOrder, Fee, Order, TaxLine
from app.core.shop_own import Failure, WebCall
from app.core.shop_people import Company, CompanyContact, CompanyLocation, Customer, PaymentMethod
from app.core.shop_sending import (
    Fulfilment,
    FulfilmentEvent,
    FulfilmentOrder,
    LineItem,
    PaymentSchedule,
    Refund,
    Return,
    ReturnItem,
    ShippingLine,
    Transaction,
)

__all__ = [
    "Address",
    "Attribute",
    "BillingAttempt",
    "Checkout",
    "Collection",
    "Company",
    "CompanyContact",
    "CompanyLocation",
    "Custom",
    "Customer",
    "Discount",
    "DiscountCode",
    "Dispute",
    "DraftOrder",
    "Entry",
    "Failure",
    "Fee",
    "Fulfilment",
    "FulfilmentEvent",
    "FulfilmentOrder",
    "Inventory",
    "Kind",
    "LineItem",
    "Moment",
    "Money",
    "Order",
    "PaymentMethod",
    "PaymentSchedule",
    "Product",
    "ProductOption",
    "Refund",
    "Return",
    "ReturnItem",
    "SellingPlanGroup",
    "Shape",
    "ShippingLine",
    "Subscription",
    "TaxLine",
    "Transaction",
    "Transfer",
    "Variant",
    "WebCall",
]

"""An action that reads."""

from __future__ import annotations

from collections.abc import Callable

from app.core.listing import GetList
from app.core.node import Example, Meta, Text, setting
from app.core.records import Where
from app.core.sentence import Sentence, because
from app.core.shop_choices import (
    FINANCIAL,
    FULFILMENT,
    ORDER_STATUS,
    FinancialStatus,
    FulfilmentStatus,
    OrderStatus,
)


class GetOrders(GetList):
    """Reads the orders that fit, for a loop, a sum or a list in a mail."""

    meta = Meta(
        "Get orders",
        icon="list",
        often=True,
        connection="shop",
        words="find orders, search, list, report, unpaid, open, older than, query",
    )
    thing = "order"
    status: OrderStatus | None = setting("State of the order", "", None, choices=ORDER_STATUS)
    payment: FinancialStatus | None = setting("Payment", "", None, choices=FINANCIAL)
    fulfilment: FulfilmentStatus | None = setting("Sending", "", None, choices=FULFILMENT)
    tag: Text = setting("With the tag", "", "", max_length=200, pick="order_tag")
    without_tag: Text = setting("Without the tag", "", "", max_length=200, pick="order_tag")
    email: Text = setting("Of the customer with the e-mail", "Values can be inserted.", "", max_length=300)
    total_at_least: str | None = setting("Total of at least", "In your shop's currency.", None,
                                         pattern=r"^\d{1,9}(\.\d{1,4})?$")  # fmt: skip

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("get the orders ({which})", which=self.summary())

    def where(self, fill: Callable[[str], str]) -> Where:
        """What is meant."""
        return Where(status=self.status, payment=self.payment, fulfilment=self.fulfilment, tag=fill(self.tag),
                     without_tag=fill(self.without_tag), email=fill(self.email),
                     total_at_least=self.total_at_least)  # fmt: skip

    examples = (Example({"payment": "pending", "before": "2 days"}, settled="next",
        because="reads orders whose state is pending, made before 2026-11-21T09:00:00+00:00"),)  # fmt: skip

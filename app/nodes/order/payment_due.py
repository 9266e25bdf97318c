"""A trigger."""

from __future__ import annotations

from app.core.happenings import ReadOfOrder
from app.core.node import Example, Meta
from app.core.sentence import because


class OrderPaymentDue(ReadOfOrder):
    """Starts when the payment of an order that was bought on account falls due."""

    meta = Meta(
        "Payment is due",
        icon="calendar-clock",
        connection="shop",
        words="payment terms, net 30, invoice, overdue, reminder",
    )
    listens = ("payment_schedule.fell_due",)
    fact = "payment_schedule"
    every = because("Every payment that falls due")
    when = because("a payment falls due")
    happened = because("the payment of order {what} is due")
    examples = (Example({}, because="reads what it is about, and the order", settled="next"),)

"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutOrder
from app.core.node import Example, Meta
from app.core.sentence import because


class OrderPaymentFailed(AboutOrder):
    """Starts when the payment of an order fails or is declined."""

    meta = Meta(
        "Payment of an order failed", icon="circle-alert", words="failed, declined, card refused, unpaid"
    )
    listens = ("order.failed",)
    every = because("Every order whose payment fails")
    when = because("the payment of an order fails")
    happened = because("the payment of order {what} failed")
    examples = (Example({}, because="the payment of order #1001 failed", port="next"),)

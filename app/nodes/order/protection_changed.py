"""A trigger."""

from __future__ import annotations

from app.core.happenings import OrderRead
from app.core.node import Example, Meta
from app.core.sentence import because


class OrderProtectionChanged(OrderRead):
    """Starts when it changes whether your store's protection against fraud covers an order."""

    meta = Meta(
        "Protection of an order changed",
        icon="shield-check",
        connection="shop",
        words="shopify protect, fraud, chargeback, guarantee",
    )
    listens = ("order.protection_changed",)
    every = because("Every order whose protection changes")
    when = because("the protection of an order changes")
    happened = because("the protection of order {what} changed")
    examples = (
        Example({}, because="the protection of order #1001 changed", port="next"),
        Example({}, because="reads what it is about", names={"order": {"id": "1001"}}, settled="next"),
    )

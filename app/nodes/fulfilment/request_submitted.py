"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutPart
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentRequestSubmitted(AboutPart):
    """Starts when a part of an order is handed on to a service that sends it."""

    meta = Meta(
        "Handed on to a fulfilment service",
        icon="package-plus",
        connection="shop",
        words="fulfilment request, 3PL, warehouse, submitted",
    )
    listens = ("fulfilment_order.request_submitted",)
    every = because("Everything that is handed on")
    when = because("a part of an order is handed on to a service")
    happened = because("a part of order {what} was handed on to a service")
    examples = (
        Example({}, because="a part of order #1001 was handed on to a service", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

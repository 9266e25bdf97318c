"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutPart
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentRequestDeclined(AboutPart):
    """Starts when the service declines to send a part of an order."""

    meta = Meta(
        "Fulfilment service declines",
        icon="circle-x",
        connection="shop",
        words="3PL, warehouse, request rejected, refused",
    )
    listens = ("fulfilment_order.request_declined",)
    every = because("Everything that the service declines")
    when = because("the service declines to send a part of an order")
    happened = because("the service declines to send a part of order {what}")
    examples = (
        Example({}, because="the service declines to send a part of order #1001", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

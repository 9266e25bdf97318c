"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutPart
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentRescheduled(AboutPart):
    """Starts when the day on which a part of an order is to be sent changes."""

    meta = Meta(
        "Sending rescheduled",
        icon="calendar-clock",
        connection="shop",
        words="fulfilment date, preorder, later, subscription",
    )
    listens = ("fulfilment_order.rescheduled",)
    every = because("Everything that is rescheduled")
    when = because("the sending of an order is rescheduled")
    happened = because("the sending of order {what} was rescheduled")
    examples = (
        Example({}, because="the sending of order #1001 was rescheduled", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

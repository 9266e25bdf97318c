"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutPart
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentPreparedForDelivery(AboutPart):
    """Starts when the items of an order are ready for your own delivery."""

    meta = Meta(
        "Ready for local delivery",
        icon="truck",
        connection="shop",
        words="local delivery, prepared, own courier",
    )
    listens = ("fulfilment_order.prepared_for_delivery",)
    every = because("Everything that you can deliver")
    when = because("an order can be delivered by you")
    happened = because("order {what} is ready for local delivery")
    examples = (
        Example({}, because="order #1001 is ready for local delivery", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutPart
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentPreparedForPickup(AboutPart):
    """Starts when the items of an order lie ready to be collected in your shop."""

    meta = Meta(
        "Ready to be collected",
        icon="store",
        connection="shop",
        words="pick-up, click and collect, prepared, in store",
    )
    listens = ("fulfilment_order.prepared_for_pickup",)
    every = because("Everything that can be collected")
    when = because("an order can be collected")
    happened = because("order {what} can be collected")
    examples = (
        Example({}, because="order #1001 can be collected", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

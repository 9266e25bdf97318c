"""A trigger."""

from __future__ import annotations

from app.core.happenings import NewsOfParcel
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentFailed(NewsOfParcel):
    """Starts when the carrier could not deliver a parcel."""

    meta = Meta(
        "Delivery failed",
        icon="triangle-alert",
        connection="shop",
        words="lost, damaged, undeliverable, failure, tracking",
    )
    listens = ("fulfilment.failed",)
    every = because("Every delivery that fails")
    when = because("a delivery fails")
    happened = because("the delivery of order {what} failed")
    examples = (
        Example({}, because="the delivery of order #1001 failed", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

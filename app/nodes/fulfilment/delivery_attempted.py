"""A trigger."""

from __future__ import annotations

from app.core.happenings import NewsOfParcel
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentDeliveryAttempted(NewsOfParcel):
    """Starts when the courier met nobody who could take a parcel."""

    meta = Meta(
        "Delivery tried in vain",
        icon="circle-alert",
        connection="shop",
        words="not at home, attempted delivery, courier, tracking",
    )
    listens = ("fulfilment.delivery_attempted",)
    every = because("Every delivery that is tried in vain")
    when = because("a delivery is tried in vain")
    happened = because("the delivery of order {what} was tried in vain")
    examples = (
        Example({}, because="the delivery of order #1001 was tried in vain", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

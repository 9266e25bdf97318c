"""A trigger."""

from __future__ import annotations

from app.core.happenings import NewsOfParcel
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentReadyForPickup(NewsOfParcel):
    """Starts when a parcel lies ready for the customer to pick up."""

    meta = Meta(
        "Parcel waits to be picked up",
        icon="store",
        connection="shop",
        words="ready for pick-up, parcel shop, collect",
    )
    listens = ("fulfilment.ready_for_pickup",)
    every = because("Every parcel that waits to be picked up")
    when = because("a parcel waits to be picked up")
    happened = because("a parcel of order {what} waits to be picked up")
    examples = (
        Example({}, because="a parcel of order #1001 waits to be picked up", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

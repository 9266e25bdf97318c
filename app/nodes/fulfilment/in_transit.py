"""A trigger."""

from __future__ import annotations

from app.core.happenings import NewsOfParcel
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentInTransit(NewsOfParcel):
    """Starts when the carrier has a parcel on its way."""

    meta = Meta(
        "Parcel on its way", icon="truck", connection="shop", words="in transit, shipped, carrier, tracking"
    )
    listens = ("fulfilment.in_transit",)
    every = because("Every parcel that is on its way")
    when = because("a parcel is on its way")
    happened = because("a parcel of order {what} is on its way")
    examples = (
        Example({}, because="a parcel of order #1001 is on its way", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

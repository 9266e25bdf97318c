"""A trigger."""

from __future__ import annotations

from app.core.happenings import NewsOfParcel
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentTracked(NewsOfParcel):
    """Starts with every news of the carrier about a parcel."""

    meta = Meta(
        "News of a parcel", icon="map-pin", connection="shop", words="tracking, carrier, shipment status, any"
    )
    listens = ("fulfilment.tracked",)
    every = because("All news of parcels")
    when = because("there is news of a parcel")
    happened = because("there is news of a parcel of order {what}")
    examples = (
        Example({}, because="there is news of a parcel of order #1001", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

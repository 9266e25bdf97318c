"""A trigger."""

from __future__ import annotations

from app.core.happenings import NewsOfParcel
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentDelayed(NewsOfParcel):
    """Starts when the carrier says that a parcel comes late."""

    meta = Meta("Parcel delayed", icon="hourglass", connection="shop", words="late, delay, carrier, tracking")
    listens = ("fulfilment.delayed",)
    every = because("Every parcel that is delayed")
    when = because("a parcel is delayed")
    happened = because("a parcel of order {what} is delayed")
    examples = (
        Example({}, because="a parcel of order #1001 is delayed", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

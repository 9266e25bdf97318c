"""A trigger."""

from __future__ import annotations

from app.core.happenings import NewsOfParcel
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentOutForDelivery(NewsOfParcel):
    """Starts when the courier sets out to deliver a parcel."""

    meta = Meta(
        "Parcel out for delivery", icon="truck", connection="shop", words="arrives today, courier, tracking"
    )
    listens = ("fulfilment.out_for_delivery",)
    every = because("Every parcel that is out for delivery")
    when = because("a parcel is out for delivery")
    happened = because("a parcel of order {what} is out for delivery")
    examples = (
        Example({}, because="a parcel of order #1001 is out for delivery", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

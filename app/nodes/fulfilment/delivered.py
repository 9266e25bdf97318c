"""A trigger."""

from __future__ import annotations

from app.core.happenings import NewsOfParcel
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentDelivered(NewsOfParcel):
    """Starts when a parcel has arrived."""

    meta = Meta(
        "Parcel delivered",
        icon="package-check",
        connection="shop",
        words="arrived, received, ask for a review, tracking",
    )
    listens = ("fulfilment.delivered",)
    every = because("Every parcel that arrives")
    when = because("a parcel arrives")
    happened = because("a parcel of order {what} arrived")
    examples = (
        Example({}, because="a parcel of order #1001 arrived", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

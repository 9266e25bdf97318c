"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutParcel
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentCreated(AboutParcel):
    """Starts when a parcel is sent, or goods are handed over in another way."""

    meta = Meta(
        "Parcel sent",
        icon="truck",
        connection="shop",
        words="fulfilment created, shipped, dispatched, tracking number",
    )
    listens = ("fulfilment.created",)
    every = because("Every parcel that is sent")
    when = because("a parcel is sent")
    happened = because("a parcel of order {what} was sent")
    examples = (
        Example({}, because="a parcel of order #1001 was sent", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

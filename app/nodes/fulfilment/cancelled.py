"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutParcel
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentCancelled(AboutParcel):
    """Starts when a parcel that was entered is cancelled."""

    meta = Meta(
        "Parcel cancelled", icon="circle-x", connection="shop", words="fulfilment cancelled, not sent"
    )
    listens = ("fulfilment.cancelled",)
    every = because("Every parcel that is cancelled")
    when = because("a parcel is cancelled")
    happened = because("a parcel of order {what} was cancelled")
    examples = (
        Example({}, because="a parcel of order #1001 was cancelled", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

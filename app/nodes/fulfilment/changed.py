"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutParcel
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentChanged(AboutParcel):
    """Starts when something changes about a parcel, such as its tracking number."""

    meta = Meta(
        "Parcel changed",
        icon="pencil",
        connection="shop",
        words="fulfilment updated, tracking number added, carrier",
    )
    listens = ("fulfilment.updated",)
    every = because("Every parcel that changes")
    when = because("a parcel changes")
    happened = because("a parcel of order {what} changed")
    examples = (
        Example({}, because="a parcel of order #1001 changed", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

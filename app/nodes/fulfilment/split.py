"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutPart
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentSplit(AboutPart):
    """Starts when a part of an order is split off to be sent by itself."""

    meta = Meta(
        "Sending split", icon="git-branch", connection="shop", words="fulfilment split, two parcels, parts"
    )
    listens = ("fulfilment_order.split",)
    every = because("Everything that is split")
    when = because("the sending of an order is split")
    happened = because("the sending of order {what} was split")
    examples = (
        Example({}, because="the sending of order #1001 was split", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

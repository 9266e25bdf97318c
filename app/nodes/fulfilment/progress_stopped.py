"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutPart
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentProgressStopped(AboutPart):
    """Starts when it is reported that nobody works on sending an order any more."""

    meta = Meta(
        "Packing was stopped",
        icon="octagon-pause",
        connection="shop",
        words="in progress, stopped, warehouse",
    )
    listens = ("fulfilment_order.progress_stopped",)
    every = because("Everything that is not worked on any more")
    when = because("packing an order is stopped")
    happened = because("packing order {what} was stopped")
    examples = (
        Example({}, because="packing order #1001 was stopped", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutPart
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentProgressReported(AboutPart):
    """Starts when it is reported that somebody works on sending an order."""

    meta = Meta(
        "Packing has begun",
        icon="package-open",
        connection="shop",
        words="in progress, being packed, warehouse",
    )
    listens = ("fulfilment_order.progress_reported",)
    every = because("Everything that is worked on")
    when = because("somebody begins to pack an order")
    happened = because("somebody packs order {what}")
    examples = (
        Example({}, because="somebody packs order #1001", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

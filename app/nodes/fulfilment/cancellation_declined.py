"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutPart
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentCancellationDeclined(AboutPart):
    """Starts when the service could not cancel any more."""

    meta = Meta(
        "Service can't cancel any more",
        icon="circle-alert",
        connection="shop",
        words="3PL, cancellation rejected, already sent",
    )
    listens = ("fulfilment_order.cancellation_declined",)
    every = because("Everything that the service can't cancel")
    when = because("the service can't cancel a part of an order any more")
    happened = because("the service could not cancel a part of order {what} any more")
    examples = (
        Example({}, because="the service could not cancel a part of order #1001 any more", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

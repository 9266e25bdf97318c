"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutReturn
from app.core.node import Example, Meta
from app.core.sentence import because


class OrderReturnProcessed(AboutReturn):
    """Starts when the items of a return have been dealt with: refunded, exchanged or put back."""

    meta = Meta(
        "Return processed",
        icon="package-check",
        connection="shop",
        words="return received, restocked, refunded, exchange, RMA",
    )
    listens = ("return.processed",)
    every = because("Every return that is processed")
    when = because("a return is processed")
    happened = because("a return for order {what} was processed")
    examples = (
        Example({}, because="a return for order #1001 was processed", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

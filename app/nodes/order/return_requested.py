"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutReturn
from app.core.node import Example, Meta
from app.core.sentence import because


class OrderReturnRequested(AboutReturn):
    """Starts when a customer asks to send something back."""

    meta = Meta(
        "Return asked for",
        icon="undo-2",
        connection="shop",
        words="return requested, send back, RMA, wants to return",
    )
    listens = ("return.requested",)
    every = because("Every return that is asked for")
    when = because("a customer asks to return something")
    happened = because("a return for order {what} was asked for")
    examples = (
        Example({}, because="a return for order #1001 was asked for", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

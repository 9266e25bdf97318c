"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutReturn
from app.core.node import Example, Meta
from app.core.sentence import because


class OrderReturnCancelled(AboutReturn):
    """Starts when a return is called off."""

    meta = Meta("Return cancelled", icon="x", connection="shop", words="return called off, RMA")
    listens = ("return.cancelled",)
    every = because("Every return that is cancelled")
    when = because("a return is cancelled")
    happened = because("a return for order {what} was cancelled")
    examples = (
        Example({}, because="a return for order #1001 was cancelled", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

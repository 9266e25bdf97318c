"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutReturn
from app.core.node import Example, Meta
from app.core.sentence import because


class OrderReturnClosed(AboutReturn):
    """Starts when a return is finished."""

    meta = Meta("Return closed", icon="archive", connection="shop", words="return finished, done, RMA")
    listens = ("return.closed",)
    every = because("Every return that is closed")
    when = because("a return is closed")
    happened = because("a return for order {what} was closed")
    examples = (
        Example({}, because="a return for order #1001 was closed", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutReturn
from app.core.node import Example, Meta
from app.core.sentence import because


class OrderReturnReopened(AboutReturn):
    """Starts when a return that was closed is opened again."""

    meta = Meta("Return reopened", icon="rotate-ccw", connection="shop", words="return open again, RMA")
    listens = ("return.reopened",)
    every = because("Every return that is opened again")
    when = because("a return is opened again")
    happened = because("a return for order {what} was opened again")
    examples = (
        Example({}, because="a return for order #1001 was opened again", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

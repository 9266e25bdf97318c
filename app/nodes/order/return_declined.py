"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutReturn
from app.core.node import Example, Meta
from app.core.sentence import because


class OrderReturnDeclined(AboutReturn):
    """Starts when a return that was asked for is declined."""

    meta = Meta("Return declined", icon="circle-x", connection="shop", words="return refused, rejected, RMA")
    listens = ("return.declined",)
    every = because("Every return that is declined")
    when = because("a return is declined")
    happened = because("a return for order {what} was declined")
    examples = (
        Example({}, because="a return for order #1001 was declined", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )

"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutReturn
from app.core.node import Example, Meta
from app.core.sentence import because


class OrderReturnApproved(AboutReturn):
    """Starts when a return that was asked for is approved, or when you make one yourself."""

    meta = Meta("Return approved", icon="circle-check", connection="shop", words="return accepted, RMA")
    listens = ("return.approved",)
    every = because("Every return that is approved")
    when = because("a return is approved")
    happened = because("a return for order {what} was approved")
    examples = (
        Example({}, because="a return for order #1001 was approved", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )
